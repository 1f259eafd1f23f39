import { canonicalJson } from '../../shared/drafts.ts'
import type { VoteTerms } from '../../shared/votes-views.ts'
import type { VoteResult } from '../../shared/votes.ts'
import type { Id } from '../../shared/values.ts'
import { findCouncil } from '../councils/queries.ts'
import { findRevision } from '../drafts/queries.ts'
import type { Actor } from '../lib/actor.ts'
import { fromJson, type Db } from '../lib/db/db.ts'
import { digest } from '../lib/ids.ts'
import { refuse } from '../lib/refuse.ts'
import { findVote, listBallots } from './queries.ts'
import { maySeeVote } from './rules.ts'

/**
 * The record of a closed vote for anybody to check (`verify/`): canonical JSON of all that was decided upon, with the SHA-256 of the
 * canonical bytes of the rest. The same vote gives the same bytes as long as its council keeps its name. Names and choices are those
 * of the page of the vote; of each counted ballot it adds the moment. Refuses `not_found`, `vote_still_open`.
 */
export async function readVoteRecord(db: Db, id: Id, actor: Actor | null): Promise<string> {
  const vote = await findVote(db, id)
  if (!vote || !maySeeVote(vote, actor)) return refuse('not_found')
  if (vote.state !== 'closed' || vote.result === null) return refuse('vote_still_open')
  const council = (await findCouncil(db, vote.councilId)) ?? refuse('not_found')
  const terms = fromJson<VoteTerms>(vote.terms)
  const ballots = new Map((await listBallots(db, id)).map(({ memberId, ...ballot }) => [memberId, ballot]))
  const rest = {
    format: 'veche-vote-record',
    version: 1,
    council: { id: council.id, slug: council.slug, name: council.name, timeZone: council.timeZone },
    vote: { id, form: vote.form, subject: { kind: vote.subjectKind, id: vote.subjectId } },
    text: terms.text && { ...terms.text, number: (await findRevision(db, terms.text.revisionId))?.number },
    terms,
    termsSha256: vote.termsSha256,
    electors: terms.electorate.electors.map((each) => ({
      ...each,
      why: 'member_with_vote',
      ballot: ballots.get(each.memberId) ?? null,
    })),
    closedAt: vote.closedAt,
    closedBy: vote.closedBy,
    result: fromJson<VoteResult>(vote.result),
  }
  const sha256 = digest(canonicalJson(rest))
  return `${canonicalJson({ ...rest, sha256 })}\n`
}
