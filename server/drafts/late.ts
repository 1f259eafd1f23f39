import * as Y from 'yjs'
import { lateSync } from '../../shared/draft-diff/fork.ts'
import type { DraftJson } from '../../shared/draft-schema.ts'
import type { Id } from '../../shared/values.ts'
import type { Db } from '../lib/db/db.ts'
import { BrokenLog, documentOf, readDraft } from './queries.ts'
import { bringTo, textOf } from './text.ts'

const isWords = (content: unknown) => content instanceof Y.ContentString || content instanceof Y.ContentEmbed

/** Whether what a document has made of an item is not to be seen. */
function isGone(doc: Y.Doc, client: number, clock: number): boolean {
  const structs = doc.store.clients.get(client)
  if (!structs || clock >= Y.getState(doc.store, client)) return false
  return structs[Y.findIndexSS(structs, clock)]!.deleted
}

/**
 * Whether an update brought words that are not to be seen, though its author did not take them away: the place that they were typed into
 * was gone already. `before` is the state of the document without the update.
 */
export function hasStrays(doc: Y.Doc, update: Uint8Array, before: ReadonlyMap<number, number>): boolean {
  const { structs, ds } = Y.decodeUpdate(update)
  return structs.some((struct) => {
    if (!(struct instanceof Y.Item) || !isWords(struct.content)) return false
    const { client, clock } = struct.id
    for (let at = Math.max(clock, before.get(client) ?? 0); at < clock + struct.length; at++)
      if (isGone(doc, client, at) && !Y.isDeleted(ds, Y.createID(client, at))) return true
    return false
  })
}

const stateOf = (doc: Y.Doc) => Y.decodeStateVector(Y.encodeStateVector(doc))

/**
 * Puts words that came too late where they belong now: somebody typed them into a text that the server has written anew since, at one of
 * the rows `rewrites`. The text as they knew it, with their words, is merged with what it is (suggestions.md, late sync). Answers with an
 * update for `doc`, which has taken in theirs already, and its clientID; with null when nothing can or has to be done.
 */
export async function wordsInPlace(
  db: Db,
  {
    draftId,
    rewrites,
    update,
    doc,
  }: { draftId: Id; rewrites: readonly number[]; update: Uint8Array; doc: Y.Doc },
): Promise<{ update: Uint8Array; clientId: number } | null> {
  const rows = await allRows(db, draftId)
  for (const seq of candidates(rewrites)) {
    const known = documentOf({ base: null, rows: rows.filter((row) => row.seq < seq) })
    const [before, text] = [stateOf(known), textOf(known)]
    Y.applyUpdate(known, update)
    // It builds on what came after: they knew this rewriting, and all before it.
    const isLater = known.store.pendingStructs !== null
    const isFound = !isLater && !hasStrays(known, update, before)
    const withTheirs = textOf(known)
    known.destroy()
    if (isLater) return null
    if (!isFound) continue
    const now = textOf(doc)
    const merged = together(text, withTheirs, now)
    if (!merged) return null
    const copy = new Y.Doc()
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
    const bytes = bringTo(copy, merged, now)
    const { clientID: clientId } = copy
    copy.destroy()
    return bytes && { update: bytes, clientId }
  }
  return null
}

/** Rows that came to the disk with a rewriting may be counted before or behind it. */
const WITH_IT = 4

function candidates(rewrites: readonly number[]): number[] {
  const all = rewrites.flatMap((seq) => Array.from({ length: WITH_IT + 1 }, (_, by) => seq - by))
  return [...new Set(all)].filter((seq) => seq > 1).toSorted((one, other) => other - one)
}

/** Null when one of the texts is no draft, as a modified client can leave it. */
function together(known: DraftJson, withTheirs: DraftJson, now: DraftJson): DraftJson | null {
  try {
    return lateSync(known, withTheirs, now).fork
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

async function allRows(db: Db, draftId: Id) {
  try {
    return (await readDraft(db, draftId, { snapshots: false }))?.rows ?? []
  } catch (error) {
    // The rows from before were pruned; nobody can say any more what they had known.
    if (error instanceof BrokenLog) return []
    throw error
  }
}
