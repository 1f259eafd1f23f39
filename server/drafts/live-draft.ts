import * as Y from 'yjs'
import { closeCode, type CloseCode, type DraftState, type RefusalOfUpdate } from '../../shared/drafts.ts'
import type { Id } from '../../shared/values.ts'
import type { Db } from '../lib/db/db.ts'
import { applyAsIs } from './as-is.ts'
import { applyAll, type Applied } from './apply.ts'
import { Batch, type Author } from './batch.ts'
import { Bucket } from './bucket.ts'
import { hasStrays, wordsInPlace } from './late.ts'
import type { Limits } from './limits.ts'
import type { DraftLog, LogRow } from './log.ts'
import type { DraftMetrics } from './metrics.ts'
import { PresenceBoard, type Present } from './presence.ts'
import { LiveText } from './live-text.ts'
import { findDraft, listClients, listUpdates, loadDocument, type Draft } from './queries.ts'
import { walk } from './walk.ts'
import { updateFrame } from './wire.ts'

/** Somebody who looks at the draft through a socket. */
export interface Line extends Author, Present {
  readonly personId: Id
  readonly isFollowing: boolean
  /** Text that everybody gets; `before` is the state that the one who cannot keep up still has. */
  sendText(frame: Buffer, before: Map<number, number>): void
  sayHello(): void
  end(code: CloseCode, reason: string): void
}

export interface Surroundings {
  db: Db
  log: DraftLog
  limits: Limits
  metrics: DraftMetrics
  /** Called when the draft cannot be trusted any more and must be loaded anew; `error` when something failed. */
  dropped(draft: LiveDraft, error?: unknown): void
  /** Called when rows have come to the log; null where there is nobody to tell. */
  wrote: ((draftId: Id) => void) | null
  /** Rows at which the server itself has written anew what stood there. */
  rewritten(draftId: Id): Promise<number[]>
}

/** An update of a clientID that belongs to somebody else. */
export class ForeignClient extends Error {}

const nothing: ReadonlyMap<number, Id | null> = new Map()

/**
 * One live text in memory: apply → hold → commit → release. Everything that arrives while the disk works is one
 * transaction, one row per author and one frame to everybody; nobody ever receives text that is not on disk (I1).
 */
export class LiveDraft {
  readonly id: Id
  readonly epoch: number
  readonly subjectKind: string
  readonly lines = new Set<Line>()
  readonly presence: PresenceBoard
  head: number
  state: DraftState
  schemaVersion: number
  /** Row of the snapshot that the next one who loads it begins with. */
  snapshotSeq: number
  /** When a row of ours came to the log, by `performance.now()`. */
  wroteAt = performance.now()
  /** Set when it was dropped: nothing may be done with it any more. */
  isGone = false
  readonly #around: Surroundings
  readonly #text: LiveText
  #clients: Map<number, Id | null>
  #newClients = new Map<number, Id | null>()
  /** The next clock of every client, with all that is queued. */
  #reach: Map<number, number>
  #next = new Batch()
  /** In flight: applied to the document, perhaps not on disk yet. */
  #current: Batch | null = null
  #isScheduled = false
  /** Another node may have written. */
  #isBehind = false
  readonly #isRecovering: boolean
  /** Rows at which the server has written anew what stood there: who does not know of one yet may type into what is gone. */
  #rewrites: number[]
  readonly #lateWords: Bucket
  /** What a broadcast costs here, milliseconds, smoothed: more on a busy machine, where saving counts most. */
  #broadcastMs = 0
  #size: number
  #weighedAt = -Infinity

  private constructor(around: Surroundings, draft: Draft, loaded: Loaded, rewrites: number[]) {
    this.#around = around
    this.#rewrites = rewrites
    const { lateWordsPerSecond, lateWordsBurst } = around.limits
    this.#lateWords = new Bucket(lateWordsPerSecond, lateWordsBurst)
    this.id = draft.id
    this.epoch = draft.epoch
    this.schemaVersion = draft.schemaVersion
    this.subjectKind = draft.subjectKind
    this.state = draft.state
    this.#text = new LiveText(loaded.doc)
    this.head = loaded.seq
    this.snapshotSeq = loaded.snapshotSeq
    this.#isRecovering = draft.isRecovering === 1
    this.#size = loaded.bytes
    this.#clients = loaded.clients
    this.#reach = stateOf(loaded.doc)
    this.presence = new PresenceBoard(this.lines, around.limits)
    this.#weigh()
  }

  /** Null when there is no such draft. */
  static async load(around: Surroundings, draftId: Id): Promise<LiveDraft | null> {
    const [loaded, rewrites] = await Promise.all([load(around.db, draftId), around.rewritten(draftId)])
    return loaded.draft && new LiveDraft(around, loaded.draft, loaded, rewrites)
  }

  /** Bytes as an update, never less than it has. */
  get size(): number {
    return this.#size
  }

  /** Updates that are not on disk yet. */
  get queued(): number {
    return (this.#current?.updates.length ?? 0) + this.#next.updates.length
  }

  /** When the oldest of them came, by `performance.now()`; null when there are none. */
  get waitsSince(): number | null {
    return (this.#current?.updates[0] ?? this.#next.updates[0])?.receivedAt ?? null
  }

  /** Whether everything that was received is on disk. */
  get isQuiet(): boolean {
    return this.#current === null && this.#next.isEmpty
  }

  /**
   * Takes an update into the queue. Throws `Malformed`, `Gap` or `ForeignClient`; answers with a code when the
   * draft takes nothing of this kind now, and with null when it is queued or brings nothing.
   */
  receive(author: Author, bytes: Uint8Array): RefusalOfUpdate | null {
    const { reach, deletes } = walk(bytes, (client) => this.#reach.get(client) ?? 0)
    if (reach.size === 0 && !deletes) return null
    if (this.state !== 'open') return closeCode.frozen
    if (reach.size > 0 && this.#size > this.#around.limits.draft) return closeCode.tooLarge
    this.#claim([...reach.keys()], author.personId)
    for (const [client, clock] of reach) this.#reach.set(client, clock)
    // A view into the socket's buffer would keep all of it in memory.
    this.#next.updates.push({ author, bytes: Uint8Array.from(bytes), receivedAt: performance.now() })
    author.queuedIn = this.#next
    this.#schedule()
    return null
  }

  /**
   * Does it as soon as the document holds exactly what is on disk: at once, or when the flush that runs is over. `dropped` is called
   * instead when the draft is dropped before that.
   */
  whenDurable(deed: () => void, dropped?: () => void): void {
    if (this.isGone) return dropped?.()
    if (!this.#current) return deed()
    this.#current.then(deed)
    if (dropped) this.#current.finally(() => this.isGone && dropped())
  }

  /** What `deed` answers when the document holds exactly what is on disk; null when the draft is dropped before that. */
  durable<T>(deed: () => T): Promise<T | null> {
    return new Promise((resolve) =>
      this.whenDurable(
        () => resolve(deed()),
        () => resolve(null),
      ),
    )
  }

  /** Resolves when everything received so far is on disk or refused. */
  async settle(): Promise<void> {
    // Not for what comes meanwhile: somebody who never stops typing must not hold up a vote.
    const last = this.#next.isEmpty ? this.#current : this.#next
    if (last && !this.isGone) await new Promise<void>((resolve) => last.finally(resolve))
  }

  /** What somebody lacks who has `has`. Call it inside `whenDurable`. */
  missing(has: ReadonlyMap<number, number>): Uint8Array {
    return this.#text.missing(has)
  }

  /** The same as a message: one for all who have nothing. */
  answer(has: ReadonlyMap<number, number>): Buffer {
    return this.#text.answer(has)
  }

  stateVector(): Uint8Array {
    return this.#text.stateVector()
  }

  get isAsleep(): boolean {
    return this.#text.isAsleep
  }

  /** Takes less memory while nobody writes. */
  rest(): void {
    const { sleepSeconds, sleepBytes } = this.#around.limits
    if (this.isQuiet && !this.isGone) this.#text.sleep(sleepSeconds * 1000, sleepBytes)
  }

  /** Looks again whether the draft is open, and tells everybody. */
  async refresh(): Promise<void> {
    const draft = await findDraft(this.#around.db, this.id)
    if (!draft || this.isGone) return
    this.#meet(draft)
    if (!this.isGone && draft.state === 'frozen' && !this.#current) this.#schedule()
  }

  /** Whether the database says something else of the draft than we know. */
  differs({
    head,
    epoch,
    schemaVersion,
    state,
  }: Pick<Draft, 'head' | 'epoch' | 'schemaVersion' | 'state'>): boolean {
    if (epoch !== this.epoch || schemaVersion > this.schemaVersion || state !== this.state) return true
    return head > this.head && this.#current === null
  }

  /** Another node has written, or this may be so: looks into the log as soon as nothing is in flight. */
  fellBehind(): void {
    this.#isBehind = true
    this.#schedule()
  }

  /** Forgets somebody's updates that are not applied yet: their right is gone (I6). */
  forget(author: Author): void {
    if (!this.#next.updates.some((each) => each.author === author)) return
    this.#next.drop(author)
    this.#reckon()
  }

  /** Ends every line with `code`; the next one who comes loads the draft from the log. */
  drop(code: CloseCode, reason: string, error?: unknown): void {
    if (this.isGone) return
    this.isGone = true
    this.presence.stop()
    for (const batch of [this.#current, this.#next]) batch?.fail()
    for (const line of this.lines) line.end(code, reason)
    this.#around.dropped(this, error)
  }

  /** After this it must not be used. */
  unload(): void {
    this.isGone = true
    this.presence.stop()
    this.#text.destroy()
  }

  /** The sum of what came in is above the size of the whole, which is taken exactly when it matters. */
  #weigh(): void {
    const now = performance.now()
    if (this.#size <= this.#around.limits.draft || now - this.#weighedAt < 1000) return
    this.#weighedAt = now
    this.#size = this.missing(new Map()).length
  }

  /** What somebody else has changed of the draft itself. */
  #meet({ epoch, schemaVersion, state }: Draft): void {
    if (epoch !== this.epoch) return this.drop(closeCode.conflict, 'begun anew')
    for (const line of this.#outdated(schemaVersion)) line.end(closeCode.outdated, 'the page is too old')
    if (state === this.state) return
    this.state = state
    for (const line of this.lines) line.sayHello()
  }

  /** Raises the schema version; answers with the lines that are too old now, which get nothing any more. */
  #outdated(version: number): Line[] {
    if (version <= this.schemaVersion) return []
    this.schemaVersion = version
    const outdated = [...this.lines].filter((each) => (each.schema ?? version) < version)
    for (const line of outdated) this.lines.delete(line)
    return outdated
  }

  #claim(clients: readonly number[], personId: Id | null): void {
    // After a restore people bring back what others wrote; whose it is will be seen when these come back themselves.
    if (this.#isRecovering) return
    for (const client of clients) {
      // Who is here with it has it, also before their first word: it is told to everybody.
      const owner = this.#clients.has(client) ? this.#clients.get(client) : this.presence.ownerOf(client)
      if (owner !== undefined && owner !== personId) throw new ForeignClient()
    }
    for (const client of clients) {
      if (this.#clients.has(client)) continue
      this.#clients.set(client, personId)
      this.#newClients.set(client, personId)
    }
  }

  /** Keystrokes wait for company in proportion to what telling everybody costs: see `limits.companyShare`. */
  #schedule(): void {
    if (this.#isScheduled || this.#current || this.isGone) return
    this.#isScheduled = true
    const { companyShare, companyMsMost, companyFromMs } = this.#around.limits
    const since = this.#next.updates[0]?.receivedAt ?? 0
    const worth = Math.max(0, this.#broadcastMs - companyFromMs) * companyShare
    const wait = since + Math.min(worth, companyMsMost) - performance.now()
    const go = () => {
      this.#isScheduled = false
      this.#flush().catch((error: unknown) => this.drop(closeCode.storage, 'storage', error))
    }
    // What other sockets have already received goes with it.
    if (wait < 1) setImmediate(go)
    else setTimeout(go, wait)
  }

  /** Somebody who sends a thousand things at once must not hold up the others: it goes slice by slice. */
  #takeNext(): Batch {
    const next = this.#next
    if (next.updates.length > this.#around.limits.slice) return next.takeFirst(this.#around.limits.slice)
    this.#next = new Batch()
    return next
  }

  async #flush(): Promise<void> {
    if (this.isGone) return
    const batch = this.#takeNext()
    if (this.#isBehind) {
      this.#current = batch
      await this.#catchUp()
      if (this.isGone) return
      this.#current = null
    }
    if (this.state !== 'open') return this.#refuse(batch, closeCode.frozen)
    this.#current = batch
    const started = performance.now()
    const applied = await this.#apply(batch)
    await this.#putInPlace(batch, applied)
    const { rows } = applied
    if (this.isGone) return
    let schema = this.schemaVersion
    if (rows.length > 0) {
      for (const { author } of batch.updates) if ((author.schema ?? 0) > schema) schema = author.schema!
      if (this.#isRecovering) for (const row of rows) row.isRelayed = this.#isForeign(row)
      const clients = this.#newClients
      this.#newClients = new Map()
      const head = await this.#around.log.append({
        draftId: this.id,
        rows,
        clients: clients.size > 0 ? clients : nothing,
        epoch: this.epoch,
        ...(schema > this.schemaVersion && { schemaVersion: schema }),
      })
      if (this.isGone) return
      if (head === null) return this.#frozenMeanwhile(batch)
      // Another node wrote in between: its rows come before ours.
      if (head !== this.head + rows.length) await this.#take(head - rows.length)
      if (this.isGone) return
      this.head = head
      this.wroteAt = performance.now()
      if (batch.updates.some(({ author }) => author.isServer)) this.#rewrites.push(head)
      this.#size += rows.reduce((sum, row) => sum + row.bytes.length, 0)
      this.#around.metrics.flushSeconds.observe((performance.now() - started) / 1000)
    }
    this.#release(batch, applied, this.#outdated(schema))
  }

  /** Words typed into what the server has written anew meanwhile are put where they belong, in the same breath. */
  async #putInPlace(batch: Batch, applied: Applied): Promise<void> {
    const isWriting = batch.updates.some(({ author }) => author.isServer)
    const rewrites = isWriting ? [...this.#rewrites, this.head + 1] : this.#rewrites
    if (rewrites.length === 0) return
    for (const [personId, updates] of batch.byPerson()) {
      const late = updates.filter(({ author }) => !author.isServer).map(({ bytes }) => bytes)
      if (!late.some((bytes) => hasStrays(this.#text.doc, bytes, applied.before))) continue
      const { doc } = this.#text
      const known = { draftId: this.id, doc, rewrites, update: Y.mergeUpdates(late) }
      // It costs some replays of the log: whoever provokes it without end must not make everybody wait.
      if (this.#lateWords.take(1) > 0) continue
      const placed = await wordsInPlace(this.#around.db, known)
      if (!placed || this.isGone) continue
      Y.applyUpdate(doc, placed.update)
      this.#reach.set(placed.clientId, Y.getState(doc.store, placed.clientId))
      this.#clients.set(placed.clientId, personId)
      this.#newClients.set(placed.clientId, personId)
      applied.rows.push({ personId, bytes: placed.update })
      applied.frame = Y.mergeUpdates([applied.frame, placed.update].filter((each) => each !== null))
      applied.isMended = true
    }
  }

  #release(batch: Batch, { frame, before, isMended }: Applied, outdated: readonly Line[]): void {
    const now = performance.now()
    if (batch.updates[0]) {
      this.#around.metrics.ackSeconds.observe((now - batch.updates[0].receivedAt) / 1000)
      this.#around.metrics.updates.inc(batch.updates.length)
    }
    this.#current = null
    if (frame) this.#around.wrote?.(this.id)
    this.#weigh()
    if (frame) this.#broadcast(updateFrame(frame), isMended ? null : batch.soleAuthor(), before)
    batch.settle()
    // Their words are stored, and they have heard so.
    for (const line of outdated) line.end(closeCode.outdated, 'the page is too old')
    if (frame) this.#broadcastMs += (performance.now() - now - this.#broadcastMs) / 4
    if (!this.#next.isEmpty) this.#schedule()
  }

  #broadcast(frame: Buffer, except: Author | null, before: Map<number, number>): void {
    for (const line of this.lines) if (line !== except && line.isFollowing) line.sendText(frame, before)
  }

  /** Brings in what other nodes have written and done. */
  async #catchUp(): Promise<void> {
    this.#isBehind = false
    const draft = await findDraft(this.#around.db, this.id)
    if (this.isGone) return
    if (!draft) return this.drop(closeCode.notFound, 'the draft is gone')
    this.#meet(draft)
    if (!this.isGone) await this.#take(draft.head)
  }

  /** Brings in the rows up to `seq`, and tells everybody. */
  async #take(seq: number): Promise<void> {
    if (seq <= this.head) return
    const rows = await listUpdates(this.#around.db, this.id, this.head, seq)
    if (this.isGone) return
    if (rows.length !== seq - this.head) return this.drop(closeCode.reload, 'the log moved')
    const before = stateOf(this.#text.doc)
    applyAsIs(
      this.#text.doc,
      rows.map((row) => row.bytes),
    )
    if (this.#text.doc.store.pendingStructs || this.#text.doc.store.pendingDs)
      return this.drop(closeCode.reload, 'the log moved')
    this.head = seq
    this.#around.metrics.caughtUp.inc(rows.length)
    this.#size += rows.reduce((sum, row) => sum + row.bytes.length, 0)
    const state = stateOf(this.#text.doc)
    for (const [client, clock] of state)
      if (clock > (this.#reach.get(client) ?? 0)) this.#reach.set(client, clock)
    if ([...state.keys()].some((client) => !this.#clients.has(client)))
      this.#clients = new Map([...(await listClients(this.#around.db, this.id)), ...this.#newClients])
    if (this.isGone) return
    this.#broadcast(updateFrame(Y.mergeUpdates(rows.map((row) => row.bytes))), null, before)
    this.#rewrites = await this.#around.rewritten(this.id)
  }

  /** Whether a row holds something of a clientID that is not its person's. */
  #isForeign({ personId, bytes }: LogRow): boolean {
    const clients = [...Y.parseUpdateMeta(bytes).from.keys()]
    return clients.some((client) => this.#clients.get(client) !== personId)
  }

  /**
   * Applies a batch author by author. An update that throws has perhaps been half applied: its author goes, the document
   * is built anew from the log, and the others' updates of the batch are applied again. Nobody else notices.
   */
  async #apply(batch: Batch): Promise<Applied> {
    for (;;) {
      const applied = applyAll(this.#text.doc, batch)
      if (!('guilty' in applied)) return applied
      this.#around.metrics.poisoned.inc()
      batch.drop(applied.guilty)
      this.#next.drop(applied.guilty)
      applied.guilty.refused(closeCode.badMessage, 'the update cannot be applied')
      await this.#reload(batch)
    }
  }

  async #reload(batch: Batch | null): Promise<void> {
    const loaded = await load(this.#around.db, this.id)
    this.#text.doc = loaded.doc
    this.#clients = loaded.clients
    this.#newClients = new Map()
    this.#reckon(batch)
  }

  /** Works out anew what is known with all that is queued; what does not fit any more is dropped with its line. */
  #reckon(applying: Batch | null = null): void {
    this.#reach = stateOf(this.#text.doc)
    for (const batch of applying ? [applying, this.#next] : [this.#next]) {
      const dropped = new Set<Author>()
      for (const pending of batch.updates) {
        if (dropped.has(pending.author)) continue
        try {
          const { reach } = walk(pending.bytes, (client) => this.#reach.get(client) ?? 0)
          this.#claim([...reach.keys()], pending.author.personId)
          for (const [client, clock] of reach) this.#reach.set(client, clock)
        } catch {
          dropped.add(pending.author)
          pending.author.refused(closeCode.reload, 'what it built on is gone')
        }
      }
      for (const author of dropped) batch.drop(author)
    }
  }

  /** The draft was frozen between the receipt and the commit: nothing of the batch was written. */
  async #frozenMeanwhile(batch: Batch): Promise<void> {
    const draft = await findDraft(this.#around.db, this.id)
    if (!draft) return this.drop(closeCode.notFound, 'the draft is gone')
    if (draft.epoch !== this.epoch) return this.drop(closeCode.conflict, 'begun anew')
    await this.#reload(null)
    this.#current = null
    if (draft.state === 'open') return this.drop(closeCode.reload, 'the draft was opened again')
    this.state = draft.state
    for (const line of this.lines) line.sayHello()
    this.#refuse(batch, closeCode.frozen)
  }

  #refuse(batch: Batch, code: RefusalOfUpdate): void {
    for (const author of new Set([...batch.updates, ...this.#next.updates].map((each) => each.author)))
      author.refused(code, 'frozen')
    const rest = this.#next
    this.#next = new Batch()
    this.#reckon()
    batch.settle()
    rest.settle()
  }
}

interface Loaded {
  doc: Y.Doc
  seq: number
  bytes: number
  draft: Draft | null
  snapshotSeq: number
  clients: Map<number, Id | null>
}

async function load(db: Db, draftId: Id): Promise<Loaded> {
  const [loaded, clients] = await Promise.all([loadDocument(db, draftId), listClients(db, draftId)])
  return { ...loaded, clients }
}

const stateOf = (doc: Y.Doc): Map<number, number> => Y.decodeStateVector(Y.encodeStateVector(doc))
