import { fewest, type Share } from './count.ts'

/**
 * The election of a person, counted a second time from the words of the rules (docs/votes.md, E1 – E6). Each elector has one vote, for
 * one candidate or against all.
 */
export interface Election {
  votes: readonly { id: string; votes: number }[]
  againstAll: number
  /** Whether there was a quorum, and of how many the majority is a share. */
  isQuorate: boolean
  base: number
  fraction: Share
  round: 1 | 2
  secondRound: 'majority' | 'plurality'
  tieRule: 'chair_casting' | 'not_adopted' | 'revote'
}

export interface Elected {
  outcome: 'adopted' | 'not_adopted' | 'no_quorum' | 'revote' | 'second_round'
  elected: string | null
  runoff: string[]
}

const nobody = (outcome: Elected['outcome'], runoff: string[] = []): Elected => ({
  outcome,
  elected: null,
  runoff,
})

export function electAgain(election: Election): Elected {
  const { votes, againstAll, base, fraction, round, secondRound } = election
  if (!election.isQuorate) return nobody('no_quorum')
  const bar = fewest(fraction, base)
  const most = Math.max(0, ...votes.map((each) => each.votes))
  const first = votes.filter((each) => each.votes === most && most > 0)
  const [leader] = first
  const isAlone = first.length === 1 && most > againstAll
  if (leader && isAlone && (most >= bar || (round === 2 && secondRound === 'plurality')))
    return { outcome: 'adopted', elected: leader.id, runoff: [] }
  if (againstAll >= bar) return nobody('not_adopted')
  if (round === 1 && votes.length > 2) return goOn(votes, first)
  return first.length > 1 && election.tieRule === 'revote' ? nobody('revote') : nobody('not_adopted')
}

/** Those equal at the first place, or the first and everybody equal at the second; whoever has no vote stays behind. */
function goOn(votes: Election['votes'], first: Election['votes']): Elected {
  const behind = votes.filter((each) => each.votes > 0 && !first.includes(each))
  const second = Math.max(0, ...behind.map((each) => each.votes))
  const leaders = first.length > 1 ? first : [...first, ...behind.filter((each) => each.votes === second)]
  const runoff = votes.filter((each) => leaders.includes(each)).map(({ id }) => id)
  if (runoff.length < 2) return nobody('not_adopted')
  return runoff.length === votes.length ? nobody('revote') : nobody('second_round', runoff)
}
