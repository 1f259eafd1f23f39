import fc from 'fast-check'
import { Check } from 'typebox/value'
import { expect, test } from 'vitest'
import { CouncilRules, defaultCouncilRules, Share } from '../../shared/council-rules.ts'
import { needed, reaches, type Fraction } from '../../shared/fractions.ts'

const moreThanHalf: Fraction = { num: 1, den: 2, strict: true }
const atLeastHalf: Fraction = { num: 1, den: 2, strict: false }
const atLeastTwoThirds: Fraction = { num: 2, den: 3, strict: false }
const atLeastThird: Fraction = { num: 1, den: 3, strict: false }

// domain §4, «Thresholds (executed)»: N · > 1/2 · ≥ 1/2 · ≥ 2/3 · ≥ 1/3
const thresholds = [
  [7, 4, 4, 5, 3],
  [8, 5, 4, 6, 3],
  [9, 5, 5, 6, 3],
  [10, 6, 5, 7, 4],
  [11, 6, 6, 8, 4],
  [12, 7, 6, 8, 4],
  [13, 7, 7, 9, 5],
  [14, 8, 7, 10, 5],
  [15, 8, 8, 10, 5],
  [16, 9, 8, 11, 6],
  [17, 9, 9, 12, 6],
  [18, 10, 9, 12, 6],
  [19, 10, 10, 13, 7],
  [20, 11, 10, 14, 7],
  [21, 11, 11, 14, 7],
  [22, 12, 11, 15, 8],
  [23, 12, 12, 16, 8],
  [24, 13, 12, 16, 8],
  [25, 13, 13, 17, 9],
  [26, 14, 13, 18, 9],
  [27, 14, 14, 18, 9],
  [28, 15, 14, 19, 10],
  [29, 15, 15, 20, 10],
  [30, 16, 15, 20, 10],
] as const

test.each(thresholds)('Q1 · the thresholds of a council of %i are %i, %i, %i and %i', (size, ...expected) => {
  const fractions = [moreThanHalf, atLeastHalf, atLeastTwoThirds, atLeastThird]
  expect(fractions.map((fraction) => needed(size, fraction))).toEqual(expected)
})

test('Q1 · «более половины» and «не менее половины» part at 4 of 8 (domain §0.4)', () => {
  expect(reaches(4, 8, moreThanHalf)).toBe(false)
  expect(reaches(4, 8, atLeastHalf)).toBe(true)
  expect(reaches(8, 14, moreThanHalf)).toBe(true)
})

test('Q1 · nobody is never a share, not even of an empty base', () => {
  expect(reaches(0, 0, atLeastHalf)).toBe(false)
  expect(reaches(0, 0, moreThanHalf)).toBe(false)
  expect(needed(0, atLeastHalf)).toBe(1)
})

const anyFraction = fc
  .record({
    num: fc.integer({ min: 1, max: 100 }),
    den: fc.integer({ min: 1, max: 100 }),
    strict: fc.boolean(),
  })
  .filter((fraction) => Check(Share, fraction))
const anyBase = fc.nat(100_000)

test('Q1 · `needed` is the smallest count that reaches', () => {
  fc.assert(
    fc.property(anyBase, anyFraction, (base, fraction) => {
      const least = needed(base, fraction)
      expect(reaches(least - 1, base, fraction)).toBe(false)
      if (base > 0) expect(reaches(least, base, fraction)).toBe(true)
    }),
  )
})

test('Q1 · a share that may enter can be reached by everybody', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000 }), anyFraction, (base, fraction) => {
      expect(reaches(base, base, fraction)).toBe(true)
    }),
  )
})

test('Q1 · one more never unreaches; a larger base is never easier; strict is never easier', () => {
  fc.assert(
    fc.property(fc.nat(1000), fc.nat(1000), anyFraction, (count, base, fraction) => {
      if (reaches(count, base, fraction)) expect(reaches(count + 1, base, fraction)).toBe(true)
      if (reaches(count, base + 1, fraction)) expect(reaches(count, base, fraction)).toBe(true)
      if (reaches(count, base, { ...fraction, strict: true }))
        expect(reaches(count, base, { ...fraction, strict: false })).toBe(true)
    }),
  )
})

test.each([
  ['a denominator of zero', { num: 1, den: 0, strict: false }],
  ['a negative share', { num: -1, den: 2, strict: false }],
  ['a share of nothing', { num: 0, den: 2, strict: false }],
  ['a share above the whole', { num: 3, den: 2, strict: false }],
  ['more than all', { num: 1, den: 1, strict: true }],
  ['half a person', { num: 0.5, den: 1, strict: false }],
])('R-73 · %s does not enter the rules', (_, fraction) => {
  const rules = { ...defaultCouncilRules, quorum: { ...defaultCouncilRules.quorum, fraction } }
  expect(Check(CouncilRules, rules)).toBe(false)
})

test.each([0, 366, 2.5, -3])('R-73 · a term of %d days does not enter the rules', (days) => {
  const replyDueDays = { days, working: false }
  expect(Check(CouncilRules, { ...defaultCouncilRules, replyDueDays })).toBe(false)
})

test.each([1, 365])('R-73 · a term of %d days enters the rules', (days) => {
  const replyDueDays = { days, working: true }
  expect(Check(CouncilRules, { ...defaultCouncilRules, replyDueDays })).toBe(true)
})
