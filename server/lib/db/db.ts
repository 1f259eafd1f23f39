import type { Kysely, Transaction } from 'kysely'

/**
 * Every table of the house, in camelCase. Each feature declares its own beside itself in `tables.ts`:
 * `declare module '../lib/db/db.ts' { interface Tables { ballot: BallotTable } }`
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type
export interface Tables {}

/** For reading outside an act. Writing needs a `Trx`. */
export type Db = Kysely<Tables>

/** Inside one act. A query that locks or writes takes this type, never `Db`. */
export type Trx = Transaction<Tables>

/** JSON is stored as text and read the same from both engines. */
export const toJson = (value: unknown): string => JSON.stringify(value)
export const fromJson = <T>(text: string): T => JSON.parse(text) as T

/** `table_column_column` of a uniqueness that was violated, or null for any other error. */
export function uniqueViolation(error: unknown): string | null {
  if (!(error instanceof Error)) return null
  const columns = /UNIQUE constraint failed: (.+)$/.exec(error.message)?.[1]
  if (columns) {
    const parts = columns.split(', ').map((each) => each.split('.'))
    return [parts[0]?.[0], ...parts.map((each) => each[1])].join('_')
  }
  const { code, table, detail } = error as { code?: string; table?: string; detail?: string }
  if (code !== '23505' || !table) return null
  const keys = /^Key \((.+?)\)=/.exec(detail ?? '')?.[1] ?? ''
  return [table, ...keys.split(', ')].join('_')
}

/** Whether PostgreSQL ended a transaction because it and another one waited for each other. SQLite has one writer. */
export const isCrossing = (error: unknown): boolean => (error as { code?: unknown } | null)?.code === '40P01'

const goneWords =
  /^timeout exceeded when trying to connect$|^Connection terminated|^Client has encountered a connection error/
/** Of PostgreSQL as it goes down or comes up, and of the system when nobody listens. */
const goneCodes = /^57P0[123]$|^08|^ECONNREFUSED$|^ECONNRESET$|^EPIPE$/

/**
 * Whether PostgreSQL could not be reached in time, every connection was taken for too long, or it went away in the middle. Behind a
 * commit whose answer was lost nobody knows whether it was done: whoever asks again is told.
 */
export const isOutOfReach = (error: unknown): boolean =>
  error instanceof Error &&
  (goneWords.test(error.message) || goneCodes.test(String((error as { code?: unknown }).code)))
