import type { CouncilKind, EndReason } from '../../shared/councils.ts'
import type { LeaveKind } from '../../shared/mandates.ts'
import type { Day, Id, Instant } from '../../shared/values.ts'
import type { SeatRole } from '../lib/actor.ts'

declare module '../lib/db/db.ts' {
  interface Tables {
    council: CouncilTable
    councilRules: CouncilRulesTable
    councilMember: CouncilMemberTable
    memberLeave: MemberLeaveTable
    memberConflict: MemberConflictTable
  }
}

export interface CouncilTable {
  id: Id
  slug: string
  kind: CouncilKind
  name: string
  shortName: string
  municipalityCode: string
  authorityId: Id | null
  timeZone: string
  established: number
  createdAt: Instant
}

export interface CouncilRulesTable {
  id: Id
  councilId: Id
  validFrom: Day
  basis: string
  rules: string
  createdAt: Instant
}

export interface CouncilMemberTable {
  id: Id
  councilId: Id
  personId: Id
  role: SeatRole
  hasVote: 0 | 1
  organizationId: Id | null
  startsOn: Day
  endsOn: Day | null
  /** The act that gave the seat. */
  basis: string | null
  /** The seat of whom this one was before. */
  replacesId: Id | null
  endReason: EndReason | null
  endBasis: string | null
  createdAt: Instant
}

export interface MemberLeaveTable {
  id: Id
  councilId: Id
  memberId: Id
  kind: LeaveKind
  startsOn: Day
  endsOn: Day | null
  reason: string
  enteredBy: Id
  enteredAt: Instant
  withdrawnAt: Instant | null
}

export interface MemberConflictTable {
  id: Id
  councilId: Id
  memberId: Id
  subjectKind: string | null
  subjectId: Id | null
  matter: string
  reason: string
  enteredBy: Id
  enteredAt: Instant
  withdrawnAt: Instant | null
}
