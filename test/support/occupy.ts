import { sql } from 'kysely'
import type { Db } from '../../server/lib/db/db.ts'

/** Keeps every connection of the database busy; answers with what lets them go. */
export function occupy(db: Db): () => Promise<void> {
  const over = Promise.withResolvers<void>()
  const busy = Array.from({ length: 10 }, () =>
    db.transaction().execute(async (trx) => {
      await sql`select 1`.execute(trx)
      await over.promise
    }),
  )
  return async () => {
    over.resolve()
    await Promise.all(busy)
  }
}
