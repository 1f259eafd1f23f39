import { dayIn } from '../../shared/calendar.ts'
import { defaultCouncilRules } from '../../shared/council-rules.ts'
import type { CouncilCard, NewCouncil, NewMember, RulesVersion, SeatChange } from '../../shared/councils.ts'
import { defaultTimeZone, isAuthority } from '../../shared/organizations.ts'
import type { Term } from '../../shared/terms.ts'
import { slugOf } from '../../shared/slugs.ts'
import type { Day, Id } from '../../shared/values.ts'
import type { Work } from '../lib/act.ts'
import { personOf } from '../lib/actor.ts'
import { toJson } from '../lib/db/db.ts'
import { newId } from '../lib/ids.ts'
import { record } from '../lib/journal.ts'
import { refuse, refuseIf } from '../lib/refuse.ts'
import { isTimeZone } from '../lib/time-zones.ts'
import { findMunicipality, findOrganization } from '../organizations/queries.ts'
import { invite, sendInvitation } from '../people/actions.ts'
import { findPerson } from '../people/queries.ts'
import { newSeatLetter } from './letters.ts'
import {
  findCouncilBySlug,
  listMembers,
  listRules,
  lockCouncil,
  type Council,
  type Member,
} from './queries.ts'
import {
  findImpossibleRule,
  mayAddRules,
  mayHaveVote,
  mayManageMembers,
  whyNotLeave,
  whyNotReplace,
  whyNotSeat,
  whyNotStart,
} from './rules.ts'

/**
 * An administrator founds a council with the first version of its rules, which may have been in force for years; answers with its
 * id and slug. Refuses `not_allowed`, `slug_taken`, `not_an_authority`, and `invalid_request` for a municipality or time zone that
 * does not exist.
 */
export async function createCouncil(work: Work, given: NewCouncil): Promise<{ id: Id; slug: string }> {
  if (!personOf(work.actor).isAdministrator) refuse('not_allowed')
  const slug = given.slug ?? slugOf(given.shortName)
  if (!slug) refuse('invalid_request', 'slug')
  if (await findCouncilBySlug(work.trx, slug)) refuse('slug_taken', 'slug')
  const timeZone = given.timeZone ?? defaultTimeZone
  if (!isTimeZone(timeZone)) refuse('invalid_request', 'timeZone')
  if (!(await findMunicipality(work.trx, given.municipalityCode, dayIn(work.now, timeZone))))
    refuse('invalid_request', 'municipalityCode')
  const { kind, municipalityCode } = given
  const id = newId()
  await work.trx
    .insertInto('council')
    .values({
      ...(await checked(work, given)),
      id,
      slug,
      kind,
      municipalityCode,
      timeZone,
      createdAt: work.now,
    })
    .execute()
  await record(work, { verb: 'council:created', subject: ['council', id], councilId: id, data: { kind } })
  const { validFrom, basis, rules = defaultCouncilRules } = given
  await writeRules(work, id, { validFrom, basis, rules })
  return { id, slug }
}

/** An administrator corrects a council; its address, place and time zone stay. Refuses `not_allowed`, `not_an_authority`. */
export async function changeCouncil(work: Work, slug: string, given: CouncilCard): Promise<void> {
  const council = (await lockCouncil(work.trx, slug)) ?? refuse('not_found')
  if (!personOf(work.actor).isAdministrator) refuse('not_allowed')
  await work.trx
    .updateTable('council')
    .set(await checked(work, given))
    .where('id', '=', council.id)
    .execute()
  const { established } = given
  await record(work, {
    verb: 'council:changed',
    subject: ['council', council.id],
    councilId: council.id,
    data: { established, was: council.established },
  })
}

/**
 * Enters a version of the rules, valid from a day of the council's time zone on; one that lies ahead may be entered anew. Votes that
 * are open keep the version they were opened under. Refuses `not_allowed`, `rules_start_in_past`, `rules_in_force`.
 */
export async function addRules(work: Work, slug: string, given: RulesVersion): Promise<void> {
  const council = (await lockCouncil(work.trx, slug)) ?? refuse('not_found')
  if (!mayAddRules(personOf(work.actor), council.id)) refuse('not_allowed')
  const versions = await listRules(work.trx, council.id)
  refuseIf(whyNotStart(given.validFrom, todayOf(work, council), versions), 'validFrom')
  await writeRules(work, council.id, given)
}

/**
 * Gives somebody a seat for a term; a new person gets an invitation, a known one a letter. Refuses `not_allowed` and the codes of
 * `whyNotSeat`; `invalid_request` for an organization that does not exist.
 */
export async function addMember(
  work: Work,
  slug: string,
  given: NewMember,
  home: URL,
): Promise<{ memberId: Id }> {
  const council = (await lockCouncil(work.trx, slug)) ?? refuse('not_found')
  requireManager(work, council)
  return { memberId: await seat(work, council, given, home) }
}

/** Does what `addMember` does for each of many, in one act: all of them, or none. */
export async function addMembers(
  work: Work,
  slug: string,
  given: readonly NewMember[],
  home: URL,
): Promise<void> {
  const council = (await lockCouncil(work.trx, slug)) ?? refuse('not_found')
  requireManager(work, council)
  for (const each of given) await seat(work, council, each, home)
}

/**
 * Changes a seat: role, vote, represented organization, last day. The person's open lines end within a second and are judged anew;
 * results that are frozen stay as they were. Refuses `not_allowed`, `not_found`, `last_secretary` and the codes of `whyNotSeat`.
 */
export async function changeMember(
  work: Work,
  slug: string,
  memberId: Id,
  change: SeatChange,
): Promise<void> {
  const council = (await lockCouncil(work.trx, slug)) ?? refuse('not_found')
  requireManager(work, council)
  const members = await listMembers(work.trx, council.id)
  const before = members.find((each) => each.memberId === memberId) ?? refuse('not_found')
  const others = members.filter((each) => each !== before)
  const after = changed(before, change)
  const person = await findPerson(work.trx, before.personId)
  const isAdministrator = typeof person?.administratorSince === 'string'
  refuseIf(whyNotSeat({ ...after, isAdministrator }, others))
  refuseIf(whyNotLeave(before, after, others, todayOf(work, council)))
  if (after.replacesId !== before.replacesId) requireVacated(after, others)
  await requireOrganization(work, after.organizationId)
  const { hasVote, ...values } = terms(after)
  await work.trx
    .updateTable('councilMember')
    .set({ ...values, hasVote: hasVote ? 1 : 0 })
    .where('id', '=', memberId)
    .execute()
  await record(work, {
    verb: 'member:changed',
    subject: ['council', council.id],
    councilId: council.id,
    data: { memberId, before: terms(before), after: terms(after) },
  })
  work.cut(`person:${before.personId}`)
}

/** Mails the invitation again, with a new link. Refuses `not_allowed`, `not_found`, `already_joined` once there is a password. */
export async function resendInvitation(work: Work, slug: string, memberId: Id, home: URL): Promise<void> {
  const council = (await findCouncilBySlug(work.trx, slug)) ?? refuse('not_found')
  requireManager(work, council)
  const member = (await listMembers(work.trx, council.id)).find((each) => each.memberId === memberId)
  const person = (member && (await findPerson(work.trx, member.personId))) ?? refuse('not_found')
  if (!member) refuse('not_found')
  if (person.passwordDigest !== null) refuse('already_joined')
  await sendInvitation(work, person, newSeatLetter(council, member.role), home)
}

async function seat(work: Work, council: Council, given: NewMember, home: URL): Promise<Id> {
  const { role, organizationId, startsOn, endsOn } = given
  const hasVote = mayHaveVote(role, given.hasVote)
  await requireOrganization(work, organizationId)
  const person = await invite(work, given, newSeatLetter(council, role), home)
  const isAdministrator = person.administratorSince !== null
  const candidate = { personId: person.id, isAdministrator, role, hasVote, startsOn, endsOn }
  const others = await listMembers(work.trx, council.id)
  refuseIf(whyNotSeat(candidate, others))
  if (endsOn !== null && endsOn < startsOn) refuse('term_ends_before_start', 'endsOn')
  const { basis = null, replacesId = null } = given
  requireVacated({ replacesId, startsOn, endsOn }, others)
  const memberId = newId()
  await work.trx
    .insertInto('councilMember')
    .values({
      id: memberId,
      councilId: council.id,
      personId: person.id,
      role,
      hasVote: hasVote ? 1 : 0,
      organizationId,
      startsOn,
      endsOn,
      basis,
      replacesId,
      createdAt: work.now,
    })
    .execute()
  await record(work, {
    verb: 'member:added',
    subject: ['council', council.id],
    councilId: council.id,
    data: {
      memberId,
      personId: person.id,
      ...terms({ ...given, hasVote, basis, replacesId, endReason: null, endBasis: null }),
    },
  })
  work.cut(`person:${person.id}`)
  return memberId
}

async function writeRules(
  work: Work,
  councilId: Id,
  { validFrom, basis, rules }: RulesVersion,
): Promise<void> {
  const impossible = findImpossibleRule(rules)
  if (impossible) refuse('invalid_request', impossible)
  const row = { basis: basis.trim(), rules: toJson(rules), createdAt: work.now }
  await work.trx
    .insertInto('councilRules')
    .values({ ...row, id: newId(), councilId, validFrom })
    .onConflict((on) => on.columns(['councilId', 'validFrom']).doUpdateSet(row))
    .execute()
  await record(work, {
    verb: 'rules:added',
    subject: ['council', councilId],
    councilId,
    data: { validFrom, basis: row.basis, rules },
  })
}

async function checked(work: Work, { name, shortName, authorityId, established }: CouncilCard) {
  if (authorityId) {
    const authority =
      (await findOrganization(work.trx, authorityId)) ?? refuse('invalid_request', 'authorityId')
    if (!isAuthority(authority.kind)) refuse('not_an_authority', 'authorityId')
  }
  return { name: name.trim(), shortName: shortName.trim(), authorityId, established }
}

function requireManager(work: Work, council: Council): void {
  if (!mayManageMembers(personOf(work.actor), council.id)) refuse('not_allowed')
}

async function requireOrganization(work: Work, organizationId: Id | null): Promise<void> {
  if (organizationId && !(await findOrganization(work.trx, organizationId)))
    refuse('invalid_request', 'organizationId')
}

function changed(before: Member, change: SeatChange): Member {
  const role = change.role ?? before.role
  const endsOn = change.endsOn === undefined ? before.endsOn : change.endsOn
  return {
    ...before,
    role,
    hasVote: mayHaveVote(role, change.hasVote ?? before.hasVote),
    organizationId: change.organizationId === undefined ? before.organizationId : change.organizationId,
    endsOn,
    basis: change.basis === undefined ? before.basis : change.basis,
    replacesId: change.replacesId === undefined ? before.replacesId : change.replacesId,
    // Without a last day there is no end to explain.
    endReason: endsOn === null ? null : change.endReason === undefined ? before.endReason : change.endReason,
    endBasis: endsOn === null ? null : change.endBasis === undefined ? before.endBasis : change.endBasis,
  }
}

type SeatTerms = Pick<Member, 'role' | 'hasVote' | 'organizationId' | 'startsOn' | 'endsOn' | SeatActs>
type SeatActs = 'basis' | 'replacesId' | 'endReason' | 'endBasis'

const terms = ({ role, hasVote, organizationId, startsOn, endsOn, ...acts }: SeatTerms): SeatTerms => ({
  ...{ role, hasVote, organizationId, startsOn, endsOn },
  ...{ basis: acts.basis, replacesId: acts.replacesId, endReason: acts.endReason, endBasis: acts.endBasis },
})

function requireVacated(next: Term & { replacesId: Id | null }, others: readonly Member[]): void {
  if (next.replacesId === null) return
  const replaced =
    others.find(({ memberId }) => memberId === next.replacesId) ?? refuse('invalid_request', 'replacesId')
  refuseIf(whyNotReplace(next, replaced, others), 'replacesId')
}

const todayOf = (work: Work, council: Council): Day => dayIn(work.now, council.timeZone)
