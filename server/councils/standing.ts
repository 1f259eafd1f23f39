import { dayIn } from '../../shared/calendar.ts'
import type { NewConflict, NewLeave, StandingView } from '../../shared/mandates.ts'
import { holdsOn } from '../../shared/terms.ts'
import type { Id, Instant } from '../../shared/values.ts'
import type { Work } from '../lib/act.ts'
import { personOf, seatIn, type Actor } from '../lib/actor.ts'
import type { Db } from '../lib/db/db.ts'
import { newId } from '../lib/ids.ts'
import { record } from '../lib/journal.ts'
import { refuse, refuseIf } from '../lib/refuse.ts'
import {
  findConflict,
  findCouncilBySlug,
  findLeave,
  listConflicts,
  listLeaves,
  listMembers,
  lockCouncil,
  type Council,
  type Member,
} from './queries.ts'
import { mayDeclareFor, mayManageMembers, whyNotAway } from './rules.ts'

/** What members told ahead, for those who sit in the council. Refuses `not_found`, also for who does not. */
export async function viewStanding(
  db: Db,
  actor: Actor | null,
  slug: string,
  now: Instant,
): Promise<StandingView> {
  const council = (await findCouncilBySlug(db, slug)) ?? refuse('not_found')
  const manages = mayManageMembers(personOf(actor), council.id)
  if (!manages && !seatIn(actor, council.id)) refuse('not_found')
  const today = dayIn(now, council.timeZone)
  const members = await listMembers(db, council.id)
  const [conflicts, leaves] = await Promise.all([
    listConflicts(db, council.id),
    listLeaves(db, council.id, today),
  ])
  const byId = new Map(members.map((each) => [each.memberId, each]))
  const entered = (each: { id: Id; memberId: Id; enteredAt: Instant }) => ({
    id: each.id,
    memberId: each.memberId,
    name: byId.get(each.memberId)?.name ?? '',
    enteredAt: each.enteredAt,
  })
  const mayFor = (memberId: Id) => mayDeclareFor(actor, council.id, byId.get(memberId))
  return {
    today,
    members: members
      .filter((each) => holdsOn(each, today) && mayFor(each.memberId))
      .map(({ memberId, name }) => ({ memberId, name })),
    conflicts: conflicts.map((each) => ({
      ...entered(each),
      subject: each.subjectId === null ? null : { kind: 'initiative', id: each.subjectId },
      matter: each.matter,
      reason: each.reason,
      can: { withdraw: mayFor(each.memberId) },
    })),
    leaves: leaves.map((each) => ({
      ...entered(each),
      kind: each.kind,
      startsOn: each.startsOn,
      endsOn: each.endsOn,
      reason: mayFor(each.memberId) ? each.reason : null,
      can: { withdraw: each.kind === 'suspension' ? manages : mayFor(each.memberId) },
    })),
    can: { suspend: manages },
  }
}

/** More matters of one's own than anybody has; it keeps a list that everybody reads readable. */
const CONFLICTS_AT_ONCE = 100

declare module '../lib/act.ts' {
  interface News {
    /** A member is about to stand aside from a subject; who keeps such subjects refuses what is none of this council. */
    'conflict:declared': { councilId: Id; subject: { kind: 'initiative'; id: Id } }
  }
}

/**
 * A member tells a conflict of interest ahead, or who keeps the roll does it for them; of its subject they are out of the electorate
 * from now on. Votes that are open keep theirs. Refuses `not_found`, `not_allowed`, and `too_many_items` for who has a hundred that
 * stand; what the subject is, and whether it is one of this council, whoever knows such subjects says.
 */
export async function declareConflict(work: Work, slug: string, given: NewConflict): Promise<{ id: Id }> {
  const { council, member } = await memberFor(work, slug, given.memberId)
  const { subject, matter, reason } = given
  const standing = (await listConflicts(work.trx, council.id)).filter(
    (each) => each.memberId === member.memberId,
  )
  if (standing.length >= CONFLICTS_AT_ONCE) refuse('too_many_items')
  if (subject) await work.tell('conflict:declared', { councilId: council.id, subject })
  const id = newId()
  await work.trx
    .insertInto('memberConflict')
    .values({
      id,
      councilId: council.id,
      memberId: member.memberId,
      subjectKind: subject?.kind ?? null,
      subjectId: subject?.id ?? null,
      matter: matter.trim(),
      reason: reason.trim(),
      ...enteredBy(work),
    })
    .execute()
  await told(work, council, 'conflict:declared', { id, memberId: member.memberId, subject })
  return { id }
}

/**
 * A member tells an absence ahead, or who keeps the roll does it for them; a suspension is entered by the latter only. Refuses
 * `not_found`, `not_allowed`, `term_ends_before_start`, and `invalid_request` for an absence without a last day.
 */
export async function enterLeave(work: Work, slug: string, given: NewLeave): Promise<{ id: Id }> {
  const { council, member } = await memberFor(work, slug, given.memberId)
  const { kind, startsOn, endsOn, reason } = given
  if (kind === 'suspension' && !mayManageMembers(work.actor, council.id)) refuse('not_allowed')
  refuseIf(whyNotAway(given), 'endsOn')
  const id = newId()
  const { memberId } = member
  await work.trx
    .insertInto('memberLeave')
    .values({
      ...{ id, councilId: council.id, memberId, kind, startsOn, endsOn, reason: reason.trim() },
      ...enteredBy(work),
    })
    .execute()
  await told(work, council, 'leave:entered', { id, memberId, kind, startsOn, endsOn })
  return { id }
}

/** Takes back a conflict, as if it had not been told; twice is once. Refuses `not_found`, `not_allowed`. */
export async function withdrawConflict(work: Work, slug: string, id: Id): Promise<void> {
  const council = (await lockCouncil(work.trx, slug)) ?? refuse('not_found')
  const { memberId, withdrawnAt } = (await findConflict(work.trx, council.id, id)) ?? refuse('not_found')
  await memberFor(work, slug, memberId)
  if (withdrawnAt !== null) return
  await work.trx.updateTable('memberConflict').set({ withdrawnAt: work.now }).where('id', '=', id).execute()
  await told(work, council, 'conflict:withdrawn', { id, memberId })
}

/** Takes back an absence or a suspension, as if it had not been; twice is once. Refuses `not_found`, `not_allowed`. */
export async function withdrawLeave(work: Work, slug: string, id: Id): Promise<void> {
  const council = (await lockCouncil(work.trx, slug)) ?? refuse('not_found')
  const { memberId, kind, withdrawnAt } = (await findLeave(work.trx, council.id, id)) ?? refuse('not_found')
  await memberFor(work, slug, memberId)
  if (kind === 'suspension' && !mayManageMembers(work.actor, council.id)) refuse('not_allowed')
  if (withdrawnAt !== null) return
  await work.trx.updateTable('memberLeave').set({ withdrawnAt: work.now }).where('id', '=', id).execute()
  await told(work, council, 'leave:withdrawn', { id, memberId })
}

async function memberFor(
  work: Work,
  slug: string,
  memberId: Id,
): Promise<{ council: Council; member: Member }> {
  const council = (await lockCouncil(work.trx, slug)) ?? refuse('not_found')
  const isInside = mayManageMembers(personOf(work.actor), council.id) || seatIn(work.actor, council.id)
  const members = await listMembers(work.trx, council.id)
  const member = isInside ? members.find((each) => each.memberId === memberId) : undefined
  if (!member) return refuse('not_found')
  if (!mayDeclareFor(work.actor, council.id, member)) refuse('not_allowed')
  return { council, member }
}

const enteredBy = (work: Work) => ({ enteredBy: personOf(work.actor).personId, enteredAt: work.now })

const told = (work: Work, council: Council, verb: string, data: Record<string, unknown>) =>
  record(work, { verb, subject: ['council', council.id], councilId: council.id, data })
