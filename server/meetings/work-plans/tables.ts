import type { PlanForm } from '../../../shared/meetings/work-plan.ts'
import type { Day, Id, Instant } from '../../../shared/values.ts'

declare module '../../lib/db/db.ts' {
  interface Tables {
    workPlan: WorkPlanTable
    workPlanItem: WorkPlanItemTable
  }
}

export interface WorkPlanTable {
  id: Id
  councilId: Id
  year: number
  meetingId: Id | null
  decisionId: Id | null
  adoptedAt: Instant | null
  createdBy: Id
  createdAt: Instant
}

export interface WorkPlanItemTable {
  id: Id
  planId: Id
  section: number
  position: number
  title: string
  form: PlanForm
  fromMonth: number
  toMonth: number
  responsible: string
  coExecutors: string | null
  expected: string | null
  meetingId: Id | null
  initiativeId: Id | null
  doneOn: Day | null
  doneNote: string | null
}
