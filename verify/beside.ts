import type { ClosedVote } from './meeting.ts'

interface Result {
  for: number
  against: number
  abstain: number
  notVoted: number
  invalid?: number
  election?: { votes: { id: string; votes: number }[] }
}

const resultOf = ({ result }: ClosedVote) => result as Partial<Result> | null

/** Whether ballots by name are not those of who could vote, or do not come to the numbers that the chain has. */
export function wrongRoll(
  vote: ClosedVote,
  roll: readonly { memberId: string; choice: string | null }[],
): boolean {
  const ids = roll.map(({ memberId }) => memberId)
  if (new Set(ids).size !== ids.length || [...ids].sort().join() !== [...vote.entitled].sort().join())
    return true
  const counts: Record<string, number> = {}
  // A void sheet is no vote: whoever returned it is among those who did not.
  for (const { choice } of roll)
    if (choice !== null && choice !== 'invalid') counts[choice] = (counts[choice] ?? 0) + 1
  const spoilt = roll.filter(({ choice }) => choice === 'invalid').length
  const silent = roll.filter(({ choice }) => choice === null).length
  const result = resultOf(vote)
  return (
    result?.notVoted !== silent + spoilt || (result.invalid ?? 0) !== spoilt || !resultHolds(vote, counts)
  )
}

/** Whether so many votes by option are what the chain says of a vote. */
export function resultHolds(vote: ClosedVote, counts: Readonly<Record<string, number>>): boolean {
  const result = resultOf(vote)
  if (!result) return false
  const { election } = result
  const told: Record<string, unknown> = election
    ? { ...Object.fromEntries(election.votes.map(({ id, votes }) => [id, votes])), against: result.against }
    : { for: result.for, against: result.against, abstain: result.abstain }
  const options = new Set([...Object.keys(told), ...Object.keys(counts)])
  return [...options].every((each) => (told[each] ?? 0) === (counts[each] ?? 0))
}
