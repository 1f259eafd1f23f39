import { yXmlFragmentToProseMirrorRootNode } from '@tiptap/y-tiptap'
import * as Y from 'yjs'
import { DRAFT_FIELD } from '../../shared/drafts.ts'
import { DRAFT_SCHEMA_VERSION, draftSchema, jsonOfNode } from '../../shared/draft-schema.ts'
import type { Id } from '../../shared/values.ts'
import type { Work } from '../lib/act.ts'
import { record } from '../lib/journal.ts'
import { refuse } from '../lib/refuse.ts'
import { appendAll } from './log.ts'
import { loadDocument, lockDraft } from './queries.ts'
import { bringTo, textOf } from './text.ts'

/**
 * Begins the text of a draft anew, with the words it has: a document without any past, so that nothing of what was ever deleted is
 * carried on. The epoch goes up by one; copies of the former epoch are turned away with 4409 and must not be merged. The log of
 * before stays, and with it who wrote what. Call `kit.drafts.settle` first. Answers with the new epoch. Refuses `not_found`,
 * `draft_frozen`.
 */
export async function restartDraft(work: Work, draftId: Id): Promise<number> {
  const draft = (await lockDraft(work.trx, draftId)) ?? refuse('not_found')
  if (draft.state !== 'open') refuse('draft_frozen')
  const { doc: former } = await loadDocument(work.trx, draftId)
  const fresh = new Y.Doc()
  const bytes = written(former, fresh)
  former.destroy()
  const epoch = draft.epoch + 1
  await work.trx
    .updateTable('draft')
    .set({
      epoch,
      epochSeq: draft.head,
      schemaVersion: Math.max(draft.schemaVersion, DRAFT_SCHEMA_VERSION),
    })
    .where('id', '=', draftId)
    .execute()
  if (bytes) {
    const clients = new Map([[fresh.clientID, null]])
    await appendAll(work.trx, [{ draftId, rows: [{ personId: null, bytes }], clients }], work.now)
  }
  fresh.destroy()
  await record(work, {
    verb: 'draft:restarted',
    subject: ['draft', draftId],
    councilId: draft.councilId,
    data: { epoch, seq: draft.head },
  })
  await work.tell('draft:changed', { draftId })
  return epoch
}

function written(former: Y.Doc, fresh: Y.Doc): Uint8Array | null {
  try {
    return bringTo(fresh, textOf(former))
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    // A modified client left a shape that is no draft. This document is a copy: it may be repaired.
    const node = yXmlFragmentToProseMirrorRootNode(former.getXmlFragment(DRAFT_FIELD), draftSchema())
    return bringTo(fresh, jsonOfNode(node))
  }
}
