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
  readonly isServer = true
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

/** What an edit by the server left in the log. */
export interface Written {
  /** The log was so long once it was there; others' rows may be among the last. */
  seq: number
  /** The clientID that wrote it, which is the author's for ever. */
  clientId: number
}

/** Gets the text as it is on disk behind row `seq`, and answers with how it shall be; with the same object when nothing is to be done. */
export type Change = (json: DraftJson, seq: number) => DraftJson

/** Changes a copy of the text as it is on disk behind row `seq`; answers with the update, or with null when nothing changed. */
export type Deed = (copy: Y.Doc, seq: number) => Uint8Array | null

/**
 * Changes a live draft by the smallest difference; on disk when it answers, with null when nothing changed. Refuses `draft_frozen`,
 * `draft_too_large`.
 */
export const editDraft = (draft: LiveDraft, actor: Pick<Actor, 'personId'>, change: Change) =>
  changeDraft(draft, actor, (copy, seq) => {
    const before = textOf(copy)
    const after = change(before, seq)
    return after === before ? null : bringTo(copy, after, before)
  })

/** The same for what is not said as a text, such as a mark over some words. */
export async function changeDraft(
  draft: LiveDraft,
  { personId }: Pick<Actor, 'personId'>,
  change: Deed,
): Promise<Written | null> {
  if (draft.state !== 'open') refuse('draft_frozen')
  const { state, seq } = await new Promise<{ state: Uint8Array; seq: number }>((resolve) =>
    draft.whenDurable(() => resolve({ state: draft.missing(new Map()), seq: draft.head })),
  )
  // A copy has a clientID of its own, which becomes this person's: one clientID is always one person (I16).
  const copy = new Y.Doc()
  Y.applyUpdate(copy, state)
  const bytes = change(copy, seq)
  const { clientID: clientId } = copy
  copy.destroy()
  if (!bytes) return null
  const author = new ServerAuthor(personId)
  author.refusal = draft.receive(author, bytes)
  if (!author.refusal && author.queuedIn) await over(author.queuedIn, draft)
  if (author.refusal === closeCode.frozen) refuse('draft_frozen')
  if (author.refusal === closeCode.tooLarge) refuse('draft_too_large')
  if (author.refusal) refuse('conflict')
  return { seq: draft.head, clientId }
}

function over(batch: Batch, draft: LiveDraft): Promise<void> {
  return new Promise((resolve, reject) =>
    batch.finally(() => (draft.isGone ? reject(new Refusal('unavailable')) : resolve())),
  )
}
