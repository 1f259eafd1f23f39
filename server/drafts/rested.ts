import { act } from '../lib/act.ts'
import { clockActor } from '../lib/actor.ts'
import type { Kit } from '../lib/kit.ts'
import { keepAuthorship } from './attribution.ts'
import { lockDraft } from './queries.ts'
import { listRested } from './revision-queries.ts'
import { hasRested, keepVersion } from './revisions.ts'

/** So long nobody wrote before the text is kept as a version. */
export const REST_MS = 10 * 60_000

/** The table of drafts is looked through as a whole, which need not be every second. */
const EVERY_MS = 60_000

const AT_ONCE = 20

/** Keeps what was written and has rested for ten minutes; to be called with every tick. */
export function keepRested(kit: Kit): (now: Date) => Promise<void> {
  let lookedAt = -Infinity
  return async (now) => {
    if (Math.abs(now.getTime() - lookedAt) < EVERY_MS) return
    lookedAt = now.getTime()
    const kinds = kit.drafts.kindsWithHistory
    if (kinds.length === 0) return
    const before = new Date(now.getTime() - REST_MS).toISOString()
    for (const { id } of await listRested(kit.db, kinds, before, AT_ONCE)) {
      try {
        await act(kit, clockActor, async (work) => {
          const draft = await lockDraft(work.trx, id)
          if (draft && hasRested(draft, before)) await keepVersion(work, id, 'rest')
        })
        await keepAuthorship(kit, id)
      } catch (error) {
        // One that cannot be read must not keep the others from it.
        kit.log.error({ err: error, draftId: id }, 'a version could not be kept')
      }
    }
  }
}
