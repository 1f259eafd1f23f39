import * as Y from 'yjs'
import type { DraftJson } from '../../shared/draft-schema.ts'
import type { Id } from '../../shared/values.ts'
import { fromJson, type Db, type Trx } from '../lib/db/db.ts'
import { draftHtml } from './convert/html.ts'
import { textOf } from './text.ts'
import './tables.ts'

const columns = [
  'id',
  'councilId',
  'subjectKind',
  'state',
  'head',
  'epoch',
  'schemaVersion',
  'frozenSeq',
  'createdAt',
  'changedAt',
] as const

export const findDraft = (db: Db, draftId: Id) =>
  db.selectFrom('draft').select(columns).where('id', '=', draftId).executeTakeFirst()

export const lockDraft = (trx: Trx, draftId: Id) =>
  trx.selectFrom('draft').select(columns).where('id', '=', draftId).forUpdate().executeTakeFirst()

/** Rebuilds the Yjs document of a draft from its last snapshot and the rows after it; `seq` is the last one used. */
export async function loadDocument(db: Db, draftId: Id): Promise<{ doc: Y.Doc; seq: number; bytes: number }> {
  const snapshot = await db
    .selectFrom('draftSnapshot')
    .select(['seq', 'bytes'])
    .where('draftId', '=', draftId)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  const rows = await db
    .selectFrom('draftUpdate')
    .select(['seq', 'bytes'])
    .where('draftId', '=', draftId)
    .where('seq', '>', snapshot?.seq ?? 0)
    .orderBy('seq')
    .execute()
  const doc = new Y.Doc()
  doc.transact(() => {
    if (snapshot) Y.applyUpdate(doc, snapshot.bytes)
    for (const { bytes } of rows) Y.applyUpdate(doc, bytes)
  })
  const bytes = rows.reduce((sum, row) => sum + row.bytes.length, snapshot?.bytes.length ?? 0)
  return { doc, seq: rows.at(-1)?.seq ?? snapshot?.seq ?? 0, bytes }
}

/** The text of a draft as it is on disk. Reads only (I11). */
export async function draftJson(db: Db, draftId: Id): Promise<DraftJson> {
  const { doc } = await loadDocument(db, draftId)
  const json = textOf(doc)
  doc.destroy()
  return json
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

const revisionColumns = [
  'id',
  'draftId',
  'number',
  'seq',
  'title',
  'content',
  'sha256',
  'personId',
  'createdAt',
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
