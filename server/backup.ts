import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { readConfig } from './config.ts'
import { databaseFile } from './lib/db/open.ts'

/** `npm run backup -- FILE`: a whole and checked copy of the embedded database, also while the server works. */

function stop(why: string): never {
  process.stderr.write(`No backup was made: ${why}.\n`)
  process.exit(1)
}

const target = process.argv[2] ?? stop('say where the copy goes: npm run backup -- /path/to/copy.sqlite')
const config = readConfig('own')
if (config.databaseUrl) stop('the data is in PostgreSQL, which has pg_dump')
const source = databaseFile(config.dataDir)
if (!existsSync(source)) stop(`there is no database at ${source}`)
if (existsSync(target)) stop(`${target} exists already`)

// One read transaction sees one state and, unlike the backup API, does not begin anew at every write.
const database = new DatabaseSync(source, { readOnly: true, timeout: 10_000 })
database.prepare('vacuum into ?').run(target)
database.close()

const copy = new DatabaseSync(target, { readOnly: true })
const verdict = Object.values(copy.prepare('pragma integrity_check').get() ?? {})[0]
copy.close()
if (verdict !== 'ok') stop(`the copy is damaged: ${String(verdict)}`)
process.stdout.write(`A whole copy is in ${target}.\n`)
