import { DatabaseSync } from 'node:sqlite'
import { Worker } from 'node:worker_threads'
import {
  SelectQueryNode,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  type QueryResult,
  type SelectModifierNode,
} from 'kysely'
import type { Statement, WorkerReply } from './sqlite-worker.ts'

/** How long a statement may wait for the writer before it is called a deadlock. */
const WRITER_WAIT_MS = 15_000

class SqliteError extends Error {
  readonly code: string | undefined
  constructor(message: string, code: string | undefined) {
    super(message)
    this.code = code
  }
}

interface Waiting {
  resolve(reply: WorkerReply): void
  reject(error: Error): void
}

/** A connection that lives in a worker thread. */
class SqliteThread {
  readonly ready: Promise<void>
  readonly #worker: Worker
  readonly #waiting = new Map<number, Waiting>()
  #lastId = 0

  constructor(file: string, readOnly: boolean) {
    this.#worker = new Worker(new URL('./sqlite-worker.ts', import.meta.url), {
      workerData: { file, readOnly },
    })
    this.ready = new Promise((resolve, reject) => {
      this.#worker.once('message', () => resolve())
      this.#worker.once('error', reject)
    })
    this.#worker.on('message', (reply: WorkerReply | 'ready') => {
      if (reply === 'ready') return
      const waiting = this.#waiting.get(reply.id)
      this.#waiting.delete(reply.id)
      if (reply.error) waiting?.reject(new SqliteError(reply.error.message, reply.error.code))
      else waiting?.resolve(reply)
    })
    this.#worker.on('error', (error) => this.#fail(error instanceof Error ? error : new Error(String(error))))
    this.#worker.on('exit', () => this.#fail(new Error('The database thread has ended.')))
  }

  run(request: Statement | { statements: readonly Statement[] }): Promise<WorkerReply> {
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId
      this.#waiting.set(id, { resolve, reject })
      this.#worker.postMessage({ ...request, id })
    })
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.#worker.once('exit', resolve))
    this.#worker.postMessage('close')
    await ended
  }

  #fail(error: Error): void {
    for (const each of this.#waiting.values()) each.reject(error)
    this.#waiting.clear()
  }
}

/** First come, first served; a wait that is too long is an error, so that a deadlock has a name. */
class Mutex {
  #held = false
  readonly #queue: Array<() => void> = []

  acquire(): Promise<void> {
    if (!this.#held) {
      this.#held = true
      return Promise.resolve()
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#queue.splice(this.#queue.indexOf(granted), 1)
        reject(new Error('Waited too long for the writer: was `db` used for writing inside an act?'))
      }, WRITER_WAIT_MS)
      const granted = () => {
        clearTimeout(timer)
        resolve()
      }
      this.#queue.push(granted)
    })
  }

  release(): void {
    const next = this.#queue.shift()
    if (next) next()
    else this.#held = false
  }
}

/** Another server works on the same file. */
export class DatabaseInUse extends Error {}

/** Two servers on one file would each hold live drafts the other does not know of. The lock dies with the process. */
function holdAlone(file: string): DatabaseSync {
  const lock = new DatabaseSync(`${file}-in-use`, { timeout: 0 })
  try {
    lock.exec('begin exclusive')
    return lock
  } catch {
    throw new DatabaseInUse(`another server works on ${file}`)
  }
}

/** One writer and one reader beside it: reading never waits for a transaction of somebody else. */
export class SqliteThreads {
  readonly writer: SqliteThread
  readonly mutex = new Mutex()
  readonly #file: string
  readonly #lock: DatabaseSync | null
  #reader: SqliteThread | null = null

  constructor(file: string, isAlone: boolean) {
    this.#file = file
    this.#lock = isAlone ? holdAlone(file) : null
    this.writer = new SqliteThread(file, false)
  }

  get reader(): SqliteThread {
    if (!this.#reader) throw new Error('The database is not open yet.')
    return this.#reader
  }

  async open(): Promise<void> {
    await this.writer.ready
    this.#reader = new SqliteThread(this.#file, true)
    await this.#reader.ready
  }

  /** Several statements as one transaction and one message; answers with the rows of each. */
  async transact(statements: readonly Statement[]): Promise<unknown[][]> {
    await this.mutex.acquire()
    try {
      return (await this.writer.run({ statements })).results ?? []
    } finally {
      this.mutex.release()
    }
  }

  async close(): Promise<void> {
    await this.#reader?.close()
    await this.writer.close()
    this.#lock?.close()
  }
}

class Connection implements DatabaseConnection {
  readonly #threads: SqliteThreads
  inTransaction = false

  constructor(threads: SqliteThreads) {
    this.#threads = threads
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const request = { sql: query.sql, params: query.parameters }
    if (this.inTransaction) return this.#result(await this.#threads.writer.run(request))
    if (SelectQueryNode.is(query.query)) return this.#result(await this.#threads.reader.run(request))
    await this.#threads.mutex.acquire()
    try {
      return this.#result(await this.#threads.writer.run(request))
    } finally {
      this.#threads.mutex.release()
    }
  }

  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('Streaming is not offered on SQLite.')
  }

  #result<R>(reply: WorkerReply): QueryResult<R> {
    const rows = (reply.rows ?? []) as R[]
    return reply.changes === undefined ? { rows } : { rows, numAffectedRows: BigInt(reply.changes) }
  }
}

class SqliteDriver implements Driver {
  readonly #threads: SqliteThreads

  constructor(threads: SqliteThreads) {
    this.#threads = threads
  }

  init(): Promise<void> {
    return this.#threads.open()
  }

  acquireConnection(): Promise<Connection> {
    return Promise.resolve(new Connection(this.#threads))
  }

  async beginTransaction(connection: Connection): Promise<void> {
    await this.#threads.mutex.acquire()
    try {
      // A deferred transaction could fail half-way, when it first writes.
      await this.#threads.writer.run({ sql: 'begin immediate', params: [] })
      connection.inTransaction = true
    } catch (error) {
      this.#threads.mutex.release()
      throw error
    }
  }

  commitTransaction(connection: Connection): Promise<void> {
    return this.#end(connection, 'commit')
  }

  rollbackTransaction(connection: Connection): Promise<void> {
    return this.#end(connection, 'rollback')
  }

  async releaseConnection(): Promise<void> {}

  destroy(): Promise<void> {
    return this.#threads.close()
  }

  async #end(connection: Connection, sql: 'commit' | 'rollback'): Promise<void> {
    if (!connection.inTransaction) return
    try {
      await this.#threads.writer.run({ sql, params: [] })
      connection.inTransaction = false
      this.#threads.mutex.release()
    } catch (error) {
      // A failed commit leaves the transaction open; Kysely rolls back next, which releases the writer.
      if (sql === 'commit') throw error
      connection.inTransaction = false
      this.#threads.mutex.release()
      throw error
    }
  }
}

const lockModifiers: readonly (string | undefined)[] = ['ForUpdate', 'ForNoKeyUpdate', 'ForShare']

/** `for update` and `for share` are written once for both engines: here the writer is alone from `begin immediate` on. */
class Compiler extends SqliteQueryCompiler {
  protected override visitSelectModifier(node: SelectModifierNode): void {
    if (!lockModifiers.includes(node.modifier)) super.visitSelectModifier(node)
  }
}

export class SqliteThreadDialect implements Dialect {
  readonly threads: SqliteThreads

  /** `isAlone: false` only for who holds no live drafts: an operator's command beside the server. */
  constructor(file: string, isAlone = true) {
    this.threads = new SqliteThreads(file, isAlone)
  }

  createAdapter() {
    return new (class extends SqliteAdapter {
      override get supportsMultipleConnections() {
        return true
      }
    })()
  }

  createDriver(): Driver {
    return new SqliteDriver(this.threads)
  }

  createQueryCompiler() {
    return new Compiler()
  }

  createIntrospector(db: Kysely<unknown>) {
    return new SqliteIntrospector(db)
  }
}
