import type { Block, Words } from '../papers.ts'
import type { Id } from '../values.ts'
import type { AmendmentFact } from './amendments.ts'
import type { DecisionFact, ItemFact, SpeechFact, VoteFact } from './minutes-facts.ts'
import type { DissentFact, MinutesContent } from './minutes.ts'
import { voteBlocks } from './minutes-votes.ts'
import { accusative, dayWords, quoted, sentence, surnameFirst } from './minutes-words.ts'

type Content = Pick<MinutesContent, 'facts' | 'wording' | 'ballots' | 'dissents'> & {
  /** The number of the annex in which a dissenting opinion stands; null where the annexes are those of another paper. */
  annexOf: ((dissent: DissentFact) => number) | null
}

/** Everything about an item of the agenda, in the order of T1. */
export function itemBlocks(item: ItemFact, content: Content, editing: boolean): Block[] {
  const { phase } = content.facts
  if (item.state === 'removed')
    return [
      {
        kind: 'item',
        label: `${item.number}.`,
        words: [`Вопрос ${quoted(item.title)} снят с рассмотрения.`],
      },
    ]
  if (item.state === 'waiting')
    return phase === 'closed'
      ? [
          {
            kind: 'item',
            label: `${item.number}.`,
            words: [`Вопрос ${quoted(item.title)} не рассматривался.`],
          },
        ]
      : []
  return [
    ...heard(item, content, editing),
    ...spoken('ВОПРОСЫ:', item.questions, content),
    ...spoken('ВЫСТУПИЛИ:', item.speeches, content),
    ...note(item, content, editing),
    ...recusals(item),
    ...taken(item, content),
    ...amendments(item),
    ...decisions(item, content),
    ...dissents(item, content),
  ]
}

const about = ({ title }: ItemFact) => `по вопросу ${quoted(title)}`
const tail = (words: string | undefined) => (words ? ` ${words}` : '')

function heard(item: ItemFact, { wording }: Content, editing: boolean): Block[] {
  const label = `${item.number}.`
  const called = ({ who, name }: SpeechFact) => wording[`name:${who}`] || accusative(name)
  if (item.reports.length === 0) {
    const part = `heard:${item.id}`
    const head: Words = item.speaker
      ? [{ b: 'СЛУШАЛИ: ' }, `${wording[`name:${item.id}`] || item.speaker} ${about(item)}.`]
      : [{ b: 'РАССМОТРЕЛИ: ' }, `вопрос ${quoted(item.title)}.`]
    return [
      { kind: 'item', label, words: [...head, tail(wording[part])], part },
      ...nameBlock(`name:${item.id}`, item.speaker !== null && editing),
    ]
  }
  const [first] = item.reports
  const names = item.reports.map(called).join(', ')
  const head: Words = [{ b: 'СЛУШАЛИ: ' }, `${names} ${about(item)}.`]
  const unsure = item.reports.flatMap(({ who }) => nameBlock(`name:${who}`, editing))
  if (item.reports.length === 1) {
    const part = `speech:${first!.speechId}`
    return [{ kind: 'item', label, words: [...head, tail(wording[part])], part }, ...unsure]
  }
  return [{ kind: 'item', label, words: head }, ...unsure, ...item.reports.map(speech(wording))]
}

/** A place to write how a name bends; on paper it is in the sentence already. */
const nameBlock = (part: string, editing: boolean): Block[] =>
  editing ? [{ kind: 'paragraph', words: [], part }] : []

const kinds: Partial<Record<SpeechFact['kind'], string>> = {
  reply: ' (ответ)',
  order: ' (по порядку ведения)',
}

const speech =
  (wording: MinutesContent['wording']) =>
  ({ speechId, name, kind }: SpeechFact): Block => {
    const part = `speech:${speechId}`
    const said = wording[part]
    return {
      kind: 'item',
      label: '–',
      level: 1,
      words: [`${surnameFirst(name)}${kinds[kind] ?? ''}${said ? ` – ${said}` : ''}`],
      part,
    }
  }

const spoken = (title: string, speeches: readonly SpeechFact[], { wording }: Content): Block[] =>
  speeches.length === 0
    ? []
    : [{ kind: 'paragraph', level: 1, words: [{ b: title }] }, ...speeches.map(speech(wording))]

function note({ id }: ItemFact, { wording }: Content, editing: boolean): Block[] {
  const part = `note:${id}`
  const words = wording[part]
  return words || editing ? [{ kind: 'paragraph', level: 1, words: words ? [words] : [], part }] : []
}

const recusals = ({ recused }: ItemFact): Block[] =>
  recused.length === 0
    ? []
    : [
        {
          kind: 'paragraph',
          level: 1,
          words: [
            `Заявили о конфликте интересов и в голосовании не участвуют: ${recused.map(({ name, reason }) => `${surnameFirst(name)} (${reason.replace(/\.$/, '')})`).join('; ')}.`,
          ],
        },
      ]

/** Votes by which a text was taken as a basis, before what was changed of it; those a decision rests on stand with it. */
function taken(item: ItemFact, { facts, ballots }: Content): Block[] {
  const cited = new Set(item.decisions.map(({ voteId }) => voteId))
  return item.votes
    .filter(({ voteId, stage }) => stage === 'basis' && !cited.has(voteId))
    .flatMap((vote) => voteBlocks(vote, facts.rules, ballots[vote.voteId], { question: true }))
}

/** Amendments one by one, whose and in which words, with what became of each (T1). */
function amendments(item: ItemFact): Block[] {
  const rows = amendmentRows(item)
  if (rows.length === 0) return []
  return [
    {
      kind: 'table',
      caption: 'Замечания и поправки:',
      columns: [
        { title: '№', share: 2, align: 'center' },
        { title: 'Автор', share: 6 },
        { title: 'Пункт', share: 5 },
        { title: 'Редакция', share: 11 },
        { title: 'Решение', share: 6 },
        { title: 'За / против / возд. / не голос.', share: 5, align: 'center' },
      ],
      rows,
    },
  ]
}

function amendmentRows({ amended = [], amendments }: ItemFact): string[][] {
  const numbers = (vote: VoteFact | undefined) =>
    vote?.result
      ? [vote.result.for, vote.result.against, vote.result.abstain, vote.result.notVoted].join(' / ')
      : '–'
  const listed = amended.map((each) => {
    const vote = amendments.find(({ voteId }) => voteId === each.voteId)
    const { number, author, takenOverBy, clause, wording } = each
    const whose = takenOverBy ? `${author}; поддержал(а) ${takenOverBy}` : author
    const isVoted = each.way === 'vote' || each.outcome === 'pending'
    const row = [`${number}`, whose, clause, wording, fate(each, vote), numbers(isVoted ? vote : undefined)]
    return { number, row }
  })
  // A question about an amendment that was put by hand, apart from a list of them: nobody wrote down whose it is.
  const byHand = amendments.flatMap((vote, at) =>
    vote.amendments
      ? []
      : [{ number: at + 1, row: [`${at + 1}`, '—', '—', vote.question, became(vote), numbers(vote)] }],
  )
  return [...listed, ...byHand].toSorted((one, other) => one.number - other.number).map(({ row }) => row)
}

/** What became of an amendment: by its vote, without one, or not yet. */
function fate({ outcome, way, reason }: AmendmentFact, vote: VoteFact | undefined): string {
  if (way === 'consent') return 'принята без возражений'
  if (outcome === 'withdrawn' || outcome === 'fallen') return reason ?? ''
  return vote ? became(vote) : 'не рассмотрена'
}

function became({ outcome, closedAt }: VoteFact): string {
  if (closedAt === null) return 'голосование не окончено'
  if (outcome === 'annulled') return 'голосование аннулировано'
  return outcome === 'adopted' ? 'принята' : outcome === 'not_adopted' ? 'отклонена' : 'решение не принято'
}

/** Decisions with the vote each rests on below it; then the votes that no decision followed from. */
function decisions(item: ItemFact, { facts, ballots }: Content): Block[] {
  const cited = new Set(item.decisions.map(({ voteId }) => voteId))
  const grouped = [...cited].flatMap((voteId) => [
    ...item.decisions.filter((each) => each.voteId === voteId).flatMap(decision),
    ...(voteId === null
      ? [{ kind: 'paragraph' as const, level: 1, words: ['Возражений не было, голосование не проводилось.'] }]
      : voteOf(voteId)),
  ])
  const head: Block[] =
    item.decisions.length > 0 ? [{ kind: 'paragraph', level: 1, words: [{ b: 'РЕШИЛИ:' }] }] : []
  const others = item.votes.filter(({ voteId, stage }) => !cited.has(voteId) && stage !== 'basis')
  return [
    ...head,
    ...grouped,
    ...others.flatMap((vote) => voteBlocks(vote, facts.rules, ballots[vote.voteId], { question: true })),
  ]

  function voteOf(voteId: Id): Block[] {
    const vote = [...item.votes, ...item.amendments].find((each) => each.voteId === voteId)
    return vote ? voteBlocks(vote, facts.rules, ballots[voteId]) : []
  }
}

const decision = ({ number, text, responsible, dueOn }: DecisionFact): Block[] => {
  const charge = [
    responsible && sentence(`Ответственный: ${responsible}`),
    dueOn && sentence(`Срок: до ${dayWords(dueOn)}`),
  ].filter(Boolean)
  return [
    {
      kind: 'item',
      label: `${number}.`,
      level: 1,
      words: [[sentence(text), ...charge].join(' ')],
    },
  ]
}

function dissents(item: ItemFact, content: Content): Block[] {
  const handedIn = content.dissents.filter(({ itemId }) => itemId === item.id)
  const promised = item.dissenting.filter(({ who }) => handedIn.every(({ memberId }) => memberId !== who))
  const annexed = (each: DissentFact) =>
    content.annexOf ? ` (приложение №\u00a0${content.annexOf(each)})` : ' к протоколу'
  const line = (words: string): Block => ({ kind: 'paragraph', level: 1, words: [words] })
  return [
    ...handedIn.map((each) =>
      line(sentence(`Особое мнение прилагается${annexed(each)}: ${surnameFirst(each.name)}`)),
    ),
    ...promised.map(({ name }) =>
      line(sentence(`О намерении изложить особое мнение заявлено: ${surnameFirst(name)}`)),
    ),
  ]
}
