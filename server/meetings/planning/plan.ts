import type { MeetingChange, NewMeeting } from '../../../shared/meetings/planning.ts'
import type { Id } from '../../../shared/values.ts'
import { lockCouncil, type Council } from '../../councils/queries.ts'
import type { Work } from '../../lib/act.ts'
import { personOf } from '../../lib/actor.ts'
import { newId, newSecret } from '../../lib/ids.ts'
import { record } from '../../lib/journal.ts'
import { refuse } from '../../lib/refuse.ts'
import { cancelledLetter, movedLetter } from '../letters.ts'
import { findVote } from '../../votes/queries.ts'
import { lockMeeting, type Meeting } from '../queries.ts'
import { mayLead } from '../rules.ts'
import { putAskedAt } from './asked.ts'
import { carryInto, lockSource } from './carry.ts'
import { membersAt } from './concerned.ts'
import { findOpenDemand } from './demands.ts'
import { lockArranged, noteNotice, tellAll, type Place } from './notice.ts'
import { findTwin, lastNumber } from './queries.ts'
import { callersOf, isSafeLink, timesOf } from './rules.ts'
import { rulesFor } from './terms.ts'

/**
 * Plans a meeting of a council; one that was sent twice is planned once. Answers with its number. Refuses `not_found`, `not_allowed`,
 * `time_does_not_exist`, `starts_in_past`, `ends_before_start`, `call_link_not_https`, `presiding_not_member`, `absentee_not_allowed`;
 * for an extraordinary one `caller_not_allowed`, `demand_not_met`, `reason_required` (domain §4 `extraordinary.by`); for one that takes
 * up after another what `carryInto` refuses, and for a question of an absentee vote what `putAsked` refuses.
 */
export async function planMeeting(work: Work, slug: string, input: NewMeeting): Promise<number> {
  const { trx, now } = work
  const { personId } = personOf(work.actor)
  const council = (await lockCouncil(trx, slug)) ?? refuse('not_found')
  if (!mayLead(work.actor, council.id)) refuse('not_allowed')
  const from = input.follows ? await lockSource(work, slug, input.follows) : null
  const plan = await whatIsPlanned(work, council, input)
  const called = await whoCalls(work, council, plan, input, from)
  const twin = await findTwin(trx, { councilId: council.id, startsAt: plan.startsAt, createdBy: personId })
  if (twin) return twin.number

  const id = newId()
  const number = (await lastNumber(trx, council.id)) + 1
  await trx
    .insertInto('meeting')
    .values({
      ...{ id, councilId: council.id, number, kind: input.kind, state: 'planned', noticedAt: null },
      ...{ ...plan, ...called, checkInSecret: newSecret(), version: 1, createdBy: personId, createdAt: now },
    })
    .execute()
  await record(work, { verb: 'meeting:planned', subject: ['meeting', id], councilId: council.id })
  await fill(work, id, from, input.voteId ?? null)
  return number
}

/** What a new meeting is called for comes onto its agenda by itself. */
async function fill(work: Work, id: Id, from: Meeting | null, voteId: Id | null): Promise<void> {
  const again = async () => (await lockMeeting(work.trx, id)) ?? refuse('not_found')
  if (from) await carryInto(work, await again(), from)
  if (voteId) await putAskedAt(work, await again(), voteId)
}

/**
 * Writes the plan anew over the version that was read. Once everybody was told, another time or place is a move: it takes a reason, is
 * written down, and goes out to all at once. Refuses, beside `lockArranged` and what `planMeeting` refuses of a plan: `conflict` for a
 * version that somebody has changed meanwhile, `reason_required`, `notice_late`.
 */
export async function changeMeeting(
  work: Work,
  place: Place,
  input: MeetingChange,
  home: URL,
): Promise<void> {
  const { meeting, council } = await lockArranged(work, place)
  if (input.version !== meeting.version) refuse('conflict')
  const plan = await whatIsPlanned(work, council, input, meeting)
  const fields = Object.keys(plan) as Array<keyof typeof plan>
  if (fields.every((field) => plan[field] === meeting[field])) return
  const isMoved = plan.startsAt !== meeting.startsAt
  const reason = input.reason?.trim() || null
  const mustTell = isMoved && meeting.state === 'notified'
  if (mustTell && !reason) refuse('reason_required', 'reason')

  const changed: Meeting = { ...meeting, ...plan, version: meeting.version + 1 }
  await work.trx
    .updateTable('meeting')
    .set({ ...plan, version: changed.version })
    .where('id', '=', meeting.id)
    .execute()
  if (mustTell && reason) {
    await noteChange(work, meeting, 'moved', reason)
    await noteNotice(work, changed, council, reason)
    await tellAll(work, changed, council, home, (to, about, link, replyOn) =>
      movedLetter(to, about, { before: meeting.startsAt, reason, replyOn, link }),
    )
  }
  await record(work, {
    verb: isMoved ? 'meeting:moved' : 'meeting:changed',
    subject: ['meeting', meeting.id],
    councilId: council.id,
    data: { startsAt: plan.startsAt, endsAt: plan.endsAt, version: changed.version },
  })
  work.publish(`meeting:${meeting.id}`, 'meeting:replanned', { version: changed.version })
}

/** Calls a meeting off, for a reason that everybody who was told of it is told. Refuses `reason_required` beside `lockArranged`. */
export async function cancelMeeting(
  work: Work,
  place: Place,
  { reason: said }: { reason: string },
  home: URL,
): Promise<void> {
  const { meeting, council } = await lockArranged(work, place)
  const reason = said.trim()
  if (!reason) refuse('reason_required', 'reason')
  const cancelled: Meeting = { ...meeting, state: 'cancelled', version: meeting.version + 1 }
  const { state, version } = cancelled
  await work.trx.updateTable('meeting').set({ state, version }).where('id', '=', meeting.id).execute()
  await noteChange(work, meeting, 'cancelled', reason)
  if (meeting.state === 'notified')
    await tellAll(work, cancelled, council, home, (to, about, link) =>
      cancelledLetter(to, about, { reason, link }),
    )
  await record(work, { verb: 'meeting:cancelled', subject: ['meeting', meeting.id], councilId: council.id })
  work.publish(`meeting:${meeting.id}`, 'meeting:replanned', { version })
}

const noteChange = (work: Work, meeting: Meeting, what: 'moved' | 'cancelled', reason: string) =>
  work.trx
    .insertInto('meetingChange')
    .values({
      ...{ id: newId(), meetingId: meeting.id, what, reason, startsAtBefore: meeting.startsAt },
      ...{ personId: personOf(work.actor).personId, at: work.now },
    })
    .execute()

type Plan = Pick<
  Meeting,
  | 'format'
  | 'title'
  | 'startsAt'
  | 'endsAt'
  | 'place'
  | 'callUrl'
  | 'phone'
  | 'isPhonePublic'
  | 'presidingId'
  | 'secretaryId'
>

type PlanFields = Omit<MeetingChange, 'version' | 'reason'>

/** A time that stays may have passed; a new one lies ahead. */
async function whatIsPlanned(
  work: Work,
  council: Council,
  input: PlanFields,
  before?: Meeting,
): Promise<Plan> {
  const { timeZone } = council
  const earliest = before && before.startsAt < work.now ? before.startsAt : work.now
  const times = timesOf(input, timeZone, earliest)
  if ('code' in times) refuse(times.code, times.field)
  const callUrl = input.callUrl?.trim() || null
  if (callUrl !== null && !isSafeLink(callUrl)) refuse('call_link_not_https', 'callUrl')
  const meeting = { councilId: council.id, startsAt: times.startsAt }
  if (input.format === 'absentee') {
    const { rules } = await rulesFor(work.trx, meeting, timeZone)
    if (!rules.absentee.enabled) refuse('absentee_not_allowed', 'format')
  }
  const seated = (await membersAt(work.trx, meeting, timeZone)).filter(({ role }) => role !== 'observer')
  const sits = (id: Id) => seated.some(({ memberId }) => memberId === id)
  if (!sits(input.presidingId)) refuse('presiding_not_member', 'presidingId')
  if (input.secretaryId !== null && !sits(input.secretaryId)) refuse('presiding_not_member', 'secretaryId')
  return {
    ...times,
    format: input.format,
    title: input.title?.trim() || null,
    place: input.place?.trim() || null,
    callUrl,
    phone: input.phone?.trim() || null,
    isPhonePublic:
      input.isPhonePublic === undefined ? (before?.isPhonePublic ?? 0) : input.isPhonePublic ? 1 : 0,
    presidingId: input.presidingId,
    secretaryId: input.secretaryId,
  }
}

const questionOf = async ({ trx }: Work, voteId: Id) => (await findVote(trx, voteId))?.question ?? null

/** Who called an extraordinary meeting, and why; a regular one is called by nobody in particular. */
async function whoCalls(work: Work, council: Council, plan: Plan, input: NewMeeting, from: Meeting | null) {
  const basis = input.basis?.trim() || null
  if (input.kind === 'regular') return { calledBy: null, demandId: null, basis: null }
  // Held in the place of one that failed, it is called by whoever called that one.
  if (from?.state === 'failed_quorum' && from.kind === 'extraordinary')
    return { calledBy: from.calledBy, demandId: from.demandId, basis: basis ?? from.basis }
  const { calledBy, demandId } = input
  const { rules } = await rulesFor(
    work.trx,
    { councilId: council.id, startsAt: plan.startsAt },
    council.timeZone,
  )
  if (calledBy === null || !callersOf(work.actor, council.id, rules).includes(calledBy))
    refuse('caller_not_allowed', 'calledBy')
  if (calledBy === 'members') {
    // Whoever demanded by their sheets that a session considers a question need not demand the session once more.
    if (input.voteId)
      return { calledBy, demandId: null, basis: basis ?? (await questionOf(work, input.voteId)) }
    const demand = demandId === null ? undefined : await findOpenDemand(work.trx, council.id, demandId)
    if (!demand?.metAt) refuse('demand_not_met', 'demandId')
    return { calledBy, demandId: demand.id, basis: basis ?? demand.reason }
  }
  if (basis === null) refuse('reason_required', 'basis')
  return { calledBy, demandId: null, basis }
}
