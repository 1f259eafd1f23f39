import type { Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // Grows with whatever others write down about a vote (sheets typed, hands counted, demands), and so orders live events.
  await db.schema
    .alterTable('vote')
    .addColumn('moves', 'integer', (column) => column.notNull().defaultTo(0))
    .execute()
}
