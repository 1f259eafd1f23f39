import {
  applyGatheringEvent,
  gatheringEvents,
  mayNow,
  queue,
  speaking,
  turnOf,
  type Done,
  type GatheringEvent,
  type GatheringView,
  type Room,
  type Self,
} from '../../shared/gatherings.ts'
import { api, type Api, type Reply } from '../lib/api.ts'
import { LiveRoom } from '../lib/room.svelte.ts'

/** How long an event that came too early waits for the one before it. */
const GAP_MS = 300

type Verb = Exclude<keyof Api, 'get'>

/** A room as it is now: what the page was made with, and everything that came since. */
export class LiveGathering extends LiveRoom {
  #view = $state.raw<GatheringView>() as GatheringView
  #doing = $state.raw<readonly string[]>([])
  #trouble = $state<string | null>(null)
  readonly self: Self
  #early: GatheringEvent[] = []
  #gap: ReturnType<typeof setTimeout> | undefined

  readonly may = $derived.by(() => mayNow(this.#view, this.self))
  readonly speaking = $derived.by(() => speaking(this.#view.turns))
  readonly queue = $derived.by(() => queue(this.#view.turns))
  readonly turn = $derived.by(() => turnOf(this.#view.turns, this.self.personId))
  readonly here = $derived.by(() => this.#view.attendance.filter((each) => each.outAt === null))

  constructor(room: Room) {
    super(room.now)
    this.#view = room.gathering
    this.self = room.self
  }

  get view(): GatheringView {
    return this.#view
  }

  /** Code of the last refusal, until something goes well. */
  get trouble(): string | null {
    return this.#trouble
  }

  forget(): void {
    this.#trouble = null
  }

  isDoing = (path: string): boolean => this.#doing.includes(path)

  /** Listens until the returned function is called. */
  listen(): () => void {
    const leave = this.watch(`gathering:${this.#view.id}`, (event, data) => {
      // Typed by the server that sends it: the same schema is checked there by the property test.
      if (gatheringEvents.some((each) => each === event)) this.#take(data as GatheringEvent)
    })
    return () => {
      clearTimeout(this.#gap)
      leave()
    }
  }

  /** Does something in the room; the same thing is not sent twice at a time. */
  async act(verb: Verb, path: string, body?: unknown): Promise<Reply<Done> | null> {
    if (this.#doing.includes(path)) return null
    this.#doing = [...this.#doing, path]
    const reply = await api()[verb]<Done>(`/gatherings/${this.#view.id}${path}`, body)
    this.#doing = this.#doing.filter((each) => each !== path)
    // A question keeps its words and says itself what became of it.
    this.#trouble = reply.ok || path === '/questions' ? null : reply.code
    // Whoever acts sees it at once, also while the line is down.
    if (reply.ok && reply.data.event) this.#take(reply.data.event)
    // A refusal means that the page shows something old.
    else if (!reply.ok && reply.code !== 'offline') void this.catchUp()
    return reply
  }

  protected async catchUp(): Promise<boolean> {
    const reply = await api().get<Room>(`/gatherings/${this.#view.id}`)
    if (!reply.ok) return false
    if (reply.data.gathering.version >= this.#view.version) this.#view = reply.data.gathering
    this.#apply()
    return true
  }

  #take(event: GatheringEvent): void {
    this.#early.push(event)
    this.#apply()
    clearTimeout(this.#gap)
    // Two acts at once may be told in the other order; what is still missing then was lost.
    if (this.#early.length > 0) this.#gap = setTimeout(() => void this.catchUp(), GAP_MS)
  }

  #apply(): void {
    for (const event of [...this.#early].sort((a, b) => a.version - b.version)) {
      const next = applyGatheringEvent(this.#view, event)
      if (next !== 'refetch') this.#view = next
    }
    this.#early = this.#early.filter((each) => each.version > this.#view.version)
  }
}
