import { PostgresAdapter, sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('meeting')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('council_id', 'text', (column) => column.notNull().references('council.id'))
    // Counted within the council, for its address; the number of the minutes is another one.
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull().check(sql`kind in ('regular', 'extraordinary')`))
    .addColumn('format', 'text', (column) =>
      column.notNull().check(sql`format in ('in_person', 'video', 'mixed', 'absentee')`),
    )
    .addColumn('state', 'text', (column) =>
      column
        .notNull()
        .check(
          sql`state in ('planned', 'notified', 'cancelled', 'registration', 'failed_quorum', 'in_session', 'recess', 'closed')`,
        ),
    )
    .addColumn('title', 'text')
    .addColumn('starts_at', 'text', (column) => column.notNull())
    .addColumn('ends_at', 'text', (column) => column.notNull())
    .addColumn('place', 'text')
    .addColumn('call_url', 'text')
    .addColumn('phone', 'text')
    .addColumn('presiding_id', 'text', (column) => column.notNull().references('council_member.id'))
    .addColumn('secretary_id', 'text', (column) => column.references('council_member.id'))
    // Who asked for an extraordinary one, and why.
    .addColumn('basis', 'text')
    .addColumn('noticed_at', 'text')
    .addColumn('check_in_secret', 'text', (column) => column.notNull())
    // Grows with each change of the plan: calendars replace what they have by it.
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('created_by', 'text', (column) => column.notNull().references('person.id'))
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addUniqueConstraint('meeting_number', ['council_id', 'number'])
    .execute()
  await db.schema
    .createIndex('meeting_starts_at_index')
    .on('meeting')
    .columns(['council_id', 'starts_at'])
    .execute()
  await db.schema.createIndex('meeting_state_index').on('meeting').columns(['state', 'starts_at']).execute()

  // The agenda while it is planned. From the registration on the entries of the meeting tell it.
  await db.schema
    .createTable('agenda_item')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('meeting_id', 'text', (column) => column.notNull().references('meeting.id'))
    .addColumn('parent_id', 'text', (column) => column.references('agenda_item.id'))
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('speaker', 'text')
    .addColumn('minutes', 'integer')
    .addColumn('proposal', 'text')
    .addColumn('vote_form', 'text')
    .addColumn('decision_class', 'text')
    .addColumn('initiative_id', 'text', (column) => column.references('initiative.id'))
    .addColumn('draft_id', 'text', (column) => column.references('draft.id'))
    .execute()
  await db.schema.createIndex('agenda_item_meeting_id_index').on('agenda_item').column('meeting_id').execute()

  // Who is asked to come besides the members: they speak and do not vote (domain §4 «invited.voice»).
  await db.schema
    .createTable('invitee')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('meeting_id', 'text', (column) => column.notNull().references('meeting.id'))
    .addColumn('person_id', 'text', (column) => column.references('person.id'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('title', 'text')
    .addColumn('email', 'text')
    .execute()
  await db.schema.createIndex('invitee_meeting_id_index').on('invitee').column('meeting_id').execute()

  await db.schema
    .createTable('meeting_entry')
    .addColumn('meeting_id', 'text', (column) => column.notNull().references('meeting.id'))
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('person_id', 'text')
    .addColumn('verb', 'text', (column) => column.notNull())
    .addColumn('data', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    // Made by whoever sent the command, so that what is sent again is answered and not done again.
    .addColumn('key', 'text')
    .addPrimaryKeyConstraint('meeting_entry_pk', ['meeting_id', 'seq'])
    .execute()
  await db.schema
    .createIndex('meeting_entry_key_index')
    .on('meeting_entry')
    .columns(['meeting_id', 'key'])
    .execute()

  if (db.getExecutor().adapter instanceof PostgresAdapter) {
    await sql`create trigger meeting_entry_append_only before update or delete on meeting_entry
      for each row execute function journal_is_append_only()`.execute(db)
  } else {
    await sql`create trigger meeting_entry_no_update before update on meeting_entry
      begin select raise(abort, 'the entries of a meeting are append only'); end`.execute(db)
    await sql`create trigger meeting_entry_no_delete before delete on meeting_entry
      begin select raise(abort, 'the entries of a meeting are append only'); end`.execute(db)
  }
}
