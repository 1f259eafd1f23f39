import type { Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // Who left the meeting at which the vote was put casts no ballot until they are back.
  await db.schema
    .alterTable('elector')
    .addColumn('is_away', 'integer', (column) => column.notNull().defaultTo(0))
    .execute()
}
