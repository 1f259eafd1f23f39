import { expect, test } from 'vitest'
import { choiceOf, numbersWords } from '../../shared/meetings/minutes-votes.ts'
import type { VoteResult } from '../../shared/votes.ts'
import { wrongRoll } from '../../verify/beside.ts'
import type { ClosedVote } from '../../verify/meeting.ts'

const result = { for: 1, against: 1, abstain: 0, notVoted: 2, invalid: 1 } as VoteResult
const roll = ['for', 'against', 'invalid', null].map((choice, n) => ({ memberId: `m${n}`, choice }))
const voteOf = (result: object) =>
  ({ entitled: roll.map(({ memberId }) => memberId), result }) as unknown as ClosedVote

test('T5 · ballots by name with a void sheet are those of the numbers of the minutes, which name it', () => {
  expect(wrongRoll(voteOf(result), roll)).toBe(false)
  expect(wrongRoll(voteOf({ ...result, invalid: 0 }), roll)).toBe(true)
  expect(wrongRoll(voteOf({ ...result, notVoted: 1 }), roll)).toBe(true)
  const silent = roll.map((each) => (each.choice === 'invalid' ? { ...each, choice: null } : each))
  expect(wrongRoll(voteOf(result), silent)).toBe(true)
  const { invalid: _, ...earlier } = result
  expect(wrongRoll(voteOf(earlier), silent)).toBe(false)
})

test('T1 · minutes name void sheets where there are, and read as before where there are none', () => {
  const words = (given: VoteResult) => numbersWords(given, 'ordinary', {}).replaceAll('\u00a0', ' ')
  expect(words(result)).toBe(
    'за – 1, против – 1, воздержались – 0, не голосовали – 2 (из них недействительных листов – 1)',
  )
  const { invalid: _, ...earlier } = result
  for (const given of [earlier, { ...earlier, invalid: 0 }])
    expect(words(given)).toBe('за – 1, против – 1, воздержались – 0, не голосовали – 2')
  expect(choiceOf('invalid', { titles: {}, roll: null })).toBe('лист недействителен')
})
