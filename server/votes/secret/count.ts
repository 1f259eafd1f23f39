import type { Selectable } from 'kysely'
import { tallyElection } from '../../../shared/votes-election.ts'
import { tally, type VoteResult } from '../../../shared/votes.ts'
import { AGAINST_ALL, type VoteTerms } from '../../../shared/votes-views.ts'
import type { Id } from '../../../shared/values.ts'
import type { Work } from '../../lib/act.ts'
import { fromJson } from '../../lib/db/db.ts'
import { peopleOf } from '../count.ts'
import type { VoteTable } from '../tables.ts'
import { countSecretVote, type Counted } from './actions.ts'
import { countIssued } from './queries.ts'

/** Counts a secret vote that is held and being closed. */
export async function countSecretly(
  work: Work,
  vote: Selectable<VoteTable>,
  standing: { present: readonly Id[] } | undefined,
): Promise<VoteResult> {
  const terms = fromJson<VoteTerms>(vote.terms)
  const issued = await countIssued(work.trx, vote.id)
  const people = peopleOf(terms, issued, standing)
  const known = { roll: terms.numbers.actual, present: people.present }
  return countSecretVote(work, vote.id, known, (counted) => decideSecretly(terms, people, issued, counted))
}

/**
 * What the opened ballots come to. Present are those at the meeting, apart from one those who took a ballot; the rules may measure by
 * the latter at a meeting too (`secret.base`). Nobody has a casting vote. Too few ballots to open, or numbers that cannot be, decide
 * nothing: the question may be put again.
 */
export function decideSecretly(
  terms: VoteTerms,
  people: ReturnType<typeof peopleOf>,
  issued: number,
  { counts, nothing }: Pick<Counted, 'counts' | 'nothing'>,
): VoteResult {
  const measured = {
    ...people,
    present: terms.secret?.base === 'issued' ? issued : people.present,
    quorate: 'quorate' in people ? people.quorate : people.present,
    rules: terms.rules,
    majority: { base: terms.decision.base, fraction: terms.decision.fraction },
  }
  const votesFor = (option: string) => counts[option] ?? 0
  const result = terms.candidates
    ? tallyElection({
        ...measured,
        votes: terms.candidates.map(({ id }) => ({ id, votes: votesFor(id) })),
        againstAll: votesFor(AGAINST_ALL),
        round: terms.election?.round ?? 1,
        secondRound: terms.election?.secondRound ?? 'majority',
      })
    : tally({
        ...measured,
        decisionClass: terms.decision.class,
        choices: { for: votesFor('for'), against: votesFor('against'), abstain: votesFor('abstain') },
        chairChoice: null,
      })
  return nothing === null || result.outcome === 'no_quorum' ? result : { ...result, outcome: 'revote' }
}
