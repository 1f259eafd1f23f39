import { PostgresAdapter, sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('journal_seal')
    .addColumn('seq', 'integer', (column) => column.primaryKey())
    .addColumn('day', 'text', (column) => column.notNull())
    .addColumn('sealed_at', 'text', (column) => column.notNull())
    .addColumn('count', 'integer', (column) => column.notNull())
    .addColumn('rows', 'text', (column) => column.notNull())
    .addColumn('rows_sha256', 'text', (column) => column.notNull())
    .addColumn('previous', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('journal_seal_day_index').on('journal_seal').columns(['day', 'seq']).execute()
  await db.schema
    .createTable('journal_sealing')
    .addColumn('journal_id', 'text', (column) => column.primaryKey().references('journal.id'))
    .addColumn('seal', 'integer', (column) => column.references('journal_seal.seq'))
    .execute()
  await db.schema
    .createIndex('journal_sealing_seal_index')
    .on('journal_sealing')
    .columns(['seal', 'journal_id'])
    .execute()
  await sql`insert into journal_sealing (journal_id) select id from journal`.execute(db)

  const isPostgres = db.getExecutor().adapter instanceof PostgresAdapter
  for (const statement of isPostgres ? postgres : sqlite) await sql.raw(statement).execute(db)
}

const postgres = [
  `create trigger journal_seal_append_only before update or delete on journal_seal
    for each row execute function journal_is_append_only()`,
  `create function journal_awaits_seal() returns trigger language plpgsql as
    $$ begin insert into journal_sealing (journal_id) values (new.id); return null; end $$`,
  `create trigger journal_awaits_seal after insert on journal
    for each row execute function journal_awaits_seal()`,
  `create trigger journal_sealing_once before update on journal_sealing
    for each row when (old.seal is not null or new.journal_id <> old.journal_id)
    execute function journal_is_append_only()`,
  `create trigger journal_sealing_no_delete before delete on journal_sealing
    for each row execute function journal_is_append_only()`,
]

const sqlite = [
  `create trigger journal_seal_no_update before update on journal_seal
    begin select raise(abort, 'the journal is append only'); end`,
  `create trigger journal_seal_no_delete before delete on journal_seal
    begin select raise(abort, 'the journal is append only'); end`,
  `create trigger journal_awaits_seal after insert on journal
    begin insert into journal_sealing (journal_id) values (new.id); end`,
  `create trigger journal_sealing_once before update on journal_sealing
    when old.seal is not null or new.journal_id <> old.journal_id
    begin select raise(abort, 'the journal is append only'); end`,
  `create trigger journal_sealing_no_delete before delete on journal_sealing
    begin select raise(abort, 'the journal is append only'); end`,
]
