import type { CalledBy, ReplyAnswer } from '../../../shared/meetings/planning.ts'
import type { Day, Id, Instant } from '../../../shared/values.ts'

declare module '../../lib/db/db.ts' {
  interface Tables {
    meetingDemand: MeetingDemandTable
    meetingDemandName: MeetingDemandNameTable
    meetingChange: MeetingChangeTable
    meetingCarry: MeetingCarryTable
    meetingNotice: MeetingNoticeTable
    meetingReply: MeetingReplyTable
    agendaMaterial: AgendaMaterialTable
    agendaMaterialPart: AgendaMaterialPartTable
    agendaProposal: AgendaProposalTable
  }
}

declare module '../tables.ts' {
  interface MeetingTable {
    calledBy: CalledBy | null
    demandId: Id | null
    remindedFor: Instant | null
  }
}

export interface MeetingDemandTable {
  id: Id
  councilId: Id
  question: string
  reason: string
  createdBy: Id
  createdAt: Instant
  metAt: Instant | null
  withdrawnAt: Instant | null
}

export interface MeetingDemandNameTable {
  demandId: Id
  memberId: Id
  at: Instant
}

export interface MeetingChangeTable {
  id: Id
  meetingId: Id
  what: 'moved' | 'cancelled'
  reason: string
  startsAtBefore: Instant
  personId: Id
  at: Instant
}

export interface MeetingCarryTable {
  fromId: Id
  toId: Id
  personId: Id
  at: Instant
}

export interface MeetingNoticeTable {
  id: Id
  meetingId: Id
  version: number
  lastOn: Day
  lateReason: string | null
  personId: Id
  sentAt: Instant
}

export interface MeetingReplyTable {
  meetingId: Id
  who: Id
  startsAt: Instant
  answer: ReplyAnswer
  reason: string | null
  personId: Id | null
  at: Instant
}

export interface AgendaMaterialTable {
  id: Id
  meetingId: Id
  itemId: Id | null
  title: string
  url: string | null
  mediaType: string | null
  size: number | null
  sha256: string | null
  isPublic: 0 | 1
  lateReason: string | null
  addedBy: Id
  addedAt: Instant
}

export interface AgendaMaterialPartTable {
  materialId: Id
  part: number
  bytes: Uint8Array
}

export interface AgendaProposalTable {
  id: Id
  meetingId: Id
  title: string
  reason: string
  state: 'open' | 'accepted' | 'declined' | 'withdrawn'
  answer: string | null
  createdBy: Id
  createdAt: Instant
}
