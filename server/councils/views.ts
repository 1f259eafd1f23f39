import { addDays, dayIn, instantOf } from '../../shared/calendar.ts'
import type {
  CompositionView,
  CouncilSummary,
  CouncilView,
  ManagedMember,
  MemberView,
  RulesHistory,
} from '../../shared/councils.ts'
import { needed } from '../../shared/fractions.ts'
import { electorateOn, vacancies } from '../../shared/mandates.ts'
import { holdsOn } from '../../shared/terms.ts'
import type { Day, Instant } from '../../shared/values.ts'
import { hasRole, personOf, seatIn, type Actor } from '../lib/actor.ts'
import type { Db } from '../lib/db/db.ts'
import { refuse } from '../lib/refuse.ts'
import { russian } from '../lib/words.ts'
import { findMunicipality, findOrganization } from '../organizations/queries.ts'
import { listWaiting } from '../people/queries.ts'
import {
  establishedBefore,
  findApart,
  findCouncilBySlug,
  listCouncils,
  listMembers,
  listMembersOn,
  listRules,
  rulesInForce,
  rulesUsed,
  type Council,
  type Member,
} from './queries.ts'
import { mayAddRules, mayManageMembers } from './rules.ts'

/** All councils by name, with how many sit in them today. */
export async function viewCouncils(db: Db, now: Instant): Promise<CouncilSummary[]> {
  const councils = await Promise.all(
    (await listCouncils(db)).map(async (council) => {
      const today = dayIn(now, council.timeZone)
      const members = await listMembersOn(db, council.id, today)
      return summary(db, council, members, today)
    }),
  )
  return councils.toSorted((a, b) => russian.compare(a.name, b.name))
}

/** What everybody may read about a council: who sits in it, by which rules, and its numbers; never an e-mail. */
export async function viewCouncil(
  db: Db,
  actor: Actor | null,
  slug: string,
  now: Instant,
): Promise<CouncilView | undefined> {
  const council = await findCouncilBySlug(db, slug)
  if (!council) return undefined
  const { id, authorityId, timeZone, established } = council
  const today = dayIn(now, timeZone)
  const [members, version, authority] = await Promise.all([
    listMembersOn(db, id, today),
    rulesInForce(db, id, today),
    authorityId ? findOrganization(db, authorityId) : undefined,
  ])
  const withVote = members.filter(({ hasVote }) => hasVote).length
  const quorum = version?.rules.quorum
  const base = quorum?.base === 'established_number' ? established : withVote
  return {
    ...(await summary(db, council, members, today)),
    authority: authority ? { id: authority.id, slug: authority.slug, name: authority.name } : null,
    timeZone,
    today,
    seats: members.map(seatView),
    numbers: {
      members: members.length,
      established,
      withVote,
      quorum: quorum ? needed(base, quorum.fraction) : null,
    },
    rules: version ? { validFrom: version.validFrom, basis: version.basis, rules: version.rules } : null,
    can: {
      edit: actor?.isAdministrator ?? false,
      manageMembers: mayManageMembers(actor, id),
      addRules: mayAddRules(actor, id),
      openSecretVote: hasRole(actor, id, 'secretary', 'chair'),
    },
  }
}

/** The whole roll, with past and coming seats, for those who keep it. Refuses `not_found`, `sign_in_required`, `not_allowed`. */
export async function viewRoll(
  db: Db,
  actor: Actor | null,
  slug: string,
  now: Instant,
): Promise<ManagedMember[]> {
  const council = (await findCouncilBySlug(db, slug)) ?? refuse('not_found')
  if (!mayManageMembers(personOf(actor), council.id)) refuse('not_allowed')
  const today = dayIn(now, council.timeZone)
  const members = await listMembers(db, council.id)
  const waiting = await listWaiting(
    db,
    members.map(({ personId }) => personId),
  )
  return members.map((each) => ({
    ...seatView(each),
    organizationId: each.organizationId,
    when: holdsOn(each, today) ? 'now' : each.startsOn > today ? 'ahead' : 'past',
    isWaiting: waiting.has(each.personId),
    basis: each.basis,
    replacesId: each.replacesId,
    endReason: each.endReason,
    endBasis: each.endBasis,
  }))
}

/**
 * Who sat in a council on a day of its time zone (today when none is named), who of them had a vote and why the others had none, and
 * how the seats passed from one to another until then. For everybody; why a seat ended is for those who sit in the council.
 */
export async function viewComposition(
  db: Db,
  actor: Actor | null,
  slug: string,
  asked: Day | null,
  now: Instant,
): Promise<CompositionView | undefined> {
  const council = await findCouncilBySlug(db, slug)
  if (!council) return undefined
  const { id, name, shortName, timeZone } = council
  const today = dayIn(now, timeZone)
  const on = asked ?? today
  // The day that follows begins at midnight everywhere but where clocks skip it.
  const dayAfter = instantOf(addDays(on, 1), '00:00', timeZone) ?? `${addDays(on, 1)}T00:00:00.000Z`
  const [all, apart, version, established] = await Promise.all([
    listMembers(db, id),
    findApart(db, id, on),
    rulesInForce(db, id, on),
    establishedBefore(db, council, dayAfter),
  ])
  const sitting = all.filter((each) => holdsOn(each, on))
  const { electors, others, actual } = electorateOn(sitting, on, apart)
  const why = new Map(others.map((each) => [each.memberId, each.why]))
  const quorum = version?.rules.quorum
  const named = (each: Member | undefined) => each && { memberId: each.memberId, name: each.name }
  const knowsWhy = (actor?.isAdministrator ?? false) || seatIn(actor, id) !== undefined
  return {
    council: { slug, name, shortName },
    on,
    today,
    numbers: {
      established,
      members: sitting.length,
      withVote: electors.length,
      vacant: vacancies(established, actual),
      quorum: quorum
        ? needed(quorum.base === 'established_number' ? established : actual, quorum.fraction)
        : null,
    },
    rules: version ? rulesUsed(version) : null,
    seats: sitting.map((each) => ({ ...seatView(each), why: why.get(each.memberId) ?? 'member_with_vote' })),
    history: all
      // One that was taken back before it began was never held.
      .filter((each) => each.startsOn <= on && (each.endsOn === null || each.endsOn >= each.startsOn))
      .toSorted((a, b) => (a.startsOn < b.startsOn ? 1 : a.startsOn > b.startsOn ? -1 : 0))
      .map((each) => ({
        ...seatView(each),
        basis: each.basis,
        replaces: named(all.find(({ memberId }) => memberId === each.replacesId)) ?? null,
        replacedBy:
          named(all.find((next) => next.replacesId === each.memberId && next.startsOn <= on)) ?? null,
        endReason: knowsWhy ? each.endReason : null,
        endBasis: knowsWhy ? each.endBasis : null,
      })),
  }
}

/** Every version of the rules, the latest first, and which of them is in force. */
export async function viewRules(
  db: Db,
  actor: Actor | null,
  slug: string,
  now: Instant,
): Promise<RulesHistory | undefined> {
  const council = await findCouncilBySlug(db, slug)
  if (!council) return undefined
  const today = dayIn(now, council.timeZone)
  const versions = await listRules(db, council.id)
  const inForce = versions.find(({ validFrom }) => validFrom <= today)
  return {
    today,
    versions: versions.map((each) => ({
      ...each,
      when: each === inForce ? 'now' : each.validFrom > today ? 'ahead' : 'past',
    })),
    can: { addRules: mayAddRules(actor, council.id) },
  }
}

async function summary(
  db: Db,
  { id, slug, kind, name, shortName, municipalityCode, established }: Council,
  members: readonly Member[],
  today: Day,
): Promise<CouncilSummary> {
  const municipality = await findMunicipality(db, municipalityCode, today)
  return {
    ...{ id, slug, kind, name, shortName, established },
    municipality: { code: municipalityCode, name: municipality?.name ?? municipalityCode },
    members: members.filter(({ hasVote }) => hasVote).length,
  }
}

const seatView = (member: Member): MemberView => {
  const { memberId, personId, name, role, hasVote, organizationSlug, organizationName, startsOn, endsOn } =
    member
  return {
    ...{ memberId, personId, name, role, hasVote, startsOn, endsOn },
    organization:
      organizationSlug && organizationName ? { slug: organizationSlug, name: organizationName } : null,
  }
}
