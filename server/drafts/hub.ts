import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { closeCode, type CloseCode, type DraftRole } from '../../shared/drafts.ts'
import type { Id } from '../../shared/values.ts'
import type { Actor } from '../lib/actor.ts'
import type { Kit } from '../lib/kit.ts'
import { refuse } from '../lib/refuse.ts'
import { Compactor } from './compactor.ts'
import { Connection, type Visitor } from './connection.ts'
import { changeDraft, editDraft, type Change, type Deed, type Written } from './edit.ts'
import { limits as usualLimits, type Limits } from './limits.ts'
import { LiveDraft, type Surroundings } from './live-draft.ts'
import { DraftLog } from './log.ts'
import { draftMetrics, type DraftMetrics } from './metrics.ts'
import { Nodes } from './nodes.ts'
import { listHeads } from './queries.ts'
import { listRestorations } from './revision-queries.ts'
import type { Visit } from './visit.ts'

interface Entry {
  /** Once it is loaded. */
  draft: LiveDraft | null
  loading: Promise<LiveDraft | null>
  /** Whoever uses it or waits for it; counted before the first await, so that nobody unloads it in between. */
  users: number
  idle: NodeJS.Timeout | null
}

/** The drafts that are open in this process: each is in memory once, however many come at the same moment (I3). */
export class DraftHub {
  readonly limits: Limits
  readonly metrics: DraftMetrics
  readonly connections = new Set<Connection>()
  /** The other processes on the same database. */
  readonly nodes: Nodes | null = null
  readonly #kit: Kit
  /** Questions for news by HTTP: whoever's rights change is answered at once, and judged before that. */
  readonly #visits = new Set<Visit>()
  readonly #around: Surroundings
  readonly #entries = new Map<Id, Entry>()
  readonly #compactor: Compactor
  readonly #byPerson = new Map<Id, number>()
  readonly #beat: NodeJS.Timeout
  /** What this person may do with a draft of this kind now. */
  readonly #roleOf: (actor: Actor, subjectKind: string, draftId: Id) => Promise<DraftRole | null>
  /** Rows at which the server has written anew what stood in a draft; whoever lets it do so says which. */
  rewritten: (draftId: Id) => Promise<number[]> = () => Promise.resolve([])
  /** How often rights were taken away or looked up again: who was let in meanwhile is looked up once more. */
  judgedAnew = 0
  #isClosing = false
  /** What is being cut was cut on another node first. */
  #isRelaying = false
  #recheckedAt = performance.now()

  constructor(kit: Kit, roleOf: DraftHub['roleOf'], limits: Limits = usualLimits) {
    this.#kit = kit
    this.#roleOf = roleOf
    this.limits = { ...limits }
    this.metrics = draftMetrics(kit.metrics, {
      connections: () => this.connections.size,
      drafts: () => this.#entries.size,
      bytes: () => this.#sum((draft) => draft.size),
      queued: () => this.#sum((draft) => draft.queued),
      waitingSeconds: () => this.#waitingSeconds(),
    })
    this.#compactor = new Compactor(kit, this.limits, this.metrics)
    this.#around = {
      db: kit.db,
      log: new DraftLog(kit.db, kit.clock, limits.commitRetriesMs),
      limits: this.limits,
      metrics: this.metrics,
      dropped: (draft, error) => this.#dropped(draft, error),
      wrote: null,
      rewritten: async (draftId) => [
        ...(await this.rewritten(draftId)),
        ...(await listRestorations(kit.db, draftId)),
      ],
    }
    const { databaseUrl } = kit.config
    // An embedded database has one process only.
    if (databaseUrl) {
      this.nodes = new Nodes({
        databaseUrl,
        log: kit.log,
        gatherMs: limits.hintMs,
        heard: (hint) => this.#heardFromNode(hint),
        missed: () => void this.#lookAtAll(),
      })
      this.#around.wrote = (draftId) => this.nodes?.tell(`draft:${draftId}`)
    }
    this.#beat = setInterval(() => this.#everySecond(), 1000)
    this.#beat.unref()
  }

  get roleOf() {
    return this.#roleOf
  }

  get isClosing(): boolean {
    return this.#isClosing
  }

  /** The live draft, loaded once for all who ask; null when there is none. Whoever gets one must `release` it. */
  async acquire(draftId: Id): Promise<LiveDraft | null> {
    const entry = this.#entries.get(draftId) ?? this.#open(draftId)
    entry.users++
    if (entry.idle) clearTimeout(entry.idle)
    entry.idle = null
    try {
      const draft = await entry.loading
      if (!draft) this.#release(draftId, entry)
      return draft
    } catch (error) {
      this.#release(draftId, entry)
      throw error
    }
  }

  release(draft: LiveDraft): void {
    const entry = this.#entries.get(draft.id)
    if (entry) void entry.loading.then((loaded) => loaded === draft && this.#release(draft.id, entry))
  }

  /** Puts a person's socket at a draft that was acquired for it. */
  connect(socket: WebSocket, stream: Duplex, visitor: Visitor, role: DraftRole, draft: LiveDraft): void {
    const { limits, metrics } = this
    const connection = new Connection({
      ...{ socket, stream, visitor, role, draft, limits, metrics },
      ended: (connection) => this.#ended(connection),
      failed: (error) => this.#kit.log.error({ err: error }, 'a message to a draft failed'),
    })
    this.connections.add(connection)
    this.#byPerson.set(visitor.personId, (this.#byPerson.get(visitor.personId) ?? 0) + 1)
    if (this.#isClosing) connection.end(closeCode.restart, 'restarting')
    else if (draft.isGone) connection.end(closeCode.reload, 'loaded anew')
    else if (connection.isOutdated) connection.end(closeCode.outdated, 'the page is too old')
    else if (!this.mayConnect(visitor.personId, draft, 0))
      connection.end(closeCode.tooMany, 'too many at once')
    else connection.welcome()
    if (visitor.judgedAnew !== this.judgedAnew) void this.#judge(connection)
  }

  /** Lets a page without WebSocket wait for news at a draft that was acquired for it. Refuses `too_many_requests`. */
  async wait(
    visit: Visit,
    draft: LiveDraft,
    seconds: number,
    givingUp: (giveUp: () => void) => void,
  ): Promise<void> {
    const { personId } = visit
    if (!this.mayConnect(personId, draft)) refuse('too_many_requests')
    this.#visits.add(visit)
    this.#byPerson.set(personId, (this.#byPerson.get(personId) ?? 0) + 1)
    try {
      if (!this.#isClosing) await visit.news(seconds, givingUp)
    } finally {
      this.#visits.delete(visit)
      this.#left(personId)
    }
  }

  /** Whether there is room for so many more. */
  mayConnect(personId: Id, draft: LiveDraft, more = 1): boolean {
    return (
      (this.#byPerson.get(personId) ?? 0) + more <= this.limits.connectionsPerPerson &&
      draft.lines.size + more <= this.limits.connectionsPerDraft
    )
  }

  /**
   * Changes a draft on behalf of somebody, beside those who type: what they write meanwhile stays. On disk when it
   * answers, with null when nothing changed. Refuses `not_found`, `draft_frozen`, `draft_too_large`. Whether they may is the
   * caller's question.
   */
  edit(draftId: Id, actor: Pick<Actor, 'personId'>, change: Change): Promise<Written | null> {
    return this.#with(draftId, (draft) => editDraft(draft, actor, change))
  }

  /** The same for what is not said as a text; see `changeDraft`. */
  change(draftId: Id, actor: Pick<Actor, 'personId'>, change: Deed): Promise<Written | null> {
    return this.#with(draftId, (draft) => changeDraft(draft, actor, change))
  }

  async #with<T>(draftId: Id, deed: (draft: LiveDraft) => Promise<T>): Promise<T> {
    const draft = (await this.acquire(draftId)) ?? refuse('not_found')
    try {
      return await deed(draft)
    } finally {
      this.release(draft)
    }
  }

  /** Resolves when everything received so far is on disk or refused. */
  async settle(draftId: Id): Promise<void> {
    await (await this.#loaded(draftId))?.settle()
  }

  /** The log holds more than this process has seen of it. */
  async lookAgain(draftId: Id): Promise<void> {
    ;(await this.#loaded(draftId))?.fellBehind()
  }

  /** An act has written into the log of a draft by itself: everybody here and on the other nodes is told. */
  async wroteBeside(draftId: Id): Promise<void> {
    this.nodes?.tell(`draft:${draftId}`)
    await this.lookAgain(draftId)
  }

  /** The state of a draft in the database has changed. */
  async refresh(draftId: Id): Promise<void> {
    this.nodes?.tell(`draft:${draftId}`)
    await (await this.#loaded(draftId))?.refresh()
  }

  /** `person:<id>`: judged anew; `session:<id>`: over. */
  cut(whose: string): void {
    if (!this.#isRelaying) this.nodes?.tell(`cut:${whose}`)
    this.judgedAnew++
    for (const visit of this.#visits) visit.sayHello()
    for (const connection of this.connections) {
      if (whose === `session:${connection.sessionId}`) connection.end(closeCode.signedOut, 'signed out')
      else if (whose === `person:${connection.personId}`) void this.#judge(connection)
    }
  }

  /** Asks again what everybody at the draft, or everybody at all, may do. */
  async recheck(draftId?: Id): Promise<void> {
    if (draftId) this.nodes?.tell(`rights:${draftId}`)
    await this.#recheckHere(draftId)
  }

  async #recheckHere(draftId?: Id): Promise<void> {
    this.judgedAnew++
    if (draftId) for (const visit of this.#visits) visit.sayHello()
    const open = [...this.connections].filter((each) => !draftId || each.draft.id === draftId)
    if (draftId) await Promise.all(open.map((each) => this.#judge(each)))
    else for (const each of open) await this.#judge(each)
  }

  /** Lets nobody in, puts everything on disk, says goodbye. */
  async close(): Promise<void> {
    this.#isClosing = true
    clearInterval(this.#beat)
    for (const visit of this.#visits) visit.end(closeCode.restart)
    const nodesGone = this.nodes?.close()
    const loaded = await Promise.allSettled([...this.#entries.values()].map((each) => each.loading))
    const drafts = loaded.flatMap((each) => (each.status === 'fulfilled' && each.value ? [each.value] : []))
    await Promise.all(drafts.map((each) => each.settle()))
    await this.#compactor.settle()
    await Promise.all([...this.connections].map((each) => each.goodbye(closeCode.restart, 'restarting')))
    // What came in between, from those who typed to the last moment.
    await Promise.all(drafts.map((each) => each.settle()))
    for (const draft of drafts) await this.#putAway(draft)
    for (const entry of this.#entries.values()) if (entry.idle) clearTimeout(entry.idle)
    this.#entries.clear()
    await nodesGone
  }

  #heardFromNode(hint: string): void {
    const [what, ...rest] = hint.split(':')
    const whose = rest.join(':')
    if (what === 'draft') this.#entries.get(whose)?.draft?.fellBehind()
    else if (what === 'rights') void this.#recheckHere(whose)
    else if (what === 'cut') {
      this.#isRelaying = true
      try {
        this.#kit.cut(whose)
      } finally {
        this.#isRelaying = false
      }
    }
  }

  /** Hints may be lost: looks whether another node has written to a draft that is open here. */
  async #lookAtAll(): Promise<void> {
    try {
      for (const each of await listHeads(this.#kit.db, [...this.#entries.keys()]))
        if (this.#entries.get(each.id)?.draft?.differs(each)) this.#entries.get(each.id)?.draft?.fellBehind()
    } catch (error) {
      this.#kit.log.warn({ err: error }, 'the heads of the open drafts could not be read')
    }
  }

  #sum(of: (draft: LiveDraft) => number): number {
    let sum = 0
    for (const { draft } of this.#entries.values()) if (draft) sum += of(draft)
    return sum
  }

  #waitingSeconds(): number {
    let since = performance.now()
    const now = since
    for (const { draft } of this.#entries.values()) since = Math.min(since, draft?.waitsSince ?? now)
    for (const each of this.connections) since = Math.min(since, each.heldSince ?? now)
    return (now - since) / 1000
  }

  /** Shortens the reading of one of the open drafts whose log has grown, if there is one. */
  compactOne(options: { again?: boolean } = {}): Promise<void> {
    return this.#compactor.one(
      [...this.#entries.values()].map((each) => each.draft),
      options,
    )
  }

  async #loaded(draftId: Id): Promise<LiveDraft | null> {
    return (await this.#entries.get(draftId)?.loading.catch(() => null)) ?? null
  }

  #open(draftId: Id): Entry {
    const started = performance.now()
    const loading = LiveDraft.load(this.#around, draftId).then((draft) => {
      this.metrics.loadSeconds.observe((performance.now() - started) / 1000)
      return (entry.draft = draft)
    })
    const entry: Entry = { draft: null, loading, users: 0, idle: null }
    this.#entries.set(draftId, entry)
    // A failure is not kept: the next one who comes tries again.
    entry.loading.catch(() => this.#forget(draftId, entry))
    return entry
  }

  #release(draftId: Id, entry: Entry): void {
    entry.users--
    if (entry.users > 0 || this.#entries.get(draftId) !== entry) return
    entry.idle = setTimeout(() => void this.#unload(draftId, entry), this.limits.idleSeconds * 1000)
    entry.idle.unref()
  }

  async #unload(draftId: Id, entry: Entry): Promise<void> {
    const draft = await entry.loading.catch(() => null)
    // Looked at again in the same breath as it is removed.
    if (entry.users > 0 || this.#entries.get(draftId) !== entry || (draft && !draft.isQuiet)) return
    this.#entries.delete(draftId)
    if (draft) await this.#putAway(draft)
  }

  async #putAway(draft: LiveDraft): Promise<void> {
    // A state that is not on disk must not be compared with the disk.
    if (draft.isGone || !draft.isQuiet) return
    const state = this.#compactor.isDue(draft) ? draft.missing(new Map()) : null
    draft.unload()
    if (state) await this.#compactor.compact(draft, draft.head, state)
  }

  #forget(draftId: Id, entry: Entry): void {
    if (this.#entries.get(draftId) === entry) this.#entries.delete(draftId)
  }

  #dropped(draft: LiveDraft, error: unknown): void {
    this.metrics.poisoned.inc()
    if (error) this.#kit.log.error({ err: error, draftId: draft.id }, 'a draft is loaded anew')
    const entry = this.#entries.get(draft.id)
    if (entry) this.#forget(draft.id, entry)
    setImmediate(() => draft.unload())
  }

  #ended(connection: Connection): void {
    this.connections.delete(connection)
    this.#left(connection.personId)
    this.release(connection.draft)
  }

  #left(personId: Id): void {
    const left = (this.#byPerson.get(personId) ?? 1) - 1
    if (left > 0) this.#byPerson.set(personId, left)
    else this.#byPerson.delete(personId)
  }

  /** Whether the session still stands and what its person may do here now. */
  async #judge(connection: Connection): Promise<void> {
    try {
      const verdict = await this.#verdict(connection)
      if (typeof verdict === 'number') connection.end(verdict, 'no access any more')
      else connection.grant(verdict)
    } catch (error) {
      this.#kit.log.error({ err: error }, 'rights at a draft could not be looked up')
      connection.end(closeCode.storage, 'storage')
    }
  }

  async #verdict({ cookie, personId, draft }: Connection): Promise<DraftRole | CloseCode> {
    const actor = await this.#kit.identify(cookie)
    if (actor?.personId !== personId) return closeCode.signedOut
    return (await this.#roleOf(actor, draft.subjectKind, draft.id)) ?? closeCode.noAccess
  }

  #beats = 0
  #everySecond(): void {
    this.#beats++
    if (this.#beats % this.limits.keepaliveSeconds === 0)
      for (const each of this.connections) each.keepAlive()
    for (const { draft } of this.#entries.values()) draft?.rest()
    void this.compactOne()
    if (this.nodes && this.#beats % this.limits.pollSeconds === 0) void this.#lookAtAll()
    if (performance.now() - this.#recheckedAt < this.limits.recheckSeconds * 1000) return
    this.#recheckedAt = Infinity
    void this.#recheckHere().finally(() => (this.#recheckedAt = performance.now()))
  }
}
