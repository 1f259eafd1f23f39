import type { BallotsFact } from '../../../shared/meetings/minutes-votes.ts'
import type { VoteTerms } from '../../../shared/votes-views.ts'
import type { Id } from '../../../shared/values.ts'
import { fromJson, type Db } from '../../lib/db/db.ts'
import { listSettled } from '../ballots.ts'
import { findVote } from '../queries.ts'
import { isByName, isOver } from '../rules.ts'
import { countingProtocol } from '../secret/view.ts'

/** What candidates, or what is rated, are called. */
export const titlesOf = ({ candidates, rating }: VoteTerms): Record<Id, string> =>
  Object.fromEntries((candidates ?? rating?.options ?? []).map(({ id, title }) => [id, title]))

/**
 * What a paper quotes of a vote that is over: what was on its ballots, who voted how where that is public, and of a secret one the
 * protocol of its counting commission (T4). Null for any other.
 */
export async function readBallots(db: Db, voteId: Id): Promise<BallotsFact | null> {
  const vote = await findVote(db, voteId)
  if (!vote || !isOver(vote)) return null
  const terms = fromJson<VoteTerms>(vote.terms)
  const titles = titlesOf(terms)
  if (!isByName(vote)) {
    const counting = await countingProtocol(db, voteId, null)
    return { titles, roll: null, ...(counting && { counting }) }
  }
  const settled = await listSettled(db, voteId, terms)
  return {
    titles,
    roll: settled.map(({ memberId, name, ballot }) => ({ memberId, name, choice: ballot?.choice ?? null })),
  }
}
