import { sql, type ExpressionBuilder } from 'kysely'
import type { InitiativeState } from '../../shared/initiatives-states.ts'
import type { Id } from '../../shared/values.ts'
import type { Actor } from '../lib/actor.ts'
import type { Db, Tables } from '../lib/db/db.ts'
import '../councils/tables.ts'
import '../organizations/tables.ts'
import '../people/tables.ts'
import '../reviews/tables.ts'
import '../votes/tables.ts'
import { searchable } from './content.ts'
import './tables.ts'

const summaries = (db: Db) =>
  db
    .selectFrom('initiative')
    .innerJoin('council', 'council.id', 'initiative.councilId')
    .innerJoin('person as author', 'author.id', 'initiative.authorId')
    .leftJoin('organization', 'organization.id', 'initiative.organizationId')
    .leftJoin('vote', 'vote.id', 'initiative.voteId')
    .leftJoin('review', 'review.id', 'initiative.reviewId')
    .select([
      'initiative.id',
      'initiative.number',
      'initiative.title',
      'initiative.kind',
      'initiative.sector',
      'initiative.state',
      'initiative.revisionId',
      'initiative.voteId',
      'initiative.authorId',
      'initiative.municipalityCode',
      'initiative.createdAt',
      'initiative.movedAt',
      'initiative.councilId',
      'council.slug as councilSlug',
      'council.name as councilName',
      'council.shortName as councilShortName',
      'council.authorityId as councilAuthorityId',
      'council.timeZone',
      'author.familyName',
      'author.givenName',
      'author.patronymic',
      'organization.id as organizationId',
      'organization.slug as organizationSlug',
      'organization.name as organizationName',
      'organization.shortName as organizationShortName',
      'vote.closesAt',
      'vote.result as voteResult',
      'review.state as reviewState',
      'review.registerBy',
      'review.dueOn',
      'review.authorityId as reviewAuthorityId',
    ])
    .select((eb) =>
      // The name it has now: an initiative of years ago stays findable by the name people know.
      eb
        .selectFrom('municipality')
        .select('municipality.name')
        .whereRef('municipality.code', '=', 'initiative.municipalityCode')
        .orderBy('municipality.validFrom', 'desc')
        .limit(1)
        .as('municipalityName'),
    )

export type SummaryRow = Awaited<ReturnType<ReturnType<typeof summaries>['execute']>>[number]

export const findSummary = (db: Db, id: Id) =>
  summaries(db).where('initiative.id', '=', id).executeTakeFirst()

/** The rows that a reader may see, the same as `maySee` says of one. Counting uses it too, so that a draft never shows in a number. */
function visibleTo(eb: ExpressionBuilder<Tables, 'initiative' | 'council'>, actor: Actor | null) {
  const published = eb.and([
    eb('initiative.state', '!=', 'draft'),
    eb('initiative.revisionId', 'is not', null),
  ])
  if (!actor?.personId) return published
  const { personId, seats, posts } = actor
  const councils = seats.map((each) => each.councilId)
  const authorities = posts.filter(({ role }) => role === 'official').map((each) => each.organizationId)
  return eb.or([
    published,
    eb('initiative.authorId', '=', personId),
    eb(
      'initiative.id',
      'in',
      eb.selectFrom('coauthor').select('coauthor.initiativeId').where('coauthor.personId', '=', personId),
    ),
    ...(councils.length > 0 ? [eb('initiative.councilId', 'in', councils)] : []),
    ...(authorities.length > 0 ? [eb('council.authorityId', 'in', authorities)] : []),
  ])
}

export interface InitiativesAsked {
  actor: Actor | null
  /** Slug or id. */
  council?: string | undefined
  state?: InitiativeState | undefined
  q?: string | undefined
}

const likeAnywhere = (q: string) => `%${searchable(q).replace(/[\\%_]/g, '\\$&')}%`

function matching(eb: ExpressionBuilder<Tables, 'initiative' | 'council'>, asked: InitiativesAsked) {
  const { council, state, q } = asked
  return eb.and([
    visibleTo(eb, asked.actor),
    ...(council ? [eb.or([eb('council.slug', '=', council), eb('council.id', '=', council)])] : []),
    ...(state ? [eb('initiative.state', '=', state)] : []),
    ...(q?.trim()
      ? [sql<boolean>`${eb.ref('initiative.searchText')} like ${likeAnywhere(q)} escape '\\'`]
      : []),
  ])
}

export const listInitiatives = (db: Db, asked: InitiativesAsked, limit: number, offset: number) =>
  summaries(db)
    .where((eb) => matching(eb as unknown as ExpressionBuilder<Tables, 'initiative' | 'council'>, asked))
    .orderBy('initiative.movedAt', 'desc')
    .orderBy('initiative.id', 'desc')
    .limit(limit)
    .offset(offset)
    .execute()

export const countInitiatives = async (db: Db, asked: InitiativesAsked): Promise<number> => {
  const { n } = await db
    .selectFrom('initiative')
    .innerJoin('council', 'council.id', 'initiative.councilId')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .where((eb) => matching(eb, asked))
    .executeTakeFirstOrThrow()
  return n
}
