import type { DraftJson } from '../../../shared/draft-schema.ts'
import type { LossCode } from '../../../shared/files.ts'
import type { Instant } from '../../../shared/values.ts'

export interface ExchangedReply {
  author: string
  at: Instant | null
  text: string
}

/** A thread beside the text; plain words. */
export interface ExchangedComment extends ExchangedReply {
  /** Of the mark `comment {id}`; a thread that has none stands beside the text as a whole. */
  id: string
  replies: ExchangedReply[]
  resolved: boolean
  /** The words it was about. */
  quote: string
}

/** One author's tracked changes: the whole text as it is with them, and with nobody else's. */
export interface ExchangedProposal {
  author: string
  /** The latest of them. */
  at: Instant | null
  json: DraftJson
}

/** A file as plain data; whoever takes it in decides what becomes of the proposals and comments. */
export interface ImportedDraft {
  /** The text with every tracked change declined. */
  json: DraftJson
  proposals: ExchangedProposal[]
  comments: ExchangedComment[]
  losses: LossCode[]
}

/** A text on its way out, with what stands beside it. */
export interface ExportedDraft {
  json: DraftJson
  comments?: ExchangedComment[]
  proposals?: ExchangedProposal[]
}

export interface PaperMeta {
  title: string
  /** BCP 47, as Word wants it: `ru-RU`. */
  language: string
  /** The sheet lies on its long side. */
  isLandscape?: boolean
}
