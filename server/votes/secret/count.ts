import type { Selectable } from 'kysely'
import { tally, type VoteResult } from '../../../shared/votes.ts'
import type { VoteTerms } from '../../../shared/votes-views.ts'
import type { Id } from '../../../shared/values.ts'
import type { Work } from '../../lib/act.ts'
import { fromJson } from '../../lib/db/db.ts'
import { peopleOf } from '../count.ts'
import type { VoteTable } from '../tables.ts'
import { countSecretVote } from './actions.ts'
import { countIssued } from './queries.ts'

/**
 * Counts a secret vote that is held and being closed. Present are those at the meeting, apart from one those who took a ballot; the
 * rules may measure by the latter at a meeting too (`secret.base`). Nobody has a casting vote. Too few ballots to open, or numbers that
 * cannot be, decide nothing: the question may be put again.
 */
export async function countSecretly(
  work: Work,
  vote: Selectable<VoteTable>,
  standing: { present: readonly Id[] } | undefined,
): Promise<VoteResult> {
  const terms = fromJson<VoteTerms>(vote.terms)
  const issued = await countIssued(work.trx, vote.id)
  const people = peopleOf(terms, issued, standing)
  const quorate = 'quorate' in people ? people.quorate : people.present
  const measured = terms.secret?.base === 'issued' ? issued : people.present
  const known = { roll: terms.numbers.actual, present: people.present }
  return countSecretVote(work, vote.id, known, ({ counts, nothing }) => {
    const result = tally({
      ...people,
      present: measured,
      quorate,
      rules: terms.rules,
      decisionClass: terms.decision.class,
      majority: { base: terms.decision.base, fraction: terms.decision.fraction },
      choices: { for: counts['for'] ?? 0, against: counts['against'] ?? 0, abstain: counts['abstain'] ?? 0 },
      chairChoice: null,
    })
    return nothing === null || result.outcome === 'no_quorum' ? result : { ...result, outcome: 'revote' }
  })
}
