import {
  mayMove,
  movesFrom,
  whyNotMove,
  type InitiativeRole,
  type InitiativeState,
  type InitiativeVerb,
} from '../../shared/initiatives-states.ts'
import type { CoauthorRole } from '../../shared/initiatives.ts'
import type { DraftRole } from '../../shared/drafts.ts'
import type { RefusalCode } from '../../shared/refusals.ts'
import type { Id } from '../../shared/values.ts'
import { hasRole, holdsPost, seatIn, type Actor } from '../lib/actor.ts'

/** What decides who may do what with an initiative. */
export interface Standing {
  councilId: Id
  councilAuthorityId: Id | null
  authorId: Id
  state: InitiativeState
  revisionId: Id | null
}

/** Kinds of organizations whose representatives may propose something (domain §3 «act»). */
const proposing: readonly string[] = ['nko', 'public_association', 'kmns_community', 'initiative_group']

/** A member of the council, or somebody who speaks for an NKO, a community or an initiative group. */
export const mayCreate = (actor: Actor | null, councilId: Id): boolean =>
  hasRole(actor, councilId, 'chair', 'deputy', 'secretary', 'member') || speaksForCitizens(actor)

export const speaksForCitizens = (actor: Actor | null): boolean =>
  actor?.posts.some(({ role, kind }) => role === 'representative' && proposing.includes(kind)) ?? false

/** What everybody may read: once it was opened for discussion, and unless it is being rewritten. */
export const isPublished = ({ state, revisionId }: Pick<Standing, 'state' | 'revisionId'>): boolean =>
  state !== 'draft' && revisionId !== null

/** Who may read it before it is public: who writes it, the council, and officials of the authority the council works with. */
export const isInsider = (actor: Actor | null, standing: Standing, asked: CoauthorRole | null): boolean =>
  asked !== null ||
  isWriter(actor, standing, asked) ||
  seatIn(actor, standing.councilId) !== undefined ||
  (standing.councilAuthorityId !== null && holdsPost(actor, standing.councilAuthorityId, 'official'))

const isWriter = (
  actor: Actor | null,
  { authorId, councilId }: Standing,
  asked: CoauthorRole | null,
): boolean =>
  asked === 'write' ||
  actor?.personId === authorId ||
  hasRole(actor, councilId, 'chair', 'deputy', 'secretary', 'member')

export const maySee = (actor: Actor | null, standing: Standing, asked: CoauthorRole | null): boolean =>
  isPublished(standing) || isInsider(actor, standing, asked)

/** While the council has not begun to vote the text is written; then it is frozen, and the same for everybody. */
const isWritten = (state: InitiativeState): boolean =>
  state === 'draft' || state === 'public_discussion' || state === 'council_review'

/** Who may open the live text (domain §3 «Initiative draft»); null: for them it does not exist. */
export function draftAccess(
  actor: Actor | null,
  standing: Standing,
  asked: CoauthorRole | null,
): DraftRole | null {
  const { state } = standing
  if (isWriter(actor, standing, asked)) return isWritten(state) ? 'write' : 'read'
  if (asked === 'suggest' && isWritten(state)) return 'suggest'
  if (isInsider(actor, standing, asked) && !(state === 'public_discussion' && speaksForCitizens(actor)))
    return isWritten(state) ? 'comment' : 'read'
  // While it is discussed in public, whoever has an account says what should be different; NKO and communities in words to take over.
  if (state === 'public_discussion') return speaksForCitizens(actor) ? 'suggest' : 'comment'
  // A withdrawn text was not frozen: it may hold words that were never published.
  return isWritten(state) || state === 'withdrawn' ? null : 'read'
}

/** Whoever could write the text may look at how it came about, also when nobody writes any more. */
export const mayReadHistory = (
  actor: Actor | null,
  standing: Standing,
  asked: CoauthorRole | null,
): boolean => isWriter(actor, standing, asked)

/** What the actor is to the initiative. */
export function rolesOf(
  actor: Actor | null,
  standing: Standing,
  asked: CoauthorRole | null,
): InitiativeRole[] {
  const { councilId, authorId } = standing
  return [
    ...(actor?.personId === authorId ? (['author'] as const) : []),
    ...(asked === 'write' ? (['coauthor'] as const) : []),
    ...(hasRole(actor, councilId, 'secretary') ? (['secretary'] as const) : []),
    ...(hasRole(actor, councilId, 'chair') ? (['chair'] as const) : []),
  ]
}

/** Why somebody with these roles may not make the move, or null. Who may not is told so before where it stands. */
export function whyNot(
  verb: InitiativeVerb,
  state: InitiativeState,
  roles: readonly InitiativeRole[],
  reason?: string | null,
): RefusalCode | null {
  return mayMove(verb, roles) ? whyNotMove(state, verb, reason) : 'not_allowed'
}

/** The author and the secretary ask others to write along, while there is something to write. */
export function whyNotChangeCoauthors(
  state: InitiativeState,
  roles: readonly InitiativeRole[],
): RefusalCode | null {
  if (!roles.includes('author') && !roles.includes('secretary')) return 'not_allowed'
  return isWritten(state) ? null : 'initiative_wrong_state'
}

type Waiting = 'authors' | 'secretary' | 'members' | 'authority'

/** Whose move it is; null where the road has ended. */
export const whoIsNext = (state: InitiativeState): Waiting | null =>
  (
    ({
      draft: 'authors',
      public_discussion: 'authors',
      council_review: 'secretary',
      vote: 'members',
      adopted: 'secretary',
      submitted_to_authority: 'authority',
      registered: 'authority',
    }) as const satisfies Partial<Record<InitiativeState, Waiting>> as Partial<
      Record<InitiativeState, Waiting>
    >
  )[state] ?? null

/**
 * Whether the road waits for somebody with these roles. Giving it up is no duty; and a secretary may send a discussion to the
 * council, but it is the authors who are waited for.
 */
export function hasDuty(state: InitiativeState, roles: readonly InitiativeRole[]): boolean {
  const waitedFor =
    whoIsNext(state) === 'authors' ? roles.filter((role) => role === 'author' || role === 'coauthor') : roles
  return movesFrom(state, waitedFor).some((verb) => verb !== 'withdraw')
}

export type Duty = 'openDiscussion' | 'mend' | 'sendToCouncil' | 'openVote' | 'submit'

/** What is to be done where an initiative waits for a person: what came back is to be mended first. */
export const dutyAfter = (state: InitiativeState, lastVerb: string | undefined): Duty => {
  if (state === 'public_discussion') return 'sendToCouncil'
  if (state === 'council_review') return 'openVote'
  if (state === 'adopted') return 'submit'
  return lastVerb === 'returnToDraft' ? 'mend' : 'openDiscussion'
}
