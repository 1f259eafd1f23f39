import type { NewInvitee, ReplyInput } from '../../../shared/meetings/planning.ts'
import type { Id } from '../../../shared/values.ts'
import { findCouncil } from '../../councils/queries.ts'
import type { Work } from '../../lib/act.ts'
import { record } from '../../lib/journal.ts'
import { refuse } from '../../lib/refuse.ts'
import { findPersonByEmail } from '../../people/queries.ts'
import { listInvitees, lockMeeting } from '../queries.ts'
import { maySee } from '../rules.ts'
import { listConcerned } from './concerned.ts'
import { guestOf } from './guests.ts'
import { lockArranged, type Place } from './notice.ts'
import { lockMeetingByNumber } from './queries.ts'
import { mayArrange } from './rules.ts'
import { touch } from './touch.ts'

/**
 * Invites somebody with an advisory voice; an account is found by the e-mail. One that was sent twice is invited once. Refuses, beside
 * `lockArranged`: `conflict` for an id that is somebody else's, `too_many_items`.
 */
export async function invite(work: Work, place: Place, input: NewInvitee): Promise<void> {
  const { trx } = work
  const { meeting } = await lockArranged(work, place)
  const invitees = await listInvitees(trx, meeting.id)
  if (invitees.some(({ id }) => id === input.id)) return
  if (await trx.selectFrom('invitee').select('id').where('id', '=', input.id).executeTakeFirst())
    refuse('conflict')
  if (invitees.length >= 200) refuse('too_many_items')
  const account = input.email === null ? undefined : await findPersonByEmail(trx, input.email)
  await trx
    .insertInto('invitee')
    .values({
      ...{ id: input.id, meetingId: meeting.id, personId: account?.id ?? null },
      ...{ name: input.name.trim(), title: input.title?.trim() || null, email: input.email },
    })
    .execute()
  await touch(work, meeting)
  await record(work, {
    verb: 'invitee:added',
    subject: ['meeting', meeting.id],
    councilId: meeting.councilId,
    data: { inviteeId: input.id },
  })
}

/** Takes an invitation back, with the answer to it. Refuses, beside `lockArranged`: `not_found`. */
export async function uninvite(work: Work, place: Place, inviteeId: Id): Promise<void> {
  const { trx } = work
  const { meeting } = await lockArranged(work, place)
  const { numDeletedRows } = await trx
    .deleteFrom('invitee')
    .where('meetingId', '=', meeting.id)
    .where('id', '=', inviteeId)
    .executeTakeFirst()
  if (numDeletedRows === 0n) refuse('not_found')
  await trx
    .deleteFrom('meetingReply')
    .where('meetingId', '=', meeting.id)
    .where('who', '=', inviteeId)
    .execute()
  await touch(work, meeting)
  await record(work, {
    verb: 'invitee:removed',
    subject: ['meeting', meeting.id],
    councilId: meeting.councilId,
    data: { inviteeId },
  })
}

/**
 * Answers whether somebody will take part; a later answer replaces an earlier one. Everybody answers for themselves, a guest with the
 * word from their letter, and whoever arranges the meeting writes down what they were told. Refuses `not_found`, `not_allowed`,
 * `meeting_wrong_phase` before the notice and from the registration on, `no_video_here`, `reason_required` for an absence.
 */
export async function reply(work: Work, place: Place, input: ReplyInput): Promise<void> {
  const { trx, now, actor } = work
  const found = (await lockMeetingByNumber(trx, place.slug, place.number)) ?? refuse('not_found')
  const meeting = (await lockMeeting(trx, found.id)) ?? refuse('not_found')
  const council = (await findCouncil(trx, meeting.councilId)) ?? refuse('not_found')
  const isGuest = guestOf(meeting, input.guest) === input.who
  if (!isGuest && !maySee(meeting, actor)) refuse('not_found')
  const concerned = await listConcerned(trx, meeting, council.timeZone)
  const asked = concerned.find(({ who }) => who === input.who) ?? refuse('not_found')
  const isTheirs = isGuest || (actor.personId !== null && asked.personId === actor.personId)
  if (!isTheirs && !mayArrange(actor, meeting)) refuse(actor.personId ? 'not_allowed' : 'sign_in_required')
  if (meeting.state !== 'notified') refuse('meeting_wrong_phase')
  if (input.answer === 'video' && meeting.format === 'in_person') refuse('no_video_here', 'answer')
  const reason = input.reason?.trim() || null
  if (input.answer === 'absent' && reason === null) refuse('reason_required', 'reason')
  const said = {
    ...{
      startsAt: meeting.startsAt,
      answer: input.answer,
      reason: input.answer === 'absent' ? reason : null,
    },
    ...{ personId: actor.personId, at: now },
  }
  await trx
    .insertInto('meetingReply')
    .values({ meetingId: meeting.id, who: input.who, ...said })
    .onConflict((conflict) => conflict.columns(['meetingId', 'who']).doUpdateSet(said))
    .execute()
  await record(work, {
    verb: 'meeting:replied',
    subject: ['meeting', meeting.id],
    councilId: meeting.councilId,
    data: { who: input.who, answer: input.answer },
  })
  work.publish(`meeting:${meeting.id}`, 'meeting:replied', {})
}
