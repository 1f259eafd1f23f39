import type { Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // The present epoch begins behind this row: what is before it belongs to an edition that is over.
  await db.schema
    .alterTable('draft')
    .addColumn('epoch_seq', 'integer', (column) => column.notNull().defaultTo(0))
    .execute()
  // After a restore of the database: people bring back what others wrote.
  await db.schema
    .alterTable('draft')
    .addColumn('is_recovering', 'integer', (column) => column.notNull().defaultTo(0))
    .execute()
  // Brought back by its `person_id`, who did not write all of it.
  await db.schema
    .alterTable('draft_update')
    .addColumn('is_relayed', 'integer', (column) => column.notNull().defaultTo(0))
    .execute()
  // SHA-256 of `bytes`; null for those of before.
  await db.schema.alterTable('draft_snapshot').addColumn('sha256', 'text').execute()
  // When a second, independent replay came to the same state.
  await db.schema.alterTable('draft_snapshot').addColumn('verified_at', 'text').execute()
  // What rows of the log that are no longer there said of this clientID.
  await db.schema.alterTable('draft_client').addColumn('first_at', 'text').execute()
  await db.schema.alterTable('draft_client').addColumn('last_at', 'text').execute()
}
