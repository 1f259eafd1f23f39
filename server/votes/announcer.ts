import type { Id } from '../../shared/values.ts'
import type { Kit } from '../lib/kit.ts'
import { findVoteState } from './queries.ts'
import { changeOf } from './view.ts'

interface Announcement {
  isDone: Promise<void>
  /** Something changed after it was read. */
  isStale: boolean
}

/**
 * Tells those who watch a vote its newest numbers. They are read after the commit, so the last word is never older than what
 * anybody can read; and a hundred ballots at once become a few words, because one who comes while it speaks waits for the next.
 */
export class Announcer {
  readonly #kit: Kit
  readonly #speaking = new Map<Id, Announcement>()

  constructor(kit: Kit) {
    this.#kit = kit
  }

  /** Settles when a word that knows of everything committed by now is out. */
  announce(voteId: Id): Promise<void> {
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
        if (vote) this.#kit.live.publish(`vote:${voteId}`, 'vote:changed', await changeOf(this.#kit.db, vote))
      } while (announcement.isStale)
    } finally {
      // In the same breath as the last look: nobody may come between and be forgotten.
      this.#speaking.delete(voteId)
    }
  }
}
