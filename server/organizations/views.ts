import { dayIn } from '../../shared/calendar.ts'
import {
  defaultTimeZone,
  isAuthority,
  type Municipality,
  type OrganizationKind,
  type OrganizationSummary,
  type OrganizationView,
} from '../../shared/organizations.ts'
import { holdsOn } from '../../shared/terms.ts'
import type { Day, Instant } from '../../shared/values.ts'
import type { Actor } from '../lib/actor.ts'
import type { Db } from '../lib/db/db.ts'
import { plain } from '../lib/words.ts'
import { listWaiting } from '../people/queries.ts'
import {
  findMunicipality,
  findOrganizationBySlug,
  listMunicipalities,
  listOrganizations,
  listPostsIn,
  type Organization,
} from './queries.ts'
import { mayManagePosts } from './rules.ts'

/** Organizations by name, of one kind or all, whose name has the words looked for. */
export async function viewOrganizations(
  db: Db,
  now: Instant,
  { kind, q }: { kind?: OrganizationKind; q?: string },
): Promise<OrganizationSummary[]> {
  const [all, municipalities] = await Promise.all([
    listOrganizations(db, kind ? [kind] : []),
    listMunicipalities(db, dayIn(now, defaultTimeZone)),
  ])
  const words = plain(q ?? '').split(/\s+/)
  return all
    .filter((each) => words.every((word) => plain(`${each.name} ${each.shortName}`).includes(word)))
    .map((each) =>
      summary(
        each,
        municipalities.find(({ code }) => code === each.municipalityCode),
      ),
    )
}

/**
 * One organization with the people who hold its posts. Officials act in public; who speaks for a citizens' organization is shown to
 * those who are signed in. Past and coming terms, and who has not answered an invitation, are for those who manage posts.
 */
export async function viewOrganization(
  db: Db,
  actor: Actor | null,
  slug: string,
  now: Instant,
): Promise<OrganizationView | undefined> {
  const organization = await findOrganizationBySlug(db, slug)
  if (!organization) return undefined
  const today = dayIn(now, organization.timeZone)
  const [municipality, posts] = await Promise.all([
    organization.municipalityCode ? findMunicipality(db, organization.municipalityCode, today) : undefined,
    listPostsIn(db, organization.id),
  ])
  const managePosts = mayManagePosts(actor, organization)
  const shown = posts.filter(
    (each) =>
      managePosts ||
      (holdsOn(each, today) &&
        (actor !== null || (isAuthority(organization.kind) && each.role === 'official'))),
  )
  const waiting = managePosts
    ? await listWaiting(
        db,
        posts.map(({ personId }) => personId),
      )
    : null
  const { timeZone, inn, ogrn } = organization
  return {
    ...summary(organization, municipality),
    timeZone,
    today,
    inn,
    ogrn,
    posts: shown.map(({ id, personId, name, role, title, startsOn, endsOn }) => ({
      ...{ id, name, role, title, startsOn, endsOn },
      ...(waiting && { isWaiting: waiting.has(personId) }),
    })),
    can: { edit: actor?.isAdministrator ?? false, managePosts },
  }
}

/** All municipalities as they are called on a day, today in the region unless told. */
export const viewMunicipalities = async (db: Db, now: Instant, on?: Day): Promise<Municipality[]> =>
  listMunicipalities(db, on ?? dayIn(now, defaultTimeZone))

function summary(
  { id, slug, kind, name, shortName }: Organization,
  municipality: { code: string; name: string } | undefined,
): OrganizationSummary {
  return {
    id,
    slug,
    kind,
    name,
    shortName,
    municipality: municipality ? { code: municipality.code, name: municipality.name } : null,
  }
}
