import type { Id, Instant } from '../../shared/values.ts'
import type { Db } from '../lib/db/db.ts'
import { digest } from '../lib/ids.ts'
import { readDraft } from './queries.ts'
import { Incomplete, replay, updatesOf, type Replayed, type ReplayJob } from './replay.ts'
import './tables.ts'

/** What came of a compaction. */
export type Compacted =
  | { result: 'kept'; seq: number; bytes: number }
  /** The same had been kept before, or the draft is gone. */
  | { result: 'nothing' }
  /** The log says something else than the one it was compared with; nothing was kept. */
  | { result: 'wrong' }
  /** What a modified client wrote comes out differently when it is put together differently: only the log itself can stand for it. */
  | { result: 'unstable' }

interface Compared {
  /** The row up to which it goes. */
  seq: number
  /** The state at that row as somebody else has it; null: the log itself, from its first row. */
  state: Uint8Array | null
}

/**
 * Makes a snapshot of a draft up to a row: put together anew from the last snapshot and the log, never taken from memory, and kept
 * only when a second, independent replay comes to the same state vector, the same deletions and the same text. A snapshot that the
 * log and the other agree against is removed. The log stays as it is.
 */
export async function compact(
  db: Db,
  draftId: Id,
  { seq, state }: Compared,
  now: () => Instant,
): Promise<Compacted> {
  const parts = await readDraft(db, draftId, { upTo: seq })
  if (!parts || parts.rows.length === 0) return { result: 'nothing' }
  const other = state ?? (await wholeLog(db, draftId, seq))
  const first = await tried({ updates: updatesOf(parts), other })
  // Memory may have been put together in another way, then: no reason to distrust it.
  if (first?.isFaithful === false) return { result: 'unstable' }
  if (first?.isSame) return keep(db, draftId, seq, first, now())
  if (!state || !parts.base) return { result: 'wrong' }
  // Either the snapshot it began with is wrong, or what it was compared with: the log knows.
  const log = await readDraft(db, draftId, { upTo: seq, snapshots: false }).catch(() => null)
  const second = log && (await tried({ updates: updatesOf(log), other: state }))
  if (!second?.isSame) return { result: 'wrong' }
  await removeSnapshot(db, draftId, parts.base.seq)
  return keep(db, draftId, seq, second, now())
}

/** Null when the updates do not make a document. */
const tried = (job: ReplayJob) =>
  replay(job).catch((error: unknown) => {
    if (error instanceof Incomplete) return null
    throw error
  })

/** The state by the log alone; null when its beginning has been pruned. */
async function wholeLog(db: Db, draftId: Id, seq: number): Promise<Uint8Array | null> {
  const parts = await readDraft(db, draftId, { upTo: seq, snapshots: false }).catch(() => null)
  return parts && (await replay({ updates: updatesOf(parts), other: null })).bytes
}

async function keep(
  db: Db,
  draftId: Id,
  seq: number,
  { bytes, isFaithful }: Replayed,
  now: Instant,
): Promise<Compacted> {
  if (!isFaithful) return { result: 'unstable' }
  await db.transaction().execute(async (trx) => {
    const last = await trx
      .selectFrom('draftSnapshot')
      .select('seq')
      .where('draftId', '=', draftId)
      .where('seq', '<', seq)
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst()
    await trx
      .insertInto('draftSnapshot')
      .values({ draftId, seq, bytes, sha256: digest(bytes), verifiedAt: now, createdAt: now })
      .onConflict((on) =>
        on.columns(['draftId', 'seq']).doUpdateSet({ bytes, sha256: digest(bytes), verifiedAt: now }),
      )
      .execute()
    // The one before stays, in case this one is ever found to be damaged.
    if (last)
      await trx
        .deleteFrom('draftSnapshot')
        .where('draftId', '=', draftId)
        .where('seq', '<', last.seq)
        .execute()
  })
  return { result: 'kept', seq, bytes: bytes.length }
}

const removeSnapshot = (db: Db, draftId: Id, seq: number) =>
  db
    .transaction()
    .execute((trx) =>
      trx.deleteFrom('draftSnapshot').where('draftId', '=', draftId).where('seq', '=', seq).execute(),
    )
