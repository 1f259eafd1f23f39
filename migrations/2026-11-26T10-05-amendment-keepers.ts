import type { Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // Who stands for an amendment in the place of its author, named as on that day.
  await db.schema
    .alterTable('amendment')
    .addColumn('keeper_id', 'text', (column) => column.references('person.id'))
    .execute()
  await db.schema.alterTable('amendment').addColumn('keeper', 'text').execute()
  // JSON: `{ suggestionId, author, reason }` of suggestions that are no amendments by a ruling.
  await db.schema
    .alterTable('procedure')
    .addColumn('left_out', 'text', (column) => column.notNull().defaultTo('[]'))
    .execute()
}
