import { fullName, type PersonName } from '../../shared/people.ts'
import type { Id, Instant } from '../../shared/values.ts'
import type { Work } from '../lib/act.ts'
import { personOf } from '../lib/actor.ts'
import type { Db } from '../lib/db/db.ts'
import { digest, newId, newSecret } from '../lib/ids.ts'
import { record } from '../lib/journal.ts'
import { post } from '../lib/mail.ts'
import { refuse } from '../lib/refuse.ts'
import { deviceOf } from './devices.ts'
import { forgottenPassword, invitation, newDuty } from './letters.ts'
import { passwordFits } from './passwords.ts'
import {
  findPerson,
  findPersonByEmail,
  hasAdministrator,
  lockLink,
  lockPerson,
  normalEmail,
  type Account,
} from './queries.ts'
import { openSession, type Opened } from './sessions.ts'
import type { AccountLinkTable } from './tables.ts'

const HOUR_MS = 3_600_000
export const INVITATION_HOURS = 7 * 24

const later = (now: Instant, hours: number): Instant =>
  new Date(Date.parse(now) + hours * HOUR_MS).toISOString()

const trimmed = ({ familyName, givenName, patronymic }: PersonName): PersonName => ({
  familyName: familyName.trim(),
  givenName: givenName.trim(),
  patronymic: patronymic?.trim() || null,
})

/** Whoever signs in or takes a link is a stranger until then; the journal names the person they turned out to be. */
const inNameOf = (work: Work, personId: Id, name: string): Work => ({
  ...work,
  actor: { ...work.actor, personId, name },
})

/**
 * Opens a session; answers with the secret for the cookie. `account` is what the password was held against before this act: if it
 * has changed since, the old password opens nothing (`wrong_email_or_password`).
 */
export async function signIn(work: Work, account: Account, userAgent: string): Promise<Opened> {
  const person = await lockPerson(work.trx, account.id)
  if (!person || person.passwordDigest !== account.passwordDigest) refuse('wrong_email_or_password')
  if (work.actor.sessionId) await closeSession(work, work.actor.sessionId)
  return startSession(work, person, userAgent)
}

/** Opens a session of somebody whose right to it was made sure of elsewhere, and forgets their sessions that ran out. */
export async function startSession(
  work: Work,
  person: PersonName & { id: Id },
  userAgent: string,
): Promise<Opened> {
  await work.trx
    .deleteFrom('session')
    .where('personId', '=', person.id)
    .where('expiresAt', '<=', work.now)
    .execute()
  const { sessionId, secret } = await openSession(work.trx, person.id, deviceOf(userAgent), work.now)
  await record(inNameOf(work, person.id, fullName(person)), {
    verb: 'session:opened',
    subject: ['session', sessionId],
  })
  return { personId: person.id, secret }
}

/** Signs out of the session that asks. */
export async function signOut(work: Work): Promise<void> {
  const { sessionId } = personOf(work.actor)
  if (sessionId) await closeSession(work, sessionId)
}

/** Ends a session of one's own, and within a second its open lines. Refuses `not_found` for anybody else's. */
export async function endSession(work: Work, sessionId: Id): Promise<void> {
  const own = await work.trx
    .selectFrom('session')
    .select('id')
    .where('id', '=', sessionId)
    .where('personId', '=', personOf(work.actor).personId)
    .forUpdate()
    .executeTakeFirst()
  if (!own) refuse('not_found')
  await closeSession(work, sessionId)
}

/** Ends every session of one's own but the one that asks. */
export async function endOtherSessions(work: Work): Promise<void> {
  const { personId, sessionId } = personOf(work.actor)
  await closeSessionsOf(work, personId, sessionId)
}

/** Changes one's own name, everywhere from now on; what was frozen with the old one keeps it. */
export async function rename(work: Work, name: PersonName): Promise<void> {
  const { personId } = personOf(work.actor)
  await work.trx.updateTable('person').set(trimmed(name)).where('id', '=', personId).execute()
  await record(work, { verb: 'person:renamed', subject: ['person', personId] })
}

/** Mails a link for a new password, for an hour. Says nothing about whether there is such an account. */
export async function forgetPassword(work: Work, email: string, home: URL): Promise<void> {
  const person = await findPersonByEmail(work.trx, email)
  if (!person) return
  const link = await newLink(work, 'set_password', person.id, 1)
  await post(work, forgottenPassword(person, new URL(`/link/${link}`, home).href))
  await record(work, { verb: 'link:sent', subject: ['person', person.id], data: { purpose: 'set_password' } })
}

/**
 * Uses up a link that sets a password: every other link and session of the account ends, and a new session opens; answers with
 * its secret. Refuses `link_expired` for one that ran out, was used or never was.
 */
export async function setPassword(
  work: Work,
  given: { secret: string; passwordDigest: string; userAgent: string },
): Promise<Opened> {
  const link = await lockLink(work.trx, given.secret, work.now)
  const person = link?.personId && (await lockPerson(work.trx, link.personId))
  if (!person || link.purpose !== 'set_password') refuse('link_expired')
  await work.trx
    .updateTable('person')
    .set({ passwordDigest: given.passwordDigest })
    .where('id', '=', person.id)
    .execute()
  await work.trx
    .updateTable('accountLink')
    .set({ usedAt: work.now })
    .where('personId', '=', person.id)
    .where('usedAt', 'is', null)
    .execute()
  const own = inNameOf(work, person.id, fullName(person))
  await record(own, { verb: 'password:set', subject: ['person', person.id] })
  await closeSessionsOf(own, person.id, null)
  return startSession(own, person, given.userAgent)
}

/**
 * Uses up the link of an empty region: creates the administrator and opens a session; answers with its secret. Refuses
 * `link_expired`, `already_set_up` once there is an administrator, `email_taken`.
 */
export async function setUp(
  work: Work,
  given: PersonName & { secret: string; email: string; passwordDigest: string; userAgent: string },
): Promise<Opened> {
  const link = await lockLink(work.trx, given.secret, work.now)
  if (link?.purpose !== 'first_administrator') refuse('link_expired')
  if (await hasAdministrator(work.trx)) refuse('already_set_up')
  if (await findPersonByEmail(work.trx, given.email)) refuse('email_taken', 'email')
  const person = { ...trimmed(given), id: newId() }
  await work.trx
    .insertInto('person')
    .values({
      ...person,
      email: normalEmail(given.email),
      passwordDigest: given.passwordDigest,
      administratorSince: work.now,
      createdAt: work.now,
      closedAt: null,
    })
    .execute()
  await work.trx.updateTable('accountLink').set({ usedAt: work.now }).where('id', '=', link.id).execute()
  const own = inNameOf(work, person.id, fullName(person))
  await record(own, { verb: 'administrator:appointed', subject: ['person', person.id] })
  return startSession(own, person, given.userAgent)
}

/** Makes the secret of the link for the first administrator, valid a day; an earlier one ends. Null once there is one. */
export async function offerSetUp(work: Work): Promise<string | null> {
  if (await hasAdministrator(work.trx)) return null
  await work.trx
    .updateTable('accountLink')
    .set({ usedAt: work.now })
    .where('purpose', '=', 'first_administrator')
    .where('usedAt', 'is', null)
    .execute()
  return newLink(work, 'first_administrator', null, 24)
}

/** What an invitation is about: one full sentence, and the page to open for those who have an account. */
export interface Occasion {
  subject: string
  why: string
  path: string
}

/**
 * The account of an e-mail, opened if there is none; the mail says why. New people, and those who have not set a password yet,
 * get a link that sets one, valid seven days. An account that exists keeps the name it has.
 */
export async function invite(
  work: Work,
  who: PersonName & { email: string },
  occasion: Occasion,
  home: URL,
): Promise<Account> {
  const account = (await findPersonByEmail(work.trx, who.email)) ?? (await openAccount(work, who))
  await sendInvitation(work, account, occasion, home)
  return account
}

/** Mails the occasion again, with a new link while there is no password yet. */
export async function sendInvitation(
  work: Work,
  account: Account,
  occasion: Occasion,
  home: URL,
): Promise<void> {
  if (account.passwordDigest !== null) {
    await post(work, newDuty(account, occasion.subject, occasion.why, new URL(occasion.path, home).href))
    return
  }
  const secret = await newLink(work, 'set_password', account.id, INVITATION_HOURS)
  await post(work, invitation(account, occasion.why, new URL(`/link/${secret}`, home).href))
  await record(work, { verb: 'link:sent', subject: ['person', account.id], data: { purpose: 'invitation' } })
}

async function openAccount(work: Work, who: PersonName & { email: string }): Promise<Account> {
  const id = newId()
  await work.trx
    .insertInto('person')
    .values({
      ...trimmed(who),
      id,
      email: normalEmail(who.email),
      passwordDigest: null,
      administratorSince: null,
      createdAt: work.now,
      closedAt: null,
    })
    // Somebody else may be inviting the same person in this very moment.
    .onConflict((on) => on.column('email').doNothing())
    .execute()
  const account = await findPersonByEmail(work.trx, who.email)
  // Only an account that was closed is there and not open.
  if (!account) refuse('email_taken', 'email')
  if (account.id === id) await record(work, { verb: 'person:added', subject: ['person', id] })
  return account
}

async function newLink(
  work: Work,
  purpose: AccountLinkTable['purpose'],
  personId: Id | null,
  hours: number,
): Promise<string> {
  const secret = newSecret()
  await work.trx
    .insertInto('accountLink')
    .values({
      id: newId(),
      secretDigest: digest(secret),
      purpose,
      personId,
      createdAt: work.now,
      expiresAt: later(work.now, hours),
      usedAt: null,
    })
    .execute()
  return secret
}

/**
 * Whether it is the password of this person: asked again before what is done in their name alone, as a signature. Null for an account
 * without one (the demonstration's). Not inside an act.
 */
export async function isOwnPassword(db: Db, personId: Id, password: string): Promise<boolean | null> {
  const person = await findPerson(db, personId)
  return person?.passwordDigest ? passwordFits(password, person.passwordDigest) : null
}

async function closeSession(work: Work, sessionId: Id): Promise<void> {
  await work.trx.deleteFrom('session').where('id', '=', sessionId).execute()
  await record(work, { verb: 'session:closed', subject: ['session', sessionId] })
  work.cut(`session:${sessionId}`)
}

async function closeSessionsOf(work: Work, personId: Id, except: Id | null): Promise<void> {
  const open = await work.trx.selectFrom('session').select('id').where('personId', '=', personId).execute()
  for (const { id } of open) if (id !== except) await closeSession(work, id)
}
