import { sql } from 'kysely'
import type { Id, Instant } from '../../shared/values.ts'
import type { Db } from '../lib/db/db.ts'
import './tables.ts'

/** What a draft takes up, for the operator. */
export interface Holding {
  id: Id
  subjectKind: string
  state: string
  epoch: number
  head: number
  rows: number
  logBytes: number
  /** Of the last snapshot: what the text itself takes. */
  textBytes: number
  snapshotSeq: number
  createdAt: Instant
  changedAt: Instant
}

/** All drafts, the largest first. */
export async function listHoldings(db: Db): Promise<Holding[]> {
  const { rows } = await sql<Holding>`
    select draft.id, draft.subject_kind, draft.state, draft.epoch, draft.head, draft.created_at, draft.changed_at,
      coalesce(log.n, 0) as rows, coalesce(log.bytes, 0) as log_bytes,
      coalesce(length(snapshot.bytes), 0) as text_bytes, coalesce(last.seq, draft.epoch_seq) as snapshot_seq
    from draft
    left join (select draft_id, count(*) as n, sum(length(bytes)) as bytes from draft_update group by draft_id) log
      on log.draft_id = draft.id
    left join (select draft_id, max(seq) as seq from draft_snapshot group by draft_id) last
      on last.draft_id = draft.id and last.seq > draft.epoch_seq
    left join draft_snapshot snapshot on snapshot.draft_id = draft.id and snapshot.seq = last.seq
    order by coalesce(log.bytes, 0) + coalesce(length(snapshot.bytes), 0) desc, draft.id`.execute(db)
  return rows
}
