import type { Command, Entry } from '../../shared/meetings/entries.ts'
import { applyEntry } from '../../shared/meetings/fold.ts'
import { nextStep } from '../../shared/meetings/next-step.ts'
import { presenceOf, quorumOf } from '../../shared/meetings/quorum.ts'
import { whyNot } from '../../shared/meetings/rules.ts'
import { onFloor, openVoteOf, queueOf } from '../../shared/meetings/speakers.ts'
import { noEntries, type MeetingState } from '../../shared/meetings/state.ts'
import type { MeetingView, Moved } from '../../shared/meetings/views.ts'
import { api, type Reply } from '../lib/api.ts'
import { LiveRoom } from '../lib/room.svelte.ts'
import { newUuid } from '../lib/uuid.ts'
import { aboutOf, KEPT_MS, Unanswered, type Asked } from './asked.ts'

/** Milliseconds between attempts on a lost line; the last one repeats. */
const patience = [1000, 2000, 4000, 8000]

const isLost = (reply: Reply<unknown>): boolean =>
  !reply.ok && (reply.status === 0 || reply.status === 429 || reply.status >= 500)

/**
 * A meeting as it is now: what the page was made with, and every entry since. Nothing is shown before the server has written it; what
 * is asked is sent until it is answered, and once.
 */
export class LiveMeeting extends LiveRoom {
  #view = $state.raw<MeetingView>() as MeetingView
  #state = $state.raw<MeetingState>(noEntries)
  #asked = $state.raw<readonly Asked[]>([])
  #trouble = $state<string | null>(null)
  readonly #unanswered: Unanswered | null
  #catching: Promise<boolean> | null = null
  #wakers: Array<() => void> = []
  #hasLeft = false

  readonly item = $derived.by(() => this.#state.agenda.find(({ id }) => id === this.#state.currentItemId))
  readonly speech = $derived.by(() => onFloor(this.#state))
  readonly queue = $derived.by(() => queueOf(this.#state))
  readonly vote = $derived.by(() => openVoteOf(this.#state))
  /** Of those who are here, or were when the meeting was closed: with it everybody went out. */
  readonly quorum = $derived.by(() => {
    const { convened, closedAt, currentItemId } = this.#state
    if (!convened) return null
    return closedAt === null
      ? quorumOf(this.#state, currentItemId)
      : quorumOf(this.#state, null, ({ intervals }) => intervals.find(({ outAt }) => outAt === closedAt))
  })
  readonly next = $derived.by(() => nextStep(this.#state))
  readonly me = $derived.by(() => this.#state.people.find(({ id }) => id === this.#view.self.who))
  /** Who is here; of a meeting that is over, who was. */
  readonly here = $derived.by(() =>
    this.#state.people.filter((each) =>
      this.#state.closedAt === null ? presenceOf(each) : each.intervals.length > 0,
    ),
  )

  constructor(view: MeetingView, personId: string | null) {
    super(view.now)
    this.#show(view)
    this.#unanswered = personId === null ? null : new Unanswered(view.id, personId)
  }

  get view(): MeetingView {
    return this.#view
  }

  get state(): MeetingState {
    return this.#state
  }

  get self(): MeetingView['self'] {
    return this.#view.self
  }

  override get mayWatch(): boolean {
    return this.#view.can.watch
  }

  get zone(): string {
    return this.#view.council.timeZone
  }

  /** Code of the last refusal, until something goes well. */
  get trouble(): string | null {
    return this.#trouble
  }

  forget(): void {
    this.#trouble = null
  }

  nameOf = (who: string | null): string => this.#state.people.find(({ id }) => id === who)?.name ?? ''

  /** Whether the rule allows it now: what the server will ask again. */
  may = (command: Command): boolean => whyNot(this.#state, this.#view.self, command) === null

  /** Whether the same is on its way. */
  isAsking = (command: Command): boolean => {
    const about = aboutOf(command)
    return this.#asked.some((each) => each.about === about)
  }

  /** Asks for something, unless the same is on its way; answers when the server has, or when waiting has no more sense. */
  async act(command: Command): Promise<Reply<Moved> | null> {
    if (this.isAsking(command)) return null
    const asked = { key: newUuid(), about: aboutOf(command), command, at: Date.now() }
    this.#keep([...this.#asked, asked])
    return this.#deliver(asked)
  }

  /** Listens until the returned function is called; takes up what an earlier visit could not send. */
  listen(): () => void {
    const leave = this.watch(`meeting:${this.#view.id}`, (event, data) => {
      // Typed by the server that sends it: a test holds the same schema against what is told.
      if (event === 'meeting:moved') this.#take((data as Moved).entries as Entry[])
    })
    const kept = this.#unanswered?.recall(Date.now()) ?? []
    this.#keep([...this.#asked, ...kept])
    for (const each of kept) void this.#deliver(each)
    return () => {
      this.#hasLeft = true
      this.#hurry()
      leave()
    }
  }

  override comeBack(): Promise<void> {
    this.#hurry()
    return super.comeBack()
  }

  #show(view: MeetingView): void {
    this.#view = view
    this.#state = view.state ?? { ...noEntries, phase: view.phase }
  }

  #take(entries: readonly Entry[]): void {
    let state = this.#state
    for (const entry of entries) {
      const next = applyEntry(state, entry)
      if (next === 'refetch') {
        void this.catchUp()
        break
      }
      state = next
    }
    this.#state = state
    // As whom somebody is here, and whether they lead, the server knows.
    const turned = entries.some(({ verb }) => verb === 'registration:opened' || verb === 'presiding:changed')
    if (turned) void this.#refetch()
  }

  /** Asks for the entries after the last one that is known; of several at once, one is enough. */
  protected catchUp(): Promise<boolean> {
    this.#catching ??= (async () => {
      const reply = await api().get<Moved>(`/meetings/${this.#view.id}/entries?after=${this.#state.seq}`)
      this.#catching = null
      if (reply.ok) this.#take(reply.data.entries as Entry[])
      return reply.ok
    })()
    return this.#catching
  }

  async #refetch(): Promise<void> {
    const reply = await api().get<MeetingView>(`/meetings/${this.#view.id}`)
    if (reply.ok && (reply.data.state?.seq ?? 0) >= this.#state.seq) this.#show(reply.data)
  }

  async #deliver(asked: Asked): Promise<Reply<Moved>> {
    const { key, command } = asked
    for (let attempt = 0; ; attempt++) {
      const reply = await api().post<Moved>(`/meetings/${this.#view.id}/acts`, { key, ...command })
      const isOver = this.#hasLeft || Date.now() - asked.at >= KEPT_MS
      if (isLost(reply) && !isOver) {
        await this.#pause(patience[Math.min(attempt, patience.length - 1)] ?? 0)
        continue
      }
      // Who leaves the page before the answer finds it asked again on the next visit.
      if (!(isLost(reply) && this.#hasLeft)) this.#keep(this.#asked.filter((each) => each !== asked))
      this.#trouble = reply.ok ? null : reply.code
      if (reply.ok) this.#take(reply.data.entries as Entry[])
      // A refusal means that the page shows something old.
      else if (!isLost(reply)) void this.catchUp()
      return reply
    }
  }

  #keep(asked: readonly Asked[]): void {
    this.#asked = asked
    this.#unanswered?.keep(asked)
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.#wakers.push(() => {
        clearTimeout(timer)
        resolve()
      })
    })
  }

  #hurry(): void {
    for (const wake of this.#wakers.splice(0)) wake()
  }
}
