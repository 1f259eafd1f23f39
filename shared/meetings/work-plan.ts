import { Type, type Static } from 'typebox'
import { addDays } from '../calendar.ts'
import { Day, Id, Line, Nullable, OneOf, Prose } from '../values.ts'

/** What a council does (T15 «Форма»). */
export const planForms = [
  'meeting',
  'visit',
  'discussion',
  'monitoring',
  'exchange',
  'legal_education',
  'information',
  'report',
] as const
export const PlanForm = Type.Enum([...planForms])
export type PlanForm = (typeof planForms)[number]

/** The sections of T15, I–VII, and the form that is usual in each. */
export const planSections = [1, 2, 3, 4, 5, 6, 7] as const
export const usualForm: readonly PlanForm[] = [
  'meeting',
  'discussion',
  'exchange',
  'monitoring',
  'legal_education',
  'information',
  'report',
]

const Month = Type.Integer({ minimum: 1, maximum: 12 })
const Short = (maxLength: number) => Nullable(Type.String({ maxLength }))

const links = {
  /** What it is fulfilled by: a meeting of the council, or one of its initiatives. */
  meetingNumber: Nullable(Type.Integer({ minimum: 1 })),
  initiativeNumber: Short(60),
}
export const WorkItemLinks = Type.Object(links)
export type WorkItemLinks = Static<typeof WorkItemLinks>

const item = {
  section: Type.Integer({ minimum: 1, maximum: 7 }),
  title: Line(500),
  form: PlanForm,
  /** Due within these months, both included: a month, a quarter, the year. */
  fromMonth: Month,
  toMonth: Month,
  responsible: Line(300),
  coExecutors: Short(500),
  expected: Nullable(Prose(2000)),
  ...links,
}
export const WorkItemInput = Type.Object(item)
export type WorkItemInput = Static<typeof WorkItemInput>
/** `id` is made by whoever asks: what is sent twice is added once. */
export const NewWorkItem = Type.Object({ id: Id, ...item })
export type NewWorkItem = Static<typeof NewWorkItem>

export const WorkItemMark = Type.Object({
  /** Null takes the mark back. */
  doneOn: Nullable(Day),
  note: Short(1000),
})
export type WorkItemMark = Static<typeof WorkItemMark>

/** Among the items of its section, from 1. */
export const WorkItemPlace = Type.Object({ position: Type.Integer({ minimum: 1 }) })

export const WorkPlanAdoption = Type.Object({ meetingNumber: Type.Integer({ minimum: 1 }), decisionId: Id })
export type WorkPlanAdoption = Static<typeof WorkPlanAdoption>

/** How an item stands: `due` while its months run or lie ahead. */
const planStates = ['done', 'due', 'unfulfilled'] as const
export type PlanState = (typeof planStates)[number]

export const WorkItem = Type.Object({
  id: Id,
  section: Type.Integer(),
  /** «1.2»: of its section and place. */
  number: Type.String(),
  title: Type.String(),
  form: PlanForm,
  fromMonth: Type.Integer(),
  toMonth: Type.Integer(),
  responsible: Type.String(),
  coExecutors: Nullable(Type.String()),
  expected: Nullable(Type.String()),
  meeting: Nullable(Type.Object({ number: Type.Integer(), heldOn: Nullable(Day) })),
  initiative: Nullable(Type.Object({ number: Type.String(), title: Type.String() })),
  state: Type.Enum([...planStates]),
  doneOn: Nullable(Day),
  doneNote: Nullable(Type.String()),
  /** The mark follows from what it is linked to, and is not made by hand. */
  isComputed: Type.Boolean(),
})
export type WorkItem = Static<typeof WorkItem>

export const WorkPlanView = Type.Object({
  council: Type.Object({
    id: Id,
    slug: Type.String(),
    name: Type.String(),
    shortName: Type.String(),
    timeZone: Type.String(),
  }),
  year: Type.Integer(),
  today: Day,
  /** Years that have a plan, the latest first. */
  years: Type.Array(Type.Integer()),
  /** False: nobody has begun it. */
  exists: Type.Boolean(),
  /** The decision that adopted it; null while it is a draft. */
  adopted: Nullable(Type.Object({ meetingNumber: Type.Integer(), decidedOn: Day, text: Type.String() })),
  items: Type.Array(WorkItem),
  counts: Type.Object({ done: Type.Integer(), due: Type.Integer(), unfulfilled: Type.Integer() }),
  /** Decisions by which it could be adopted, the latest first. */
  decisions: Type.Array(Type.Object({ meetingNumber: Type.Integer(), decisionId: Id, text: Type.String() })),
  /** As which files it can be taken; none while there is nothing in it. */
  formats: Type.Array(OneOf('docx', 'pdf')),
  can: Type.Object({
    begin: Type.Boolean(),
    edit: Type.Boolean(),
    adopt: Type.Boolean(),
    mark: Type.Boolean(),
  }),
})
export type WorkPlanView = Static<typeof WorkPlanView>

/** The last day of a month of a year. */
const monthEnd = (year: number, month: number): Day =>
  addDays(month === 12 ? `${year + 1}-01-01` : `${year}-${String(month + 1).padStart(2, '0')}-01`, -1)

/** How an item of the plan of a year stands on a day. */
export const planStateOf = (
  { toMonth, doneOn }: { toMonth: number; doneOn: Day | null },
  year: number,
  today: Day,
): PlanState => (doneOn !== null ? 'done' : today > monthEnd(year, toMonth) ? 'unfulfilled' : 'due')
