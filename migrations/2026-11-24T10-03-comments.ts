import type { Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // Its id is also that of the mark in the text which shows where its words stand.
  await db.schema
    .createTable('thread')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('council_id', 'text', (column) => column.notNull().references('council.id'))
    .addColumn('draft_id', 'text', (column) => column.notNull().references('draft.id'))
    // placing: its mark may not be in the text yet; removing: it may still be there.
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('quote', 'text', (column) => column.notNull())
    // Begun while only those who work on the text could have a say: it stays among them.
    .addColumn('is_inner', 'integer', (column) => column.notNull())
    // Null for who is named in a file that was taken in.
    .addColumn('author_id', 'text', (column) => column.references('person.id'))
    .addColumn('author_name', 'text')
    // What the page of the author calls it, so that sending it twice makes one.
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('opened_at', 'text', (column) => column.notNull())
    .addColumn('resolved_at', 'text')
    .addColumn('resolved_by', 'text', (column) => column.references('person.id'))
    .addColumn('changed_at', 'text', (column) => column.notNull())
    .addUniqueConstraint('thread_draft_id_author_id_key', ['draft_id', 'author_id', 'key'])
    .execute()
  await db.schema
    .createIndex('thread_state_index')
    .on('thread')
    .columns(['state', 'changed_at'])
    .where('state', 'in', ['placing', 'removing'])
    .execute()

  await db.schema
    .createTable('comment')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('thread_id', 'text', (column) => column.notNull().references('thread.id'))
    .addColumn('author_id', 'text', (column) => column.references('person.id'))
    .addColumn('author_name', 'text')
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('text', 'text', (column) => column.notNull())
    // Ids of people, as JSON.
    .addColumn('mentions', 'text', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('edited_at', 'text')
    .addColumn('deleted_at', 'text')
    .addUniqueConstraint('comment_thread_id_author_id_key', ['thread_id', 'author_id', 'key'])
    .execute()
  await db.schema
    .createIndex('comment_author_id_index')
    .on('comment')
    .columns(['author_id', 'created_at'])
    .execute()
}
