import { countingRules, demanded, type CouncilRules } from '../../shared/council-rules.ts'
import { majorityOf, type DecisionClass, type VoteForm, type VoteStage } from '../../shared/votes.ts'
import {
  AGAINST_ALL,
  choices,
  type BallotOption,
  type BallotWay,
  type FollowsWhy,
  type Sitting,
  type VoteTerms,
} from '../../shared/votes-views.ts'
import type { Electorate } from '../../shared/mandates.ts'
import type { Id, Instant } from '../../shared/values.ts'
import type { Member, RulesVersion } from '../councils/queries.ts'

export interface Drawn {
  question: string
  text: VoteTerms['text']
  form: VoteForm
  stage: VoteStage | null
  decisionClass: DecisionClass
  established: number
  /** Who sits in the council on the day of announcement, and who of them votes on its subject. */
  electorate: Electorate<Member>
  rules: RulesVersion
  sitting: Sitting | null
  follows: { voteId: Id; why: FollowsWhy } | null
  /** Candidates, or what is rated; null where a question is answered with yes or no. */
  options: BallotOption[] | null
  /** How many of what is rated one may pick. */
  choose: number
  announcedAt: Instant
  opensAt: Instant
  closesAt: Instant | null
}

/** Which ballot of a member counts. A signed sheet that two typed alike stands before the screen; one person's word before nothing. */
const waysOf: Partial<Record<VoteForm, BallotWay[]>> = {
  mixed: ['paper', 'app', 'roll_call'],
  // One secretary types these sheets: whoever votes with their own hand corrects them.
  absentee: ['app', 'paper'],
}

/** Classes that a named vote apart from a meeting has had from the beginning. */
const firstClasses: readonly DecisionClass[] = ['ordinary', 'procedural', 'qualified']

/** Draws up the terms of a vote. Pure: the same council on the same day gives the same text and the same checksum. */
export function drawUpTerms(drawn: Drawn): VoteTerms {
  const { form, rules, electorate, established, sitting, options } = drawn
  const named = ({ memberId, name, role }: Member) => ({ memberId, name, role })
  const isEntitled = ({ memberId }: Member) =>
    form !== 'rating' && (sitting?.entitled.includes(memberId) ?? true)
  const isElection = options !== null && form !== 'rating'
  const terms: VoteTerms = {
    question: drawn.question,
    options: isElection ? [...options.map(({ id }) => id), AGAINST_ALL] : [...choices],
    text: drawn.text,
    electorate: {
      electors: electorate.electors.filter(isEntitled).map(named),
      others: [
        ...electorate.electors
          .filter((each) => !isEntitled(each))
          .map((each) => ({ ...named(each), why: 'not_entitled' as const })),
        ...electorate.others.map((each) => ({ ...named(each), why: each.why })),
      ],
    },
    // A secretary from the administration sits in the council without being counted among its members (domain §2.2).
    numbers: { established, actual: electorate.actual },
    rules: {
      id: rules.id,
      validFrom: rules.validFrom,
      basis: rules.basis,
      ...countingRules(rules.rules),
    },
    decision: { class: drawn.decisionClass, ...majorityOf(rules.rules, drawn.decisionClass) },
    opensAt: drawn.opensAt,
    closesAt: drawn.closesAt,
  }
  return isOfTheFirstKind(drawn) ? terms : { ...terms, ...ofItsForm(drawn, terms) }
}

/** Whether these are terms as they were before there were other forms: they keep their bytes, and so their checksums. */
const isOfTheFirstKind = ({ form, sitting, stage, follows, decisionClass, rules, ...drawn }: Drawn) =>
  form === 'open_roll_call' &&
  sitting === null &&
  stage === null &&
  follows === null &&
  firstClasses.includes(decisionClass) &&
  rules.rules.vote.change === 'until_closing' &&
  drawn.announcedAt === drawn.opensAt

function ofItsForm(drawn: Drawn, { rules, decision, numbers }: VoteTerms): Partial<VoteTerms> {
  const { form, sitting, options } = drawn
  const council = drawn.rules.rules
  const { organizational, secretPersonal } = council.decision
  const ways = waysOf[form]
  return {
    form,
    stage: drawn.stage,
    sitting: sitting && { ...sitting, check: council.quorum.check },
    follows: drawn.follows,
    mayChange: council.vote.change === 'until_closing',
    rules: {
      ...rules,
      ...rulesOf(form, council),
      decision: { ...rules.decision, organizational, secretPersonal },
    },
    decision: form === 'absentee' ? { ...decision, base: absenteeBase(drawn, decision.base) } : decision,
    ...(ways && { ways }),
    ...(form === 'secret' && {
      secret: { kMin: council.secret.kMin, belowKMin: council.secret.belowKMin, base: council.secret.base },
    }),
    ...(form === 'absentee' && {
      absentee: {
        minDays: council.absentee.minDays,
        decisionBase: council.absentee.decisionBase,
        demandsNeeded: demanded(council.absentee.veto, numbers.actual),
      },
    }),
    ...(form === 'rating'
      ? { rating: { options: options ?? [], choose: drawn.choose } }
      : options && {
          candidates: options,
          election: {
            round: drawn.follows?.why === 'second_round' ? 2 : 1,
            secondRound: 'majority',
            tiedSecond: 'all',
          },
        }),
  }
}

/** The quorum and the tie as this form has them, whatever a meeting would go by. */
function rulesOf(form: VoteForm, { quorum, absentee, tie }: CouncilRules): Partial<VoteTerms['rules']> {
  if (form === 'absentee') return { quorum: { base: 'actual_members', fraction: absentee.quorum } }
  // Where nobody's vote may be known, nobody's vote may weigh twice (domain §0.5).
  const isForced = form === 'secret' && tie.rule === 'chair_casting'
  return {
    quorum: { base: quorum.base, fraction: quorum.fraction },
    ...(isForced && { tie: { ...tie, rule: 'not_adopted' } }),
  }
}

/** An absentee vote replaces the base of the ordinary majority alone: a stricter class keeps its own. */
function absenteeBase({ rules, decisionClass }: Drawn, own: VoteTerms['decision']['base']) {
  if (decisionClass === 'qualified' || decisionClass === 'procedural') return own
  return rules.rules.absentee.decisionBase === 'participants' ? 'present' : 'established_number'
}
