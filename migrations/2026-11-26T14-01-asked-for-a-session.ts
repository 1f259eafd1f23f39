import type { Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // The absentee vote whose question members demanded to be put at a session (T5, `absentee.veto`).
  await db.schema
    .alterTable('agenda_item')
    .addColumn('asked_by_vote_id', 'text', (column) => column.references('vote.id'))
    .execute()
  await db.schema
    .createIndex('agenda_item_asked_by_vote_id_index')
    .on('agenda_item')
    .column('asked_by_vote_id')
    .execute()
}
