import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('vote')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('council_id', 'text', (column) => column.notNull().references('council.id'))
    .addColumn('subject_kind', 'text', (column) => column.notNull())
    .addColumn('subject_id', 'text', (column) => column.notNull())
    .addColumn('form', 'text', (column) => column.notNull())
    .addColumn('question', 'text', (column) => column.notNull())
    .addColumn('revision_id', 'text', (column) => column.references('revision.id'))
    .addColumn('decision_class', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull().check(sql`state in ('open', 'closed')`))
    // Everything that decides the outcome, frozen at opening: rules and their version, electorate, numbers.
    .addColumn('terms', 'text', (column) => column.notNull())
    .addColumn('terms_sha256', 'text', (column) => column.notNull())
    .addColumn('opened_at', 'text', (column) => column.notNull())
    .addColumn('closes_at', 'text', (column) => column.notNull())
    .addColumn('closed_at', 'text')
    .addColumn('closed_by', 'text')
    .addColumn('result', 'text')
    .execute()
  await db.schema.createIndex('vote_council_id_index').on('vote').columns(['council_id', 'id']).execute()
  await db.schema.createIndex('vote_subject_id_index').on('vote').column('subject_id').execute()
  await db.schema.createIndex('vote_closes_at_index').on('vote').columns(['state', 'closes_at']).execute()

  await db.schema
    .createTable('elector')
    .addColumn('vote_id', 'text', (column) => column.notNull().references('vote.id'))
    .addColumn('member_id', 'text', (column) => column.notNull().references('council_member.id'))
    .addColumn('person_id', 'text', (column) => column.notNull().references('person.id'))
    .addColumn('role', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('elector_pk', ['vote_id', 'member_id'])
    .execute()
  await db.schema.createIndex('elector_person_id_index').on('elector').column('person_id').execute()

  // The ballot of a named vote. Absentee and secret ballots are tables of other shapes, not columns here.
  await db.schema
    .createTable('open_ballot')
    .addColumn('vote_id', 'text', (column) => column.notNull())
    .addColumn('member_id', 'text', (column) => column.notNull())
    .addColumn('choice', 'text', (column) =>
      column.notNull().check(sql`choice in ('for', 'against', 'abstain')`),
    )
    // Grows with each change of mind, so that a late copy of an earlier choice cannot win.
    .addColumn('turn', 'integer', (column) => column.notNull())
    .addColumn('cast_at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('open_ballot_pk', ['vote_id', 'member_id'])
    .addForeignKeyConstraint('open_ballot_elector', ['vote_id', 'member_id'], 'elector', [
      'vote_id',
      'member_id',
    ])
    .execute()
}
