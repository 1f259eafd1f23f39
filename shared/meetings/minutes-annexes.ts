import { organizationKinds } from '../organizations.ts'
import type { Block, Column } from '../papers.ts'
import type { Day, Id, Instant } from '../values.ts'
import type { AttendeeFact, MinutesFacts, Named, VoteFact } from './minutes-facts.ts'
import { dayOf, type DissentFact, type MinutesContent } from './minutes.ts'
import { choiceOf } from './minutes-votes.ts'
import {
  categoryWords,
  dayWords,
  genitive,
  initialsFirst,
  momentWords,
  quoted,
  roleWords,
  shortClock,
  zoneWords,
} from './minutes-words.ts'

/** «председатель совета» */
export const office = ({ role }: Pick<Named, 'role'>): string => roleWords[role] ?? role

/** A line of words between the margins. */
export const line = (text: string, align: 'left' | 'center' | 'right' = 'left'): Block => ({
  kind: 'line',
  align,
  words: [text],
})

/** Whoever is on a sheet; `from` is when they came, absent on a sheet that is printed before. */
type OnSheet = Named & Partial<Pick<AttendeeFact, 'mode' | 'from' | 'by' | 'municipality' | 'category'>>

export interface AttendanceSheet {
  title: string
  day: Day
  place: string | null
  startsAt: Instant
  timeZone: string
  people: readonly OnSheet[]
  secretary: string | null
  /** Where to reach people, by their ids; never on a paper that is published. */
  contacts?: ReadonlyMap<Id, string>
  /** Whoever has not checked in by themselves signs with a pen; otherwise it says that the secretary took them down. */
  isForPen?: boolean
}

/** The sheet of a meeting that has begun: who came, when and how. */
export const sheetOf = (facts: MinutesFacts): AttendanceSheet => ({
  title: facts.meeting.title ?? facts.council.name,
  day: dayOf(facts),
  place: facts.meeting.place,
  startsAt: facts.meeting.startsAt,
  timeZone: facts.council.timeZone,
  people: [...facts.present, ...facts.withoutVote, ...facts.invited],
  secretary: facts.secretary?.name ?? null,
})

const modes = { in_person: 'очно', video: 'ВКС', both: 'очно, ВКС' }
const PEN = '____'

/** T3: before a meeting with empty lines to sign on, afterwards with times and forms of taking part. */
export function attendanceBlocks(sheet: AttendanceSheet): Block[] {
  const { timeZone, people, secretary, contacts, isForPen = false } = sheet
  const columns: [Column, (each: OnSheet, at: number) => string][] = [
    [{ title: '№ п/п', share: 7, align: 'center' }, (_, at) => `${at + 1}`],
    [{ title: 'Фамилия, имя, отчество', share: 27 }, ({ name }) => name],
    [{ title: 'Муниципальное образование', share: 28 }, ({ municipality }) => municipality ?? '—'],
    [
      { title: 'Организация, должность', share: 27 },
      (each) => [each.title, office(each)].filter(Boolean).join(', '),
    ],
    [
      { title: 'Категория участника', share: 25 },
      ({ category }) => (category ? categoryWords[category] : '—'),
    ],
    ...(contacts
      ? ([[{ title: 'Контакт (не публикуется)', share: 29 }, ({ id }) => contacts.get(id) ?? '']] as [
          Column,
          (each: OnSheet) => string,
        ][])
      : []),
    [{ title: 'Форма участия', share: 15, align: 'center' }, ({ mode }) => (mode ? modes[mode] : '')],
    [
      { title: 'Время прибытия', share: 18, align: 'center' },
      ({ from }) => (from ? shortClock(from, timeZone) : ''),
    ],
    [{ title: 'Подпись / эл. отметка', share: 24, align: 'center' }, (each) => markOf(each, isForPen)],
  ]
  return [
    { kind: 'title', text: 'ЛИСТ РЕГИСТРАЦИИ' },
    line('членов общественного совета и приглашённых', 'center'),
    line([sheet.title, dayWords(sheet.day), sheet.place].filter(Boolean).join(', '), 'center'),
    {
      kind: 'table',
      caption: `Время ${zoneWords(timeZone)}`,
      columns: columns.map(([column]) => column),
      rows: people.map((each, at) => columns.map(([, cell]) => cell(each, at))),
    },
    ...totals(people.filter(({ from }) => from !== undefined)),
    line(`Согласия на обработку персональных данных получены: ${PEN} (отдельными документами).`),
    { kind: 'signature', role: 'Регистрацию провёл', name: secretary ? initialsFirst(secretary) : '' },
  ]
}

/** «By line»: whoever takes part remotely is marked by the connection itself. */
function markOf({ from, by }: OnSheet, isForPen: boolean): string {
  if (!from) return ''
  if (by === 'secretary') return isForPen ? '' : 'отметка секретаря'
  return by === 'line' ? 'эл. отметка (подключение)' : 'эл. отметка'
}

/** How many came, and of which organizations; before the meeting there are lines to write that on. */
function totals(came: readonly OnSheet[]): Block[] {
  if (came.length === 0)
    return [
      line(`Всего зарегистрировано: ${PEN} чел., в том числе членов совета: ${PEN}, приглашённых: ${PEN}.`),
      line(`По категориям: ИОГВ – ${PEN}, ОМСУ – ${PEN}, НКО – ${PEN}, инициативные граждане – ${PEN}.`),
    ]
  const invited = came.filter(({ role }) => role === 'invitee').length
  const of = (kind: string | null) => came.filter(({ category = null }) => category === kind).length
  const known = organizationKinds.map((kind) => [categoryWords[kind], of(kind)] as const)
  const counted = [...known, ['категория не указана', of(null)] as const].filter(([, count]) => count > 0)
  return [
    line(
      `Всего зарегистрировано: ${came.length} чел., в том числе членов совета: ${came.length - invited}, приглашённых: ${invited}.`,
    ),
    line(`По категориям: ${counted.map(([name, count]) => `${name} –\u00a0${count}`).join(', ')}.`),
  ]
}

/** How somebody voted on an item, where they did by name; otherwise a line to write that on: a secret vote stays one. */
function votedWords(votes: readonly VoteFact[], memberId: Id, ballots: MinutesContent['ballots']): string {
  const cast = votes
    .filter(({ decisionClass, outcome }) => decisionClass !== 'procedural' && outcome !== 'annulled')
    .flatMap(({ voteId, question }) => {
      const own = ballots[voteId]
      const vote = own?.roll?.find((each) => each.memberId === memberId)
      return own && vote ? [{ question, choice: choiceOf(vote.choice, own) }] : []
    })
  if (cast.length === 0) return 'Голосовал(а): ________________.'
  return cast.length === 1
    ? `Голосовал(а): ${cast[0]!.choice}.`
    : `Голосовал(а): ${cast.map(({ question, choice }) => `по вопросу ${quoted(question)} – ${choice}`).join('; ')}.`
}

/** T6. */
export function dissentBlocks(
  { facts, ballots }: Pick<MinutesContent, 'facts' | 'ballots'>,
  dissent: DissentFact,
  number?: string,
): Block[] {
  const item = facts.items.find(({ id }) => id === dissent.itemId)
  const zone = facts.council.timeZone
  return [
    line(`В ${facts.council.name}`, 'right'),
    { kind: 'title', text: 'ОСОБОЕ МНЕНИЕ' },
    line(
      `члена совета ${genitive(dissent.name)} по вопросу № ${item?.number ?? ''} повестки дня ${quoted(item?.title ?? '')} заседания от ${dayWords(dayOf(facts))}${number ? ` (протокол ${number})` : ''}`,
      'center',
    ),
    {
      kind: 'paragraph',
      words: [`${votedWords(item?.votes ?? [], dissent.memberId, ballots)} Излагаю следующее.`],
    },
    ...dissent.text.split(/\n{2,}|\n/).map((each): Block => ({ kind: 'paragraph', words: [each] })),
    { kind: 'paragraph', words: ['Прошу приобщить к протоколу.'] },
    {
      kind: 'signature',
      role: 'Член совета',
      name: initialsFirst(dissent.name),
      note: `Подано в электронном виде ${momentWords(dissent.at, zone)}.`,
    },
  ]
}
