import type { Block } from '../papers.ts'
import type { AttendeeFact, MinutesFacts, Named } from './minutes-facts.ts'
import { dayOf, type DissentFact } from './minutes.ts'
import { clockWords, dayWords, initialsFirst, momentWords, roleWords, timeWords } from './minutes-words.ts'

/** «председатель совета» */
export const office = ({ role }: Pick<Named, 'role'>): string => roleWords[role] ?? role

/** A line of words between the margins. */
export const line = (text: string, align: 'left' | 'center' | 'right' = 'left'): Block => ({
  kind: 'line',
  align,
  words: [text],
})

/** T3, for members and whoever was invited: before a meeting with lines to sign on, afterwards with times and forms of taking part. */
export function attendanceBlocks(facts: MinutesFacts): Block[] {
  const { council, meeting, present, withoutVote, invited, absent } = facts
  const zone = council.timeZone
  const came = [...present, ...withoutVote, ...invited]
  const modes = { in_person: 'очно', video: 'ВКС', both: 'очно, ВКС' }
  const row = (each: Named & Partial<AttendeeFact>, at: number) => [
    `${at + 1}`,
    each.name,
    [each.title, office(each)].filter(Boolean).join(', '),
    each.mode ? modes[each.mode] : '',
    each.from ? clockWords(each.from, zone) : '',
    each.from ? 'отметка в системе' : '',
  ]
  const people = came.length > 0 ? came : absent
  return [
    { kind: 'title', text: 'ЛИСТ РЕГИСТРАЦИИ' },
    line('членов общественного совета и приглашённых', 'center'),
    line(
      [meeting.title ?? council.name, dayWords(dayOf(facts)), meeting.place].filter(Boolean).join(', '),
      'center',
    ),
    {
      kind: 'table',
      caption: `Время ${timeWords(meeting.startsAt, zone).replace(/^.*\((.*) время\)$/, '$1')}`,
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
    line(
      `Всего зарегистрировано: ${came.length} чел., в том числе членов совета: ${present.length + withoutVote.length}, приглашённых: ${invited.length}.`,
    ),
    {
      kind: 'signature',
      role: 'Регистрацию провёл',
      name: facts.secretary ? initialsFirst(facts.secretary.name) : '',
    },
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
      `члена совета ${initialsFirst(dissent.name)} по вопросу № ${item?.number ?? ''} повестки дня «${item?.title ?? ''}» заседания от ${dayWords(dayOf(facts))}${number ? ` (протокол ${number})` : ''}`,
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
