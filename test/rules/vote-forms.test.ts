import { describe, expect, test } from 'vitest'
import { peopleOf } from '../../server/votes/count.ts'
import { drawUpTerms, type Drawn } from '../../server/votes/terms.ts'
import { readRules, type StoredRules } from '../../shared/council-rules.ts'
import { tally, type Choice, type DecisionClass, type VoteForm } from '../../shared/votes.ts'
import type { VoteTerms } from '../../shared/votes-views.ts'

/** Domain §4, «Thresholds», for N = 7 … 30. */
const table = {
  moreThanHalf: [4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13, 14, 14, 15, 15, 16],
  half: [4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13, 14, 14, 15, 15],
  twoThirds: [5, 6, 6, 7, 8, 8, 9, 10, 10, 11, 12, 12, 13, 14, 14, 15, 16, 16, 17, 18, 18, 19, 20, 20],
  oneThird: [3, 3, 3, 4, 4, 4, 5, 5, 5, 6, 6, 6, 7, 7, 7, 8, 8, 8, 9, 9, 9, 10, 10, 10],
}
const councils = table.moreThanHalf.map((_, i) => i + 7)
const of = (row: keyof typeof table, n: number) => table[row][n - 7]!

/** Forms of a question that is answered with yes or no; an election has its own vectors. */
const atMeeting: VoteForm[] = ['open_roll_call', 'open_count', 'mixed', 'secret']
const apart: VoteForm[] = ['open_roll_call', 'mixed', 'absentee', 'secret']

interface Given {
  rules?: StoredRules
  decisionClass?: DecisionClass
  established?: number
  /** How many of the members are at the meeting; apart from one when absent. */
  present?: number
}

/** The terms of a council of `n` members, the first of them its chair. */
function termsOf(
  form: VoteForm,
  n: number,
  { rules = {}, decisionClass = 'ordinary', established = n, present }: Given,
) {
  const members: Drawn['electorate']['electors'] = Array.from({ length: n }, (_, i) => ({
    memberId: `m${i}`,
    personId: `p${i}`,
    name: `${i}`,
    familyName: `${i}`,
    givenName: '',
    patronymic: null,
    role: i === 0 ? 'chair' : 'member',
    hasVote: true,
    isAdministrator: false,
    organizationId: null,
    organizationSlug: null,
    organizationName: null,
    basis: null,
    replacesId: null,
    endReason: null,
    endBasis: null,
    startsOn: '2026-01-01',
    endsOn: null,
  }))
  const here = members.slice(0, present ?? 0).map(({ memberId }) => memberId)
  return drawUpTerms({
    question: '?',
    text: null,
    form,
    stage: null,
    decisionClass,
    established,
    electorate: { electors: members, others: [], actual: n },
    rules: { id: 'r', validFrom: '2026-01-01', basis: '', rules: readRules(rules) },
    sitting:
      present === undefined
        ? null
        : { meetingId: 'm', itemId: null, present: here, entitled: here, presiding: 'm0' },
    follows: null,
    options: null,
    choose: 1,
    announcedAt: '2026-11-01T00:00:00.000Z',
    opensAt: '2026-11-01T00:00:00.000Z',
    closesAt: present === undefined ? '2026-12-01T00:00:00.000Z' : null,
  })
}

function outcome(
  terms: VoteTerms,
  [yes, no, abstain]: readonly [number, number, number],
  chairChoice: Choice | null = null,
) {
  const isSecret = terms.form === 'secret'
  return tally({
    ...peopleOf(terms, yes + no + abstain, undefined),
    rules: terms.rules,
    decisionClass: terms.decision.class,
    majority: terms.decision,
    choices: { for: yes, against: no, abstain },
    chairChoice: isSecret ? null : chairChoice,
  })
}

describe.each(atMeeting)('T-V11 · at a meeting, %s', (form) => {
  test.each(councils)('N = %i', (n) => {
    const quorum = of('moreThanHalf', n)
    const lacking = termsOf(form, n, { present: quorum - 1 })
    expect(outcome(lacking, [quorum - 1, 0, 0]).outcome).toBe('no_quorum')
    const terms = termsOf(form, n, { present: n })
    expect(outcome(terms, [quorum, 0, 0])).toMatchObject({ outcome: 'adopted', notVoted: n - quorum })
    expect(outcome(terms, [quorum - 1, 1, n - quorum], 'abstain').outcome).toBe('not_adopted')
    // Who is there and raises no hand works against the question as an abstention does.
    expect(outcome(terms, [quorum - 1, 0, 0]).outcome).toBe('not_adopted')

    const qualified = termsOf(form, n, { present: n, decisionClass: 'qualified' })
    expect(outcome(qualified, [of('twoThirds', n), 0, 0]).outcome).toBe('adopted')
    expect(outcome(qualified, [of('twoThirds', n) - 1, 0, 0]).outcome).toBe('not_adopted')

    const loose = termsOf(form, n, {
      present: of('half', n),
      rules: { quorum: { fraction: { num: 1, den: 2, strict: false } } },
    })
    expect(outcome(loose, [of('half', n), 0, 0]).outcome).toBe('adopted')
  })

  test.each(councils.filter((n) => n % 2 === 0))('split evenly, N = %i', (n) => {
    const even = [n / 2, n / 2, 0] as const
    const by = (rule: 'chair_casting' | 'not_adopted' | 'revote') =>
      outcome(termsOf(form, n, { present: n, rules: { tie: { rule, caster: 'presiding' } } }), even, 'for')
    expect(by('chair_casting')).toMatchObject(
      form === 'secret'
        ? { outcome: 'not_adopted', tieBrokenBy: null }
        : { outcome: 'adopted', tieBrokenBy: 'chair' },
    )
    expect(by('not_adopted').outcome).toBe('not_adopted')
    expect(by('revote').outcome).toBe('revote')
  })
})

describe.each(apart)('T-V11 · apart from a meeting, %s', (form) => {
  test.each(councils)('N = %i', (n) => {
    const quorum = of('moreThanHalf', n)
    const terms = termsOf(form, n, {})
    expect(outcome(terms, [quorum - 1, 0, 0]).outcome).toBe('no_quorum')
    expect(outcome(terms, [quorum, 0, 0]).outcome).toBe('adopted')
    // Two seats are vacant: an absentee vote measures by the seats there should be [S17], the others by who takes part.
    const vacant = outcome(termsOf(form, n, { established: n + 2 }), [quorum, 0, 0])
    const isShort = form === 'absentee' && quorum * 2 <= n + 2
    expect(vacant.outcome).toBe(isShort ? 'not_adopted' : 'adopted')
  })
})

describe('T-V11 · an absentee vote', () => {
  test.each(councils)('of %i members: two thirds as quorum, a third demands a session', (n) => {
    const rules: StoredRules = { absentee: { quorum: { num: 2, den: 3, strict: false } } }
    const terms = termsOf('absentee', n, { rules })
    const quorum = of('twoThirds', n)
    expect(outcome(terms, [quorum, 0, 0]).outcome).toBe('adopted')
    expect(outcome(terms, [quorum - 1, 0, 0]).outcome).toBe('no_quorum')
    expect(terms.absentee?.demandsNeeded).toBe(of('oneThird', n))
  })

  test.each<[DecisionClass, 'established_number' | 'participants', string]>([
    ['ordinary', 'established_number', 'established_number'],
    ['ordinary', 'participants', 'present'],
    ['organizational', 'participants', 'present'],
    ['qualified', 'participants', 'established_number'],
    ['procedural', 'established_number', 'present'],
  ])('of class %s with absentee.decisionBase %s is measured by %s', (decisionClass, decisionBase, base) => {
    const terms = termsOf('absentee', 9, { decisionClass, rules: { absentee: { decisionBase } } })
    expect(terms.decision.base).toBe(base)
  })
})

describe('T-V11 · the vectors of present = 10', () => {
  test.each<[string, readonly [number, number, number], StoredRules, string]>([
    ['4-3-3 of those present', [4, 3, 3], {}, 'not_adopted'],
    ['4-3-3 за против', [4, 3, 3], base('votes_for_against'), 'adopted'],
    ['5-4-1 of those present', [5, 4, 1], {}, 'not_adopted'],
    ['5-4-1 за против', [5, 4, 1], base('votes_for_against'), 'adopted'],
    ['6-0-4 of those present', [6, 0, 4], {}, 'adopted'],
  ])('%s', (_what, numbers, rules, expected) => {
    for (const form of atMeeting)
      expect(outcome(termsOf(form, 10, { present: 10, rules }), numbers).outcome, form).toBe(expected)
  })

  test('7-0-3 of 15 seats is not adopted; 2/3 of 12 seats take 8', () => {
    for (const form of atMeeting) {
      const of15 = termsOf(form, 10, { present: 10, established: 15, rules: base('established_number') })
      expect(outcome(of15, [7, 0, 3]).outcome, form).toBe('not_adopted')
      const of12 = termsOf(form, 10, { present: 10, established: 12, decisionClass: 'qualified' })
      expect(outcome(of12, [7, 0, 3]).decision.needed, form).toBe(8)
    }
  })
})

function base(name: 'votes_for_against' | 'established_number'): StoredRules {
  return { decision: { default: { base: name, fraction: { num: 1, den: 2, strict: true } } } }
}
