import type * as Y from 'yjs'
import type { Db } from '../lib/db/db.ts'
import { BrokenLog, documentOf, readDraft, type Draft } from './queries.ts'

/** The document behind a row that is not the last; null when the rows up to it are no longer all there. */
export async function documentAt(db: Db, { id }: Pick<Draft, 'id'>, seq: number): Promise<Y.Doc | null> {
  try {
    const parts = await readDraft(db, id, { upTo: seq })
    return parts && documentOf(parts)
  } catch (error) {
    if (error instanceof BrokenLog) return null
    throw error
  }
}
