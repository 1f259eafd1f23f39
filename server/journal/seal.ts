import { canonicalJson } from '../../shared/drafts.ts'
import { act, type Work } from '../lib/act.ts'
import { clockActor } from '../lib/actor.ts'
import { uniqueViolation } from '../lib/db/db.ts'
import { digest } from '../lib/ids.ts'
import type { Kit } from '../lib/kit.ts'
import { findLastSeal, isWaiting, listUnsealed, type JournalRow, type Seal } from './queries.ts'

/** So many rows at most go into one seal; the rest into the next one, a second later. */
const AT_ONCE = 1000
/** What the first seal is chained to. */
export const BEGINNING = '0'.repeat(64)

/** The code of a row of the journal: SHA-256 of its canonical JSON. */
export const rowCode = (row: JournalRow): string => digest(canonicalJson(row))

/** The code of a seal, of all that it says but its rows, for which their own code stands. */
export const sealCode = ({ seq, day, sealedAt, count, rowsSha256, previous }: Omit<Seal, 'rows' | 'hash'>) =>
  digest(canonicalJson({ seq, day, sealedAt, count, rowsSha256, previous }))

/**
 * Chains the committed rows that are not sealed yet. An act does not wait for the chain: it writes its row, and the database notes
 * that the row waits. A row that is committed later than rows behind it waits for the next seal, so that none is missed and none is
 * sealed twice. With the first seal of a day the one before is over.
 */
export async function sealJournal(kit: Kit): Promise<void> {
  const [last, waiting] = await Promise.all([findLastSeal(kit.db), isWaiting(kit.db)])
  const isNewDay = last !== undefined && last.day < dayOf(kit.clock().toISOString())
  if (!waiting && !isNewDay) return
  try {
    await act(kit, clockActor, seal)
  } catch (error) {
    // Another server on the same database was faster.
    if (uniqueViolation(error) !== 'journal_seal_seq') throw error
  }
}

async function seal({ trx, now }: Work): Promise<void> {
  // The head before the rows: whoever sealed them meanwhile has taken the number, too.
  const last = await findLastSeal(trx)
  const rows = await listUnsealed(trx, AT_ONCE)
  const listed = canonicalJson(rows.map((row) => [row.id, rowCode(row)]))
  const made = {
    seq: (last?.seq ?? 0) + 1,
    // A clock that goes back does not open a day again.
    day: last && last.day > dayOf(now) ? last.day : dayOf(now),
    sealedAt: now,
    count: rows.length,
    rowsSha256: digest(listed),
    previous: last?.hash ?? BEGINNING,
  }
  await trx
    .insertInto('journalSeal')
    .values({ ...made, rows: listed, hash: sealCode(made) })
    .execute()
  if (rows.length === 0) return
  const ids = rows.map(({ id }) => id)
  await trx.updateTable('journalSealing').set({ seal: made.seq }).where('journalId', 'in', ids).execute()
}

/** Councils have several time zones, the journal is one: its days are those of UTC. */
const dayOf = (instant: string) => instant.slice(0, 10)
