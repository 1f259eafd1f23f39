import { dayIn, lastDayOf } from '../../shared/calendar.ts'
import type { RulesUsed } from '../../shared/councils.ts'
import { isAuthority } from '../../shared/organizations.ts'
import type { ConcludeBody, RegisterBody, ReviewState, Verdict } from '../../shared/reviews.ts'
import type { Day, Id } from '../../shared/values.ts'
import { findCouncil, rulesInForce, rulesUsed } from '../councils/queries.ts'
import type { Work } from '../lib/act.ts'
import { personOf } from '../lib/actor.ts'
import { newId } from '../lib/ids.ts'
import { record } from '../lib/journal.ts'
import { refuse, refuseIf } from '../lib/refuse.ts'
import { findOrganization, listDaysOff } from '../organizations/queries.ts'
import { addConclusion, addReview, lockReview } from './queries.ts'
import { isOfficialOf, isToCome, whyNotConclude, whyNotRegister } from './rules.ts'

interface ReviewNews {
  reviewId: Id
  councilId: Id
  authorityId: Id
  subject: readonly [kind: string, id: Id]
}

declare module '../lib/act.ts' {
  interface News {
    'review:registered': ReviewNews & { number: string; dueOn: Day }
    'review:concluded': ReviewNews & { verdict: Verdict; text: string }
  }
}

export interface SubmittedReview {
  councilId: Id
  authorityId: Id
  subject: readonly [kind: string, id: Id]
  title: string
  /** The text as it was adopted. */
  revisionId: Id
}

/**
 * Lays something a council adopted before an authority; answers with the id. The day by which it must be registered counts by the
 * council's rules (`registration.dueDays`, domain §4). Whether the actor may is the subject's rule. Refuses `not_an_authority`.
 */
export async function submitReview(work: Work, submitted: SubmittedReview): Promise<Id> {
  const { trx, now } = work
  const { councilId, authorityId, subject, title, revisionId } = submitted
  const authority = await findOrganization(trx, authorityId)
  if (!authority || !isAuthority(authority.kind)) refuse('not_an_authority', 'authorityId')
  const council = (await findCouncil(trx, councilId)) ?? refuse('not_found')
  const term = await termOf(work, councilId, dayIn(now, council.timeZone), 'registrationDueDays')
  const registerBy = term.lastDay
  const id = newId()
  await addReview(trx, {
    id,
    councilId,
    authorityId,
    subjectKind: subject[0],
    subjectId: subject[1],
    title,
    revisionId,
    state: 'submitted',
    submittedAt: now,
    submittedBy: personOf(work.actor).personId,
    registerBy,
    registrationNumber: null,
    registeredOn: null,
    registeredBy: null,
    dueOn: null,
    concludedAt: null,
  })
  await record(work, {
    verb: 'review:submitted',
    subject: ['review', id],
    councilId,
    data: { subject, authorityId, registerBy, rules: term.rules },
  })
  tellAuthority(work, authorityId, id, 'submitted')
  return id
}

/**
 * An official of the authority enters the number and the day of registration; the term of the answer runs from the day after
 * (`reply.dueDays`, domain §4). Refuses `not_found`, `not_allowed`, `review_wrong_state`, `registered_before_submitted`, a day to
 * come as `invalid_request`, `registration_number_taken`.
 */
export async function registerReview(
  work: Work,
  id: Id,
  { number, registeredOn }: RegisterBody,
): Promise<void> {
  const review = await reviewForOfficial(work, id)
  const today = dayIn(work.now, review.timeZone)
  const submittedOn = dayIn(review.submittedAt, review.timeZone)
  refuseIf(whyNotRegister({ ...review, submittedOn }, registeredOn), 'registeredOn')
  if (isToCome(registeredOn, today)) refuse('invalid_request', 'registeredOn')

  const { lastDay: due, rules } = await termOf(work, review.councilId, registeredOn, 'replyDueDays')
  // That the number is free is the word of the database: two officials may register at once.
  await work.trx
    .updateTable('review')
    .set({
      state: 'registered',
      registrationNumber: number.trim(),
      registeredOn,
      registeredBy: personOf(work.actor).personId,
      dueOn: due,
    })
    .where('id', '=', id)
    .execute()
  await record(work, {
    verb: 'review:registered',
    subject: ['review', id],
    councilId: review.councilId,
    data: { number: number.trim(), registeredOn, dueOn: due, rules },
  })
  tellAuthority(work, review.authorityId, id, 'registered')
  await work.tell('review:registered', { ...newsOf(review), number: number.trim(), dueOn: due })
}

/**
 * An official of the authority signs the conclusion (T11). Refuses `not_found`, `not_allowed`, `review_wrong_state`,
 * `ground_required`, `part_required`. Of ground and part only what belongs to the verdict is kept.
 */
export async function concludeReview(work: Work, id: Id, answer: ConcludeBody): Promise<void> {
  const { trx, now, actor } = work
  const review = await reviewForOfficial(work, id)
  refuseIf(whyNotConclude(review, answer))
  const { verdict } = answer
  const text = answer.text.trim()
  await addConclusion(trx, {
    reviewId: id,
    verdict,
    ground: verdict === 'rejected' ? (answer.ground ?? null) : null,
    part: verdict === 'accepted_partially' ? (answer.part?.trim() ?? null) : null,
    text,
    outNumber: answer.outNumber.trim(),
    personId: personOf(actor).personId,
    signedBy: actor.name,
    concludedOn: dayIn(now, review.timeZone),
  })
  await trx.updateTable('review').set({ state: 'concluded', concludedAt: now }).where('id', '=', id).execute()
  await record(work, {
    verb: 'review:concluded',
    subject: ['review', id],
    councilId: review.councilId,
    data: { verdict, ground: answer.ground ?? null, outNumber: answer.outNumber.trim() },
  })
  tellAuthority(work, review.authorityId, id, 'concluded')
  await work.tell('review:concluded', { ...newsOf(review), verdict, text })
}

type Held = NonNullable<Awaited<ReturnType<typeof lockReview>>>

async function reviewForOfficial(work: Work, id: Id): Promise<Held> {
  const review = (await lockReview(work.trx, id)) ?? refuse('not_found')
  if (!isOfficialOf(personOf(work.actor), review.authorityId)) refuse('not_allowed')
  return review
}

/** The last day of a term that runs from `eventOn`, and the version of the council's rules it was computed by. */
async function termOf(
  { trx }: Work,
  councilId: Id,
  eventOn: Day,
  term: 'registrationDueDays' | 'replyDueDays',
): Promise<{ lastDay: Day; rules: RulesUsed }> {
  const version = (await rulesInForce(trx, councilId, eventOn)) ?? refuse('not_found')
  const { [term]: count, dueDateOnDayOff } = version.rules
  const lastDay = lastDayOf(eventOn, count, dueDateOnDayOff, await listDaysOff(trx))
  return { lastDay, rules: rulesUsed(version) }
}

const newsOf = ({ id, councilId, authorityId, subjectKind, subjectId }: Held): ReviewNews => ({
  reviewId: id,
  councilId,
  authorityId,
  subject: [subjectKind, subjectId],
})

const tellAuthority = (work: Work, authorityId: Id, id: Id, state: ReviewState) =>
  work.publish(`authority:${authorityId}`, 'review:changed', { id, state })
