import type { ExpressionBuilder } from 'kysely'
import type { DeskView } from '../../shared/desk.ts'
import type { InitiativeRole } from '../../shared/initiatives-states.ts'
import { isAuthority } from '../../shared/organizations.ts'
import type { Id, Instant } from '../../shared/values.ts'
import '../councils/tables.ts'
import { listUpcomingExchanges } from '../exchanges/queries.ts'
import { listInitiativesWrittenBy } from '../initiatives/queries.ts'
import '../initiatives/tables.ts'
import type { Person } from '../lib/actor.ts'
import type { Db, Tables } from '../lib/db/db.ts'
import { listReviewsWaiting } from '../reviews/queries.ts'
import { listVotesWaitingFor } from '../votes/queries.ts'
import { dutyOf } from './rules.ts'

const LISTED = 50
const NEWS = 8
const EXCHANGES = 5

/** What the person writes: as author, or along with one. */
const isWritten = (eb: ExpressionBuilder<Tables, 'initiative'>, personId: Id, coauthorOf: readonly Id[]) =>
  eb.or([
    eb('initiative.authorId', '=', personId),
    ...(coauthorOf.length > 0 ? [eb('initiative.id', 'in', coauthorOf)] : []),
  ])

/** Initiatives that wait for this person, whatever they are to them, the longest wait first. */
async function listDuties(
  db: Db,
  { personId, seats }: Person,
  coauthorOf: readonly Id[],
): Promise<DeskView['initiatives']> {
  const led = seats.filter(({ role }) => role === 'secretary' || role === 'chair')
  const rows = await db
    .selectFrom('initiative')
    .innerJoin('council', 'council.id', 'initiative.councilId')
    .select(['initiative.id', 'number', 'title', 'state', 'movedAt', 'authorId', 'councilId'])
    .select(['council.slug', 'council.shortName', 'council.timeZone'])
    .where((eb) =>
      eb.or([
        eb('state', 'in', ['draft', 'public_discussion']).and(isWritten(eb, personId, coauthorOf)),
        ...(led.length > 0
          ? [
              eb('state', 'in', ['council_review', 'adopted']).and(
                'initiative.councilId',
                'in',
                led.map(({ councilId }) => councilId),
              ),
            ]
          : []),
      ]),
    )
    .orderBy('movedAt')
    .orderBy('initiative.id')
    .limit(LISTED)
    .execute()
  const returns = await listReturns(
    db,
    rows.filter(({ state }) => state === 'draft').map(({ id }) => id),
  )
  return rows.flatMap(({ id, number, title, state, movedAt, authorId, councilId, ...council }) => {
    const seat = led.find((each) => each.councilId === councilId)
    const roles: InitiativeRole[] = [
      ...(authorId === personId ? (['author'] as const) : []),
      ...(coauthorOf.includes(id) ? (['coauthor'] as const) : []),
      ...(seat?.role === 'secretary' || seat?.role === 'chair' ? [seat.role] : []),
    ]
    const back = returns.get(id)
    const duty = dutyOf(state, roles, back !== undefined)
    return duty ? [{ number, title, council, duty, since: movedAt, reason: back?.reason ?? null }] : []
  })
}

/** Which of these came back to their authors by their last move, and why. */
async function listReturns(db: Db, ids: readonly Id[]): Promise<Map<Id, { reason: string | null }>> {
  if (ids.length === 0) return new Map()
  const steps = await db
    .selectFrom('initiativeStep')
    .select(['initiativeId', 'verb', 'reason'])
    .where('initiativeId', 'in', ids)
    .orderBy('id')
    .execute()
  const last = new Map(steps.map((step) => [step.initiativeId, step]))
  return new Map([...last].filter(([, { verb }]) => verb === 'returnToDraft'))
}

/** What others did lately with what the person writes; why, where the move itself had to say it. */
async function listNews(db: Db, personId: Id, coauthorOf: readonly Id[]): Promise<DeskView['news']> {
  const rows = await db
    .selectFrom('initiativeStep')
    .innerJoin('initiative', 'initiative.id', 'initiativeStep.initiativeId')
    .innerJoin('council', 'council.id', 'initiative.councilId')
    .select(['number', 'initiative.title', 'council.timeZone', 'verb', 'at', 'reason'])
    .where((eb) => isWritten(eb, personId, coauthorOf))
    .where((eb) =>
      eb.or([eb('initiativeStep.personId', 'is', null), eb('initiativeStep.personId', '!=', personId)]),
    )
    .where('verb', '!=', 'created')
    .orderBy('initiativeStep.id', 'desc')
    .limit(NEWS)
    .execute()
  const told: readonly string[] = ['returnToDraft', 'withdraw']
  return rows.map((row) => ({ ...row, reason: told.includes(row.verb) ? row.reason : null }))
}

/** The desk of whoever is signed in: what waits for them at `now`, and what is new. */
export async function viewDesk(db: Db, actor: Person, now: Instant): Promise<DeskView> {
  const { personId, posts } = actor
  const offices = posts.filter(({ role, kind }) => role === 'official' && isAuthority(kind))
  const authorityIds = offices.map(({ organizationId }) => organizationId)
  const coauthorOf = await listInitiativesWrittenBy(db, personId)
  const [votes, initiatives, reviews, exchanges, news] = await Promise.all([
    listVotesWaitingFor(db, personId, now),
    listDuties(db, actor, coauthorOf),
    listReviewsWaiting(db, authorityIds, { actor, now }),
    listUpcomingExchanges(db, now, EXCHANGES),
    listNews(db, personId, coauthorOf),
  ])
  return {
    now,
    votes: votes.map(({ id, question, council, closesAt }) => ({ id, question, council, closesAt })),
    initiatives,
    reviews: reviews.flatMap(({ id, title, council, authority, term }) =>
      term ? [{ id, title, council: council.shortName, authority: authority.shortName, term }] : [],
    ),
    exchanges: exchanges.map(({ id, title, startsAt, timeZone, council, state }) => ({
      id,
      title,
      startsAt,
      timeZone,
      council: council.shortName,
      isLive: state === 'live',
    })),
    news,
    can: { inTray: authorityIds.length > 0 },
  }
}
