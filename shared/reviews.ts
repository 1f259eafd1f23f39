import { Type, type Static } from 'typebox'
import { daysLeft } from './calendar.ts'
import { Day, Id, Instant, Line, Nullable, Prose } from './values.ts'

/** What an authority may answer in this release (T11 п. 6). */
export const verdicts = ['accepted', 'accepted_partially', 'rejected'] as const
export const Verdict = Type.Enum([...verdicts])
export type Verdict = (typeof verdicts)[number]

/**
 * The closed list of grounds of a refusal (T11): the order of submission was not kept, against the law, not in the authority's
 * competence, no means, there is a better way, another reason that the text gives.
 */
export const grounds = [
  'procedure_not_kept',
  'against_law',
  'not_competent',
  'no_funds',
  'better_way',
  'other',
] as const
export const Ground = Type.Enum([...grounds])
export type Ground = (typeof grounds)[number]

export const ReviewState = Type.Enum(['submitted', 'registered', 'concluded'])
export type ReviewState = Static<typeof ReviewState>

/** The incoming number and the day of registration, in the time zone of the council that asked. */
export const RegisterBody = Type.Object({ number: Line(60), registeredOn: Day })
export type RegisterBody = Static<typeof RegisterBody>

export const ConcludeBody = Type.Object({
  verdict: Verdict,
  /** Due for a refusal. */
  ground: Type.Optional(Nullable(Ground)),
  /** What is supported; due for a partial verdict. */
  part: Type.Optional(Nullable(Prose(2000))),
  text: Type.String({ minLength: 1, maxLength: 20_000, pattern: '\\S' }),
  outNumber: Line(60),
})
export type ConcludeBody = Static<typeof ConcludeBody>

const Named = Type.Object({ id: Id, slug: Type.String(), name: Type.String(), shortName: Type.String() })

/** What is due next, and by when. Computed from today, never stored. */
export const ReviewTerm = Type.Object({
  what: Type.Enum(['register', 'conclude']),
  dueOn: Day,
  /** 0 on the last day, negative when overdue. */
  daysLeft: Type.Integer(),
  isOverdue: Type.Boolean(),
})
export type ReviewTerm = Static<typeof ReviewTerm>

export const ConclusionView = Type.Object({
  verdict: Verdict,
  ground: Nullable(Ground),
  part: Nullable(Type.String()),
  text: Type.String(),
  outNumber: Type.String(),
  signedBy: Type.String(),
  concludedOn: Day,
  /** Calendar days from registration. */
  days: Type.Integer(),
  inTime: Type.Boolean(),
})
export type ConclusionView = Static<typeof ConclusionView>

export const ReviewView = Type.Object({
  id: Id,
  title: Type.String(),
  state: ReviewState,
  subject: Type.Object({ kind: Type.String(), id: Id }),
  revisionId: Id,
  council: Type.Object({ ...Named.properties, timeZone: Type.String() }),
  authority: Named,
  submittedAt: Instant,
  submittedOn: Day,
  registerBy: Day,
  registration: Nullable(Type.Object({ number: Type.String(), on: Day })),
  dueOn: Nullable(Day),
  /** Null once it is concluded. */
  term: Nullable(ReviewTerm),
  conclusion: Nullable(ConclusionView),
  can: Type.Object({ register: Type.Boolean(), conclude: Type.Boolean() }),
})
export type ReviewView = Static<typeof ReviewView>

/** What an official finds on the desk of their authority: what waits, soonest first, then what was answered, latest first. */
export const InTray = Type.Object({
  authority: Named,
  waiting: Type.Array(ReviewView),
  concluded: Type.Array(ReviewView),
})
export type InTray = Static<typeof InTray>

const Count = Type.Integer({ minimum: 0 })

/** What everybody may know of an authority: what it was asked, what it answered and in what time. */
export const AuthorityView = Type.Object({
  authority: Named,
  numbers: Type.Object({
    asked: Count,
    answered: Count,
    answeredInTime: Count,
    waiting: Count,
    overdue: Count,
    /** From registration to conclusion, rounded; null before the first answer. */
    averageDays: Nullable(Count),
  }),
  reviews: Type.Array(ReviewView),
  can: Type.Object({ openInTray: Type.Boolean() }),
})
export type AuthorityView = Static<typeof AuthorityView>

export const ReviewChanged = Type.Object({ id: Id, state: ReviewState })
export type ReviewChanged = Static<typeof ReviewChanged>

/** What is due next of the authority and whether its day is over; null for what has its conclusion. */
export function termOf(
  review: { state: ReviewState; registerBy: Day; dueOn: Day | null },
  today: Day,
): ReviewTerm | null {
  const due =
    review.state === 'submitted'
      ? { what: 'register' as const, dueOn: review.registerBy }
      : review.state === 'registered' && review.dueOn !== null
        ? { what: 'conclude' as const, dueOn: review.dueOn }
        : null
  return due && { ...due, daysLeft: daysLeft(due.dueOn, today), isOverdue: today > due.dueOn }
}
