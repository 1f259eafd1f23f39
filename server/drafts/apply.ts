import * as Y from 'yjs'
import type { Author, Batch, Pending } from './batch.ts'
import type { LogRow } from './log.ts'

/** What a batch did to a document. */
export interface Applied {
  /** One per author, in the order in which they began. */
  rows: LogRow[]
  frame: Uint8Array | null
  /** Yjs tidied up formatting on the way: the author needs to hear that, too. */
  isMended: boolean
  /** State before the batch. */
  before: Map<number, number>
}

/**
 * Applies a batch author by author; answers with the rows for the log and the frame for everybody, or with the author of an update
 * that throws: then the document is perhaps half changed and must be thrown away.
 */
export function applyAll(doc: Y.Doc, batch: Batch): Applied | { guilty: Author } {
  const rows: LogRow[] = []
  let before: Map<number, number> | null = null
  let isMended = false
  let deltas: Uint8Array[] = []
  const collect = (update: Uint8Array, _origin: unknown, _doc: Y.Doc, transaction: Y.Transaction) => {
    before ??= transaction.beforeState
    deltas.push(update)
  }
  doc.on('update', collect)
  try {
    for (const [personId, updates] of batch.byPerson()) {
      deltas = []
      const guilty = applyTogether(doc, updates)
      if (guilty) return { guilty }
      // The integrated difference, not the bytes that came: what was known already is not stored again.
      isMended ||= deltas.length > 1
      if (deltas.length > 0) rows.push({ personId, bytes: merged(deltas) })
    }
  } finally {
    doc.off('update', collect)
  }
  const frame = rows.length > 0 ? merged(rows.map((each) => each.bytes)) : null
  return { rows, frame, isMended, before: before ?? new Map<number, number>() }
}

/** All of them in one transaction, which is several times cheaper than one each; answers with the author of one that fails. */
function applyTogether(doc: Y.Doc, updates: readonly Pending[]): Author | null {
  let guilty: Author | null = updates[0]?.author ?? null
  try {
    doc.transact(() => {
      for (const { author, bytes } of updates) {
        guilty = author
        Y.applyUpdate(doc, bytes)
        if (doc.store.pendingStructs || doc.store.pendingDs)
          throw new Error('something it builds on is missing')
      }
    })
    return null
  } catch {
    return guilty
  }
}

const merged = (updates: readonly Uint8Array[]): Uint8Array =>
  updates.length === 1 ? updates[0]! : Y.mergeUpdates([...updates])
