import type { Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // What one meeting did not come to, another takes up: a repeated one, or the next.
  await db.schema
    .createTable('meeting_carry')
    .addColumn('from_id', 'text', (column) => column.notNull().references('meeting.id'))
    .addColumn('to_id', 'text', (column) => column.notNull().references('meeting.id'))
    .addColumn('person_id', 'text', (column) => column.notNull().references('person.id'))
    .addColumn('at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('meeting_carry_pk', ['from_id', 'to_id'])
    .execute()
  await db.schema.createIndex('meeting_carry_to_id_index').on('meeting_carry').column('to_id').execute()
}
