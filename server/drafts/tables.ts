import type { Id, Instant } from '../../shared/values.ts'

declare module '../lib/db/db.ts' {
  interface Tables {
    draft: DraftTable
    draftUpdate: DraftUpdateTable
    draftSnapshot: DraftSnapshotTable
    draftClient: DraftClientTable
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
  createdAt: Instant
  changedAt: Instant
}

export interface DraftUpdateTable {
  draftId: Id
  seq: number
  personId: Id | null
  bytes: Uint8Array
  createdAt: Instant
}

export interface DraftSnapshotTable {
  draftId: Id
  seq: number
  bytes: Uint8Array
  createdAt: Instant
}

export interface DraftClientTable {
  draftId: Id
  clientId: number
  personId: Id | null
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
  createdAt: Instant
}
