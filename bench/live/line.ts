import { once } from 'node:events'
import * as decoding from 'lib0/decoding'
import WebSocket from 'ws'
import * as Y from 'yjs'
import { message, sync } from '../../shared/drafts.ts'
import { mark, syncMessage } from '../../test/support/collab.ts'
import type { Room } from './peers.ts'

const nothing = Y.encodeStateAsUpdate(new Y.Doc())
const knowsNothing = Y.encodeStateVector(new Y.Doc())
/** As Hocuspocus calls the answer to a question. */
const SYNC_REPLY = 4

/** One client of one document, that keeps nothing by itself. */
export class Line {
  readonly socket: WebSocket
  readonly room: Room
  /** Called with every update that comes, the first state included. */
  heard: (update: Uint8Array) => void = () => undefined
  acknowledged = 0
  closed: number | null = null
  #wake: Array<() => void> = []

  constructor(room: Room, n: number) {
    this.room = room
    this.socket = new WebSocket(room.url, {
      perMessageDeflate: false,
      maxPayload: 2 ** 30,
      headers: room.headers(n),
    })
    this.socket.on('message', (data: Buffer) => this.#read(room.unpack(data)))
    this.socket.on('error', () => undefined)
    this.socket.on('close', (code) => {
      this.closed = code
      this.#woken()
    })
  }

  /** Connects and asks for all there is, unless it is said not to; does not wait for the answer. */
  static async open(room: Room, n: number, asks = true): Promise<Line> {
    const line = new Line(room, n)
    await once(line.socket, 'open')
    for (const each of room.greeting) line.say(each)
    if (asks && room.speaks) line.ask()
    return line
  }

  say(bytes: Uint8Array): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(this.room.pack(bytes))
  }

  ask(): void {
    this.say(syncMessage('step1', knowsNothing))
  }

  update(bytes: Uint8Array): void {
    this.say(syncMessage('update', bytes))
  }

  /** To be acknowledged with everything before it, where that is known. */
  mark(n: number): void {
    if (this.room.acknowledges) this.say(mark(n))
  }

  /** Waits until something that was heard makes it true, or the line is gone. */
  async until(isTrue: () => boolean): Promise<void> {
    while (!isTrue() && this.closed === null)
      await new Promise<void>((resolve) => void this.#wake.push(resolve))
  }

  leave(): void {
    this.socket.terminate()
  }

  #read(data: Uint8Array): void {
    const kind = data[0]
    if (kind === message.mark) {
      const decoder = decoding.createDecoder(data.subarray(2))
      this.acknowledged = decoding.readVarUint(decoder)
    } else if (kind === message.sync || kind === SYNC_REPLY) {
      if (data[1] === sync.step1) {
        if (this.room.speaks) this.say(syncMessage('step2', nothing))
      } else {
        const decoder = decoding.createDecoder(data)
        decoder.pos = 2
        this.heard(decoding.readVarUint8Array(decoder))
      }
    } else return
    this.#woken()
  }

  #woken(): void {
    for (const wake of this.#wake.splice(0)) wake()
  }
}

/** Opens many, some at a time. */
export async function openLines(rooms: readonly Room[], atOnce = 50): Promise<Line[]> {
  const lines: Line[] = []
  for (let at = 0; at < rooms.length; at += atOnce)
    lines.push(...(await Promise.all(rooms.slice(at, at + atOnce).map((room, n) => Line.open(room, at + n)))))
  return lines
}

/** Waits until a server has dealt with everything that was said on this line, by something that it answers after that. */
export async function barrier(line: Line): Promise<void> {
  if (line.room.acknowledges) {
    const n = line.acknowledged + 1_000_000
    line.mark(n)
    return line.until(() => line.acknowledged === n)
  }
  let isAnswered = false
  const { heard } = line
  line.heard = (update) => {
    isAnswered = true
    heard(update)
  }
  line.ask()
  await line.until(() => isAnswered)
  line.heard = heard
}
