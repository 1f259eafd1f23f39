import type { DeskView } from '../../shared/desk.ts'
import { isAuthority } from '../../shared/organizations.ts'
import type { Instant } from '../../shared/values.ts'
import { listEndingTermsFor } from '../councils/queries.ts'
import { listUpcomingExchanges } from '../exchanges/queries.ts'
import {
  listAddressing,
  listDecidedOf,
  listInitiativesWaitingFor,
  listNewsFor,
  listSuggestedTo,
} from '../initiatives/queries.ts'
import type { Person } from '../lib/actor.ts'
import type { Db } from '../lib/db/db.ts'
import { listMeetingDuties } from '../meetings/duties/queries.ts'
import { listReviewsWaiting } from '../reviews/queries.ts'
import { listVotesWaitingFor } from '../votes/queries.ts'

const NEWS = 8
const EXCHANGES = 5

/** Moves whose reason is for the authors to read; that of a conclusion is the whole of it. */
const explained: readonly string[] = ['returnToDraft', 'withdraw']

/** The desk of whoever is signed in: what waits for them at `now`, and what is new. */
export async function viewDesk(db: Db, actor: Person, now: Instant): Promise<DeskView> {
  const offices = actor.posts.filter(({ role, kind }) => role === 'official' && isAuthority(kind))
  const authorityIds = offices.map(({ organizationId }) => organizationId)
  const [votes, initiatives, reviews, exchanges, news, suggested, decided] = await Promise.all([
    listVotesWaitingFor(db, actor.personId, now),
    listInitiativesWaitingFor(db, actor),
    listReviewsWaiting(db, authorityIds, { actor, now }),
    listUpcomingExchanges(db, now, EXCHANGES),
    listNewsFor(db, actor.personId, NEWS),
    listSuggestedTo(db, actor.personId),
    listDecidedOf(db, actor.personId, NEWS),
  ])
  return {
    now,
    votes: votes.map(({ id, question, council, closesAt, ballotIssuedAt }) => ({
      id,
      question,
      council,
      closesAt,
      ballotIssuedAt,
    })),
    initiatives: initiatives.map((each) => ({
      number: each.number,
      title: each.title,
      council: { slug: each.councilSlug, shortName: each.councilShortName, timeZone: each.timeZone },
      duty: each.duty,
      since: each.movedAt,
      reason: each.duty === 'mend' ? each.reason : null,
    })),
    reviews: reviews.flatMap(({ id, title, council, authority, term }) =>
      term ? [{ id, title, council: council.shortName, authority: authority.shortName, term }] : [],
    ),
    suggested: suggested.map((each) => ({
      number: each.number,
      title: each.title,
      council: { slug: each.councilSlug, shortName: each.councilShortName, timeZone: each.timeZone },
      suggestions: Number(each.suggestions),
      since: each.since,
    })),
    decided: decided.map(({ number, title, timeZone, decidedAt }) => ({
      number,
      title,
      timeZone,
      at: decidedAt,
    })),
    addressed: await listAddressing(db, actor, NEWS),
    exchanges: exchanges.map(({ id, title, startsAt, timeZone, council, state }) => ({
      id,
      title,
      startsAt,
      timeZone,
      council: council.shortName,
      isLive: state === 'live',
    })),
    news: news.map(({ reason, ...each }) => ({
      ...each,
      reason: explained.includes(each.verb) ? reason : null,
    })),
    meetings: await listMeetingDuties(db, actor, now),
    terms: await listEndingTermsFor(db, actor, now),
    can: { inTray: authorityIds.length > 0 },
  }
}
