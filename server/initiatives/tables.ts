import type { Generated } from 'kysely'
import type { CoauthorRole, InitiativeKind, InitiativeSector } from '../../shared/initiatives.ts'
import type { InitiativeState, InitiativeVerb } from '../../shared/initiatives-states.ts'
import type { Id, Instant } from '../../shared/values.ts'

declare module '../lib/db/db.ts' {
  interface Tables {
    initiative: InitiativeTable
    coauthor: CoauthorTable
    initiativeStep: InitiativeStepTable
    initiativeCounter: InitiativeCounterTable
  }
}

export interface InitiativeTable {
  id: Id
  number: string
  councilId: Id
  municipalityCode: string
  title: string
  kind: InitiativeKind
  sector: InitiativeSector
  problem: string
  proposal: string
  authorId: Id
  organizationId: Id | null
  state: InitiativeState
  draftId: Id
  revisionId: Id | null
  voteId: Id | null
  reviewId: Id | null
  searchText: string
  createdAt: Instant
  movedAt: Instant
}

export interface CoauthorTable {
  initiativeId: Id
  personId: Id
  addedAt: Instant
  role: Generated<CoauthorRole>
}

export interface InitiativeStepTable {
  id: Id
  initiativeId: Id
  verb: InitiativeVerb | 'created'
  state: InitiativeState
  at: Instant
  personId: Id | null
  reason: string | null
  revisionId: Id | null
}

export interface InitiativeCounterTable {
  municipalityCode: string
  year: number
  last: number
}
