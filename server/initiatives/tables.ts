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
  kind: string
  sector: string
  problem: string
  proposal: string
  authorId: Id
  organizationId: Id | null
  state: string
  draftId: Id
  revisionId: Id | null
  voteId: Id | null
  reviewId: Id | null
  createdAt: Instant
  movedAt: Instant
}

export interface CoauthorTable {
  initiativeId: Id
  personId: Id
  addedAt: Instant
}

export interface InitiativeStepTable {
  id: Id
  initiativeId: Id
  verb: string
  state: string
  at: Instant
  personId: Id | null
  reason: string | null
}

export interface InitiativeCounterTable {
  councilId: Id
  year: number
  last: number
}
