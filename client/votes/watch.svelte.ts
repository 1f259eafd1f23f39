import { invalidate } from '$app/navigation'
import type { VoteChanged, VoteView } from '../../shared/votes-views.ts'
import { watchRoom } from '../lib/live.ts'

/** A vote as it stands now: what the page was made with, and every later word of the server about it. */
export class WatchedVote {
  #changed = $state.raw<VoteChanged | null>(null)
  #isLive = $state<boolean | null>(null)
  readonly #read: () => VoteView

  constructor(read: () => VoteView) {
    this.#read = read
  }

  get now(): VoteView {
    const vote = this.#read()
    const changed = this.#changed
    return changed && changed.version > vote.version ? { ...vote, ...changed } : vote
  }

  /** Null while nobody has listened yet. */
  get isLive(): boolean | null {
    return this.#isLive
  }

  /** Listens until the returned function is called. Names and the result come with the whole view, asked anew. */
  listen(): () => void {
    return watchRoom(`vote:${this.#read().id}`, {
      told: (event, data) => {
        if (event !== 'vote:changed') return
        const changed = data as VoteChanged
        if (changed.id !== this.#read().id || changed.version <= this.now.version) return
        this.#changed = changed
        // Names, sheets and counts of others come with the whole view.
        if (changed.state !== 'open' || this.#read().typing || this.#read().hands || this.#read().demands)
          void invalidate('veche:vote')
      },
      joined: () => {
        this.#isLive = true
        void invalidate('veche:vote')
      },
      lost: () => (this.#isLive = false),
    })
  }
}
