import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // How one text is adopted: as a basis, its amendments, in whole.
  await db.schema
    .createTable('procedure')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('council_id', 'text', (column) => column.notNull().references('council.id'))
    .addColumn('draft_id', 'text', (column) => column.notNull().references('draft.id'))
    // The item of a meeting; neither apart from one.
    .addColumn('meeting_id', 'text')
    .addColumn('item_id', 'text')
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('basis_revision_id', 'text', (column) => column.references('revision.id'))
    .addColumn('result_revision_id', 'text', (column) => column.references('revision.id'))
    // A copy in which the editorial commission works; what was voted stays as it is.
    .addColumn('editorial_draft_id', 'text', (column) => column.references('draft.id'))
    .addColumn('editorial_revision_id', 'text', (column) => column.references('revision.id'))
    .addColumn('editorial_since', 'text')
    // JSON: ids of the persons who edit.
    .addColumn('editors', 'text', (column) => column.notNull().defaultTo('[]'))
    .addColumn('reason', 'text')
    // Grows with everything that happens.
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('opened_by', 'text', (column) => column.notNull().references('person.id'))
    .addColumn('opened_at', 'text', (column) => column.notNull())
    .addColumn('changed_at', 'text', (column) => column.notNull())
    .execute()
  await db.schema
    .createIndex('procedure_draft_id')
    .unique()
    .on('procedure')
    .column('draft_id')
    .where(sql.ref('state'), 'not in', sql`('adopted', 'rejected', 'returned')`)
    .execute()
  await db.schema.createIndex('procedure_draft_id_index').on('procedure').column('draft_id').execute()
  await db.schema.createIndex('procedure_item_id_index').on('procedure').column('item_id').execute()
  await db.schema
    .createIndex('procedure_editorial_draft_id_index')
    .on('procedure')
    .column('editorial_draft_id')
    .execute()

  // What was suggested for the text, as it was when the list was closed.
  await db.schema
    .createTable('amendment')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('procedure_id', 'text', (column) => column.notNull().references('procedure.id'))
    .addColumn('suggestion_id', 'text', (column) => column.notNull().references('suggestion.id'))
    .addColumn('owner_id', 'text', (column) => column.notNull().references('person.id'))
    .addColumn('number', 'integer', (column) => column.notNull())
    // In which order they are put.
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('author', 'text', (column) => column.notNull())
    .addColumn('note', 'text')
    .addColumn('state', 'text', (column) => column.notNull())
    // JSON: the changes against the basis, and the same for people.
    .addColumn('hunks', 'text', (column) => column.notNull())
    .addColumn('passages', 'text', (column) => column.notNull())
    // JSON: the basis with this amendment alone, and the SHA-256 of it.
    .addColumn('content', 'text', (column) => column.notNull())
    .addColumn('sha256', 'text', (column) => column.notNull())
    .addColumn('is_objected', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('reason', 'text')
    .addColumn('decided_at', 'text')
    .addUniqueConstraint('amendment_number', ['procedure_id', 'number'])
    .execute()
  await db.schema
    .createIndex('amendment_suggestion_id_index')
    .on('amendment')
    .column('suggestion_id')
    .execute()

  // Every question that was put.
  await db.schema
    .createTable('procedure_step')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('procedure_id', 'text', (column) => column.notNull().references('procedure.id'))
    .addColumn('kind', 'text', (column) =>
      column.notNull().check(sql`kind in ('basis', 'amendment', 'whole')`),
    )
    .addColumn('way', 'text', (column) => column.notNull().check(sql`way in ('vote', 'consent')`))
    .addColumn('question', 'text', (column) => column.notNull())
    .addColumn('vote_id', 'text', (column) => column.references('vote.id'))
    // JSON: ids of amendments in the order in which they come into the text, and the text after each; the latter until it is decided.
    .addColumn('amendments', 'text', (column) => column.notNull())
    .addColumn('texts', 'text')
    .addColumn('put_by', 'text', (column) => column.notNull().references('person.id'))
    .addColumn('put_at', 'text', (column) => column.notNull())
    .addColumn('closed_at', 'text')
    .addColumn('outcome', 'text')
    .addColumn('objected_by', 'text', (column) => column.references('person.id'))
    .execute()
  // One question at a time.
  await db.schema
    .createIndex('procedure_step_procedure_id')
    .unique()
    .on('procedure_step')
    .column('procedure_id')
    .where(sql.ref('closed_at'), 'is', null)
    .execute()
  await db.schema
    .createIndex('procedure_step_procedure_id_index')
    .on('procedure_step')
    .column('procedure_id')
    .execute()
  await db.schema
    .createIndex('procedure_step_vote_id')
    .unique()
    .on('procedure_step')
    .column('vote_id')
    .where(sql.ref('vote_id'), 'is not', null)
    .execute()
}
