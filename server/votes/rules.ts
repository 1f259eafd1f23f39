import type { CouncilRules } from '../../shared/council-rules.ts'
import type { RefusalCode } from '../../shared/refusals.ts'
import type { Choice, VoteForm, VoteState } from '../../shared/votes.ts'
import type { Id, Instant } from '../../shared/values.ts'
import { hasRole, seatIn, type Actor } from '../lib/actor.ts'

interface Standing {
  councilId: Id
  form: VoteForm
  state: VoteState
  closesAt: Instant | null
}

/** Whether it is counted: nothing can be cast any more, and everybody may read it. */
export const isOver = ({ state }: Pick<Standing, 'state'>): boolean =>
  state !== 'announced' && state !== 'open'

/** Whether the vote may be read: by everybody once it is over, and a rating always; by the council until then. */
export const maySeeVote = (vote: Standing, actor: Actor | null): boolean =>
  isOver(vote) || vote.form === 'rating' || seatIn(actor, vote.councilId) !== undefined

/** Whether this person runs votes of the council (domain §3 «Poll setup»). */
export const mayRunVotes = (actor: Actor | null, councilId: Id): boolean =>
  hasRole(actor, councilId, 'secretary', 'chair')

/** Whether this person may close it by hand; what was put at a meeting is closed by the meeting. */
export const mayClose = (actor: Actor | null, vote: { councilId: Id; meetingId: Id | null }): boolean =>
  vote.meetingId === null && mayRunVotes(actor, vote.councilId)

/** Who runs votes may not undo one alone: the secretary could not change a ballot either. */
export const mayAnnul = (actor: Actor | null, councilId: Id): boolean =>
  hasRole(actor, councilId, 'chair', 'deputy')

/** Forms in which members vote by themselves, each with one ballot by name. */
const byName: readonly VoteForm[] = ['open_roll_call', 'absentee', 'mixed', 'election']

export interface StoredBallot {
  choice: string
  turn: number
}

/**
 * Why this elector may not cast a ballot at `now`, or null. Closing time is the clock's word, not the state's: a vote that nobody
 * has closed yet takes nothing after `closesAt`. `holdsSeat`: they still sit in the council today, with a vote.
 */
export function whyNotCast(vote: Standing, holdsSeat: boolean, now: Instant): RefusalCode | null {
  if (!holdsSeat) return 'not_an_elector'
  return byName.includes(vote.form) ? whyNotOpen(vote, now) : 'vote_form_differs'
}

/** Why the vote takes nothing at `now`, or null. */
export function whyNotOpen({ state, closesAt }: Standing, now: Instant): RefusalCode | null {
  if (state === 'announced') return 'vote_not_open_yet'
  return state === 'open' && (closesAt === null || now < closesAt) ? null : 'vote_closed'
}

/** The very ballot that is stored, sent again over a bad link: it has its answer already, whatever has happened since. */
export const isRepeated = (stored: StoredBallot | null, sent: StoredBallot): boolean =>
  stored !== null && stored.turn === sent.turn && stored.choice === sent.choice

/**
 * Why this ballot may not take the place of the stored one: it was not made in sight of it (late, or competing from another device), or
 * ballots are not changed here (`vote.change`).
 */
export function whyNotNext(
  stored: StoredBallot | null,
  sent: StoredBallot,
  mayChange: boolean,
): RefusalCode | null {
  if (sent.turn !== (stored?.turn ?? 0) + 1) return 'ballot_outdated'
  return stored && !mayChange ? 'ballot_is_final' : null
}

/** Why the vote cannot be closed now, or null. The clock waits for its time; a person may close earlier. */
export function whyNotClose(
  { state, closesAt }: Standing,
  by: 'hand' | 'clock',
  now: Instant,
): RefusalCode | null {
  if (state === 'announced') return 'vote_not_open_yet'
  return by === 'clock' && (closesAt === null || now < closesAt) ? 'vote_still_open' : null
}

/** Why a counted vote cannot be confirmed or annulled any more, or null: what stands in signed minutes stays. */
export function whyNotSettle({ state }: Pick<Standing, 'state'>): RefusalCode | null {
  if (state === 'announced' || state === 'open') return 'vote_still_open'
  return state === 'closed' ? null : 'vote_settled'
}

export interface CountedBallot {
  memberId: Id
  role: string
  choice: string | null
}

/**
 * The choice that decides a tie (`tie.caster`, domain §4). At a meeting it is that of who presides, under `chair_only` if the chair
 * does. Apart from a meeting nobody sits in front: whoever would preside is the chair if the chair took part, otherwise the deputy who
 * did. Of two deputies neither presides, so there is no casting vote.
 */
export function castingChoice(
  tie: CouncilRules['tie'],
  ballots: readonly CountedBallot[],
  sitting: { presiding: Id | null } | null = null,
): Choice | null {
  if (sitting) {
    const presiding = ballots.find(({ memberId }) => memberId === sitting.presiding)
    return tie.caster === 'presiding' || presiding?.role === 'chair' ? asChoice(presiding?.choice) : null
  }
  const by = (role: string) => ballots.filter((each) => each.role === role && each.choice !== null)
  const chair = by('chair')[0]
  if (chair) return asChoice(chair.choice)
  const deputies = by('deputy')
  return tie.caster === 'presiding' && deputies.length === 1 ? asChoice(deputies[0]?.choice) : null
}

const asChoice = (choice: string | null | undefined): Choice | null =>
  choice === 'for' || choice === 'against' || choice === 'abstain' ? choice : null
