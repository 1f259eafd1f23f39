import { Errors } from 'typebox/value'
import { addDays } from '../../shared/calendar.ts'
import { CouncilRules } from '../../shared/council-rules.ts'
import type { LeaveKind } from '../../shared/mandates.ts'
import type { SeatRole } from '../../shared/people.ts'
import type { RefusalCode } from '../../shared/refusals.ts'
import { holdsOn, overlap, type Term } from '../../shared/terms.ts'
import type { Day, Id } from '../../shared/values.ts'

interface Who {
  isAdministrator: boolean
  seats: ReadonlyArray<{ councilId: Id; role: SeatRole }>
}

const sitsAs = (who: Who | null, councilId: Id, ...roles: SeatRole[]) =>
  who?.seats.some((each) => each.councilId === councilId && roles.includes(each.role)) ?? false

/** The roll is kept by the secretary and the chair; the administrator helps where there is neither (domain §3). */
export const mayManageMembers = (who: Who | null, councilId: Id): boolean =>
  (who?.isAdministrator ?? false) || sitsAs(who, councilId, 'chair', 'secretary')

/** Members speak for themselves; whoever keeps the roll writes down what they were told by others. */
export const mayDeclareFor = (
  who: (Who & { personId: Id | null }) | null,
  councilId: Id,
  member: { personId: Id } | undefined,
): boolean => mayManageMembers(who, councilId) || (member !== undefined && member.personId === who?.personId)

/** A suspension may be open; an absence has a last day, or it would be a seat given up. */
export function whyNotAway({ kind, startsOn, endsOn }: Term & { kind: LeaveKind }): RefusalCode | null {
  if (endsOn === null) return kind === 'absence' ? 'invalid_request' : null
  return endsOn < startsOn ? 'term_ends_before_start' : null
}

/** Rules are the chair's to enter (domain §3, «Council rules/roll: A»). */
export const mayAddRules = (who: Who | null, councilId: Id): boolean =>
  (who?.isAdministrator ?? false) || sitsAs(who, councilId, 'chair')

export interface Seat extends Term {
  memberId: Id
  personId: Id
  role: SeatRole
  hasVote: boolean
}

interface Candidate extends Term {
  personId: Id | null
  isAdministrator: boolean
  role: SeatRole
  hasVote: boolean
}

/**
 * Why somebody may not have a seat as it would be. `others` are all other seats of the council, past ones too. One person has one
 * seat, a council one chair, and the administrator, who could change the roll, no vote («rule of two persons», domain §3).
 */
export function whyNotSeat(candidate: Candidate, others: readonly Seat[]): RefusalCode | null {
  const { personId, role, hasVote, isAdministrator, startsOn, endsOn } = candidate
  if (endsOn !== null && endsOn < addDays(startsOn, -1)) return 'term_ends_before_start'
  const meanwhile = others.filter((each) => overlap(each, candidate))
  if (meanwhile.some((each) => each.personId === personId)) return 'already_member'
  if (role === 'chair' && meanwhile.some((each) => each.role === 'chair')) return 'chair_taken'
  if (hasVote && isAdministrator) return 'administrator_cannot_vote'
  return null
}

/**
 * Why a seat may not be counted as the next one of another: that must have ended before this one begins, and one seat is passed on
 * to one person. A seat that was taken back before it began passed nothing on.
 */
export function whyNotReplace(
  next: Term,
  replaced: Seat,
  others: ReadonlyArray<Term & { replacesId: Id | null }>,
): RefusalCode | null {
  if (replaced.endsOn === null || replaced.endsOn >= next.startsOn) return 'seat_not_vacated'
  const taken = others.some(
    (each) => each.replacesId === replaced.memberId && (each.endsOn === null || each.endsOn >= each.startsOn),
  )
  return taken ? 'seat_passed_on' : null
}

const manages = ({ role }: { role: SeatRole }) => role === 'chair' || role === 'secretary'

/**
 * Whether a change would leave nobody who can keep the roll from the day on which it takes effect: from today when a role changes,
 * after the last day when a term ends.
 */
export function whyNotLeave(
  before: Seat,
  after: Seat,
  others: readonly Seat[],
  today: Day,
): RefusalCode | null {
  if (!manages(before)) return null
  const from = manages(after) ? dayAfter(after.endsOn, today) : today
  if (from === null || !holdsOn(before, from)) return null
  return others.some((each) => manages(each) && holdsOn(each, from)) ? null : 'last_secretary'
}

const dayAfter = (endsOn: Day | null, today: Day): Day | null => {
  if (endsOn === null) return null
  return endsOn < today ? today : addDays(endsOn, 1)
}

/** An observer has an advisory voice only («право совещательного голоса»), whatever was asked for. */
export const mayHaveVote = (role: SeatRole, asked: boolean): boolean => asked && role !== 'observer'

/**
 * Why a version of the rules may not start on this day. It may not start in the past; one that is in force does not change; one that
 * lies ahead may be written anew.
 */
export function whyNotStart(
  validFrom: Day,
  today: Day,
  versions: ReadonlyArray<{ validFrom: Day }>,
): RefusalCode | null {
  if (validFrom < today) return 'rules_start_in_past'
  if (validFrom === today && versions.some((each) => each.validFrom === validFrom)) return 'rules_in_force'
  return null
}

/**
 * The first rule that cannot be met at all, as the field of a refusal; null when all can. The edge checks their form only: a share
 * above the whole is a well-formed one.
 */
export function findImpossibleRule(rules: CouncilRules): string | null {
  const [first] = Errors(CouncilRules, rules)
  return first ? `rules${first.instancePath.replaceAll('/', '.')}` : null
}
