import type { Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // Whose seat this one was before, by which act it was given, why and by which act it ended.
  for (const column of ['basis', 'end_reason', 'end_basis'])
    await db.schema.alterTable('council_member').addColumn(column, 'text').execute()
  await db.schema
    .alterTable('council_member')
    .addColumn('replaces_id', 'text', (column) => column.references('council_member.id'))
    .execute()

  // An absence told ahead is a good reason; a suspension takes the vote away for as long as it lasts.
  await db.schema
    .createTable('member_leave')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('council_id', 'text', (column) => column.notNull().references('council.id'))
    .addColumn('member_id', 'text', (column) => column.notNull().references('council_member.id'))
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('starts_on', 'text', (column) => column.notNull())
    .addColumn('ends_on', 'text')
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('entered_by', 'text', (column) => column.notNull().references('person.id'))
    .addColumn('entered_at', 'text', (column) => column.notNull())
    .addColumn('withdrawn_at', 'text')
    .execute()
  await db.schema
    .createIndex('member_leave_council_id_index')
    .on('member_leave')
    .column('council_id')
    .execute()

  // A conflict of interest told ahead. Without a subject it is about a matter in words, which people read.
  await db.schema
    .createTable('member_conflict')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('council_id', 'text', (column) => column.notNull().references('council.id'))
    .addColumn('member_id', 'text', (column) => column.notNull().references('council_member.id'))
    .addColumn('subject_kind', 'text')
    .addColumn('subject_id', 'text')
    .addColumn('matter', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('entered_by', 'text', (column) => column.notNull().references('person.id'))
    .addColumn('entered_at', 'text', (column) => column.notNull())
    .addColumn('withdrawn_at', 'text')
    .execute()
  await db.schema
    .createIndex('member_conflict_council_id_index')
    .on('member_conflict')
    .column('council_id')
    .execute()
}
