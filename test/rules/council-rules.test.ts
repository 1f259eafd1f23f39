import { Check } from 'typebox/value'
import { describe, expect, test } from 'vitest'
import {
  countingRules,
  CouncilRules,
  defaultCouncilRules,
  demanded,
  readRules,
  type StoredRules,
} from '../../shared/council-rules.ts'

const moreThanHalf = { num: 1, den: 2, strict: true }
const twoThirds = { num: 2, den: 3, strict: false }
const oneThird = { num: 1, den: 3, strict: false }

describe('the rules of a council', () => {
  test('R-73 · the defaults are rules', () => {
    expect(Check(CouncilRules, defaultCouncilRules)).toBe(true)
  })

  test('R-73 · the defaults are those of domain §4', () => {
    const days = (n: number) => ({ days: n, working: false })
    const workdays = (n: number) => ({ days: n, working: true })
    expect(defaultCouncilRules).toEqual({
      seats: { min: 7, max: 30 },
      term: { years: 3 },
      absence: { inRow: 3, perYear: moreThanHalf },
      proxy: 'forbidden',
      invited: { voice: 'advisory' },
      sessions: { minPerYear: 4 },
      firstSession: { maxDays: workdays(30) },
      extraordinary: { members: oneThird, headOfBody: false },
      notice: days(7),
      materials: workdays(5),
      quorum: {
        base: 'actual_members',
        fraction: moreThanHalf,
        check: 'opening_and_each_vote',
        countRemote: true,
        countRecused: true,
      },
      decision: {
        default: { base: 'present', fraction: moreThanHalf },
        qualified: { base: 'established_number', fraction: twoThirds },
        organizational: { base: 'present', fraction: moreThanHalf },
        secretPersonal: { base: 'present', fraction: moreThanHalf },
      },
      tie: { rule: 'chair_casting', caster: 'presiding' },
      vote: { form: 'open_roll_call', change: 'until_closing' },
      secret: { kMin: 5, belowKMin: 'refuse', base: 'present', demand: oneThird },
      absentee: {
        enabled: true,
        minDays: workdays(5),
        quorum: moreThanHalf,
        decisionBase: 'established_number',
        veto: oneThird,
      },
      minutes: { dueDays: workdays(5), signers: ['presiding', 'secretary'], remarksDays: days(3) },
      dissent: { dueDays: days(3) },
      publication: { dueDays: workdays(10) },
      discussion: { minDays: workdays(5) },
      initiative: { minOrganizations: 1, minPersons: 3 },
      registrationDueDays: days(3),
      replyDueDays: days(30),
      replyExtensionDays: days(30),
      dueDateOnDayOff: 'previous_workday',
    })
  })

  test.each<[string, Partial<Record<keyof CouncilRules, unknown>>]>([
    ['more seats at least than at most', { seats: { min: 12, max: 8 } }],
    ['minutes that nobody signs', { minutes: { ...defaultCouncilRules.minutes, signers: [] } }],
    [
      'minutes that one signs twice',
      { minutes: { ...defaultCouncilRules.minutes, signers: ['presiding', 'presiding'] } },
    ],
    [
      'a demand by more members than there are',
      { extraordinary: { members: { ...oneThird, num: 4 }, headOfBody: true } },
    ],
    ['a secret vote of one ballot', { secret: { ...defaultCouncilRules.secret, kMin: 1 } }],
    ['a form of vote that is none', { vote: { ...defaultCouncilRules.vote, form: 'applause' } }],
    ['a term of no days', { notice: { days: 0, working: true } }],
    ['a term that does not say which days', { notice: { days: 5 } }],
  ])('R-73 · %s does not enter', (_, wrong) => {
    expect(Check(CouncilRules, { ...defaultCouncilRules, ...wrong })).toBe(false)
  })

  test.each([
    ['a term of reply that is not extended', { replyExtensionDays: { days: 0, working: false } }],
    ['dissent on the very day', { dissent: { dueDays: { days: 0, working: false } } }],
    ['no rule of absence', { absence: { inRow: null, perYear: null } }],
    ['a term as long as the Duma’s', { term: { years: null } }],
    ['a demand by any one member', { extraordinary: { members: 'one_member', headOfBody: true } }],
  ])('R-73 · %s enters', (_, right) => {
    expect(Check(CouncilRules, { ...defaultCouncilRules, ...right })).toBe(true)
  })

  test.each([
    ['one_member', 14, 1],
    [oneThird, 14, 5],
    [oneThird, 12, 4],
  ] as const)('extraordinary.by · a demand by %o of %i members takes %i', (demand, members, count) => {
    expect(demanded(demand, members)).toBe(count)
  })
})

describe('a stored version', () => {
  // As the first release wrote it.
  const early: StoredRules = {
    quorum: { base: 'established_number', fraction: twoThirds },
    decision: {
      default: { base: 'actual_members', fraction: moreThanHalf },
      qualified: { base: 'actual_members', fraction: twoThirds },
    },
    tie: { rule: 'revote', caster: 'chair_only' },
    registrationDueDays: 5,
    replyDueDays: 20,
    replyExtensionDays: 10,
    dueDateOnDayOff: 'next_workday',
  }

  test('R-73 · from before the later keys keeps what it says and has the defaults of §4 for the rest', () => {
    const rules = readRules(early)
    expect(Check(CouncilRules, rules)).toBe(true)
    expect(rules).toEqual({
      ...defaultCouncilRules,
      quorum: { ...defaultCouncilRules.quorum, ...early.quorum },
      decision: {
        ...early.decision,
        organizational: early.decision!.default,
        secretPersonal: early.decision!.default,
      },
      tie: early.tie,
      registrationDueDays: { days: 5, working: false },
      replyDueDays: { days: 20, working: false },
      replyExtensionDays: { days: 10, working: false },
      dueDateOnDayOff: 'next_workday',
    })
  })

  test('R-73 · that lacks everything has the defaults, and one that lacks nothing is itself', () => {
    expect(readRules({})).toEqual(defaultCouncilRules)
    // Once there was a parameter that no vote went by.
    const old = { vote: { electorate: 'all_members' } } as StoredRules
    expect(readRules(old)).toEqual(defaultCouncilRules)
    const own: CouncilRules = {
      ...defaultCouncilRules,
      term: { years: null },
      absence: { inRow: null, perYear: null },
      extraordinary: { members: 'one_member', headOfBody: true },
      minutes: { ...defaultCouncilRules.minutes, signers: ['secretary', 'presiding', 'chair'] },
      decision: { ...defaultCouncilRules.decision, secretPersonal: defaultCouncilRules.decision.qualified },
    }
    expect(readRules(own)).toEqual(own)
    expect(readRules(JSON.parse(JSON.stringify(own)) as StoredRules)).toEqual(own)
  })

  test('leaves to a vote what the vote is counted by, in the form that its record has', () => {
    expect(countingRules(readRules(early))).toEqual({
      quorum: early.quorum,
      decision: early.decision,
      tie: early.tie,
    })
  })
})
