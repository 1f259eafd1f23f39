import type * as Y from 'yjs'
import type { Db } from '../lib/db/db.ts'
import { digest } from '../lib/ids.ts'
import { documentOf, type Draft } from './queries.ts'
import { listRows } from './revision-queries.ts'

/** The document behind a row that is not the last; null when the rows up to it are no longer all there. */
export async function documentAt(db: Db, draft: Draft, seq: number): Promise<Y.Doc | null> {
  const snapshots = await db
    .selectFrom('draftSnapshot')
    .select(['seq', 'bytes', 'sha256'])
    .where('draftId', '=', draft.id)
    .where('seq', '>', draft.epochSeq)
    .where('seq', '<=', seq)
    .orderBy('seq', 'desc')
    .execute()
  const base = snapshots.find(({ sha256, bytes }) => sha256 === null || sha256 === digest(bytes)) ?? null
  const from = base?.seq ?? draft.epochSeq
  const rows = await listRows(db, draft.id, from, seq)
  return rows.length === seq - from ? documentOf({ base, rows }) : null
}
