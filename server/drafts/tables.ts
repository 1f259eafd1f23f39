import type { Generated } from 'kysely'
import type { RevisionKind, VersionReason } from '../../shared/revisions.ts'
import type { Id, Instant } from '../../shared/values.ts'

declare module '../lib/db/db.ts' {
  interface Tables {
    draft: DraftTable
    draftUpdate: DraftUpdateTable
    draftSnapshot: DraftSnapshotTable
    draftClient: DraftClientTable
    draftAuthorship: DraftAuthorshipTable
    revision: RevisionTable
  }
}

export interface DraftTable {
  id: Id
  councilId: Id
  subjectKind: string
  state: 'open' | 'frozen'
  head: number
  epoch: number
  schemaVersion: number
  frozenSeq: number | null
  /** The present epoch begins behind this row. */
  epochSeq: Generated<number>
  /** After a restore of the database people may bring back what others wrote. */
  isRecovering: Generated<0 | 1>
  /** Up to which row of the log there is a version. */
  versionSeq: Generated<number>
  createdAt: Instant
  changedAt: Instant
}

export interface DraftUpdateTable {
  draftId: Id
  seq: number
  personId: Id | null
  bytes: Uint8Array
  /** Brought back by this person, who did not write all of it. */
  isRelayed: Generated<0 | 1>
  createdAt: Instant
}

export interface DraftSnapshotTable {
  draftId: Id
  seq: number
  bytes: Uint8Array
  /** Of `bytes`; null for those of older releases. */
  sha256: Generated<string | null>
  /** When a second, independent replay came to the same state. */
  verifiedAt: Generated<Instant | null>
  createdAt: Instant
}

export interface DraftClientTable {
  draftId: Id
  clientId: number
  personId: Id | null
  /** What rows of the log that were pruned said of it: when it wrote first and last. */
  firstAt: Generated<Instant | null>
  lastAt: Generated<Instant | null>
}

/** Who wrote what, as far as the log was read; it can be made anew while the log is whole. */
export interface DraftAuthorshipTable {
  draftId: Id
  epoch: number
  seq: number
  /** JSON of an `Authorship`. */
  state: string
  createdAt: Instant
}

export interface RevisionTable {
  id: Id
  draftId: Id
  number: number
  seq: number
  title: string
  content: string
  sha256: string
  personId: Id | null
  kind: Generated<RevisionKind>
  /** Why an automatic one was kept. */
  reason: VersionReason | null
  /** Its number among the published and frozen ones; null for the others. */
  edition: number | null
  words: number | null
  /** JSON: ids of who had written since the version before. */
  authors: Generated<string>
  /** Of the published and frozen ones: SHA-256 of the chain before and `sha256`. */
  chainSha256: string | null
  createdAt: Instant
}
