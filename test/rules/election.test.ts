import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DecisionBase } from '../../shared/council-rules.ts'
import { atLeastTwoThirds, moreThanHalf } from '../../shared/fractions.ts'
import { tallyElection, type ElectionInput } from '../../shared/votes-election.ts'

/** Domain §4, «Thresholds»: how many are more than half of 7 … 30. */
const moreThanHalfOf = [4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13, 14, 14, 15, 15, 16]
const councils = moreThanHalfOf.map((needed, i) => [i + 7, needed] as const)

const names = ['a', 'b', 'c', 'd', 'e']

/** At a meeting of `present` of as many members: votes by candidate, and against all. */
function elect(votes: readonly number[], againstAll = 0, given: Partial<ElectionInput> = {}) {
  const cast = votes.reduce((sum, each) => sum + each, againstAll)
  const present = given.present ?? cast
  return tallyElection({
    rules: {
      quorum: { base: 'actual_members', fraction: moreThanHalf },
      tie: { rule: 'not_adopted', caster: 'presiding' },
    },
    majority: { base: 'present', fraction: moreThanHalf },
    established: present,
    actual: present,
    electorate: present,
    present,
    votes: votes.map((count, i) => ({ id: names[i]!, votes: count })),
    againstAll,
    round: 1,
    secondRound: 'majority',
    ...given,
  })
}

const tie = (rule: 'revote' | 'not_adopted' | 'chair_casting') => ({
  rules: {
    quorum: { base: 'actual_members' as const, fraction: moreThanHalf },
    tie: { rule, caster: 'presiding' as const },
  },
})

describe('electing a person', () => {
  test.each(councils)('E2 T-V11 · of %i present %i elect, one fewer does not', (n, needed) => {
    expect(elect([needed, 0, 0], 0, { present: n })).toMatchObject({
      outcome: 'adopted',
      election: { elected: 'a' },
      notVoted: n - needed,
    })
    expect(elect([needed - 1, 1, 0], 0, { present: n })).toMatchObject({ election: { elected: null } })
  })

  test.each(councils)('E1 T-V11 · of %i members %i are a quorum, one fewer elects nobody', (n, quorum) => {
    expect(elect([quorum], 0, { actual: n }).outcome).toBe('adopted')
    expect(elect([quorum - 1], 0, { actual: n })).toMatchObject({
      outcome: 'no_quorum',
      election: { elected: null, runoff: [] },
    })
  })

  test.each(councils)('E4 T-V11 · of %i voters split over three the two leaders go on', (n) => {
    const most = Math.ceil(n / 3) + 1
    const second = Math.ceil((n - most) / 2) + 1
    const third = n - most - second
    const result = elect([third, most, second])
    if (most * 2 > n) expect(result.outcome).toBe('adopted')
    else
      expect(result).toMatchObject({
        outcome: 'second_round',
        election: { elected: null, runoff: ['b', 'c'] },
      })
  })

  test.each<[string, number[], number, string, string[]]>([
    ['E4 · equal at the second place all go on', [5, 3, 3, 1], 0, 'second_round', ['a', 'b', 'c']],
    ['E4 · equal at the first place they alone go on', [4, 4, 3], 0, 'second_round', ['a', 'b']],
    ['E4 · all equal vote again', [4, 4, 4], 0, 'revote', []],
    ['E4 · a leader beside whom nobody has a vote has nobody to go on with', [4, 0, 0], 5, 'not_adopted', []],
    ['E4 · of two there is no second round', [5, 4], 3, 'not_adopted', []],
    ['E3 · против всех by a majority ends it', [3, 2, 1], 7, 'not_adopted', []],
    ['E2 · one candidate without a majority is not elected', [5], 5, 'not_adopted', []],
  ])('%s', (_title, votes, againstAll, outcome, runoff) => {
    expect(elect(votes, againstAll)).toMatchObject({ outcome, election: { elected: null, runoff } })
  })

  test('E5 · two who are equal are voted on again only where the rule of a tie says so; nobody has a casting vote', () => {
    expect(elect([5, 5], 0, tie('revote')).outcome).toBe('revote')
    expect(elect([5, 5], 0, tie('not_adopted')).outcome).toBe('not_adopted')
    expect(elect([5, 5], 0, tie('chair_casting'))).toMatchObject({
      outcome: 'not_adopted',
      tieBrokenBy: null,
    })
  })

  test('E2 E4 · the second round takes the majority again, or by plurality the most votes, and has no third', () => {
    const of = { round: 2, present: 12 } as const
    expect(elect([5, 4], 2, of)).toMatchObject({ outcome: 'not_adopted', election: { runoff: [] } })
    expect(elect([7, 4], 1, of)).toMatchObject({ outcome: 'adopted', election: { elected: 'a' } })
    const plural = { ...of, secondRound: 'plurality' } as const
    expect(elect([5, 4], 2, plural)).toMatchObject({ outcome: 'adopted', election: { elected: 'a' } })
    expect(elect([5, 4], 6, { ...plural, present: 15 }).outcome).toBe('not_adopted')
    expect(elect([3, 3, 2], 2, plural)).toMatchObject({ outcome: 'not_adopted', election: { runoff: [] } })
  })

  test.each<[DecisionBase, string]>([
    ['present', 'not_adopted'],
    ['votes_cast', 'adopted'],
    ['votes_for_against', 'adopted'],
    ['established_number', 'not_adopted'],
  ])('E2 · 7-5 of 15 present and 16 seats by %s: %s', (base, outcome) => {
    const majority = { base, fraction: moreThanHalf }
    expect(elect([7, 5], 0, { present: 15, established: 16, majority }).outcome).toBe(outcome)
  })

  test('E2 · two thirds of 12 seats take 8', () => {
    const majority = { base: 'established_number', fraction: atLeastTwoThirds } as const
    expect(elect([8, 0], 0, { majority, established: 12 }).outcome).toBe('adopted')
    expect(elect([7, 1], 0, { majority, established: 12 })).toMatchObject({
      outcome: 'not_adopted',
      decision: { needed: 8 },
    })
  })

  test.each<[string, Partial<ElectionInput>]>([
    ['more votes than electors', { electorate: 9 }],
    ['more votes than people present', { present: 9, electorate: 12 }],
    ['a part of a vote', { againstAll: 0.5 }],
    ['nobody to elect', { votes: [] }],
    [
      'one candidate twice',
      {
        votes: [
          { id: 'a', votes: 1 },
          { id: 'a', votes: 1 },
        ],
      },
    ],
  ])('E7 · %s is a bug', (_what, given) => {
    expect(() => elect([5, 5], 0, { present: 10, ...given })).toThrow(RangeError)
  })
})

const election: fc.Arbitrary<ElectionInput> = fc
  .record({
    counts: fc.array(fc.nat(9), { minLength: 1, maxLength: 5 }),
    againstAll: fc.nat(9),
    silent: fc.nat(5),
    absent: fc.nat(5),
    round: fc.constantFrom<(1 | 2)[]>(1, 2),
    secondRound: fc.constantFrom<ElectionInput['secondRound'][]>('majority', 'plurality'),
    base: fc.constantFrom<DecisionBase[]>('present', 'votes_cast', 'actual_members', 'established_number'),
    rule: fc.constantFrom<('revote' | 'not_adopted' | 'chair_casting')[]>(
      'revote',
      'not_adopted',
      'chair_casting',
    ),
  })
  .map(({ counts, againstAll, silent, absent, base, rule, ...rounds }) => {
    const present = counts.reduce((sum, each) => sum + each, againstAll) + silent
    return {
      ...tie(rule),
      ...rounds,
      majority: { base, fraction: moreThanHalf },
      established: present + absent + 1,
      actual: present + absent,
      electorate: present,
      present,
      votes: counts.map((votes, i) => ({ id: names[i]!, votes })),
      againstAll,
    }
  })

const votesOf = ({ votes }: ElectionInput, id: string) => votes.find((each) => each.id === id)!.votes
const ofAll = (check: (input: ElectionInput, result: ReturnType<typeof tallyElection>) => boolean) =>
  fc.assert(
    fc.property(election, (input) => check(input, tallyElection(input))),
    { seed: 4, numRuns: 5000 },
  )

describe('every election', () => {
  test('T1 · votes for somebody, against all and silent electors add up to the electorate', () => {
    ofAll(
      ({ electorate }, { for: yes, against, abstain, notVoted }) =>
        yes + against + abstain + notVoted === electorate,
    )
  })

  test('elects exactly when it is adopted, and then who has more votes than anybody else and than «против всех»', () => {
    ofAll((input, { outcome, election: elected }) => {
      const id = elected!.elected
      if (id === null) return outcome !== 'adopted'
      const rivals = input.votes.filter((each) => each.id !== id).map(({ votes }) => votes)
      return outcome === 'adopted' && votesOf(input, id) > Math.max(input.againstAll, ...rivals)
    })
  })

  test('lets nobody into the second round over somebody with as many votes', () => {
    ofAll((input, { outcome, election: counted }) => {
      const runoff = counted?.runoff ?? []
      if (outcome !== 'second_round') return runoff.length === 0
      const least = Math.min(...runoff.map((id) => votesOf(input, id)))
      const fits = input.votes.every(({ id, votes }) => runoff.includes(id) || votes < least)
      return fits && least > 0 && runoff.length >= 2 && runoff.length < input.votes.length
    })
  })

  test('comes to the same whatever the order on the ballot', () => {
    ofAll((input, { outcome, election: one }) => {
      const other = tallyElection({ ...input, votes: input.votes.toReversed() })
      return (
        other.outcome === outcome &&
        other.election?.elected === one?.elected &&
        other.election?.runoff.toReversed().join() === one?.runoff.join()
      )
    })
  })

  test('takes the election from nobody for one vote more', () => {
    ofAll((input, { election: counted }) => {
      const elected = counted?.elected ?? null
      if (elected === null || input.againstAll === 0) return true
      const votes = input.votes.map((each) =>
        each.id === elected ? { ...each, votes: each.votes + 1 } : each,
      )
      return (
        tallyElection({ ...input, votes, againstAll: input.againstAll - 1 }).election?.elected === elected
      )
    })
  })

  test('reaches every outcome in these five thousand', () => {
    const outcomes = new Set<string>()
    ofAll((_input, { outcome }) => outcomes.add(outcome).size > 0)
    expect([...outcomes].toSorted()).toEqual([
      'adopted',
      'no_quorum',
      'not_adopted',
      'revote',
      'second_round',
    ])
  })
})
