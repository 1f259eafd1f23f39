import type { CouncilRules } from '../../shared/council-rules.ts'
import type { RefusalCode } from '../../shared/refusals.ts'
import type { Choice, VoteState } from '../../shared/votes.ts'
import type { Id, Instant } from '../../shared/values.ts'
import { hasRole, seatIn, type Actor } from '../lib/actor.ts'

interface Standing {
  councilId: Id
  state: VoteState
  closesAt: Instant
}

/** Whether the vote may be read: by everybody once it is closed, by the council while it is open. */
export const maySeeVote = (vote: Standing, actor: Actor | null): boolean =>
  vote.state === 'closed' || seatIn(actor, vote.councilId) !== undefined

/** Whether this person runs votes of the council (domain §3 «Poll setup»). */
export const mayRunVotes = (actor: Actor | null, councilId: Id): boolean =>
  hasRole(actor, councilId, 'secretary', 'chair')

export interface StoredBallot {
  choice: Choice
  turn: number
}

/**
 * Why this elector may not cast a ballot at `now`, or null. Closing time is the clock's word, not the state's: a vote that nobody
 * has closed yet takes nothing after `closesAt`. `holdsSeat`: they still sit in the council today, with a vote.
 */
export function whyNotCast(vote: Standing, holdsSeat: boolean, now: Instant): RefusalCode | null {
  if (!holdsSeat) return 'not_an_elector'
  if (vote.state !== 'open' || now >= vote.closesAt) return 'vote_closed'
  return null
}

/** The very ballot that is stored, sent again over a bad link: it has its answer already, whatever has happened since. */
export const isRepeated = (stored: StoredBallot | null, sent: StoredBallot): boolean =>
  stored !== null && stored.turn === sent.turn && stored.choice === sent.choice

/** A ballot that was not made in sight of the stored one: late, or competing from another device. */
export const whyNotNext = (stored: StoredBallot | null, sent: StoredBallot): RefusalCode | null =>
  sent.turn === (stored?.turn ?? 0) + 1 ? null : 'ballot_outdated'

/** Why the vote cannot be closed now by the clock, which waits for its time; a person may close earlier. */
export const whyNotCloseByClock = (vote: Standing, now: Instant): RefusalCode | null =>
  now < vote.closesAt ? 'vote_still_open' : null

export interface CountedBallot {
  role: string
  choice: Choice | null
}

/**
 * The choice that decides a tie (`tie.caster`, domain §4). Apart from a meeting nobody sits in front: whoever would preside is the
 * chair if the chair took part, otherwise the deputy who did. Of two deputies neither presides, so there is no casting vote.
 */
export function castingChoice(tie: CouncilRules['tie'], ballots: readonly CountedBallot[]): Choice | null {
  const by = (role: string) => ballots.filter((each) => each.role === role && each.choice !== null)
  const chair = by('chair')[0]
  if (chair) return chair.choice
  const deputies = by('deputy')
  return tie.caster === 'presiding' && deputies.length === 1 ? (deputies[0]?.choice ?? null) : null
}
