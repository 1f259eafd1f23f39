import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { CamelCasePlugin, Kysely, sql } from 'kysely'
import type { Config } from '../../config.ts'
import type { Db, Tables } from './db.ts'
import { postgresDialect } from './postgres.ts'
import { threadsOf } from './at-once.ts'
import { SqliteThreadDialect } from './sqlite.ts'

/**
 * Opens the database of `config` and refuses to go on with one that may lose what it acknowledged:
 * SQLite must be in WAL mode with full synchronous writes, PostgreSQL must fsync and commit synchronously. With `isAlone: false` an
 * embedded database may be open in a server at the same time.
 */
export async function openDatabase(
  config: Pick<Config, 'databaseUrl' | 'dataDir'>,
  { isAlone = true } = {},
): Promise<Db> {
  const plugins = [new CamelCasePlugin()]
  if (config.databaseUrl) {
    const db = new Kysely<Tables>({ dialect: postgresDialect(config.databaseUrl), plugins })
    await assertSetting(db, 'fsync', 'on')
    await assertSetting(db, 'full_page_writes', 'on')
    const { rows } = await sql<{ synchronousCommit: string }>`show synchronous_commit`.execute(db)
    if (rows[0]?.synchronousCommit === 'off')
      throw new Error('PostgreSQL has synchronous_commit = off: votes could be lost.')
    return db
  }
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 })
  const dialect = new SqliteThreadDialect(databaseFile(config.dataDir), isAlone)
  const db = new Kysely<Tables>({ dialect, plugins })
  threadsOf.set(db, dialect.threads)
  await assertPragma(db, 'journal_mode', 'wal')
  await assertPragma(db, 'synchronous', 2)
  return db
}

export const databaseFile = (dataDir: string): string => join(dataDir, 'veche.sqlite')

async function assertSetting(db: Db, name: string, expected: string): Promise<void> {
  const { rows } = await sql<
    Record<string, string>
  >`select setting as value from pg_settings where name = ${name}`.execute(db)
  if (rows[0]?.['value'] !== expected)
    throw new Error(`PostgreSQL has ${name} = ${rows[0]?.['value']}, not ${expected}.`)
}

async function assertPragma(db: Db, name: string, expected: string | number): Promise<void> {
  const { rows } = await sql<Record<string, string | number>>`pragma ${sql.raw(name)}`.execute(db)
  const value = Object.values(rows[0] ?? {})[0]
  if (value !== expected) throw new Error(`SQLite has ${name} = ${value}, not ${expected}.`)
}
