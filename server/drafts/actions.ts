import * as Y from 'yjs'
import { DRAFT_SCHEMA_VERSION, type DraftJson } from '../../shared/draft-schema.ts'
import type { Id } from '../../shared/values.ts'
import type { Work } from '../lib/act.ts'
import { newId } from '../lib/ids.ts'
import { record } from '../lib/journal.ts'
import { refuse } from '../lib/refuse.ts'
import type { Written } from './edit.ts'
import { appendAll } from './log.ts'
import { listClients, loadDocument, lockDraft, type Draft, type Revision } from './queries.ts'
import { bringBack } from './restore.ts'
import { keepRevision } from './revisions.ts'
import { bringTo, textOf } from './text.ts'

interface NewDraft {
  councilId: Id
  /** The feature that says who may read and write it: it registered `kit.drafts.access(subjectKind, …)`. */
  subjectKind: string
  content?: DraftJson
  /** Whose words the content is; nobody's without it, as a form. */
  authorId?: Id | null
}

/**
 * Begins a live text. The initial content is written here, once, as the first row of the log: whoever opens the draft finds
 * it there, so that no two clients ever insert it twice (I12). Throws `RangeError` for content that is not a draft.
 */
export async function createDraft(
  work: Work,
  { councilId, subjectKind, content, authorId = null }: NewDraft,
): Promise<Id> {
  const id = newId()
  await work.trx
    .insertInto('draft')
    .values({
      id,
      councilId,
      subjectKind,
      state: 'open',
      head: 0,
      epoch: 1,
      schemaVersion: DRAFT_SCHEMA_VERSION,
      frozenSeq: null,
      createdAt: work.now,
      changedAt: work.now,
    })
    .execute()
  if (content) await writeInitial(work, id, content, authorId)
  await record(work, { verb: 'draft:created', subject: ['draft', id], councilId, data: { subjectKind } })
  return id
}

/**
 * Begins a live text that is a copy of another one as it is on disk: its whole state is the first row of the log, and every clientID in
 * it stays whose it was. Answers with the text and the row of the original behind which it was copied. Refuses `not_found`.
 */
export async function copyDraft(
  work: Work,
  originalId: Id,
  subjectKind: string,
): Promise<{ id: Id; seq: number; json: DraftJson }> {
  const { draft, doc } = await loadDocument(work.trx, originalId)
  if (!draft) refuse('not_found')
  const id = await createDraft(work, { councilId: draft.councilId, subjectKind })
  const json = textOf(doc)
  const bytes = Y.encodeStateAsUpdate(doc)
  doc.destroy()
  const clients = await listClients(work.trx, originalId)
  await appendAll(work.trx, [{ draftId: id, rows: [{ personId: null, bytes }], clients }], work.now)
  await work.trx
    .updateTable('draft')
    .set({ schemaVersion: draft.schemaVersion })
    .where('id', '=', id)
    .execute()
  return { id, seq: draft.head, json }
}

async function writeInitial(
  { trx, now }: Work,
  draftId: Id,
  content: DraftJson,
  personId: Id | null,
): Promise<void> {
  const doc = new Y.Doc()
  const bytes = bringTo(doc, content)
  if (bytes)
    await appendAll(
      trx,
      [{ draftId, rows: [{ personId, bytes }], clients: new Map([[doc.clientID, personId]]) }],
      now,
    )
  doc.destroy()
}

/**
 * Ends the editing and keeps the text as a revision, in one transaction: what is not in the log by now is refused with 4423
 * (I14). Refuses `not_found`, `draft_frozen`.
 */
export async function freezeDraft(work: Work, draftId: Id, title: string): Promise<Revision> {
  const draft = await openDraft(work, draftId)
  const revision = await keepRevision(work, draft, { kind: 'frozen', title })
  await work.trx
    .updateTable('draft')
    .set({ state: 'frozen', frozenSeq: draft.head })
    .where('id', '=', draftId)
    .execute()
  await note(work, draft, 'draft:frozen', {
    revisionId: revision.id,
    seq: draft.head,
    sha256: revision.sha256,
  })
  await changed(work, draftId)
  return revision
}

/** Keeps the text of a frozen draft as a revision, as it is on disk. Refuses `not_found`, `conflict` for one that is open. */
export async function sealDraft(work: Work, draftId: Id, title: string): Promise<Revision> {
  const draft = (await lockDraft(work.trx, draftId)) ?? refuse('not_found')
  if (draft.state !== 'frozen') refuse('conflict')
  const revision = await keepRevision(work, draft, { kind: 'frozen', title })
  await work.trx.updateTable('draft').set({ frozenSeq: draft.head }).where('id', '=', draftId).execute()
  await note(work, draft, 'draft:frozen', {
    revisionId: revision.id,
    seq: draft.head,
    sha256: revision.sha256,
  })
  return revision
}

/**
 * Brings a frozen text to `json` inside this act, as words of `authorId`, and leaves it frozen: how what was decided about a text comes
 * into it. Comments stay on the words that stay. Answers with where the log has it, with null when nothing changed. Refuses
 * `not_found`, `conflict` for one that is open, `revision_misshapen` for what is no draft.
 */
export async function amendFrozen(
  work: Work,
  draftId: Id,
  json: DraftJson,
  authorId: Id,
): Promise<Written | null> {
  const draft = (await lockDraft(work.trx, draftId)) ?? refuse('not_found')
  if (draft.state !== 'frozen') refuse('conflict')
  const { doc } = await loadDocument(work.trx, draftId)
  const { clientID: clientId } = doc
  const bytes = bringBack(doc, textOf(doc), json)
  doc.destroy()
  if (!bytes) return null
  // Nobody else sees it open: the row is locked until the act ends.
  await work.trx.updateTable('draft').set({ state: 'open' }).where('id', '=', draftId).execute()
  const addition = {
    draftId,
    rows: [{ personId: authorId, bytes }],
    clients: new Map([[clientId, authorId]]),
  }
  const seq = (await appendAll(work.trx, [addition], work.now)).get(draftId) ?? refuse('conflict')
  await work.trx
    .updateTable('draft')
    .set({ state: 'frozen', frozenSeq: seq })
    .where('id', '=', draftId)
    .execute()
  await note(work, draft, 'draft:amended', { seq })
  await work.tell('draft:amended', { draftId })
  return { seq, clientId }
}

/** Ends the editing without keeping a revision. Refuses `not_found`; a frozen draft stays frozen. */
export async function closeDraft(work: Work, draftId: Id): Promise<void> {
  const draft = (await lockDraft(work.trx, draftId)) ?? refuse('not_found')
  if (draft.state === 'frozen') return
  await work.trx
    .updateTable('draft')
    .set({ state: 'frozen', frozenSeq: draft.head })
    .where('id', '=', draftId)
    .execute()
  await note(work, draft, 'draft:closed', { seq: draft.head })
  await changed(work, draftId)
}

/** Keeps the text as it is on disk now, and lets the editing go on. Refuses `not_found`, `draft_frozen`. */
export async function publishRevision(work: Work, draftId: Id, title: string): Promise<Revision> {
  const draft = await openDraft(work, draftId)
  const revision = await keepRevision(work, draft, { kind: 'published', title })
  await note(work, draft, 'draft:published', {
    revisionId: revision.id,
    seq: draft.head,
    sha256: revision.sha256,
  })
  return revision
}

/** Opens a frozen draft again; its revisions stay as they are. Refuses `not_found`; an open draft stays open. */
export async function thawDraft(work: Work, draftId: Id): Promise<void> {
  const draft = (await lockDraft(work.trx, draftId)) ?? refuse('not_found')
  if (draft.state === 'open') return
  await work.trx
    .updateTable('draft')
    .set({ state: 'open', frozenSeq: null })
    .where('id', '=', draftId)
    .execute()
  await note(work, draft, 'draft:thawed', { seq: draft.head })
  await changed(work, draftId)
}

/** Notes that a file was taken into the text, by how much it brought; the words themselves are in the log. */
export const noteImport = (work: Work, draft: Draft, json: DraftJson): Promise<void> =>
  note(work, draft, 'draft:imported', { blocks: json.content?.length ?? 0 })

async function openDraft({ trx }: Work, draftId: Id): Promise<Draft> {
  const draft = (await lockDraft(trx, draftId)) ?? refuse('not_found')
  if (draft.state !== 'open') refuse('draft_frozen')
  return draft
}

const note = (work: Work, draft: Draft, verb: string, data: Record<string, unknown>) =>
  record(work, { verb, subject: ['draft', draft.id], councilId: draft.councilId, data })

const changed = (work: Work, draftId: Id) => work.tell('draft:changed', { draftId })

declare module '../lib/act.ts' {
  interface News {
    /** A draft was frozen or opened again. */
    'draft:changed': { draftId: Id }
    /** An act has written into a frozen draft. */
    'draft:amended': { draftId: Id }
  }
}
