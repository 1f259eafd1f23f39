import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('suggestion')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('council_id', 'text', (column) => column.notNull().references('council.id'))
    // The text that is to be changed, and the draft in which its owner writes how.
    .addColumn('base_draft_id', 'text', (column) => column.notNull().references('draft.id'))
    .addColumn('draft_id', 'text', (column) => column.notNull().references('draft.id'))
    .addColumn('owner_id', 'text', (column) => column.notNull().references('person.id'))
    // Who wrote it, when it came with a file that the owner brought.
    .addColumn('author_name', 'text')
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('note', 'text')
    // The text that the suggestion is compared with: as it was behind this row of its log.
    .addColumn('base_seq', 'integer', (column) => column.notNull())
    .addColumn('base_json', 'text', (column) => column.notNull())
    // Where both have changed the same words.
    .addColumn('outdated', 'text', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('sent_at', 'text')
    .addColumn('changed_at', 'text', (column) => column.notNull())
    .addUniqueConstraint('suggestion_draft_id', ['draft_id'])
    .execute()
  await db.schema
    .createIndex('suggestion_base_draft_id_index')
    .on('suggestion')
    .columns(['base_draft_id', 'state'])
    .execute()
  await db.schema.createIndex('suggestion_owner_id_index').on('suggestion').column('owner_id').execute()
  // One at a time of each person; those of a file stand beside it.
  await db.schema
    .createIndex('suggestion_base_draft_id_owner_id')
    .unique()
    .on('suggestion')
    .columns(['base_draft_id', 'owner_id'])
    .where(sql.ref('state'), '!=', sql.lit('withdrawn'))
    .where(sql.ref('author_name'), 'is', null)
    .execute()

  // What became of each change.
  await db.schema
    .createTable('suggestion_decision')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('suggestion_id', 'text', (column) => column.notNull().references('suggestion.id'))
    .addColumn('person_id', 'text', (column) => column.notNull().references('person.id'))
    .addColumn('decision', 'text', (column) => column.notNull())
    .addColumn('reason', 'text')
    // As the reviewer saw it: the same change is not decided twice.
    .addColumn('change_id', 'text', (column) => column.notNull())
    .addColumn('near', 'integer', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('place', 'text', (column) => column.notNull())
    .addColumn('removed', 'text', (column) => column.notNull())
    .addColumn('added', 'text', (column) => column.notNull())
    // Of what was taken: behind which row of the text, and with which clientID of the owner.
    .addColumn('base_seq', 'integer')
    .addColumn('client_id', 'bigint')
    .addColumn('at', 'text', (column) => column.notNull())
    .execute()
  await db.schema
    .createIndex('suggestion_decision_suggestion_id_index')
    .on('suggestion_decision')
    .column('suggestion_id')
    .execute()
}
