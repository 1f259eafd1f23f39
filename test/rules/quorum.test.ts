import fc from 'fast-check'
import { Check } from 'typebox/value'
import { describe, expect, test } from 'vitest'
import { defaultCouncilRules, type DecisionBase } from '../../shared/council-rules.ts'
import { needed, reaches, type Fraction } from '../../shared/fractions.ts'
import {
  majorityOf,
  tally,
  VoteResult,
  type Choice,
  type TallyInput,
  type VotingRules,
} from '../../shared/votes.ts'

const moreThanHalf: Fraction = { num: 1, den: 2, strict: true }
const atLeastHalf: Fraction = { num: 1, den: 2, strict: false }
const atLeastTwoThirds: Fraction = { num: 2, den: 3, strict: false }
const bases: DecisionBase[] = [
  'present',
  'votes_for_against',
  'votes_cast',
  'actual_members',
  'established_number',
]

interface Given {
  base?: DecisionBase
  fraction?: Fraction
  tie?: VotingRules['tie']['rule']
  quorum?: VotingRules['quorum']
}

function rules({
  base = 'present',
  fraction = moreThanHalf,
  tie = 'chair_casting',
  quorum,
}: Given = {}): VotingRules {
  const { decision } = defaultCouncilRules
  return {
    quorum: quorum ?? defaultCouncilRules.quorum,
    decision: { ...decision, default: { base, fraction } },
    tie: { rule: tie, caster: 'presiding' },
  }
}

/** A vote at a meeting, за-против-возд.; unless said otherwise everybody is present and entitled. */
function atMeeting(counts: string, given: Partial<TallyInput> = {}): TallyInput {
  const [inFavour = 0, against = 0, abstain = 0] = counts.split('-').map(Number)
  const choices = { for: inFavour, against, abstain }
  const present = given.present ?? inFavour + against + abstain
  return {
    rules: rules(),
    decisionClass: 'ordinary',
    established: present,
    actual: present,
    electorate: present,
    present,
    choices,
    chairChoice: null,
    ...given,
  }
}

describe('the vectors of domain §4', () => {
  test.each([
    ['4-3-3', 'present', 'not_adopted'],
    ['4-3-3', 'votes_for_against', 'adopted'],
    ['5-4-1', 'present', 'not_adopted'],
    ['5-4-1', 'votes_for_against', 'adopted'],
    ['6-0-4', 'present', 'adopted'],
  ] as const)('Q2 · %s of 10 present, base %s: %s', (counts, base, outcome) => {
    expect(tally(atMeeting(counts, { rules: rules({ base }) })).outcome).toBe(outcome)
  })

  test.each([
    ['chair_casting', 'for', 'adopted', 'chair'],
    ['chair_casting', 'against', 'not_adopted', 'chair'],
    ['chair_casting', null, 'not_adopted', null],
    ['not_adopted', 'for', 'not_adopted', null],
    ['revote', 'for', 'revote', null],
  ] as const)('Q3 · 5-5-0, %s, chair %s: %s', (tie, chairChoice, outcome, tieBrokenBy) => {
    expect(tally(atMeeting('5-5-0', { rules: rules({ tie }), chairChoice }))).toMatchObject({
      outcome,
      tieBrokenBy,
    })
  })

  test('Q3 · a secret vote knows no choice of the chair, so a tie in it is not adopted (domain §0.5)', () => {
    expect(tally(atMeeting('5-5-0', { chairChoice: null })).outcome).toBe('not_adopted')
  })

  test('Q2 · 7-0-3 with 15 established is not adopted by the established number: 7 < 8', () => {
    const result = tally(
      atMeeting('7-0-3', { rules: rules({ base: 'established_number' }), established: 15, actual: 15 }),
    )
    expect(result.outcome).toBe('not_adopted')
    expect(result.decision).toMatchObject({ base: 15, baseName: 'established_number', needed: 8 })
  })

  test.each([
    ['7-3-0', 'not_adopted'],
    ['8-2-0', 'adopted'],
  ])('Q2 · a qualified decision of 12 established takes 8: %s is %s', (counts, outcome) => {
    const result = tally(atMeeting(counts, { decisionClass: 'qualified', established: 12, actual: 12 }))
    expect(result.outcome).toBe(outcome)
    expect(result.decision).toMatchObject({ needed: 8, fraction: atLeastTwoThirds })
  })

  test('Q2 · whoever is present and presses nothing works against the question and is the fourth number (T1)', () => {
    const result = tally(atMeeting('5-4-0', { present: 10 }))
    expect(result).toMatchObject({ outcome: 'not_adopted', for: 5, against: 4, abstain: 0, notVoted: 1 })
    expect(result.decision).toMatchObject({ base: 10, needed: 6 })
  })
})

describe('quorum', () => {
  test.each([
    ['4 of 8, «более половины»', 4, 8, moreThanHalf, false],
    ['4 of 8, «не менее половины»', 4, 8, atLeastHalf, true],
    ['8 of 14, «более половины»', 8, 14, moreThanHalf, true],
    ['9 of 14, «не менее двух третей»', 9, 14, atLeastTwoThirds, false],
    ['10 of 14, «не менее двух третей»', 10, 14, atLeastTwoThirds, true],
  ])('Q1 · %s', (_, present, actual, fraction, reached) => {
    const quorum = { base: 'actual_members', fraction } as const
    const result = tally(
      atMeeting(`${present}-0-0`, { rules: rules({ quorum }), actual, established: actual }),
    )
    expect(result.quorum.reached).toBe(reached)
    expect(result.outcome).toBe(reached ? 'adopted' : 'no_quorum')
  })

  test('Q1 · vacant seats count where the base is the established number', () => {
    const vote = (base: 'actual_members' | 'established_number') =>
      tally(
        atMeeting('6-0-0', {
          rules: rules({ quorum: { base, fraction: moreThanHalf } }),
          established: 12,
          actual: 10,
        }),
      )
    expect(vote('actual_members').quorum).toMatchObject({ present: 6, base: 10, needed: 6, reached: true })
    expect(vote('established_number').quorum).toMatchObject({
      present: 6,
      base: 12,
      needed: 7,
      reached: false,
    })
  })

  test('Q1 · without a quorum a unanimous vote decides nothing, and neither does the chair', () => {
    expect(tally(atMeeting('3-0-0', { actual: 9 })).outcome).toBe('no_quorum')
    expect(tally(atMeeting('2-2-0', { actual: 9, chairChoice: 'for' }))).toMatchObject({
      outcome: 'no_quorum',
      tieBrokenBy: null,
    })
  })

  test('Q1 · a council without members has no quorum', () => {
    expect(tally(atMeeting('0-0-0'))).toMatchObject({ outcome: 'no_quorum', decision: { needed: null } })
  })

  for (let size = 7; size <= 30; size += 1) {
    test.each([
      ['более половины', moreThanHalf],
      ['не менее половины', atLeastHalf],
      ['не менее двух третей', atLeastTwoThirds],
    ])(`T-V11 · a council of ${size} is quorate and decides from the threshold on: %s`, (_, fraction) => {
      const quorum = { base: 'actual_members', fraction } as const
      for (let count = 0; count <= size; count += 1) {
        const here = tally(
          atMeeting(`${count}-0-0`, { rules: rules({ quorum }), actual: size, established: size }),
        )
        expect(here.quorum.reached).toBe(count >= needed(size, fraction))

        const votes = atMeeting(`${count}-${size - count}-0`, {
          rules: rules({ fraction, tie: 'not_adopted' }),
        })
        expect(tally(votes).outcome).toBe(count >= needed(size, fraction) ? 'adopted' : 'not_adopted')
      }
    })

    test(`T-V11 · an even split of ${size} is settled by the tie rule, an odd council has none`, () => {
      const half = Math.floor(size / 2)
      const split = `${half}-${half}-${size % 2}`
      const outcomes = (['chair_casting', 'not_adopted', 'revote'] as const).map(
        (tie) => tally(atMeeting(split, { rules: rules({ tie }), chairChoice: 'for' })).outcome,
      )
      expect(outcomes).toEqual(
        size % 2 === 0 ? ['adopted', 'not_adopted', 'revote'] : ['not_adopted', 'not_adopted', 'not_adopted'],
      )
    })
  }
})

describe("the chair's vote", () => {
  test('Q3 · it does not lift a question over abstentions where they count against: 4-4-2 of 10 present', () => {
    expect(tally(atMeeting('4-4-2', { chairChoice: 'for' }))).toMatchObject({
      outcome: 'not_adopted',
      tieBrokenBy: null,
    })
  })

  test('Q3 · it decides 4-4-2 where abstentions are outside the base', () => {
    const vote = atMeeting('4-4-2', { rules: rules({ base: 'votes_for_against' }), chairChoice: 'for' })
    expect(tally(vote)).toMatchObject({
      outcome: 'adopted',
      tieBrokenBy: 'chair',
      decision: { base: 8, needed: 5 },
    })
  })

  test('Q3 · a chair who abstained decides nothing', () => {
    const vote = atMeeting('4-4-2', { rules: rules({ base: 'votes_for_against' }), chairChoice: 'abstain' })
    expect(tally(vote)).toMatchObject({ outcome: 'not_adopted', tieBrokenBy: null })
  })

  test('Q3 · it does not lift a question over somebody silent: 4-4-0 of 9 present', () => {
    expect(tally(atMeeting('4-4-0', { present: 9, chairChoice: 'for' })).outcome).toBe('not_adopted')
  })

  test.each([
    [14, 'adopted'],
    [15, 'not_adopted'],
  ])(
    'Q3 · 7-7-0 by the established number of %i is %s: a vacant seat is not a tie',
    (established, outcome) => {
      const vote = { rules: rules({ base: 'established_number' }), established, chairChoice: 'for' } as const
      expect(tally(atMeeting('7-7-0', vote)).outcome).toBe(outcome)
    },
  )

  test('Q3 · it never makes a qualified majority', () => {
    expect(tally(atMeeting('6-6-0', { decisionClass: 'qualified', chairChoice: 'for' })).outcome).toBe(
      'not_adopted',
    )
  })

  test('Q2 · «не менее половины» is reached by a half, so there is no tie to settle', () => {
    const vote = atMeeting('5-5-0', { rules: rules({ fraction: atLeastHalf }), chairChoice: 'against' })
    expect(tally(vote)).toMatchObject({ outcome: 'adopted', tieBrokenBy: null })
  })

  test('Q3 · nobody for and nobody against is no tie', () => {
    for (const tie of ['revote', 'chair_casting'] as const) {
      const vote = atMeeting('0-0-9', {
        rules: rules({ base: 'votes_for_against', tie }),
        chairChoice: 'abstain',
      })
      expect(tally(vote)).toMatchObject({ outcome: 'not_adopted', decision: { base: 0, needed: null } })
    }
  })
})

describe('classes and forms', () => {
  test('Q2 · a procedural question takes more than half of those present, whatever the rules say of others [S73]', () => {
    const established = rules({ base: 'established_number', fraction: atLeastTwoThirds })
    expect(majorityOf(established, 'procedural')).toEqual({ base: 'present', fraction: moreThanHalf })
    const vote = { rules: established, established: 15, actual: 10 }
    expect(tally(atMeeting('6-4-0', { ...vote, decisionClass: 'procedural' })).outcome).toBe('adopted')
    expect(tally(atMeeting('6-4-0', { ...vote, decisionClass: 'ordinary' })).outcome).toBe('not_adopted')
  })

  test('Q1 · apart from a meeting a sheet not returned is missing from the quorum and not from the majority', () => {
    const apart = (counts: string) => atMeeting(counts, { electorate: 9, actual: 9, established: 9 })
    expect(tally(apart('4-1-0'))).toMatchObject({
      outcome: 'adopted',
      notVoted: 4,
      decision: { base: 5, needed: 3 },
    })
    expect(tally(apart('4-0-0'))).toMatchObject({ outcome: 'no_quorum', notVoted: 5 })
  })

  test('Q1 · a member present but recused counts towards the quorum and not among the four numbers', () => {
    const result = tally(atMeeting('5-0-0', { present: 6, electorate: 5, actual: 10 }))
    expect(result.quorum).toMatchObject({ present: 6, reached: true })
    expect(result.notVoted).toBe(0)
  })

  test.each([
    ['more ballots than electors', { electorate: 8, present: 9 }],
    ['more ballots than people taking part', { electorate: 9, present: 8 }],
    ["a chair's choice that nobody made", { chairChoice: 'abstain' }],
    ['half a member', { actual: 9.5 }],
    ['a number that is none', { established: Number.NaN }],
    ['fewer than nobody', { choices: { for: -1, against: 1, abstain: 0 } }],
  ] as const)('Q5 · %s is a bug, not a result', (_, impossible) => {
    expect(() => tally({ ...atMeeting('5-4-0'), ...impossible })).toThrow(RangeError)
  })
})

describe('properties', () => {
  const fraction = fc.constantFrom(moreThanHalf, atLeastHalf, atLeastTwoThirds, {
    num: 1,
    den: 3,
    strict: true,
  })
  const anyRules: fc.Arbitrary<VotingRules> = fc.record({
    quorum: fc.record({ base: fc.constantFrom('actual_members', 'established_number'), fraction }),
    decision: fc.record({
      default: fc.record({ base: fc.constantFrom(...bases), fraction }),
      qualified: fc.record({ base: fc.constantFrom(...bases), fraction }),
    }),
    tie: fc.record({
      rule: fc.constantFrom('chair_casting', 'not_adopted', 'revote'),
      caster: fc.constantFrom('presiding', 'chair_only'),
    }),
  })
  // Small groups, because ties and thresholds are where the outcome turns.
  const group = fc.nat(8)
  const anyVote = (form: 'at a meeting' | 'apart'): fc.Arbitrary<TallyInput> =>
    fc
      .record({
        rules: anyRules,
        decisionClass: fc.constantFrom('ordinary', 'procedural', 'qualified'),
        choices: fc.record({ for: group, against: group, abstain: group }),
        silent: group,
        recused: fc.nat(2),
        absent: group,
        vacant: fc.nat(3),
        chair: fc.constantFrom<Choice | null>('for', 'against', 'abstain', null),
      })
      .map(({ silent, recused, absent, vacant, chair, ...vote }) => {
        const cast = vote.choices.for + vote.choices.against + vote.choices.abstain
        const actual = cast + silent + recused + absent
        return {
          ...vote,
          actual,
          established: actual + vacant,
          electorate: cast + silent,
          present: form === 'apart' ? cast : cast + silent + recused,
          chairChoice: chair !== null && vote.choices[chair] > 0 ? chair : null,
        }
      })

  describe.each(['at a meeting', 'apart'] as const)('of a vote %s', (form) => {
    test('T1 · the four numbers add up to the electorate', () => {
      fc.assert(
        fc.property(anyVote(form), (vote) => {
          const result = tally(vote)
          expect(result.for + result.against + result.abstain + result.notVoted).toBe(vote.electorate)
        }),
      )
    })

    test('Q5 · a result is always a result: no NaN, no fraction of a person, no undefined', () => {
      fc.assert(fc.property(anyVote(form), (vote) => Check(VoteResult, tally(vote))))
    })

    test('Q2 · one «за» more never turns adopted into not adopted, whoever it comes from', () => {
      fc.assert(
        fc.property(
          anyVote(form),
          fc.constantFrom('against', 'abstain', 'silent', 'newcomer'),
          (vote, from) => {
            const richer = withOneMoreFor(vote, from, form)
            if (richer && tally(vote).outcome === 'adopted') expect(tally(richer).outcome).toBe('adopted')
          },
        ),
        { numRuns: 3000 },
      )
    })

    test('Q2 · one «против» instead of an abstention never turns not adopted into adopted', () => {
      fc.assert(
        fc.property(anyVote(form), (vote) => {
          const { choices } = vote
          if (choices.abstain === 0 || vote.chairChoice === 'abstain') return
          const harsher = {
            ...vote,
            choices: { ...choices, against: choices.against + 1, abstain: choices.abstain - 1 },
          }
          // Domain §4 itself holds one exception: 5-4-1 is not adopted, 5-5-0 with the chair's «за» is.
          const isTieMade = tally(harsher).tieBrokenBy === 'chair'
          if (tally(vote).outcome === 'not_adopted' && !isTieMade)
            expect(tally(harsher).outcome).not.toBe('adopted')
        }),
        { numRuns: 3000 },
      )
    })

    test('Q1 · adopted always means a quorum, and «за» at the threshold or the chair in an even split', () => {
      fc.assert(
        fc.property(anyVote(form), (vote) => {
          const { outcome, quorum, decision, tieBrokenBy, ...result } = tally(vote)
          if (outcome !== 'adopted') return
          expect(reaches(quorum.present, quorum.base, quorum.fraction)).toBe(true)
          if (tieBrokenBy) expect([result.for, vote.chairChoice]).toEqual([result.against, 'for'])
          else expect(result.for).toBeGreaterThanOrEqual(decision.needed!)
        }),
      )
    })

    test('Q2 · a strict share never adopts what the same share not strict would not', () => {
      const withStrict = (vote: TallyInput, strict: boolean): TallyInput => {
        const { base, fraction } = majorityOf(vote.rules, 'ordinary')
        const decision = { ...vote.rules.decision, default: { base, fraction: { ...fraction, strict } } }
        return { ...vote, decisionClass: 'ordinary', rules: { ...vote.rules, decision } }
      }
      fc.assert(
        fc.property(anyVote(form), (vote) => {
          if (tally(withStrict(vote, true)).outcome === 'adopted')
            expect(tally(withStrict(vote, false)).outcome).toBe('adopted')
        }),
      )
    })
  })

  /** The same vote with one «за» more: from another choice, from silence, or from a newcomer; null if nobody can. */
  function withOneMoreFor(
    vote: TallyInput,
    from: 'against' | 'abstain' | 'silent' | 'newcomer',
    form: 'at a meeting' | 'apart',
  ): TallyInput | null {
    const { choices, electorate, present, chairChoice } = vote
    const cast = choices.for + choices.against + choices.abstain
    const more = { ...choices, for: choices.for + 1 }
    if (from === 'newcomer') {
      const isRoom = form === 'at a meeting' && present < vote.actual
      return isRoom ? { ...vote, choices: more, present: present + 1, electorate: electorate + 1 } : null
    }
    if (from === 'silent') {
      if (electorate === cast) return null
      return { ...vote, choices: more, present: form === 'apart' ? present + 1 : present }
    }
    if (choices[from] === 0) return null
    const fewer = choices[from] - 1
    return {
      ...vote,
      choices: { ...more, [from]: fewer },
      chairChoice: chairChoice === from && fewer === 0 ? 'for' : chairChoice,
    }
  }
})
