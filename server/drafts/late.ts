import * as Y from 'yjs'
import { lateSync } from '../../shared/draft-diff/fork.ts'
import type { DraftJson } from '../../shared/draft-schema.ts'
import type { Id } from '../../shared/values.ts'
import type { Db } from '../lib/db/db.ts'
import { documentAt } from './document-at.ts'
import { findDraft, type Draft } from './queries.ts'
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

interface Late {
  draftId: Id
  /** Rows at which the server has written anew what stood there. */
  rewrites: readonly number[]
  update: Uint8Array
  /** Has taken in the update. */
  doc: Y.Doc
}

/**
 * Puts words that came too late where they belong now: somebody typed them into a text that the server has written anew since. The text as
 * they knew it, with their words, is merged with what it is (suggestions.md, late sync). Answers with an update for the document and its
 * clientID; with null when nothing can or has to be done.
 */
export async function wordsInPlace(
  db: Db,
  { draftId, rewrites, update, doc }: Late,
): Promise<{ update: Uint8Array; clientId: number } | null> {
  const draft = await findDraft(db, draftId)
  const known = draft && (await knownText(db, draft, rewrites, update))
  if (!known) return null
  const now = textOf(doc)
  const merged = together(known.text, known.withTheirs, now)
  if (!merged) return null
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  const bytes = bringTo(copy, merged, now)
  const { clientID: clientId } = copy
  copy.destroy()
  return bytes && { update: bytes, clientId }
}

interface Known {
  text: DraftJson
  withTheirs: DraftJson
}

/** The last text before a rewriting into which the words could still be typed: they can before each older one, and after no newer one. */
async function knownText(
  db: Db,
  draft: Draft,
  rewrites: readonly number[],
  update: Uint8Array,
): Promise<Known | null> {
  const rows = rowsBefore(rewrites)
  let found: Known | null = null
  for (let [low, high] = [0, rows.length - 1]; low <= high;) {
    const middle = (low + high + 1) >> 1
    const tried = await knownAt(db, draft, rows[middle]!, update)
    if (tried === 'too late') high = middle - 1
    else low = middle + 1
    if (typeof tried === 'object') found = tried
  }
  return found
}

async function knownAt(
  db: Db,
  draft: Draft,
  seq: number,
  update: Uint8Array,
): Promise<Known | 'too early' | 'too late'> {
  const doc = await documentAt(db, draft, seq)
  // Nobody can say any more what stood there.
  if (!doc) return 'too early'
  const [before, text] = [stateOf(doc), textOf(doc)]
  Y.applyUpdate(doc, update)
  const isEarly = doc.store.pendingStructs !== null
  const isLate = !isEarly && hasStrays(doc, update, before)
  const withTheirs = textOf(doc)
  doc.destroy()
  if (isEarly) return 'too early'
  return isLate ? 'too late' : { text, withTheirs }
}

/** Rows that came to the disk with a rewriting may be counted before or behind it. */
const WITH_IT = 4
/** Whoever has missed more than these has been away for very long. */
const MOST_REWRITES = 200

function rowsBefore(rewrites: readonly number[]): number[] {
  const latest = rewrites.toSorted((one, other) => one - other).slice(-MOST_REWRITES)
  const all = latest.flatMap((seq) => Array.from({ length: WITH_IT + 1 }, (_, by) => seq - 1 - by))
  return [...new Set(all)].filter((seq) => seq > 0).toSorted((one, other) => one - other)
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
