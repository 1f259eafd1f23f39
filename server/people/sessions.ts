import type { FastifyReply } from 'fastify'
import type { Config } from '../config.ts'
import { COPIES_COOKIE, COPIES_PATH, NOBODY, PERSON_COOKIE } from '../../shared/person-cookie.ts'
import type { Id, Instant } from '../../shared/values.ts'
import type { Db, Trx } from '../lib/db/db.ts'
import { digest, newId, newSecret } from '../lib/ids.ts'
import './tables.ts'

export const SESSION_COOKIE = 'veche_session'
const DAYS = 30

/** The secret of the session cookie in a `Cookie` header, if there is one. */
export function sessionSecret(cookieHeader: string | undefined): string | null {
  for (const part of cookieHeader?.split(';') ?? []) {
    const [name, value] = part.trim().split('=')
    if (name === SESSION_COOKIE && value) return value
  }
  return null
}

/** Opens a session for thirty days; answers with the secret for the cookie, of which only a digest is stored. */
export async function openSession(
  trx: Trx,
  personId: Id,
  device: string,
  now: Instant,
): Promise<{ sessionId: Id; secret: string }> {
  const secret = newSecret()
  const sessionId = newId()
  await trx
    .insertInto('session')
    .values({
      id: sessionId,
      personId,
      secretDigest: digest(secret),
      device: device.slice(0, 200),
      createdAt: now,
      seenAt: now,
      expiresAt: new Date(Date.parse(now) + DAYS * 86_400_000).toISOString(),
    })
    .execute()
  return { sessionId, secret }
}

/** The person behind a cookie, while the session has not run out and the account is open. */
export const findSession = (db: Db, secret: string, now: Instant) =>
  db
    .selectFrom('session')
    .innerJoin('person', 'person.id', 'session.personId')
    .select([
      'session.id as sessionId',
      'session.seenAt',
      'person.id as personId',
      'familyName',
      'givenName',
      'patronymic',
      'administratorSince',
    ])
    .where('secretDigest', '=', digest(secret))
    .where('expiresAt', '>', now)
    .where('person.closedAt', 'is', null)
    .executeTakeFirst()

/** Whose session was opened, and the secret for its cookie. */
export interface Opened {
  personId: Id
  secret: string
}

export function setSessionCookie(reply: FastifyReply, config: Config, { personId, secret }: Opened): void {
  void reply.setCookie(SESSION_COOKIE, secret, { ...cookieOptions(config), maxAge: DAYS * 86_400 })
  namePerson(reply, config, personId)
}

export function clearSessionCookie(reply: FastifyReply, config: Config): void {
  void reply.clearCookie(SESSION_COOKIE, cookieOptions(config))
  void reply.clearCookie(COPIES_COOKIE, { ...cookieOptions(config), path: COPIES_PATH })
  namePerson(reply, config, NOBODY)
}

const namePerson = (reply: FastifyReply, config: Config, person: string) =>
  void reply.setCookie(PERSON_COOKIE, person, {
    ...cookieOptions(config),
    httpOnly: false,
    maxAge: DAYS * 86_400,
  })

const cookieOptions = (config: Config) =>
  ({ path: '/', httpOnly: true, sameSite: 'lax', secure: config.publicUrl.protocol === 'https:' }) as const
