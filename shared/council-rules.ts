import { Type, type Static } from 'typebox'
import { atLeastTwoThirds, moreThanHalf, needed, type Fraction } from './fractions.ts'
import { Nullable } from './values.ts'

/**
 * A `Fraction` as it enters. «More than all» is refused: a council with that rule would never decide
 * anything.
 */
export const Share = Type.Refine(
  Type.Object({
    num: Type.Integer({ minimum: 1, maximum: 100 }),
    den: Type.Integer({ minimum: 1, maximum: 100 }),
    strict: Type.Boolean(),
  }),
  ({ num, den, strict }) => (strict ? num < den : num <= den),
  () => 'a share above the whole cannot be reached',
)

/**
 * Whom a quorum is a share of: the members there are, or the seats there should be (vacant seats count
 * against).
 */
export const QuorumBase = Type.Enum(['actual_members', 'established_number'])
export type QuorumBase = Static<typeof QuorumBase>

/**
 * What a majority is a share of. All five occur in real regulations under the one name «простое большинство»
 * (domain §0.3), so the base is a parameter and every result names it.
 *
 * - `present`: those who take part in the vote; abstaining and keeping silent both work against the question;
 * - `votes_for_against`: only «за» and «против»; the question carries when «за» outweighs;
 * - `votes_cast`: every ballot cast, abstentions among them;
 * - `actual_members`: the members there are; `established_number`: the seats there should be.
 */
export const DecisionBase = Type.Enum([
  'present',
  'votes_for_against',
  'votes_cast',
  'actual_members',
  'established_number',
])
export type DecisionBase = Static<typeof DecisionBase>

/** How many «за» a decision takes: a share, and of what. */
export const MajorityRule = Type.Object({ base: DecisionBase, fraction: Share })
export type MajorityRule = Static<typeof MajorityRule>

/** Where a term goes that ends on a day off. */
export const OnDayOff = Type.Enum(['previous_workday', 'next_workday'])
export type OnDayOff = Static<typeof OnDayOff>

/** A term in days: `working` counts workdays only, otherwise every day of the calendar is one. */
export interface DayCount {
  days: number
  working: boolean
}

const Days = (minimum: number) =>
  Type.Object({ days: Type.Integer({ minimum, maximum: 365 }), working: Type.Boolean() })

/** How many members it takes to demand something: any one of them, or a share of those there are. */
export const Demand = Type.Union([Type.Literal('one_member'), Share])
export type Demand = Static<typeof Demand>

/** How a question is voted on unless it says otherwise (domain §6.1). */
export const voteForms = ['open_roll_call', 'open_count', 'secret', 'absentee'] as const

/** Who signs the minutes. `presiding` presided at that very meeting; `chair` approves what others presided over. */
export const signers = ['presiding', 'secretary', 'chair'] as const

const quorum = { base: QuorumBase, fraction: Share }
const decision = { default: MajorityRule, qualified: MajorityRule }
const tie = {
  rule: Type.Enum(['chair_casting', 'not_adopted', 'revote']),
  /**
   * Whose vote decides: of whoever presides, or of the chair alone, so that a deputy who presides decides
   * nothing.
   */
  caster: Type.Enum(['presiding', 'chair_only']),
}

/** What a vote is counted by: the part of the rules that its terms keep a copy of. */
export const CountingRules = Type.Object({
  quorum: Type.Object(quorum),
  decision: Type.Object(decision),
  tie: Type.Object(tie),
})
export type CountingRules = Static<typeof CountingRules>

/**
 * What the regulation of a council says (domain §4, same keys). A version of it is stored with its basis and
 * the day it is valid from; a vote keeps a copy of what it is counted by, so a later version never changes a
 * past result. Whether the secretary has a vote is said by the seat, not here.
 */
export const CouncilRules = Type.Object({
  /** How many seats the regulation allows; the council's own established number lies between. */
  seats: Type.Refine(
    Type.Object({
      min: Type.Integer({ minimum: 1, maximum: 200 }),
      max: Type.Integer({ minimum: 1, maximum: 200 }),
    }),
    ({ min, max }) => min <= max,
    () => 'the greatest number of seats is below the smallest',
  ),
  term: Type.Object({
    /** For how long a member is appointed; null as long as the body it was created at. */
    years: Nullable(Type.Integer({ minimum: 1, maximum: 10 })),
  }),
  /** Absence without a good reason that may cost a member the seat, by a vote of the council; null: no such rule. */
  absence: Type.Object({
    inRow: Nullable(Type.Integer({ minimum: 1, maximum: 20 })),
    perYear: Nullable(Share),
  }),
  proxy: Type.Enum(['forbidden', 'allowed_written']),
  invited: Type.Object({ voice: Type.Enum(['advisory', 'none']) }),

  sessions: Type.Object({ minPerYear: Type.Integer({ minimum: 0, maximum: 52 }) }),
  /** From the day the composition was approved. */
  firstSession: Type.Object({ maxDays: Days(1) }),
  /** Who may demand a session beside the chair. */
  extraordinary: Type.Object({ members: Demand, headOfBody: Type.Boolean() }),
  /** How long before a session its members are told. */
  notice: Days(1),
  /** How long before a session its papers are sent. */
  materials: Days(1),

  quorum: Type.Object({
    ...quorum,
    check: Type.Enum(['opening_and_each_vote', 'opening_only']),
    /** Whether members who take part by video count. */
    countRemote: Type.Boolean(),
    /** Whether members who stand aside from an item because of a conflict of interest count. */
    countRecused: Type.Boolean(),
  }),
  decision: Type.Object({
    ...decision,
    /** Election of the chair and deputies. */
    organizational: MajorityRule,
    /** Questions about a person, put to a secret vote. */
    secretPersonal: MajorityRule,
  }),
  tie: Type.Object(tie),
  vote: Type.Object({
    form: Type.Enum([...voteForms]),
    change: Type.Enum(['until_closing', 'no_change']),
  }),
  secret: Type.Object({
    /** The fewest ballots that still hide whose they are. */
    kMin: Type.Integer({ minimum: 2, maximum: 20 }),
    belowKMin: Type.Enum(['refuse', 'warn']),
    /** What `present` means in a secret vote: those present, or those who were issued a ballot (domain §6.6). */
    base: Type.Enum(['present', 'issued']),
    /** Who may demand that a question be put to a secret vote. */
    demand: Demand,
  }),
  absentee: Type.Object({
    enabled: Type.Boolean(),
    /** How long sheets are taken at least. */
    minDays: Days(1),
    /** The share of all members whose sheets must come back; a sheet that did not took no part. */
    quorum: Share,
    decisionBase: Type.Enum(['established_number', 'participants']),
    /** Who may demand a session instead. */
    veto: Demand,
  }),

  minutes: Type.Object({
    dueDays: Days(1),
    /** In the order of signing. */
    signers: Type.Array(Type.Enum([...signers]), { minItems: 1, maxItems: 3, uniqueItems: true }),
    /** How long members may remark on them. */
    remarksDays: Days(0),
  }),
  /** How long after a session a member may hand in a dissenting opinion; 0: on its very day. */
  dissent: Type.Object({ dueDays: Days(0) }),
  publication: Type.Object({ dueDays: Days(1) }),

  discussion: Type.Object({ minDays: Days(1) }),
  /** Whoever brings in an initiative: so many organizations, or so many persons. */
  initiative: Type.Object({
    minOrganizations: Type.Integer({ minimum: 1, maximum: 50 }),
    minPersons: Type.Integer({ minimum: 1, maximum: 500 }),
  }),

  registrationDueDays: Days(1),
  replyDueDays: Days(1),
  /** 0: a term of reply is not extended. */
  replyExtensionDays: Days(0),
  dueDateOnDayOff: OnDayOff,
})
export type CouncilRules = Static<typeof CouncilRules>

const calendarDays = (days: number): DayCount => ({ days, working: false })
const workdays = (days: number): DayCount => ({ days, working: true })
const oneThird: Fraction = { num: 1, den: 3, strict: false }
const halfOfPresent: MajorityRule = { base: 'present', fraction: moreThanHalf }

/**
 * The values of domain §4: habits of published regulations, to be replaced by the council's own, never legal
 * advice.
 */
export const defaultCouncilRules: CouncilRules = {
  seats: { min: 7, max: 30 },
  term: { years: 3 },
  absence: { inRow: 3, perYear: moreThanHalf },
  proxy: 'forbidden',
  invited: { voice: 'advisory' },
  sessions: { minPerYear: 4 },
  firstSession: { maxDays: workdays(30) },
  extraordinary: { members: oneThird, headOfBody: false },
  notice: calendarDays(7),
  materials: workdays(5),
  quorum: {
    base: 'actual_members',
    fraction: moreThanHalf,
    check: 'opening_and_each_vote',
    countRemote: true,
    countRecused: true,
  },
  decision: {
    default: halfOfPresent,
    qualified: { base: 'established_number', fraction: atLeastTwoThirds },
    organizational: halfOfPresent,
    secretPersonal: halfOfPresent,
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
  minutes: { dueDays: workdays(5), signers: ['presiding', 'secretary'], remarksDays: calendarDays(3) },
  dissent: { dueDays: calendarDays(3) },
  publication: { dueDays: workdays(10) },
  discussion: { minDays: workdays(5) },
  initiative: { minOrganizations: 1, minPersons: 3 },
  registrationDueDays: calendarDays(3),
  replyDueDays: calendarDays(30),
  replyExtensionDays: calendarDays(30),
  dueDateOnDayOff: 'previous_workday',
}

type Given<T> = T extends readonly unknown[] ? T : T extends object ? { [K in keyof T]?: Given<T[K]> } : T

/**
 * A version of the rules as it may stand in the database: those from before a key existed lack it, and had
 * three terms as bare numbers of calendar days.
 */
export type StoredRules = Given<
  Omit<CouncilRules, 'registrationDueDays' | 'replyDueDays' | 'replyExtensionDays'>
> &
  Partial<Record<'registrationDueDays' | 'replyDueDays' | 'replyExtensionDays', DayCount | number>>

/**
 * The rules of a stored version. What it lacks is taken from `defaultCouncilRules`; only elections and
 * personal questions then go by the version's own ordinary majority, because a regulation that has no word on
 * them decides them as everything else.
 */
export function readRules(stored: StoredRules): CouncilRules {
  const { default: usual } = defaultCouncilRules.decision
  const ordinary = stored.decision?.default ?? usual
  const term = (given: DayCount | number | undefined, otherwise: DayCount) =>
    typeof given === 'number' ? calendarDays(given) : (given ?? otherwise)
  const { registrationDueDays, replyDueDays, replyExtensionDays } = defaultCouncilRules
  return filled(defaultCouncilRules, {
    ...stored,
    decision: { organizational: ordinary, secretPersonal: ordinary, ...stored.decision },
    registrationDueDays: term(stored.registrationDueDays, registrationDueDays),
    replyDueDays: term(stored.replyDueDays, replyDueDays),
    replyExtensionDays: term(stored.replyExtensionDays, replyExtensionDays),
  }) as CouncilRules
}

/** `given` with what it lacks from `usual`, at every depth. */
function filled(usual: unknown, given: unknown): unknown {
  if (given === undefined) return usual
  if (!isRecord(usual) || !isRecord(given)) return given
  return Object.fromEntries(Object.entries(usual).map(([key, value]) => [key, filled(value, given[key])]))
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What a vote keeps of the rules it is opened under. */
export const countingRules = ({ quorum, decision, tie }: CouncilRules): CountingRules => ({
  quorum: { base: quorum.base, fraction: quorum.fraction },
  decision: { default: decision.default, qualified: decision.qualified },
  tie,
})

/** How many of `members` a demand takes. */
export const demanded = (demand: Demand, members: number): number =>
  demand === 'one_member' ? 1 : needed(members, demand)
