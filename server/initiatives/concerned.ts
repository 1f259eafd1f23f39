import { sql, type ExpressionBuilder } from 'kysely'
import { fullName } from '../../shared/people.ts'
import type { Day, Id } from '../../shared/values.ts'
import type { Actor } from '../lib/actor.ts'
import type { Db, Tables } from '../lib/db/db.ts'
import type { Initiative } from './queries.ts'
import '../councils/tables.ts'
import '../organizations/tables.ts'
import '../people/tables.ts'
import '../votes/tables.ts'

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

/** Who works on an initiative on a day, by name: who writes it, the council, and officials of the authority it works with. */
export async function listInsiders(
  db: Db,
  {
    id,
    authorId,
    councilId,
    councilAuthorityId,
  }: Pick<Initiative, 'id' | 'authorId' | 'councilId' | 'councilAuthorityId'>,
  day: Day,
) {
  const seated = await listSeated(db, councilId, day, [])
  const rows = await db
    .selectFrom('person')
    .select(['person.id', 'familyName', 'givenName', 'patronymic'])
    .where('closedAt', 'is', null)
    .where((eb) =>
      eb.or([
        eb('person.id', 'in', [authorId, ...seated]),
        eb('person.id', 'in', eb.selectFrom('coauthor').select('personId').where('initiativeId', '=', id)),
        eb(
          'person.id',
          'in',
          eb
            .selectFrom('post')
            .select('personId')
            .where('organizationId', '=', councilAuthorityId)
            .where('role', '=', 'official')
            .where('startsOn', '<=', day)
            .where((or) => or.or([or('endsOn', 'is', null), or('endsOn', '>=', day)])),
        ),
      ]),
    )
    .orderBy('familyName')
    .orderBy('person.id')
    .execute()
  return rows.map(({ id: personId, ...name }) => ({ id: personId, name: fullName(name) }))
}

/** Whose ballots a vote waits for. */
export const listElectors = async (db: Db, voteId: Id): Promise<Id[]> =>
  (await db.selectFrom('elector').select('personId').where('voteId', '=', voteId).execute()).map(
    ({ personId }) => personId,
  )

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
