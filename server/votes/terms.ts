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

const isElector = (member: Member) => member.hasVote && member.role !== 'observer'

/** Draws up the terms of a vote. Pure: the same council on the same day gives the same text and the same checksum. */
export function drawUpTerms(drawn: Drawn): VoteTerms {
  const { rules, decisionClass, members, established } = drawn
  const named = ({ memberId, name, role }: Member) => ({ memberId, name, role })
  const electors = members.filter(isElector).map(named)
  return {
    question: drawn.question,
    options: [...choices],
    text: drawn.text,
    electorate: {
      electors,
      others: members
        .filter((each) => !isElector(each))
        .map((each) => ({ ...named(each), why: each.role === 'observer' ? 'observer' : 'no_vote' })),
    },
    // A secretary from the administration sits in the council without being counted among its members (domain §2.2).
    numbers: { established, actual: electors.length },
    rules: {
      id: rules.id,
      validFrom: rules.validFrom,
      basis: rules.basis,
      quorum: rules.rules.quorum,
      decision: rules.rules.decision,
      tie: rules.rules.tie,
    },
    decision: { class: decisionClass, ...majorityOf(rules.rules, decisionClass) },
    opensAt: drawn.opensAt,
    closesAt: drawn.closesAt,
  }
}
