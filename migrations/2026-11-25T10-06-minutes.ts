import { PostgresAdapter, sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // One row for each edition: the minutes, and every «изменение» of them.
  await db.schema
    .createTable('minutes')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('meeting_id', 'text', (column) => column.notNull().references('meeting.id'))
    .addColumn('council_id', 'text', (column) => column.notNull().references('council.id'))
    .addColumn('edition', 'integer', (column) => column.notNull())
    .addColumn('amends_id', 'text', (column) => column.references('minutes.id'))
    .addColumn('reason', 'text')
    .addColumn('year', 'integer')
    .addColumn('number', 'integer')
    .addColumn('state', 'text', (column) =>
      column.notNull().check(sql`state in ('draft', 'remarks', 'signing', 'signed', 'published')`),
    )
    // The last day for remarks; null where the rules give none.
    .addColumn('remarks_until', 'text')
    // What is signed, byte for byte, from the first signature on.
    .addColumn('content', 'text')
    .addColumn('sha256', 'text')
    .addColumn('signed_at', 'text')
    .addColumn('publish_due_on', 'text')
    .addColumn('published_at', 'text')
    .addColumn('created_by', 'text', (column) => column.notNull().references('person.id'))
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addUniqueConstraint('minutes_meeting_id_edition', ['meeting_id', 'edition'])
    .addUniqueConstraint('minutes_council_id_year_number_edition', [
      'council_id',
      'year',
      'number',
      'edition',
    ])
    .execute()

  // Every wording that ever was: nothing that somebody typed is lost.
  await db.schema
    .createTable('minutes_wording')
    .addColumn('minutes_id', 'text', (column) => column.notNull().references('minutes.id'))
    .addColumn('part', 'text', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('text', 'text', (column) => column.notNull())
    .addColumn('person_id', 'text', (column) => column.notNull().references('person.id'))
    .addColumn('at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('minutes_wording_pk', ['minutes_id', 'part', 'version'])
    .execute()

  await db.schema
    .createTable('minutes_remark')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('minutes_id', 'text', (column) => column.notNull().references('minutes.id'))
    .addColumn('person_id', 'text', (column) => column.notNull().references('person.id'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('text', 'text', (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('answer', 'text', (column) => column.check(sql`answer in ('accepted', 'rejected')`))
    .addColumn('reason', 'text')
    .addColumn('answered_by', 'text', (column) => column.references('person.id'))
    .addColumn('answered_at', 'text')
    .execute()
  await db.schema
    .createIndex('minutes_remark_minutes_id_index')
    .on('minutes_remark')
    .column('minutes_id')
    .execute()

  await db.schema
    .createTable('minutes_signature')
    .addColumn('minutes_id', 'text', (column) => column.notNull().references('minutes.id'))
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('member_id', 'text', (column) => column.notNull().references('council_member.id'))
    .addColumn('person_id', 'text', (column) => column.notNull().references('person.id'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('sha256', 'text', (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('minutes_signature_pk', ['minutes_id', 'role'])
    .execute()

  // T6. Handed in once, and never changed.
  await db.schema
    .createTable('dissent')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('meeting_id', 'text', (column) => column.notNull().references('meeting.id'))
    .addColumn('item_id', 'text', (column) => column.notNull())
    .addColumn('member_id', 'text', (column) => column.notNull().references('council_member.id'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('text', 'text', (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .addUniqueConstraint('dissent_meeting_id_item_id_member_id', ['meeting_id', 'item_id', 'member_id'])
    .execute()

  await freezeSigned(db)
}

/** What was signed is not changed by anybody, by no program either. */
async function freezeSigned(db: Kysely<unknown>): Promise<void> {
  if (db.getExecutor().adapter instanceof PostgresAdapter) {
    await sql`create function minutes_are_signed() returns trigger language plpgsql as $$
      begin
        if tg_op = 'DELETE' or (new.content, new.sha256, new.number, new.year, new.edition, new.signed_at)
          is distinct from (old.content, old.sha256, old.number, old.year, old.edition, old.signed_at)
        then raise exception 'signed minutes are not changed'; end if;
        return new;
      end $$`.execute(db)
    await sql`create trigger minutes_signed before update or delete on minutes
      for each row when (old.signed_at is not null) execute function minutes_are_signed()`.execute(db)
    await sql`create trigger dissent_append_only before update or delete on dissent
      for each row execute function journal_is_append_only()`.execute(db)
  } else {
    await sql`create trigger minutes_signed_no_update before update on minutes when old.signed_at is not null
      and (new.content is not old.content or new.sha256 is not old.sha256 or new.number is not old.number
        or new.year is not old.year or new.edition is not old.edition or new.signed_at is not old.signed_at)
      begin select raise(abort, 'signed minutes are not changed'); end`.execute(db)
    await sql`create trigger minutes_signed_no_delete before delete on minutes when old.signed_at is not null
      begin select raise(abort, 'signed minutes are not changed'); end`.execute(db)
    await sql`create trigger dissent_no_update before update on dissent
      begin select raise(abort, 'dissenting opinions are append only'); end`.execute(db)
    await sql`create trigger dissent_no_delete before delete on dissent
      begin select raise(abort, 'dissenting opinions are append only'); end`.execute(db)
  }
}
