import { dayIn } from '../../../shared/calendar.ts'
import {
  AgendaLimits,
  leftOver,
  MaterialLimits,
  type CarryView,
  type MeetingRef,
  type PlanChoices,
} from '../../../shared/meetings/planning.ts'
import type { Id, Instant } from '../../../shared/values.ts'
import type { Council } from '../../councils/queries.ts'
import { findInitiative } from '../../initiatives/queries.ts'
import type { Work } from '../../lib/act.ts'
import { personOf, type Actor } from '../../lib/actor.ts'
import type { Db } from '../../lib/db/db.ts'
import { newId } from '../../lib/ids.ts'
import { record } from '../../lib/journal.ts'
import { refuse } from '../../lib/refuse.ts'
import { findMeeting, listInvitees, listPlannedItems, readState } from '../queries.ts'
import type { Meeting } from '../queries.ts'
import { mayLead, maySee } from '../rules.ts'
import { listVotesOf } from './asked.ts'
import { lockArranged, type Place } from './notice.ts'
import { listMaterials, lockMeetingByNumber } from './queries.ts'
import { firstWorkdayInTime, isOver } from './rules.ts'
import { rulesFor } from './terms.ts'
import { touch } from './touch.ts'
import './tables.ts'

/**
 * Takes up in a meeting that is arranged what another one of the council did not come to: the items with their papers; of one that
 * failed for want of a quorum also its invitations. Done twice it is done once. Refuses, beside `lockArranged`: `not_found` and
 * `meeting_wrong_phase` for the one before, `items_carried` when another meeting has them, `nothing_to_carry`, `too_many_items`,
 * `too_many_materials`.
 */
export async function carryOver(work: Work, place: Place, from: number): Promise<void> {
  const { meeting } = await lockArranged(work, place)
  await carryInto(work, meeting, await lockSource(work, place.slug, from))
}

/** The meeting that another takes up after, alone until the act ends. Refuses `not_found`, `meeting_wrong_phase`. */
export async function lockSource(work: Work, slug: string, number: number): Promise<Meeting> {
  const found = (await lockMeetingByNumber(work.trx, slug, number)) ?? refuse('not_found', 'follows')
  if (!isOver(found.state)) refuse('meeting_wrong_phase', 'follows')
  return found
}

/** The same for two meetings that are locked already. */
export async function carryInto(work: Work, to: Meeting, from: Meeting): Promise<void> {
  const { trx, now } = work
  const before = await listTargets(trx, from.id)
  if (before.some(({ id }) => id === to.id)) return
  if (before.some(({ phase }) => phase !== 'cancelled')) refuse('items_carried')
  const hasFailed = from.state === 'failed_quorum'
  const items = leftOver((await readState(trx, from)).agenda)
  if (items.length === 0 && !hasFailed) refuse('nothing_to_carry')
  const planned = await listPlannedItems(trx, to.id)
  if (planned.length + items.length > AgendaLimits.items) refuse('too_many_items')

  const ids = new Map(items.map(({ id }) => [id, newId()]))
  const asked = new Map((await listVotesOf(trx, from.id)).map((each) => [each.id, each.askedByVoteId]))
  let last = planned.filter(({ parentId }) => parentId === null).length
  for (const each of items) {
    const { title, speaker, minutes, proposal, voteForm, decisionClass, initiativeId, draftId } = each
    const parentId = ids.get(each.parentId ?? '') ?? null
    const beside = items.filter((other) => other.parentId === each.parentId)
    const position = parentId === null ? ++last : beside.indexOf(each) + 1
    const initiative = initiativeId === null ? undefined : await findInitiative(trx, initiativeId)
    // An initiative that has moved on since is not before the council any more.
    const isGone = initiativeId !== null && initiative?.state !== 'council_review'
    await trx
      .insertInto('agendaItem')
      .values({
        ...{ id: ids.get(each.id)!, meetingId: to.id, parentId, position },
        ...{ title, speaker, minutes, proposal, voteForm, decisionClass },
        ...{ initiativeId: isGone ? null : initiativeId, draftId: isGone ? null : draftId },
        askedByVoteId: asked.get(each.id) ?? null,
      })
      .execute()
  }
  await copyMaterials(work, from, to, ids)
  if (hasFailed) await copyInvitees(work, from, to)
  const { personId } = personOf(work.actor)
  await trx.insertInto('meetingCarry').values({ fromId: from.id, toId: to.id, personId, at: now }).execute()
  await touch(work, to)
  await record(work, {
    verb: 'meeting:carried',
    subject: ['meeting', to.id],
    councilId: to.councilId,
    data: { from: from.id, items: items.length },
  })
}

/** Papers go with their items; those of a meeting as a whole with one that is held in its place. They were sent in time once. */
async function copyMaterials({ trx, now, actor }: Work, from: Meeting, to: Meeting, ids: Map<Id, Id>) {
  const { personId } = personOf(actor)
  const going = (await listMaterials(trx, from.id)).filter(({ itemId }) =>
    itemId === null ? from.state === 'failed_quorum' : ids.has(itemId),
  )
  const there = await listMaterials(trx, to.id)
  if (there.length + going.length > MaterialLimits.count) refuse('too_many_materials')
  for (const { id: known, itemId } of going) {
    const id = newId()
    const { title, url, mediaType, size, sha256, isPublic } = await trx
      .selectFrom('agendaMaterial')
      .select(['title', 'url', 'mediaType', 'size', 'sha256', 'isPublic'])
      .where('id', '=', known)
      .executeTakeFirstOrThrow()
    await trx
      .insertInto('agendaMaterial')
      .values({
        ...{ id, meetingId: to.id, itemId: ids.get(itemId ?? '') ?? null },
        ...{ title, url, mediaType, size, sha256, isPublic, lateReason: null },
        ...{ addedBy: personId, addedAt: now },
      })
      .execute()
    await trx
      .insertInto('agendaMaterialPart')
      .columns(['materialId', 'part', 'bytes'])
      .expression((eb) =>
        eb
          .selectFrom('agendaMaterialPart')
          .select((of) => [of.cast<string>(of.val(id), 'text').as('materialId'), 'part', 'bytes'])
          .where('materialId', '=', known),
      )
      .execute()
  }
}

async function copyInvitees({ trx }: Work, from: Meeting, to: Meeting): Promise<void> {
  const there = new Set((await listInvitees(trx, to.id)).map(({ name }) => name))
  for (const { personId, name, title, email } of await listInvitees(trx, from.id))
    if (!there.has(name))
      await trx
        .insertInto('invitee')
        .values({ id: newId(), meetingId: to.id, personId, name, title, email })
        .execute()
}

/** Meetings that took up after this one. */
const listTargets = (db: Db, fromId: Id) =>
  db
    .selectFrom('meetingCarry')
    .innerJoin('meeting', 'meeting.id', 'meetingCarry.toId')
    .select(['meeting.id', 'councilId', 'number', 'state as phase', 'startsAt', 'noticedAt'])
    .where('fromId', '=', fromId)
    .orderBy('number')
    .execute()

/** Meetings that this one takes up after. */
const listSources = (db: Db, toId: Id) =>
  db
    .selectFrom('meetingCarry')
    .innerJoin('meeting', 'meeting.id', 'meetingCarry.fromId')
    .select(['number', 'state as phase', 'startsAt'])
    .where('toId', '=', toId)
    .orderBy('number')
    .execute()

/** After which meetings this one takes up and which take up after it, of those this reader may know. */
export async function viewCarried(
  db: Db,
  meetingId: Id,
  actor: Actor | null,
): Promise<{ from: MeetingRef[]; to: MeetingRef[] }> {
  const targets = await listTargets(db, meetingId)
  return {
    from: await listSources(db, meetingId),
    to: targets
      .filter(({ phase, ...each }) => maySee({ ...each, state: phase }, actor))
      .map(({ number, phase, startsAt }) => ({ number, phase, startsAt })),
  }
}

/** What a meeting that is over left for another, and which could take it up; null for who leads nothing here, and where all is done. */
export async function viewCarry(
  db: Db,
  meeting: Meeting,
  actor: Actor | null,
  now: Instant,
): Promise<CarryView | null> {
  if (!isOver(meeting.state) || !mayLead(actor, meeting.councilId)) return null
  const hasFailed = meeting.state === 'failed_quorum'
  const items = leftOver((await readState(db, meeting)).agenda).length
  if (items === 0 && !hasFailed) return null
  if ((await listTargets(db, meeting.id)).some(({ phase }) => phase !== 'cancelled')) return null
  const into = await db
    .selectFrom('meeting')
    .select(['number', 'state as phase', 'startsAt'])
    .where('councilId', '=', meeting.councilId)
    .where('state', 'in', ['planned', 'notified'])
    .where('startsAt', '>', now)
    .orderBy('startsAt')
    .limit(5)
    .execute()
  return { items, into }
}

/**
 * The plan of a meeting that takes up after another, as its form begins: the same place and people at the same hour, on the first
 * workday for which notice would be in time (domain §2.2, §4 `notice`). Refuses `not_found`, `meeting_wrong_phase`.
 */
export async function viewFollowing(
  db: Db,
  council: Council,
  number: number,
  now: Instant,
): Promise<NonNullable<PlanChoices['follows']>> {
  const { id } =
    (await db
      .selectFrom('meeting')
      .select('id')
      .where('councilId', '=', council.id)
      .where('number', '=', number)
      .executeTakeFirst()) ?? refuse('not_found')
  const meeting = (await findMeeting(db, id)) ?? refuse('not_found')
  if (!isOver(meeting.state)) refuse('meeting_wrong_phase')
  const hasFailed = meeting.state === 'failed_quorum'
  const items = leftOver((await readState(db, meeting)).agenda)
  const kept = new Set(items.map((each) => each.id))
  const materials = (await listMaterials(db, id)).filter(({ itemId }) =>
    itemId === null ? hasFailed : kept.has(itemId),
  )
  const invitees = hasFailed ? await listInvitees(db, id) : []
  const { rules, daysOff } = await rulesFor(db, { councilId: council.id, startsAt: now }, council.timeZone)
  const { kind, format, title, place, callUrl, phone, presidingId, secretaryId, startsAt, endsAt } = meeting
  const isPhonePublic = meeting.isPhonePublic === 1
  return {
    ...{ number, hasFailed, items: items.map((each) => each.title) },
    ...{ materials: materials.length, invitees: invitees.length },
    kind: hasFailed ? kind : 'regular',
    ...{
      format,
      title: hasFailed ? title : null,
      place,
      callUrl,
      phone,
      isPhonePublic,
      presidingId,
      secretaryId,
    },
    ...{ startsAt, endsAt, basis: hasFailed ? meeting.basis : null },
    startsOn: firstWorkdayInTime(dayIn(now, council.timeZone), rules, daysOff),
  }
}
