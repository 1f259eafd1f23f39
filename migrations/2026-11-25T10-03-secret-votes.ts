import { PostgresAdapter, sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  const isPostgres = db.getExecutor().adapter instanceof PostgresAdapter

  await db.schema
    .createTable('secret_vote')
    .addColumn('vote_id', 'text', (column) => column.primaryKey().references('vote.id'))
    .addColumn('least', 'integer', (column) => column.notNull())
    .addColumn('if_fewer', 'text', (column) =>
      column.notNull().check(sql`if_fewer in ('not_opened', 'opened')`),
    )
    // Null when it is ended by hand only, at a meeting.
    .addColumn('issuance_closes_at', 'text')
    // Null until the keys of the vote are made, some moments after it was announced.
    .addColumn('manifest', 'text')
    .addColumn('manifest_sha256', 'text')
    .addColumn('issuance_closed_at', 'text')
    .execute()

  // A row here is a private key that can still be used: with the row it is gone.
  await db.schema
    .createTable('secret_key')
    .addColumn('vote_id', 'text', (column) => column.notNull().references('secret_vote.vote_id'))
    .addColumn('purpose', 'text', (column) => column.notNull().check(sql`purpose in ('token', 'board')`))
    .addColumn('sealed', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('secret_key_pk', ['vote_id', 'purpose'])
    .execute()

  await db.schema
    .createTable('secret_issue')
    .addColumn('vote_id', 'text', (column) => column.notNull())
    .addColumn('member_id', 'text', (column) => column.notNull())
    .addColumn('blinded_sha256', 'text', (column) => column.notNull())
    // Says nothing about the ballot (RFC 9474 §7.1); kept so that who asks again gets the same bytes.
    .addColumn('blind_signature', 'text', (column) => column.notNull())
    .addColumn('issued_at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('secret_issue_pk', ['vote_id', 'member_id'])
    .addForeignKeyConstraint('secret_issue_elector', ['vote_id', 'member_id'], 'elector', [
      'vote_id',
      'member_id',
    ])
    .execute()

  // No person, no address, no time, no order: a row lies where its hash puts it.
  const ballot = db.schema
    .createTable('secret_ballot')
    .addColumn('vote_id', 'text', (column) => column.notNull().references('secret_vote.vote_id'))
    .addColumn('sha256', 'text', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('ballot', 'text', (column) => column.notNull())
    .addColumn('receipt', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('secret_ballot_pk', ['vote_id', 'sha256'])
    .addUniqueConstraint('secret_ballot_vote_id_key_seq', ['vote_id', 'key', 'seq'])
  // The number that SQLite gives to each row otherwise would say which ballot came first.
  await (isPostgres ? ballot : ballot.modifyEnd(sql`without rowid`)).execute()

  await db.schema
    .createTable('board_entry')
    .addColumn('vote_id', 'text', (column) => column.notNull().references('secret_vote.vote_id'))
    .addColumn('place', 'integer', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .addColumn('signature', 'text')
    .addPrimaryKeyConstraint('board_entry_pk', ['vote_id', 'place'])
    .execute()
  if (isPostgres) {
    await sql`create function board_is_append_only() returns trigger language plpgsql as
      $$ begin raise exception 'the board is append only'; end $$`.execute(db)
    await sql`create trigger board_append_only before update or delete on board_entry
      for each row execute function board_is_append_only()`.execute(db)
  } else {
    await sql`create trigger board_no_update before update on board_entry
      begin select raise(abort, 'the board is append only'); end`.execute(db)
    await sql`create trigger board_no_delete before delete on board_entry
      begin select raise(abort, 'the board is append only'); end`.execute(db)
  }
}
