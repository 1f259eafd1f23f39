import type { Id, Instant } from '../../shared/values.ts'

declare module '../lib/db/db.ts' {
  interface Tables {
    exchange: ExchangeTable
  }
}

export interface ExchangeTable {
  id: Id
  councilId: Id
  gatheringId: Id
  cohostId: Id
  title: string
  description: string
  createdBy: Id
  createdAt: Instant
}
