import type { BallotReceipt, VoteView } from '../../shared/votes-views.ts'
import type { Api, Reply } from '../lib/api.ts'

interface Sent {
  choice: string
  turn: number
}

type Phase =
  | { name: 'idle' }
  | { name: 'sending' | 'lost'; choice: string }
  | { name: 'accepted'; choice: string; at: string }
  | { name: 'refused'; choice: string; code: string }

/** Milliseconds between attempts on a lost line; the last one repeats. */
const patience = [2000, 4000, 8000, 15_000]

/**
 * One member's ballot on its way to the server. It says «принято» only on the server's word, sends the same turn again until
 * there is an answer, and keeps what is not answered in this browser, so that a reload does not lose it.
 */
export class Sending {
  #mine = $state.raw<Sent | null>(null)
  #phase = $state.raw<Phase>({ name: 'idle' })
  readonly #api: Api
  readonly #voteId: string
  readonly #key: string
  /** What this page has sent without an answer: a stored ballot among them is ours, not that of another device. */
  readonly #unanswered: Sent[] = []
  #timer: ReturnType<typeof setTimeout> | undefined
  #attempt = 0

  constructor(api: Api, vote: Pick<VoteView, 'id' | 'mine'>, personId: string) {
    this.#api = api
    this.#voteId = vote.id
    this.#key = `ballot:${personId}:${vote.id}`
    this.#mine = stored(vote.mine)
  }

  /** The choice that the server holds. */
  get mine(): string | null {
    return this.#mine?.choice ?? null
  }

  get phase(): Phase {
    return this.#phase
  }

  /** The choice to show as pressed: the one on its way, else the one that counts. */
  get shown(): string | null {
    return this.#phase.name === 'sending' || this.#phase.name === 'lost' ? this.#phase.choice : this.mine
  }

  cast(choice: string): void {
    if (this.#phase.name === 'sending') return
    this.#attempt = 0
    void this.#send({ choice, turn: (this.#mine?.turn ?? 0) + 1 })
  }

  /** Sends at once what waits for the line. */
  retry(): void {
    const waiting = this.#unanswered.at(-1)
    if (this.#phase.name === 'lost' && waiting) void this.#send(waiting)
  }

  /** Takes up what an earlier visit could not send; answers with a function that ends the waiting. */
  resume(): () => void {
    const kept = recall(this.#key)
    if (kept && kept.turn > (this.#mine?.turn ?? 0)) void this.#send(kept)
    else localStorage.removeItem(this.#key)
    const online = () => this.retry()
    addEventListener('online', online)
    return () => {
      clearTimeout(this.#timer)
      removeEventListener('online', online)
    }
  }

  async #send(ballot: Sent): Promise<void> {
    clearTimeout(this.#timer)
    this.#phase = { name: 'sending', choice: ballot.choice }
    localStorage.setItem(this.#key, JSON.stringify(ballot))
    this.#unanswered.push(ballot)
    this.#settle(ballot, await this.#api.put<BallotReceipt>(`/votes/${this.#voteId}/ballot`, ballot))
  }

  #settle(ballot: Sent, reply: Reply<BallotReceipt>): void {
    const { choice } = ballot
    if (reply.ok) {
      this.#mine = ballot
      this.#finish({ name: 'accepted', choice, at: reply.data.castAt })
    } else if (reply.code === 'ballot_outdated') {
      void this.#catchUp(choice)
    } else if (reply.status === 0 || reply.status === 429 || reply.status >= 500) {
      this.#phase = { name: 'lost', choice }
      this.#timer = setTimeout(() => this.retry(), patience[Math.min(this.#attempt++, patience.length - 1)])
    } else {
      this.#finish({ name: 'refused', choice, code: reply.code })
    }
  }

  /** A turn was taken. If by a ballot of ours whose answer was lost, the newer one follows it; if not, the other device's counts. */
  async #catchUp(choice: string): Promise<void> {
    const reply = await this.#api.get<VoteView>(`/votes/${this.#voteId}`)
    if (!reply.ok) {
      this.#settle({ choice, turn: this.#unanswered.at(-1)?.turn ?? 1 }, reply)
      return
    }
    const held = stored(reply.data.mine)
    this.#mine = held
    const isOurs = this.#unanswered.some((sent) => sent.turn === held?.turn && sent.choice === held.choice)
    if (held && isOurs && held.choice !== choice) void this.#send({ choice, turn: held.turn + 1 })
    else this.#finish({ name: 'refused', choice, code: 'ballot_outdated' })
  }

  #finish(phase: Phase): void {
    this.#phase = phase
    this.#unanswered.length = 0
    localStorage.removeItem(this.#key)
  }
}

const stored = (mine: VoteView['mine']): Sent | null =>
  mine?.choice ? { choice: mine.choice, turn: mine.turn } : null

function recall(key: string): Sent | null {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? 'null') as Partial<Sent> | null
    return kept?.choice && kept.turn ? { choice: kept.choice, turn: kept.turn } : null
  } catch {
    return null
  }
}
