import type { Block } from '../papers.ts'
import type { Day, Instant } from '../values.ts'
import type { AttendeeFact, MinutesFacts, Named } from './minutes-facts.ts'
import { dayOf, type DissentFact } from './minutes.ts'
import {
  clockWords,
  dayWords,
  initialsFirst,
  momentWords,
  quoted,
  roleWords,
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
type OnSheet = Named & Partial<Pick<AttendeeFact, 'mode' | 'from'>>

export interface AttendanceSheet {
  title: string
  day: Day
  place: string | null
  startsAt: Instant
  timeZone: string
  people: readonly OnSheet[]
  secretary: string | null
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

/** T3: before a meeting with empty lines to sign on, afterwards with times and forms of taking part. */
export function attendanceBlocks(sheet: AttendanceSheet): Block[] {
  const { timeZone, people, secretary } = sheet
  const came = people.filter(({ from }) => from !== undefined)
  const invited = came.filter(({ role }) => role === 'invitee').length
  const row = (each: OnSheet, at: number) => [
    `${at + 1}`,
    each.name,
    [each.title, office(each)].filter(Boolean).join(', '),
    each.mode ? modes[each.mode] : '',
    each.from ? clockWords(each.from, timeZone) : '',
    each.from ? 'отметка в системе' : '',
  ]
  const total =
    came.length > 0
      ? `Всего зарегистрировано: ${came.length} чел., в том числе членов совета: ${came.length - invited}, приглашённых: ${invited}.`
      : 'Всего зарегистрировано: ____ чел., в том числе членов совета: ____, приглашённых: ____.'
  return [
    { kind: 'title', text: 'ЛИСТ РЕГИСТРАЦИИ' },
    line('членов общественного совета и приглашённых', 'center'),
    line([sheet.title, dayWords(sheet.day), sheet.place].filter(Boolean).join(', '), 'center'),
    {
      kind: 'table',
      caption: `Время ${zoneWords(timeZone)}`,
      columns: [
        { title: '№ п/п', share: 2, align: 'center' },
        { title: 'Фамилия, имя, отчество', share: 9 },
        { title: 'Организация, должность', share: 9 },
        { title: 'Форма участия', share: 5, align: 'center' },
        { title: 'Время прибытия', share: 6, align: 'center' },
        { title: 'Подпись / эл. отметка', share: 6, align: 'center' },
      ],
      rows: people.map(row),
    },
    line(total),
    { kind: 'signature', role: 'Регистрацию провёл', name: secretary ? initialsFirst(secretary) : '' },
  ]
}

/** T6. */
export function dissentBlocks(facts: MinutesFacts, dissent: DissentFact, number?: string): Block[] {
  const item = facts.items.find(({ id }) => id === dissent.itemId)
  const zone = facts.council.timeZone
  return [
    line(`В ${facts.council.name}`, 'right'),
    { kind: 'title', text: 'ОСОБОЕ МНЕНИЕ' },
    line(
      `члена совета ${initialsFirst(dissent.name)} по вопросу № ${item?.number ?? ''} повестки дня ${quoted(item?.title ?? '')} заседания от ${dayWords(dayOf(facts))}${number ? ` (протокол ${number})` : ''}`,
      'center',
    ),
    { kind: 'paragraph', words: ['Излагаю следующее.'] },
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
