import { PostgresAdapter, sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('journal')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('person_id', 'text')
    .addColumn('council_id', 'text')
    .addColumn('verb', 'text', (column) => column.notNull())
    .addColumn('subject_kind', 'text', (column) => column.notNull())
    .addColumn('subject_id', 'text', (column) => column.notNull())
    .addColumn('data', 'text', (column) => column.notNull())
    .execute()
  await db.schema
    .createIndex('journal_subject_id_index')
    .on('journal')
    .columns(['subject_id', 'id'])
    .execute()
  await db.schema
    .createIndex('journal_council_id_index')
    .on('journal')
    .columns(['council_id', 'id'])
    .execute()

  if (db.getExecutor().adapter instanceof PostgresAdapter) {
    await sql`create function journal_is_append_only() returns trigger language plpgsql as
      $$ begin raise exception 'the journal is append only'; end $$`.execute(db)
    await sql`create trigger journal_append_only before update or delete on journal
      for each row execute function journal_is_append_only()`.execute(db)
  } else {
    await sql`create trigger journal_no_update before update on journal
      begin select raise(abort, 'the journal is append only'); end`.execute(db)
    await sql`create trigger journal_no_delete before delete on journal
      begin select raise(abort, 'the journal is append only'); end`.execute(db)
  }
}
