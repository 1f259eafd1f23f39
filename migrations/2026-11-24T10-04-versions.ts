import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // automatic · named · published · frozen: who may read it, and whether it may ever go.
  await db.schema
    .alterTable('revision')
    .addColumn('kind', 'text', (column) => column.notNull().defaultTo('published'))
    .execute()
  // Why an automatic one was kept.
  await db.schema.alterTable('revision').addColumn('reason', 'text').execute()
  // Its number among those that were published or frozen, which is what readers call it by.
  await db.schema.alterTable('revision').addColumn('edition', 'integer').execute()
  await db.schema.alterTable('revision').addColumn('words', 'integer').execute()
  // JSON: ids of who had written since the version before.
  await db.schema
    .alterTable('revision')
    .addColumn('authors', 'text', (column) => column.notNull().defaultTo('[]'))
    .execute()
  // SHA-256 of the chain of the edition before and `sha256`, both as hex, one after the other.
  await db.schema.alterTable('revision').addColumn('chain_sha256', 'text').execute()

  await sql`update revision set edition = number`.execute(db)
  await sql`
    update revision set kind = 'frozen' where exists (
      select 1 from journal
      where journal.subject_id = revision.draft_id and journal.verb = 'draft:frozen'
        and journal.data like '%' || revision.id || '%')`.execute(db)

  // Up to which row of the log there is a version.
  await db.schema
    .alterTable('draft')
    .addColumn('version_seq', 'integer', (column) => column.notNull().defaultTo(0))
    .execute()
  await sql`
    update draft set version_seq =
      coalesce((select max(revision.seq) from revision where revision.draft_id = draft.id), 0)`.execute(db)

  // Who wrote what, as far as the log was read; it can be made anew while the log is whole.
  await db.schema
    .createTable('draft_authorship')
    .addColumn('draft_id', 'text', (column) => column.primaryKey().references('draft.id'))
    .addColumn('epoch', 'integer', (column) => column.notNull())
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .execute()
}
