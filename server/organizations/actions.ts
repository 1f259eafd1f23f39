import {
  defaultTimeZone,
  type NewOrganization,
  type NewPost,
  type OrganizationCard,
} from '../../shared/organizations.ts'
import { slugOf } from '../../shared/slugs.ts'
import { dayIn } from '../../shared/calendar.ts'
import type { Day, Id } from '../../shared/values.ts'
import type { Work } from '../lib/act.ts'
import { personOf } from '../lib/actor.ts'
import { newId } from '../lib/ids.ts'
import { record } from '../lib/journal.ts'
import { refuse, refuseIf } from '../lib/refuse.ts'
import { isTimeZone } from '../lib/time-zones.ts'
import { invite } from '../people/actions.ts'
import { newPostLetter } from './letters.ts'
import {
  findMunicipality,
  findOrganizationBySlug,
  listPostsIn,
  lockOrganization,
  type Organization,
} from './queries.ts'
import { mayManagePosts, whyNotAppoint, whyNotEnd, whyNotNumbered } from './rules.ts'

/**
 * An administrator adds an organization; answers with its id and slug. Refuses `not_allowed`, `slug_taken`, `inn_wrong`,
 * `ogrn_wrong`, and `invalid_request` for a municipality or time zone that does not exist.
 */
export async function createOrganization(
  work: Work,
  given: NewOrganization,
): Promise<{ id: Id; slug: string }> {
  if (!personOf(work.actor).isAdministrator) refuse('not_allowed')
  const card = await checked(work, given)
  const slug = given.slug ?? slugOf(given.shortName)
  if (!slug) refuse('invalid_request', 'slug')
  if (await findOrganizationBySlug(work.trx, slug)) refuse('slug_taken', 'slug')
  const id = newId()
  await work.trx
    .insertInto('organization')
    .values({ ...card, id, slug, createdAt: work.now })
    .execute()
  await record(work, {
    verb: 'organization:created',
    subject: ['organization', id],
    data: { kind: card.kind },
  })
  return { id, slug }
}

/** An administrator corrects an organization; its address stays. Refuses as `createOrganization`. */
export async function changeOrganization(work: Work, slug: string, given: OrganizationCard): Promise<void> {
  const organization = (await lockOrganization(work.trx, slug)) ?? refuse('not_found')
  if (!personOf(work.actor).isAdministrator) refuse('not_allowed')
  const card = await checked(work, given)
  await work.trx.updateTable('organization').set(card).where('id', '=', organization.id).execute()
  await record(work, { verb: 'organization:changed', subject: ['organization', organization.id] })
}

/**
 * Gives somebody a post for a term; a new person gets an invitation, a known one a letter. Refuses `not_allowed`,
 * `not_an_authority` for an official elsewhere, `already_holds_post`, `term_ends_before_start`.
 */
export async function addPost(work: Work, slug: string, given: NewPost, home: URL): Promise<{ postId: Id }> {
  const organization = (await lockOrganization(work.trx, slug)) ?? refuse('not_found')
  requireManager(work, organization)
  const person = await invite(work, given, newPostLetter(organization, given), home)
  const held = (await listPostsIn(work.trx, organization.id)).filter((each) => each.personId === person.id)
  refuseIf(whyNotAppoint(organization, given, held))
  const postId = newId()
  await work.trx
    .insertInto('post')
    .values({
      id: postId,
      organizationId: organization.id,
      personId: person.id,
      role: given.role,
      title: given.title?.trim() || null,
      startsOn: given.startsOn,
      endsOn: given.endsOn,
    })
    .execute()
  await record(work, {
    verb: 'post:added',
    subject: ['organization', organization.id],
    data: { postId, personId: person.id, role: given.role, startsOn: given.startsOn, endsOn: given.endsOn },
  })
  work.cut(`person:${person.id}`)
  return { postId }
}

/**
 * Sets the last day of a post, in the time zone of the organization; open lines of the person end at once and are judged anew.
 * Refuses `not_allowed`, `not_found`, `term_ends_before_start`.
 */
export async function endPost(work: Work, slug: string, postId: Id, endsOn: Day): Promise<void> {
  const organization = (await lockOrganization(work.trx, slug)) ?? refuse('not_found')
  requireManager(work, organization)
  const post =
    (await listPostsIn(work.trx, organization.id)).find(({ id }) => id === postId) ?? refuse('not_found')
  refuseIf(whyNotEnd(post, endsOn), 'endsOn')
  await work.trx.updateTable('post').set({ endsOn }).where('id', '=', postId).execute()
  await record(work, {
    verb: 'post:ended',
    subject: ['organization', organization.id],
    data: { postId, personId: post.personId, endsOn },
  })
  work.cut(`person:${post.personId}`)
}

function requireManager(work: Work, organization: Organization): void {
  if (!mayManagePosts(personOf(work.actor), organization)) refuse('not_allowed')
}

async function checked(work: Work, given: OrganizationCard) {
  const inn = given.inn?.trim() || null
  const ogrn = given.ogrn?.trim() || null
  const wrong = whyNotNumbered({ inn, ogrn })
  if (wrong) refuse(...wrong)
  const timeZone = given.timeZone ?? defaultTimeZone
  if (!isTimeZone(timeZone)) refuse('invalid_request', 'timeZone')
  const { municipalityCode } = given
  const today = dayIn(work.now, timeZone)
  if (municipalityCode && !(await findMunicipality(work.trx, municipalityCode, today)))
    refuse('invalid_request', 'municipalityCode')
  const { kind, name, shortName } = given
  return { kind, name: name.trim(), shortName: shortName.trim(), municipalityCode, timeZone, inn, ogrn }
}
