import { Type, type Static } from 'typebox'
import { atLeastTwoThirds, moreThanHalf } from './fractions.ts'

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

const TermDays = Type.Integer({ minimum: 1, maximum: 365 })

/**
 * What the regulation of a council says, as far as this release computes with it (domain §4, same keys). A
 * version of it is stored with its basis and the day it is valid from; a vote keeps a copy, so a later
 * version never changes a past result.
 */
export const CouncilRules = Type.Object({
  quorum: Type.Object({ base: QuorumBase, fraction: Share }),
  decision: Type.Object({ default: MajorityRule, qualified: MajorityRule }),
  tie: Type.Object({
    rule: Type.Enum(['chair_casting', 'not_adopted', 'revote']),
    /**
     * Whose vote decides: of whoever presides, or of the chair alone, so that a deputy who presides decides
     * nothing.
     */
    caster: Type.Enum(['presiding', 'chair_only']),
  }),
  registrationDueDays: TermDays,
  replyDueDays: TermDays,
  replyExtensionDays: TermDays,
  dueDateOnDayOff: OnDayOff,
})
export type CouncilRules = Static<typeof CouncilRules>

/**
 * The values of domain §4: habits of published regulations, to be replaced by the council's own, never legal
 * advice.
 */
export const defaultCouncilRules: CouncilRules = {
  quorum: { base: 'actual_members', fraction: moreThanHalf },
  decision: {
    default: { base: 'present', fraction: moreThanHalf },
    qualified: { base: 'established_number', fraction: atLeastTwoThirds },
  },
  tie: { rule: 'chair_casting', caster: 'presiding' },
  registrationDueDays: 3,
  replyDueDays: 30,
  replyExtensionDays: 30,
  dueDateOnDayOff: 'previous_workday',
}
