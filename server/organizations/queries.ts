import type { Id } from '../../shared/values.ts'
import type { Db } from '../lib/db/db.ts'
import './tables.ts'

/** Every post a person has or had, with the time zone in which its days are counted. */
export const listPostsOf = (db: Db, personId: Id) =>
  db
    .selectFrom('post')
    .innerJoin('organization', 'organization.id', 'post.organizationId')
    .select(['organizationId', 'organization.kind', 'role', 'startsOn', 'endsOn', 'timeZone'])
    .where('personId', '=', personId)
    .execute()
