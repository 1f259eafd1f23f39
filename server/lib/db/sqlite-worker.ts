import { parentPort, workerData } from 'node:worker_threads'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'

/** One connection in its own thread, so that no fsync ever stalls the event loop of the application. */
export interface WorkerRequest {
  id: number
  sql: string
  params: readonly unknown[]
}
export interface WorkerReply {
  id: number
  rows?: unknown[]
  changes?: number
  error?: { message: string; code: string | undefined }
}

const { file, readOnly } = workerData as { file: string; readOnly: boolean }
const port = parentPort!
const database = new DatabaseSync(file, { timeout: 10_000, readOnly })
if (!readOnly) database.exec('pragma journal_mode=wal; pragma synchronous=full;')
database.exec('pragma foreign_keys=on; pragma cache_size=-32000; pragma temp_store=memory;')

const prepared = new Map<string, StatementSync>()
function prepare(sql: string): StatementSync {
  let statement = prepared.get(sql)
  if (!statement) {
    if (prepared.size > 500) prepared.clear()
    statement = database.prepare(sql)
    prepared.set(sql, statement)
  }
  return statement
}

function run({ id, sql, params }: WorkerRequest): WorkerReply {
  const statement = prepare(sql)
  const values = params as SQLInputValue[]
  if (statement.columns().length > 0) return { id, rows: statement.all(...values) }
  return { id, rows: [], changes: Number(statement.run(...values).changes) }
}

function failure(id: number, error: unknown): WorkerReply {
  const { message, code } = error as Error & { code?: string }
  return { id, error: { message, code } }
}

function answer(request: WorkerRequest): void {
  try {
    port.postMessage(run(request))
  } catch (error) {
    port.postMessage(failure(request.id, error))
  }
}

port.on('message', (request: WorkerRequest | 'close') => {
  if (request === 'close') {
    database.close()
    port.close()
  } else answer(request)
})
port.postMessage('ready')
