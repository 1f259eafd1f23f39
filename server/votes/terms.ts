import { countingRules } from '../../shared/council-rules.ts'
import { majorityOf, type DecisionClass } from '../../shared/votes.ts'
import { choices, type VoteTerms } from '../../shared/votes-views.ts'
import type { Instant } from '../../shared/values.ts'
import type { Member, RulesVersion } from '../councils/queries.ts'

interface Drawn {
  question: string
  text: VoteTerms['text']
  decisionClass: DecisionClass
  established: number
  /** Who sits in the council on the day of opening. */
  members: readonly Member[]
  rules: RulesVersion
  opensAt: Instant
  closesAt: Instant
}

/**
 * Why somebody who sits in the council has no vote here; null for an elector. Whoever administers the server has none even if the
 * roll gives them one («rule of two persons», domain §3): the roll refuses it, and an administrator could have changed the roll.
 */
function whyNoVote({ role, hasVote, isAdministrator }: Member) {
  if (role === 'observer') return 'observer'
  if (!hasVote) return 'no_vote'
  return isAdministrator ? 'administrator' : null
}

/** Draws up the terms of a vote. Pure: the same council on the same day gives the same text and the same checksum. */
export function drawUpTerms(drawn: Drawn): VoteTerms {
  const { rules, decisionClass, members, established } = drawn
  const named = ({ memberId, name, role }: Member) => ({ memberId, name, role })
  const electors = members.filter((each) => whyNoVote(each) === null).map(named)
  return {
    question: drawn.question,
    options: [...choices],
    text: drawn.text,
    electorate: {
      electors,
      others: members.flatMap((each) => {
        const why = whyNoVote(each)
        return why === null ? [] : [{ ...named(each), why }]
      }),
    },
    // A secretary from the administration sits in the council without being counted among its members (domain §2.2).
    numbers: { established, actual: electors.length },
    rules: {
      id: rules.id,
      validFrom: rules.validFrom,
      basis: rules.basis,
      ...countingRules(rules.rules),
    },
    decision: { class: decisionClass, ...majorityOf(rules.rules, decisionClass) },
    opensAt: drawn.opensAt,
    closesAt: drawn.closesAt,
  }
}
