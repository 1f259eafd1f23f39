import type { MeetingState, VoteLine } from '../../shared/meetings/state.ts'
import type { Outcome, VoteResult } from '../../shared/votes.ts'

const outcomes = ['adopted', 'not_adopted', 'no_quorum', 'revote', 'second_round', 'converted'] as const

export const isOutcome = (outcome: string | null): outcome is Outcome =>
  outcomes.some((each) => each === outcome)

/** The numbers that an entry keeps as they were counted; null for a vote that is open, or that has none. */
export const resultOf = ({ result }: VoteLine): VoteResult | null =>
  // Written by the server from its own schema.
  typeof result === 'object' && result !== null && 'for' in result ? (result as VoteResult) : null

/** The vote that everybody talks about: the open one, or the last one while nothing has happened since. */
export function voteInSight(state: MeetingState): VoteLine | undefined {
  const last = state.votes.at(-1)
  if (!last?.closedAt) return last
  const { closedAt } = last
  const item = state.agenda.find(({ id }) => id === state.currentItemId)
  const hasMovedOn =
    (item?.begunAt ?? '') > closedAt ||
    state.speeches.some(({ givenAt }) => givenAt !== null && givenAt > closedAt) ||
    state.recesses.some(({ from }) => from > closedAt)
  return hasMovedOn || state.phase !== 'in_session' ? undefined : last
}
