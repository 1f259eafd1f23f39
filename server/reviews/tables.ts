import type { Ground, ReviewState, Verdict } from '../../shared/reviews.ts'
import type { Day, Id, Instant } from '../../shared/values.ts'

declare module '../lib/db/db.ts' {
  interface Tables {
    review: ReviewTable
    conclusion: ConclusionTable
  }
}

export interface ReviewTable {
  id: Id
  councilId: Id
  authorityId: Id
  subjectKind: string
  subjectId: Id
  title: string
  revisionId: Id
  state: ReviewState
  submittedAt: Instant
  submittedBy: Id
  registerBy: Day
  registrationNumber: string | null
  registeredOn: Day | null
  registeredBy: Id | null
  dueOn: Day | null
  concludedAt: Instant | null
}

export interface ConclusionTable {
  reviewId: Id
  verdict: Verdict
  ground: Ground | null
  part: string | null
  text: string
  outNumber: string
  personId: Id
  signedBy: string
  concludedOn: Day
}
