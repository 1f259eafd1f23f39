import type { Day, Id, Instant } from '../../shared/values.ts'
import '../lib/journal.ts'

declare module '../lib/db/db.ts' {
  interface Tables {
    journalSeal: JournalSealTable
    journalSealing: JournalSealingTable
  }
}

/** Append only: a stretch of the journal, chained to the one before. */
export interface JournalSealTable {
  /** 1, 2, 3 … over the whole installation. */
  seq: number
  /** Day of the sealing in UTC; never before that of the seal before. */
  day: Day
  sealedAt: Instant
  count: number
  /** JSON of `[id, code]` of each row of the journal, by id. */
  rows: string
  rowsSha256: string
  /** Code of the seal before; zeros for the first. */
  previous: string
  hash: string
}

/** Which seal a row of the journal is in. The database makes one for each row, and lets it be sealed once. */
export interface JournalSealingTable {
  journalId: Id
  seal: number | null
}
