import { dayIn, daysLeft } from '../../shared/calendar.ts'
import { isAuthority } from '../../shared/organizations.ts'
import { termOf, type AuthorityView, type InTray } from '../../shared/reviews.ts'
import type { Instant } from '../../shared/values.ts'
import type { Actor, Person } from '../lib/actor.ts'
import type { Db } from '../lib/db/db.ts'
import { refuse } from '../lib/refuse.ts'
import { findOrganizationBySlug } from '../organizations/queries.ts'
import { listReviewsOf, listReviewsWaiting, listTermsOf } from './queries.ts'
import { isOfficialOf } from './rules.ts'

const LATEST = 100

async function authorityBySlug(db: Db, slug: string) {
  const found = await findOrganizationBySlug(db, slug)
  if (!found || !isAuthority(found.kind)) return undefined
  return { id: found.id, slug: found.slug, name: found.name, shortName: found.shortName }
}

/** The in-tray of an authority; undefined when there is no such authority. Refuses `not_allowed` to who is no official there. */
export async function viewInTray(
  db: Db,
  actor: Person,
  slug: string,
  now: Instant,
): Promise<InTray | undefined> {
  const authority = await authorityBySlug(db, slug)
  if (!authority) return undefined
  if (!isOfficialOf(actor, authority.id)) refuse('not_allowed')
  const reader = { actor, now }
  return {
    authority,
    waiting: await listReviewsWaiting(db, [authority.id], reader),
    concluded: await listReviewsOf(db, authority.id, reader, { states: ['concluded'], limit: LATEST }),
  }
}

/** The public page of an authority. */
export async function viewAuthority(
  db: Db,
  actor: Actor | null,
  slug: string,
  now: Instant,
): Promise<AuthorityView | undefined> {
  const authority = await authorityBySlug(db, slug)
  if (!authority) return undefined
  const terms = await listTermsOf(db, authority.id)
  const answered = terms.flatMap(({ concludedOn, registeredOn, dueOn }) =>
    concludedOn && registeredOn
      ? [{ days: daysLeft(concludedOn, registeredOn), inTime: dueOn === null || concludedOn <= dueOn }]
      : [],
  )
  const overdue = terms.filter((each) => termOf(each, dayIn(now, each.timeZone))?.isOverdue)
  const days = answered.reduce((sum, each) => sum + each.days, 0)
  return {
    authority,
    numbers: {
      asked: terms.length,
      answered: answered.length,
      answeredInTime: answered.filter((each) => each.inTime).length,
      waiting: terms.length - answered.length,
      overdue: overdue.length,
      averageDays: answered.length === 0 ? null : Math.round(days / answered.length),
    },
    reviews: await listReviewsOf(db, authority.id, { actor, now }, { limit: LATEST }),
    can: { openInTray: isOfficialOf(actor, authority.id) },
  }
}
