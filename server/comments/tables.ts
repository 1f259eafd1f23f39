import type { Id, Instant } from '../../shared/values.ts'

declare module '../lib/db/db.ts' {
  interface Tables {
    thread: ThreadTable
    comment: CommentTable
  }
}

export interface ThreadTable {
  /** Also that of its mark in the text. */
  id: Id
  councilId: Id
  draftId: Id
  /** `placing`: its mark may not be in the text yet; `removing`: it may still be there. Neither is shown to anybody. */
  state: 'placing' | 'open' | 'resolved' | 'removing' | 'removed'
  quote: string
  isInner: 0 | 1
  /** Null for who is only named in a file. */
  authorId: Id | null
  authorName: string | null
  key: string
  version: number
  openedAt: Instant
  resolvedAt: Instant | null
  resolvedBy: Id | null
  changedAt: Instant
}

export interface CommentTable {
  id: Id
  threadId: Id
  authorId: Id | null
  authorName: string | null
  key: string
  text: string
  mentions: string
  createdAt: Instant
  editedAt: Instant | null
  deletedAt: Instant | null
}
