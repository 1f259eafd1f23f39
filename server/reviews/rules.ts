import type { RefusalCode } from '../../shared/refusals.ts'
import type { ConcludeBody, ReviewState } from '../../shared/reviews.ts'
import type { Day, Id } from '../../shared/values.ts'
import { holdsPost, type Actor } from '../lib/actor.ts'

/** Whether this person answers for the authority. */
export const isOfficialOf = (actor: Actor | null, authorityId: Id): boolean =>
  holdsPost(actor, authorityId, 'official')

/** Why something cannot be registered on that day, or null. Days are those of the council's time zone. */
export function whyNotRegister(
  review: { state: ReviewState; submittedOn: Day },
  registeredOn: Day,
): RefusalCode | null {
  if (review.state !== 'submitted') return 'review_wrong_state'
  return registeredOn < review.submittedOn ? 'registered_before_submitted' : null
}

/** A day that has not come yet is a slip of the pen. */
export const isToCome = (day: Day, today: Day): boolean => day > today

/** Why a conclusion cannot be signed, or null (T11, gate): a refusal names its ground, a partial verdict its part. */
export function whyNotConclude(review: { state: ReviewState }, answer: ConcludeBody): RefusalCode | null {
  if (review.state !== 'registered') return 'review_wrong_state'
  if (answer.verdict === 'rejected' && !answer.ground) return 'ground_required'
  if (answer.verdict === 'accepted_partially' && !answer.part?.trim()) return 'part_required'
  return null
}
