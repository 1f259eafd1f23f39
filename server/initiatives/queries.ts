import { sql, type ExpressionBuilder, type Insertable } from 'kysely'
import { fullName } from '../../shared/people.ts'
import type { InitiativeState } from '../../shared/initiatives-states.ts'
import type { Day, Id, Instant } from '../../shared/values.ts'
import type { Actor } from '../lib/actor.ts'
import type { Db, Tables, Trx } from '../lib/db/db.ts'
import '../councils/tables.ts'
import '../organizations/tables.ts'
import '../people/tables.ts'
import { searchable } from './content.ts'
import type { InitiativeStepTable, InitiativeTable } from './tables.ts'

const held = (db: Db) =>
  db
    .selectFrom('initiative')
    .innerJoin('council', 'council.id', 'initiative.councilId')
    .selectAll('initiative')
    .select(['council.authorityId as councilAuthorityId', 'council.timeZone'])

/** By its number, or by its id, which mechanics know it by. */
export const findInitiative = (db: Db, numberOrId: string) =>
  held(db)
    .where((eb) => eb.or([eb('initiative.number', '=', numberOrId), eb('initiative.id', '=', numberOrId)]))
    .executeTakeFirst()

export const lockInitiative = (trx: Trx, numberOrId: string) =>
  held(trx)
    .where((eb) => eb.or([eb('initiative.number', '=', numberOrId), eb('initiative.id', '=', numberOrId)]))
    .forUpdate('initiative')
    .executeTakeFirst()

export type Initiative = NonNullable<Awaited<ReturnType<typeof findInitiative>>>

export const findInitiativeOfDraft = (db: Db, draftId: Id) =>
  held(db).where('initiative.draftId', '=', draftId).executeTakeFirst()

export const addInitiative = (trx: Trx, initiative: Insertable<InitiativeTable>) =>
  trx.insertInto('initiative').values(initiative).execute()

export const addStep = (trx: Trx, step: Insertable<InitiativeStepTable>) =>
  trx.insertInto('initiativeStep').values(step).execute()

/** The next number of a municipality in a year; whoever asks at the same moment waits and gets the one after. */
export async function takeNumber(trx: Trx, municipalityCode: string, year: number): Promise<number> {
  const { last } = await trx
    .insertInto('initiativeCounter')
    .values({ municipalityCode, year, last: 1 })
    .onConflict((on) =>
      on
        .columns(['municipalityCode', 'year'])
        .doUpdateSet((eb) => ({ last: eb('initiativeCounter.last', '+', 1) })),
    )
    .returning('last')
    .executeTakeFirstOrThrow()
  return last
}

/** The last ОКТМО that is known of a municipality: the code of a new status is published later than the status. */
export const findOktmo = async (db: Db, code: string): Promise<string | null> => {
  const version = await db
    .selectFrom('municipality')
    .select('oktmo')
    .where('code', '=', code)
    .where('oktmo', 'is not', null)
    .orderBy('validFrom', 'desc')
    .limit(1)
    .executeTakeFirst()
  return version?.oktmo ?? null
}

/** What a person writes along as a coauthor. */
export const listInitiativesWrittenBy = async (db: Db, personId: Id): Promise<Id[]> =>
  (await db.selectFrom('coauthor').select('initiativeId').where('personId', '=', personId).execute()).map(
    ({ initiativeId }) => initiativeId,
  )

/** For which organizations a person may speak today: by a post, or in a council. */
export const listRepresentedBy = (db: Db, { posts, seats }: Actor) => {
  const byPost = posts.filter(({ role }) => role === 'representative').map((each) => each.organizationId)
  const bySeat = seats.map((each) => each.memberId)
  return db
    .selectFrom('organization')
    .select(['id', 'shortName as name'])
    .where((eb) =>
      eb.or([
        ...(byPost.length > 0 ? [eb('id', 'in', byPost)] : []),
        ...(bySeat.length > 0
          ? [
              eb(
                'id',
                'in',
                eb
                  .selectFrom('councilMember')
                  .select('organizationId')
                  .where('councilMember.id', 'in', bySeat),
              ),
            ]
          : []),
      ]),
    )
    .orderBy('shortName')
    .execute()
}

/** Which organization a member represents in the council. */
export const findRepresented = async (db: Db, memberId: Id): Promise<Id | null> => {
  const member = await db
    .selectFrom('councilMember')
    .select('organizationId')
    .where('id', '=', memberId)
    .executeTakeFirst()
  return member?.organizationId ?? null
}

export const isCoauthor = async (db: Db, initiativeId: Id, personId: Id | null): Promise<boolean> =>
  personId !== null &&
  (await db
    .selectFrom('coauthor')
    .select('personId')
    .where('initiativeId', '=', initiativeId)
    .where('personId', '=', personId)
    .executeTakeFirst()) !== undefined

export const listCoauthors = async (db: Db, initiativeId: Id) => {
  const rows = await db
    .selectFrom('coauthor')
    .innerJoin('person', 'person.id', 'coauthor.personId')
    .select(['personId', 'addedAt', 'familyName', 'givenName', 'patronymic'])
    .where('initiativeId', '=', initiativeId)
    .orderBy('addedAt')
    .orderBy('personId')
    .execute()
  return rows.map(({ personId, addedAt, ...name }) => ({ personId, addedAt, name: fullName(name) }))
}

export const addCoauthor = (trx: Trx, initiativeId: Id, personId: Id, addedAt: Instant) =>
  trx.insertInto('coauthor').values({ initiativeId, personId, addedAt }).execute()

export const removeCoauthor = (trx: Trx, initiativeId: Id, personId: Id) =>
  trx
    .deleteFrom('coauthor')
    .where('initiativeId', '=', initiativeId)
    .where('personId', '=', personId)
    .executeTakeFirst()

/** The road that was travelled, the first step first. */
export const listSteps = (db: Db, initiativeId: Id) =>
  db
    .selectFrom('initiativeStep')
    .leftJoin('person', 'person.id', 'initiativeStep.personId')
    .select(['verb', 'state', 'at', 'reason', 'familyName', 'givenName', 'patronymic'])
    .where('initiativeId', '=', initiativeId)
    .orderBy('initiativeStep.id')
    .execute()

/** Whether a move made this revision public. */
export const findStepOfRevision = (db: Db, revisionId: Id) =>
  db
    .selectFrom('initiativeStep')
    .innerJoin('initiative', 'initiative.id', 'initiativeStep.initiativeId')
    .select(['initiative.state', 'initiative.revisionId'])
    .where('initiativeStep.revisionId', '=', revisionId)
    .executeTakeFirst()

/** Who sits in a council on a day with one of the roles; everybody when none is named. */
export const listSeated = async (
  db: Db,
  councilId: Id,
  day: Day,
  roles: readonly string[],
): Promise<Id[]> => {
  const all = db
    .selectFrom('councilMember')
    .select('personId')
    .where('councilId', '=', councilId)
    .where('startsOn', '<=', day)
    .where((eb) => eb.or([eb('endsOn', 'is', null), eb('endsOn', '>=', day)]))
  const rows = await (roles.length > 0 ? all.where('role', 'in', roles as never) : all).execute()
  return rows.map(({ personId }) => personId)
}

/** Whose ballots a vote waits for. */
export const listElectors = async (db: Db, voteId: Id): Promise<Id[]> =>
  (await db.selectFrom('elector').select('personId').where('voteId', '=', voteId).execute()).map(
    ({ personId }) => personId,
  )

/** Where letters to these people go; closed accounts get none. */
export const listAddressees = (db: Db, personIds: readonly Id[]) =>
  db
    .selectFrom('person')
    .select(['id', 'email', 'givenName', 'patronymic'])
    .where('id', 'in', personIds)
    .where('closedAt', 'is', null)
    .orderBy('id')
    .execute()

/** Whether the account is open and its person sits in a council or has a post on a day. */
const isAround = (eb: ExpressionBuilder<Tables, 'person'>, day: Day) =>
  eb.or([
    eb.exists(
      eb
        .selectFrom('councilMember')
        .select('councilMember.id')
        .whereRef('councilMember.personId', '=', 'person.id')
        .where('councilMember.startsOn', '<=', day)
        .where((or) =>
          or.or([or('councilMember.endsOn', 'is', null), or('councilMember.endsOn', '>=', day)]),
        ),
    ),
    eb.exists(
      eb
        .selectFrom('post')
        .select('post.id')
        .whereRef('post.personId', '=', 'person.id')
        .where('post.startsOn', '<=', day)
        .where((or) => or.or([or('post.endsOn', 'is', null), or('post.endsOn', '>=', day)])),
    ),
  ])

/** Somebody of the region who could write along; undefined for others and for closed accounts. */
export const findCandidate = (db: Db, personId: Id, day: Day) =>
  db
    .selectFrom('person')
    .select('person.id')
    .where('person.id', '=', personId)
    .where('closedAt', 'is', null)
    .where((eb) => isAround(eb, day))
    .executeTakeFirst()

const likeStart = (text: string) => `${text.replace(/[\\%_]/g, '\\$&')}%`

/** People of the region whose family or given name begins with `q`, in whichever letters it was typed. */
export async function listCandidates(db: Db, q: string, day: Day, except: readonly Id[], limit: number) {
  const typed = q.trim()
  // Databases differ in what «any case» means outside of Latin; a name is a capital and small letters.
  const forms = [typed, typed.charAt(0).toUpperCase() + typed.slice(1).toLowerCase()].map(likeStart)
  const rows = await db
    .selectFrom('person')
    .select(['person.id as personId', 'familyName', 'givenName', 'patronymic'])
    .select((eb) => [
      eb
        .selectFrom('councilMember')
        .innerJoin('council', 'council.id', 'councilMember.councilId')
        .select('council.shortName')
        .whereRef('councilMember.personId', '=', 'person.id')
        .orderBy('councilMember.startsOn', 'desc')
        .limit(1)
        .as('council'),
      eb
        .selectFrom('post')
        .innerJoin('organization', 'organization.id', 'post.organizationId')
        .select('organization.shortName')
        .whereRef('post.personId', '=', 'person.id')
        .orderBy('post.startsOn', 'desc')
        .limit(1)
        .as('organization'),
    ])
    .where('closedAt', 'is', null)
    .where('person.id', 'not in', except)
    .where((eb) => isAround(eb, day))
    .where((eb) =>
      eb.or(
        forms.flatMap((form) => [
          sql<boolean>`${eb.ref('familyName')} like ${form} escape '\\'`,
          sql<boolean>`${eb.ref('givenName')} like ${form} escape '\\'`,
        ]),
      ),
    )
    .orderBy('familyName')
    .orderBy('givenName')
    .limit(limit)
    .execute()
  return rows.map(({ personId, council, organization, ...name }) => ({
    personId,
    name: fullName(name),
    of: council ?? organization,
  }))
}

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
