import type { CompiledQuery } from 'kysely'
import type { Db } from './db.ts'
import type { SqliteThreads } from './sqlite.ts'

/** The threads of an embedded database; set where it is opened. */
export const threadsOf = new WeakMap<Db, SqliteThreads>()

/**
 * Runs statements as one transaction, none of which needs the answer of another; answers with the rows of each, columns named as in
 * the database. On SQLite it is a single message to the writer's thread: waking a thread costs more than the statements themselves.
 */
export async function atOnce(db: Db, queries: readonly CompiledQuery[]): Promise<unknown[][]> {
  const threads = threadsOf.get(db)
  if (threads) return threads.transact(queries.map(({ sql, parameters }) => ({ sql, params: parameters })))
  return db
    .withoutPlugins()
    .transaction()
    .execute(async (trx) => {
      const results: unknown[][] = []
      for (const query of queries) results.push((await trx.executeQuery(query)).rows)
      return results
    })
}
