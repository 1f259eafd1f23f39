import { sql } from 'kysely'
import { inject } from 'vitest'
import type { Trx } from '../../server/lib/db/db.ts'
import type { House } from '../house.ts'

class Undo extends Error {}

/**
 * Does what only somebody with the whole database can, past every trigger and every key, looks at what `found` finds then, and undoes it.
 */
export async function tampered<T>(
  { kit: { db } }: House,
  deed: (trx: Trx) => Promise<unknown>,
  found: (trx: Trx) => Promise<T>,
): Promise<T> {
  const isPostgres = inject('postgres') !== null
  const results: T[] = []
  const attack = db.transaction().execute(async (trx) => {
    if (isPostgres) await sql`set local session_replication_role = replica`.execute(trx)
    else {
      await sql`pragma defer_foreign_keys = on`.execute(trx)
      const { rows } = await sql<{ name: string }>`
        select name from sqlite_master where type = 'trigger'`.execute(trx)
      for (const { name } of rows) await sql`drop trigger ${sql.id(name)}`.execute(trx)
    }
    await deed(trx)
    results.push(await found(trx))
    throw new Undo()
  })
  await attack.catch((error: unknown) => {
    if (!(error instanceof Undo)) throw error
  })
  return results[0]!
}
