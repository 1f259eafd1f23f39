import * as Y from 'yjs'
import type { Id } from '../../shared/values.ts'
import type { Db } from '../lib/db/db.ts'
import { digest } from '../lib/ids.ts'
import { applyAsIs } from './as-is.ts'
import { Malformed } from './bytes.ts'
import { findDraft, listClients, listUpdates, loadDocument, type Draft } from './queries.ts'
import { documentFrom, fingerprint } from './replay.ts'
import { Gap, walk } from './walk.ts'

/** How many rows are read at once: a long log must not fill the memory. */
const CHUNK = 1000

/** What a look through a draft found: `problem` is the first thing that is wrong, `seq` the row it stands in. */
export interface Verdict {
  draftId: Id
  rows: number
  /** The row behind which the log begins; more than nothing when its beginning was pruned. */
  from: number
  snapshots: number
  problem: { seq: number; what: string } | null
}

/**
 * Reads the log of a draft row by row, as if every row had just come over a line, and holds it against its snapshots, its clientIDs
 * and what the server shows: all must say the same. Writes nothing. Null when there is no such draft.
 */
export async function verifyDraft(db: Db, draftId: Id): Promise<Verdict | null> {
  const draft = await findDraft(db, draftId)
  if (!draft) return null
  const verdict: Verdict = { draftId, rows: 0, from: draft.epochSeq, snapshots: 0, problem: null }
  try {
    await lookThrough(db, draft, verdict)
  } catch (error) {
    if (!(error instanceof Wrong)) throw error
    verdict.problem = { seq: error.seq, what: error.message }
  }
  return verdict
}

class Wrong extends Error {
  readonly seq: number
  constructor(seq: number, what: string) {
    super(what)
    this.seq = seq
  }
}

async function lookThrough(db: Db, draft: Draft, verdict: Verdict): Promise<void> {
  const snapshots = await listSnapshots(db, draft)
  const clients = await listClients(db, draft.id)
  const first = await firstRow(db, draft)
  const doc = new Y.Doc()
  if (first !== null && first > draft.epochSeq + 1)
    verdict.from = await beginAt(db, draft, snapshots, first, doc)
  let seq = verdict.from
  for (const rows of chunks()) {
    for (const row of await rows) {
      if (row.seq > draft.head) break
      if (row.seq !== seq + 1) throw new Wrong(seq + 1, 'this row is missing')
      seq = row.seq
      verdict.rows++
      take(doc, clients, row)
      if (snapshots.has(seq)) {
        const copy = documentFrom([await snapshotBytes(db, draft.id, seq)])
        if (!(await isSaid(copy))) throw new Wrong(seq, 'the snapshot is not what the log says')
        copy.destroy()
        verdict.snapshots++
      }
    }
    if (seq >= draft.head || (await rows).length < CHUNK) break
  }
  if (seq !== draft.head)
    throw new Wrong(seq + 1, `the draft counts ${draft.head} rows, and the log ends before`)
  if (draft.frozenSeq !== null && draft.frozenSeq > draft.head)
    throw new Wrong(draft.frozenSeq, 'the draft was frozen behind its end')
  const shown = await loadDocument(db, draft.id)
  // Somebody may have written meanwhile; then this was not the last look.
  if (shown.seq === seq && !(await isSaid(shown.doc)))
    throw new Wrong(seq, 'what the server shows is not what the log says')
  shown.doc.destroy()
  doc.destroy()

  /**
   * Whether a document is what the log says up to here. A modified client can name neighbours that stand the wrong way round; Yjs
   * then puts its words here or there, by how the rows before were applied. So the rows all at once count as well as one by one.
   */
  async function isSaid(other: Y.Doc): Promise<boolean> {
    const print = fingerprint(other)
    return print === fingerprint(doc) || print === (await printAtOnce(db, draft, verdict.from, seq))
  }

  function* chunks() {
    for (;;)
      yield db
        .selectFrom('draftUpdate')
        .select(['seq', 'personId', 'bytes', 'isRelayed'])
        .where('draftId', '=', draft.id)
        .where('seq', '>', seq)
        .orderBy('seq')
        .limit(CHUNK)
        .execute()
  }
}

interface Row {
  seq: number
  personId: Id | null
  bytes: Uint8Array
  isRelayed: 0 | 1
}

function take(doc: Y.Doc, clients: ReadonlyMap<number, Id | null>, row: Row): void {
  try {
    const { reach } = walk(row.bytes, (client) => Y.getState(doc.store, client))
    for (const client of reach.keys())
      if (!row.isRelayed && clients.has(client) && clients.get(client) !== row.personId)
        throw new Wrong(row.seq, `it writes with the clientID ${client} of somebody else`)
    applyAsIs(doc, [row.bytes])
  } catch (error) {
    if (error instanceof Wrong) throw error
    if (error instanceof Gap) throw new Wrong(row.seq, 'it builds on something that no row before it brought')
    throw new Wrong(
      row.seq,
      error instanceof Malformed ? `it is no update: ${error.message}` : 'it cannot be applied',
    )
  }
  if (doc.store.pendingStructs || doc.store.pendingDs)
    throw new Wrong(row.seq, 'it builds on something that no row before it brought')
}

const listSnapshots = async (db: Db, draft: Draft): Promise<Set<number>> =>
  new Set(
    (
      await db
        .selectFrom('draftSnapshot')
        .select('seq')
        .where('draftId', '=', draft.id)
        .where('seq', '>', draft.epochSeq)
        .orderBy('seq')
        .execute()
    ).map((each) => each.seq),
  )

async function firstRow(db: Db, draft: Draft): Promise<number | null> {
  const row = await db
    .selectFrom('draftUpdate')
    .select('seq')
    .where('draftId', '=', draft.id)
    .where('seq', '>', draft.epochSeq)
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst()
  return row?.seq ?? (draft.head > draft.epochSeq ? draft.head + 1 : null)
}

/** Where the beginning of the log was pruned, the oldest snapshot stands for it; answers with its row. */
async function beginAt(
  db: Db,
  draft: Draft,
  snapshots: ReadonlySet<number>,
  first: number,
  doc: Y.Doc,
): Promise<number> {
  const oldest = [...snapshots].find((seq) => seq >= first - 1)
  if (oldest === undefined)
    throw new Wrong(draft.epochSeq + 1, 'the log begins behind it, and no snapshot stands for it')
  const bytes = await snapshotBytes(db, draft.id, oldest)
  applyAsIs(doc, [bytes])
  return oldest
}

async function printAtOnce(db: Db, draft: Draft, from: number, upTo: number): Promise<string> {
  const base = from > draft.epochSeq ? [await snapshotBytes(db, draft.id, from)] : []
  const rows = await listUpdates(db, draft.id, from, upTo)
  const doc = documentFrom([...base, ...rows.map(({ bytes }) => bytes)])
  const print = fingerprint(doc)
  doc.destroy()
  return print
}

async function snapshotBytes(db: Db, draftId: Id, seq: number): Promise<Uint8Array> {
  const { bytes, sha256 } = await db
    .selectFrom('draftSnapshot')
    .select(['bytes', 'sha256'])
    .where('draftId', '=', draftId)
    .where('seq', '=', seq)
    .executeTakeFirstOrThrow()
  if (sha256 !== null && sha256 !== digest(bytes)) throw new Wrong(seq, 'the snapshot is damaged')
  try {
    documentFrom([bytes]).destroy()
  } catch {
    throw new Wrong(seq, 'the snapshot cannot be read')
  }
  return bytes
}
