import { sql, type CompiledQuery } from 'kysely'
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
    const queries = statements(this.#db, additions, this.#clock().toISOString())
    return headsOf(await atOnce(this.#db, queries))
  }
}

interface Head {
  id: Id
  head: number
}

/** Only growing answers with anything. */
const headsOf = (results: readonly unknown[][]) =>
  new Map((results.flat() as Head[]).map(({ id, head }) => [id, head]))

/** Writes additions inside a transaction; answers with the new heads. A draft that is not open is left out. */
export async function appendAll(
  trx: Trx,
  additions: readonly Addition[],
  now: Instant,
): Promise<Map<Id, number>> {
  const results: unknown[][] = []
  for (const each of statements(trx, additions, now)) results.push((await trx.executeQuery(each)).rows)
  return headsOf(results)
}

/**
 * The head grows first, by as many rows as come; the rows then number themselves back from the new head. A draft that is not open
 * has neither: its head stays, and nothing is selected for its rows.
 */
function statements(db: Db, additions: readonly Addition[], now: Instant): CompiledQuery[] {
  const { grow, addRow, addClient, raise } = templatesOf(db)
  // Always in the same order, so that two nodes do not wait for each other.
  const inOrder =
    additions.length > 1 ? additions.toSorted((a, b) => (a.draftId < b.draftId ? -1 : 1)) : additions
  return inOrder.flatMap(({ draftId, rows, clients, epoch = null, schemaVersion }) => [
    filled(grow, [rows.length, now, draftId, epoch]),
    ...rows.map(({ personId, bytes, isRelayed }, index) =>
      filled(addRow, [rows.length - 1 - index, personId, bytes, isRelayed ? 1 : 0, now, draftId, epoch]),
    ),
    ...[...clients].map(([clientId, personId]) => filled(addClient, [clientId, personId, draftId, epoch])),
    ...(schemaVersion === undefined ? [] : [filled(raise, [schemaVersion, draftId, epoch, schemaVersion])]),
  ])
}

const filled = (template: CompiledQuery, parameters: readonly unknown[]): CompiledQuery => ({
  ...template,
  parameters,
})

type Templates = ReturnType<typeof compileTemplates>
const compiled = new WeakMap<object, Templates>()

/** Every keystroke comes by here, and putting the text of a statement together costs more than running it. */
function templatesOf(db: Db): Templates {
  const { adapter } = db.getExecutor()
  let templates = compiled.get(adapter)
  if (!templates) compiled.set(adapter, (templates = compileTemplates(db)))
  return templates
}

function compileTemplates(db: Db) {
  const later = sql`${null}`
  // One that was begun anew meanwhile takes nothing of the epoch before.
  const takes = sql`id = ${later} and state = 'open' and epoch = coalesce(cast(${later} as integer), epoch)`
  return {
    grow: sql`
      update draft set head = head + cast(${later} as integer), changed_at = ${later}
      where ${takes}
      returning id, head`.compile(db),
    addRow: sql`
      insert into draft_update (draft_id, seq, person_id, bytes, is_relayed, created_at)
      select id, head - ${later}, ${later}, ${later}, cast(${later} as integer), ${later}
      from draft where ${takes}`.compile(db),
    // Another node may have given the clientID away: to the same person that changes nothing, otherwise it fails on purpose.
    addClient: sql`
      insert into draft_client (draft_id, client_id, person_id)
      select id, cast(${later} as bigint), ${later} from draft where ${takes}
      on conflict (draft_id, client_id) do update set draft_id =
        case when draft_client.person_id is not distinct from excluded.person_id then excluded.draft_id end`.compile(
      db,
    ),
    raise: sql`
      update draft set schema_version = cast(${later} as integer)
      where ${takes} and schema_version < cast(${later} as integer)`.compile(db),
  }
}

/** A clientID that belongs to somebody else by now; trying again would not help. */
const isTakenClient = (error: unknown): boolean =>
  error instanceof Error &&
  /null value in column "draft_id"|NOT NULL constraint failed: draft_client/.test(error.message)
