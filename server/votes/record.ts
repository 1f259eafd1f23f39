import { canonicalJson } from '../../shared/drafts.ts'
import type { VoteTerms } from '../../shared/votes-views.ts'
import type { VoteResult } from '../../shared/votes.ts'
import type { Id } from '../../shared/values.ts'
import { findCouncil } from '../councils/queries.ts'
import { findRevision } from '../drafts/queries.ts'
import type { Actor } from '../lib/actor.ts'
import { fromJson, type Db } from '../lib/db/db.ts'
import { digest } from '../lib/ids.ts'
import '../lib/journal.ts'
import { refuse } from '../lib/refuse.ts'
import { listSettled } from './ballots.ts'
import { agreedCount } from './hands-rules.ts'
import { findVote, listDemands, listHandCounts } from './queries.ts'
import { isOver, maySeeVote } from './rules.ts'
import { boardOf } from './secret/queries.ts'

/** How a council is called in a record: as at the closing, whatever it is called later. */
export interface RecordCouncil {
  id: Id
  slug: string
  name: string
  timeZone: string
}

/**
 * The record of a closed vote for anybody to check (`verify/`): canonical JSON of all that was decided upon, with the SHA-256 of the
 * canonical bytes of the rest. The same vote gives the same bytes for ever. Names and choices are those of the page of the vote; of
 * each counted ballot it adds the moment. Refuses `not_found`, `vote_still_open`.
 */
export async function readVoteRecord(db: Db, id: Id, actor: Actor | null): Promise<string> {
  const vote = await findVote(db, id)
  if (!vote || !maySeeVote(vote, actor)) return refuse('not_found')
  if (!isOver(vote) || vote.result === null) return refuse('vote_still_open')
  const { text } = await drawUpRecord(db, id, await councilAtClosing(db, vote))
  return text
}

/** The record of a vote whose result is stored: its bytes, and the code that stands in them. */
export async function drawUpRecord(
  db: Db,
  id: Id,
  council: RecordCouncil,
): Promise<{ text: string; sha256: string }> {
  const vote = (await findVote(db, id)) ?? refuse('not_found')
  if (vote.result === null) return refuse('vote_still_open')
  const terms = fromJson<VoteTerms>(vote.terms)
  const isFirst = terms.form === undefined
  const rest = {
    format: 'veche-vote-record',
    version: isFirst ? 1 : 2,
    council,
    vote: { id, form: vote.form, subject: { kind: vote.subjectKind, id: vote.subjectId } },
    text: terms.text && { ...terms.text, number: (await findRevision(db, terms.text.revisionId))?.number },
    terms,
    termsSha256: vote.termsSha256,
    electors: (await listSettled(db, id, terms)).map(({ ballot, others, ...each }) => ({
      ...each,
      why: 'member_with_vote',
      ...(isFirst ? { ballot: ballot && { choice: ballot.choice, castAt: ballot.at } } : { ballot, others }),
    })),
    // Since version 2: when it was opened in fact, and who counted towards the quorum at the closing of it at a meeting.
    ...(!isFirst && {
      openedAt: vote.openedAt,
      standing: vote.standing === null ? null : fromJson<Id[]>(vote.standing),
      ...(vote.form === 'absentee' && { demands: await listDemands(db, id) }),
      ...(vote.form === 'open_count' && { hands: handsOf(await listHandCounts(db, id)) }),
    }),
    // A secret vote has no ballots by name: its board stands for them (docs/secret-votes.md).
    ...(vote.form === 'secret' && { board: await boardOf(db, id) }),
    closedAt: vote.closedAt,
    closedBy: vote.closedBy,
    result: fromJson<VoteResult>(vote.result),
  }
  const sha256 = digest(canonicalJson(rest))
  return { text: `${canonicalJson({ ...rest, sha256 })}\n`, sha256 }
}

/** The numbers that were agreed on; by whom they were counted is in the journal. */
function handsOf(counts: Awaited<ReturnType<typeof listHandCounts>>) {
  const agreed = agreedCount(counts)
  if (!agreed) return null
  const { inFavour, against, abstain, casting } = agreed
  return { inFavour, against, abstain, casting }
}

/** How the council is called today, for a vote that is being closed. */
export async function councilNow(db: Db, councilId: Id): Promise<RecordCouncil> {
  const { id, slug, name, timeZone } = (await findCouncil(db, councilId)) ?? refuse('not_found')
  return { id, slug, name, timeZone }
}

/** The journal keeps how the council was called; votes closed by earlier releases did not, theirs is called as it is now. */
async function councilAtClosing(db: Db, vote: { id: Id; councilId: Id }): Promise<RecordCouncil> {
  const line = await db
    .selectFrom('journal')
    .select('data')
    .where('subjectId', '=', vote.id)
    .where('verb', '=', 'vote:closed')
    .executeTakeFirst()
  const kept = line && fromJson<{ council?: RecordCouncil }>(line.data).council
  return kept ?? councilNow(db, vote.councilId)
}
