import type { ExpressionBuilder } from 'kysely'
import type { PortalView } from '../../shared/portal.ts'
import type { VoteResult } from '../../shared/votes.ts'
import type { Id, Instant } from '../../shared/values.ts'
import '../councils/tables.ts'
import { listUpcomingExchanges } from '../exchanges/queries.ts'
import '../initiatives/tables.ts'
import { fromJson, type Db, type Tables } from '../lib/db/db.ts'
import '../organizations/tables.ts'
import { listOverdueReviews } from '../reviews/queries.ts'
import '../reviews/tables.ts'
import { listOpenVotes } from '../votes/queries.ts'
import '../votes/tables.ts'

/** What everybody may read: nothing that was never opened for discussion, and nothing that is being rewritten. */
const isPublic = (eb: ExpressionBuilder<Tables, 'initiative'>) =>
  eb.and([eb('initiative.state', '!=', 'draft'), eb('initiative.revisionId', 'is not', null)])

/** The numbers and titles of those initiatives that are public, by id. */
async function namesOf(
  db: Db,
  subjects: readonly { kind: string; id: Id }[],
): Promise<Map<Id, { number: string; title: string }>> {
  const ids = subjects.filter(({ kind }) => kind === 'initiative').map(({ id }) => id)
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('initiative')
    .select(['id', 'number', 'title'])
    .where('id', 'in', ids)
    .where(isPublic)
    .execute()
  return new Map(rows.map(({ id, ...name }) => [id, name]))
}

const council = [
  'council.slug as councilSlug',
  'council.shortName as councilName',
  'council.timeZone',
] as const
const asCouncil = (row: { councilSlug: string; councilName: string; timeZone: string }) => ({
  slug: row.councilSlug,
  shortName: row.councilName,
  timeZone: row.timeZone,
})

/** What is open for discussion or before its council, the latest first. */
export async function listDiscussed(db: Db, limit: number): Promise<PortalView['discussed']> {
  const rows = await db
    .selectFrom('initiative')
    .innerJoin('council', 'council.id', 'initiative.councilId')
    .select(['number', 'title', 'movedAt', ...council])
    .where('initiative.state', 'in', ['public_discussion', 'council_review'])
    .where((eb) => isPublic(eb))
    .orderBy('movedAt', 'desc')
    .orderBy('initiative.id', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    number: row.number,
    title: row.title,
    council: asCouncil(row),
    since: row.movedAt,
  }))
}

/** What is being voted on: the question and how many have voted, closing soonest first. */
export async function listVoting(db: Db, limit: number): Promise<PortalView['votes']> {
  const votes = await listOpenVotes(db, limit)
  const names = await namesOf(
    db,
    votes.map(({ subject }) => subject),
  )
  return votes.map(({ subject, question, council, closesAt, cast, electors }) => ({
    number: names.get(subject.id)?.number ?? null,
    question,
    council: { slug: council.slug, shortName: council.shortName, timeZone: council.timeZone },
    closesAt,
    cast,
    electors,
  }))
}

/** How councils decided, the latest first, with the four numbers. */
export async function listDecided(db: Db, limit: number): Promise<PortalView['decided']> {
  const rows = await db
    .selectFrom('vote')
    .innerJoin('initiative', 'initiative.id', 'vote.subjectId')
    .innerJoin('council', 'council.id', 'vote.councilId')
    .select(['vote.id', 'vote.closedAt', 'vote.result', 'number', 'title', ...council])
    .where('vote.subjectKind', '=', 'initiative')
    .where('vote.state', '=', 'closed')
    .where((eb) => isPublic(eb))
    .orderBy('vote.closedAt', 'desc')
    .orderBy('vote.id', 'desc')
    .limit(limit)
    .execute()
  return rows.flatMap(({ id, closedAt, result, number, title, ...row }) => {
    if (closedAt === null || result === null) return []
    const { outcome, for: inFavour, against, abstain, notVoted } = fromJson<VoteResult>(result)
    const numbers = { for: inFavour, against, abstain, notVoted }
    return [{ number, title, council: asCouncil(row), voteId: id, closedAt, outcome, ...numbers }]
  })
}

export interface Answer {
  number: string
  title: string
  authority: { slug: string; shortName: string }
  verdict: PortalView['answered'][number]['verdict']
  text: string
  concludedOn: string
  concludedAt: Instant
}

/** What authorities answered, the latest first. */
export async function listAnswers(db: Db, limit: number): Promise<Answer[]> {
  const rows = await db
    .selectFrom('conclusion')
    .innerJoin('review', 'review.id', 'conclusion.reviewId')
    .innerJoin('initiative', 'initiative.id', 'review.subjectId')
    .innerJoin('organization', 'organization.id', 'review.authorityId')
    .select(['number', 'initiative.title', 'verdict', 'text', 'concludedOn', 'concludedAt'])
    .select(['organization.slug', 'organization.shortName'])
    .where('review.subjectKind', '=', 'initiative')
    .where((eb) => isPublic(eb))
    .orderBy('concludedAt', 'desc')
    .orderBy('review.id', 'desc')
    .limit(limit)
    .execute()
  return rows.flatMap(({ slug, shortName, concludedAt, ...row }) =>
    concludedAt === null ? [] : [{ ...row, concludedAt, authority: { slug, shortName } }],
  )
}

/** What authorities owe and are late with, the longest wait first. */
export async function listOverdue(db: Db, now: Instant, limit: number): Promise<PortalView['overdue']> {
  const reviews = await listOverdueReviews(db, now, limit)
  const names = await namesOf(
    db,
    reviews.map(({ subject }) => subject),
  )
  return reviews.flatMap(({ subject, authority, term }) => {
    const name = names.get(subject.id)
    if (!name || !term) return []
    const { slug, shortName } = authority
    const what = term.what === 'register' ? ('register' as const) : ('reply' as const)
    return [{ ...name, authority: { slug, shortName }, what, dueOn: term.dueOn, days: -term.daysLeft }]
  })
}

const SHOWN = 6

/** The region today. */
export async function viewPortal(db: Db, now: Instant): Promise<PortalView> {
  const [discussed, votes, decided, answers, overdue, exchanges] = await Promise.all([
    listDiscussed(db, SHOWN),
    listVoting(db, SHOWN),
    listDecided(db, SHOWN),
    listAnswers(db, SHOWN),
    listOverdue(db, now, SHOWN),
    listUpcomingExchanges(db, now, SHOWN),
  ])
  return {
    now,
    discussed,
    votes,
    decided,
    answered: answers.map(({ number, title, authority, verdict, concludedOn }) => ({
      number,
      title,
      authority,
      verdict,
      concludedOn,
    })),
    overdue,
    exchanges: exchanges.map(({ id, title, startsAt, timeZone, council, state }) => ({
      id,
      title,
      startsAt,
      timeZone,
      council: council.shortName,
      isLive: state === 'live',
    })),
  }
}
