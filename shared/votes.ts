import { Type, type Static } from 'typebox'
import { DecisionBase, QuorumBase, Share, type CountingRules, type MajorityRule } from './council-rules.ts'
import { moreThanHalf, needed, reaches } from './fractions.ts'
import { Nullable } from './values.ts'

export const Choice = Type.Enum(['for', 'against', 'abstain'])
export type Choice = Static<typeof Choice>

export const VoteState = Type.Enum(['open', 'closed'])
export type VoteState = Static<typeof VoteState>

/**
 * Which majority a question takes. `ordinary` and `qualified` are the council's own rules; `procedural`
 * (break, end of debate) is always more than half of those present, as reglaments have it [V S73].
 */
export const DecisionClass = Type.Enum(['ordinary', 'procedural', 'qualified'])
export type DecisionClass = Static<typeof DecisionClass>

/** `no_quorum` and `revote` decide nothing: the question may be put again. */
export const Outcome = Type.Enum(['adopted', 'not_adopted', 'no_quorum', 'revote'])
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
  /** `chair` when the votes were split evenly and the chair's own vote decided, either way. */
  tieBrokenBy: Nullable(Type.Literal('chair')),
})
export type VoteResult = Static<typeof VoteResult>

/** The rules of a council that a vote is counted by; they are kept with the vote from its opening. */
export type VotingRules = CountingRules

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
  choices: Readonly<Record<Choice, number>>
  /** How the one whose vote decides a tie (`tie.caster`) voted; null when nobody does or they did not vote. */
  chairChoice: Choice | null
  /** A secret vote has no chair's choice to break a tie with (domain §0.5); it is not counted here. */
  secret?: false
}

const proceduralMajority: MajorityRule = { base: 'present', fraction: moreThanHalf }

/** The majority that a class of decisions takes under the rules of a council. */
export const majorityOf = (rules: VotingRules, decisionClass: DecisionClass): MajorityRule =>
  ({
    ordinary: rules.decision.default,
    qualified: rules.decision.qualified,
    procedural: proceduralMajority,
  })[decisionClass]

/**
 * Counts a vote that is over. Nothing is read from a clock or a roll here, so the same input gives the same
 * result for ever.
 *
 * **At a meeting** (T1): `electorate` are the members entitled to vote and present when the question is put,
 * `present` those members who count towards the quorum. за + против + воздержались + не голосовали = entitled
 * and present; whoever was there and pressed nothing counts in the base `present` and so works against the
 * question, as an abstention does (domain §4).
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
  const cast = choices.for + choices.against + choices.abstain
  const bases: Record<DecisionBase, number> = {
    present,
    votes_for_against: choices.for + choices.against,
    votes_cast: cast,
    actual_members: actual,
    established_number: established,
  }
  const quorumBase = bases[rules.quorum.base]
  const quorumReached = reaches(present, quorumBase, rules.quorum.fraction)
  const majority = majorityOf(rules, decisionClass)
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
      present,
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

function refuseImpossible({
  established,
  actual,
  electorate,
  present,
  choices,
  chairChoice,
}: TallyInput): void {
  const counts = [established, actual, electorate, present, choices.for, choices.against, choices.abstain]
  const cast = choices.for + choices.against + choices.abstain
  const isPossible =
    counts.every((count) => Number.isSafeInteger(count) && count >= 0) &&
    cast <= electorate &&
    cast <= present &&
    (chairChoice === null || choices[chairChoice] > 0)
  if (!isPossible)
    throw new RangeError(`a vote that cannot have happened: ${JSON.stringify({ counts, chairChoice })}`)
}
