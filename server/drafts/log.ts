import { sql, type RawBuilder } from 'kysely'
import type { Id, Instant } from '../../shared/values.ts'
import { atOnce } from '../lib/db/at-once.ts'
import type { Db, Trx } from '../lib/db/db.ts'
import './tables.ts'

export interface LogRow {
  personId: Id | null
  bytes: Uint8Array
  /** Brought back after a restore by somebody who did not write all of it. */
  isRelayed?: boolean
}

/** What one draft adds to its log at once. */
export interface Addition {
  draftId: Id
  rows: readonly LogRow[]
  /** ClientIDs that wrote for the first time, and whose they are. */
  clients: ReadonlyMap<number, Id | null>
  /** The epoch that the rows belong to; what comes for another one is left out. */
  epoch?: number
  /** What the draft's schema version rises to with these rows. */
  schemaVersion?: number
}

/** The number of the last row, or null when the draft is not open any more or was begun anew: then nothing of the addition was written. */
export type Added = number | null

interface Waiting {
  addition: Addition
  resolve(added: Added): void
  reject(error: unknown): void
}

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
      } catch (error) {
        if (isTakenClient(error)) throw error
        await new Promise((resolve) => setTimeout(resolve, pause))
      }
    }
    return deed()
  }

  async #write(additions: readonly Addition[]): Promise<Map<Id, number>> {
    const now = this.#clock().toISOString()
    const [heads] = await atOnce(
      this.#db,
      statements(additions, now).map((each) => each.compile(this.#db)),
    )
    return headsOf(heads as Head[])
  }
}

interface Head {
  id: Id
  head: number
}

const headsOf = (rows: readonly Head[]) => new Map(rows.map(({ id, head }) => [id, head]))

/** Writes additions inside a transaction; answers with the new heads. A draft that is not open is left out. */
export async function appendAll(
  trx: Trx,
  additions: readonly Addition[],
  now: Instant,
): Promise<Map<Id, number>> {
  const [grow, ...rest] = statements(additions, now)
  const { rows } = await grow.execute(trx)
  for (const each of rest) await each.execute(trx)
  return headsOf(rows)
}

/**
 * The heads grow first, by as many rows as come; the rows then number themselves back from the new head. A draft that is not open
 * has neither: its head stays, and nothing is selected for its rows.
 */
function statements(
  additions: readonly Addition[],
  now: Instant,
): [RawBuilder<Head>, ...RawBuilder<unknown>[]] {
  const grown = sql.join(
    additions.map(
      ({ draftId, rows, epoch = null }) =>
        sql`(${draftId}, cast(${rows.length} as integer), cast(${epoch} as integer))`,
    ),
  )
  const grow = sql<Head>`
    with grown (id, n, epoch) as (values ${grown})
    update draft set head = head + grown.n, changed_at = ${now}
    from grown where draft.id = grown.id and draft.state = 'open' and draft.epoch = coalesce(grown.epoch, draft.epoch)
    returning draft.id, draft.head`
  const rows = additions.flatMap(({ draftId, rows: added, epoch }) =>
    added.map(
      ({ personId, bytes, isRelayed }, index) => sql`
        insert into draft_update (draft_id, seq, person_id, bytes, is_relayed, created_at)
        select id, head - ${added.length - 1 - index}, ${personId}, ${bytes}, cast(${isRelayed ? 1 : 0} as integer), ${now}
        from draft where ${isTaken(draftId, epoch)}`,
    ),
  )
  // Another node may have given the clientID away: to the same person that changes nothing, otherwise it fails on purpose.
  const clients = additions.flatMap(({ draftId, clients: first, epoch }) =>
    [...first].map(
      ([clientId, personId]) => sql`
        insert into draft_client (draft_id, client_id, person_id)
        select id, cast(${clientId} as bigint), ${personId} from draft where ${isTaken(draftId, epoch)}
        on conflict (draft_id, client_id) do update set draft_id =
          case when draft_client.person_id is not distinct from excluded.person_id then excluded.draft_id end`,
    ),
  )
  const schemas = additions.flatMap(({ draftId, schemaVersion, epoch }) =>
    schemaVersion === undefined
      ? []
      : sql`
        update draft set schema_version = ${schemaVersion}
        where ${isTaken(draftId, epoch)} and schema_version < ${schemaVersion}`,
  )
  return [grow, ...rows, ...clients, ...schemas]
}

const isTaken = (draftId: Id, epoch?: number) =>
  epoch === undefined
    ? sql`id = ${draftId} and state = 'open'`
    : sql`id = ${draftId} and state = 'open' and epoch = ${epoch}`

/** A clientID that belongs to somebody else by now; trying again would not help. */
const isTakenClient = (error: unknown): boolean =>
  error instanceof Error &&
  /null value in column "draft_id"|NOT NULL constraint failed: draft_client/.test(error.message)
