import type { LinkView, TakeLink } from '../../shared/people.ts'
import type { Instant } from '../../shared/values.ts'
import { act } from '../lib/act.ts'
import { clockActor } from '../lib/actor.ts'
import type { Db } from '../lib/db/db.ts'
import type { Kit } from '../lib/kit.ts'
import { refuse } from '../lib/refuse.ts'
import { setPassword, setUp } from './actions.ts'
import { digestOfNew } from './credentials.ts'
import { findLink, hasAdministrator } from './queries.ts'
import type { Opened } from './sessions.ts'

async function workingLink(db: Db, secret: string, now: Instant) {
  const link = (await findLink(db, secret, now)) ?? refuse('link_expired')
  if (link.purpose === 'first_administrator' && (await hasAdministrator(db))) refuse('already_set_up')
  return link
}

/** What a link is for, without using it. Refuses `link_expired` for one that ran out, was used or never was; `already_set_up`. */
export async function viewLink(db: Db, secret: string, now: Instant): Promise<LinkView> {
  const { purpose, email, givenName, patronymic } = await workingLink(db, secret, now)
  const name = [givenName, patronymic].filter(Boolean).join(' ') || null
  return { purpose, name, email }
}

/**
 * Does what a link is for and answers with the secret of the session that it opens. The password is judged and hashed before the
 * act; refusals are those of `viewLink`, `digestOfNew`, `setPassword` and `setUp`, and leave the link as it was.
 */
export async function takeLink(
  kit: Kit,
  secret: string,
  given: TakeLink,
  userAgent: string,
): Promise<Opened> {
  const link = await workingLink(kit.db, secret, kit.clock().toISOString())
  if (link.purpose === 'set_password') {
    const passwordDigest = await digestOfNew(given.password, link.email ?? '')
    return act(kit, clockActor, (work) => setPassword(work, { secret, passwordDigest, userAgent }))
  }
  const { email, familyName, givenName, patronymic = null } = given
  if (!email) refuse('invalid_request', 'email')
  if (!familyName) refuse('invalid_request', 'familyName')
  if (!givenName) refuse('invalid_request', 'givenName')
  const passwordDigest = await digestOfNew(given.password, email)
  const person = { email, familyName, givenName, patronymic }
  return act(kit, clockActor, (work) => setUp(work, { ...person, secret, passwordDigest, userAgent }))
}
