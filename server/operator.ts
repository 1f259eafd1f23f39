import { existsSync } from 'node:fs'
import { readConfig } from './config.ts'
import type { Db } from './lib/db/db.ts'
import { databaseFile, openDatabase } from './lib/db/open.ts'

/** The operator asked for something that is no command: they are told how it is used. */
export class Misuse extends Error {}

export const say = (line: string) => void process.stdout.write(`${line}\n`)

/**
 * Runs a command of the operator on the database of the server, which may be working meanwhile. Ends the process with 0 when `run`
 * answers true, with 1 when it answers false, with 2 when nothing could be done.
 */
export async function operate(
  usage: string,
  run: (db: Db, words: string[]) => Promise<boolean>,
): Promise<void> {
  const config = readConfig('own')
  if (!config.databaseUrl && !existsSync(databaseFile(config.dataDir))) {
    process.stderr.write(`There is no database in ${config.dataDir}: set DATA_DIR as for the server.\n`)
    process.exit(2)
  }
  const db = await openDatabase(config, { isAlone: false })
  try {
    process.exitCode = (await run(db, process.argv.slice(2))) ? 0 : 1
  } catch (error) {
    process.exitCode = 2
    process.stderr.write(error instanceof Misuse ? `${error.message}\n\n${usage}` : `${String(error)}\n`)
  } finally {
    await db.destroy()
  }
}
