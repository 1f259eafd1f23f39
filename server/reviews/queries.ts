import type { Insertable } from 'kysely'
import { dayIn, daysLeft } from '../../shared/calendar.ts'
import { termOf, type ReviewState, type ReviewView } from '../../shared/reviews.ts'
import type { Id, Instant } from '../../shared/values.ts'
import type { Actor } from '../lib/actor.ts'
import type { Db, Trx } from '../lib/db/db.ts'
import '../councils/tables.ts'
import '../organizations/tables.ts'
import { isOfficialOf } from './rules.ts'
import type { ConclusionTable, ReviewTable } from './tables.ts'

export const lockReview = (trx: Trx, id: Id) =>
  trx
    .selectFrom('review')
    .innerJoin('council', 'council.id', 'review.councilId')
    .select([
      'review.id',
      'councilId',
      'review.authorityId',
      'subjectKind',
      'subjectId',
      'state',
      'submittedAt',
      'timeZone',
    ])
    .where('review.id', '=', id)
    .forUpdate('review')
    .executeTakeFirst()

export const addReview = (trx: Trx, review: Insertable<ReviewTable>) =>
  trx.insertInto('review').values(review).execute()

export const addConclusion = (trx: Trx, conclusion: Insertable<ConclusionTable>) =>
  trx.insertInto('conclusion').values(conclusion).execute()

const reviews = (db: Db) =>
  db
    .selectFrom('review')
    .innerJoin('council', 'council.id', 'review.councilId')
    .innerJoin('organization', 'organization.id', 'review.authorityId')
    .leftJoin('conclusion', 'conclusion.reviewId', 'review.id')
    .select([
      'review.id',
      'review.title',
      'state',
      'subjectKind',
      'subjectId',
      'revisionId',
      'submittedAt',
      'registerBy',
      'registrationNumber',
      'registeredOn',
      'dueOn',
      'council.id as councilId',
      'council.slug as councilSlug',
      'council.name as councilName',
      'council.shortName as councilShortName',
      'council.timeZone',
      'organization.id as authorityId',
      'organization.slug as authoritySlug',
      'organization.name as authorityName',
      'organization.shortName as authorityShortName',
      'verdict',
      'ground',
      'part',
      'text',
      'outNumber',
      'signedBy',
      'concludedOn',
    ])

type Row = Awaited<ReturnType<ReturnType<typeof reviews>['execute']>>[number]

/** The edge's view of a review for a reader at `now`. */
function asView(row: Row, actor: Actor | null, now: Instant): ReviewView {
  const isOfficial = isOfficialOf(actor, row.authorityId)
  return {
    id: row.id,
    title: row.title,
    state: row.state,
    subject: { kind: row.subjectKind, id: row.subjectId },
    revisionId: row.revisionId,
    council: {
      id: row.councilId,
      slug: row.councilSlug,
      name: row.councilName,
      shortName: row.councilShortName,
      timeZone: row.timeZone,
    },
    authority: {
      id: row.authorityId,
      slug: row.authoritySlug,
      name: row.authorityName,
      shortName: row.authorityShortName,
    },
    submittedAt: row.submittedAt,
    submittedOn: dayIn(row.submittedAt, row.timeZone),
    registerBy: row.registerBy,
    registration:
      row.registrationNumber === null || row.registeredOn === null
        ? null
        : { number: row.registrationNumber, on: row.registeredOn },
    dueOn: row.dueOn,
    term: termOf(row, dayIn(now, row.timeZone)),
    conclusion: conclusionOf(row),
    can: {
      register: isOfficial && row.state === 'submitted',
      conclude: isOfficial && row.state === 'registered',
    },
  }
}

function conclusionOf(row: Row): ReviewView['conclusion'] {
  const { verdict, ground, part, text, outNumber, signedBy, concludedOn, registeredOn, dueOn } = row
  if (!verdict || text === null || outNumber === null || signedBy === null || !concludedOn || !registeredOn)
    return null
  return {
    verdict,
    ground,
    part,
    text,
    outNumber,
    signedBy,
    concludedOn,
    days: daysLeft(concludedOn, registeredOn),
    inTime: dueOn === null || concludedOn <= dueOn,
  }
}

type Reader = { actor: Actor | null; now: Instant }

export async function findReviewView(
  db: Db,
  id: Id,
  { actor, now }: Reader,
): Promise<ReviewView | undefined> {
  const row = await reviews(db).where('review.id', '=', id).executeTakeFirst()
  return row && asView(row, actor, now)
}

/** What an authority was asked, the latest first. */
export async function listReviewsOf(
  db: Db,
  authorityId: Id,
  { actor, now }: Reader,
  { states, limit }: { states?: readonly ReviewState[]; limit: number },
): Promise<ReviewView[]> {
  const all = reviews(db)
    .where('review.authorityId', '=', authorityId)
    .orderBy('submittedAt', 'desc')
    .orderBy('review.id', 'desc')
    .limit(limit)
  const rows = await (states ? all.where('state', 'in', states) : all).execute()
  return rows.map((row) => asView(row, actor, now))
}

/** What counts for the numbers of an authority: every review it was ever asked for, in few columns. */
export const listTermsOf = (db: Db, authorityId: Id) =>
  db
    .selectFrom('review')
    .innerJoin('council', 'council.id', 'review.councilId')
    .leftJoin('conclusion', 'conclusion.reviewId', 'review.id')
    .select(['state', 'registerBy', 'registeredOn', 'dueOn', 'concludedOn', 'timeZone'])
    .where('review.authorityId', '=', authorityId)
    .execute()

/** What waits for these authorities, to be registered or answered, the day that comes first on top (for the desk). */
export async function listReviewsWaiting(
  db: Db,
  authorityIds: readonly Id[],
  reader: Reader,
): Promise<ReviewView[]> {
  if (authorityIds.length === 0) return []
  const rows = await reviews(db)
    .where('review.authorityId', 'in', authorityIds)
    .where('state', 'in', ['submitted', 'registered'])
    .execute()
  return rows
    .map((row) => asView(row, reader.actor, reader.now))
    .toSorted((a, b) => ((a.term?.dueOn ?? '') < (b.term?.dueOn ?? '') ? -1 : 1))
}

/**
 * What is overdue at `now`, each by the day of its own council, the longest wait first: not registered in time, or not answered.
 */
export async function listOverdueReviews(db: Db, now: Instant, limit = 100): Promise<ReviewView[]> {
  // Nowhere on earth is it later than 14 hours after UTC: what is not overdue there is overdue nowhere.
  const latest = new Date(Date.parse(now) + 14 * 3_600_000).toISOString().slice(0, 10)
  const rows = await reviews(db)
    .where((eb) =>
      eb.or([
        eb.and([eb('state', '=', 'submitted'), eb('registerBy', '<', latest)]),
        eb.and([eb('state', '=', 'registered'), eb('dueOn', '<', latest)]),
      ]),
    )
    .execute()
  return rows
    .map((row) => asView(row, null, now))
    .filter((each) => each.term?.isOverdue)
    .toSorted((a, b) => (a.term?.daysLeft ?? 0) - (b.term?.daysLeft ?? 0))
    .slice(0, limit)
}
