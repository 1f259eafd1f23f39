import { draftText } from '../draft-text.ts'
import type { Block, Paper } from '../papers.ts'
import { countingPaper } from '../votes-papers.ts'
import { attendanceBlocks, dissentBlocks, line, office, sheetOf } from './minutes-annexes.ts'
import { votesOf, type AttendeeFact, type MinutesFacts, type Signer } from './minutes-facts.ts'
import { itemBlocks } from './minutes-items.ts'
import {
  absenceWords,
  dayOf,
  numberWords,
  signersOf,
  type DissentFact,
  type MaterialFact,
  type MinutesContent,
  type SignatureFact,
} from './minutes.ts'
import { rollBlocks, voteBlocks, type BallotsFact } from './minutes-votes.ts'
import {
  clockWords,
  dayWords,
  formatWords,
  initialsFirst,
  momentWords,
  ofMembers,
  quorumBaseWords,
  quoted,
  sentence,
  shareWords,
  surnameFirst,
  timeWords,
  zoneWords,
} from './minutes-words.ts'

interface Options {
  /** With places for what has not been worded yet, for the page on which it is. */
  editing?: boolean
  signatures?: readonly SignatureFact[]
  /** Of what is signed; printed under the signatures. */
  sha256?: string | null
}

/**
 * The minutes of a meeting (T1) from its facts and what the secretary worded. All numbers, names of those who took part, times and
 * decisions come from the facts; `wording` fills only the places for a summary.
 */
export function minutesPaper(content: MinutesContent, options: Options = {}): Paper {
  const { facts, document, ballots } = content
  const { editing = false, signatures = [], sha256 = null } = options
  const annexes = annexesOf(content)
  const annexOf = (dissent: DissentFact) => annexes.findIndex((each) => each.dissent === dissent) + 1
  return {
    title: `Протокол ${numberWords(document)} от ${dayWords(dayOf(facts))}`,
    blocks: [
      ...head(content),
      ...composition(content, editing),
      ...quorum(facts),
      ...agenda(facts, ballots),
      ...facts.items.flatMap((item) => itemBlocks(item, { ...content, annexOf }, editing)),
      ...pauses(facts),
      ...annexList(annexes, content, editing),
      ...signed(content, signatures, sha256),
      ...annexes.flatMap(({ blocks }, at): Block[] =>
        blocks.length === 0
          ? []
          : [
              { kind: 'break' },
              { kind: 'line', align: 'right', words: [`Приложение № ${at + 1}`] },
              ...blocks,
            ],
      ),
    ],
  }
}

function head({ facts, document }: MinutesContent): Block[] {
  const { council, meeting } = facts
  const kind = meeting.kind === 'extraordinary' ? 'внеочередного' : 'очередного'
  const change: Block[] =
    document.edition === 1
      ? []
      : [
          line(
            `Изменение № ${document.edition - 1}: ${document.reason ?? ''} Контрольная сумма прежней редакции: ${document.amends ?? ''}.`,
          ),
        ]
  const { timeZone } = council
  const begun = facts.openedAt === null ? 'заседание не открыто' : timeWords(facts.openedAt, timeZone)
  const over =
    facts.phase === 'failed_quorum'
      ? 'заседание не состоялось'
      : facts.closedAt === null
        ? 'заседание продолжается'
        : timeWords(facts.closedAt, timeZone)
  return [
    line(council.name, 'center'),
    { kind: 'title', text: 'ПРОТОКОЛ' },
    line(`${kind} заседания общественного совета`, 'center'),
    { kind: 'pair', left: dayWords(dayOf(facts)), right: numberWords(document) },
    {
      kind: 'pair',
      left: meeting.place ?? '',
      right: `форма: ${formatWords[meeting.format] ?? meeting.format}`,
    },
    ...change,
    line(`Начало: ${begun}. Окончание: ${over}.`),
    ...facts.presiding.map(({ who, since }) =>
      line(
        `Председательствующий${since === null ? '' : ` с ${timeWords(since, timeZone)}`}: ${surnameFirst(who.name)}, ${office(who)}`,
      ),
    ),
    ...(facts.secretary ? [line(`Секретарь: ${surnameFirst(facts.secretary.name)}`)] : []),
  ]
}

function attendee(each: AttendeeFact, facts: MinutesFacts): string {
  const { openedAt, closedAt, council } = facts
  const late = openedAt !== null && each.from > openedAt
  // Whoever has gone while the meeting goes on may come back.
  const gone = each.to !== null && (openedAt === null || each.to >= openedAt) && each.to !== closedAt
  return [
    surnameFirst(each.name) + (each.title ? ` — ${each.title}` : ''),
    each.mode === 'video' && 'дистанционно',
    each.mode === 'both' && 'очно и дистанционно',
    late && `с ${clockWords(each.from, council.timeZone)}`,
    gone && `до ${clockWords(each.to!, council.timeZone)}`,
  ]
    .filter(Boolean)
    .join(', ')
}

const list = (title: string, people: readonly AttendeeFact[], facts: MinutesFacts): Block[] =>
  people.length === 0
    ? []
    : [
        { kind: 'line', words: [{ b: title }] },
        ...people.map((each, at): Block => ({
          kind: 'item',
          label: `${at + 1}.`,
          words: [attendee(each, facts)],
        })),
      ]

function composition({ facts, wording }: MinutesContent, editing: boolean): Block[] {
  const { council, actual, present, absent, withoutVote, invited } = facts
  const missing: Block[] = absent.map(({ id, name }, at) => {
    const part = `absent:${id}`
    const reason = wording[part] || absenceWords[1]
    const words = [`${surnameFirst(name)} — ${reason}`]
    return { kind: 'item', label: `${at + 1}.`, words, ...(editing && { part }) }
  })
  return [
    line(`Установленная численность совета: ${council.established} чел., избрано: ${actual} чел.`),
    ...list(`ПРИСУТСТВОВАЛИ члены совета (${present.length} чел.):`, present, facts),
    ...(missing.length > 0
      ? [{ kind: 'line', words: [{ b: `ОТСУТСТВОВАЛИ (${missing.length} чел.):` }] } as Block, ...missing]
      : []),
    ...list('Без права голоса:', withoutVote, facts),
    ...list(`ПРИГЛАШЁННЫЕ (${invited.length} чел.):`, invited, facts),
  ]
}

function quorum({ quorum: { changes, fraction, baseName }, council }: MinutesFacts): Block[] {
  const [first, ...later] = changes
  if (!first) return []
  const ofWhich = `${shareWords(fraction)} от ${quorumBaseWords[baseName]}`
  const here = (each: (typeof changes)[number]) => `${each.present} из ${ofMembers(each.base)} совета`
  const words = first.reached
    ? `присутствует ${here(first)}, что составляет ${ofWhich} (необходимо ${first.needed}); заседание правомочно.`
    : `присутствует ${here(first)}, необходимо ${ofWhich} (${first.needed}); заседание неправомочно.`
  return [
    { kind: 'line', words: [{ b: 'КВОРУМ: ' }, words], align: 'justify' },
    ...later.map((each) =>
      line(
        `${timeWords(each.at, council.timeZone)}: кворум ${each.reached ? 'восстановлен' : 'утрачен'}, присутствует ${here(each)}, необходимо ${each.needed}.`,
      ),
    ),
  ]
}

function agenda(facts: MinutesFacts, ballots: MinutesContent['ballots']): Block[] {
  const { agendaAdopted, items, procedural, rules, phase } = facts
  const added = items.filter(({ isAdded }) => isAdded)
  const adopted: Block[] = !agendaAdopted
    ? []
    : agendaAdopted.vote
      ? [
          line('Голосовали за повестку дня.'),
          ...voteBlocks(agendaAdopted.vote, rules, ballots[agendaAdopted.vote.voteId], { level: 0 }),
        ]
      : [line('Повестка дня принята без голосования: возражений не было.')]
  return [
    ...(items.length > 0 && phase !== 'failed_quorum'
      ? [{ kind: 'title', text: 'ПОВЕСТКА ДНЯ' } as Block]
      : []),
    ...(phase === 'failed_quorum' ? [] : items).map(({ number, title, speaker }): Block => ({
      kind: 'item',
      label: `${number}.`,
      words: [[sentence(title), speaker && sentence(`Докладчик: ${speaker}`)].filter(Boolean).join(' ')],
    })),
    ...added.map(({ title }) => line(`Повестка дополнена вопросом ${quoted(title)}.`)),
    ...adopted,
    ...procedural.flatMap((vote) =>
      voteBlocks(vote, rules, ballots[vote.voteId], { question: true, level: 0 }),
    ),
  ]
}

const pauses = ({ recesses, council: { timeZone } }: MinutesFacts): Block[] =>
  recesses.map(({ from, to }) =>
    line(
      `Перерыв: с ${clockWords(from, timeZone)}${to === null ? '' : ` до ${clockWords(to, timeZone)}`} (${zoneWords(timeZone)} время).`,
    ),
  )

interface Annex {
  title: string
  /** Empty for what is beside the minutes, a material. */
  blocks: readonly Block[]
  dissent?: DissentFact
}

function annexesOf(content: MinutesContent): Annex[] {
  const { facts, ballots, dissents, materials = [] } = content
  const votes = votesOf(facts)
  const rolls = rollBlocks(votes, ballots)
  return [
    { title: 'Лист регистрации', blocks: attendanceBlocks(sheetOf(facts)) },
    ...(rolls.length > 0
      ? [
          {
            title: 'Поимённые результаты голосования',
            blocks: [{ kind: 'title' as const, text: 'ПОИМЁННЫЕ РЕЗУЛЬТАТЫ ГОЛОСОВАНИЯ' }, ...rolls],
          },
        ]
      : []),
    ...votes.flatMap(({ voteId, question }) => {
      const { counting, titles = {} } = ballots[voteId] ?? {}
      if (!counting) return []
      const { blocks } = countingPaper(facts.council, titles, counting)
      return [{ title: `Протокол счётной комиссии по вопросу ${quoted(question)}`, blocks }]
    }),
    ...votes.flatMap(({ voteId, question }) => {
      const { text } = ballots[voteId] ?? {}
      return text
        ? [{ title: `Текст, принятый по вопросу ${quoted(question)}`, blocks: textBlocks(text) }]
        : []
    }),
    ...dissents.map((dissent) => ({
      title: `Особое мнение: ${surnameFirst(dissent.name)}`,
      blocks: dissentBlocks(content, dissent),
      dissent,
    })),
    ...materialsOf(facts, materials),
  ]
}

const textBlocks = ({ content, sha256 }: NonNullable<BallotsFact['text']>): Block[] => [
  { kind: 'title', text: 'ТЕКСТ, ПРИНЯТЫЙ В ЦЕЛОМ' },
  ...draftText(content)
    .split('\n')
    .map((words): Block => ({ kind: 'paragraph', words: [words] })),
  { kind: 'small', text: `Контрольная сумма принятого текста (SHA-256): ${sha256}` },
]

/** In the order of the agenda, those of the whole meeting first. */
function materialsOf({ items }: MinutesFacts, materials: readonly MaterialFact[]): Annex[] {
  const placed = materials.map(({ itemId, title }) => {
    const at = items.findIndex(({ id }) => id === itemId)
    const about = at < 0 ? 'Материалы заседания' : `Материалы к вопросу ${items[at]!.number}`
    return { at, title: `${about}: ${quoted(title)}`, blocks: [] }
  })
  return placed.toSorted((one, other) => one.at - other.at).map(({ at: _, ...annex }) => annex)
}

function annexList(annexes: readonly Annex[], { wording }: MinutesContent, editing: boolean): Block[] {
  const own: Block[] =
    wording['annex'] || editing
      ? [
          {
            kind: 'paragraph',
            words: wording['annex'] ? [`Иные материалы: ${wording['annex']}`] : [],
            part: 'annex',
          },
        ]
      : []
  return [
    { kind: 'line', words: [{ b: 'Приложения:' }] },
    ...annexes.map(({ title }, at): Block => ({
      kind: 'item',
      label: `${at + 1}.`,
      words: [`${title} на ____ л.`],
    })),
    ...own,
  ]
}

const signerWords: Record<Signer, { is: string; of: string }> = {
  presiding: { is: 'Председательствующий', of: 'председательствующего' },
  secretary: { is: 'Секретарь', of: 'секретаря' },
  chair: { is: 'Председатель совета', of: 'председателя совета' },
}

function signed(
  content: MinutesContent,
  signatures: readonly SignatureFact[],
  sha256: string | null,
): Block[] {
  const { facts, substitutes = [] } = content
  const zone = facts.council.timeZone
  return [
    ...signersOf(content).flatMap(({ role, who }): Block[] => {
      const own = signatures.find((each) => each.role === role)
      const gone = substitutes.some((each) => each.role === role && each.memberId === who.id)
        ? facts.signers.find((each) => each.role === role)
        : undefined
      return [
        ...(gone
          ? [
              line(
                `Вместо ${signerWords[role].of} (${surnameFirst(gone.who.name)}), чьи полномочия в совете прекращены, подписывает ${office(who)}.`,
              ),
            ]
          : []),
        {
          kind: 'signature',
          role: gone ? upperFirst(office(who)) : signerWords[role].is,
          name: initialsFirst(who.name),
          note: own ? `Подписано в электронном виде ${momentWords(own.at, zone)}.` : null,
        },
      ]
    }),
    ...(sha256 ? [{ kind: 'small', text: `Контрольная сумма протокола (SHA-256): ${sha256}` } as Block] : []),
  ]
}

const upperFirst = (text: string) => text.replace(/^./u, (letter) => letter.toLocaleUpperCase('ru'))
