import { sql } from 'kysely'
import type { Id, Instant } from '../../shared/values.ts'
import type { Db, Trx } from '../lib/db/db.ts'
import './tables.ts'

export interface LogRow {
  personId: Id | null
  bytes: Uint8Array
}

/** What one draft adds to its log at once. */
export interface Addition {
  draftId: Id
  rows: readonly LogRow[]
  /** ClientIDs that wrote for the first time, and whose they are. */
  clients: ReadonlyMap<number, Id | null>
}

/** The number of the last row, or null when the draft is not open any more: then nothing of the addition was written. */
export type Added = number | null

interface Waiting {
  addition: Addition
  resolve(added: Added): void
  reject(error: unknown): void
}

const ROWS_AT_ONCE = 500

/**
 * The append-only log of all drafts. What comes while the disk works goes into the next transaction together, whichever
 * draft it belongs to; an addition is answered when its transaction is on disk.
 */
export class DraftLog {
  readonly #db: Db
  readonly #clock: () => Date
  readonly #retriesMs: readonly number[]
  #waiting: Waiting[] = []
  #running: Promise<void> | null = null

  constructor(db: Db, clock: () => Date, retriesMs: readonly number[]) {
    this.#db = db
    this.#clock = clock
    this.#retriesMs = retriesMs
  }

  append(addition: Addition): Promise<Added> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ addition, resolve, reject })
      this.#running ??= this.#run().finally(() => (this.#running = null))
    })
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#waiting
      this.#waiting = []
      await this.#commit(group)
    }
  }

  async #commit(group: Waiting[]): Promise<void> {
    try {
      const added = await this.#persistently(() => this.#write(group.map((each) => each.addition)))
      group.forEach((each) => each.resolve(added.get(each.addition.draftId) ?? null))
    } catch (error) {
      // One bad draft must not take the others with it.
      if (group.length > 1) for (const each of group) await this.#commit([each])
      else group[0]?.reject(error)
    }
  }

  async #persistently<T>(deed: () => Promise<T>): Promise<T> {
    for (const pause of this.#retriesMs) {
      try {
        return await deed()
      } catch {
        await new Promise((resolve) => setTimeout(resolve, pause))
      }
    }
    return deed()
  }

  #write(additions: readonly Addition[]): Promise<Map<Id, number>> {
    const now = this.#clock().toISOString()
    return this.#db.transaction().execute((trx) => appendAll(trx, additions, now))
  }
}

/** Writes additions inside a transaction; answers with the new heads. A draft that is not open is left out. */
export async function appendAll(
  trx: Trx,
  additions: readonly Addition[],
  now: Instant,
): Promise<Map<Id, number>> {
  const grown = sql.join(
    additions.map(({ draftId, rows }) => sql`(${draftId}, cast(${rows.length} as integer))`),
  )
  const { rows: heads } = await sql<{ id: Id; head: number }>`
    with grown (id, n) as (values ${grown})
    update draft set head = head + grown.n, changed_at = ${now}
    from grown where draft.id = grown.id and draft.state = 'open'
    returning draft.id, draft.head`.execute(trx)
  const added = new Map(heads.map(({ id, head }) => [id, head]))
  const open = additions.filter(({ draftId }) => added.has(draftId))
  await insertRows(trx, open, added, now)
  await insertClients(trx, open)
  return added
}

async function insertRows(trx: Trx, additions: readonly Addition[], heads: Map<Id, number>, now: Instant) {
  const values = additions.flatMap(({ draftId, rows }) => {
    const first = heads.get(draftId)! - rows.length + 1
    return rows.map(({ personId, bytes }, index) => ({
      draftId,
      seq: first + index,
      personId,
      bytes,
      createdAt: now,
    }))
  })
  for (let at = 0; at < values.length; at += ROWS_AT_ONCE)
    await trx
      .insertInto('draftUpdate')
      .values(values.slice(at, at + ROWS_AT_ONCE))
      .execute()
}

async function insertClients(trx: Trx, additions: readonly Addition[]) {
  const values = additions.flatMap(({ draftId, clients }) =>
    [...clients].map(([clientId, personId]) => ({ draftId, clientId, personId })),
  )
  for (let at = 0; at < values.length; at += ROWS_AT_ONCE)
    await trx
      .insertInto('draftClient')
      .values(values.slice(at, at + ROWS_AT_ONCE))
      .onConflict((on) => on.columns(['draftId', 'clientId']).doNothing())
      .execute()
}
