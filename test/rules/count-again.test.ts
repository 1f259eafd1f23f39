import { describe, expect, test } from 'vitest'
import { moreThanHalf, needed, reaches, type Fraction } from '../../shared/fractions.ts'
import { tally, type Choice, type Outcome } from '../../shared/votes.ts'
import type { CouncilRules, DecisionBase } from '../../shared/council-rules.ts'
import { countAgain, fewest } from '../../verify/count.ts'

const atLeastHalf: Fraction = { num: 1, den: 2, strict: false }
const atLeastTwoThirds: Fraction = { num: 2, den: 3, strict: false }
const atLeastOneThird: Fraction = { num: 1, den: 3, strict: false }

/** Domain §4, «Thresholds», word for word: N, more than 1/2, at least 1/2, 2/3, 1/3. */
const table = `
7:  4  4  5  3
8:  5  4  6  3
9:  5  5  6  3
10: 6  5  7  4
11: 6  6  8  4
12: 7  6  8  4
13: 7  7  9  5
14: 8  7  10 5
15: 8  8  10 5
16: 9  8  11 6
17: 9  9  12 6
18: 10 9  12 6
19: 10 10 13 7
20: 11 10 14 7
21: 11 11 14 7
22: 12 11 15 8
23: 12 12 16 8
24: 13 12 16 8
25: 13 13 17 9
26: 14 13 18 9
27: 14 14 18 9
28: 15 14 19 10
29: 15 15 20 10
30: 16 15 20 10`
const rows = table
  .trim()
  .split('\n')
  .map((line) => line.split(/[:\s]+/).map(Number) as [number, number, number, number, number])

interface Vote {
  base: DecisionBase
  fraction: Fraction
  quorum: Fraction
  counts: readonly [number, number, number]
  present: number
  actual: number
  established: number
  tie: CouncilRules['tie']['rule']
  chair: Choice | null
}

const usual: Vote = {
  base: 'present',
  fraction: moreThanHalf,
  quorum: moreThanHalf,
  counts: [0, 0, 0],
  present: 10,
  actual: 10,
  established: 10,
  tie: 'chair_casting',
  chair: null,
}

/** One vote by both counts. */
function both(given: Partial<Vote>): [first: Outcome, second: Outcome] {
  const { base, fraction, quorum, counts, present, actual, established, tie, chair } = { ...usual, ...given }
  const votes = { for: counts[0], against: counts[1], abstain: counts[2] }
  const majority = { base, fraction }
  const first = tally({
    rules: {
      quorum: { base: 'actual_members', fraction: quorum },
      decision: { default: majority, qualified: majority },
      tie: { rule: tie, caster: 'presiding' },
    },
    decisionClass: 'ordinary',
    established,
    actual,
    electorate: present,
    present,
    choices: votes,
    chairChoice: chair,
  })
  const second = countAgain({
    people: { established, actual, present },
    votes,
    quorum: { base: 'actual_members', fraction: quorum },
    majority,
    tieRule: tie,
    casting: chair,
    isSecret: false,
  })
  return [first.outcome, second.outcome]
}

describe.each(rows)('T-V11 · of %i', (size, ...thresholds) => {
  const shares = [moreThanHalf, atLeastHalf, atLeastTwoThirds, atLeastOneThird]

  test.each(shares.map((share, at) => [share, thresholds[at]!] as const))(
    '%j is from %i on, for a quorum and for a majority, by both counts',
    (share, threshold) => {
      expect([needed(size, share), fewest(share, size)]).toEqual([threshold, threshold])
      for (let count = 0; count <= size; count += 1) {
        const isEnough = count >= threshold
        expect(reaches(count, size, share)).toBe(isEnough)
        const people = { actual: size, established: size }
        const quorate = both({ ...people, present: count, counts: [count, 0, 0], quorum: share })
        expect(quorate).toEqual(Array(2).fill(isEnough ? 'adopted' : 'no_quorum'))
        const carried = both({
          ...people,
          present: size,
          counts: [count, size - count, 0],
          fraction: share,
          tie: 'not_adopted',
        })
        expect(carried).toEqual(Array(2).fill(isEnough ? 'adopted' : 'not_adopted'))
      }
    },
  )
})

describe('the decision vectors of domain §4, by both counts', () => {
  test.each<[string, Partial<Vote>, Outcome]>([
    ['4-3-3 of those present', { counts: [4, 3, 3] }, 'not_adopted'],
    ['4-3-3 of за and против', { counts: [4, 3, 3], base: 'votes_for_against' }, 'adopted'],
    ['5-5-0, the chair за', { counts: [5, 5, 0], chair: 'for' }, 'adopted'],
    ['5-5-0, a tie is lost', { counts: [5, 5, 0], chair: 'for', tie: 'not_adopted' }, 'not_adopted'],
    ['5-4-1 of those present', { counts: [5, 4, 1] }, 'not_adopted'],
    ['5-4-1 of за and против', { counts: [5, 4, 1], base: 'votes_for_against' }, 'adopted'],
    ['6-0-4 of those present', { counts: [6, 0, 4] }, 'adopted'],
    ['7-0-3 of 15 seats', { counts: [7, 0, 3], base: 'established_number', established: 15 }, 'not_adopted'],
    ['8-0-2 of 15 seats', { counts: [8, 0, 2], base: 'established_number', established: 15 }, 'adopted'],
    [
      '7-3-0, two thirds of 12 seats',
      { counts: [7, 3, 0], base: 'established_number', fraction: atLeastTwoThirds, established: 12 },
      'not_adopted',
    ],
    [
      '8-2-0, two thirds of 12 seats',
      { counts: [8, 2, 0], base: 'established_number', fraction: atLeastTwoThirds, established: 12 },
      'adopted',
    ],
    ['5-4-0 and one silent of those present', { counts: [5, 4, 0] }, 'not_adopted'],
  ])('%s', (_, vote, outcome) => {
    expect(both(vote)).toEqual([outcome, outcome])
  })

  test('5-5-0 in a secret vote is not adopted whoever presides (domain §0.5)', () => {
    const secret = countAgain({
      people: { established: 10, actual: 10, present: 10 },
      votes: { for: 5, against: 5, abstain: 0 },
      quorum: { base: 'actual_members', fraction: moreThanHalf },
      majority: { base: 'present', fraction: moreThanHalf },
      tieRule: 'chair_casting',
      casting: 'for',
      isSecret: true,
    })
    expect(secret).toMatchObject({ outcome: 'not_adopted', isCast: false })
  })
})

describe('where the two counts once disagreed, the text of §4 decides', () => {
  test('4-4-2 of ten present is no tie: an abstention is a «not for» in that base (`abstain.counts`)', () => {
    expect(both({ counts: [4, 4, 2], chair: 'for' })).toEqual(['not_adopted', 'not_adopted'])
    expect(both({ counts: [4, 4, 2], tie: 'revote' })).toEqual(['not_adopted', 'not_adopted'])
  })

  test('a vacant seat is as little a tie as an abstention: 5-5-0 of 12 seats', () => {
    const vote = { counts: [5, 5, 0], base: 'established_number', established: 12, chair: 'for' } as const
    expect(both(vote)).toEqual(['not_adopted', 'not_adopted'])
  })
})
