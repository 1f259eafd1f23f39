import type { Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // Whether everybody may know the telephone of a meeting; otherwise it is for members and invited persons.
  await db.schema
    .alterTable('meeting')
    .addColumn('is_phone_public', 'integer', (column) => column.notNull().defaultTo(0))
    .execute()
}
