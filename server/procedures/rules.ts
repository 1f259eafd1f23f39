import { touches } from '../../shared/draft-diff/collide.ts'
import type { Hunk } from '../../shared/draft-diff/hunk.ts'
import { bagOfText } from '../../shared/draft-diff/words.ts'
import type { DraftState } from '../../shared/drafts.ts'
import {
  afterMove,
  isListOpen,
  type AmendmentState,
  type ProcedureMove,
  type ProcedureState,
  type StepOutcome,
} from '../../shared/procedures.ts'
import type { RefusalCode } from '../../shared/refusals.ts'
import type { Outcome } from '../../shared/votes.ts'
import type { Id, Instant } from '../../shared/values.ts'
import { hasRole, type Actor } from '../lib/actor.ts'

/** Who takes a text through the procedure by their office; at a meeting also whoever presides. */
export const mayLead = (actor: Actor | null, councilId: Id): boolean =>
  hasRole(actor, councilId, 'chair', 'deputy', 'secretary')

/**
 * What was put at a meeting is said in public; apart from one the first vote is the council's own until it is counted. What was never put
 * is nobody else's business.
 */
export const isPublic = ({
  state,
  itemId,
  basisRevisionId,
}: {
  state: ProcedureState
  itemId: Id | null
  basisRevisionId: Id | null
}): boolean => basisRevisionId !== null && (state !== 'basis_voting' || itemId !== null)

interface Standing {
  state: ProcedureState
  /** A question is put now. */
  isBusy: boolean
  /** Amendments that are not decided. */
  pending: number
}

/** Why the procedure may not move so now, or null (domain §0.6): in whole only when nothing is left to be decided. */
export function whyNotMove({ state, isBusy, pending }: Standing, move: ProcedureMove): RefusalCode | null {
  if (afterMove(state, move) === null) return 'procedure_wrong_state'
  if (isBusy) return 'procedure_busy'
  return move === 'putWhole' && pending > 0 ? 'amendments_left' : null
}

/** Why these amendments may not be put now, or null: the list is closed, one question at a time, and each still waits. */
export function whyNotPut(
  { state, isBusy }: Pick<Standing, 'state' | 'isBusy'>,
  amendments: readonly { state: AmendmentState; isObjected: 0 | 1 }[],
  way: 'vote' | 'consent',
): RefusalCode | null {
  if (isListOpen(state)) return 'list_is_open'
  if (state !== 'amendments') return 'procedure_wrong_state'
  if (isBusy) return 'procedure_busy'
  if (amendments.some((each) => each.state !== 'pending')) return 'amendment_decided'
  return way === 'consent' && amendments.some((each) => each.isObjected) ? 'amendment_objected' : null
}

/** What keeps a list from being closed: a suggestion that is no amendment, and nobody has ruled to leave it out. */
export const whyNotList = (
  tooLarge: readonly { suggestionId: Id }[],
  leftOut: readonly { suggestionId: Id }[],
): RefusalCode | null =>
  tooLarge.every((one) => leftOut.some(({ suggestionId }) => suggestionId === one.suggestionId))
    ? null
    : 'suggestions_too_large'

/** Whose an amendment is to defend or to give up: the author's, or theirs who took it over. */
export const holderOf = ({ ownerId, keeperId }: { ownerId: Id; keeperId: Id | null }): Id =>
  keeperId ?? ownerId

/**
 * Why whoever leads may not take an amendment back, or null. A word of its author is always good (a submitter may withdraw, and whoever
 * manages motions may for them: OpenSlides, AntragsGrün). Without one it is dropped only at a meeting to which neither its author nor
 * anybody who took it over has come: a question that nobody stands for is not put.
 */
export function whyNotWithdrawFor(
  by: 'on_behalf' | 'absence',
  room: Room | null,
  holder: Id,
): RefusalCode | null {
  if (by === 'on_behalf') return null
  if (!room?.goesOn) return 'procedure_not_at_meeting'
  return room.isHere(holder) ? 'author_is_here' : null
}

/** Why somebody may not stand for an amendment, or null: those who vote and are at the meeting do, in the place of who is not. */
export function whyNotKeep(room: Room | null, me: Id, mayVote: boolean, holder: Id): RefusalCode | null {
  if (!room?.goesOn) return 'procedure_not_at_meeting'
  if (!mayVote || !room.isHere(me)) return 'not_allowed'
  return room.isHere(holder) ? 'author_is_here' : null
}

/** A meeting where a text is dealt with: whether it goes on, and who is there. */
export interface Room {
  goesOn: boolean
  isHere(personId: Id): boolean
}

export type VoteOutcome = Extract<StepOutcome, 'adopted' | 'not_adopted' | 'undecided'>

/** What became of a question by the outcome of its vote; without a quorum nothing is decided, and it may be put again. */
export const outcomeOf = (outcome: Outcome): VoteOutcome =>
  outcome === 'adopted' || outcome === 'not_adopted' ? outcome : 'undecided'

/** Whether a draft may stand so while its text is in the procedure: its subject must not open or freeze it beside that. */
export const isInOrder = (state: ProcedureState, draft: DraftState): boolean =>
  // The list is frozen before it is numbered.
  state === 'basis_adopted' || draft === (isListOpen(state) ? 'open' : 'frozen')

type Changes = { hunks: readonly Hunk[] }

/** Whether two amendments want the same words of the basis changed. */
export const collide = (one: Changes, other: Changes): boolean =>
  one.hunks.some((hunk) => other.hunks.some((each) => touches(hunk, each)))

interface Brought {
  /** Where its clause begins. */
  clause: number
  suggestionId: Id
  sentAt: Instant
}

/** By clause, then by time: the order in which amendments are numbered. */
export const byClause = <T extends Brought>(amendments: readonly T[]): T[] =>
  amendments.toSorted(
    (one, other) =>
      one.clause - other.clause ||
      compare(one.sentAt, other.sentAt) ||
      compare(one.suggestionId, other.suggestionId),
  )

const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0)

/** How much of the text it takes and brings, in words. */
const reachOf = ({ hunks }: Changes): number =>
  hunks.reduce((sum, { removed, added }) => sum + bagOfText(removed).size + bagOfText(added).size, 0)

/**
 * In which order numbered amendments are put: those that exclude each other together, the most far-reaching of them first, because
 * with it the others fall; everything else in the order of the text.
 */
export function inVotingOrder<T extends Changes>(numbered: readonly T[]): T[] {
  const groups: T[][] = []
  for (const one of numbered) {
    const met = groups.filter((group) => group.some((other) => collide(one, other)))
    const group = [...met.flat(), one].toSorted((a, b) => numbered.indexOf(a) - numbered.indexOf(b))
    for (const each of met) groups.splice(groups.indexOf(each), 1)
    groups.push(group)
  }
  return groups
    .toSorted((a, b) => numbered.indexOf(a[0]!) - numbered.indexOf(b[0]!))
    .flatMap((group) => group.toSorted((a, b) => reachOf(b) - reachOf(a)))
}
