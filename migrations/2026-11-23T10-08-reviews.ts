import type { Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('review')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('council_id', 'text', (column) => column.notNull().references('council.id'))
    .addColumn('authority_id', 'text', (column) => column.notNull().references('organization.id'))
    .addColumn('subject_kind', 'text', (column) => column.notNull())
    .addColumn('subject_id', 'text', (column) => column.notNull())
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('revision_id', 'text', (column) => column.notNull().references('revision.id'))
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('submitted_at', 'text', (column) => column.notNull())
    .addColumn('submitted_by', 'text', (column) => column.notNull())
    // The day by which it must be registered (council's rules).
    .addColumn('register_by', 'text', (column) => column.notNull())
    .addColumn('registration_number', 'text')
    .addColumn('registered_on', 'text')
    .addColumn('registered_by', 'text')
    .addColumn('due_on', 'text')
    .addColumn('concluded_at', 'text')
    .addUniqueConstraint('review_authority_id_registration_number', ['authority_id', 'registration_number'])
    .execute()
  await db.schema
    .createIndex('review_authority_id_index')
    .on('review')
    .columns(['authority_id', 'state'])
    .execute()
  await db.schema.createIndex('review_subject_id_index').on('review').column('subject_id').execute()

  await db.schema
    .createTable('conclusion')
    .addColumn('review_id', 'text', (column) => column.primaryKey().references('review.id'))
    .addColumn('verdict', 'text', (column) => column.notNull())
    .addColumn('ground', 'text')
    // What is supported, for a partial verdict.
    .addColumn('part', 'text')
    .addColumn('text', 'text', (column) => column.notNull())
    .addColumn('out_number', 'text', (column) => column.notNull())
    .addColumn('person_id', 'text', (column) => column.notNull())
    .addColumn('signed_by', 'text', (column) => column.notNull())
    .addColumn('concluded_on', 'text', (column) => column.notNull())
    .execute()
}
