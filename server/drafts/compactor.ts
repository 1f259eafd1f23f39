import { closeCode } from '../../shared/drafts.ts'
import type { Kit } from '../lib/kit.ts'
import { compact } from './compaction.ts'
import type { Limits } from './limits.ts'
import type { LiveDraft } from './live-draft.ts'
import type { DraftMetrics } from './metrics.ts'

/** However a compaction ends, the same draft is not tried again so soon. */
const AGAIN_AFTER_MS = 60_000

/** Sees to it that opening a text never reads a long log, also when it is in use all the time or the process is killed. */
export class Compactor {
  readonly #kit: Kit
  readonly #limits: Limits
  readonly #metrics: DraftMetrics
  readonly #triedAt = new WeakMap<LiveDraft, number>()
  #running: Promise<void> | null = null

  constructor(kit: Kit, limits: Limits, metrics: DraftMetrics) {
    this.#kit = kit
    this.#limits = limits
    this.#metrics = metrics
  }

  /** Whether so many rows have come that a snapshot is worth it. */
  isDue(draft: LiveDraft, times = 1): boolean {
    return draft.head - draft.snapshotSeq > times * this.#limits.snapshotRows
  }

  /** Makes a snapshot up to `seq`, of which `state` is the draft in memory. False when that is not what the log says. */
  async compact(draft: LiveDraft, seq: number, state: Uint8Array): Promise<boolean> {
    const { db, log, clock } = this.#kit
    try {
      const { result } = await compact(db, draft.id, { seq, state }, () => clock().toISOString())
      if (result !== 'nothing') this.#metrics.compactions.inc({ result })
      if (result === 'wrong') log.error({ draftId: draft.id, seq }, 'memory and log differ')
      else if (result === 'unstable') log.warn({ draftId: draft.id, seq }, 'only the log can stand for it')
      else draft.snapshotSeq = seq
      return result !== 'wrong'
    } catch (error) {
      log.error({ err: error, draftId: draft.id }, 'a snapshot could not be kept')
      return true
    }
  }

  /** Does one of these whose log has grown: sooner when nobody types, later when it is in use all the time. */
  one(drafts: Iterable<LiveDraft | null>, { again = false } = {}): Promise<void> {
    if (this.#running) return this.#running
    for (const draft of drafts) {
      if (!draft || draft.isGone || !this.isDue(draft, this.#isAtRest(draft) ? 1 : 4)) continue
      const now = performance.now()
      if (!again && now - (this.#triedAt.get(draft) ?? -Infinity) < AGAIN_AFTER_MS) continue
      this.#triedAt.set(draft, now)
      return (this.#running = this.#whileOpen(draft).finally(() => (this.#running = null)))
    }
    return Promise.resolve()
  }

  /** Resolves when nothing is being done any more. */
  async settle(): Promise<void> {
    await this.#running
  }

  #isAtRest(draft: LiveDraft): boolean {
    const restMs = this.#limits.restBeforeCompactingSeconds * 1000
    return draft.isQuiet && performance.now() - draft.wroteAt > restMs
  }

  async #whileOpen(draft: LiveDraft): Promise<void> {
    const durable = await draft.durable(() => ({ seq: draft.head, state: draft.missing(new Map()) }))
    if (durable && !(await this.compact(draft, durable.seq, durable.state)))
      draft.drop(closeCode.reload, 'not as the log has it')
  }
}
