import type { Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // Reference data with validity: a district may become an okrug and keep its code.
  await db.schema
    .createTable('municipality')
    .addColumn('code', 'text', (column) => column.notNull())
    .addColumn('valid_from', 'text', (column) => column.notNull())
    .addColumn('valid_to', 'text')
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('centre', 'text', (column) => column.notNull())
    .addColumn('oktmo', 'text')
    .addColumn('population2021', 'integer')
    .addColumn('basis', 'text')
    .addPrimaryKeyConstraint('municipality_pk', ['code', 'valid_from'])
    .execute()

  await db.schema
    .createTable('day_off')
    .addColumn('on', 'text', (column) => column.primaryKey())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .execute()

  await db.schema
    .createTable('organization')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('slug', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('short_name', 'text', (column) => column.notNull())
    .addColumn('municipality_code', 'text')
    .addColumn('time_zone', 'text', (column) => column.notNull())
    .addColumn('inn', 'text')
    .addColumn('ogrn', 'text')
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addUniqueConstraint('organization_slug', ['slug'])
    .execute()

  await db.schema
    .createTable('post')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('organization_id', 'text', (column) => column.notNull().references('organization.id'))
    .addColumn('person_id', 'text', (column) => column.notNull().references('person.id'))
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('title', 'text')
    .addColumn('starts_on', 'text', (column) => column.notNull())
    .addColumn('ends_on', 'text')
    .execute()
  await db.schema.createIndex('post_person_id_index').on('post').column('person_id').execute()
  await db.schema.createIndex('post_organization_id_index').on('post').column('organization_id').execute()
}
