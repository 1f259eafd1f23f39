import type { Choice, DecisionClass } from '../../shared/votes.ts'
import type { Id, Instant } from '../../shared/values.ts'
import type { SeatRole } from '../lib/actor.ts'

declare module '../lib/db/db.ts' {
  interface Tables {
    vote: VoteTable
    elector: ElectorTable
    openBallot: OpenBallotTable
  }
}

export interface VoteTable {
  id: Id
  councilId: Id
  subjectKind: string
  subjectId: Id
  form: 'open_roll_call'
  question: string
  revisionId: Id | null
  decisionClass: DecisionClass
  state: 'open' | 'closed'
  terms: string
  termsSha256: string
  openedAt: Instant
  closesAt: Instant
  closedAt: Instant | null
  closedBy: 'hand' | 'clock' | null
  result: string | null
}

export interface ElectorTable {
  voteId: Id
  memberId: Id
  personId: Id
  role: SeatRole
}

export interface OpenBallotTable {
  voteId: Id
  memberId: Id
  choice: Choice
  turn: number
  castAt: Instant
}
