import { createHash, type Hash } from 'node:crypto'
import { Worker } from 'node:worker_threads'
import * as Y from 'yjs'
import { DRAFT_FIELD } from '../../shared/drafts.ts'
import { applyAsIs } from './as-is.ts'
import type { Parts } from './queries.ts'

/** What is put together and compared; plain bytes, so that it can go to a thread. */
export interface ReplayJob {
  /** A snapshot, if there is one, and the rows behind it. */
  updates: Uint8Array[]
  /** The same text as somebody else has it; null when there is nobody to compare with. */
  other: Uint8Array | null
}

export interface Replayed {
  /** The whole of it as one update. */
  bytes: Uint8Array
  fingerprint: string
  /** Whether the other has the same; true when there is none. */
  isSame: boolean
  /** Whether `bytes` make the same document again; a modified client can write what they do not. */
  isFaithful: boolean
}

/** Beyond this many bytes the work is done in a thread: a keystroke of somebody else must not wait for it. */
const INLINE_MOST = 64 * 1024
const TIME_LIMIT_MS = 60_000

export const updatesOf = ({ base, rows }: Parts): Uint8Array[] => [
  ...(base ? [base.bytes] : []),
  ...rows.map((row) => row.bytes),
]

/**
 * One number for all that a document holds: its state vector, what is deleted, and the text with its attributes. Two documents with
 * the same are equal for everybody. Reads only, and nothing in it is deeper than a list.
 */
export function fingerprint(doc: Y.Doc): string {
  const hash = createHash('sha256')
  const vector = [...Y.decodeStateVector(Y.encodeStateVector(doc))].sort(([a], [b]) => a - b)
  hash.update(JSON.stringify(vector))
  const deleted = [...Y.createDeleteSetFromStructStore(doc.store).clients].sort(([a], [b]) => a - b)
  for (const [client, ranges] of deleted)
    hash.update(`${client}:${ranges.map(({ clock, len }) => `${clock}+${len}`).join()}`)
  addText(hash, doc)
  return hash.digest('hex')
}

const plain = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? `${each}n` : each)) ?? ''

const inOrder = (values: Record<string, unknown>): string =>
  plain(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)))

/** By a stack of its own: a modified client can nest deeper than functions can call each other. */
function addText(hash: Hash, doc: Y.Doc): void {
  const stack: unknown[] = [doc.getXmlFragment(DRAFT_FIELD)]
  for (let each = stack.pop(); each !== undefined; each = stack.pop()) {
    if (typeof each === 'string') hash.update(each)
    else if (each instanceof Y.XmlText) hash.update(plain(each.toDelta()))
    else if (each instanceof Y.XmlFragment) {
      if (each instanceof Y.XmlElement) hash.update(`<${each.nodeName}${inOrder(each.getAttributes())}`)
      stack.push('>', ...each.toArray().reverse())
    }
  }
}

/** Updates that do not make a document: something in them is missing, or they are none. */
export class Incomplete extends Error {}

/** Puts a document together from updates, all in one transaction. Throws `Incomplete`. */
export function documentFrom(updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc()
  try {
    applyAsIs(doc, updates)
  } catch {
    throw new Incomplete('an update cannot be applied')
  }
  if (doc.store.pendingStructs || doc.store.pendingDs)
    throw new Incomplete('something it builds on is missing')
  return doc
}

/** Does the job here. */
export function replayHere({ updates, other }: ReplayJob): Replayed {
  const doc = documentFrom(updates)
  const print = fingerprint(doc)
  let isSame = true
  if (other) {
    const second = documentFrom([other])
    isSame = fingerprint(second) === print
    second.destroy()
  }
  const bytes = Y.encodeStateAsUpdate(doc)
  doc.destroy()
  const again = documentFrom([bytes])
  const isFaithful = fingerprint(again) === print
  again.destroy()
  return { bytes, fingerprint: print, isSame, isFaithful }
}

/** Does the job, in a thread when it is large. */
export async function replay(job: ReplayJob): Promise<Replayed> {
  const size = job.updates.reduce((sum, each) => sum + each.length, job.other?.length ?? 0)
  if (size <= INLINE_MOST) return replayHere(job)
  const worker = new Worker(new URL('./replay-worker.ts', import.meta.url), {
    workerData: job,
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 1024 },
  })
  return new Promise<Replayed>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The replay took too long.')), TIME_LIMIT_MS)
    worker.once('message', (answer: Replayed | { incomplete: string }) =>
      'incomplete' in answer ? reject(new Incomplete(answer.incomplete)) : resolve(answer),
    )
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error('The replay ended without an answer.')))
    worker.once('exit', () => clearTimeout(timer))
  }).finally(() => worker.terminate())
}
