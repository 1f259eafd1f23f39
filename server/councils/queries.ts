import type { Id } from '../../shared/values.ts'
import type { Db } from '../lib/db/db.ts'
import './tables.ts'

/** Every seat a person has or had, with the time zone in which its days are counted. */
export const listSeatsOf = (db: Db, personId: Id) =>
  db
    .selectFrom('councilMember')
    .innerJoin('council', 'council.id', 'councilMember.councilId')
    .select(['councilMember.id as memberId', 'councilId', 'role', 'startsOn', 'endsOn', 'council.timeZone'])
    .where('personId', '=', personId)
    .execute()
