import type { Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // Who takes part in a meeting by their open line, and its last sign of life. A row lives from «I take part remotely» until they
  // leave by a word of their own or of the secretary, or the meeting ends.
  await db.schema
    .createTable('meeting_line')
    .addColumn('meeting_id', 'text', (column) => column.notNull().references('meeting.id'))
    .addColumn('who', 'text', (column) => column.notNull())
    .addColumn('person_id', 'text', (column) => column.notNull().references('person.id'))
    .addColumn('seen_at', 'text', (column) => column.notNull())
    // Written out of the meeting when the line was lost; comes in again with it.
    .addColumn('is_lost', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('meeting_line_pk', ['meeting_id', 'who'])
    .execute()
  await db.schema
    .createIndex('meeting_line_seen_at_index')
    .on('meeting_line')
    .columns(['is_lost', 'seen_at'])
    .execute()
}
