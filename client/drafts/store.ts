import {
  ALL,
  completed,
  copyKey,
  dropAll,
  openDatabase,
  promised,
  type Copy,
  type Row,
  type Unsent,
} from './idb.ts'
import { askWitness, bearWitness } from './witness.ts'

interface Waiting {
  bytes: Uint8Array
  /** Number of our own edit; null for what came from the server. */
  n: number | null
}

export interface Kept {
  epoch: number
  updates: Uint8Array[]
  unsent: number
}

interface Hooks {
  /** Everything up to our edit `n` is on this device's disk. */
  kept(n: number): void
  /** The disk refused. What was refused is held and tried again with the next edit, and every few seconds. */
  failed(error: unknown): void
}

const RETRY_MS = 5_000
const ROWS_BEFORE_COMPACTION = 300

/**
 * The copy of one draft that one person has in this browser: rows of Yjs updates, and which of them the server has not
 * confirmed. Writes queue up while one is on its way, so a burst costs one write.
 */
export class DraftStore {
  readonly #personId: string
  readonly #draftId: string
  readonly #title: string
  readonly #hooks: Hooks
  readonly #merge: (updates: Uint8Array[]) => Uint8Array
  #db: Promise<IDBDatabase> | null = null
  #epoch: number | null = null
  #queue: Waiting[] = []
  #writing = false
  #retry: ReturnType<typeof setTimeout> | undefined
  #rows = 0
  #acked = 0
  #unsent: { row: number; n: number }[] = []
  #closed = false
  /** Instant of the last edit that should be here and is not: the browser threw the copy away. Known after `load`. */
  evicted: string | null = null

  constructor(
    whose: { personId: string; draftId: string; title: string },
    merge: (updates: Uint8Array[]) => Uint8Array,
    hooks: Hooks,
  ) {
    this.#personId = whose.personId
    this.#draftId = whose.draftId
    this.#title = whose.title
    this.#merge = merge
    this.#hooks = hooks
  }

  get #copy(): string {
    return copyKey(this.#personId, this.#draftId)
  }

  /** What is kept, in order of writing; null if nothing is. Edits not confirmed then count as edit number 1. */
  async load(): Promise<Kept | null> {
    const db = await this.#open()
    const transaction = db.transaction(ALL)
    const [copy, rows, unsent] = await Promise.all([
      promised(
        transaction.objectStore('copy').get([this.#personId, this.#draftId]) as IDBRequest<Copy | undefined>,
      ),
      promised(transaction.objectStore('row').index('copy').getAll(this.#copy) as IDBRequest<Row[]>),
      promised(transaction.objectStore('unsent').index('copy').getAllKeys(this.#copy)),
    ])
    if (unsent.length === 0) this.evicted = askWitness(this.#personId, this.#draftId)
    if (!copy || rows.length === 0) return null
    this.#epoch = copy.epoch
    this.#rows = rows.length
    this.#unsent = unsent.map((row) => ({ row: row as number, n: 1 }))
    return { epoch: copy.epoch, updates: rows.map((row) => row.bytes), unsent: unsent.length }
  }

  /** Names the generation of the draft that all further rows belong to. */
  begin(epoch: number): void {
    this.#epoch = epoch
    this.#write()
  }

  /** Keeps an update; `n` numbers our own edits, null is the server's. Answers through the hooks. */
  append(bytes: Uint8Array, n: number | null): void {
    if (this.#closed) return
    this.#queue.push({ bytes, n })
    this.#write()
  }

  /** The server has everything up to edit `n`. */
  acked(n: number): void {
    this.#acked = Math.max(this.#acked, n)
    void this.#settle()
  }

  /** Forgets the copy: its generation is over, or the person has taken the text elsewhere. */
  async forget(): Promise<void> {
    this.#queue = []
    const db = await this.#open()
    const transaction = db.transaction(ALL, 'readwrite', { durability: 'strict' })
    transaction.objectStore('copy').delete([this.#personId, this.#draftId])
    dropAll(transaction, 'copy', this.#copy)
    await completed(transaction)
    this.#rows = 0
    this.#unsent = []
    this.#testify(null)
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#retry)
    const db = await this.#db?.catch(() => null)
    // Transactions that have begun are finished first.
    db?.close()
  }

  #open(): Promise<IDBDatabase> {
    this.#db ??= openDatabase().then((db) => {
      db.onclose = () => (this.#db = null)
      return db
    })
    this.#db.catch(() => (this.#db = null))
    return this.#db
  }

  #write(): void {
    if (this.#writing || this.#epoch === null || this.#queue.length === 0) return
    this.#writing = true
    clearTimeout(this.#retry)
    const batch = this.#queue.slice()
    void this.#put(batch, this.#epoch)
      .then(
        () => {
          this.#queue.splice(0, batch.length)
          this.#rows += batch.length
          const last = batch.findLast((each) => each.n !== null)
          if (last?.n) this.#hooks.kept(last.n)
          void this.#settle()
        },
        (error: unknown) => {
          this.#hooks.failed(error)
          if (!this.#closed) this.#retry = setTimeout(() => this.#write(), RETRY_MS)
          return 'failed' as const
        },
      )
      .then((outcome) => {
        this.#writing = false
        if (outcome === 'failed') return
        if (this.#rows > ROWS_BEFORE_COMPACTION) void this.#compact().catch(this.#hooks.failed)
        this.#write()
      })
  }

  async #put(batch: Waiting[], epoch: number): Promise<void> {
    const db = await this.#open()
    const mine = batch.some((each) => each.n !== null)
    const transaction = db.transaction(ALL, 'readwrite', { durability: mine ? 'strict' : 'relaxed' })
    const done = completed(transaction)
    const unsent: { row: number; n: number }[] = []
    const copies = transaction.objectStore('copy')
    if (mine || this.#rows === 0) {
      const copy: Copy = {
        person: this.#personId,
        draft: this.#draftId,
        epoch,
        title: this.#title,
        changedAt: new Date().toISOString(),
      }
      copies.put(copy)
    }
    for (const { bytes, n } of batch) {
      const row: Row = { copy: this.#copy, bytes }
      const added = transaction.objectStore('row').add(row)
      if (n === null || n <= this.#acked) continue
      added.onsuccess = () => {
        const key = added.result as number
        unsent.push({ row: key, n })
        const note: Unsent = { row: key, copy: this.#copy, person: this.#personId }
        transaction.objectStore('unsent').put(note)
      }
    }
    await done
    this.#unsent.push(...unsent)
    if (unsent.length > 0) this.#testify(new Date().toISOString())
  }

  #testify(changedAt: string | null): void {
    this.evicted = null
    bearWitness(this.#personId, this.#draftId, changedAt)
  }

  async #settle(): Promise<void> {
    const sent = this.#unsent.filter((each) => each.n <= this.#acked)
    if (sent.length === 0) return
    this.#unsent = this.#unsent.filter((each) => each.n > this.#acked)
    // First the witness: another page that looks in between must not miss what nobody misses.
    if (this.#unsent.length === 0) this.#testify(null)
    try {
      const db = await this.#open()
      const transaction = db.transaction('unsent', 'readwrite')
      for (const { row } of sent) transaction.objectStore('unsent').delete(row)
      await completed(transaction)
    } catch {
      // Then they are offered once more on the next visit, which changes nothing.
      this.#unsent.push(...sent)
    }
  }

  /** One row for all that were confirmed. A single transaction, so two tabs cannot do it to the same rows. */
  async #compact(): Promise<void> {
    const db = await this.#open()
    const transaction = db.transaction(['row', 'unsent'], 'readwrite')
    const done = completed(transaction)
    const rows = transaction.objectStore('row')
    const unsent = new Set(
      await promised(transaction.objectStore('unsent').index('copy').getAllKeys(this.#copy)),
    )
    const keys = await promised(rows.index('copy').getAllKeys(this.#copy))
    const values = await promised(rows.index('copy').getAll(this.#copy) as IDBRequest<Row[]>)
    const old = keys
      .map((key, at) => ({ key, bytes: values[at]!.bytes }))
      .filter(({ key }) => !unsent.has(key))
    if (old.length > 1) {
      const [first, ...rest] = old as [(typeof old)[0], ...typeof old]
      // It takes the place of the oldest row, before those that wait for the server.
      rows.put(
        { copy: this.#copy, bytes: this.#merge(old.map((each) => each.bytes)) } satisfies Row,
        first.key,
      )
      for (const { key } of rest) rows.delete(key)
    }
    await done
    this.#rows = values.length - Math.max(0, old.length - 1)
  }
}
