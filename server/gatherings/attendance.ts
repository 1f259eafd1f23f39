import type { Attendance } from '../../shared/gatherings.ts'
import type { Id, Instant } from '../../shared/values.ts'
import type { Work } from '../lib/act.ts'
import type { Trx } from '../lib/db/db.ts'
import { newId } from '../lib/ids.ts'
import { listAttendance, lockGathering } from './queries.ts'
import { isReturn } from './rules.ts'
import { step } from './step.ts'

/**
 * Makes the attendance of people say what is so: an open interval for whoever is in the room of a live gathering, none for
 * whoever is not. `isHere` is asked under the lock, so of two acts that cross the later one knows; doing it twice changes nothing.
 */
export async function settleAttendance(
  work: Work,
  gatheringId: Id,
  personIds: readonly Id[],
  isHere: (personId: Id) => boolean,
): Promise<void> {
  const gathering = await lockGathering(work.trx, gatheringId)
  if (!gathering) return
  const changed: Id[] = []
  for (const personId of personIds) {
    const last = await findLast(work.trx, gatheringId, personId)
    const belongs = gathering.state === 'live' && isHere(personId)
    const id = belongs ? await comeIn(work, gatheringId, personId, last) : await goOut(work, last)
    if (id) changed.push(id)
  }
  if (changed.length === 0) return
  const attendance = await listAttendance(work.trx, gatheringId, changed)
  await step(work, gathering, {
    name: 'attendance:changed',
    verb: 'attendance:changed',
    data: {
      came: attendance.filter((each) => each.outAt === null).map(({ id }) => id),
      left: attendance.filter((each) => each.outAt !== null).map(({ id }) => id),
    },
    changes: { attendance },
  })
}

/** Ends every interval that is still open in a gathering; answers with them. */
export async function endAttendance({ trx, now }: Work, gatheringId: Id): Promise<Attendance[]> {
  const ended = await trx
    .updateTable('attendance')
    .set({ outAt: now })
    .where('gatheringId', '=', gatheringId)
    .where('outAt', 'is', null)
    .returning('id')
    .execute()
  return listAttendance(
    trx,
    gatheringId,
    ended.map(({ id }) => id),
  )
}

/**
 * Ends the intervals a crash left open, at the last sign of life. Done at boot, before anybody comes in: then nobody can be here.
 */
export async function endAbandonedAttendance(work: Work): Promise<void> {
  const rooms = await work.trx
    .selectFrom('attendance')
    .select('gatheringId')
    .distinct()
    .where('outAt', 'is', null)
    .execute()
  for (const { gatheringId } of rooms) {
    const gathering = await lockGathering(work.trx, gatheringId)
    if (!gathering) continue
    const ended = await work.trx
      .updateTable('attendance')
      .set((eb) => ({ outAt: eb.ref('seenAt') }))
      .where('gatheringId', '=', gatheringId)
      .where('outAt', 'is', null)
      .returning('id')
      .execute()
    const ids = ended.map(({ id }) => id)
    await step(work, gathering, {
      name: 'attendance:changed',
      verb: 'attendance:changed',
      data: { left: ids },
      changes: { attendance: await listAttendance(work.trx, gatheringId, ids) },
    })
  }
}

/** A sign of life of those who are in a room now, for the case of a crash; tells nobody. */
export async function seeAttendance(work: Work): Promise<void> {
  await work.trx.updateTable('attendance').set({ seenAt: work.now }).where('outAt', 'is', null).execute()
}

const findLast = (trx: Trx, gatheringId: Id, personId: Id) =>
  trx
    .selectFrom('attendance')
    .select(['id', 'outAt'])
    .where('gatheringId', '=', gatheringId)
    .where('personId', '=', personId)
    .orderBy('inAt', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()

type Last = Awaited<ReturnType<typeof findLast>>

async function comeIn({ trx, now }: Work, gatheringId: Id, personId: Id, last: Last): Promise<Id | null> {
  if (last && last.outAt === null) return null
  if (last?.outAt && isReturn(last.outAt, now)) {
    await setOut(trx, last.id, null)
    return last.id
  }
  const id = newId()
  await trx
    .insertInto('attendance')
    .values({ id, gatheringId, personId, inAt: now, outAt: null, seenAt: now })
    .execute()
  return id
}

async function goOut({ trx, now }: Work, last: Last): Promise<Id | null> {
  if (!last || last.outAt !== null) return null
  await setOut(trx, last.id, now)
  return last.id
}

const setOut = (trx: Trx, id: Id, outAt: Instant | null) =>
  trx.updateTable('attendance').set({ outAt }).where('id', '=', id).execute()
