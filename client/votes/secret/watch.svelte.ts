import { invalidate } from '$app/navigation'
import type { BallotIssued, BoardGrown, SecretView } from '../../../shared/secret-views.ts'
import type { BoardHead } from '../../../shared/secret-votes.ts'
import type { VoteChanged } from '../../../shared/votes-views.ts'
import { watchRoom } from '../../lib/live.ts'
import { rememberHeads } from './heads.ts'

/** Whoever runs the vote sees its numbers grow, but not by asking for each ballot. */
const PAUSE_MS = 3000

/**
 * A secret vote as it is heard of. The page is asked anew when a window opens or shuts or a ballot was issued to its reader; a
 * ballot that was cast changes one number.
 */
export class WatchedSecret {
  #cast = $state<number | null>(null)
  #isLive = $state<boolean | null>(null)
  #forked = $state.raw<readonly BoardHead[]>([])
  readonly #read: () => SecretView
  #pause: ReturnType<typeof setTimeout> | undefined

  constructor(read: () => SecretView) {
    this.#read = read
  }

  get cast(): number {
    return Math.max(this.#cast ?? 0, this.#read().cast)
  }

  /** Null while nobody has listened yet. */
  get isLive(): boolean | null {
    return this.#isLive
  }

  /** Heads of two boards that cannot both be true, and this browser was shown both. */
  get forked(): readonly BoardHead[] {
    return this.#forked
  }

  /** Holds a board that is shown against all that was ever shown here. */
  compare(heads: readonly BoardHead[]): void {
    this.#forked = rememberHeads(this.#read().voteId, heads)
  }

  /** Listens until the returned function is called. */
  listen(): () => void {
    const { voteId, can } = this.#read()
    const leave = watchRoom(`vote:${voteId}`, {
      told: (event, data) => {
        const { voteId: of } = data as BoardGrown | BallotIssued
        if (event === 'vote:changed') this.#count(data as VoteChanged, can.closeIssuance)
        else if (event === 'board:grown' && of === voteId) {
          this.compare((data as BoardGrown).heads)
          this.#ask()
        } else if (event === 'ballot:issued' && of === voteId) this.#ask()
      },
      joined: () => {
        this.#isLive = true
        this.#ask()
      },
      lost: () => (this.#isLive = false),
    })
    return () => {
      clearTimeout(this.#pause)
      leave()
    }
  }

  #count(changed: VoteChanged, runsIt: boolean): void {
    if (changed.id !== this.#read().voteId) return
    this.#cast = Math.max(this.#cast ?? 0, changed.cast)
    if (runsIt) this.#pause ??= setTimeout(() => this.#ask(), PAUSE_MS)
  }

  #ask(): void {
    clearTimeout(this.#pause)
    this.#pause = undefined
    void invalidate('veche:vote')
  }
}
