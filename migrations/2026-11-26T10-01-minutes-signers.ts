import type { Kysely } from 'kysely'

/** Who signs an edition of minutes in the place of a signer who has left the council. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('minutes_signer')
    .addColumn('minutes_id', 'text', (column) => column.notNull().references('minutes.id'))
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('member_id', 'text', (column) => column.notNull().references('council_member.id'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('seat_role', 'text', (column) => column.notNull())
    .addColumn('instead_of', 'text', (column) => column.notNull().references('council_member.id'))
    .addColumn('person_id', 'text', (column) => column.notNull().references('person.id'))
    .addColumn('at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('minutes_signer_pk', ['minutes_id', 'role'])
    .execute()
}
