import { Type, type Static } from 'typebox'
import { DecisionBase, QuorumBase, Share, type CountingRules, type MajorityRule } from './council-rules.ts'
import { moreThanHalf, needed, reaches } from './fractions.ts'
import { Id, Nullable } from './values.ts'

export const Choice = Type.Enum(['for', 'against', 'abstain'])
export type Choice = Static<typeof Choice>

/**
 * domain §3: announced → open → closed → confirmed (in the minutes) | invalid (in the minutes: without a quorum); annulled for an
 * irregularity, before it is confirmed. From `announced` on the terms are frozen; `closed` is counted.
 */
export const VoteState = Type.Enum(['announced', 'open', 'closed', 'confirmed', 'invalid', 'annulled'])
export type VoteState = Static<typeof VoteState>

/**
 * How a question is voted on (domain §6.1). `mixed` takes ballots of the app, sheets of paper and words spoken at a roll-call into one
 * count; `election` chooses a person by name; `rating` decides nothing.
 */
export const VoteForm = Type.Enum([
  'open_roll_call',
  'open_count',
  'secret',
  'absentee',
  'mixed',
  'rating',
  'election',
])
export type VoteForm = Static<typeof VoteForm>

/** Where a text stands that is adopted in steps: «за основу» → amendments → «в целом». */
export const VoteStage = Type.Enum(['basis', 'amendment', 'whole'])
export type VoteStage = Static<typeof VoteStage>

/**
 * Which majority a question takes. `procedural` (break, end of debate) is always more than half of those present, as reglaments have
 * it [V S73]; `qualified`, `organizational` (election of the chair) and `secret_personal` have rules of their own; all other classes
 * go by the ordinary one.
 */
export const DecisionClass = Type.Enum([
  'ordinary',
  'procedural',
  'organizational',
  'qualified',
  'secret_personal',
  'resolution_basis',
  'resolution_amendment',
  'resolution_whole',
  'rating',
])
export type DecisionClass = Static<typeof DecisionClass>

/**
 * `no_quorum`, `revote`, `second_round` and `converted` (a session was demanded instead) decide nothing: the question may be put
 * again. In an election `adopted` says that somebody is elected.
 */
export const Outcome = Type.Enum([
  'adopted',
  'not_adopted',
  'no_quorum',
  'revote',
  'second_round',
  'converted',
])
export type Outcome = Static<typeof Outcome>

const Heads = Type.Integer({ minimum: 0 })

/**
 * What a closed vote is frozen with and the minutes quote (T1): the numbers, and the bases they were measured
 * against.
 */
export const VoteResult = Type.Object({
  outcome: Outcome,
  quorum: Type.Object({
    present: Heads,
    base: Heads,
    baseName: QuorumBase,
    fraction: Share,
    needed: Heads,
    reached: Type.Boolean(),
  }),
  decision: Type.Object({
    base: Heads,
    baseName: DecisionBase,
    fraction: Share,
    /** How many «за» it took; null when the base is empty, so that no number would have done. */
    needed: Nullable(Heads),
  }),
  for: Heads,
  against: Heads,
  abstain: Heads,
  notVoted: Heads,
  /** Where sheets of paper are taken: how many of those who did not vote returned one that is void. Older results lack it. */
  invalid: Type.Optional(Heads),
  /** `chair` when the votes were split evenly and the chair's own vote decided, either way. */
  tieBrokenBy: Nullable(Type.Literal('chair')),
  /** An election alone: votes by candidate in the order of the terms, who is elected, who goes to the second round. */
  election: Type.Optional(
    Type.Object({
      votes: Type.Array(Type.Object({ id: Id, votes: Heads })),
      elected: Nullable(Id),
      runoff: Type.Array(Id),
    }),
  ),
  /** An absentee vote alone: who demanded a session, and how many it takes. */
  demands: Type.Optional(Type.Object({ count: Heads, needed: Heads })),
})
export type VoteResult = Static<typeof VoteResult>

/** The rules of a council that a vote is counted by; they are kept with the vote from its opening. */
export type VotingRules = CountingRules

/** The majorities of a council; a version of the rules from before the last two were keys has them not. */
interface Majorities {
  default: MajorityRule
  qualified: MajorityRule
  organizational?: MajorityRule
  secretPersonal?: MajorityRule
}

/**
 * What is counted. How `electorate` and `present` are filled depends on the form of the vote: see `tally`.
 */
export interface TallyInput {
  rules: VotingRules
  decisionClass: DecisionClass
  /** Seats there should be, members there are. */
  established: number
  actual: number
  /** Those who could cast a ballot. */
  electorate: number
  /** Those who take part: for the quorum, and for the base `present`. */
  present: number
  /** Those who count towards the quorum, if they are others than those who take part. */
  quorate?: number
  /** The majority that was frozen with the question, if it is another than that of its class. */
  majority?: MajorityRule
  choices: Readonly<Record<Choice, number>>
  /**
   * How the one whose vote decides a tie (`tie.caster`) voted; null when nobody does or they did not vote. A secret vote has none
   * (domain §0.5).
   */
  chairChoice: Choice | null
}

const proceduralMajority: MajorityRule = { base: 'present', fraction: moreThanHalf }

/** The majority that a class of decisions takes under the rules of a council. */
export function majorityOf(
  { decision }: { decision: Majorities },
  decisionClass: DecisionClass,
): MajorityRule {
  switch (decisionClass) {
    case 'procedural':
      return proceduralMajority
    case 'qualified':
      return decision.qualified
    case 'organizational':
      return decision.organizational ?? decision.default
    case 'secret_personal':
      return decision.secretPersonal ?? decision.default
    default:
      return decision.default
  }
}

/**
 * Counts a vote that is over. Nothing is read from a clock or a roll here, so the same input gives the same
 * result for ever.
 *
 * **At a meeting** (T1): `electorate` are the members entitled to vote and present when the question is put,
 * `present` those members who count towards the quorum. за + против + воздержались + не голосовали = entitled
 * and present; whoever was there and pressed nothing counts in the base `present` and so works against the
 * question, as an abstention does (domain §4).
 *
 * Where presence is looked at again when the vote is closed (`quorum.check`), `quorate` are those present then; who left since may
 * have voted and stays among `present`.
 *
 * **Apart from a meeting** (a vote open for days): `electorate` are all members entitled to vote, `present`
 * those who cast a ballot, because a sheet that was not returned «did not take part» (domain §4,
 * `absentee.quorum`). The four numbers then add up to the electorate; the bases `present` and `votes_cast`
 * are the same; the silent ones fail the quorum, not the majority.
 *
 * The rules, in their order:
 *
 * - Q1 Without a quorum nothing is decided, whatever the numbers (`quorum.*`).
 * - Q2 A question is adopted when «за» reaches the fraction of the base (`decision.*`, S10, S11, S16, S17).
 * - Q3 An even split is settled by `tie.rule`; see `isSplitEvenly`. Under `chair_casting` the chair's own
 *   ballot decides; a chair who abstained or did not vote leaves the question not adopted.
 * - Q4 Otherwise it is not adopted.
 * - Q5 Impossible numbers (more ballots than electors or than people taking part, a chair's choice that
 *   nobody made, a fraction of a person) are a bug: RangeError. A result is frozen for good, so a wrong one
 *   is worse than none.
 */
export function tally(input: TallyInput): VoteResult {
  refuseImpossible(input)
  const { rules, decisionClass, established, actual, electorate, present, choices, chairChoice } = input
  const { quorate = present } = input
  const cast = choices.for + choices.against + choices.abstain
  const bases: Record<DecisionBase, number> = {
    present,
    votes_for_against: choices.for + choices.against,
    votes_cast: cast,
    actual_members: actual,
    established_number: established,
  }
  const quorumBase = bases[rules.quorum.base]
  const quorumReached = reaches(quorate, quorumBase, rules.quorum.fraction)
  const majority = input.majority ?? majorityOf(rules, decisionClass)
  const base = bases[majority.base]

  const { outcome, tieBrokenBy } = !quorumReached
    ? decided('no_quorum')
    : reaches(choices.for, base, majority.fraction)
      ? decided('adopted')
      : isSplitEvenly(choices, base, majority)
        ? settleTie(rules, chairChoice)
        : decided('not_adopted')

  return {
    outcome,
    quorum: {
      present: quorate,
      base: quorumBase,
      baseName: rules.quorum.base,
      fraction: rules.quorum.fraction,
      needed: needed(quorumBase, rules.quorum.fraction),
      reached: quorumReached,
    },
    decision: {
      base,
      baseName: majority.base,
      fraction: majority.fraction,
      needed: base === 0 ? null : needed(base, majority.fraction),
    },
    for: choices.for,
    against: choices.against,
    abstain: choices.abstain,
    notVoted: electorate - cast,
    tieBrokenBy,
  }
}

/**
 * Whether a question that was not adopted failed because of the tie and of nothing else: за = против, and
 * «за» stands exactly at the share that it had to exceed. Of 10 present, 5-5-0 is such a tie.
 *
 * 4-4-2 of 10 present is not, although за = против: in the base `present` abstentions work against the
 * question, and a casting vote breaks a tie, it does not turn abstentions into votes. Were it otherwise,
 * 4-4-2 would be adopted with the chair's vote while 5-4-1, with one «за» more, is not (domain §4). In the
 * base `votes_for_against` abstentions are outside, so there 4-4-2 is a tie and the chair decides. A base of
 * members (`actual_members`, `established_number`) is split evenly only if every one of them voted за or
 * против. A qualified majority is never missed by a tie alone.
 */
function isSplitEvenly(
  { for: inFavour, against }: TallyInput['choices'],
  base: number,
  { fraction }: MajorityRule,
) {
  return inFavour > 0 && inFavour === against && inFavour * fraction.den === base * fraction.num
}

type Decided = Pick<VoteResult, 'outcome' | 'tieBrokenBy'>

const decided = (outcome: Outcome): Decided => ({ outcome, tieBrokenBy: null })

function settleTie({ tie }: VotingRules, chairChoice: Choice | null): Decided {
  if (tie.rule === 'revote') return decided('revote')
  if (tie.rule === 'not_adopted' || chairChoice === null || chairChoice === 'abstain')
    return decided('not_adopted')
  return { outcome: chairChoice === 'for' ? 'adopted' : 'not_adopted', tieBrokenBy: 'chair' }
}

function refuseImpossible(input: TallyInput): void {
  const { established, actual, electorate, present, quorate = present, choices, chairChoice } = input
  const people = [established, actual, electorate, present, quorate]
  const counts = [...people, choices.for, choices.against, choices.abstain]
  const cast = choices.for + choices.against + choices.abstain
  const isPossible =
    counts.every((count) => Number.isSafeInteger(count) && count >= 0) &&
    cast <= electorate &&
    cast <= present &&
    (chairChoice === null || choices[chairChoice] > 0)
  if (!isPossible)
    throw new RangeError(`a vote that cannot have happened: ${JSON.stringify({ counts, chairChoice })}`)
}
