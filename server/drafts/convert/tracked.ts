import type { DraftJson, DraftMark } from '../../../shared/draft-schema.ts'
import type { Instant } from '../../../shared/values.ts'

export interface Change {
  author: string
  at: Instant | null
}

/** A node of a text in which changes are proposed; one without any is a plain node. */
export interface TrackedNode {
  type: string
  attrs?: Record<string, unknown>
  marks?: DraftMark[]
  text?: string
  content?: TrackedNode[]
  /** It and all that is in it. */
  inserted?: Change
  deleted?: Change
  /** Of a paragraph, its end alone: split off, or joined with the next. */
  end?: { inserted?: Change; deleted?: Change }
  /** What it was before its type, attributes or marks were changed. */
  was?: { node: Pick<DraftJson, 'type' | 'attrs' | 'marks'>; by: Change }
}
