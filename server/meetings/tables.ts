import type { Generated } from 'kysely'
import type { MeetingFormat, MeetingKind, MeetingPhase } from '../../shared/meetings/entries.ts'
import type { Id, Instant } from '../../shared/values.ts'

declare module '../lib/db/db.ts' {
  interface Tables {
    meeting: MeetingTable
    agendaItem: AgendaItemTable
    invitee: InviteeTable
    meetingEntry: MeetingEntryTable
  }
}

export interface MeetingTable {
  id: Id
  councilId: Id
  number: number
  kind: MeetingKind
  format: MeetingFormat
  state: MeetingPhase
  title: string | null
  startsAt: Instant
  endsAt: Instant
  place: string | null
  callUrl: string | null
  phone: string | null
  isPhonePublic: Generated<0 | 1>
  presidingId: Id
  secretaryId: Id | null
  basis: string | null
  noticedAt: Instant | null
  checkInSecret: string
  version: number
  createdBy: Id
  createdAt: Instant
}

export interface AgendaItemTable {
  id: Id
  meetingId: Id
  parentId: Id | null
  position: number
  title: string
  speaker: string | null
  minutes: number | null
  proposal: string | null
  voteForm: string | null
  decisionClass: string | null
  initiativeId: Id | null
  draftId: Id | null
  askedByVoteId: Generated<Id | null>
}

export interface InviteeTable {
  id: Id
  meetingId: Id
  personId: Id | null
  name: string
  title: string | null
  email: string | null
}

/** Append only: the database itself refuses to change or delete a row. */
export interface MeetingEntryTable {
  meetingId: Id
  seq: number
  at: Instant
  personId: Id | null
  verb: string
  data: string
  hash: string
  key: Id | null
}
