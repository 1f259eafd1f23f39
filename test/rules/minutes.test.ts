import { describe, expect, test } from 'vitest'
import { defaultCouncilRules } from '../../shared/council-rules.ts'
import type { Fact, Participant, PutAmendment } from '../../shared/meetings/entries.ts'
import { minutesFacts, type MinutesFacts } from '../../shared/meetings/minutes-facts.ts'
import { dissentBlocks } from '../../shared/meetings/minutes-annexes.ts'
import { minutesPaper } from '../../shared/meetings/minutes-paper.ts'
import { partsOf, type MinutesContent } from '../../shared/meetings/minutes.ts'
import {
  accusative,
  clockWords,
  countWords,
  dayWords,
  genitive,
  initialsFirst,
  membersWords,
  ofMembers,
  quoted,
  surnameFirst,
  timeWords,
} from '../../shared/meetings/minutes-words.ts'
import { paperHtml, paperText } from '../../shared/papers.ts'
import { tally, type VoteResult } from '../../shared/votes.ts'
import { agendaItem, asks, begins, closed, comes, entriesOf, goes, speaks } from '../support/meeting-facts.ts'

/** Papers hold words together that must not be torn apart at the end of a line; a test reads them as plain. */
const plain = (text: string) => text.replaceAll('\u00a0', ' ')

describe('words of official papers', () => {
  test('R-01 · days, times and the zone are written as papers have them', () => {
    expect(plain(dayWords('2017-02-16'))).toBe('16 февраля 2017 г.')
    expect(plain(timeWords('2017-02-16T02:00:00.000Z', 'Asia/Kamchatka'))).toBe(
      '14 час. 00 мин. (камчатское время)',
    )
    expect(plain(clockWords('2017-02-16T12:05:00.000Z', 'Asia/Kamchatka'))).toBe('00 час. 05 мин.')
  })

  test('initials stand behind the name in lists and before it under a paper', () => {
    expect(plain(surnameFirst('Иванов Иван Иванович'))).toBe('Иванов И.И.')
    expect(plain(initialsFirst('Иванов Иван Иванович'))).toBe('И.И. Иванов')
    expect(plain(surnameFirst('Этувье Анна'))).toBe('Этувье А.')
    expect(plain(initialsFirst('Этувье'))).toBe('Этувье')
  })

  test.each([
    ['Петрова Анна Андреевна', 'Петрову А.А.'],
    ['Иванов Иван Иванович', 'Иванова И.И.'],
    ['Соболевская Ольга Ильинична', 'Соболевскую О.И.'],
    ['Соболевский Олег Ильич', 'Соболевского О.И.'],
    ['Рабочий Олег Ильич', 'Рабочего О.И.'],
    ['Толстой Олег Ильич', 'Толстого О.И.'],
    ['Шевченко Олег Ильич', 'Шевченко О.И.'],
    ['Черных Олег Ильич', 'Черных О.И.'],
    ['Ильин Олег Ильич', 'Ильина О.И.'],
    ['Гоголь Олег Ильич', 'Гоголя О.И.'],
    ['Цой Виктор Робертович', 'Цоя В.Р.'],
    ['Цой Вера Робертовна', 'Цой В.Р.'],
    ['Скрипка Пётр Ильич', 'Скрипку П.И.'],
    ['Петрова-Водкина Анна Андреевна', 'Петрову-Водкину А.А.'],
    ['Эттын Иван', 'Эттын И.'],
  ])('СЛУШАЛИ takes the accusative: %s', (name, words) => {
    expect(plain(accusative(name))).toBe(words)
  })

  test.each([
    ['Петрова Анна Андреевна', 'Петровой А.А.'],
    ['Борисов Борис Ильич', 'Борисова Б.И.'],
    ['Соболевская Ольга Ильинична', 'Соболевской О.И.'],
    ['Соболевский Олег Ильич', 'Соболевского О.И.'],
    ['Скрипка Пётр Ильич', 'Скрипки П.И.'],
    ['Заря Вера Робертовна', 'Зари В.Р.'],
    ['Цой Вера Робертовна', 'Цой В.Р.'],
    ['Гоголь Олег Ильич', 'Гоголя О.И.'],
    ['Петрова-Водкина Анна Андреевна', 'Петровой-Водкиной А.А.'],
    ['Эттын Иван', 'Эттын И.'],
  ])('T6 · an opinion is that of somebody in the genitive: %s', (name, words) => {
    expect(plain(genitive(name))).toBe(words)
  })

  test('numbers take the form that goes with them', () => {
    expect([1, 2, 5, 11, 12, 21, 22, 25, 111].map(membersWords).map(plain)).toEqual([
      '1 член', '2 члена', '5 членов', '11 членов', '12 членов', '21 член', '22 члена', '25 членов', '111 членов',
    ]) // prettier-ignore
    expect([1, 14, 21, 22].map(ofMembers).map(plain)).toEqual([
      '1 члена',
      '14 членов',
      '21 члена',
      '22 членов',
    ])
    expect([0, 8, 14, 21, 40, 100, 213].map(countWords)).toEqual([
      'ноль', 'восемь', 'четырнадцать', 'двадцать один', 'сорок', 'сто', 'двести тринадцать',
    ]) // prettier-ignore
  })
})

const person = (
  id: string,
  name: string,
  role: Participant['role'],
  hasVote: boolean,
  title: string | null = null,
): Participant => ({ id, personId: id, name, role, hasVote, title, why: '' })

const people = [
  {
    ...person('chair', 'Громова Людмила Петровна', 'chair', true, 'АНО «Край»'),
    municipality: 'Олюторский район',
    category: 'nko' as const,
  },
  person('anna', 'Петрова Анна Андреевна', 'member', true, 'Община «Ӄояк»'),
  person('boris', 'Борисов Борис Ильич', 'member', true),
  person('vera', 'Цой Вера Робертовна', 'member', true),
  person('gleb', 'Шевченко Глеб Олегович', 'member', true),
  person('secretary', 'Ильина Мария Ивановна', 'secretary', false, 'Администрация района'),
  person('guest', 'Скрипка Пётр Ильич', 'invitee', false, 'начальник отдела культуры'),
]

const convened: Fact = {
  verb: 'registration:opened',
  data: {
    council: {
      id: 'council',
      slug: 'council',
      name: 'Общественный совет при Администрации Олюторского муниципального района',
      shortName: 'Совет',
      timeZone: 'Asia/Kamchatka',
      established: 7,
    },
    meeting: {
      number: 4,
      kind: 'regular',
      format: 'mixed',
      title: null,
      startsAt: '2026-11-24T02:00:00.000Z',
      place: 'с. Тиличики',
      noticedAt: null,
    },
    rules: { id: 'rules', validFrom: '2026-01-01', basis: 'Положение, п. 4.6', rules: defaultCouncilRules },
    people,
    agenda: [
      { ...agendaItem('one'), number: '1', title: 'О ремонте дороги', speaker: 'Петрова А.А.' },
      { ...agendaItem('two'), number: '2', title: 'О плане работы', speaker: 'начальник отдела' },
      { ...agendaItem('three'), number: '3', title: 'Разное' },
    ],
    presidingId: 'chair',
    secretaryId: 'secretary',
  },
}

const quorum = (present: number) => ({ present, base: 5, needed: 3, reached: present >= 3 })

function voted(
  voteId: string,
  choices: { for: number; against: number; abstain: number },
  over: Partial<{
    itemId: string | null
    question: string
    stage: 'basis' | 'amendment' | 'whole'
    decisionClass: 'qualified'
    amendments: PutAmendment[]
  }> = {},
): Fact[] {
  const present = ['chair', 'anna', 'boris', 'vera']
  const { itemId = 'one', question = 'Поддержать?', stage = null, decisionClass = 'ordinary' } = over
  const { amendments } = over
  const result: VoteResult = tally({
    rules: defaultCouncilRules,
    decisionClass,
    established: 7,
    actual: 5,
    electorate: 4,
    present: 4,
    choices,
    chairChoice: choices.for === choices.against ? 'for' : null,
  })
  return [
    {
      verb: 'vote:opened',
      data: {
        voteId, itemId, question, form: 'open_roll_call', decisionClass, stage, present, entitled: present, termsSha256: '',
        ...(amendments && { amendments }),
      },
    },
    { verb: 'vote:closed', data: { voteId, outcome: result.outcome, result, recordSha256: `3f9a71c20b44${'0'.repeat(52)}` } },
  ] // prettier-ignore
}

const meeting: Fact[] = [
  convened,
  ...['chair', 'anna', 'boris', 'secretary', 'guest'].map((who) => comes(who)),
  comes('vera', 'video'),
  { verb: 'meeting:opened', data: { quorum: quorum(4) } },
  { verb: 'agenda:adopted', data: { voteId: null } },
  begins('one'),
  asks('report', 'anna', 'report'),
  speaks('report'),
  asks('question', 'boris', 'question'),
  speaks('question'),
  asks('debate', 'vera', 'debate'),
  speaks('debate'),
  asks('never', 'gleb', 'debate'),
  ...voted('amended', { for: 1, against: 3, abstain: 0 }, { stage: 'amendment', question: 'Заменить «май» на «июнь»' }),
  ...voted('block', { for: 3, against: 1, abstain: 0 }, {
    stage: 'amendment', question: 'Принять единым решением', amendments: [
      { id: 'a2', number: 2, author: 'Цой Вера Робертовна', clause: '1)', wording: 'слова «май» исключить', sha256: '2' },
      { id: 'a3', number: 3, author: 'Союз рыбаков', clause: '2)', wording: 'дополнить словами «и рек»', sha256: '3' },
    ],
  }),
  ...voted('whole', { for: 3, against: 0, abstain: 1 }, { stage: 'whole' }),
  {
    verb: 'decision:recorded',
    data: { decisionId: 'd', itemId: 'one', text: 'Поддержать инициативу № 7', voteId: 'whole', responsible: 'Борисов Б.И.', dueOn: '2026-12-31' },
  },
  { verb: 'dissent:announced', data: { who: 'boris', itemId: 'one' } },
  begins('two'),
  ...voted('tie', { for: 2, against: 2, abstain: 0 }, { itemId: 'two', question: 'Утвердить план?' }),
  goes('boris'),
  goes('vera'),
  { verb: 'quorum:lost', data: { quorum: quorum(2) } },
  closed,
] // prettier-ignore

const contentOf = (facts: MinutesFacts, over: Partial<MinutesContent> = {}): MinutesContent => ({
  facts,
  wording: {},
  ballots: {},
  dissents: [],
  document: { number: 3, year: 2026, edition: 1, reason: null, amends: null },
  ...over,
})

const facts = () => minutesFacts(entriesOf(meeting))!

describe('T1 · minutes', () => {
  test('T1 · nothing is written of a meeting that has not been convened', () => {
    expect(minutesFacts([])).toBeNull()
  })

  test('T1 · the whole paper of a meeting, line by line', () => {
    const content = contentOf(facts(), {
      wording: {
        'speech:report': 'О ходе ремонта; доклад прилагается.',
        'speech:debate': 'поддержала.',
        'absent:gleb': 'причина уважительная',
        'note:one': 'Обсудили срок.',
      },
      materials: [
        { itemId: 'one', title: 'Смета «Дорога»', sha256: null },
        { itemId: null, title: 'Регламент', sha256: null },
      ],
      ballots: {
        whole: { titles: {}, roll: [{ memberId: 'anna', name: 'Петрова Анна Андреевна', choice: 'for' }] },
      },
    })
    const lines = plain(paperText(minutesPaper(content))).split('\n')
    const at = '14 час. 00 мин.'
    expect(lines).toEqual([
      'Общественный совет при Администрации Олюторского муниципального района',
      'ПРОТОКОЛ',
      'очередного заседания общественного совета',
      '24 ноября 2026 г.\t№ 3',
      'с. Тиличики\tформа: смешанная',
      `Начало: ${at} (камчатское время). Окончание: ${at} (камчатское время).`,
      'Председательствующий: Громова Л.П., председатель совета',
      'Секретарь: Ильина М.И.',
      'Установленная численность совета: 7 чел., избрано: 5 чел.',
      'ПРИСУТСТВОВАЛИ члены совета (4 чел.):',
      '1. Громова Л.П. — АНО «Край»',
      '2. Петрова А.А. — Община «Ӄояк»',
      `3. Борисов Б.И., до ${at}`,
      `4. Цой В.Р., дистанционно, до ${at}`,
      'ОТСУТСТВОВАЛИ (1 чел.):',
      '1. Шевченко Г.О. — причина уважительная',
      'Без права голоса:',
      '1. Ильина М.И. — Администрация района',
      'ПРИГЛАШЁННЫЕ (1 чел.):',
      '1. Скрипка П.И. — начальник отдела культуры',
      'КВОРУМ: присутствует 4 из 5 членов совета, что составляет более половины от числа избранных членов совета (необходимо 3); заседание правомочно.',
      `${at} (камчатское время): кворум утрачен, присутствует 2 из 5 членов совета, необходимо 3.`,
      'ПОВЕСТКА ДНЯ',
      '1. О ремонте дороги. Докладчик: Петрова А.А.',
      '2. О плане работы. Докладчик: начальник отдела.',
      '3. Разное.',
      'Повестка дня принята без голосования: возражений не было.',
      '1. СЛУШАЛИ: Петрову А.А. по вопросу «О ремонте дороги». О ходе ремонта; доклад прилагается.',
      'ВОПРОСЫ:',
      '– Борисов Б.И.',
      'ВЫСТУПИЛИ:',
      '– Цой В.Р. – поддержала.',
      'Обсудили срок.',
      'Замечания и поправки:',
      '№ | Автор | Пункт | Редакция | Решение | За / против / возд. / не голос.',
      '1 | — | — | Заменить «май» на «июнь» | отклонена | 1 / 3 / 0 / 0',
      '2 | Цой Вера Робертовна | 1) | слова «май» исключить | принята | 3 / 1 / 0 / 0',
      '3 | Союз рыбаков | 2) | дополнить словами «и рек» | принята | 3 / 1 / 0 / 0',
      'РЕШИЛИ:',
      '1.1. Поддержать инициативу № 7. Ответственный: Борисов Б.И. Срок: до 31 декабря 2026 г.',
      'ГОЛОСОВАЛИ (открыто поимённо): за – 3, против – 0, воздержались – 1, не голосовали – 0.',
      'Решение принято большинством голосов: 3 из 4 (более половины от числа присутствующих членов совета, необходимо 3), Положение, п. 4.6, редакция, действующая с 1 января 2026 г.',
      'Контрольная сумма голосования: 3F9A-71C2-0B44.',
      'О намерении изложить особое мнение заявлено: Борисов Б.И.',
      '2. СЛУШАЛИ: начальник отдела по вопросу «О плане работы».',
      'ГОЛОСОВАЛИ по вопросу «Утвердить план?» (открыто поимённо): за – 2, против – 2, воздержались – 0, не голосовали – 0.',
      'Решение принято большинством голосов: 2 из 4 (более половины от числа присутствующих членов совета, необходимо 3), Положение, п. 4.6, редакция, действующая с 1 января 2026 г. При равенстве голосов решающим стал голос председательствующего («за»).',
      'Контрольная сумма голосования: 3F9A-71C2-0B44.',
      '3. Вопрос «Разное» не рассматривался.',
      'Приложения:',
      '1. Лист регистрации на ____ л.',
      '2. Поимённые результаты голосования на ____ л.',
      '3. Материалы заседания: «Регламент» на ____ л.',
      '4. Материалы к вопросу 1: «Смета „Дорога“» на ____ л.',
      'Председательствующий ____ Л.П. Громова',
      'Секретарь ____ М.И. Ильина',
      'Приложение № 1',
      'ЛИСТ РЕГИСТРАЦИИ',
      'членов общественного совета и приглашённых',
      'Общественный совет при Администрации Олюторского муниципального района, 24 ноября 2026 г., с. Тиличики',
      'Время камчатское',
      '№ п/п | Фамилия, имя, отчество | Муниципальное образование | Организация, должность | Категория участника | Форма участия | Время прибытия | Подпись / эл. отметка',
      '1 | Громова Людмила Петровна | Олюторский район | АНО «Край», председатель совета | НКО | очно | 14:00 | отметка секретаря',
      '2 | Петрова Анна Андреевна | — | Община «Ӄояк», член совета | — | очно | 14:00 | отметка секретаря',
      '3 | Борисов Борис Ильич | — | член совета | — | очно | 14:00 | отметка секретаря',
      '4 | Цой Вера Робертовна | — | член совета | — | ВКС | 14:00 | отметка секретаря',
      '5 | Ильина Мария Ивановна | — | Администрация района, секретарь совета | — | очно | 14:00 | отметка секретаря',
      '6 | Скрипка Пётр Ильич | — | начальник отдела культуры, приглашённый | — | очно | 14:00 | отметка секретаря',
      'Всего зарегистрировано: 6 чел., в том числе членов совета: 5, приглашённых: 1.',
      'По категориям: НКО – 1, категория не указана – 5.',
      'Согласия на обработку персональных данных получены: ____ (отдельными документами).',
      'Регистрацию провёл ____ М.И. Ильина',
      'Приложение № 2',
      'ПОИМЁННЫЕ РЕЗУЛЬТАТЫ ГОЛОСОВАНИЯ',
      '«Поддержать?»',
      '№ п/п | Член совета | Голос',
      '1 | Петрова А.А. | за',
    ])
  })

  test('T1 · who asked for the floor and never got it has not spoken', () => {
    expect(facts().items[0]!.speeches.map(({ speechId }) => speechId)).toEqual(['debate'])
  })

  test('T1 · numbers of a qualified majority stand in words too', () => {
    const chain = [...meeting.slice(0, -4), ...voted('rules', { for: 4, against: 0, abstain: 0 }, { itemId: 'two', decisionClass: 'qualified' })] // prettier-ignore
    const text = plain(paperText(minutesPaper(contentOf(minutesFacts(entriesOf(chain))!))))
    expect(text).toContain(
      'за – 4 (четыре), против – 0 (ноль), воздержались – 0 (ноль), не голосовали – 0 (ноль)',
    )
    expect(text).toContain('4 из 7 (не менее двух третей от установленной численности совета, необходимо 5)')
  })

  test('T1 · while the meeting goes on, the paper says how far it has come', () => {
    const text = plain(paperText(minutesPaper(contentOf(minutesFacts(entriesOf(meeting.slice(0, 10)))!))))
    expect(text).toContain('Окончание: заседание продолжается.')
    expect(text).not.toContain('не рассматривался')
    expect(text).toContain('1. СЛУШАЛИ: Петрова А.А. по вопросу «О ремонте дороги».')
  })

  test('T1 · a meeting without a quorum leaves a paper that says so, and no items', () => {
    const failed: Fact[] = [convened, comes('chair'), { verb: 'meeting:failed', data: { quorum: quorum(1) } }]
    const text = plain(paperText(minutesPaper(contentOf(minutesFacts(entriesOf(failed))!))))
    expect(text).toContain('Окончание: заседание не состоялось.')
    expect(text).toContain(
      'КВОРУМ: присутствует 1 из 5 членов совета, необходимо более половины от числа избранных членов совета (3); заседание неправомочно.',
    )
    expect(text).not.toContain('ПОВЕСТКА ДНЯ')
  })

  test('T1 · a dissenting opinion is an annex, and its item names which', () => {
    const dissent = { memberId: 'boris', name: 'Борисов Борис Ильич', itemId: 'one', text: 'Срок мал.', at: '2026-11-25T00:00:00.000Z' } // prettier-ignore
    const text = plain(paperText(minutesPaper(contentOf(facts(), { dissents: [dissent] }))))
    expect(text).toContain('Особое мнение прилагается (приложение № 2): Борисов Б.И.')
    expect(text).not.toContain('О намерении изложить')
    expect(text).toContain('ОСОБОЕ МНЕНИЕ')
    expect(text).toContain('Срок мал.')
  })

  test('T6 · an opinion quotes how its author voted by name, and leaves a line where nobody may know', () => {
    const dissent = { memberId: 'anna', name: 'Петрова Анна Андреевна', itemId: 'one', text: 'Срок мал.', at: '2026-11-25T00:00:00.000Z' } // prettier-ignore
    const opinion = (ballots: MinutesContent['ballots'], all = facts()) =>
      plain(paperText({ title: '', blocks: dissentBlocks({ facts: all, ballots }, dissent) }))
    const roll = [{ memberId: 'anna', name: dissent.name, choice: 'against' }]
    expect(opinion({ whole: { titles: {}, roll } })).toContain('Голосовал(а): против. Излагаю следующее.')
    const line = 'Голосовал(а): ________________. Излагаю следующее.'
    expect(opinion({ whole: { titles: {}, roll: null } })).toContain(line)
    expect(opinion({ whole: { titles: {}, roll: [{ ...roll[0]!, memberId: 'boris' }] } })).toContain(line)
    expect(opinion({ amended: { titles: {}, roll } })).toContain(line)
    const again = voted('again', { for: 3, against: 1, abstain: 0 }, { question: 'Продлить?' })
    const both = minutesFacts(entriesOf([...meeting.slice(0, -1), ...again, closed]))!
    expect(opinion({ whole: { titles: {}, roll }, again: { titles: {}, roll } }, both)).toContain(
      'Голосовал(а): по вопросу «Поддержать?» – против; по вопросу «Продлить?» – против.',
    )
  })

  test('R-78 · the places for wording are those of the paper, and no number is among them', () => {
    const parts = partsOf(facts()).map(({ key }) => key)
    expect(parts).toEqual([
      'absent:gleb', 'name:anna', 'speech:report', 'speech:question', 'speech:debate', 'note:one',
      'name:two', 'heard:two', 'note:two', 'annex',
    ]) // prettier-ignore
    const blocks = minutesPaper(contentOf(facts()), { editing: true }).blocks
    expect(blocks.flatMap(({ part }) => part ?? []).toSorted()).toEqual(parts.toSorted())
  })

  test('the rules say who signs and in which order; one person signs once', () => {
    const order = (signers: ('presiding' | 'secretary' | 'chair')[]) => {
      const rules = { ...defaultCouncilRules, minutes: { ...defaultCouncilRules.minutes, signers } }
      const first = { ...convened, data: { ...(convened as { data: object }).data, rules: { id: 'r', validFrom: '2026-01-01', basis: 'Положение', rules } } } // prettier-ignore
      return minutesFacts(entriesOf([first as Fact]))!.signers.map(({ role, who }) => [role, who.id])
    }
    expect(order(['presiding', 'secretary'])).toEqual([['presiding', 'chair'], ['secretary', 'secretary']]) // prettier-ignore
    expect(order(['secretary', 'chair'])).toEqual([['secretary', 'secretary'], ['chair', 'chair']]) // prettier-ignore
    expect(order(['presiding', 'chair'])).toEqual([['presiding', 'chair']])
  })

  test('whatever people type comes out as words, not as a page', () => {
    const html = paperHtml(
      minutesPaper(contentOf(facts(), { wording: { 'note:one': '<script>x</script> & "y"' } })),
    )
    expect(html).toContain('&lt;script&gt;x&lt;/script&gt; &amp; &quot;y&quot;')
    expect(html).not.toContain('<script')
  })
})

test('a title with quotation marks is quoted with the inner ones of Russian', () => {
  expect(quoted('О клубе «Восход»')).toBe('«О клубе „Восход“»')
})
