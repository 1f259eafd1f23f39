import type { Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // What a coauthor was asked to do with the text: write, suggest or comment.
  await db.schema
    .alterTable('coauthor')
    .addColumn('role', 'text', (column) => column.notNull().defaultTo('write'))
    .execute()
}
