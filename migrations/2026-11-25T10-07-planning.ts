import { PostgresAdapter, sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  const bytes = db.getExecutor().adapter instanceof PostgresAdapter ? sql`bytea` : sql`blob`

  // Members who demand an extraordinary session join one another until they are enough (domain §4 `extraordinary.by`).
  await db.schema
    .createTable('meeting_demand')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('council_id', 'text', (column) => column.notNull().references('council.id'))
    .addColumn('question', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('created_by', 'text', (column) => column.notNull().references('person.id'))
    .addColumn('created_at', 'text', (column) => column.notNull())
    // When the last name that was needed came; from then on nobody takes theirs back.
    .addColumn('met_at', 'text')
    .addColumn('withdrawn_at', 'text')
    .execute()
  await db.schema
    .createIndex('meeting_demand_council_id_index')
    .on('meeting_demand')
    .column('council_id')
    .execute()
  await db.schema
    .createTable('meeting_demand_name')
    .addColumn('demand_id', 'text', (column) => column.notNull().references('meeting_demand.id'))
    .addColumn('member_id', 'text', (column) => column.notNull().references('council_member.id'))
    .addColumn('at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('meeting_demand_name_pk', ['demand_id', 'member_id'])
    .execute()

  await db.schema.alterTable('meeting').addColumn('called_by', 'text').execute()
  await db.schema
    .alterTable('meeting')
    .addColumn('demand_id', 'text', (column) => column.references('meeting_demand.id'))
    .execute()
  // For which beginning those who had not answered were reminded.
  await db.schema.alterTable('meeting').addColumn('reminded_for', 'text').execute()

  await db.schema
    .createTable('meeting_change')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('meeting_id', 'text', (column) => column.notNull().references('meeting.id'))
    .addColumn('what', 'text', (column) => column.notNull().check(sql`what in ('moved', 'cancelled')`))
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('starts_at_before', 'text', (column) => column.notNull())
    .addColumn('person_id', 'text', (column) => column.notNull().references('person.id'))
    .addColumn('at', 'text', (column) => column.notNull())
    .execute()
  await db.schema
    .createIndex('meeting_change_meeting_id_index')
    .on('meeting_change')
    .column('meeting_id')
    .execute()

  // Each time everybody was told; `last_on` is the last day on which it would have been in time.
  await db.schema
    .createTable('meeting_notice')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('meeting_id', 'text', (column) => column.notNull().references('meeting.id'))
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('last_on', 'text', (column) => column.notNull())
    .addColumn('late_reason', 'text')
    .addColumn('person_id', 'text', (column) => column.notNull().references('person.id'))
    .addColumn('sent_at', 'text', (column) => column.notNull())
    .execute()
  await db.schema
    .createIndex('meeting_notice_meeting_id_index')
    .on('meeting_notice')
    .column('meeting_id')
    .execute()

  // `who` is a seat or an invitation. An answer holds for the beginning that it was given for.
  await db.schema
    .createTable('meeting_reply')
    .addColumn('meeting_id', 'text', (column) => column.notNull().references('meeting.id'))
    .addColumn('who', 'text', (column) => column.notNull())
    .addColumn('starts_at', 'text', (column) => column.notNull())
    .addColumn('answer', 'text', (column) =>
      column.notNull().check(sql`answer in ('in_person', 'video', 'absent')`),
    )
    .addColumn('reason', 'text')
    // Whoever wrote it down: the person, or the secretary for them; null for a guest by the link in their letter.
    .addColumn('person_id', 'text', (column) => column.references('person.id'))
    .addColumn('at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('meeting_reply_pk', ['meeting_id', 'who'])
    .execute()

  await db.schema
    .createTable('agenda_material')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('meeting_id', 'text', (column) => column.notNull().references('meeting.id'))
    // Null: of the meeting as a whole.
    .addColumn('item_id', 'text', (column) => column.references('agenda_item.id'))
    .addColumn('title', 'text', (column) => column.notNull())
    // A link, or a file: one of both.
    .addColumn('url', 'text')
    .addColumn('media_type', 'text')
    .addColumn('size', 'integer')
    .addColumn('sha256', 'text')
    .addColumn('is_public', 'integer', (column) => column.notNull())
    .addColumn('late_reason', 'text')
    .addColumn('added_by', 'text', (column) => column.notNull().references('person.id'))
    .addColumn('added_at', 'text', (column) => column.notNull())
    .execute()
  await db.schema
    .createIndex('agenda_material_meeting_id_index')
    .on('agenda_material')
    .column('meeting_id')
    .execute()
  // A file in parts, so that whoever reads it slowly holds one part and not all of it.
  await db.schema
    .createTable('agenda_material_part')
    .addColumn('material_id', 'text', (column) => column.notNull().references('agenda_material.id'))
    .addColumn('part', 'integer', (column) => column.notNull())
    .addColumn('bytes', bytes, (column) => column.notNull())
    .addPrimaryKeyConstraint('agenda_material_part_pk', ['material_id', 'part'])
    .execute()

  await db.schema
    .createTable('agenda_proposal')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('meeting_id', 'text', (column) => column.notNull().references('meeting.id'))
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) =>
      column.notNull().check(sql`state in ('open', 'accepted', 'declined', 'withdrawn')`),
    )
    // Why it was declined.
    .addColumn('answer', 'text')
    .addColumn('created_by', 'text', (column) => column.notNull().references('person.id'))
    .addColumn('created_at', 'text', (column) => column.notNull())
    .execute()
  await db.schema
    .createIndex('agenda_proposal_meeting_id_index')
    .on('agenda_proposal')
    .column('meeting_id')
    .execute()

  await db.schema
    .createTable('work_plan')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('council_id', 'text', (column) => column.notNull().references('council.id'))
    .addColumn('year', 'integer', (column) => column.notNull())
    // The decision of a meeting that adopted it; null while it is a draft.
    .addColumn('meeting_id', 'text', (column) => column.references('meeting.id'))
    .addColumn('decision_id', 'text')
    .addColumn('adopted_at', 'text')
    .addColumn('created_by', 'text', (column) => column.notNull().references('person.id'))
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addUniqueConstraint('work_plan_year', ['council_id', 'year'])
    .execute()
  await db.schema
    .createTable('work_plan_item')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('plan_id', 'text', (column) => column.notNull().references('work_plan.id'))
    .addColumn('section', 'integer', (column) => column.notNull().check(sql`section between 1 and 7`))
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('form', 'text', (column) => column.notNull())
    // The months within which it is due; a quarter is three of them.
    .addColumn('from_month', 'integer', (column) => column.notNull())
    .addColumn('to_month', 'integer', (column) => column.notNull())
    .addColumn('responsible', 'text', (column) => column.notNull())
    .addColumn('co_executors', 'text')
    .addColumn('expected', 'text')
    .addColumn('meeting_id', 'text', (column) => column.references('meeting.id'))
    .addColumn('initiative_id', 'text', (column) => column.references('initiative.id'))
    .addColumn('done_on', 'text')
    .addColumn('done_note', 'text')
    .execute()
  await db.schema.createIndex('work_plan_item_plan_id_index').on('work_plan_item').column('plan_id').execute()

  // A calendar entry that goes with a letter.
  await db.schema.alterTable('letter').addColumn('calendar', 'text').execute()
}
