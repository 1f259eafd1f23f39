import { once } from 'node:events'
import * as decoding from 'lib0/decoding'
import WebSocket from 'ws'
import * as Y from 'yjs'
import { message, sync } from '../shared/drafts.ts'
import { mark, syncMessage } from '../test/support/collab.ts'

export interface Load {
  origin: string
  path: string
  /** One cookie per connection; a relay needs none. */
  cookies: readonly string[]
  connected: number
  typists: number
  /** Characters per second of each typist. */
  speed: number
  /** Receivers whose latency is measured; the others only receive. */
  sampled: number
  /** Whether the server speaks the protocol; a relay would repeat questions to everybody. */
  speaks: boolean
}

export interface Measured {
  updates: number
  /** Milliseconds from the keystroke to a receiver, sorted. */
  latencies: number[]
}

const empty = Y.encodeStateVector(new Y.Doc())

/** When each clock of each typist was typed. */
type Typed = Map<number, number[]>

class Receiver {
  readonly socket: WebSocket
  readonly latencies: number[] = []
  readonly #seen = new Map<number, number>()
  readonly #speaks: boolean

  constructor(load: Load, index: number, typed: Typed | null) {
    this.socket = new WebSocket(`${load.origin.replace('http', 'ws')}${load.path}`, {
      perMessageDeflate: false,
      headers: load.cookies.length > 0 ? { cookie: load.cookies[index % load.cookies.length]! } : {},
    })
    this.#speaks = load.speaks
    this.socket.on('message', (data: Buffer) => this.#heard(data, typed))
  }

  async open(): Promise<this> {
    await once(this.socket, 'open')
    if (this.#speaks) this.socket.send(syncMessage('step1', empty))
    return this
  }

  #heard(data: Buffer, typed: Typed | null): void {
    if (data[0] !== message.sync) return
    if (data[1] === sync.step1)
      return this.socket.send(syncMessage('step2', Y.encodeStateAsUpdate(new Y.Doc())))
    if (!typed || data[1] !== sync.update) return
    const now = performance.now()
    const decoder = decoding.createDecoder(data)
    decoder.pos = 2
    for (const { id, length } of Y.decodeUpdate(decoding.readVarUint8Array(decoder)).structs) {
      const times = typed.get(id.client)
      const end = id.clock + length
      for (let clock = Math.max(id.clock, this.#seen.get(id.client) ?? 0); times && clock < end; clock++)
        this.latencies.push(now - times[clock]!)
      this.#seen.set(id.client, end)
    }
  }
}

/** People who type, each into a paragraph of their own, and many who look on. */
export class Crowd {
  readonly #load: Load
  readonly #typed: Typed = new Map()
  #receivers: Receiver[] = []
  #timers: NodeJS.Timeout[] = []
  #updates = 0

  constructor(load: Load) {
    this.#load = load
  }

  async come(): Promise<void> {
    const { connected, sampled, typists } = this.#load
    for (let at = 0; at < connected; at += 50)
      this.#receivers.push(
        ...(await Promise.all(
          Array.from({ length: Math.min(50, connected - at) }, (_, index) => {
            const isSampled = at + index >= connected - sampled
            return new Receiver(this.#load, at + index, isSampled ? this.#typed : null).open()
          }),
        )),
      )
    for (const [index, { socket }] of this.#receivers.slice(0, typists).entries()) this.#type(socket, index)
  }

  /** Forgets what was measured so far. */
  begin(): void {
    this.#updates = 0
    for (const each of this.#receivers) each.latencies.length = 0
  }

  /** Nobody types any more; what is on its way may still arrive. */
  rest(): void {
    this.#timers.forEach((each) => clearTimeout(each))
  }

  end(): Measured {
    const latencies = this.#receivers.flatMap((each) => each.latencies).sort((a, b) => a - b)
    return { updates: this.#updates, latencies }
  }

  leave(): void {
    this.rest()
    this.#receivers.forEach((each) => each.socket.terminate())
  }

  #type(socket: WebSocket, index: number): void {
    const doc = new Y.Doc()
    const times: number[] = []
    this.#typed.set(doc.clientID, times)
    let made = 0
    doc.on('update', (update: Uint8Array) => {
      const now = performance.now()
      for (let clock = times.length; clock < Y.getState(doc.store, doc.clientID); clock++) times[clock] = now
      this.#updates++
      socket.send(syncMessage('update', update))
      if (this.#load.speaks) socket.send(mark(++made))
    })
    const text = new Y.XmlText()
    doc.transact(() => {
      const block = new Y.XmlElement('paragraph')
      block.insert(0, [text])
      doc.getXmlFragment('default').push([block])
    })
    const pause = 1000 / this.#load.speed
    const next = rhythm(index)
    const press = () => {
      text.insert(text.length, 'ж')
      this.#timers[index] = setTimeout(press, pause * next())
    }
    this.#timers[index] = setTimeout(press, pause * next())
  }
}

/** People do not type to a drum: pauses from a quarter to seven quarters of the mean, the same ones for every server. */
function rhythm(seed: number): () => number {
  let state = seed + 1
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return 0.25 + 1.5 * (state / 2 ** 32)
  }
}
