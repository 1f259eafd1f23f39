import type { Db } from '../lib/db/db.ts'
import { refuse, refuseIf } from '../lib/refuse.ts'
import { passwordDigest, passwordFits } from './passwords.ts'
import { findPersonByEmail } from './queries.ts'
import { whyWeak } from './rules.ts'

/**
 * The account that e-mail and password belong to. Refuses `wrong_email_or_password`, in the same words and after the same work
 * whether or not there is such an account. Hashing takes tens of milliseconds, so it is done before an act, never inside one.
 */
export async function whoSignsIn(db: Db, email: string, password: string) {
  const person = await findPersonByEmail(db, email)
  const fits = await passwordFits(password, person?.passwordDigest ?? null)
  return person && fits ? person : refuse('wrong_email_or_password')
}

/** The digest to store for a new password; refuses `password_too_weak`. */
export async function digestOfNew(password: string, email: string): Promise<string> {
  refuseIf(whyWeak(password, email), 'password')
  return passwordDigest(password)
}
