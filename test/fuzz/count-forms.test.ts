import fc from 'fast-check'
import { expect, test } from 'vitest'
import { defaultCouncilRules, type CouncilRules } from '../../shared/council-rules.ts'
import { canonicalJson } from '../../shared/drafts.ts'
import type { VoteForm, VoteResult } from '../../shared/votes.ts'
import type { VoteTerms } from '../../shared/votes-views.ts'
import type { Member } from '../../server/councils/queries.ts'
import { tallyHands, tallyNames, tallyRating, tallySheets } from '../../server/votes/count.ts'
import { drawUpTerms } from '../../server/votes/terms.ts'
import type { FormsRecord } from '../../verify/forms-record.ts'
import { recount } from '../../verify/forms.ts'

/** Other votes than the usual ones: SEED=2. */
const seed = Number(process.env['SEED'] ?? 1)
const VOTES = 100_000

const at = '2026-11-24T00:00:00.000Z'
const base = fc.constantFrom(
  'present',
  'votes_for_against',
  'votes_cast',
  'actual_members',
  'established_number',
)
const fraction = fc
  .tuple(fc.constantFrom([1, 2], [2, 3], [1, 3], [3, 4], [1, 1]), fc.boolean())
  .map(([[num = 1, den = 1], strict]) => ({ num, den, strict: strict && num < den }))
const majority = fc.record({ base, fraction })

const rules: fc.Arbitrary<CouncilRules> = fc
  .record({
    quorum: fc.record({
      base: fc.constantFrom('actual_members', 'established_number'),
      fraction,
      check: fc.constantFrom('opening_and_each_vote', 'opening_only'),
    }),
    usual: majority,
    qualified: majority,
    organizational: majority,
    tie: fc.record({
      rule: fc.constantFrom('chair_casting', 'not_adopted', 'revote'),
      caster: fc.constantFrom('presiding', 'chair_only'),
    }),
    sheets: fc.record({
      quorum: fraction,
      decisionBase: fc.constantFrom('established_number', 'participants'),
      veto: fc.constantFrom({ num: 1, den: 3, strict: false }, { num: 1, den: 2, strict: true }),
    }),
  })
  .map(({ quorum, usual, qualified, organizational, tie, sheets }) => ({
    ...defaultCouncilRules,
    ...{ quorum: { ...defaultCouncilRules.quorum, ...quorum }, tie },
    decision: { ...defaultCouncilRules.decision, default: usual, qualified, organizational },
    absentee: { ...defaultCouncilRules.absentee, ...sheets },
  }))

const said = ['for', 'for', 'for', 'against', 'against', 'against', 'abstain', 'invalid', null] as const
const choice = fc.constantFrom(...said)
/** A member: how they vote, whether they are here, count at the closing, stand in the place of the chair. */
const seat = fc.record({
  choice,
  isHere: fc.boolean(),
  staysOn: fc.boolean(),
  demands: fc.constantFrom(false, false, false, false, true),
  isDeputy: fc.constantFrom(false, false, false, true),
})

const drawn = fc.record({
  rules,
  seats: fc.array(seat, { minLength: 1, maxLength: 10 }),
  vacant: fc.nat(2),
  presiding: fc.nat(9),
  isChairThere: fc.boolean(),
  decisionClass: fc.constantFrom('ordinary', 'procedural', 'qualified', 'organizational', 'resolution_whole'),
})
type Drawn = typeof drawn extends fc.Arbitrary<infer T> ? T : never

const memberOf = (n: number, role: Member['role']): Member => ({
  ...{ memberId: `m${n}`, personId: `p${n}`, name: `Член ${n}`, role, hasVote: true, isAdministrator: false },
  ...{ familyName: 'Член', givenName: `${n}`, patronymic: null, startsOn: '2026-01-01', endsOn: null },
  ...{ organizationId: null, organizationSlug: null, organizationName: null },
  ...{ basis: null, replacesId: null, endReason: null, endBasis: null },
})

/** The vote as its terms are drawn up, with what came in. */
function voteOf(form: VoteForm, { rules, seats, vacant, presiding, isChairThere, decisionClass }: Drawn) {
  const members = seats.map(({ isDeputy }, n) =>
    memberOf(n, n === 0 && isChairThere ? 'chair' : isDeputy ? 'deputy' : 'member'),
  )
  const ids = (keep: (seat: Drawn['seats'][number]) => boolean) =>
    seats.flatMap((each, n) => (keep(each) ? [`m${n}`] : []))
  const isApart = form === 'absentee'
  const here = ids(({ isHere }) => isHere)
  const sitting = isApart
    ? null
    : {
        ...{ meetingId: 'M', itemId: null, present: here, entitled: here },
        presiding: `m${presiding % seats.length}`,
      }
  const terms = drawUpTerms({
    ...{ question: 'Поддержать?', text: null, form, stage: null, decisionClass, sitting, follows: null },
    ...{ options: null, choose: 1, announcedAt: at, opensAt: at, closesAt: null },
    established: seats.length + vacant,
    electorate: { electors: members, others: [], actual: members.length },
    rules: { id: 'r', validFrom: '2026-01-01', basis: 'Положение', rules },
  })
  const electors = terms.electorate.electors.map((elector) => {
    const drawn = seats[Number(elector.memberId.slice(1))]!.choice
    // Sheets, and so void ones, are there only where the terms take them.
    const word = drawn === 'invalid' && !terms.ways ? null : drawn
    const way = word === 'invalid' ? ('paper' as const) : ('app' as const)
    return {
      ...elector,
      ballot: word === null ? null : { choice: word, way, at, dissent: null },
      others: [],
    }
  })
  const demands = isApart
    ? ids((each) => each.demands).map((memberId) => ({ memberId, demandedAt: at }))
    : undefined
  return {
    terms,
    electors,
    demands,
    standing: isApart ? null : ids(({ isHere, staysOn }) => isHere && staysOn),
  }
}

/** The same counted by the second program, from what would stand in the record. */
const again = (vote: ReturnType<typeof voteOf>, hands?: FormsRecord['hands']) =>
  recount({ ...vote, ...(hands && { hands }) } as unknown as FormsRecord)

function expectAlike(first: VoteResult, { votes, tally }: ReturnType<typeof recount>): boolean {
  return (
    first.outcome === tally.outcome &&
    (first.tieBrokenBy === 'chair') === tally.isCast &&
    first.for === votes.for &&
    first.against === votes.against &&
    first.abstain === votes.abstain &&
    (first.invalid ?? 0) === votes.invalid &&
    first.quorum.present === tally.quorum.count &&
    first.quorum.base === tally.quorum.base &&
    first.quorum.needed === tally.quorum.needed &&
    first.quorum.reached === tally.quorum.isReached &&
    first.decision.base === tally.majority.base &&
    (first.decision.needed ?? 1) === tally.majority.needed
  )
}

const outcomes = new Map<string, number>()
const counted = (first: VoteResult) => {
  outcomes.set(first.outcome, (outcomes.get(first.outcome) ?? 0) + 1)
  return first
}
function expectAll(...expected: string[]) {
  for (const outcome of expected) expect(outcomes.get(outcome) ?? 0, outcome).toBeGreaterThan(VOTES / 1000)
  outcomes.clear()
}

test('§4 absentee · two counts of 100 000 random absentee votes, from the rules of the council to the outcome, agree in every number', () => {
  fc.assert(
    fc.property(drawn, (values) => {
      const vote = voteOf('absentee', values)
      return expectAlike(counted(tallySheets(vote.terms, vote.electors, vote.demands!.length)), again(vote))
    }),
    { seed, numRuns: VOTES },
  )
  expectAll('adopted', 'not_adopted', 'no_quorum', 'revote', 'converted')
})

test('§4 T1 · two counts of 100 000 random mixed votes and roll-calls at meetings agree in every number', () => {
  fc.assert(
    fc.property(drawn, fc.constantFrom('mixed', 'open_roll_call'), (values, form) => {
      const vote = voteOf(form, values)
      return expectAlike(
        counted(tallyNames(vote.terms, vote.electors, { present: vote.standing! })),
        again(vote),
      )
    }),
    { seed, numRuns: VOTES },
  )
  expectAll('adopted', 'not_adopted', 'no_quorum', 'revote')
})

test('§6.1 B · two counts of 100 000 random raised hands agree in every number', () => {
  fc.assert(
    fc.property(drawn, fc.constantFrom('for', 'against', 'abstain', null), (values, casting) => {
      const vote = voteOf('open_count', values)
      const heads = (word: string) => vote.electors.filter(({ ballot }) => ballot?.choice === word).length
      const numbers = { inFavour: heads('for'), against: heads('against'), abstain: heads('abstain') }
      const of = { for: numbers.inFavour, against: numbers.against, abstain: numbers.abstain }
      const hands = { ...numbers, casting: casting && of[casting] > 0 ? casting : null }
      return expectAlike(
        counted(tallyHands(vote.terms, hands, { present: vote.standing! })),
        again(vote, hands),
      )
    }),
    { seed, numRuns: VOTES },
  )
  expectAll('adopted', 'not_adopted', 'no_quorum', 'revote')
})

test('§6.1 E · of 100 000 random ratings each option has as many votes as accounts named it', () => {
  const ids = ['a', 'b', 'c', 'd']
  const picks = fc.array(fc.subarray(ids, { maxLength: 3 }), { maxLength: 8 })
  const terms = {
    rating: { options: ids.map((id) => ({ id, title: id })), choose: 3 },
  } as unknown as VoteTerms
  fc.assert(
    fc.property(picks, (all) => {
      const votes: Record<string, number> = { a: 0, b: 0, c: 0, d: 0 }
      for (const each of all) for (const id of each) votes[id]! += 1
      const options = ids.map((id) => ({ id, votes: votes[id] }))
      return canonicalJson(tallyRating(terms, all)) === canonicalJson({ voters: all.length, options })
    }),
    { seed, numRuns: VOTES },
  )
})
