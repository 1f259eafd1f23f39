import type { BallotsFact } from '../../../shared/meetings/minutes-votes.ts'
import type { VoteTerms } from '../../../shared/votes-views.ts'
import type { Id } from '../../../shared/values.ts'
import { fromJson, type Db } from '../../lib/db/db.ts'
import { listSettled } from '../ballots.ts'
import { findVote } from '../queries.ts'
import { isByName, isOver } from '../rules.ts'

/** What a paper quotes of a vote that is over: what was on its ballots, and who voted how where that is public. Null for any other. */
export async function readBallots(db: Db, voteId: Id): Promise<BallotsFact | null> {
  const vote = await findVote(db, voteId)
  if (!vote || !isOver(vote)) return null
  const terms = fromJson<VoteTerms>(vote.terms)
  const options = terms.candidates ?? terms.rating?.options ?? []
  const titles = Object.fromEntries(options.map(({ id, title }) => [id, title]))
  if (!isByName(vote)) return { titles, roll: null }
  const settled = await listSettled(db, voteId, terms)
  return {
    titles,
    roll: settled.map(({ memberId, name, ballot }) => ({ memberId, name, choice: ballot?.choice ?? null })),
  }
}
