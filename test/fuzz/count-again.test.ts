import fc from 'fast-check'
import { expect, test } from 'vitest'
import { majorityOf, tally, type Choice, type TallyInput } from '../../shared/votes.ts'
import { tallyElection } from '../../shared/votes-election.ts'
import { countAgain, type Count } from '../../verify/count.ts'
import { electAgain } from '../../verify/election.ts'

const MEETINGS = 100_000
/** Another stretch of meetings than the usual one: SEED=100000. */
const seed = Number(process.env['SEED'] ?? 1)

const quorumBase = fc.constantFrom('actual_members', 'established_number')
const base = fc.constantFrom(
  'present',
  'votes_for_against',
  'votes_cast',
  'actual_members',
  'established_number',
)
// Every share that a council may write down, those of regulations most of all.
const share = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom([1, 2], [2, 3], [1, 3], [3, 4], [1, 1]) },
  { weight: 1, arbitrary: fc.tuple(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 100 })) },
)
const fraction = fc.tuple(share, fc.boolean()).map(([[a = 1, b = 1], strict]) => {
  const [num, den] = [Math.min(a, b), Math.max(a, b)]
  return { num, den, strict: strict && num < den }
})
const majority = fc.record({ base, fraction })
// Small groups and empty ones, because ties and thresholds are where the outcome turns; now and then a thousand.
const group = fc.oneof(
  { weight: 6, arbitrary: fc.constant(0) },
  { weight: 9, arbitrary: fc.nat(8) },
  { weight: 1, arbitrary: fc.nat(1000) },
)

/** A meeting, or a vote apart from one (`silent` then take no part); as many «против» as «за» every other time. */
const meeting: fc.Arbitrary<TallyInput> = fc
  .tuple(
    fc.record({
      quorum: fc.record({ base: quorumBase, fraction }),
      decision: fc.record({ default: majority, qualified: majority }),
      tie: fc.record({
        rule: fc.constantFrom('chair_casting', 'not_adopted', 'revote'),
        caster: fc.constantFrom('presiding', 'chair_only'),
      }),
    }),
    fc.constantFrom('ordinary', 'procedural', 'qualified'),
    fc.tuple(group, group, group, group, group, fc.nat(3)),
    fc.boolean(),
    fc.boolean(),
    fc.constantFrom<Choice | null>('for', 'against', 'abstain', null),
    fc.boolean(),
  )
  .map(([rules, decisionClass, groups, isEven, isApart, chair, isAside]) => {
    const [inFavour, other, abstain, silent, absent, vacant] = groups
    const choices = { for: inFavour, against: isEven ? inFavour : other, abstain }
    const cast = choices.for + choices.against + abstain
    const actual = cast + silent + absent
    return {
      rules,
      decisionClass,
      established: Math.max(0, actual + vacant - 1),
      actual,
      electorate: cast + silent,
      present: isApart ? cast : cast + silent,
      choices,
      chairChoice: chair !== null && choices[chair] > 0 ? chair : null,
      // At a meeting others may count towards the quorum than those who could vote: some stand aside, some have left since.
      ...(isAside && { quorate: absent }),
    }
  })

const again = ({ rules, decisionClass, chairChoice, choices, ...people }: TallyInput): Count =>
  countAgain({
    people,
    votes: choices,
    quorum: rules.quorum,
    majority: majorityOf(rules, decisionClass),
    tieRule: rules.tie.rule,
    casting: chairChoice,
    isSecret: false,
  })

test('Q1 Q2 Q3 · two counts of 100 000 random meetings, written apart, agree in every number', () => {
  const outcomes = new Map<string, number>()
  let cast = 0
  fc.assert(
    fc.property(meeting, (vote) => {
      const first = tally(vote)
      const second = again(vote)
      outcomes.set(second.outcome, (outcomes.get(second.outcome) ?? 0) + 1)
      if (second.isCast) cast += 1
      return (
        first.outcome === second.outcome &&
        (first.tieBrokenBy === 'chair') === second.isCast &&
        first.quorum.present === second.quorum.count &&
        first.quorum.base === second.quorum.base &&
        first.quorum.needed === second.quorum.needed &&
        first.quorum.reached === second.quorum.isReached &&
        first.decision.base === second.majority.base &&
        (first.decision.needed ?? 1) === second.majority.needed
      )
    }),
    { seed, numRuns: MEETINGS },
  )
  // Random meetings that never reach a rule would prove nothing about it.
  for (const outcome of ['adopted', 'not_adopted', 'no_quorum', 'revote'])
    expect(outcomes.get(outcome), outcome).toBeGreaterThan(MEETINGS / 500)
  expect(cast).toBeGreaterThan(MEETINGS / 500)
})

/** Few candidates and few votes, because equal places are where an election turns. */
const election = fc
  .record({
    votes: fc.array(fc.oneof({ weight: 3, arbitrary: fc.nat(4) }, { weight: 1, arbitrary: fc.nat(40) }), {
      minLength: 1,
      maxLength: 5,
    }),
    isEven: fc.boolean(),
    againstAll: fc.nat(5),
    silent: fc.nat(3),
    absent: fc.nat(4),
    quorum: fc.record({ base: quorumBase, fraction }),
    majority,
    tie: fc.constantFrom('chair_casting', 'not_adopted', 'revote'),
    round: fc.constantFrom(1, 2),
    secondRound: fc.constantFrom('majority', 'plurality'),
  })
  .map(({ isEven, ...drawn }): typeof drawn => ({
    ...drawn,
    votes: drawn.votes.map((each, at) => (isEven && at === 1 ? drawn.votes[0]! : each)),
  }))

test('E1 E2 E3 E4 E5 E6 · two counts of 100 000 random elections, written apart, agree in every number', () => {
  const outcomes = new Map<string, number>()
  fc.assert(
    fc.property(election, ({ votes: heads, againstAll, silent, absent, quorum, majority, tie, ...drawn }) => {
      const votes = heads.map((each, at) => ({ id: `${at}`, votes: each }))
      const cast = heads.reduce((sum, each) => sum + each, againstAll)
      const [present, actual] = [cast + silent, cast + silent + absent]
      const { round, secondRound } = drawn
      const first = tallyElection({
        rules: { quorum, tie: { rule: tie, caster: 'presiding' } },
        majority,
        established: actual,
        actual,
        electorate: present,
        present,
        votes,
        againstAll,
        round: round,
        secondRound,
      })
      const count = countAgain({
        people: { established: actual, actual, present },
        votes: { for: cast - againstAll, against: againstAll, abstain: 0 },
        quorum,
        majority,
        tieRule: tie,
        casting: null,
        isSecret: true,
      })
      const second = electAgain({
        votes,
        againstAll,
        isQuorate: count.quorum.isReached,
        base: count.majority.base,
        fraction: majority.fraction,
        round: round,
        secondRound,
        tieRule: tie,
      })
      outcomes.set(second.outcome, (outcomes.get(second.outcome) ?? 0) + 1)
      const { election: elected } = first
      return (
        first.outcome === second.outcome &&
        elected?.elected === second.elected &&
        elected.runoff.join() === second.runoff.join() &&
        first.quorum.needed === count.quorum.needed &&
        first.decision.base === count.majority.base &&
        (first.decision.needed ?? 1) === count.majority.needed
      )
    }),
    { seed, numRuns: MEETINGS },
  )
  for (const outcome of ['adopted', 'not_adopted', 'no_quorum', 'revote', 'second_round'])
    expect(outcomes.get(outcome), outcome).toBeGreaterThan(MEETINGS / 500)
})
