import type { Id, Instant } from '../../shared/values.ts'
import type { SuggestionState } from '../../shared/suggestions.ts'

declare module '../lib/db/db.ts' {
  interface Tables {
    suggestion: SuggestionTable
    suggestionDecision: SuggestionDecisionTable
  }
}

export interface SuggestionTable {
  id: Id
  councilId: Id
  baseDraftId: Id
  draftId: Id
  ownerId: Id
  authorName: string | null
  state: SuggestionState
  note: string | null
  baseSeq: number
  /** `DraftJson` of the base behind row `baseSeq`. */
  baseJson: string
  /** `Outdated[]`. */
  outdated: string
  createdAt: Instant
  sentAt: Instant | null
  changedAt: Instant
}

export interface SuggestionDecisionTable {
  id: Id
  suggestionId: Id
  personId: Id
  decision: 'accepted' | 'declined'
  reason: string | null
  /** As the reviewer saw it. */
  changeId: string
  near: number
  kind: 'text' | 'blocks' | 'node'
  /** Where in the text it was: the words of a heading, the label of an item. */
  place: string
  removed: string
  added: string
  baseSeq: number | null
  clientId: number | null
  at: Instant
}
