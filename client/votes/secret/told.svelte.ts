import type { BallotIssued, BoardGrown } from '../../../shared/secret-views.ts'
import { hearOwn } from '../../lib/live.ts'
import { rememberHeads } from './heads.ts'

/** What a member of a council is told of its secret votes, on whatever page they are. */
export class Told {
  #issued = $state.raw<readonly BallotIssued[]>([])
  #forked = $state.raw<readonly string[]>([])

  constructor(issued: readonly BallotIssued[]) {
    this.#issued = issued
  }

  /** Ballots that were issued in the reader's name. */
  get issued(): readonly BallotIssued[] {
    return this.#issued
  }

  /** Votes of which this browser was shown two boards. */
  get forked(): readonly string[] {
    return this.#forked
  }

  forget(voteId: string): void {
    this.#issued = this.#issued.filter((each) => each.voteId !== voteId)
  }

  /** Listens until the returned function is called. */
  listen(): () => void {
    return hearOwn((event, data) => {
      // Typed by the server that sends it.
      if (event === 'ballot:issued') {
        const issued = data as BallotIssued
        this.forget(issued.voteId)
        this.#issued = [...this.#issued, issued]
      } else if (event === 'heads:signed') {
        const { voteId, heads } = data as BoardGrown
        const isForked = rememberHeads(voteId, heads).length > 0
        if (isForked && !this.#forked.includes(voteId)) this.#forked = [...this.#forked, voteId]
      }
    })
  }
}
