import type { Id, Instant } from '../../shared/values.ts'
import type { Kit } from '../lib/kit.ts'

const HOUR_MS = 3_600_000

/** When each session was last used, to the hour. Whoever reads only leaves a note; it is written down with what is due. */
export class LastSeen {
  readonly #noted = new Map<Id, Instant>()
  readonly #written = new Map<Id, Instant>()

  note(sessionId: Id | null, now: Date): void {
    if (!sessionId) return
    const last = this.#written.get(sessionId)
    if (last === undefined || now.getTime() - Date.parse(last) >= HOUR_MS)
      this.#noted.set(sessionId, now.toISOString())
  }

  async flush(kit: Pick<Kit, 'db'>, now: Date): Promise<void> {
    const anHourAgo = new Date(now.getTime() - HOUR_MS).toISOString()
    for (const [sessionId, at] of this.#noted) {
      this.#noted.delete(sessionId)
      this.#written.set(sessionId, at)
      await kit.db
        .updateTable('session')
        .set({ seenAt: at })
        .where('id', '=', sessionId)
        .where('seenAt', '<=', anHourAgo)
        .execute()
    }
    for (const [sessionId, at] of this.#written) if (at <= anHourAgo) this.#written.delete(sessionId)
  }
}
