import { SPOILT, type BallotWay } from '../../shared/votes-views.ts'
import type { Id, Instant } from '../../shared/values.ts'

/** A ballot that came in some way, as it stands. */
export interface WayBallot {
  way: BallotWay
  choice: string
  at: Instant
  dissent: string | null
}

/** What somebody typed for a member, each operator apart. */
export interface TypedBallot {
  memberId: Id
  way: 'paper' | 'roll_call'
  operatorId: Id
  choice: string
  dissent: string | null
  typedAt: Instant
}

/** How far the typing of one paper is: one more operator is awaited, they agree, or what they typed differs. */
export type TypedState = 'once' | 'agreed' | 'differs'

/** How many must have typed the same before it counts: a sheet that others cannot see again is typed twice. */
export const operatorsFor = (way: TypedBallot['way'], ways: readonly BallotWay[]): number =>
  way === 'paper' && ways.includes('roll_call') ? 2 : 1

/** How far the typing of one sheet is: typed by too few, differently, or by as many as it takes the same. */
export function stateOf(typed: readonly TypedBallot[], operators: number): TypedState {
  const same = typed.every(
    ({ choice, dissent }) => choice === typed[0]?.choice && dissent === typed[0].dissent,
  )
  return !same ? 'differs' : typed.length < operators ? 'once' : 'agreed'
}

/**
 * All ballots of one member that stand, the one that counts first: one member, one ballot, by the order of the terms. What operators
 * typed differently, or too few of them, is none. A spoilt sheet says nothing, so any vote of the same member counts before it.
 */
export function settled(
  ways: readonly BallotWay[],
  cast: Omit<WayBallot, 'way'> | null,
  typed: readonly TypedBallot[],
): WayBallot[] {
  const standing = ways.flatMap((way): WayBallot[] => {
    if (way === 'app') return cast ? [{ way, ...cast }] : []
    const same = typed.filter((each) => each.way === way)
    const [first] = same
    if (!first || stateOf(same, operatorsFor(way, ways)) !== 'agreed') return []
    const at =
      same
        .map(({ typedAt }) => typedAt)
        .toSorted()
        .at(-1) ?? first.typedAt
    return [{ way, choice: first.choice, at, dissent: first.dissent }]
  })
  return standing.toSorted((a, b) => Number(a.choice === SPOILT) - Number(b.choice === SPOILT))
}
