import type { Id, Instant } from '../../shared/values.ts'
import type { Db, Trx } from '../lib/db/db.ts'
import { digest } from '../lib/ids.ts'
import './tables.ts'

export const normalEmail = (email: string): string => email.trim().toLowerCase()

const accounts = (db: Db) =>
  db
    .selectFrom('person')
    .select([
      'person.id',
      'email',
      'familyName',
      'givenName',
      'patronymic',
      'passwordDigest',
      'administratorSince',
    ])
    .where('closedAt', 'is', null)

export type Account = NonNullable<Awaited<ReturnType<typeof findPerson>>>

/** An open account by its e-mail, in any case of letters. */
export const findPersonByEmail = (db: Db, email: string) =>
  accounts(db).where('email', '=', normalEmail(email)).executeTakeFirst()

export const findPerson = (db: Db, personId: Id) =>
  accounts(db).where('person.id', '=', personId).executeTakeFirst()

export const lockPerson = (trx: Trx, personId: Id) =>
  accounts(trx).where('person.id', '=', personId).forUpdate().executeTakeFirst()

/** The open accounts among many e-mails. */
export const listPeopleByEmail = async (db: Db, emails: readonly string[]): Promise<Account[]> =>
  emails.length > 0 ? accounts(db).where('email', 'in', emails.map(normalEmail)).execute() : []

/** Where letters to these people go; closed accounts get none. */
export const listAddressees = (db: Db, personIds: readonly Id[]) =>
  db
    .selectFrom('person')
    .select(['id', 'email', 'givenName', 'patronymic'])
    .where('id', 'in', personIds)
    .where('closedAt', 'is', null)
    .orderBy('id')
    .execute()

export const hasAdministrator = async (db: Db): Promise<boolean> =>
  (await accounts(db).where('administratorSince', 'is not', null).limit(1).executeTakeFirst()) !== undefined

/** The open sessions of a person, the last used first. */
export const listSessions = (db: Db, personId: Id, now: Instant) =>
  db
    .selectFrom('session')
    .select(['id', 'device', 'createdAt', 'seenAt'])
    .where('personId', '=', personId)
    .where('expiresAt', '>', now)
    .orderBy('seenAt', 'desc')
    .orderBy('id', 'desc')
    .execute()

/** A one-time link that still works, with the name and e-mail of the account it is for. */
export const findLink = (db: Db, secret: string, now: Instant) =>
  db
    .selectFrom('accountLink')
    .leftJoin('person', 'person.id', 'accountLink.personId')
    .select(['accountLink.id', 'purpose', 'personId', 'email', 'familyName', 'givenName', 'patronymic'])
    .where('secretDigest', '=', digest(secret))
    .where('usedAt', 'is', null)
    .where('expiresAt', '>', now)
    .where('person.closedAt', 'is', null)
    .executeTakeFirst()

export const lockLink = (trx: Trx, secret: string, now: Instant) =>
  trx
    .selectFrom('accountLink')
    .select(['id', 'purpose', 'personId'])
    .where('secretDigest', '=', digest(secret))
    .where('usedAt', 'is', null)
    .where('expiresAt', '>', now)
    .forUpdate()
    .executeTakeFirst()

/** Who among these was sent an invitation and has not set a password yet. */
export async function listWaiting(db: Db, personIds: readonly Id[]): Promise<Set<Id>> {
  if (personIds.length === 0) return new Set()
  const rows = await db
    .selectFrom('accountLink')
    .innerJoin('person', 'person.id', 'accountLink.personId')
    .select('person.id')
    .distinct()
    .where('person.id', 'in', personIds)
    .where('passwordDigest', 'is', null)
    .execute()
  return new Set(rows.map(({ id }) => id))
}
