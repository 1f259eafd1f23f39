import { PostgresAdapter, sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  const bytes = db.getExecutor().adapter instanceof PostgresAdapter ? sql`bytea` : sql`blob`

  await db.schema
    .createTable('draft')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('council_id', 'text', (column) => column.notNull().references('council.id'))
    // Which feature decides who may read and write it.
    .addColumn('subject_kind', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    // Number of the last row of the log; grows only while the draft is open.
    .addColumn('head', 'integer', (column) => column.notNull())
    .addColumn('epoch', 'integer', (column) => column.notNull())
    .addColumn('schema_version', 'integer', (column) => column.notNull())
    .addColumn('frozen_seq', 'integer')
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('changed_at', 'text', (column) => column.notNull())
    .execute()

  await db.schema
    .createTable('draft_update')
    .addColumn('draft_id', 'text', (column) => column.notNull().references('draft.id'))
    .addColumn('seq', 'integer', (column) => column.notNull())
    // Null for the server itself: the initial content.
    .addColumn('person_id', 'text')
    .addColumn('bytes', bytes, (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('draft_update_pk', ['draft_id', 'seq'])
    .execute()

  await db.schema
    .createTable('draft_snapshot')
    .addColumn('draft_id', 'text', (column) => column.notNull().references('draft.id'))
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('bytes', bytes, (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('draft_snapshot_pk', ['draft_id', 'seq'])
    .execute()

  // A Yjs clientID belongs to the person who wrote with it first (I16).
  await db.schema
    .createTable('draft_client')
    .addColumn('draft_id', 'text', (column) => column.notNull().references('draft.id'))
    .addColumn('client_id', 'bigint', (column) => column.notNull())
    .addColumn('person_id', 'text')
    .addPrimaryKeyConstraint('draft_client_pk', ['draft_id', 'client_id'])
    .execute()

  await db.schema
    .createTable('revision')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('draft_id', 'text', (column) => column.notNull().references('draft.id'))
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('content', 'text', (column) => column.notNull())
    // SHA-256 of `content` as stored.
    .addColumn('sha256', 'text', (column) => column.notNull())
    .addColumn('person_id', 'text')
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addUniqueConstraint('revision_draft_id_number', ['draft_id', 'number'])
    .execute()
}
