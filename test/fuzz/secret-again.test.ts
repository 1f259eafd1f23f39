import fc from 'fast-check'
import { expect, test } from 'vitest'
import { peopleOf } from '../../server/votes/count.ts'
import { decideSecretly } from '../../server/votes/secret/count.ts'
import { brokenRelation } from '../../shared/secret-votes.ts'
import { AGAINST_ALL, type VoteTerms } from '../../shared/votes-views.ts'
import type { FormsRecord } from '../../verify/forms-record.ts'
import { tallySecretly } from '../../verify/forms.ts'

const VOTES = 100_000
const seed = Number(process.env['SEED'] ?? 1)

const fraction = fc
  .tuple(fc.constantFrom([1, 2], [2, 3], [1, 3], [3, 4], [1, 1]), fc.boolean())
  .map(([[num = 1, den = 1], strict]) => ({ num, den, strict: strict && num < den }))
const quorum = fc.record({ base: fc.constantFrom('actual_members', 'established_number'), fraction })
const base = fc.constantFrom(
  'present',
  'votes_for_against',
  'votes_cast',
  'actual_members',
  'established_number',
)

/** A secret vote, at a meeting or apart from one, of a question or of people, in the first round or the second. */
const drawn = fc.record({
  /** Ballots for each option, the last one «воздержался» or «против всех». */
  heads: fc.array(fc.oneof({ weight: 3, arbitrary: fc.nat(4) }, { weight: 1, arbitrary: fc.nat(30) }), {
    minLength: 3,
    maxLength: 5,
  }),
  isEven: fc.boolean(),
  isElection: fc.boolean(),
  isAtMeeting: fc.boolean(),
  isLookedAgain: fc.boolean(),
  /** Who took a ballot and cast none; who is here and took none; who is not here; who counts towards the quorum alone. */
  silent: fc.nat(3),
  without: fc.nat(3),
  absent: fc.nat(5),
  aside: fc.nat(3),
  vacant: fc.nat(2),
  gone: fc.nat(2),
  quorum,
  majority: fc.record({ base, fraction }),
  tie: fc.constantFrom('not_adopted', 'revote'),
  round: fc.constantFrom(1, 2),
  secondRound: fc.constantFrom('majority', 'plurality'),
  kMin: fc.integer({ min: 2, max: 7 }),
  isRefused: fc.boolean(),
  measured: fc.constantFrom('present', 'issued'),
  /** Ballots in the box that nobody was issued. */
  stuffed: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(3) }),
})
type Drawn = typeof drawn extends fc.Arbitrary<infer Value> ? Value : never

const ids = (prefix: string, count: number) => Array.from({ length: count }, (_, at) => `${prefix}${at}`)

function termsOf(vote: Drawn, options: string[], people: Record<'electors' | 'present' | 'actual', number>) {
  const rules = { quorum: vote.quorum, tie: { rule: vote.tie, caster: 'presiding' as const } }
  const majority = { default: vote.majority, qualified: vote.majority }
  const candidates = options.slice(0, -1).map((id) => ({ id, title: id }))
  const electors = ids('m', people.electors).map((memberId) => ({
    ...{ memberId, name: memberId, role: 'member' as const },
  }))
  const terms: VoteTerms = {
    ...{ question: '?', options, text: null, electorate: { electors, others: [] } },
    numbers: { established: Math.max(1, people.actual + vote.vacant - 1), actual: people.actual },
    rules: { id: 'r', validFrom: '2026-01-01', basis: '', ...rules, decision: majority },
    decision: { class: 'secret_personal', ...vote.majority },
    ...{ opensAt: '', closesAt: null, form: 'secret', stage: null, follows: null, mayChange: true },
    sitting: vote.isAtMeeting
      ? {
          ...{ meetingId: 'm', itemId: null, presiding: null, present: ids('p', people.present) },
          entitled: electors.map(({ memberId }) => memberId),
          check: vote.isLookedAgain ? 'opening_and_each_vote' : 'opening_only',
        }
      : null,
    secret: {
      kMin: vote.kMin,
      belowKMin: vote.isRefused ? 'refuse' : 'warn',
      base: vote.measured,
    },
    ...(vote.isElection && {
      candidates,
      election: { round: vote.round === 2 ? 2 : 1, secondRound: vote.secondRound, tiedSecond: 'all' },
    }),
  }
  return terms
}

test('§6.6 E1–E6 · two counts of 100 000 random secret votes, written apart, agree: at meetings, elections and second rounds among them', () => {
  const seen = new Map<string, number>()
  const tellOf = (...what: string[]) => {
    for (const each of what) seen.set(each, (seen.get(each) ?? 0) + 1)
  }
  fc.assert(
    fc.property(drawn, (vote) => {
      const heads = vote.heads.map((each, at) => (vote.isEven && at === 1 ? vote.heads[0]! : each))
      const options = vote.isElection
        ? [...ids('c', heads.length - 1), AGAINST_ALL]
        : ['for', 'against', 'abstain']
      const counts = Object.fromEntries(options.map((option, at) => [option, heads[at] ?? 0]))
      const cast = Object.values(counts).reduce((sum, each) => sum + each, 0)
      const issued = Math.max(0, cast + vote.silent - vote.stuffed)
      const here = issued + vote.without
      const electors = vote.isAtMeeting ? here : here + vote.absent
      const actual = here + vote.absent
      const present = here + vote.aside
      const terms = termsOf(vote, options, { electors, present, actual })
      const standing = ids('p', Math.max(0, present - vote.gone))

      const people = peopleOf(terms, issued, { present: standing })
      const numbers = { roll: actual, present: people.present, issued, cast, valid: cast, invalid: 0 }
      const isTooFew = vote.isRefused && cast < vote.kMin
      const broken = brokenRelation(numbers)
      const nothing = isTooFew ? 'too_few' : broken ? 'irregular' : null
      const zeros = Object.fromEntries(options.map((option) => [option, 0]))
      const first = decideSecretly(terms, people, issued, { counts: nothing ? zeros : counts, nothing })

      // Of the whole record the count reads the terms, and who stood for the quorum at the closing.
      const record = { terms, standing: vote.isAtMeeting ? standing : null } as unknown as FormsRecord
      const { votes, tally } = tallySecretly(
        record,
        { numbers, broken, counts: isTooFew ? null : counts },
        issued,
      )
      const second = tally as typeof tally & { elected?: string | null; runoff?: string[] }
      const round = vote.isElection ? `round ${vote.round}` : 'question'
      const place = vote.isAtMeeting ? 'meeting' : 'apart'
      tellOf(nothing ?? 'opened', first.outcome, `${round} at ${place}: ${first.outcome}`)
      return (
        first.outcome === second.outcome &&
        first.for === votes.for &&
        first.against === votes.against &&
        first.abstain === votes.abstain &&
        first.tieBrokenBy === null &&
        !second.isCast &&
        first.quorum.present === second.quorum.count &&
        first.quorum.base === second.quorum.base &&
        first.quorum.needed === second.quorum.needed &&
        first.quorum.reached === second.quorum.isReached &&
        first.decision.base === second.majority.base &&
        (first.decision.needed ?? 1) === second.majority.needed &&
        (first.election?.elected ?? null) === (second.elected ?? null) &&
        (first.election?.runoff.join() ?? '') === (second.runoff?.join() ?? '')
      )
    }),
    { seed, numRuns: VOTES },
  )
  for (const place of ['meeting', 'apart']) {
    for (const outcome of ['adopted', 'not_adopted', 'no_quorum', 'revote'])
      for (const round of ['question', 'round 1', 'round 2'])
        expect(
          seen.get(`${round} at ${place}: ${outcome}`),
          `${round}, ${place}: ${outcome}`,
        ).toBeGreaterThan(20)
    expect(seen.get(`round 1 at ${place}: second_round`)).toBeGreaterThan(20)
  }
  for (const each of ['too_few', 'irregular', 'opened'])
    expect(seen.get(each), each).toBeGreaterThan(VOTES / 500)
})
