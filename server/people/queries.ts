import type { Id } from '../../shared/values.ts'
import type { Db } from '../lib/db/db.ts'
import './tables.ts'

/** An open account by its e-mail, in any case of letters. */
export const findPersonByEmail = (db: Db, email: string) =>
  db
    .selectFrom('person')
    .select(['id', 'email', 'familyName', 'givenName', 'patronymic', 'passwordDigest'])
    .where('email', '=', email.trim().toLowerCase())
    .where('closedAt', 'is', null)
    .executeTakeFirst()

export const findPersonName = (db: Db, personId: Id) =>
  db.selectFrom('person').select(['familyName', 'givenName', 'patronymic']).where('id', '=', personId).executeTakeFirst()
