import * as Y from 'yjs'

/**
 * Applies updates in one transaction, and nothing else: after what comes from elsewhere Yjs tidies up formatting, which would be a
 * change that stands in no row of the log.
 */
export function applyAsIs(doc: Y.Doc, updates: Iterable<Uint8Array>): void {
  doc.transact((transaction) => {
    for (const each of updates) Y.applyUpdate(doc, each)
    transaction.local = true
  })
}
