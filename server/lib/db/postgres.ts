import { PostgresDialect } from 'kysely'
import pg from 'pg'

/** int8 and numeric come as text by default; here they are counts, well below 2^53. */
const NUMERIC_TYPES = [20, 1700]

/**
 * A pool for `url`. Every connection speaks UTC and gives up on a lock after 15 s, so that a
 * deadlock has a name; whoever waits 10 s for a connection goes without.
 */
export function postgresDialect(url: string): PostgresDialect {
  for (const type of NUMERIC_TYPES) pg.types.setTypeParser(type, Number)
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: 10_000,
    // A server that went away without a word is noticed.
    keepAlive: true,
    options: '-c timezone=UTC -c lock_timeout=15000 -c idle_in_transaction_session_timeout=30000',
  })
  // An idle connection that the server closed: the pool makes a new one, the process goes on.
  pool.on('error', () => undefined)
  // One that is in use when the server goes away: its query fails, and the process goes on.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return new PostgresDialect({ pool })
}
