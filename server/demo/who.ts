import { addDays } from '../../shared/calendar.ts'
import { defaultCouncilRules } from '../../shared/council-rules.ts'
import { defaultTimeZone } from '../../shared/organizations.ts'
import type { Day, Id, Instant } from '../../shared/values.ts'
import { toJson, type Trx } from '../lib/db/db.ts'
import { newId } from '../lib/ids.ts'
import { administrator, councils, organizations, people, withoutVote, type DemoCouncil } from './region.ts'

/** Ids of the region by the keys of `region.ts`. */
export interface Who {
  person: ReadonlyMap<string, Id>
  organization: ReadonlyMap<string, Id>
  council: ReadonlyMap<string, Id>
}

const TERM_DAYS = 3 * 365
const SITTING_SINCE_DAYS = 400

export const addressOf = (key: string): string => `${key}@example.org`

/** Puts the people, organizations and councils of the demonstration into an empty database. */
export async function seedWho(trx: Trx, today: Day, now: Instant): Promise<Who> {
  const since = addDays(today, -SITTING_SINCE_DAYS)
  const person = await seedPeople(trx, now)
  const organization = await seedOrganizations(trx, person, since, now)
  const council = new Map<string, Id>()
  for (const each of councils)
    council.set(each.key, await seedCouncil(trx, each, { person, organization }, since, now))
  return { person, organization, council }
}

async function seedPeople(trx: Trx, now: Instant): Promise<Map<string, Id>> {
  const ids = new Map(people.map(({ key }) => [key, newId()]))
  await trx
    .insertInto('person')
    .values(
      people.map(({ key, name: [familyName, givenName, patronymic] }) => ({
        id: ids.get(key)!,
        email: addressOf(key),
        familyName,
        givenName,
        patronymic,
        // Nobody has a password: the demonstration signs in without one, and nothing else does.
        passwordDigest: null,
        administratorSince: key === administrator ? now : null,
        createdAt: now,
        closedAt: null,
      })),
    )
    .execute()
  return ids
}

async function seedOrganizations(
  trx: Trx,
  person: Who['person'],
  since: Day,
  now: Instant,
): Promise<Map<string, Id>> {
  const ids = new Map<string, Id>()
  for (const {
    key,
    kind,
    name,
    shortName,
    municipality,
    officials = [],
    representatives = [],
  } of organizations) {
    const id = newId()
    ids.set(key, id)
    await trx
      .insertInto('organization')
      .values({
        id,
        slug: key,
        kind,
        name,
        shortName,
        municipalityCode: municipality,
        timeZone: defaultTimeZone,
        inn: null,
        ogrn: null,
        createdAt: now,
      })
      .execute()
    const posts = [
      ...officials.map(([who, title]) => ({ who, title, role: 'official' as const })),
      ...representatives.map((who) => ({ who, title: null, role: 'representative' as const })),
    ]
    for (const { who, title, role } of posts)
      await trx
        .insertInto('post')
        .values({
          id: newId(),
          organizationId: id,
          personId: person.get(who)!,
          role,
          title,
          startsOn: since,
          endsOn: null,
        })
        .execute()
  }
  return ids
}

async function seedCouncil(
  trx: Trx,
  council: DemoCouncil,
  { person, organization }: Pick<Who, 'person' | 'organization'>,
  since: Day,
  now: Instant,
): Promise<Id> {
  const id = newId()
  const { key, name, shortName, municipality, authority, established, basis, members } = council
  await trx
    .insertInto('council')
    .values({
      id,
      slug: key,
      kind: 'municipal',
      name,
      shortName,
      municipalityCode: municipality,
      authorityId: organization.get(authority)!,
      timeZone: defaultTimeZone,
      established,
      createdAt: now,
    })
    .execute()
  await trx
    .insertInto('councilRules')
    .values({
      id: newId(),
      councilId: id,
      validFrom: since,
      basis,
      rules: toJson(defaultCouncilRules),
      createdAt: now,
    })
    .execute()
  for (const [who, role, represents] of members)
    await trx
      .insertInto('councilMember')
      .values({
        id: newId(),
        councilId: id,
        personId: person.get(who)!,
        role,
        hasVote: withoutVote.includes(who) ? 0 : 1,
        organizationId: represents === null ? null : organization.get(represents)!,
        startsOn: since,
        endsOn: addDays(since, TERM_DAYS),
        createdAt: now,
      })
      .execute()
  return id
}
