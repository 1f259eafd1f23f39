import type { Id, Instant } from '../../../shared/values.ts'

declare module '../../lib/db/db.ts' {
  interface Tables {
    secretVote: SecretVoteTable
    secretKey: SecretKeyTable
    secretIssue: SecretIssueTable
    secretBallot: SecretBallotTable
    boardEntry: BoardEntryTable
  }
}

export interface SecretVoteTable {
  voteId: Id
  /** The fewest ballots that hide one another (`secret.kMin`). */
  least: number
  /** What happens to fewer ballots than that. */
  ifFewer: 'not_opened' | 'opened'
  /** When the issuing ends at the latest; null: it is ended by hand only. */
  issuanceClosesAt: Instant | null
  /** Canonical JSON; null until the keys are made. */
  manifest: string | null
  manifestSha256: string | null
  issuanceClosedAt: Instant | null
}

/** What a key signs: blinded messages, or heads of the board and receipts. */
export type KeyPurpose = 'token' | 'board'

export interface SecretKeyTable {
  voteId: Id
  purpose: KeyPurpose
  sealed: string
}

export interface SecretIssueTable {
  voteId: Id
  memberId: Id
  blindedSha256: string
  blindSignature: string
  issuedAt: Instant
}

export interface SecretBallotTable {
  voteId: Id
  sha256: string
  key: string
  seq: number
  ballot: string
  receipt: string
}

export interface BoardEntryTable {
  voteId: Id
  place: number
  body: string
  hash: string
  /** Null when the key was lost with its file. */
  signature: string | null
}
