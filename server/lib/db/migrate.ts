import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Kysely } from 'kysely'
import { Migrator, type Migration } from 'kysely/migration'
import type { Db, Tables } from './db.ts'

const FOLDER = join(import.meta.dirname, '../../../migrations')

/**
 * Brings the schema forward; answers with the names that were applied. Migrations are forward only and run in one
 * transaction: the first failure is thrown and leaves everything as it was.
 */
export async function migrate(db: Db): Promise<string[]> {
  const plain: Kysely<Tables> = db.withoutPlugins()
  const migrator = new Migrator({ db: plain, provider: { getMigrations } })
  const { error, results } = await migrator.migrateToLatest()
  if (error) throw error as Error
  return (results ?? []).map((each) => each.migrationName)
}

async function getMigrations(): Promise<Record<string, Migration>> {
  const files = readdirSync(FOLDER)
    .filter((each) => each.endsWith('.ts'))
    .sort()
  const entries = await Promise.all(
    files.map(
      async (file) =>
        [basename(file, '.ts'), (await import(pathToFileURL(join(FOLDER, file)).href)) as Migration] as const,
    ),
  )
  return Object.fromEntries(entries)
}
