import type { Id } from '../../shared/values.ts'
import type { Work } from '../lib/act.ts'
import { toJson } from '../lib/db/db.ts'
import { record } from '../lib/journal.ts'
import { refuse } from '../lib/refuse.ts'
import { countVote } from './count.ts'
import { findVote, lastMoment, type HeldVote } from './queries.ts'
import { later } from './rules.ts'
import { councilNow, drawUpRecord } from './record.ts'
import { countSecretly } from './secret/count.ts'
import { lastEntry } from './secret/queries.ts'

/** Counts a vote that is held and open, freezes the result with its record, and tells the subject. */
export async function finishVote(
  work: Work,
  held: HeldVote,
  by: 'hand' | 'clock',
  standing?: { present: readonly Id[] },
): Promise<void> {
  const { trx, now } = work
  const { id: voteId, councilId } = held
  const vote = (await findVote(trx, voteId)) ?? refuse('not_found')
  const counted =
    vote.form === 'secret'
      ? { form: vote.form, result: await countSecretly(work, vote, standing) }
      : await countVote(trx, vote, standing)
  const last = later(vote.openedAt, (await lastMoment(trx, voteId)) ?? now)
  const closedAt = later(now, last)
  const closed = { state: 'closed', closedAt, closedBy: by, result: toJson(counted.result) } as const
  await trx
    .updateTable('vote')
    .set({ ...closed, standing: standing ? toJson(standing.present) : null })
    .where('id', '=', voteId)
    .execute()
  // Whoever changes a ballot or the result later gets another record than the journal knows.
  const council = await councilNow(trx, councilId)
  const { sha256: recordSha256 } = await drawUpRecord(trx, voteId, council)
  await record(work, {
    verb: 'vote:closed',
    subject: ['vote', voteId],
    councilId,
    data: { by, result: counted.result, recordSha256, council },
  })
  await work.tell('vote:changed', { voteId })
  if (counted.form === 'rating') return
  await work.tell('vote:closed', {
    voteId,
    councilId,
    subject: [held.subjectKind, held.subjectId],
    outcome: counted.result.outcome,
    result: counted.result,
    recordSha256,
    boardHead: vote.form === 'secret' ? ((await lastEntry(trx, voteId))?.hash ?? null) : null,
  })
}
