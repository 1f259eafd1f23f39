import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { closeCode, message, sync as steps } from '../../shared/drafts.ts'
import { isPending, labelOf, type DraftLabel } from '../../client/drafts/status.ts'
import { DraftSync, type Keeper } from '../../client/drafts/sync.ts'

const bytesOf = (write: (encoder: encoding.Encoder) => void): Uint8Array<ArrayBuffer> => {
  const encoder = encoding.createEncoder()
  write(encoder)
  return encoding.toUint8Array(encoder)
}

const wrapped = (kind: number, write: (encoder: encoding.Encoder) => void) =>
  bytesOf((encoder) => {
    encoding.writeVarUint(encoder, kind)
    encoding.writeVarUint8Array(encoder, bytesOf(write))
  })

const syncFrame = (step: number, bytes: Uint8Array) =>
  bytesOf((encoder) => {
    encoding.writeVarUint(encoder, message.sync)
    encoding.writeVarUint(encoder, step)
    encoding.writeVarUint8Array(encoder, bytes)
  })

/** A line whose both directions are queues: the test says when something arrives. */
class Socket {
  readyState = 0
  binaryType = ''
  onopen: (() => void) | null = null
  onclose: ((event: { code: number; reason: string }) => void) | null = null
  onmessage: ((event: { data: ArrayBuffer }) => void) | null = null
  onerror: (() => void) | null = null
  readonly OPEN = 1
  readonly up: Uint8Array[] = []
  readonly down: Uint8Array<ArrayBuffer>[] = []
  /** Nothing arrives any more and nobody was told. */
  isDead = false

  send(data: Uint8Array): void {
    if (this.readyState === 1 && !this.isDead) this.up.push(data)
  }

  close(): void {
    this.readyState = 3
    this.isDead = true
  }

  end(code: number): void {
    this.readyState = 3
    this.isDead = true
    this.onclose?.({ code, reason: '' })
  }
}

const textOf = (doc: Y.Doc) => doc.getText('default').toJSON()

/**
 * One page, one server and the line between them, all steps taken by hand. The server is the smallest that keeps the
 * contract: it answers a mark when what came before it on that line is on disk, and loses in a crash what is not.
 */
export class World {
  readonly page = new Y.Doc()
  readonly server = new Y.Doc()
  readonly device = new Y.Doc()
  readonly sync: DraftSync
  readonly roleChanges: string[] = []
  label: DraftLabel
  /** Words that are in the text by our will, and words that are not any more. */
  readonly written = new Set<string>()
  readonly erased = new Set<string>()
  frozen = false
  #sockets: Socket[] = []
  /** Received and not on disk yet. */
  #received: { socket: Socket; frame: Uint8Array }[] = []
  #keeping: { bytes: Uint8Array; n: number | null }[] = []
  #count = 0

  constructor() {
    const sockets = this.#sockets
    const keeper: Keeper = {
      begin: () => {},
      append: (bytes, n) => void this.#keeping.push({ bytes, n }),
      acked: () => {},
    }
    this.sync = new DraftSync({
      serverUrl: 'ws://house/collab/v1',
      draftId: 'draft',
      doc: this.page,
      role: 'write',
      person: { id: 'anna', name: 'Иванова Анна' },
      epoch: null,
      unsent: false,
      keeper,
      onchange: (state) => (this.label = labelOf(state)),
      onforeign: () => {},
      onrole: (role) => this.roleChanges.push(role),
      WebSocketPolyfill: class extends Socket {
        constructor() {
          super()
          sockets.push(this)
        }
      } as unknown as typeof WebSocket,
    })
    this.label = labelOf(this.sync.state)
    this.server.getText('default').insert(0, 'начало ')
    this.sync.connect()
  }

  get socket(): Socket | undefined {
    return this.#sockets.at(-1)
  }

  write(): void {
    const word = `слово${++this.#count} `
    this.page.getText('default').insert(0, word)
    this.written.add(word)
  }

  /** Erases the last word that we wrote: a change that no state vector shows. */
  erase(): void {
    const word = [...this.written].findLast((each) => textOf(this.page).includes(each))
    if (!word) return
    this.page.getText('default').delete(textOf(this.page).indexOf(word), word.length)
    this.written.delete(word)
    this.erased.add(word)
  }

  /** Somebody else's word is on the server's disk. */
  hear(): void {
    const before = Y.encodeStateVector(this.server)
    this.server.getText('default').insert(0, `чужое${++this.#count} `)
    const { socket } = this
    if (socket && !socket.isDead)
      socket.down.push(syncFrame(steps.update, Y.encodeStateAsUpdate(this.server, before)))
  }

  open(): void {
    const { socket } = this
    if (!socket || socket.readyState !== 0) return
    socket.readyState = 1
    this.#hello(socket)
    if (!this.frozen) socket.down.push(syncFrame(steps.step1, Y.encodeStateVector(this.server)))
    socket.onopen?.()
  }

  /** What the server says now and then, so that nobody takes the line for dead. */
  greet(): void {
    const { socket } = this
    if (socket?.readyState === 1 && !socket.isDead && socket.down.length === 0)
      socket.down.push(wrapped(message.awareness, (encoder) => encoding.writeVarUint(encoder, 0)))
  }

  drop(code = 1006): void {
    const { socket } = this
    if (!socket || socket.readyState > 1) return
    socket.end(code)
  }

  /** The line is gone and the page does not know it. */
  fallSilent(): void {
    if (this.socket) this.socket.isDead = true
  }

  receive(): void {
    const { socket } = this
    const frame = socket && !socket.isDead ? socket.up.shift() : undefined
    if (socket && frame) this.#received.push({ socket, frame })
  }

  deliver(): void {
    const { socket } = this
    if (!socket || socket.isDead || socket.readyState !== 1) return
    const frame = socket.down.shift()
    if (frame) socket.onmessage?.({ data: frame.buffer })
  }

  /** What was received is now on disk, and is answered. */
  commit(): void {
    for (const { socket, frame } of this.#received.splice(0)) this.#take(socket, frame)
  }

  crash(): void {
    this.#received = []
    this.drop()
  }

  freeze(): void {
    this.frozen = true
    if (this.socket?.readyState === 1) this.#hello(this.socket)
  }

  keep(): void {
    for (const { bytes } of this.#keeping) Y.applyUpdate(this.device, bytes)
    const last = this.#keeping.findLast((each) => each.n !== null)?.n
    this.#keeping = []
    if (last) this.sync.kept(last)
  }

  keepFails(): void {
    this.sync.keepingFailed()
  }

  /** Whether everything that was done here is in all of these documents together. */
  isIn(...docs: Y.Doc[]): boolean {
    const all = new Y.Doc()
    for (const doc of docs) Y.applyUpdate(all, Y.encodeStateAsUpdate(doc))
    const text = textOf(all)
    all.destroy()
    return (
      [...this.written].every((word) => text.includes(word)) &&
      ![...this.erased].some((word) => text.includes(word))
    )
  }

  get isPending(): boolean {
    return isPending(this.sync.state)
  }

  leave(): void {
    this.sync.destroy()
    for (const doc of [this.page, this.server, this.device]) doc.destroy()
  }

  #hello(socket: Socket): void {
    socket.down.push(
      wrapped(message.hello, (encoder) => {
        encoding.writeVarString(encoder, this.frozen ? 'read' : 'write')
        for (const n of [1, 1, 1]) encoding.writeVarUint(encoder, n)
        encoding.writeVarString(encoder, this.frozen ? 'frozen' : 'open')
      }),
    )
  }

  #take(socket: Socket, frame: Uint8Array): void {
    const decoder = decoding.createDecoder(frame)
    const kind = decoding.readVarUint(decoder)
    if (kind === message.sync) {
      const step = decoding.readVarUint(decoder)
      const bytes = decoding.readVarUint8Array(decoder)
      if (step === steps.step1)
        return void socket.down.push(syncFrame(steps.step2, Y.encodeStateAsUpdate(this.server, bytes)))
      if (!this.frozen) return Y.applyUpdate(this.server, bytes)
      socket.down.push(this.#refusal(0))
    }
    if (kind !== message.mark) return
    const n = decoding.readVarUint(decoding.createDecoder(decoding.readVarUint8Array(decoder)))
    socket.down.push(
      this.frozen ? this.#refusal(n) : wrapped(message.mark, (encoder) => encoding.writeVarUint(encoder, n)),
    )
  }

  #refusal = (n: number) =>
    wrapped(message.refusal, (encoder) => {
      encoding.writeVarUint(encoder, n)
      encoding.writeVarUint(encoder, closeCode.frozen)
      encoding.writeVarString(encoder, 'frozen')
    })
}
