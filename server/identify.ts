import { dayIn } from '../shared/calendar.ts'
import { fullName, type PersonName } from '../shared/people.ts'
import type { Day, Id } from '../shared/values.ts'
import { listSeatsOf } from './councils/queries.ts'
import type { Person } from './lib/actor.ts'
import type { Db } from './lib/db/db.ts'
import { listPostsOf } from './organizations/queries.ts'
import { findSession, sessionSecret } from './people/sessions.ts'

/** Who a cookie header belongs to, with the seats and posts that are held at `now`; null for a stranger. */
export async function identify(db: Db, cookieHeader: string | undefined, now: Date): Promise<Person | null> {
  const secret = sessionSecret(cookieHeader)
  const session = secret ? await findSession(db, secret, now.toISOString()) : undefined
  return session ? actorFor(db, session, now) : null
}

interface Known extends PersonName {
  personId: Id
  sessionId: Id | null
  administratorSince: string | null
}

/** A person as an actor: with the seats and posts whose terms hold at `now`, each counted in its own time zone. */
export async function actorFor(db: Db, person: Known, now: Date): Promise<Person> {
  const { personId, sessionId } = person
  const [seats, posts] = await Promise.all([listSeatsOf(db, personId), listPostsOf(db, personId)])
  const held = (each: { startsOn: Day; endsOn: Day | null; timeZone: string }) => {
    const today = dayIn(now.toISOString(), each.timeZone)
    return each.startsOn <= today && (each.endsOn === null || today <= each.endsOn)
  }
  return {
    personId,
    name: fullName(person),
    sessionId,
    isAdministrator: person.administratorSince !== null,
    seats: seats.filter(held),
    posts: posts.filter(held),
  }
}
