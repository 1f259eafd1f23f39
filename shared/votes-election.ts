import type { DecisionBase, MajorityRule } from './council-rules.ts'
import { needed, reaches } from './fractions.ts'
import type { Outcome, VoteResult, VotingRules } from './votes.ts'
import type { Id } from './values.ts'

/** What is counted of an election; open or secret, the rules are the same. */
export interface ElectionInput {
  rules: Pick<VotingRules, 'quorum' | 'tie'>
  majority: MajorityRule
  established: number
  actual: number
  electorate: number
  present: number
  quorate?: number
  /** Votes of each candidate, in the order of the terms. */
  votes: readonly { id: Id; votes: number }[]
  againstAll: number
  round: 1 | 2
  secondRound: 'majority' | 'plurality'
}

interface Decided {
  outcome: Outcome
  elected?: Id
  runoff?: Id[]
}

/**
 * Counts the election of a person (domain §6.6; the rules stand in the terms before the first ballot). Each elector has one vote, for one
 * candidate or against all. In their order:
 *
 * - E1 Without a quorum nothing is decided.
 * - E2 Elected is who alone has the most votes, more than «против всех», and reaches the majority of its base. In a second round by
 *   `plurality` the most votes, more than «против всех», are enough.
 * - E3 If «против всех» reaches the majority, nobody is elected and there is no second round.
 * - E4 Of three candidates or more in the first round the two leaders come into the second: those equal at the first place, or the
 *   first and everybody who is equal at the second. Who has no vote at all does not; were it everybody again, it is a `revote`.
 * - E5 Two leaders of two, or of a second round, who are equal are voted on again where the council's rule of a tie is `revote`. No
 *   casting vote elects a person.
 * - E6 Otherwise nobody is elected.
 * - E7 Impossible numbers are a bug: RangeError.
 */
export function tallyElection(input: ElectionInput): VoteResult {
  refuseImpossible(input)
  const { rules, majority, votes, againstAll, electorate, present, quorate = present } = input
  const inFavour = votes.reduce((sum, each) => sum + each.votes, 0)
  const cast = inFavour + againstAll
  const bases: Record<DecisionBase, number> = {
    present,
    votes_for_against: cast,
    votes_cast: cast,
    actual_members: input.actual,
    established_number: input.established,
  }
  const quorumBase = bases[rules.quorum.base]
  const reached = reaches(quorate, quorumBase, rules.quorum.fraction)
  const base = bases[majority.base]
  const decided: Decided = reached ? decide(input, base) : { outcome: 'no_quorum' }
  return {
    outcome: decided.outcome,
    quorum: {
      present: quorate,
      base: quorumBase,
      baseName: rules.quorum.base,
      fraction: rules.quorum.fraction,
      needed: needed(quorumBase, rules.quorum.fraction),
      reached,
    },
    decision: {
      base,
      baseName: majority.base,
      fraction: majority.fraction,
      needed: base === 0 ? null : needed(base, majority.fraction),
    },
    for: inFavour,
    against: againstAll,
    abstain: 0,
    notVoted: electorate - cast,
    tieBrokenBy: null,
    election: { votes: [...votes], elected: decided.elected ?? null, runoff: decided.runoff ?? [] },
  }
}

function decide(input: ElectionInput, base: number): Decided {
  const { votes, againstAll, majority, round, secondRound, rules } = input
  const most = Math.max(...votes.map((each) => each.votes))
  const first = votes.filter((each) => each.votes === most && most > 0)
  const [leader] = first
  if (leader && first.length === 1 && most > againstAll) {
    const isPlural = round === 2 && secondRound === 'plurality'
    if (isPlural || reaches(most, base, majority.fraction)) return { outcome: 'adopted', elected: leader.id }
  }
  if (reaches(againstAll, base, majority.fraction)) return { outcome: 'not_adopted' }
  if (round === 1 && votes.length > 2) return secondRoundOf(votes, first)
  return { outcome: first.length > 1 && rules.tie.rule === 'revote' ? 'revote' : 'not_adopted' }
}

function secondRoundOf(votes: ElectionInput['votes'], first: ElectionInput['votes']): Decided {
  const rest = votes.filter((each) => !first.includes(each) && each.votes > 0)
  const second = Math.max(0, ...rest.map((each) => each.votes))
  const runoff = first.length > 1 ? first : [...first, ...rest.filter((each) => each.votes === second)]
  if (runoff.length < 2) return { outcome: 'not_adopted' }
  if (runoff.length === votes.length) return { outcome: 'revote' }
  // In the order of the ballot, so that the place on the next one says nothing about the votes.
  const ids = votes.filter((each) => runoff.includes(each)).map(({ id }) => id)
  return { outcome: 'second_round', runoff: ids }
}

function refuseImpossible(input: ElectionInput): void {
  const { established, actual, electorate, present, quorate = present, votes, againstAll } = input
  const counts = [
    established,
    actual,
    electorate,
    present,
    quorate,
    againstAll,
    ...votes.map((each) => each.votes),
  ]
  const cast = votes.reduce((sum, each) => sum + each.votes, againstAll)
  const isPossible =
    votes.length > 0 &&
    new Set(votes.map(({ id }) => id)).size === votes.length &&
    counts.every((count) => Number.isSafeInteger(count) && count >= 0) &&
    cast <= electorate &&
    cast <= present
  if (!isPossible) throw new RangeError(`an election that cannot have happened: ${JSON.stringify(counts)}`)
}
