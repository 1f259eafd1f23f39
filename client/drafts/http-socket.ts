import { createDecoder, readVarUint, readVarUint8Array } from 'lib0/decoding'
import { createEncoder, toUint8Array, writeVarUint, writeVarUint8Array } from 'lib0/encoding'
import { closeCodeOf, message, sync, unwrapMessages, wrapMessages } from '../../shared/drafts.ts'
import type { RefusalCode } from '../../shared/refusals.ts'
import { readHello } from './wire.ts'

interface Surroundings {
  /** What the page has of the text: every question asks for what is missing to it. */
  stateVector: () => Uint8Array
  /** A body has arrived whole. */
  delivered: () => void
  fetch: typeof fetch
}

/** The line ended without a word, as a WebSocket says it. */
const LOST = 1006
/** Where many write there is always news: asked for at once, it would use up `SYNC_MOST_A_MINUTE` in seconds. */
const PAUSE_MS = 150
/** Longer than the server waits for news, on a line of two seconds. */
const ANSWER_MS = 40_000
/** The slowest line that is believed in, bytes a second. */
const SLOWEST = 1_000
const HEARTBEAT_MS = 5_000
/** Presence of nobody: tells the provider that the line lives while a week of edits is on its way. */
const heartbeat = Uint8Array.of(message.awareness, 1, 0)

/**
 * A WebSocket to y-websocket, exchanges by HTTP to the network: for offices whose proxy lets no WebSocket through, and for what is too
 * large for one message. Carries text and marks; who else is here does not come this way. The contract stands in `shared/drafts.ts`.
 */
export class HttpSocket {
  readonly CONNECTING = 0
  readonly OPEN = 1
  readonly CLOSING = 2
  readonly CLOSED = 3
  binaryType = 'arraybuffer'
  readyState: number = this.CONNECTING
  onopen: (() => void) | null = null
  onmessage: ((event: { data: ArrayBuffer }) => void) | null = null
  onclose: ((event: { code: number; reason: string }) => void) | null = null
  onerror: (() => void) | null = null
  readonly #around: Surroundings
  readonly #address: URL
  readonly #over = new AbortController()
  #queue: Uint8Array[] = []
  /** Ends the question for news that is out now. */
  #waiting: AbortController | null = null

  constructor(url: string, around: Surroundings) {
    this.#around = around
    const { pathname, host, protocol, search } = new URL(url)
    const draftId = pathname.slice(pathname.lastIndexOf('/') + 1)
    const scheme = protocol === 'wss:' ? 'https' : 'http'
    this.#address = new URL(`${scheme}://${host}/api/drafts/${draftId}/sync${search}`)
    void this.#run()
  }

  /** Whether everything that was given to it has gone. */
  get isQuiet(): boolean {
    return this.#queue.length === 0 && this.#waiting !== null
  }

  send(data: Uint8Array): void {
    if (this.readyState !== this.OPEN || data[0] === message.awareness || isStep1(data)) return
    this.#queue.push(data)
    this.#waiting?.abort()
  }

  close(): void {
    if (this.readyState === this.CLOSED) return
    this.readyState = this.CLOSED
    this.#over.abort()
  }

  async #run(): Promise<void> {
    try {
      while (this.readyState !== this.CLOSED) await this.#exchange()
    } catch (error) {
      if (this.readyState === this.CLOSED) return
      this.readyState = this.CLOSED
      this.onerror?.()
      this.onclose?.({ code: error instanceof Ended ? error.code : LOST, reason: '' })
    }
  }

  async #exchange(): Promise<void> {
    const outgoing = this.#queue.splice(0)
    this.#waiting = this.readyState === this.OPEN && outgoing.length === 0 ? new AbortController() : null
    const body = wrapMessages([...outgoing, step1(this.#around.stateVector())])
    let answer: Response
    try {
      answer = await this.#post(body)
    } catch (error) {
      // There is something to send, which is no failure.
      if (this.#waiting?.signal.aborted) return
      throw error
    }
    if (answer.status === 429) {
      this.#queue.unshift(...outgoing)
      return pause(Number(answer.headers.get('retry-after') ?? 1) * 1000)
    }
    if (!answer.ok) throw new Ended(await codeOf(answer))
    const messages = unwrapMessages(new Uint8Array(await answer.arrayBuffer()))
    if (this.readyState === this.CLOSED) return
    this.#hear(messages)
    this.#around.delivered()
    // What is typed in the same breath goes together.
    await pause(PAUSE_MS)
  }

  #hear(messages: Uint8Array[]): void {
    for (const each of messages) {
      const decoder = createDecoder(each)
      if (readVarUint(decoder) === message.hello)
        this.#address.searchParams.set('since', String(readHello(readVarUint8Array(decoder)).head))
    }
    if (this.readyState === this.CONNECTING) {
      this.readyState = this.OPEN
      this.onopen?.()
    }
    for (const each of messages) this.onmessage?.({ data: each.slice().buffer })
  }

  async #post(body: Uint8Array<ArrayBuffer>): Promise<Response> {
    const patience = ANSWER_MS + (body.length / SLOWEST) * 1000
    const signals = [this.#over.signal, AbortSignal.timeout(patience)]
    if (this.#waiting) signals.push(this.#waiting.signal)
    const beat = setInterval(() => this.onmessage?.({ data: heartbeat.slice().buffer }), HEARTBEAT_MS)
    try {
      return await this.#around.fetch(this.#address, {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream' },
        body,
        signal: anyOf(signals),
      })
    } finally {
      clearInterval(beat)
    }
  }
}

class Ended extends Error {
  readonly code: number

  constructor(code: number) {
    super('the exchange was ended')
    this.code = code
  }
}

async function codeOf(answer: Response): Promise<number> {
  if (answer.status >= 500) return LOST
  const { code } = (await answer.json().catch(() => ({}))) as { code?: RefusalCode }
  return (code && closeCodeOf[code]) ?? LOST
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** `AbortSignal.any`, which Chrome 109 has not. */
function anyOf(signals: readonly AbortSignal[]): AbortSignal {
  const either = new AbortController()
  for (const each of signals) {
    if (each.aborted) either.abort()
    each.addEventListener('abort', () => either.abort(), { once: true })
  }
  return either.signal
}

const isStep1 = (data: Uint8Array) => data[0] === message.sync && data[1] === sync.step1

function step1(stateVector: Uint8Array): Uint8Array {
  const encoder = createEncoder()
  writeVarUint(encoder, message.sync)
  writeVarUint(encoder, sync.step1)
  writeVarUint8Array(encoder, stateVector)
  return toUint8Array(encoder)
}
