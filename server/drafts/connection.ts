import type { Duplex } from 'node:stream'
import type { RawData, WebSocket } from 'ws'
import { closeCode, type CloseCode, type DraftRole, type LineRole } from '../../shared/drafts.ts'
import type { Id } from '../../shared/values.ts'
import type { Batch } from './batch.ts'
import { Bucket } from './bucket.ts'
import { Malformed } from './bytes.ts'
import { hear, roleAt } from './hearing.ts'
import type { Limits } from './limits.ts'
import { ForeignClient, type Line, type LiveDraft } from './live-draft.ts'
import type { DraftMetrics } from './metrics.ts'
import { Gap } from './walk.ts'
import { awarenessFrame, helloFrame, markFrame, read, refusalFrame, step1Frame, updateFrame } from './wire.ts'

export interface Visitor {
  personId: Id
  sessionId: Id | null
  name: string
  /** Version of the draft schema that the page knows; null when it does not say, as no page of ours does. */
  schema: number | null
  /** Asked again when rights may have changed. */
  cookie: string | undefined
  /** `hub.judgedAnew` when they were asked who they are. */
  judgedAnew: number
}

interface Parts {
  socket: WebSocket
  /** The socket under it: what we write are whole frames, made once for everybody. */
  stream: Duplex
  visitor: Visitor
  role: DraftRole
  draft: LiveDraft
  limits: Limits
  metrics: DraftMetrics
  ended(connection: Connection): void
  /** A message did what no message should be able to do. */
  failed(error: unknown): void
}

const keepalive = awarenessFrame([])

/** One socket at one draft. What somebody may do is looked up in `role` for each message, never remembered (I5). */
export class Connection implements Line {
  readonly personId: Id
  readonly sessionId: Id | null
  readonly name: string
  readonly schema: number | null
  readonly cookie: string | undefined
  readonly draft: LiveDraft
  queuedIn: Batch | null = null
  /** Whether it has had the whole text, so that what is new makes sense to it. */
  isFollowing = false
  #access: DraftRole
  readonly #socket: WebSocket
  readonly #stream: Duplex
  readonly #limits: Limits
  readonly #metrics: DraftMetrics
  readonly #failed: Parts['failed']
  readonly #messages: Bucket
  readonly #bytes: Bucket
  readonly #questions: Bucket
  /** It was asked for what we lack; until it answers, an update may build on what has not come yet. */
  #isAsked = false
  #resyncs = 0
  #inOneBreath = 0
  #lastMark = 0
  #heldMark: number | null = null
  #heldAt = 0
  #refusal: { code: CloseCode; reason: string } | null = null
  #lagging: { since: number; has: Map<number, number> } | null = null
  #isOver = false

  constructor({ socket, stream, visitor, role, draft, limits, metrics, ended, failed }: Parts) {
    this.personId = visitor.personId
    this.sessionId = visitor.sessionId
    this.name = visitor.name
    this.schema = visitor.schema
    this.cookie = visitor.cookie
    this.draft = draft
    this.#access = role
    this.#socket = socket
    this.#stream = stream
    this.#limits = limits
    this.#metrics = metrics
    this.#failed = failed
    this.#messages = new Bucket(limits.messagesPerSecond, limits.messagesBurst)
    this.#bytes = new Bucket(limits.bytesPerSecond, limits.bytesBurst)
    this.#questions = new Bucket(limits.stateQuestionsPerSecond, limits.stateQuestionsBurst)
    socket.on('message', (data, isBinary) => this.#heard(data, isBinary))
    // A bad frame ends this socket, and without a listener it would end the process.
    socket.on('error', () => undefined)
    socket.once('close', () => {
      this.#isOver = true
      draft.lines.delete(this)
      draft.presence.left(this)
      ended(this)
    })
  }

  get role(): LineRole {
    return roleAt(this.draft, this.#access)
  }

  /** Whether the text holds, or may hold, what this page would delete because it does not know it. */
  get isOutdated(): boolean {
    return this.schema !== null && this.schema < this.draft.schemaVersion
  }

  /** When the mark began to wait that waits for the answer to our question; null when there is none. */
  get heldSince(): number | null {
    return this.#heldMark === null ? null : this.#heldAt
  }

  /** Bytes that the other side has not taken yet. */
  get waiting(): number {
    return this.#stream.writableLength
  }

  welcome(): void {
    this.draft.lines.add(this)
    this.sayHello()
    this.draft.presence.tellAll(this)
  }

  /** Changes what they may do, while the line stays. */
  grant(role: DraftRole): void {
    if (role === this.#access) return
    this.#access = role
    if (role !== 'write') this.draft.forget(this)
    this.sayHello()
  }

  sayHello(): void {
    const { epoch, schemaVersion, head, state } = this.draft
    this.#write(helloFrame({ role: this.role, epoch, schemaVersion, head, state }))
    // Who only reads is never asked (I5).
    if (this.role === 'read') this.#isAsked = false
    else this.#ask()
  }

  keepAlive(): void {
    this.send(keepalive)
    if (this.#lagging && performance.now() - this.#lagging.since > this.#limits.waitingSeconds * 1000)
      this.end(closeCode.tooSlow, 'does not read')
  }

  /** For what may be missed: who cannot keep up does not get it. */
  send(frame: Buffer): void {
    if (!this.#isFull(frame)) this.#write(frame)
  }

  sendText(frame: Buffer, before: Map<number, number>): void {
    if (this.#lagging) return
    if (this.#isFull(frame)) this.#fallBehind(before)
    else this.#write(frame)
  }

  refused(code: CloseCode, reason: string): void {
    if (code === closeCode.badMessage || code === closeCode.reload) return this.end(code, reason)
    this.#metrics.nacks.inc({ code })
    const isFirst = this.#refusal === null
    this.#refusal = { code, reason }
    if (isFirst) this.#write(refusalFrame(this.#lastMark, code, reason))
  }

  reached(n: number): void {
    if (this.#isOver) return
    if (this.#refusal) this.#write(refusalFrame(n, this.#refusal.code, this.#refusal.reason))
    else this.#write(markFrame(n))
  }

  end(code: CloseCode, reason: string): void {
    if (this.#isOver) return
    this.#isOver = true
    if (code === closeCode.signedOut || code === closeCode.noAccess) this.draft.forget(this)
    this.#metrics.closes.inc({ code })
    this.#socket.close(code, reason)
    // Who does not answer the farewell is not waited for.
    setTimeout(() => this.#socket.terminate(), 2000).unref()
  }

  /** Ends the line and resolves when it is gone. */
  goodbye(code: CloseCode, reason: string): Promise<void> {
    const gone = new Promise<void>((resolve) => this.#socket.once('close', () => resolve()))
    if (this.#socket.readyState === this.#socket.CLOSED) return Promise.resolve()
    this.end(code, reason)
    return gone
  }

  #write(frame: Buffer): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#stream.write(frame)
  }

  #isFull(frame: Buffer): boolean {
    return (
      this.#stream.writableLength + frame.length > this.#limits.waiting && this.#stream.writableLength > 0
    )
  }

  #heard(data: RawData, isBinary: boolean): void {
    if (this.#isOver) return
    const bytes = data as Buffer
    this.#slowDown(bytes.length)
    try {
      if (!isBinary) throw new Malformed('text')
      if (bytes.length > this.#limits.message) return this.end(closeCode.tooLarge, 'the message is too large')
      this.#understand(bytes)
    } catch (error) {
      if (error instanceof Malformed) return this.end(closeCode.badMessage, error.message)
      if (error instanceof ForeignClient) return this.end(closeCode.conflict, 'the clientID is taken')
      // Whatever one message does to us, it costs its sender the line and nobody else anything.
      this.#failed(error)
      this.end(closeCode.badMessage, 'not understood')
    }
  }

  /** Faster than allowed is read more slowly: nothing is lost, and the sender's own network holds it back. */
  #slowDown(length: number): void {
    const wait = Math.max(this.#messages.take(1), this.#bytes.take(length))
    this.#inOneBreath++
    if (this.#socket.isPaused || (wait <= 0 && this.#inOneBreath < this.#limits.messagesInOneBreath)) return
    this.#inOneBreath = 0
    this.#socket.pause()
    // A socket that is full would be read to its end before any other is looked at.
    if (wait <= 0) setImmediate(() => this.#socket.resume())
    else setTimeout(() => this.#socket.resume(), Math.ceil(wait)).unref()
  }

  #understand(bytes: Uint8Array): void {
    const heard = read(bytes)
    switch (heard.kind) {
      case 'step1':
        return this.#tellState(heard.stateVector)
      case 'step2':
        return this.#answered(heard.bytes)
      case 'update':
        return this.#update(heard.bytes)
      case 'awareness':
        this.#metrics.awareness.inc()
        return this.draft.presence.heard(this, heard.bytes)
      case 'queryAwareness':
        return this.draft.presence.tellAll(this)
      case 'mark':
        return this.#mark(heard.n)
    }
  }

  #tellState(has: Map<number, number>): void {
    if (this.#questions.take(1) > 0) return this.end(closeCode.tooMany, 'asks too often')
    this.draft.whenDurable(() => {
      if (this.#isOver || this.isOutdated) return
      this.isFollowing = true
      if (this.#stream.writableLength > this.#limits.waiting) this.#fallBehind(has)
      else this.#write(this.draft.answer(has))
    })
  }

  #ask(): void {
    if (this.#isAsked) return
    if (++this.#resyncs > this.#limits.resyncs) return this.end(closeCode.tooMany, 'misses too much')
    this.#isAsked = true
    if (this.#resyncs > 1) this.#metrics.resyncs.inc()
    // Everything that was refused comes again with the answer.
    this.#refusal = null
    this.#write(step1Frame(this.draft.stateVector()))
  }

  #answered(bytes: Uint8Array): void {
    // Nobody asked: then it is an update like any other.
    if (!this.#isAsked) return this.#update(bytes)
    try {
      this.#receive(bytes)
    } catch (error) {
      // All that they have builds on something that this draft never had.
      if (error instanceof Gap) return this.end(closeCode.conflict, 'builds on another past')
      throw error
    }
    this.#isAsked = false
    const held = this.#heldMark
    this.#heldMark = null
    if (held !== null) this.#mark(held)
  }

  #update(bytes: Uint8Array): void {
    try {
      this.#receive(bytes)
    } catch (error) {
      if (!(error instanceof Gap)) throw error
      // Before the answer to our question it is part of the answer; later something was lost on the way.
      if (this.role === 'write') this.#ask()
    }
  }

  #receive(bytes: Uint8Array): void {
    const refusal = hear(this.draft, this, this.role, bytes)
    if (refusal) this.refused(refusal.code, refusal.reason)
  }

  /** Comes back when everything received before it on this line is on disk. */
  #mark(n: number): void {
    this.#lastMark = n
    if (this.#isAsked) {
      if (this.#heldMark === null) this.#heldAt = performance.now()
      return void (this.#heldMark = n)
    }
    if (!this.queuedIn || this.queuedIn.isOver) return this.reached(n)
    this.queuedIn.mark(this, n)
  }

  /** From now on nothing is sent; once the other side has taken what waits, they get the difference at once. */
  #fallBehind(has: Map<number, number>): void {
    if (this.#lagging || this.#isOver) return
    this.#lagging = { since: performance.now(), has }
    this.#metrics.slow.inc()
    this.#stream.write(keepalive, () => this.#catchUp())
  }

  #catchUp(): void {
    if (!this.#lagging || this.#isOver) return
    this.draft.whenDurable(() => {
      if (!this.#lagging || this.#isOver || this.isOutdated) return
      const { has } = this.#lagging
      this.#lagging = null
      this.#write(updateFrame(this.draft.missing(has)))
    })
  }
}
