import type { Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('council')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('slug', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('short_name', 'text', (column) => column.notNull())
    .addColumn('municipality_code', 'text', (column) => column.notNull())
    .addColumn('authority_id', 'text', (column) => column.references('organization.id'))
    .addColumn('time_zone', 'text', (column) => column.notNull())
    .addColumn('established', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addUniqueConstraint('council_slug', ['slug'])
    .execute()

  // Versioned by date and basis; a row is never changed once its day has come.
  await db.schema
    .createTable('council_rules')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('council_id', 'text', (column) => column.notNull().references('council.id'))
    .addColumn('valid_from', 'text', (column) => column.notNull())
    .addColumn('basis', 'text', (column) => column.notNull())
    .addColumn('rules', 'text', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addUniqueConstraint('council_rules_council_id_valid_from', ['council_id', 'valid_from'])
    .execute()

  await db.schema
    .createTable('council_member')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('council_id', 'text', (column) => column.notNull().references('council.id'))
    .addColumn('person_id', 'text', (column) => column.notNull().references('person.id'))
    .addColumn('role', 'text', (column) => column.notNull())
    // The secretary may be a civil servant without a vote; an observer never has one.
    .addColumn('has_vote', 'integer', (column) => column.notNull())
    .addColumn('organization_id', 'text', (column) => column.references('organization.id'))
    .addColumn('starts_on', 'text', (column) => column.notNull())
    // The last day of the term, in the council's time zone.
    .addColumn('ends_on', 'text')
    .addColumn('created_at', 'text', (column) => column.notNull())
    .execute()
  await db.schema
    .createIndex('council_member_council_id_index')
    .on('council_member')
    .column('council_id')
    .execute()
  await db.schema
    .createIndex('council_member_person_id_index')
    .on('council_member')
    .column('person_id')
    .execute()
}
