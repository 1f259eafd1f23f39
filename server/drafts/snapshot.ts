import type { Id } from '../../shared/values.ts'
import type { Kit } from '../lib/kit.ts'
import './tables.ts'

/**
 * Keeps the whole state of a draft at row `seq`, when more than `rows` rows have come since the last one: opening it
 * then reads one row and the few after it. The log stays as it is. Answers with whether it was kept.
 */
export async function keepSnapshot(
  kit: Pick<Kit, 'db' | 'clock'>,
  draftId: Id,
  seq: number,
  bytes: Uint8Array,
  rows: number,
): Promise<boolean> {
  const last = await kit.db
    .selectFrom('draftSnapshot')
    .select('seq')
    .where('draftId', '=', draftId)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (seq - (last?.seq ?? 0) <= rows) return false
  await kit.db.transaction().execute(async (trx) => {
    await trx
      .insertInto('draftSnapshot')
      .values({ draftId, seq, bytes, createdAt: kit.clock().toISOString() })
      .onConflict((on) => on.columns(['draftId', 'seq']).doNothing())
      .execute()
    // The one before stays, in case this one is ever found to be wrong.
    if (last)
      await trx
        .deleteFrom('draftSnapshot')
        .where('draftId', '=', draftId)
        .where('seq', '<', last.seq)
        .execute()
  })
  return true
}
