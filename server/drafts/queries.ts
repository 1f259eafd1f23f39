import * as Y from 'yjs'
import type { DraftJson } from '../../shared/draft-schema.ts'
import type { Id } from '../../shared/values.ts'
import { fromJson, type Db, type Trx } from '../lib/db/db.ts'
import { digest } from '../lib/ids.ts'
import { applyAsIs } from './as-is.ts'
import { draftHtml } from './convert/html.ts'
import { textOf } from './text.ts'
import './tables.ts'

export { catchUpDrafts, compareDrafts } from './compare/compare.ts'
export { diffHtml } from './compare/diff-html.ts'

const columns = [
  'id',
  'councilId',
  'subjectKind',
  'state',
  'head',
  'epoch',
  'schemaVersion',
  'frozenSeq',
  'epochSeq',
  'isRecovering',
  'versionSeq',
  'createdAt',
  'changedAt',
] as const

export const findDraft = (db: Db, draftId: Id) =>
  db.selectFrom('draft').select(columns).where('id', '=', draftId).executeTakeFirst()

export const lockDraft = (trx: Trx, draftId: Id) =>
  trx.selectFrom('draft').select(columns).where('id', '=', draftId).forUpdate().executeTakeFirst()

/** What a draft is rebuilt from: a snapshot, if there is a sound one, and every row of the log behind it. */
export interface Parts {
  base: { seq: number; bytes: Uint8Array } | null
  rows: { seq: number; bytes: Uint8Array }[]
}

/** The log does not hold what it should; the text must not be shown or written to as if it were whole. */
export class BrokenLog extends Error {}

/**
 * One cut through a draft: its row, and what its text is rebuilt from up to exactly the head in that row, or up to the row `upTo` of
 * the present epoch. With `snapshots: false` only the log is used. Throws `BrokenLog` when rows are missing; null when there is no
 * such draft.
 */
export async function readDraft(
  db: Db,
  draftId: Id,
  { snapshots = true, upTo = Infinity } = {},
): Promise<(Parts & { draft: Draft }) | null> {
  const draft = await findDraft(db, draftId)
  if (!draft) return null
  const last = Math.min(draft.head, upTo)
  const base = snapshots ? await soundSnapshot(db, draft, last) : null
  const rows = await db
    .selectFrom('draftUpdate')
    .select(['seq', 'bytes'])
    .where('draftId', '=', draftId)
    .where('seq', '>', base?.seq ?? draft.epochSeq)
    .where('seq', '<=', last)
    .orderBy('seq')
    .execute()
  const expected = last - (base?.seq ?? draft.epochSeq)
  if (rows.length !== expected)
    throw new BrokenLog(`${rows.length} of ${expected} rows up to ${last} are there`)
  return { draft, base, rows }
}

/** The newest snapshot of the present epoch up to a row that is what was stored. */
async function soundSnapshot(db: Db, draft: Draft, last: number): Promise<Parts['base']> {
  for (let before = last + 1; ;) {
    const snapshot = await db
      .selectFrom('draftSnapshot')
      .select(['seq', 'bytes', 'sha256'])
      .where('draftId', '=', draft.id)
      .where('seq', '>', draft.epochSeq)
      .where('seq', '<', before)
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst()
    if (!snapshot) return null
    if (snapshot.sha256 === null || snapshot.sha256 === digest(snapshot.bytes)) return snapshot
    before = snapshot.seq
  }
}

/** Puts the parts of a draft together. Throws `BrokenLog` when they do not make a whole. */
export function documentOf({ base, rows }: Parts): Y.Doc {
  const doc = new Y.Doc()
  applyAsIs(doc, [...(base ? [base.bytes] : []), ...rows.map((row) => row.bytes)])
  if (doc.store.pendingStructs || doc.store.pendingDs)
    throw new BrokenLog('something that the rows build on is not there')
  return doc
}

/**
 * Rebuilds the Yjs document of a draft from its last snapshot and the rows after it; `seq` is the last one used, `bytes` an upper
 * bound of its size. A draft that is not there is empty.
 */
export async function loadDocument(
  db: Db,
  draftId: Id,
): Promise<{ doc: Y.Doc; seq: number; bytes: number; draft: Draft | null; snapshotSeq: number }> {
  const parts = await readDraft(db, draftId)
  if (!parts) return { doc: new Y.Doc(), seq: 0, bytes: 0, draft: null, snapshotSeq: 0 }
  const { draft, base, rows } = parts
  const bytes = rows.reduce((sum, row) => sum + row.bytes.length, base?.bytes.length ?? 0)
  return { doc: documentOf(parts), seq: draft.head, bytes, draft, snapshotSeq: base?.seq ?? draft.epochSeq }
}

/** Rows of the log behind `after`, up to `upTo`, in their order. */
export const listUpdates = (db: Db, draftId: Id, after: number, upTo: number) =>
  db
    .selectFrom('draftUpdate')
    .select(['seq', 'personId', 'bytes', 'createdAt'])
    .where('draftId', '=', draftId)
    .where('seq', '>', after)
    .where('seq', '<=', upTo)
    .orderBy('seq')
    .execute()

/** How far the drafts are, for who wants to know whether something changed. */
export const listHeads = (db: Db, draftIds: readonly Id[]) =>
  draftIds.length === 0
    ? Promise.resolve([])
    : db
        .selectFrom('draft')
        .select(['id', 'head', 'epoch', 'schemaVersion', 'state'])
        .where('id', 'in', draftIds)
        .execute()

/** The text of a draft as it is on disk. Reads only (I11). */
export async function draftJson(db: Db, draftId: Id): Promise<DraftJson> {
  const { doc } = await loadDocument(db, draftId)
  const json = textOf(doc)
  doc.destroy()
  return json
}

/** A draft and its text in one cut, as they are on disk behind row `draft.head`; undefined when there is none. Reads only (I11). */
export async function findText(db: Db, draftId: Id): Promise<{ draft: Draft; json: DraftJson } | undefined> {
  const { doc, draft } = await loadDocument(db, draftId)
  const json = textOf(doc)
  doc.destroy()
  return draft ? { draft, json } : undefined
}

/** Whose clientID each is; null: the server's own. */
export async function listClients(db: Db, draftId: Id): Promise<Map<number, Id | null>> {
  const rows = await db
    .selectFrom('draftClient')
    .select(['clientId', 'personId'])
    .where('draftId', '=', draftId)
    .execute()
  return new Map(rows.map(({ clientId, personId }) => [clientId, personId]))
}

export const revisionColumns = [
  'id',
  'draftId',
  'number',
  'seq',
  'title',
  'content',
  'sha256',
  'personId',
  'createdAt',
  'kind',
  'reason',
  'edition',
  'words',
  'authors',
  'chainSha256',
] as const

export const findRevision = (db: Db, revisionId: Id) =>
  db.selectFrom('revision').select(revisionColumns).where('id', '=', revisionId).executeTakeFirst()

/** What readers of a revision are shown; escaped. */
export const revisionHtml = ({ content }: Pick<Revision, 'content'>): string =>
  draftHtml(fromJson<DraftJson>(content))

export const listRevisions = (db: Db, draftId: Id) =>
  db
    .selectFrom('revision')
    .select(['id', 'number', 'title', 'sha256', 'createdAt'])
    .where('draftId', '=', draftId)
    .orderBy('number')
    .execute()

export const lastRevisionNumber = async (db: Db, draftId: Id): Promise<number> => {
  const last = await db
    .selectFrom('revision')
    .select('number')
    .where('draftId', '=', draftId)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  return last?.number ?? 0
}

export type Draft = NonNullable<Awaited<ReturnType<typeof findDraft>>>
export type Revision = NonNullable<Awaited<ReturnType<typeof findRevision>>>
