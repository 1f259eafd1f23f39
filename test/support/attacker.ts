import { sql } from 'kysely'
import { inject } from 'vitest'
import type { Trx } from '../../server/lib/db/db.ts'
import type { House } from '../house.ts'

/** Does what only somebody with the whole database can: past every trigger and every key. */
export async function asAttacker(
  { kit: { db } }: House,
  deed: (trx: Trx) => Promise<unknown>,
): Promise<void> {
  const isPostgres = inject('postgres') !== null
  if (!isPostgres) await sql`pragma foreign_keys = off`.execute(db)
  await db.transaction().execute(async (trx) => {
    if (isPostgres) await sql`set local session_replication_role = replica`.execute(trx)
    else {
      const { rows } = await sql<{ name: string }>`
        select name from sqlite_master where type = 'trigger'`.execute(trx)
      for (const { name } of rows) await sql`drop trigger ${sql.id(name)}`.execute(trx)
    }
    await deed(trx)
  })
}
