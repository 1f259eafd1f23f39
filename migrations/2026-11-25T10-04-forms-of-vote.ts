import { PostgresAdapter, sql, type Kysely } from 'kysely'

/** What is frozen at announcement and never changes again, whoever holds the database (domain §3). */
const FROZEN = ['council_id', 'form', 'question', 'decision_class', 'may_change', 'terms', 'terms_sha256']

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropIndex('vote_closes_at_index').execute()
  // No engine changes a check, and SQLite no `not null`, in place: a new column takes the name of the old one.
  await db.schema
    .alterTable('vote')
    .addColumn('phase', 'text', (column) =>
      column
        .notNull()
        .defaultTo('open')
        .check(sql`phase in ('announced', 'open', 'closed', 'confirmed', 'invalid', 'annulled')`),
    )
    .execute()
  // Null for a vote that is closed by hand, at a meeting.
  await db.schema.alterTable('vote').addColumn('ends_at', 'text').execute()
  await sql`update vote set phase = state, ends_at = closes_at`.execute(db)
  await db.schema.alterTable('vote').dropColumn('state').execute()
  await db.schema.alterTable('vote').dropColumn('closes_at').execute()
  await db.schema.alterTable('vote').renameColumn('phase', 'state').execute()
  await db.schema.alterTable('vote').renameColumn('ends_at', 'closes_at').execute()
  await db.schema.createIndex('vote_closes_at_index').on('vote').columns(['state', 'closes_at']).execute()

  await db.schema
    .alterTable('vote')
    .addColumn('may_change', 'integer', (column) => column.notNull().defaultTo(1))
    .execute()
  // The vote that this one follows: a second round, a vote put again, one called for at a meeting, a reconsideration.
  await db.schema
    .alterTable('vote')
    .addColumn('follows_id', 'text', (column) => column.references('vote.id'))
    .execute()
  await db.schema.createIndex('vote_follows_id_index').on('vote').column('follows_id').execute()
  await db.schema.alterTable('vote').addColumn('meeting_id', 'text').execute()
  // Members who counted towards the quorum when it was closed, as JSON; null apart from a meeting.
  await db.schema.alterTable('vote').addColumn('standing', 'text').execute()
  // Why it was annulled.
  await db.schema.alterTable('vote').addColumn('reason', 'text').execute()

  // A ballot of an election names a candidate.
  await db.schema
    .alterTable('open_ballot')
    .addColumn('picked', 'text', (column) => column.notNull().defaultTo(''))
    .execute()
  await sql`update open_ballot set picked = choice`.execute(db)
  await db.schema.alterTable('open_ballot').dropColumn('choice').execute()
  await db.schema.alterTable('open_ballot').renameColumn('picked', 'choice').execute()
  // A dissenting opinion, on the sheet of an absentee vote.
  await db.schema.alterTable('open_ballot').addColumn('dissent', 'text').execute()

  // Who demands that the question of an absentee vote be put at a session.
  await db.schema
    .createTable('session_demand')
    .addColumn('vote_id', 'text', (column) => column.notNull())
    .addColumn('member_id', 'text', (column) => column.notNull())
    .addColumn('demanded_at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('session_demand_pk', ['vote_id', 'member_id'])
    .addForeignKeyConstraint('session_demand_elector', ['vote_id', 'member_id'], 'elector', [
      'vote_id',
      'member_id',
    ])
    .execute()

  // What others typed for a member: a sheet of paper, by each operator apart, or a word spoken at the roll-call.
  await db.schema
    .createTable('typed_ballot')
    .addColumn('vote_id', 'text', (column) => column.notNull())
    .addColumn('member_id', 'text', (column) => column.notNull())
    .addColumn('way', 'text', (column) => column.notNull().check(sql`way in ('paper', 'roll_call')`))
    .addColumn('operator_id', 'text', (column) => column.notNull().references('person.id'))
    .addColumn('choice', 'text', (column) => column.notNull())
    .addColumn('dissent', 'text')
    .addColumn('typed_at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('typed_ballot_pk', ['vote_id', 'member_id', 'way', 'operator_id'])
    .addForeignKeyConstraint('typed_ballot_elector', ['vote_id', 'member_id'], 'elector', [
      'vote_id',
      'member_id',
    ])
    .execute()

  // Hands counted in the hall, by each of two persons apart; when they differ both count again, in the next round.
  await db.schema
    .createTable('hand_count')
    .addColumn('vote_id', 'text', (column) => column.notNull().references('vote.id'))
    .addColumn('round', 'integer', (column) => column.notNull())
    .addColumn('person_id', 'text', (column) => column.notNull().references('person.id'))
    .addColumn('in_favour', 'integer', (column) => column.notNull())
    .addColumn('against', 'integer', (column) => column.notNull())
    .addColumn('abstain', 'integer', (column) => column.notNull())
    // How whoever presides raised their hand, if that may decide a tie.
    .addColumn('casting', 'text')
    .addColumn('counted_at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('hand_count_pk', ['vote_id', 'round', 'person_id'])
    .execute()

  // One account, one vote; the picks are a JSON list of ids of what is rated.
  await db.schema
    .createTable('rating_ballot')
    .addColumn('vote_id', 'text', (column) => column.notNull().references('vote.id'))
    .addColumn('person_id', 'text', (column) => column.notNull().references('person.id'))
    .addColumn('picks', 'text', (column) => column.notNull())
    .addColumn('turn', 'integer', (column) => column.notNull())
    .addColumn('cast_at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('rating_ballot_pk', ['vote_id', 'person_id'])
    .execute()

  await freezeTerms(db)
}

async function freezeTerms(db: Kysely<unknown>): Promise<void> {
  if (db.getExecutor().adapter instanceof PostgresAdapter) {
    const changes = sql.raw(FROZEN.map((each) => `new.${each} is distinct from old.${each}`).join(' or '))
    await sql`create function vote_terms_are_frozen() returns trigger language plpgsql as
      $$ begin raise exception 'the terms of a vote are frozen'; end $$`.execute(db)
    await sql`create trigger vote_frozen before update on vote for each row when (${changes})
      execute function vote_terms_are_frozen()`.execute(db)
  } else {
    const changes = sql.raw(FROZEN.map((each) => `new.${each} is not old.${each}`).join(' or '))
    await sql`create trigger vote_frozen before update on vote when ${changes}
      begin select raise(abort, 'the terms of a vote are frozen'); end`.execute(db)
  }
}
