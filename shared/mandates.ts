import { Type, type Static } from 'typebox'
import { addDays, addWorkdays, daysLeft, type DayOff } from './calendar.ts'
import type { CouncilRules } from './council-rules.ts'
import { reaches } from './fractions.ts'
import type { SeatRole } from './people.ts'
import { holdsOn, type Term } from './terms.ts'
import { Day, Id, Instant, Line, Nullable, OneOf } from './values.ts'

/** Why somebody of a council has no vote on a day. */
export const whysOut = [
  'observer',
  'no_vote',
  'administrator',
  'term_not_begun',
  'term_ended',
  'suspended',
  'recused',
] as const
export const WhyOut = Type.Enum([...whysOut])
export type WhyOut = Static<typeof WhyOut>

/** `absence` was told ahead and is a good reason; `suspension` takes the vote away while it lasts. */
export const leaveKinds = ['absence', 'suspension'] as const
export const LeaveKind = Type.Enum([...leaveKinds])
export type LeaveKind = Static<typeof LeaveKind>

/** A seat, as far as it decides who may vote. */
export interface Mandate extends Term {
  memberId: Id
  personId: Id
  role: SeatRole
  hasVote: boolean
  isAdministrator: boolean
}

/** Who stands apart from one question or for a time: ids of seats. */
export interface Apart {
  suspended?: ReadonlySet<Id>
  recused?: ReadonlySet<Id>
}

export interface Electorate<M extends Mandate> {
  electors: M[]
  others: Array<M & { why: WhyOut }>
  /**
   * Members with a vote there are (`actual_members`): the electors, and those who stand aside from this question
   * only. Whether the latter count towards its quorum is `quorum.countRecused`.
   */
  actual: number
}

/**
 * Why somebody has no vote on a day of the council's time zone; null for an elector. The vote begins and ends at
 * local midnight, the last day of a term included. Whoever administers the server has none even if the
 * roll gives them one («rule of two persons», domain §3).
 */
export function whyOut(mandate: Mandate, day: Day, { suspended, recused }: Apart = {}): WhyOut | null {
  const { memberId, role, hasVote, isAdministrator, startsOn, endsOn } = mandate
  if (day < startsOn) return 'term_not_begun'
  if (endsOn !== null && day > endsOn) return 'term_ended'
  if (role === 'observer') return 'observer'
  if (!hasVote) return 'no_vote'
  if (isAdministrator) return 'administrator'
  if (suspended?.has(memberId)) return 'suspended'
  return recused?.has(memberId) ? 'recused' : null
}

/**
 * Who of a council votes on a day, and why each of the others does not. Each person is answered for once:
 * of several seats one after another by the one that holds, otherwise by the next one, otherwise by the last.
 */
export function electorateOn<M extends Mandate>(
  mandates: readonly M[],
  day: Day,
  apart: Apart = {},
): Electorate<M> {
  const answers = onePerPerson(mandates, day).map((mandate) => ({
    mandate,
    why: whyOut(mandate, day, apart),
  }))
  const electors = answers.flatMap(({ mandate, why }) => (why === null ? [mandate] : []))
  const others = answers.flatMap(({ mandate, why }) => (why === null ? [] : [{ ...mandate, why }]))
  return { electors, others, actual: electors.length + others.filter(({ why }) => why === 'recused').length }
}

function onePerPerson<M extends Mandate>(mandates: readonly M[], day: Day): M[] {
  const rank = (each: M) => (holdsOn(each, day) ? 2 : day < each.startsOn ? 1 : 0)
  const better = (one: M, two: M) =>
    rank(one) !== rank(two)
      ? rank(one) > rank(two)
      : rank(one) === 1
        ? one.startsOn < two.startsOn
        : one.startsOn > two.startsOn
  const best = new Map<Id, M>()
  for (const each of mandates) {
    const known = best.get(each.personId)
    if (!known || better(each, known)) best.set(each.personId, each)
  }
  // In the order of the roll.
  return mandates.filter((each) => best.get(each.personId) === each)
}

/** Seats that should be taken and are not: the established number less the members with a vote on that day. */
export const vacancies = (established: number, actual: number): number => Math.max(0, established - actual)

/** How many days before its end a term is spoken of, by mail and on the desk. */
export const TERM_NOTICE_DAYS = [60, 30] as const

/** Mandates that hold today, end within the notice, and after which the same person has no next one, soonest first. */
export function endingTerms<M extends Mandate>(
  mandates: readonly M[],
  today: Day,
  within: number = TERM_NOTICE_DAYS[0],
): Array<M & { endsOn: Day; daysLeft: number }> {
  const isFollowed = (each: M, endsOn: Day) =>
    mandates.some((next) => next.personId === each.personId && holdsOn(next, addDays(endsOn, 1)))
  return mandates
    .flatMap((each) => {
      const { endsOn } = each
      if (endsOn === null || !holdsOn(each, today) || isFollowed(each, endsOn)) return []
      const left = daysLeft(endsOn, today)
      return left <= within ? [{ ...each, endsOn, daysLeft: left }] : []
    })
    .toSorted((a, b) => a.daysLeft - b.daysLeft)
}

/** Whether a member was at a meeting. One line for each meeting held while the member sat in the council. */
export interface MeetingAttendance {
  meetingId: Id
  heldOn: Day
  memberId: Id
  attended: boolean
  /** Absent for a good reason («по уважительной причине»). */
  excused: boolean
}

export interface AbsenceWarning {
  memberId: Id
  rule: 'in_row' | 'per_year'
  /** Meetings missed without a good reason that the rule counts, the earliest first. */
  missed: Id[]
  /** From how many on the council may vote on removal. */
  limit: number
  /** False: one more would reach it. */
  isReached: boolean
}

/**
 * Who has stayed away so often that the council may vote on it, or needs one more absence for it
 * (`absence.removal`, domain §4, §2.2). Nobody is removed by this: it takes a vote.
 *
 * - in a row: unexcused absences from the last meetings; having come, and a good reason, both end a row;
 * - per year: unexcused absences of the calendar year of `today`, as a share of that year's meetings; of
 *   `sessions.minPerYear` while there were fewer, so that the first absence in January is not «more than half».
 */
export function absenceWarnings(
  attendance: readonly MeetingAttendance[],
  { absence, sessions }: Pick<CouncilRules, 'absence' | 'sessions'>,
  today: Day,
): AbsenceWarning[] {
  const held = attendance
    .filter(({ heldOn }) => heldOn <= today)
    .toSorted((a, b) => (a.heldOn < b.heldOn ? -1 : a.heldOn > b.heldOn ? 1 : 0))
  const byMember = Map.groupBy(held, ({ memberId }) => memberId)
  return [...byMember].flatMap(([memberId, theirs]) => {
    const warn = (rule: AbsenceWarning['rule'], missed: readonly MeetingAttendance[], limit: number) =>
      missed.length > 0 && missed.length >= limit - 1
        ? [
            {
              memberId,
              rule,
              missed: missed.map(({ meetingId }) => meetingId),
              limit,
              isReached: missed.length >= limit,
            },
          ]
        : []
    const row = theirs.slice(theirs.findLastIndex((each) => !isMissed(each)) + 1)
    const thisYear = theirs.filter(({ heldOn }) => heldOn.slice(0, 4) === today.slice(0, 4))
    const { inRow, perYear } = absence
    return [
      ...(inRow === null ? [] : warn('in_row', row, inRow)),
      ...(perYear === null
        ? []
        : warn(
            'per_year',
            thisYear.filter(isMissed),
            smallest((n) => reaches(n, Math.max(thisYear.length, sessions.minPerYear), perYear)),
          )),
    ]
  })
}

const isMissed = ({ attended, excused }: MeetingAttendance) => !attended && !excused

function smallest(holds: (n: number) => boolean): number {
  let n = 1
  while (!holds(n)) n += 1
  return n
}

/**
 * Whether a council is on its way to the least number of sessions of a year (`sessions.minPerYear`, domain §4): of
 * each equal part of the year that is over there should have been one. Days are of the council's time zone.
 */
export function yearOfSessions(
  { held, planned }: { held: readonly Day[]; planned: readonly Day[] },
  { sessions }: Pick<CouncilRules, 'sessions'>,
  today: Day,
): { year: number; needed: number; held: number; planned: number; isBehind: boolean; isShort: boolean } {
  const year = today.slice(0, 4)
  const first = `${year}-01-01`
  const length = daysLeft(`${Number(year) + 1}-01-01`, first)
  const due = Math.floor((sessions.minPerYear * daysLeft(today, first)) / length)
  const of = (days: readonly Day[]) => days.filter((day) => day.startsWith(`${year}-`))
  const were = of(held).filter((day) => day <= today).length
  const willBe = of(planned).filter((day) => day >= today).length
  return {
    year: Number(year),
    needed: sessions.minPerYear,
    held: were,
    planned: willBe,
    /** Fewer were held than there should have been by today. */
    isBehind: were < due,
    /** Even with all that is planned the year will have too few. */
    isShort: were + willBe < sessions.minPerYear,
  }
}

/**
 * The last day for the first session of a newly composed council (`firstSession.maxDays`) and how it stands;
 * `heldOn` is the day of the first session, null before it.
 */
export function firstSession(
  composedOn: Day,
  heldOn: Day | null,
  { firstSession: { maxDays } }: Pick<CouncilRules, 'firstSession'>,
  daysOff: readonly DayOff[],
  today: Day,
): { dueOn: Day; state: 'held' | 'held_late' | 'ahead' | 'overdue' } {
  const { days, working } = maxDays
  const dueOn = working ? addWorkdays(composedOn, days, daysOff) : addDays(composedOn, days)
  if (heldOn !== null) return { dueOn, state: heldOn <= dueOn ? 'held' : 'held_late' }
  return { dueOn, state: today <= dueOn ? 'ahead' : 'overdue' }
}

/** A conflict of interest that a member tells ahead: about one initiative, or about a matter in words. */
export const NewConflict = Type.Object({
  memberId: Id,
  subject: Nullable(Type.Object({ kind: OneOf('initiative'), id: Id })),
  matter: Line(300),
  reason: Line(1000),
})
export type NewConflict = Static<typeof NewConflict>

/** An absence told ahead, with its last day; or a suspension, which may be open. Days are of the council's time zone. */
export const NewLeave = Type.Object({
  memberId: Id,
  kind: LeaveKind,
  startsOn: Day,
  endsOn: Nullable(Day),
  reason: Line(500),
})
export type NewLeave = Static<typeof NewLeave>

const entered = {
  id: Id,
  memberId: Id,
  name: Type.String(),
  enteredAt: Instant,
  can: Type.Object({ withdraw: Type.Boolean() }),
}

/** What was told ahead in a council, for those who sit in it. */
export const StandingView = Type.Object({
  today: Day,
  /** For whom the reader may tell something: for themselves, or, keeping the roll, for everybody. */
  members: Type.Array(Type.Object({ memberId: Id, name: Type.String() })),
  conflicts: Type.Array(
    Type.Object({
      ...entered,
      subject: NewConflict.properties.subject,
      matter: Type.String(),
      reason: Type.String(),
    }),
  ),
  /** Those that are not over. The reason of an absence is for the member and for those who keep the roll. */
  leaves: Type.Array(
    Type.Object({
      ...entered,
      kind: LeaveKind,
      startsOn: Day,
      endsOn: Nullable(Day),
      reason: Nullable(Type.String()),
    }),
  ),
  can: Type.Object({ suspend: Type.Boolean() }),
})
export type StandingView = Static<typeof StandingView>
