import type { Generated } from 'kysely'
import type { Choice, DecisionClass, VoteForm, VoteState } from '../../shared/votes.ts'
import type { Id, Instant } from '../../shared/values.ts'
import type { SeatRole } from '../lib/actor.ts'

declare module '../lib/db/db.ts' {
  interface Tables {
    vote: VoteTable
    elector: ElectorTable
    openBallot: OpenBallotTable
    sessionDemand: SessionDemandTable
    typedBallot: TypedBallotTable
    handCount: HandCountTable
    ratingBallot: RatingBallotTable
  }
}

export interface VoteTable {
  id: Id
  councilId: Id
  subjectKind: string
  subjectId: Id
  form: VoteForm
  question: string
  revisionId: Id | null
  decisionClass: DecisionClass
  state: VoteState
  terms: string
  termsSha256: string
  openedAt: Instant
  /** Null at a meeting: closed by hand. */
  closesAt: Instant | null
  closedAt: Instant | null
  closedBy: 'hand' | 'clock' | null
  result: string | null
  mayChange: Generated<0 | 1>
  followsId: Id | null
  meetingId: Id | null
  standing: string | null
  reason: string | null
  moves: Generated<number>
}

export interface ElectorTable {
  voteId: Id
  memberId: Id
  personId: Id
  role: SeatRole
  /** They left the meeting at which it was put. */
  isAway: Generated<0 | 1>
}

export interface OpenBallotTable {
  voteId: Id
  memberId: Id
  /** One of the options of the terms. */
  choice: string
  turn: number
  castAt: Instant
  dissent: string | null
}

export interface SessionDemandTable {
  voteId: Id
  memberId: Id
  demandedAt: Instant
}

export interface TypedBallotTable {
  voteId: Id
  memberId: Id
  way: 'paper' | 'roll_call'
  operatorId: Id
  choice: string
  dissent: string | null
  typedAt: Instant
}

export interface HandCountTable {
  voteId: Id
  round: number
  personId: Id
  inFavour: number
  against: number
  abstain: number
  casting: Choice | null
  countedAt: Instant
}

export interface RatingBallotTable {
  voteId: Id
  personId: Id
  picks: string
  turn: number
  castAt: Instant
}
