import type { GatheringState, QuestionState, TurnState } from '../../shared/gatherings.ts'
import type { Id, Instant } from '../../shared/values.ts'

declare module '../lib/db/db.ts' {
  interface Tables {
    gathering: GatheringTable
    programmeItem: ProgrammeItemTable
    attendance: AttendanceTable
    turn: TurnTable
    question: QuestionTable
    questionSupport: QuestionSupportTable
  }
}

export interface GatheringTable {
  id: Id
  councilId: Id
  kind: string
  state: GatheringState
  startsAt: Instant
  endsAt: Instant
  timeZone: string
  moderatorId: Id
  place: string | null
  callUrl: string | null
  notesDraftId: Id | null
  currentItemId: Id | null
  turnSeconds: number
  version: number
  openedAt: Instant | null
  closedAt: Instant | null
}

export interface ProgrammeItemTable {
  id: Id
  gatheringId: Id
  position: number
  title: string
  speaker: string | null
  minutes: number | null
}

export interface AttendanceTable {
  id: Id
  gatheringId: Id
  personId: Id
  inAt: Instant
  outAt: Instant | null
  seenAt: Instant
}

export interface TurnTable {
  id: Id
  gatheringId: Id
  personId: Id
  state: TurnState
  raisedAt: Instant
  givenAt: Instant | null
  doneAt: Instant | null
  seconds: number
}

export interface QuestionTable {
  id: Id
  gatheringId: Id
  personId: Id
  text: string
  state: QuestionState
  askedAt: Instant
  answeredAt: Instant | null
}

export interface QuestionSupportTable {
  questionId: Id
  personId: Id
  at: Instant
}
