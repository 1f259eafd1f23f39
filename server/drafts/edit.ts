import * as Y from 'yjs'
import { closeCode, type CloseCode } from '../../shared/drafts.ts'
import { DRAFT_SCHEMA_VERSION, type DraftJson } from '../../shared/draft-schema.ts'
import type { Id } from '../../shared/values.ts'
import type { Actor } from '../lib/actor.ts'
import { Refusal, refuse } from '../lib/refuse.ts'
import type { Author, Batch } from './batch.ts'
import type { LiveDraft } from './live-draft.ts'
import { bringTo, textOf } from './text.ts'

/** The server as an author: its update goes through the same queue as everybody's. */
class ServerAuthor implements Author {
  readonly personId: Id | null
  readonly schema = DRAFT_SCHEMA_VERSION
  queuedIn: Batch | null = null
  refusal: CloseCode | null = null

  constructor(personId: Id | null) {
    this.personId = personId
  }

  refused(code: CloseCode): void {
    this.refusal = code
  }

  reached(): void {}
}

/** Changes a live draft by the smallest difference; on disk when it answers. Refuses `draft_frozen`, `draft_too_large`. */
export async function editDraft(
  draft: LiveDraft,
  actor: Actor,
  change: (json: DraftJson) => DraftJson,
): Promise<void> {
  if (draft.state !== 'open') refuse('draft_frozen')
  const state = await new Promise<Uint8Array>((resolve) =>
    draft.whenDurable(() => resolve(draft.missing(new Map()))),
  )
  // A copy has a clientID of its own, which becomes this person's: one clientID is always one person (I16).
  const copy = new Y.Doc()
  Y.applyUpdate(copy, state)
  const before = textOf(copy)
  const bytes = bringTo(copy, change(before), before)
  copy.destroy()
  if (!bytes) return
  const author = new ServerAuthor(actor.personId)
  author.refusal = draft.receive(author, bytes)
  if (!author.refusal && author.queuedIn) await over(author.queuedIn, draft)
  if (author.refusal === closeCode.frozen) refuse('draft_frozen')
  if (author.refusal === closeCode.tooLarge) refuse('draft_too_large')
  if (author.refusal) refuse('conflict')
}

function over(batch: Batch, draft: LiveDraft): Promise<void> {
  return new Promise((resolve, reject) =>
    batch.finally(() => (draft.isGone ? reject(new Refusal('unavailable')) : resolve())),
  )
}
