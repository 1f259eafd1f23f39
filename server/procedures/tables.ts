import type { Generated } from 'kysely'
import type { AmendmentState, ProcedureState, StepKind, StepOutcome } from '../../shared/procedures.ts'
import type { Id, Instant } from '../../shared/values.ts'

declare module '../lib/db/db.ts' {
  interface Tables {
    procedure: ProcedureTable
    amendment: AmendmentTable
    procedureStep: ProcedureStepTable
  }
}

export interface ProcedureTable {
  id: Id
  councilId: Id
  draftId: Id
  meetingId: Id | null
  itemId: Id | null
  title: string
  state: ProcedureState
  basisRevisionId: Id | null
  resultRevisionId: Id | null
  editorialDraftId: Id | null
  editorialRevisionId: Id | null
  editorialSince: Instant | null
  /** `Id[]` of persons. */
  editors: Generated<string>
  /** `LeftOut[]` */
  leftOut: Generated<string>
  reason: string | null
  version: number
  openedBy: Id
  openedAt: Instant
  changedAt: Instant
}

export interface AmendmentTable {
  id: Id
  procedureId: Id
  suggestionId: Id
  /** Whose words come into the text. */
  ownerId: Id
  number: number
  position: number
  /** Named as on the day on which the list was closed. */
  author: string
  note: string | null
  state: AmendmentState
  /** `Hunk[]` against the basis. */
  hunks: string
  /** `Passage[]` against the basis. */
  passages: string
  /** `DraftJson` of the whole suggestion, which the changes are taken from. */
  content: string
  /** Of the basis with this amendment alone. */
  sha256: string
  isObjected: Generated<0 | 1>
  /** Who stands for it in the place of its author, named as on that day. */
  keeperId: Id | null
  keeper: string | null
  reason: string | null
  decidedAt: Instant | null
}

export interface ProcedureStepTable {
  id: Id
  procedureId: Id
  kind: StepKind
  way: 'vote' | 'consent'
  question: string
  voteId: Id | null
  /** `Id[]` */
  amendments: string
  /** `DraftJson[]` */
  texts: string | null
  putBy: Id
  putAt: Instant
  closedAt: Instant | null
  outcome: StepOutcome | null
  objectedBy: Id | null
}
