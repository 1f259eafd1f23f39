import type { PortalView } from '../../shared/portal.ts'
import type { Instant } from '../../shared/values.ts'
import { listUpcomingExchanges } from '../exchanges/queries.ts'
import {
  listNumbers,
  listRecentlyAnswered,
  listRecentlyDecided,
  listUnderDiscussion,
} from '../initiatives/queries.ts'
import type { Db } from '../lib/db/db.ts'
import { listNextMeetings } from '../meetings/planning/queries.ts'
import { listOverdueReviews } from '../reviews/queries.ts'
import { listOpenVotes } from '../votes/queries.ts'

const SHOWN = 5

interface CouncilRow {
  councilSlug: string
  councilShortName: string
  timeZone: string
}

const councilOf = (row: CouncilRow) => ({
  slug: row.councilSlug,
  shortName: row.councilShortName,
  timeZone: row.timeZone,
})

/** What is open for discussion or before its council, the latest first. */
async function listDiscussed(db: Db): Promise<PortalView['discussed']> {
  const rows = await listUnderDiscussion(db, SHOWN)
  return rows.map((row) => ({
    number: row.number,
    title: row.title,
    council: councilOf(row),
    since: row.movedAt,
  }))
}

/** What is being voted on: the question and how many have voted, closing soonest first. */
async function listVoting(db: Db): Promise<PortalView['votes']> {
  const votes = await listOpenVotes(db, SHOWN)
  const numbers = await listNumbers(
    db,
    votes.map(({ subject }) => subject.id),
  )
  return votes.map(({ subject, question, council, closesAt, cast, electors }) => ({
    number: numbers.get(subject.id) ?? null,
    question,
    council: { slug: council.slug, shortName: council.shortName, timeZone: council.timeZone },
    closesAt,
    cast,
    electors,
  }))
}

/** How councils decided, the latest first, with the four numbers. */
export async function listDecided(db: Db, limit: number): Promise<PortalView['decided']> {
  const rows = await listRecentlyDecided(db, limit)
  return rows.map(({ number, title, voteId, decidedAt, result, ...row }) => ({
    number,
    title,
    council: councilOf(row),
    voteId,
    closedAt: decidedAt,
    outcome: result.outcome,
    ...{ for: result.for, against: result.against, abstain: result.abstain, notVoted: result.notVoted },
  }))
}

/** What authorities answered, in their words, the latest first. */
export async function listAnswered(db: Db, limit: number) {
  const rows = await listRecentlyAnswered(db, limit)
  return rows.flatMap(({ number, title, verdict, text, concludedOn, concludedAt, ...row }) => {
    const authority = { slug: row.authoritySlug, shortName: row.authorityShortName }
    return concludedAt === null ? [] : [{ number, title, authority, verdict, text, concludedOn, concludedAt }]
  })
}

/** What authorities are late with, the longest wait first. */
async function listOverdue(db: Db, now: Instant): Promise<PortalView['overdue']> {
  const reviews = await listOverdueReviews(db, now, SHOWN)
  const numbers = await listNumbers(
    db,
    reviews.map(({ subject }) => subject.id),
  )
  return reviews.flatMap(({ subject, title, authority, term }) => {
    const number = numbers.get(subject.id)
    if (!number || !term) return []
    const what = term.what === 'register' ? ('register' as const) : ('reply' as const)
    const { slug, shortName } = authority
    return [{ number, title, authority: { slug, shortName }, what, dueOn: term.dueOn, days: -term.daysLeft }]
  })
}

/** The region today. */
export async function viewPortal(db: Db, now: Instant): Promise<PortalView> {
  const [discussed, votes, decided, answered, overdue, meetings, exchanges] = await Promise.all([
    listDiscussed(db),
    listVoting(db),
    listDecided(db, SHOWN),
    listAnswered(db, SHOWN),
    listOverdue(db, now),
    listNextMeetings(db, now, SHOWN),
    listUpcomingExchanges(db, now, SHOWN),
  ])
  return {
    now,
    discussed,
    votes,
    decided,
    answered: answered.map(({ number, title, authority, verdict, concludedOn }) => ({
      number,
      title,
      authority,
      verdict,
      concludedOn,
    })),
    overdue,
    meetings: meetings.map(({ number, title, startsAt, state, slug, shortName, timeZone }) => ({
      ...{ number, title, startsAt, council: { slug, shortName, timeZone } },
      isLive: state !== 'notified',
    })),
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
