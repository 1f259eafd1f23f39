import { dayIn } from '../../shared/calendar.ts'
import type { InitiativeSummary, NextStep } from '../../shared/initiatives.ts'
import { fullName } from '../../shared/people.ts'
import { termOf } from '../../shared/reviews.ts'
import type { Id, Instant } from '../../shared/values.ts'
import { holdsPost, type Actor } from '../lib/actor.ts'
import type { Db } from '../lib/db/db.ts'
import { listVotesWaitingFor } from '../votes/queries.ts'
import { listInitiativesWrittenBy } from './queries.ts'
import { hasDuty, rolesOf, whoIsNext } from './rules.ts'
import type { SummaryRow } from './search.ts'

/** What is known of a reader before looking at rows: which votes wait for their ballot, and what they write along. */
export interface Reader {
  actor: Actor | null
  now: Instant
  ballotsDue: ReadonlySet<Id>
  coauthorOf: ReadonlySet<Id>
}

export async function readerOf(db: Db, actor: Actor | null, now: Instant): Promise<Reader> {
  const personId = actor?.personId
  if (!personId) return { actor, now, ballotsDue: new Set(), coauthorOf: new Set() }
  const votes = await listVotesWaitingFor(db, personId, now)
  const written = await listInitiativesWrittenBy(db, personId)
  return { actor, now, ballotsDue: new Set(votes.map(({ id }) => id)), coauthorOf: new Set(written) }
}

function nextStep(row: SummaryRow, { actor, now, ballotsDue, coauthorOf }: Reader): NextStep | null {
  const who = whoIsNext(row.state)
  if (!who) return null
  const { reviewState, registerBy, dueOn, reviewAuthorityId, voteId } = row
  const term =
    who === 'authority' && reviewState && registerBy
      ? termOf({ state: reviewState, registerBy, dueOn }, dayIn(now, row.timeZone))
      : null
  const isYours =
    who === 'members'
      ? voteId !== null && ballotsDue.has(voteId)
      : who === 'authority'
        ? reviewAuthorityId !== null && holdsPost(actor, reviewAuthorityId, 'official')
        : hasDuty(row.state, rolesOf(actor, row, coauthorOf.has(row.id) ? 'write' : null))
  return { who, isYours, closesAt: who === 'members' ? row.closesAt : null, term }
}

export function asSummary(row: SummaryRow, reader: Reader): InitiativeSummary {
  const { organizationId, organizationSlug, organizationName, organizationShortName } = row
  return {
    id: row.id,
    number: row.number,
    title: row.title,
    kind: row.kind,
    sector: row.sector,
    state: row.state,
    council: {
      id: row.councilId,
      slug: row.councilSlug,
      name: row.councilName,
      shortName: row.councilShortName,
      timeZone: row.timeZone,
    },
    municipality: { code: row.municipalityCode, name: row.municipalityName ?? row.municipalityCode },
    author: { personId: row.authorId, name: fullName(row) },
    organization:
      organizationId && organizationSlug && organizationName && organizationShortName
        ? {
            id: organizationId,
            slug: organizationSlug,
            name: organizationName,
            shortName: organizationShortName,
          }
        : null,
    createdAt: row.createdAt,
    movedAt: row.movedAt,
    next: nextStep(row, reader),
  }
}
