import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('gathering')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('council_id', 'text', (column) => column.notNull().references('council.id'))
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) =>
      column.notNull().check(sql`state in ('planned', 'live', 'closed', 'cancelled')`),
    )
    .addColumn('starts_at', 'text', (column) => column.notNull())
    .addColumn('ends_at', 'text', (column) => column.notNull())
    .addColumn('time_zone', 'text', (column) => column.notNull())
    .addColumn('moderator_id', 'text', (column) => column.notNull().references('person.id'))
    .addColumn('place', 'text')
    .addColumn('call_url', 'text')
    .addColumn('notes_draft_id', 'text', (column) => column.references('draft.id'))
    .addColumn('current_item_id', 'text')
    .addColumn('turn_seconds', 'integer', (column) => column.notNull())
    // Counts the live events; a client that misses one refetches.
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('opened_at', 'text')
    .addColumn('closed_at', 'text')
    .execute()
  await db.schema
    .createIndex('gathering_starts_at_index')
    .on('gathering')
    .columns(['state', 'starts_at'])
    .execute()

  await db.schema
    .createTable('programme_item')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('gathering_id', 'text', (column) => column.notNull().references('gathering.id'))
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('speaker', 'text')
    .addColumn('minutes', 'integer')
    .execute()
  await db.schema
    .createIndex('programme_item_gathering_id_index')
    .on('programme_item')
    .column('gathering_id')
    .execute()

  await db.schema
    .createTable('attendance')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('gathering_id', 'text', (column) => column.notNull().references('gathering.id'))
    .addColumn('person_id', 'text', (column) => column.notNull().references('person.id'))
    .addColumn('in_at', 'text', (column) => column.notNull())
    .addColumn('out_at', 'text')
    // Where a crash left the interval open, this is the last sign of life.
    .addColumn('seen_at', 'text', (column) => column.notNull())
    .execute()
  await db.schema
    .createIndex('attendance_gathering_id_index')
    .on('attendance')
    .columns(['gathering_id', 'person_id'])
    .execute()
  // Several tabs are one person in the room.
  await db.schema
    .createIndex('attendance_open')
    .unique()
    .on('attendance')
    .columns(['gathering_id', 'person_id'])
    .where(sql<boolean>`out_at is null`)
    .execute()

  await db.schema
    .createTable('turn')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('gathering_id', 'text', (column) => column.notNull().references('gathering.id'))
    .addColumn('person_id', 'text', (column) => column.notNull().references('person.id'))
    .addColumn('state', 'text', (column) =>
      column.notNull().check(sql`state in ('raised', 'given', 'done', 'withdrawn')`),
    )
    .addColumn('raised_at', 'text', (column) => column.notNull())
    .addColumn('given_at', 'text')
    .addColumn('done_at', 'text')
    .addColumn('seconds', 'integer', (column) => column.notNull())
    .execute()
  await db.schema
    .createIndex('turn_gathering_id_index')
    .on('turn')
    .columns(['gathering_id', 'state'])
    .execute()
  // One hand of each, and one speaker of all.
  await db.schema
    .createIndex('turn_in_queue')
    .unique()
    .on('turn')
    .columns(['gathering_id', 'person_id'])
    .where(sql<boolean>`state in ('raised', 'given')`)
    .execute()
  await db.schema
    .createIndex('turn_given')
    .unique()
    .on('turn')
    .column('gathering_id')
    .where(sql<boolean>`state = 'given'`)
    .execute()

  await db.schema
    .createTable('question')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('gathering_id', 'text', (column) => column.notNull().references('gathering.id'))
    .addColumn('person_id', 'text', (column) => column.notNull().references('person.id'))
    .addColumn('text', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) =>
      column.notNull().check(sql`state in ('asked', 'answered', 'withdrawn')`),
    )
    .addColumn('asked_at', 'text', (column) => column.notNull())
    .addColumn('answered_at', 'text')
    .execute()
  await db.schema.createIndex('question_gathering_id_index').on('question').column('gathering_id').execute()

  await db.schema
    .createTable('question_support')
    .addColumn('question_id', 'text', (column) => column.notNull().references('question.id'))
    .addColumn('person_id', 'text', (column) => column.notNull().references('person.id'))
    .addColumn('at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('question_support_pk', ['question_id', 'person_id'])
    .execute()

  await db.schema
    .createTable('exchange')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('council_id', 'text', (column) => column.notNull().references('council.id'))
    .addColumn('gathering_id', 'text', (column) => column.notNull().references('gathering.id'))
    .addColumn('cohost_id', 'text', (column) => column.notNull().references('organization.id'))
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('description', 'text', (column) => column.notNull())
    .addColumn('created_by', 'text', (column) => column.notNull().references('person.id'))
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addUniqueConstraint('exchange_gathering_id', ['gathering_id'])
    .execute()
}
