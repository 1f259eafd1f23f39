import type { Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('initiative')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('number', 'text', (column) => column.notNull())
    .addColumn('council_id', 'text', (column) => column.notNull().references('council.id'))
    .addColumn('municipality_code', 'text', (column) => column.notNull())
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('sector', 'text', (column) => column.notNull())
    .addColumn('problem', 'text', (column) => column.notNull())
    .addColumn('proposal', 'text', (column) => column.notNull())
    .addColumn('author_id', 'text', (column) => column.notNull().references('person.id'))
    .addColumn('organization_id', 'text', (column) => column.references('organization.id'))
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('draft_id', 'text', (column) => column.notNull().references('draft.id'))
    // What the public reads: set when the text is first published, and again at each freeze.
    .addColumn('revision_id', 'text', (column) => column.references('revision.id'))
    .addColumn('vote_id', 'text', (column) => column.references('vote.id'))
    .addColumn('review_id', 'text', (column) => column.references('review.id'))
    // What a search looks into: title, number, problem and proposal in small letters.
    .addColumn('search_text', 'text', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('moved_at', 'text', (column) => column.notNull())
    .addUniqueConstraint('initiative_number', ['number'])
    .execute()
  await db.schema
    .createIndex('initiative_council_id_index')
    .on('initiative')
    .columns(['council_id', 'state'])
    .execute()
  await db.schema
    .createIndex('initiative_state_index')
    .on('initiative')
    .columns(['state', 'moved_at'])
    .execute()
  await db.schema.createIndex('initiative_author_id_index').on('initiative').column('author_id').execute()

  await db.schema
    .createTable('coauthor')
    .addColumn('initiative_id', 'text', (column) => column.notNull().references('initiative.id'))
    .addColumn('person_id', 'text', (column) => column.notNull().references('person.id'))
    .addColumn('added_at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('coauthor_pk', ['initiative_id', 'person_id'])
    .execute()
  await db.schema.createIndex('coauthor_person_id_index').on('coauthor').column('person_id').execute()

  // The road that was travelled: one row for each move.
  await db.schema
    .createTable('initiative_step')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('initiative_id', 'text', (column) => column.notNull().references('initiative.id'))
    .addColumn('verb', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('person_id', 'text')
    .addColumn('reason', 'text')
    // The text that the move made public.
    .addColumn('revision_id', 'text', (column) => column.references('revision.id'))
    .execute()
  await db.schema
    .createIndex('initiative_step_initiative_id_index')
    .on('initiative_step')
    .column('initiative_id')
    .execute()

  await db.schema
    .createTable('initiative_counter')
    // Two councils of one municipality share its numbers.
    .addColumn('municipality_code', 'text', (column) => column.notNull())
    .addColumn('year', 'integer', (column) => column.notNull())
    .addColumn('last', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('initiative_counter_pk', ['municipality_code', 'year'])
    .execute()
}
