import { dayIn } from '../../../shared/calendar.ts'
import { demanded } from '../../../shared/council-rules.ts'
import type { DemandView, NewDemand } from '../../../shared/meetings/planning.ts'
import { fullName } from '../../../shared/people.ts'
import type { Id, Instant } from '../../../shared/values.ts'
import { findCouncilBySlug, listElectorate, lockCouncil, type Council } from '../../councils/queries.ts'
import type { Work } from '../../lib/act.ts'
import { personOf, seatIn, type Actor } from '../../lib/actor.ts'
import type { Db } from '../../lib/db/db.ts'
import { record } from '../../lib/journal.ts'
import { post } from '../../lib/mail.ts'
import { refuse } from '../../lib/refuse.ts'
import { demandLetter } from '../letters.ts'
import { listAddresses } from './concerned.ts'
import { standingDemands } from './queries.ts'
import { rulesFor } from './terms.ts'
import '../../people/tables.ts'

const STANDING_AT_ONCE = 10

export const findOpenDemand = (db: Db, councilId: Id, id: Id) =>
  standingDemands(db, councilId).where('meetingDemand.id', '=', id).executeTakeFirst()

export const listOpenDemands = (db: Db, councilId: Id) =>
  standingDemands(db, councilId).orderBy('meetingDemand.id').execute()

/** How many members it takes today, and who has a vote: those may join (domain §4 `extraordinary.by`, R-71). */
async function standingsOf(db: Db, council: Pick<Council, 'id' | 'timeZone'>, now: Instant) {
  const { electors, actual } = await listElectorate(db, council.id, dayIn(now, council.timeZone))
  const { rules } = await rulesFor(db, { councilId: council.id, startsAt: now }, council.timeZone)
  return {
    electors: new Set(electors.map(({ memberId }) => memberId)),
    needed: demanded(rules.extraordinary.members, actual),
  }
}

/**
 * Demands an extraordinary meeting, with one's own name first; one that was sent twice stands once. Refuses `not_found`, `not_allowed`
 * to whoever has no vote in the council, `reason_required`, and `too_many_items` for who has made ten that stand.
 */
export async function demandMeeting(work: Work, slug: string, input: NewDemand, home: URL): Promise<void> {
  const { trx, now } = work
  const { council, personId } = await inCouncil(work, slug)
  const reason = input.reason.trim()
  if (!reason) refuse('reason_required', 'reason')
  const known = await trx
    .selectFrom('meetingDemand')
    .select(['councilId', 'createdBy'])
    .where('id', '=', input.id)
    .executeTakeFirst()
  if (known) {
    if (known.councilId !== council.id || known.createdBy !== personId) refuse('conflict')
    return
  }
  const standing = await listOpenDemands(trx, council.id)
  if (standing.filter(({ createdBy }) => createdBy === personId).length >= STANDING_AT_ONCE)
    refuse('too_many_items')
  await trx
    .insertInto('meetingDemand')
    .values({
      ...{ id: input.id, councilId: council.id, question: input.question.trim(), reason },
      ...{ createdBy: personId, createdAt: now, metAt: null, withdrawnAt: null },
    })
    .execute()
  await record(work, { verb: 'demand:made', subject: ['demand', input.id], councilId: council.id })
  await joinDemand(work, slug, input.id, home)
}

/**
 * Puts one's name under a demand. With the last name that is needed it is met, and chair and secretary are told. Refuses `not_found`,
 * `not_allowed`; a name that stands there already stays there once.
 */
export async function joinDemand(work: Work, slug: string, demandId: Id, home: URL): Promise<void> {
  const { trx, now } = work
  const { council, memberId, needed } = await inCouncil(work, slug)
  const demand = (await findOpenDemand(trx, council.id, demandId)) ?? refuse('not_found')
  await trx
    .insertInto('meetingDemandName')
    .values({ demandId, memberId, at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const names = (await listNames(trx, [demandId])).length
  await record(work, { verb: 'demand:joined', subject: ['demand', demandId], councilId: council.id })
  if (demand.metAt !== null || names < needed) return
  await trx.updateTable('meetingDemand').set({ metAt: now }).where('id', '=', demandId).execute()
  await record(work, {
    verb: 'demand:met',
    subject: ['demand', demandId],
    councilId: council.id,
    data: { names, needed },
  })
  const link = new URL(`/councils/${slug}/meetings`, home).href
  for (const to of await listLeaders(trx, council, now))
    await post(work, demandLetter(to, { council: council.name, question: demand.question, names, link }))
}

/** Takes one's name back while the demand is not met; the last name takes the demand with it. Refuses `not_found`, `demand_is_met`. */
export async function leaveDemand(work: Work, slug: string, demandId: Id): Promise<void> {
  const { trx } = work
  const { council, memberId } = await inCouncil(work, slug)
  const demand = (await findOpenDemand(trx, council.id, demandId)) ?? refuse('not_found')
  if (demand.metAt !== null) refuse('demand_is_met')
  const { numDeletedRows } = await trx
    .deleteFrom('meetingDemandName')
    .where('demandId', '=', demandId)
    .where('memberId', '=', memberId)
    .executeTakeFirst()
  if (numDeletedRows === 0n) refuse('not_found')
  if ((await listNames(trx, [demandId])).length === 0)
    await trx.updateTable('meetingDemand').set({ withdrawnAt: work.now }).where('id', '=', demandId).execute()
  await record(work, { verb: 'demand:left', subject: ['demand', demandId], councilId: council.id })
}

/** The council, alone until the act ends, and the seat with a vote of whoever asks. */
async function inCouncil(work: Work, slug: string) {
  const { personId } = personOf(work.actor)
  const council = (await lockCouncil(work.trx, slug)) ?? refuse('not_found')
  const seat = seatIn(work.actor, council.id)
  const { electors, needed } = await standingsOf(work.trx, council, work.now)
  if (!seat || !electors.has(seat.memberId)) refuse('not_allowed')
  return { council, personId, memberId: seat.memberId, needed }
}

async function listLeaders(db: Db, council: Council, now: Instant) {
  const { electors, others } = await listElectorate(db, council.id, dayIn(now, council.timeZone))
  const leaders = [...electors, ...others].filter(({ role }) => role === 'chair' || role === 'secretary')
  return (
    await listAddresses(
      db,
      leaders.map(({ personId }) => personId),
    )
  ).values()
}

async function listNames(db: Db, demandIds: readonly Id[]) {
  if (demandIds.length === 0) return []
  const rows = await db
    .selectFrom('meetingDemandName')
    .innerJoin('councilMember', 'councilMember.id', 'meetingDemandName.memberId')
    .innerJoin('person', 'person.id', 'councilMember.personId')
    .select(['demandId', 'memberId', 'familyName', 'givenName', 'patronymic'])
    .where('demandId', 'in', demandIds)
    .orderBy('at')
    .orderBy('memberId')
    .execute()
  return rows.map(({ demandId, memberId, ...name }) => ({ demandId, memberId, name: fullName(name) }))
}

/** The demands that stand, as somebody of the council sees them; nobody else does. */
export async function viewDemands(
  db: Db,
  council: Pick<Council, 'id' | 'timeZone'>,
  actor: Actor | null,
  now: Instant,
): Promise<{ demands: DemandView[]; mayDemand: boolean }> {
  const seat = seatIn(actor, council.id)
  if (!seat) return { demands: [], mayDemand: false }
  const demands = await listOpenDemands(db, council.id)
  const { electors, needed } = await standingsOf(db, council, now)
  const names = await listNames(
    db,
    demands.map(({ id }) => id),
  )
  const mayDemand = electors.has(seat.memberId)
  return {
    mayDemand,
    demands: demands.map(({ id, question, reason, createdAt, metAt }) => {
      const under = names.filter(({ demandId }) => demandId === id)
      const isMine = under.some(({ memberId }) => memberId === seat.memberId)
      return {
        ...{ id, question, reason, at: createdAt, names: under.map(({ name }) => name), needed },
        isMet: metAt !== null,
        can: { join: mayDemand && !isMine, leave: isMine && metAt === null },
      }
    }),
  }
}

/** The council by its address, for reading. */
export const councilAt = async (db: Db, slug: string): Promise<Council> =>
  (await findCouncilBySlug(db, slug)) ?? refuse('not_found')
