import type { Id } from '../../../shared/values.ts'
import '../../initiatives/tables.ts'
import type { Db, Trx } from '../../lib/db/db.ts'
import '../tables.ts'
import './tables.ts'

export const findPlan = (db: Db, councilId: Id, year: number) =>
  db
    .selectFrom('workPlan')
    .selectAll()
    .where('councilId', '=', councilId)
    .where('year', '=', year)
    .executeTakeFirst()

export const lockPlan = (trx: Trx, councilId: Id, year: number) =>
  trx
    .selectFrom('workPlan')
    .selectAll()
    .where('councilId', '=', councilId)
    .where('year', '=', year)
    .forUpdate()
    .executeTakeFirst()

/** Years that have a plan, the latest first; drafts only where asked for. */
export const listPlanYears = async (db: Db, councilId: Id, withDrafts: boolean): Promise<number[]> =>
  (
    await db
      .selectFrom('workPlan')
      .select('year')
      .where('councilId', '=', councilId)
      .$if(!withDrafts, (query) => query.where('adoptedAt', 'is not', null))
      .orderBy('year', 'desc')
      .execute()
  ).map(({ year }) => year)

export const findPlanItem = (db: Db, planId: Id, id: Id) =>
  db
    .selectFrom('workPlanItem')
    .selectAll()
    .where('planId', '=', planId)
    .where('id', '=', id)
    .executeTakeFirst()

/** The items of a plan by section and place, with what they are linked to. */
export const listPlanItems = (db: Db, planId: Id) =>
  db
    .selectFrom('workPlanItem')
    .leftJoin('meeting', 'meeting.id', 'workPlanItem.meetingId')
    .leftJoin('initiative', 'initiative.id', 'workPlanItem.initiativeId')
    .selectAll('workPlanItem')
    .select(['meeting.number as meetingNumber', 'meeting.state as meetingState', 'startsAt'])
    .select(['initiative.number as initiativeNumber', 'initiative.title as initiativeTitle'])
    .where('planId', '=', planId)
    .orderBy('section')
    .orderBy('workPlanItem.position')
    .execute()

/** When the council decided on initiatives, by vote. */
export async function listDecidedAt(db: Db, initiativeIds: readonly Id[]): Promise<Map<Id, string>> {
  if (initiativeIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('initiativeStep')
    .select('initiativeId')
    .select((eb) => eb.fn.min('at').as('at'))
    .where('initiativeId', 'in', initiativeIds)
    .where('state', 'in', ['adopted', 'not_adopted'])
    .groupBy('initiativeId')
    .execute()
  return new Map(rows.map(({ initiativeId, at }) => [initiativeId, at]))
}

/** The latest meetings of a council that decided something, the last one first. */
export const listDecisive = (db: Db, councilId: Id, limit: number) =>
  db
    .selectFrom('meeting')
    .select(['id', 'number', 'state', 'startsAt'])
    .where('councilId', '=', councilId)
    .where('state', 'in', ['in_session', 'recess', 'closed'])
    .orderBy('startsAt', 'desc')
    .limit(limit)
    .execute()
