import * as Y from 'yjs'
import type { Id, Instant } from '../../shared/values.ts'
import type { Db, Trx } from '../lib/db/db.ts'
import { findDraft } from './queries.ts'

/** How many rows go at once, so that nobody waits long for the writer. */
const CHUNK = 500

/**
 * Removes rows of the log that are older than `before`, as far as two verified snapshots stand for them: one may be damaged. Who
 * wrote with each clientID, and from when to when, is kept at the clientID; rows of former epochs stay. Answers with how many went.
 */
export async function pruneDraft(db: Db, draftId: Id, before: Instant): Promise<number> {
  const draft = await findDraft(db, draftId)
  if (!draft) return 0
  const verified = await db
    .selectFrom('draftSnapshot')
    .select('seq')
    .where('draftId', '=', draftId)
    .where('seq', '>', draft.epochSeq)
    .where('verifiedAt', 'is not', null)
    .orderBy('seq', 'desc')
    .limit(2)
    .execute()
  const covered = verified[1]?.seq
  if (covered === undefined) return 0
  let gone = 0
  for (;;) {
    const removed = await db
      .transaction()
      .execute((trx) => pruneSome(trx, draftId, draft.epochSeq, covered, before))
    gone += removed
    if (removed < CHUNK) return gone
  }
}

async function pruneSome(trx: Trx, draftId: Id, epochSeq: number, covered: number, before: Instant) {
  const rows = await trx
    .selectFrom('draftUpdate')
    .select(['seq', 'bytes', 'createdAt'])
    .where('draftId', '=', draftId)
    .where('seq', '>', epochSeq)
    .where('seq', '<=', covered)
    .orderBy('seq')
    .limit(CHUNK)
    .execute()
  // The log keeps no holes: what is younger than a row that stays, stays.
  const end = rows.findIndex((each) => each.createdAt >= before)
  const old = end === -1 ? rows : rows.slice(0, end)
  if (old.length === 0) return 0
  const times = new Map<number, { first: Instant; last: Instant }>()
  for (const { bytes, createdAt } of old)
    for (const client of Y.parseUpdateMeta(bytes).from.keys())
      times.set(client, { first: times.get(client)?.first ?? createdAt, last: createdAt })
  for (const [clientId, { first, last }] of times)
    await trx
      .updateTable('draftClient')
      .set((is) => ({ firstAt: is.fn.coalesce('firstAt', is.val(first)), lastAt: last }))
      .where('draftId', '=', draftId)
      .where('clientId', '=', clientId)
      .execute()
  await trx
    .deleteFrom('draftUpdate')
    .where('draftId', '=', draftId)
    .where('seq', '>', epochSeq)
    .where('seq', '<=', old.at(-1)!.seq)
    .execute()
  return old.length
}
