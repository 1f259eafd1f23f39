import type { CouncilRules } from '../../shared/council-rules.ts'
import type { RefusalCode } from '../../shared/refusals.ts'
import type { Choice, Outcome, VoteForm, VoteState } from '../../shared/votes.ts'
import type { FollowsWhy, VoteTerms } from '../../shared/votes-views.ts'
import type { Id, Instant } from '../../shared/values.ts'
import { hasRole, seatIn, type Actor } from '../lib/actor.ts'

interface Standing {
  councilId: Id
  form: VoteForm
  state: VoteState
  closesAt: Instant | null
}

/** The later of two moments: a clock that was set back turns no vote round, what follows is never earlier than what it follows. */
export const later = (a: Instant, b: Instant): Instant => (a > b ? a : b)

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

/** What a vote is about that belongs to no initiative and to no meeting: the council itself. */
export const OWN_SUBJECT = 'council'

/** Whether this person puts and follows questions of the council's own; a subject or a meeting puts its questions itself. */
export const mayRunOwn = (actor: Actor | null, vote: { councilId: Id; subjectKind: string }): boolean =>
  vote.subjectKind === OWN_SUBJECT && mayRunVotes(actor, vote.councilId)

/** Who runs votes may not undo one alone: the secretary could not change a ballot either. */
export const mayAnnul = (actor: Actor | null, councilId: Id): boolean =>
  hasRole(actor, councilId, 'chair', 'deputy')

/** Who types sheets and counts hands: those who run votes, and the deputy as the second person. */
export const mayCount = (actor: Actor | null, councilId: Id): boolean =>
  hasRole(actor, councilId, 'secretary', 'chair', 'deputy')

/** Forms in which members vote by themselves, each with one ballot by name. */
const byName: readonly VoteForm[] = ['open_roll_call', 'absentee', 'mixed', 'election']

export const isByName = ({ form }: { form: VoteForm }): boolean => byName.includes(form)

export interface StoredBallot {
  choice: string
  turn: number
  /** A dissenting opinion, on the sheet of an absentee vote. */
  dissent: string | null
}

export interface ElectorNow {
  /** They still sit in the council today, with a vote. */
  holdsSeat: boolean
  /** They left the meeting at which the question was put: there those vote who are present. */
  isAway: boolean
}

/** Why an elector does not vote now, or null. */
export function whyNotElector({ holdsSeat, isAway }: ElectorNow): RefusalCode | null {
  if (!holdsSeat) return 'not_an_elector'
  return isAway ? 'not_present' : null
}

/**
 * Why this elector may not cast a ballot at `now`, or null. Closing time is the clock's word, not the state's: a vote that nobody
 * has closed yet takes nothing after `closesAt`.
 */
export function whyNotCast(vote: Standing, elector: ElectorNow, now: Instant): RefusalCode | null {
  const no = whyNotElector(elector)
  if (no) return no
  return isByName(vote) ? whyNotOpen(vote, now) : 'vote_form_differs'
}

/** Why the vote takes nothing at `now`, or null. */
export function whyNotOpen({ state, closesAt }: Standing, now: Instant): RefusalCode | null {
  if (state === 'announced') return 'vote_not_open_yet'
  return state === 'open' && (closesAt === null || now < closesAt) ? null : 'vote_closed'
}

/** The very ballot that is stored, sent again over a bad link: it has its answer already, whatever has happened since. */
export const isRepeated = (stored: StoredBallot | null, sent: StoredBallot): boolean =>
  stored !== null &&
  stored.turn === sent.turn &&
  stored.choice === sent.choice &&
  stored.dissent === sent.dissent

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

/** Why these picks of what is rated may not be taken, or null. */
export function whyNotRate(
  { picks, turn }: { picks: readonly Id[]; turn: number },
  storedTurn: number,
  options: readonly { id: Id }[],
  choose: number,
): RefusalCode | null {
  if (turn !== storedTurn + 1) return 'ballot_outdated'
  if (new Set(picks).size < picks.length || picks.some((id) => !options.some((each) => each.id === id)))
    return 'invalid_request'
  return picks.length > choose ? 'too_many_picks' : null
}

/** What may follow a counted vote; of a second round and the like there is one that stands. */
export function whyNotFollow(
  why: FollowsWhy,
  earlier: { state: VoteState; outcome: Outcome | null },
  followers: readonly { state: VoteState }[],
): RefusalCode | null {
  if (!isOver(earlier)) return 'vote_still_open'
  if (why === 'reconsideration') return null
  const asks = { second_round: 'second_round', revote: 'revote', session: 'converted' } as const
  if (earlier.outcome !== asks[why] || earlier.state === 'annulled') return 'nothing_to_follow'
  const stands = followers.some(({ state }) => state !== 'annulled' && state !== 'invalid')
  return stands ? 'already_followed' : null
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

/** Whether whoever presides at the meeting of a vote may break a tie in it (`tie.caster`). */
export function mayBreakTie({ sitting, electorate, rules }: VoteTerms): boolean {
  const presiding = electorate.electors.find(({ memberId }) => memberId === sitting?.presiding)
  return presiding !== undefined && (rules.tie.caster === 'presiding' || presiding.role === 'chair')
}

const asChoice = (choice: string | null | undefined): Choice | null =>
  choice === 'for' || choice === 'against' || choice === 'abstain' ? choice : null
