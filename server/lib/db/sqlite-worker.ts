import { parentPort, workerData } from 'node:worker_threads'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'

/** One connection in its own thread, so that no fsync ever stalls the event loop of the application. */
export interface Statement {
  sql: string
  params: readonly unknown[]
}
/** One statement, or several as one transaction. */
export type WorkerRequest = { id: number } & (Statement | { statements: readonly Statement[] })
export interface WorkerReply {
  id: number
  rows?: unknown[]
  /** Of each statement of a transaction. */
  results?: unknown[][]
  changes?: number
  error?: { message: string; code: string | undefined }
}

const { file, readOnly } = workerData as { file: string; readOnly: boolean }
const port = parentPort!
const database = new DatabaseSync(file, { timeout: 10_000, readOnly })
// The log is folded into the file in small parts: a commit that has to wait for a thousand pages is what people feel.
if (!readOnly)
  database.exec('pragma journal_mode=wal; pragma synchronous=full; pragma wal_autocheckpoint=150;')
// Who writes needs the last pages only; the operating system keeps the others.
database.exec(
  `pragma foreign_keys=on; pragma cache_size=${readOnly ? -32000 : -8000}; pragma temp_store=memory;`,
)

interface Prepared {
  statement: StatementSync
  answers: boolean
}

const prepared = new Map<string, Prepared>()
function prepare(sql: string): Prepared {
  let known = prepared.get(sql)
  if (!known) {
    if (prepared.size > 500) prepared.clear()
    const statement = database.prepare(sql)
    known = { statement, answers: statement.columns().length > 0 }
    prepared.set(sql, known)
  }
  return known
}

function run({ sql, params }: Statement): { rows: unknown[]; changes?: number } {
  const { statement, answers } = prepare(sql)
  const values = params as SQLInputValue[]
  if (answers) return { rows: statement.all(...values) }
  return { rows: [], changes: Number(statement.run(...values).changes) }
}

// Prepared once: SQLite would compile them anew for each transaction.
const [begin, commit, rollback] = ['begin immediate', 'commit', 'rollback'].map((each) =>
  database.prepare(each),
)

function transact(statements: readonly Statement[]): unknown[][] {
  begin!.run()
  try {
    const results = statements.map((each) => run(each).rows)
    commit!.run()
    return results
  } catch (error) {
    // A full disk has already ended it.
    if (database.isTransaction) rollback!.run()
    throw error
  }
}

function answer(request: WorkerRequest): WorkerReply {
  const { id } = request
  try {
    return 'statements' in request ? { id, results: transact(request.statements) } : { id, ...run(request) }
  } catch (error) {
    const { message, code } = error as Error & { code?: string }
    return { id, error: { message, code } }
  }
}

port.on('message', (request: WorkerRequest | 'close') => {
  if (request === 'close') {
    database.close()
    port.close()
  } else port.postMessage(answer(request))
})
port.postMessage('ready')
