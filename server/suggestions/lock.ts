import { sql } from 'kysely'
import type { Id } from '../../shared/values.ts'
import type { Kit } from '../lib/kit.ts'

/** Each holds a connection of the database while it waits for others, so few at a time. */
const AT_ONCE = 2

/**
 * One at a time for each text, in all processes of the house: what the server writes into a text or into suggestions for it, it works out
 * from what it has just read.
 */
export class TextLock {
  readonly #kit: Pick<Kit, 'db' | 'config'>
  readonly #last = new Map<Id, Promise<void>>()
  #free = AT_ONCE
  readonly #waiting: Array<() => void> = []

  constructor(kit: Pick<Kit, 'db' | 'config'>) {
    this.#kit = kit
  }

  async hold<T>(draftId: Id, deed: () => Promise<T>): Promise<T> {
    const before = this.#last.get(draftId)
    const done = Promise.withResolvers<void>()
    this.#last.set(draftId, done.promise)
    await before
    try {
      return await this.#oneOfFew(() => this.#everywhere(draftId, deed))
    } finally {
      if (this.#last.get(draftId) === done.promise) this.#last.delete(draftId)
      done.resolve()
    }
  }

  async #oneOfFew<T>(deed: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
    try {
      return await deed()
    } finally {
      const next = this.#waiting.shift()
      if (next) next()
      else this.#free++
    }
  }

  /** A file of SQLite belongs to one process. PostgreSQL gives the lock back by itself when the process dies. */
  #everywhere<T>(draftId: Id, deed: () => Promise<T>): Promise<T> {
    if (!this.#kit.config.databaseUrl) return deed()
    return this.#kit.db.connection().execute(async (connection) => {
      await sql`select pg_advisory_lock(hashtextextended(${`suggestions ${draftId}`}, 0))`.execute(connection)
      try {
        return await deed()
      } finally {
        await sql`select pg_advisory_unlock(hashtextextended(${`suggestions ${draftId}`}, 0))`.execute(
          connection,
        )
      }
    })
  }
}
