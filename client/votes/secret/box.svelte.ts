import { ballotSha256, isReceipt } from '../../../shared/secret-board.ts'
import type { SecretView } from '../../../shared/secret-views.ts'
import type { IssueReply } from '../../../shared/secret-votes.ts'
import type { Api } from '../../lib/api.ts'
import { makeKept, signBallot, unblind } from './make.ts'
import { chanceDelay, sendBallot } from './send.ts'
import { addKept, changeKept, findKept, keptId, type Kept, type Sent } from './store.ts'

/** `unable`: this browser has no cryptography or keeps nothing. `other`: the ballot was issued to another device. */
export type BoxState = 'loading' | 'unable' | 'none' | 'other' | 'taking' | 'ready' | 'waiting' | 'lost'

/** Milliseconds between attempts on a lost line; the last one repeats. */
const patience = [2000, 4000, 8000, 15_000]

/**
 * One person's ballot in this browser: made and kept before anything is sent, sent again until there is an answer, also by a later visit.
 */
export class SecretBox {
  #state = $state<BoxState>('loading')
  #kept = $state.raw<Kept | null>(null)
  #trouble = $state<string | null>(null)
  readonly #api: Api
  readonly #view: () => SecretView
  readonly #id: string
  #timer: ReturnType<typeof setTimeout> | undefined
  #attempt = 0
  #isBusy = false

  constructor(api: Api, view: () => SecretView, personId: string) {
    this.#api = api
    this.#view = view
    this.#id = keptId(personId, view().voteId)
  }

  get state(): BoxState {
    return this.#state
  }

  /** The code of the last refusal. */
  get trouble(): string | null {
    return this.#trouble
  }

  /** The ballot that counts, or would if it arrived: the last one that was not refused. */
  get last(): Sent | null {
    return this.#kept?.sent.findLast(({ refused }) => refused === null) ?? null
  }

  /** Every ballot that the server has taken, the last one first. */
  get taken(): Sent[] {
    return this.#kept?.sent.filter(({ receipt }) => receipt !== null).toReversed() ?? []
  }

  /** Whether this browser has anything of this vote. */
  get isKept(): boolean {
    return this.#kept !== null
  }

  /** Whether a ballot was chosen here, taken by the server or not. */
  get hasSent(): boolean {
    return (this.#kept?.sent.length ?? 0) > 0
  }

  get hasToken(): boolean {
    return typeof this.#kept?.tokenSig === 'string'
  }

  /** Whether what was kept belongs to another announcement of this vote: somebody was shown another one. */
  get isOfAnotherManifest(): boolean {
    const { manifestSha256 } = this.#view()
    return this.#kept !== null && manifestSha256 !== null && this.#kept.mh !== manifestSha256
  }

  /** Takes up what an earlier visit left; answers with a function that ends the waiting. */
  start(): () => void {
    const again = () => void this.#goOn()
    addEventListener('online', again)
    void this.#load()
    return () => {
      clearTimeout(this.#timer)
      removeEventListener('online', again)
    }
  }

  /** Asks for a ballot. What asks is kept first, so that a lost answer can be asked for again. */
  async take(): Promise<void> {
    const { manifest, manifestSha256 } = this.#view()
    if (!manifest || !manifestSha256 || this.#state === 'taking') return
    this.#begin('taking')
    try {
      this.#kept = await addKept(await makeKept(this.#id, { manifest, mh: manifestSha256 }))
    } catch {
      this.#state = 'unable'
      return
    }
    await this.#ask()
  }

  /** Casts a ballot, or another one in its place. It is sent a little later. */
  async cast(choice: string): Promise<void> {
    if (!this.#kept || this.#state === 'waiting') return
    this.#begin('waiting')
    const ballot = await signBallot(this.#kept, choice)
    if (!ballot) return this.#refused('ballot_outdated')
    const sendAt = Date.now() + chanceDelay(this.#view().windows.castingClosesAt, Date.now())
    const sent: Sent = { ballot, sha256: await ballotSha256(ballot), sendAt, receipt: null, refused: null }
    await this.#change((kept) => ({ ...kept, sent: [...kept.sent, sent] }))
    await this.#goOn()
  }

  /** The view is another one: what waited for its window may go. */
  look(): void {
    if (this.#state !== 'loading' && this.#state !== 'unable') void this.#goOn()
  }

  async #load(): Promise<void> {
    if (!globalThis.crypto?.subtle) {
      this.#state = 'unable'
      return
    }
    try {
      this.#kept = (await findKept(this.#id)) ?? null
    } catch {
      this.#state = 'unable'
      return
    }
    await this.#goOn()
  }

  /** Does what is next: asks again, sends what waits, or rests. */
  async #goOn(): Promise<void> {
    clearTimeout(this.#timer)
    if (this.#isBusy || this.#state === 'taking') return
    const kept = this.#kept
    if (!kept) this.#state = this.#view().mine?.issuedAt ? 'other' : 'none'
    else if (kept.tokenSig === null) await this.#ask()
    else {
      const next = kept.sent.findLast(({ receipt, refused }) => receipt === null && refused === null)
      if (next) await this.#send(next)
      else this.#state = 'ready'
    }
  }

  async #ask(): Promise<void> {
    const kept = this.#kept
    const { manifest, voteId } = this.#view()
    if (!kept || !manifest) return
    this.#state = 'taking'
    const reply = await this.#api.post<IssueReply>(`/votes/${voteId}/issue`, { blinded: kept.blinded })
    if (reply.ok) {
      const tokenSig = await unblind(kept, manifest, reply.data.blindSignature).catch(() => null)
      if (tokenSig === null) return this.#refused('ballot_invalid')
      await this.#change((now) => ({ ...now, tokenSig }))
      this.#state = 'ready'
      return this.#goOn()
    }
    if (reply.code === 'ballot_already_issued') {
      this.#state = 'other'
    } else if (reply.status === 0 || reply.status === 429 || reply.status >= 500) {
      this.#state = 'lost'
      this.#later(() => void this.#ask())
    } else {
      this.#trouble = reply.code
      this.#state = 'none'
    }
  }

  async #send(sent: Sent): Promise<void> {
    const { phase, voteId, manifest } = this.#view()
    this.#state = 'waiting'
    const early = sent.sendAt - Date.now()
    if (early > 0) {
      this.#timer = setTimeout(() => void this.#goOn(), early)
      return
    }
    // Before the box opens it would be refused.
    if (phase !== 'open' && phase !== 'closed' && phase !== 'tallied') return
    this.#isBusy = true
    const taken = await sendBallot(voteId, sent.ballot)
    this.#isBusy = false
    if (taken.ok && manifest && (await isReceipt(manifest, taken.receipt))) {
      await this.#mark(sent, { receipt: taken.receipt.signature })
      this.#state = 'ready'
    } else if (!taken.ok && taken.isLost) {
      this.#state = 'lost'
      this.#later(() => void this.#goOn())
    } else {
      const code = taken.ok ? 'ballot_invalid' : taken.code
      await this.#mark(sent, { refused: code })
      this.#refused(code)
    }
  }

  #mark(sent: Sent, what: Partial<Sent>): Promise<void> {
    return this.#change((kept) => ({
      ...kept,
      sent: kept.sent.map((each) => (each.sha256 === sent.sha256 ? { ...each, ...what } : each)),
    }))
  }

  async #change(change: (kept: Kept) => Kept): Promise<void> {
    this.#kept = (await changeKept(this.#id, change)) ?? this.#kept
  }

  #begin(state: BoxState): void {
    clearTimeout(this.#timer)
    this.#state = state
    this.#trouble = null
    this.#attempt = 0
  }

  #refused(code: string): void {
    this.#trouble = code
    this.#state = this.hasToken ? 'ready' : 'none'
  }

  #later(deed: () => void): void {
    const delay = patience[Math.min(this.#attempt++, patience.length - 1)]
    this.#timer = setTimeout(deed, delay)
  }
}
