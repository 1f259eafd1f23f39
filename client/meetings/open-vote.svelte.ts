import type { BallotIssued } from '../../shared/secret-views.ts'
import type { BallotOption, VoteChanged, VoteView } from '../../shared/votes-views.ts'
import { api } from '../lib/api.ts'
import { watchRoom } from '../lib/live.ts'

/** What everybody may know of a vote that is open. */
export type Counts = Pick<VoteChanged, 'cast' | 'secret'>

/** The vote that is open at a meeting, as its reader may see it: their ballot, and how many have voted. */
export class OpenVote {
  #vote = $state.raw<VoteView | null>(null)

  constructor(vote: VoteView | null) {
    this.#vote = vote
  }

  get view(): VoteView | null {
    return this.#vote
  }

  /** How far this vote is; null while that is not known. */
  countsOf = (voteId: string | undefined): Counts | null => (this.#vote?.id === voteId ? this.#vote : null)

  /** Who is elected in this vote, in the order of the ballot; null for another question, or while that is not known. */
  candidatesOf = (voteId: string | undefined): readonly BallotOption[] | null =>
    (this.#vote?.id === voteId ? this.#vote?.terms.candidates : null) ?? null

  /** Whether this is the vote, and it still waits for the reader's ballot. */
  waitsFor = (voteId: string | undefined): boolean =>
    this.#vote?.id === voteId && this.#vote?.can.cast === true && this.#vote.mine?.choice === null

  /** Whether this is a secret vote, its ballots are given out, and the reader has not taken theirs. */
  isIssuingTo = (voteId: string | undefined): boolean =>
    this.#vote?.id === voteId && this.#vote?.secret?.isIssuing === true && this.#vote.mine?.issuedAt === null

  /** Follows a vote until the returned function is called. */
  follow(voteId: string): () => void {
    return watchRoom(`vote:${voteId}`, {
      told: (event, data) => {
        const vote = this.#vote
        // Taken on another page or another device.
        if (event === 'ballot:issued' && (data as BallotIssued).voteId === voteId) void this.fetch(voteId)
        if (event !== 'vote:changed' || !vote) return
        // Typed by the server that sends it.
        const changed = data as VoteChanged
        if (changed.id === vote.id && changed.version > vote.version) this.#vote = { ...vote, ...changed }
      },
      joined: () => void this.fetch(voteId),
      lost: () => {},
    })
  }

  async fetch(voteId: string): Promise<void> {
    const reply = await api().get<VoteView>(`/votes/${voteId}`)
    if (reply.ok) this.#vote = reply.data
  }
}
