import type { Block, Paper } from '../papers.ts'
import { dayWords } from './minutes-words.ts'
import { planSections, type PlanForm, type PlanState, type WorkItem, type WorkPlanView } from './work-plan.ts'

/** The words of T15, on the page and on paper. */
export const planWords = {
  sections: {
    1: 'I. Заседания',
    2: 'II. Инициативы и их обсуждение',
    3: 'III. Площадки обмена опытом',
    4: 'IV. Общественный контроль и мониторинг',
    5: 'V. Правовое просвещение',
    6: 'VI. Информационная работа',
    7: 'VII. Отчёт о работе за год',
  },
  columns: {
    number: '№',
    title: 'Мероприятие, вопрос',
    form: 'Форма',
    term: 'Срок',
    responsible: 'Ответственные',
    coExecutors: 'Соисполнители',
    expected: 'Ожидаемый результат',
    done: 'Отметка об исполнении',
  },
  forms: {
    meeting: 'заседание',
    visit: 'выезд',
    discussion: 'обсуждение',
    monitoring: 'мониторинг',
    exchange: 'площадка обмена опытом',
    legal_education: 'правовое просвещение',
    information: 'информирование',
    report: 'отчёт',
  } satisfies Record<PlanForm, string>,
  states: { done: 'исполнено', due: 'в срок', unfulfilled: 'не исполнено' } satisfies Record<
    PlanState,
    string
  >,
  quarter: (n: number) => `${['I', 'II', 'III', 'IV'][n - 1]} квартал`,
  wholeYear: 'в течение года',
}

const columns = [
  { title: planWords.columns.number, share: 5 },
  { title: planWords.columns.title, share: 24 },
  { title: planWords.columns.form, share: 12 },
  { title: planWords.columns.term, share: 11 },
  { title: planWords.columns.responsible, share: 15 },
  { title: planWords.columns.coExecutors, share: 13 },
  { title: planWords.columns.expected, share: 16 },
  { title: planWords.columns.done, share: 15 },
]

/** The months of an item: a quarter where it is one, the year where it is all of it. */
export function planTerm(
  { fromMonth, toMonth }: Pick<WorkItem, 'fromMonth' | 'toMonth'>,
  words: Pick<typeof planWords, 'quarter' | 'wholeYear'>,
  locale: string,
): string {
  if (fromMonth === 1 && toMonth === 12) return words.wholeYear
  if (toMonth - fromMonth === 2 && toMonth % 3 === 0) return words.quarter(toMonth / 3)
  const month = (n: number) =>
    new Intl.DateTimeFormat(locale, { month: 'long', timeZone: 'UTC' }).format(Date.UTC(2024, n - 1, 1))
  return fromMonth === toMonth ? month(fromMonth) : `${month(fromMonth)} – ${month(toMonth)}`
}

/** T15: the plan of a council for a year, section by section, with the marks of its fulfilment. */
export function workPlanPaper(plan: Pick<WorkPlanView, 'council' | 'year' | 'adopted' | 'items'>): Paper {
  const { council, year, adopted, items } = plan
  const tables = planSections.flatMap((section): Block[] => {
    const rows = items.filter((each) => each.section === section).map(rowOf)
    return rows.length === 0 ? [] : [{ kind: 'table', caption: planWords.sections[section], columns, rows }]
  })
  return {
    title: `План работы на ${year} год, ${council.shortName}`,
    isLandscape: true,
    blocks: [
      {
        kind: 'line',
        align: 'right',
        words: [
          adopted
            ? `УТВЕРЖДЁН\nрешением совета от ${dayWords(adopted.decidedOn)}\n(протокол № ${adopted.meetingNumber})`
            : 'ПРОЕКТ',
        ],
      },
      { kind: 'title', text: `ПЛАН РАБОТЫ\n${council.name}\nна ${year} год` },
      ...tables,
    ],
  }
}

const rowOf = (item: WorkItem): string[] => [
  item.number,
  item.title,
  planWords.forms[item.form],
  planTerm(item, planWords, 'ru'),
  item.responsible,
  item.coExecutors ?? '',
  item.expected ?? '',
  markOf(item),
]

/** What is not due yet has no mark on paper. */
const markOf = ({ state, doneOn, doneNote, meeting, initiative }: WorkItem): string =>
  [
    state === 'due' ? '' : planWords.states[state],
    doneOn ? dayWords(doneOn) : '',
    doneNote ?? '',
    meeting ? `заседание № ${meeting.number}` : '',
    initiative ? `инициатива № ${initiative.number}` : '',
  ]
    .filter(Boolean)
    .join(', ')
