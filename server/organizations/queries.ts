import type { Insertable } from 'kysely'
import type { DayOff } from '../../shared/calendar.ts'
import type { OrganizationKind } from '../../shared/organizations.ts'
import { fullName } from '../../shared/people.ts'
import type { Day, Id } from '../../shared/values.ts'
import type { Db, Trx } from '../lib/db/db.ts'
import type { Turn } from '../lib/midnights.ts'
import { russian } from '../lib/words.ts'
import '../people/tables.ts'
import type { MunicipalityTable } from './tables.ts'

/** Every post a person has or had, with the time zone in which its days are counted. */
export const listPostsOf = (db: Db, personId: Id) =>
  db
    .selectFrom('post')
    .innerJoin('organization', 'organization.id', 'post.organizationId')
    .select([
      'post.id as postId',
      'organizationId',
      'organization.kind',
      'organization.slug',
      'organization.shortName as name',
      'role',
      'title',
      'startsOn',
      'endsOn',
      'timeZone',
    ])
    .where('personId', '=', personId)
    .execute()

/** Days that differ from their weekday, as the operator keeps them; what terms are counted with. */
export const listDaysOff = (db: Db): Promise<DayOff[]> =>
  db.selectFrom('dayOff').select(['on', 'kind', 'name']).orderBy('on').execute()

/** The municipalities as they are called on a day. */
export const listMunicipalities = (db: Db, day: Day) =>
  db
    .selectFrom('municipality')
    .select(['code', 'name', 'kind', 'centre', 'oktmo', 'population2021', 'validFrom', 'validTo', 'basis'])
    .where('validFrom', '<=', day)
    .where((eb) => eb.or([eb('validTo', 'is', null), eb('validTo', '>=', day)]))
    .orderBy('code')
    .execute()

export const findMunicipality = (db: Db, code: string, day: Day) =>
  db
    .selectFrom('municipality')
    .select(['code', 'name', 'kind', 'centre'])
    .where('code', '=', code)
    .where('validFrom', '<=', day)
    .where((eb) => eb.or([eb('validTo', 'is', null), eb('validTo', '>=', day)]))
    .executeTakeFirst()

/** What organizations are, and the municipality of each as it is called on a day. */
export async function listOrigins(
  db: Db,
  ids: readonly Id[],
  day: Day,
): Promise<Map<Id, { municipality: string | null; category: OrganizationKind }>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('organization')
    .select(['id', 'kind', 'municipalityCode'])
    .where('id', 'in', ids)
    .execute()
  const names = new Map((await listMunicipalities(db, day)).map(({ code, name }) => [code, name]))
  return new Map(
    rows.map(({ id, kind, municipalityCode }) => [
      id,
      { municipality: names.get(municipalityCode ?? '') ?? null, category: kind },
    ]),
  )
}

/** The organization in which each of these people holds a post on a day; nobody who holds posts in several. */
export async function listEmployers(db: Db, personIds: readonly Id[], day: Day): Promise<Map<Id, Id>> {
  if (personIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('post')
    .select(['personId', 'organizationId'])
    .distinct()
    .where('personId', 'in', personIds)
    .where('startsOn', '<=', day)
    .where((eb) => eb.or([eb('endsOn', 'is', null), eb('endsOn', '>=', day)]))
    .execute()
  const alone = rows.filter(({ personId }) => rows.filter((each) => each.personId === personId).length === 1)
  return new Map(alone.map(({ personId, organizationId }) => [personId, organizationId]))
}

const organizations = (db: Db) =>
  db
    .selectFrom('organization')
    .select([
      'organization.id',
      'organization.slug',
      'organization.kind',
      'organization.name',
      'organization.shortName',
      'organization.municipalityCode',
      'organization.timeZone',
      'organization.inn',
      'organization.ogrn',
      'organization.createdAt',
    ])

export const findOrganization = (db: Db, id: Id) =>
  organizations(db).where('organization.id', '=', id).executeTakeFirst()

export const findOrganizationBySlug = (db: Db, slug: string) =>
  organizations(db).where('organization.slug', '=', slug).executeTakeFirst()

export const lockOrganization = (trx: Trx, slug: string) =>
  organizations(trx).where('organization.slug', '=', slug).forUpdate('organization').executeTakeFirst()

export type Organization = NonNullable<Awaited<ReturnType<typeof findOrganization>>>

/** All organizations, or those of the kinds asked for, by name. */
export async function listOrganizations(
  db: Db,
  kinds: readonly OrganizationKind[] = [],
): Promise<Organization[]> {
  const all = organizations(db)
  const rows = await (kinds.length > 0 ? all.where('organization.kind', 'in', kinds) : all).execute()
  return rows.toSorted((a, b) => russian.compare(a.name, b.name))
}

/** Whoever has, had or will have a post in an organization, by name. */
export async function listPostsIn(db: Db, organizationId: Id) {
  const rows = await db
    .selectFrom('post')
    .innerJoin('person', 'person.id', 'post.personId')
    .select([
      'post.id',
      'personId',
      'role',
      'title',
      'startsOn',
      'endsOn',
      'familyName',
      'givenName',
      'patronymic',
    ])
    .where('organizationId', '=', organizationId)
    .execute()
  return rows
    .map((row) => ({ ...row, name: fullName(row) }))
    .toSorted((a, b) => russian.compare(a.name, b.name))
}

export const listTimeZones = async (db: Db): Promise<string[]> =>
  (await db.selectFrom('organization').select('timeZone').distinct().execute()).map(
    ({ timeZone }) => timeZone,
  )

/** Whose posts begin or end with the night: the last day was `before` or later and is over, or the first one has come. */
export const listPostsTurned = (db: Db, { timeZone, before, today }: Turn) =>
  db
    .selectFrom('post')
    .innerJoin('organization', 'organization.id', 'post.organizationId')
    .select('personId')
    .distinct()
    .where('timeZone', '=', timeZone)
    .where((eb) =>
      eb.or([
        eb.and([eb('endsOn', '>=', before), eb('endsOn', '<', today)]),
        eb.and([eb('startsOn', '>', before), eb('startsOn', '<=', today)]),
      ]),
    )
    .execute()

/** Adds the versions that are not there yet; those that are stay as the operator has them. */
export const addMunicipalities = (trx: Trx, versions: readonly Insertable<MunicipalityTable>[]) =>
  trx
    .insertInto('municipality')
    .values([...versions])
    .onConflict((on) => on.columns(['code', 'validFrom']).doNothing())
    .execute()

export const addDaysOff = (trx: Trx, days: readonly DayOff[]) =>
  trx
    .insertInto('dayOff')
    .values([...days])
    .onConflict((on) => on.column('on').doNothing())
    .execute()
