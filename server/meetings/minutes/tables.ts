import type { Signer } from '../../../shared/meetings/minutes-facts.ts'
import type { MinutesState } from '../../../shared/meetings/minutes-views.ts'
import type { Day, Id, Instant } from '../../../shared/values.ts'

declare module '../../lib/db/db.ts' {
  interface Tables {
    minutes: MinutesTable
    minutesWording: MinutesWordingTable
    minutesRemark: MinutesRemarkTable
    minutesSignature: MinutesSignatureTable
    minutesSigner: MinutesSignerTable
    dissent: DissentTable
  }
}

/** From `signedAt` on the database itself refuses to change what was signed. */
export interface MinutesTable {
  id: Id
  meetingId: Id
  councilId: Id
  edition: number
  amendsId: Id | null
  reason: string | null
  year: number | null
  number: number | null
  state: MinutesState
  remarksUntil: Day | null
  content: string | null
  sha256: string | null
  signedAt: Instant | null
  publishDueOn: Day | null
  publishedAt: Instant | null
  createdBy: Id
  createdAt: Instant
}

export interface MinutesWordingTable {
  minutesId: Id
  part: string
  version: number
  text: string
  personId: Id
  at: Instant
}

export interface MinutesRemarkTable {
  id: Id
  minutesId: Id
  personId: Id
  name: string
  text: string
  at: Instant
  answer: 'accepted' | 'rejected' | null
  reason: string | null
  answeredBy: Id | null
  answeredAt: Instant | null
}

export interface MinutesSignatureTable {
  minutesId: Id
  role: Signer
  memberId: Id
  personId: Id
  name: string
  sha256: string
  at: Instant
}

/** Who signs in the place of a signer who has left the council. */
export interface MinutesSignerTable {
  minutesId: Id
  role: Signer
  memberId: Id
  name: string
  seatRole: string
  insteadOf: Id
  personId: Id
  at: Instant
}

/** Append only: the database itself refuses to change or delete a row. */
export interface DissentTable {
  id: Id
  meetingId: Id
  itemId: Id
  memberId: Id
  name: string
  text: string
  at: Instant
}
