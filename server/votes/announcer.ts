import { setTimeout } from 'node:timers/promises'
import type { Id } from '../../shared/values.ts'
import type { Kit } from '../lib/kit.ts'
import { findVoteState } from './queries.ts'
import { changeOf } from './view.ts'

interface Announcement {
  isDone: Promise<void>
  /** Something changed after it was read. */
  isStale: boolean
}

/** Where so many are on the line, telling everybody may take the server longer than anything else; never in a council. */
const CROWD = 100
const LONG_MS = 5
/** After a long word the server does other things for so many times as long as it took, at most for so long. */
const REST = 9
const REST_MS = 500

/**
 * Tells those who watch a vote its newest numbers. They are read after the commit, so the last word is never older than what
 * anybody can read; and a hundred ballots at once become a few words, because one who comes while it speaks waits for the next. Where
 * telling everybody takes the server's time, it speaks less often, and nobody waits for its word.
 */
export class Announcer {
  readonly #kit: Kit
  readonly #speaking = new Map<Id, Announcement>()
  readonly #resting = new Map<Id, Announcement>()

  constructor(kit: Kit) {
    this.#kit = kit
  }

  /** Settles when a word that knows of everything committed by now is out, or is sure to come within half a second. */
  announce(voteId: Id): Promise<void> {
    const resting = this.#resting.get(voteId)
    if (resting) {
      resting.isStale = true
      return Promise.resolve()
    }
    const speaking = this.#speaking.get(voteId)
    if (speaking) {
      speaking.isStale = true
      return speaking.isDone
    }
    const announcement: Announcement = { isDone: Promise.resolve(), isStale: false }
    this.#speaking.set(voteId, announcement)
    announcement.isDone = this.#speak(voteId, announcement)
    return announcement.isDone
  }

  async #speak(voteId: Id, announcement: Announcement): Promise<void> {
    try {
      do {
        announcement.isStale = false
        const vote = await findVoteState(this.#kit.db, voteId)
        const change = vote && (await changeOf(this.#kit.db, vote))
        const started = performance.now()
        if (change) this.#kit.live.publish(`vote:${voteId}`, 'vote:changed', change)
        const took = performance.now() - started
        if (took > LONG_MS && this.#kit.live.count > CROWD)
          return this.#rest(voteId, announcement, Math.min(REST * took, REST_MS))
      } while (announcement.isStale)
    } finally {
      // In the same breath as the last look: nobody may come between and be forgotten.
      this.#speaking.delete(voteId)
    }
  }

  #rest(voteId: Id, announcement: Announcement, ms: number): void {
    this.#resting.set(voteId, announcement)
    void setTimeout(ms, undefined, { ref: false })
      .then(() => {
        this.#resting.delete(voteId)
        return announcement.isStale ? this.announce(voteId) : undefined
      })
      .catch((error: unknown) =>
        this.#kit.log.error({ err: error, voteId }, 'watchers could not be told the numbers of a vote'),
      )
  }
}
