import { fullName } from '../shared/people.ts'
import type { Day } from '../shared/values.ts'
import { dayIn } from '../shared/calendar.ts'
import type { Actor } from './lib/actor.ts'
import type { Db } from './lib/db/db.ts'
import { listSeatsOf } from './councils/queries.ts'
import { listPostsOf } from './organizations/queries.ts'
import { findSession, sessionSecret } from './people/sessions.ts'

/** Who a cookie header belongs to, with the seats and posts that are held at `now`; null for a stranger. */
export async function identify(db: Db, cookieHeader: string | undefined, now: Date): Promise<Actor | null> {
  const secret = sessionSecret(cookieHeader)
  const session = secret ? await findSession(db, secret, now.toISOString()) : undefined
  if (!session) return null
  const [seats, posts] = await Promise.all([listSeatsOf(db, session.personId), listPostsOf(db, session.personId)])
  const held = (each: { startsOn: Day; endsOn: Day | null; timeZone: string }) => {
    const today = dayIn(now.toISOString(), each.timeZone)
    return each.startsOn <= today && (each.endsOn === null || today <= each.endsOn)
  }
  return {
    personId: session.personId,
    name: fullName(session),
    sessionId: session.sessionId,
    isAdministrator: session.administratorSince !== null,
    seats: seats.filter(held),
    posts: posts.filter(held),
  }
}
