import * as Y from 'yjs'
import { openLines, type Line } from './line.ts'
import type { Room } from './peers.ts'

export interface Load {
  room: Room
  connected: number
  typists: number
  /** Characters per second of each typist. */
  speed: number
  /** Receivers whose latency is measured; the others only receive. */
  sampled: number
}

/** When each clock of each typist was typed. */
export type Typed = Map<number, number[]>

/** Milliseconds from the keystroke to one receiver. */
export class Listener {
  readonly latencies: number[] = []
  readonly #seen = new Map<number, number>()
  readonly #typed: Typed

  constructor(line: Line, typed: Typed) {
    this.#typed = typed
    line.heard = (update) => this.#heard(update)
  }

  #heard(update: Uint8Array): void {
    const now = performance.now()
    for (const { id, length } of Y.decodeUpdate(update).structs) {
      const times = this.#typed.get(id.client)
      const end = id.clock + length
      for (let clock = Math.max(id.clock, this.#seen.get(id.client) ?? 0); times && clock < end; clock++) {
        const time = times[clock]
        if (time !== undefined) this.latencies.push(now - time)
      }
      this.#seen.set(id.client, Math.max(end, this.#seen.get(id.client) ?? 0))
    }
  }
}

/** People who type, each into a paragraph of their own, and many who look on. */
export class Crowd {
  readonly #load: Load
  readonly #typed: Typed = new Map()
  #lines: Line[] = []
  #listeners: Listener[] = []
  #timers: NodeJS.Timeout[] = []
  updates = 0

  constructor(load: Load) {
    this.#load = load
  }

  async come(): Promise<void> {
    const { room, connected, sampled, typists } = this.#load
    this.#lines = await openLines(Array.from({ length: connected }, () => room))
    this.#listeners = this.#lines.slice(connected - sampled).map((line) => new Listener(line, this.#typed))
    for (const [index, line] of this.#lines.slice(0, typists).entries()) this.#type(line, index)
  }

  /** Forgets what was measured so far. */
  begin(): void {
    this.updates = 0
    for (const each of this.#listeners) each.latencies.length = 0
  }

  /** Nobody types any more; what is on its way may still arrive. */
  rest(): void {
    this.#timers.forEach((each) => clearTimeout(each))
  }

  get latencies(): number[] {
    return this.#listeners.flatMap((each) => each.latencies)
  }

  leave(): void {
    this.rest()
    this.#lines.forEach((each) => each.leave())
  }

  #type(line: Line, index: number): void {
    const doc = new Y.Doc()
    const times: number[] = []
    this.#typed.set(doc.clientID, times)
    let made = 0
    doc.on('update', (update: Uint8Array) => {
      const now = performance.now()
      for (let clock = times.length; clock < Y.getState(doc.store, doc.clientID); clock++) times[clock] = now
      this.updates++
      line.update(update)
      line.mark(++made)
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

/** Every update of somebody who types `count` characters at the end, or `here` and there; made beforehand. */
export function typed(count: number, { here = false } = {}): { clientId: number; updates: Uint8Array[] } {
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  const text = new Y.XmlText()
  const block = new Y.XmlElement('paragraph')
  block.insert(0, [text])
  doc.on('update', (update: Uint8Array) => void updates.push(update))
  doc.getXmlFragment('default').push([block])
  const next = rhythm(count)
  for (let n = 0; n < count; n++) text.insert(here ? Math.floor((next() - 0.25) * n * 0.66) : n, 'ж')
  return { clientId: doc.clientID, updates }
}
