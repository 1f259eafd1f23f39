import type { CouncilKind } from '../../shared/councils.ts'
import type { Day, Id, Instant } from '../../shared/values.ts'
import type { SeatRole } from '../lib/actor.ts'

declare module '../lib/db/db.ts' {
  interface Tables {
    council: CouncilTable
    councilRules: CouncilRulesTable
    councilMember: CouncilMemberTable
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
  createdAt: Instant
}
