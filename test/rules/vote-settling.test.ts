import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { agreedCount, roundOf, whyNotCount, type HandCount } from '../../server/votes/hands-rules.ts'
import { operatorsFor, settled, stateOf, type TypedBallot } from '../../server/votes/settle.ts'
import type { BallotWay } from '../../shared/votes-views.ts'

const runs = { seed: 4, numRuns: 3000 }
const mixed: BallotWay[] = ['paper', 'app', 'roll_call']
const absentee: BallotWay[] = ['app', 'paper']
const choice = fc.constantFrom('for', 'against', 'abstain')

const typed: fc.Arbitrary<TypedBallot[]> = fc.uniqueArray(
  fc.record({
    memberId: fc.constant('m'),
    way: fc.constantFrom<('paper' | 'roll_call')[]>('paper', 'roll_call'),
    operatorId: fc.constantFrom('a', 'b', 'c'),
    choice,
    dissent: fc.constantFrom(null, 'Нет.'),
    typedAt: fc.constantFrom('2026-11-01T00:00:00.000Z', '2026-11-01T00:00:01.000Z'),
  }),
  { selector: ({ way, operatorId }) => way + operatorId, maxLength: 6 },
)
const cast = fc.option(
  fc.record({ choice, at: fc.constant('2026-11-01T00:00:02.000Z'), dissent: fc.constant(null) }),
  {
    nil: null,
  },
)

describe('of the ballots of one member', () => {
  test('there is at most one of each way, in the order of the terms', () => {
    fc.assert(
      fc.property(cast, typed, fc.constantFrom(mixed, absentee), (own, papers, ways) => {
        const found = settled(ways, own, papers).map(({ way }) => way)
        return found.join() === ways.filter((way) => found.includes(way)).join()
      }),
      runs,
    )
  })

  test('the one of the app stands exactly if it was cast, whatever others type', () => {
    fc.assert(
      fc.property(cast, typed, fc.constantFrom(mixed, absentee), (own, papers, ways) => {
        const app = settled(ways, own, papers).find(({ way }) => way === 'app')
        return app?.choice === own?.choice
      }),
      runs,
    )
  })

  test('a sheet of a mixed vote stands only as two or more have typed it, all alike', () => {
    fc.assert(
      fc.property(cast, typed, (own, papers) => {
        const sheets = papers.filter(({ way }) => way === 'paper')
        const words = new Set(sheets.map((each) => `${each.choice} ${each.dissent}`))
        const stands = settled(mixed, own, papers).some(({ way }) => way === 'paper')
        return stands === (sheets.length >= 2 && words.size === 1)
      }),
      runs,
    )
  })

  test('T5 · a void sheet counts after any vote of the member, and alone it stands as itself', () => {
    const at = '2026-11-01T00:00:00.000Z'
    const sheet = (operatorId: string): TypedBallot => ({
      ...{ memberId: 'm', way: 'paper', operatorId, choice: 'invalid', dissent: null, typedAt: at },
    })
    const sheets = [sheet('a'), sheet('b')]
    const own = { choice: 'for', at, dissent: null }
    for (const ways of [mixed, absentee]) {
      expect(settled(ways, own, sheets).map(({ choice }) => choice)).toEqual(['for', 'invalid'])
      expect(settled(ways, null, sheets).map(({ choice }) => choice)).toEqual(['invalid'])
    }
    expect(settled(mixed, null, sheets.slice(1))).toEqual([])
  })

  test('it makes no difference in which order they were typed', () => {
    fc.assert(
      fc.property(cast, typed, (own, papers) => {
        const there = settled(mixed, own, papers)
        const back = settled(mixed, own, papers.toReversed())
        return JSON.stringify(there) === JSON.stringify(back)
      }),
      runs,
    )
  })

  test('a sheet is typed by two in a mixed vote and by one in an absentee vote; words that differ are told as such', () => {
    expect([
      operatorsFor('paper', mixed),
      operatorsFor('roll_call', mixed),
      operatorsFor('paper', absentee),
    ]).toEqual([2, 1, 1])
    const one: TypedBallot = {
      memberId: 'm',
      way: 'paper',
      operatorId: 'a',
      choice: 'for',
      dissent: null,
      typedAt: '2026-11-01T00:00:00.000Z',
    }
    expect(stateOf([one], 2)).toBe('once')
    expect(stateOf([one, { ...one, operatorId: 'b' }], 2)).toBe('agreed')
    expect(stateOf([one, { ...one, operatorId: 'b', choice: 'against' }], 2)).toBe('differs')
  })
})

describe('hands that were counted', () => {
  /** Persons who type numbers as they come; what the rules refuse is not taken. */
  const played = fc
    .array(
      fc.record({
        personId: fc.constantFrom('a', 'b', 'c'),
        inFavour: fc.nat(3),
        against: fc.nat(2),
        abstain: fc.nat(1),
        casting: fc.constantFrom<('for' | null)[]>('for', null),
      }),
      { maxLength: 14 },
    )
    .map((tries) => {
      const counts: HandCount[] = []
      for (const { personId, ...numbers } of tries)
        if (whyNotCount(counts, numbers, personId, 5) === null)
          counts.push({ personId, ...numbers, round: roundOf(counts).round })
      return counts
    })

  test('are never of more than two persons in a round, nor twice of one', () => {
    fc.assert(
      fc.property(played, (counts) => {
        const rounds = Object.values(Object.groupBy(counts, ({ round }) => round))
        return rounds.every(
          (each) =>
            each && each.length <= 2 && new Set(each.map(({ personId }) => personId)).size === each.length,
        )
      }),
      runs,
    )
  })

  test('are agreed only if the last two are the same, and nothing comes after', () => {
    fc.assert(
      fc.property(played, (counts) => {
        const agreed = agreedCount(counts)
        const before = counts.slice(0, -1)
        const [one, other] = counts.slice(-2)
        if (agreedCount(before)) return false
        return (
          agreed === null ||
          (one?.round === other?.round &&
            one?.personId !== other?.personId &&
            one?.inFavour === other?.inFavour)
        )
      }),
      runs,
    )
  })
})
