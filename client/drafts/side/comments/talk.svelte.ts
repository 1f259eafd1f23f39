import type { Editor } from '@tiptap/core'
import { untrack } from 'svelte'
import {
  applyThreadEvent,
  QUOTE_LENGTH,
  threadEvents,
  withThread,
  type Thread,
  type ThreadEvent,
  type ThreadList,
} from '../../../../shared/comments.ts'
import { reaches } from '../../../../shared/drafts.ts'
import { api, type Reply } from '../../../lib/api.ts'
import { watchRoom } from '../../../lib/live.ts'
import { shortName } from '../../../lib/names.ts'
import { say } from '../../../lib/say.ts'
import { comments } from '../../../texts/comments.ts'
import type { Beside, SideTool } from '../side.ts'
import { introduce } from './talks.ts'
import { Unsent } from './unsent.svelte.ts'
import type { Place, Range } from './place.ts'

/** What is said about a text, and which words of it are being talked about. One for each text on the page. */
export class Talk {
  readonly beside: Beside
  readonly #open: () => void
  #list = $state.raw<ThreadList | null>(null)
  #trouble = $state<string | null>(null)
  #order = $state.raw<readonly string[] | null>(null)
  #isConnected = $state<boolean | null>(null)
  #news = $state('')
  #active = $state<string | null>(null)
  /** The words that a new thread will be about. */
  #place = $state.raw<Place | null>(null)
  #tooMuch = $state(false)
  /** Grows when the keyboard shall go to the form or to the active thread. */
  #wanted = $state<{ what: 'form' | 'thread'; n: number }>({ what: 'thread', n: 0 })
  #leave: (() => void) | null = null
  #room: string | null = null
  #editor: Editor | null = null

  /** `open` opens the panel. */
  constructor(beside: Beside, open: () => void) {
    this.beside = beside
    this.#open = open
    introduce(beside, this)
  }

  readonly threads = $derived.by(() => this.#list?.threads ?? [])
  readonly open = $derived.by(() => this.threads.filter(({ state }) => state === 'open'))
  readonly resolved = $derived.by(() => this.threads.filter(({ state }) => state === 'resolved'))
  /** Threads whose words stand in the text, in its order: as the editor has it, else as the server had it. */
  readonly order = $derived.by(() => this.#order ?? this.#list?.placed ?? [])

  /** In the order of the text; those whose words are gone stand last. */
  sorted(threads: readonly Thread[]): Thread[] {
    const at = ({ id }: Thread) => {
      const index = this.order.indexOf(id)
      return index < 0 ? this.order.length : index
    }
    return threads.toSorted((a, b) => at(a) - at(b))
  }

  isGone = (thread: Thread): boolean => !this.order.includes(thread.id)

  get list(): ThreadList | null {
    return this.#list
  }

  /** Why there is no list. */
  get trouble(): string | null {
    return this.#trouble
  }

  get isConnected(): boolean | null {
    return this.#isConnected
  }

  /** What came from others, for those who do not see it come. */
  get news(): string {
    return this.#news
  }

  get active(): string | null {
    return this.#active
  }

  get place(): Place | null {
    return this.#place
  }

  get isTooMuch(): boolean {
    return this.#tooMuch
  }

  get wanted() {
    return this.#wanted
  }

  get mayBegin(): boolean {
    return this.#list?.can.begin ?? false
  }

  /** The panel's entry; nothing for who only reads the text. */
  get tools(): SideTool[] {
    if (!this.#list && !(this.#trouble && reaches(this.beside.role, 'comment'))) return []
    return [
      {
        id: 'comments',
        title: say(comments).title,
        count: this.open.length,
        load: () => import('./Panel.svelte'),
      },
    ]
  }

  /** Asks, listens and follows the address until the returned function is called. */
  begin(): () => void {
    const onhash = () => this.#follow()
    const onkey = (event: KeyboardEvent) => this.#hotkey(event)
    void this.refetch().then(() => {
      this.#restore()
      this.#follow()
    })
    window.addEventListener('hashchange', onhash)
    document.addEventListener('keydown', onkey)
    return () => {
      window.removeEventListener('hashchange', onhash)
      document.removeEventListener('keydown', onkey)
      this.#leave?.()
      this.#leave = null
    }
  }

  async refetch(): Promise<void> {
    const reply = await api().get<ThreadList>(`/drafts/${this.beside.draftId}/threads`)
    if (!reply.ok) {
      this.#trouble = reply.code
      if (['not_allowed', 'not_found', 'sign_in_required'].includes(reply.code)) this.#list = null
      return
    }
    this.#trouble = null
    this.#list = reply.data
    this.#paint()
    this.#watch(`${reply.data.self.isInside ? 'circle' : 'comments'}:${this.beside.draftId}`)
  }

  /** The editor has come, gone or been made anew. */
  meet(editor: Editor | null): void {
    if (editor !== this.#editor) untrack(() => this.#take(editor))
  }

  #take(editor: Editor | null): void {
    this.#editor = editor
    this.#order = null
    const marks = editor?.storage.commentMarks
    if (!editor || !marks) return
    marks.onpress = (id) => this.read(id)
    marks.onorder = (order) => (this.#order = order)
    this.#paint()
    this.#order = marks.order(editor)
    const range = this.#place && marks.find(editor, this.#place)
    if (range) marks.point(editor, range)
    this.#follow()
  }

  /** Opens the panel at a thread; the caret stays where it is. */
  read(id: string, { focus = false } = {}): void {
    this.#active = id
    this.#paint()
    this.#open()
    this.#wanted = { what: 'thread', n: focus ? this.#wanted.n + 1 : this.#wanted.n }
  }

  forgetActive(): void {
    this.#active = null
    this.#paint()
  }

  /** Brings the words of a thread into sight. */
  show(id: string): void {
    this.#active = id
    this.#paint()
    if (this.#editor) this.#editor.storage.commentMarks.go(this.#editor, id)
  }

  /** Whether there is something to talk about that is selected. */
  hasSelection(): boolean {
    void this.beside.version
    return this.#editor !== null && this.#editor.storage.commentMarks.selected(this.#editor) !== null
  }

  /** Begins a comment on the selection, or on the range given; opens the panel at its form. */
  talkAbout(range?: Range): void {
    const editor = this.#editor
    const marks = editor?.storage.commentMarks
    const chosen = range ?? (editor && marks?.selected(editor))
    this.#tooMuch = false
    if (editor && marks && chosen && this.mayBegin) {
      marks.point(editor, chosen)
      const place = marks.place(editor)
      this.#tooMuch = (place?.quote.length ?? 0) > QUOTE_LENGTH
      if (place && !this.#tooMuch) {
        this.#place = place
        this.#active = null
        this.unsent('new').place = place
        this.#paint()
      } else marks.point(editor, null)
    }
    this.#open()
    this.#wanted = { what: 'form', n: this.#wanted.n + 1 }
  }

  /** The words are not to be talked about after all; what was written is kept until the next. */
  dropPlace(): void {
    this.#place = null
    this.unsent('new').place = null
    if (this.#editor) this.#editor.storage.commentMarks.point(this.#editor, null)
  }

  blocks(): (Range & { words: string })[] {
    return this.#editor ? this.#editor.storage.commentMarks.blocks(this.#editor) : []
  }

  /** What was written and not sent; `new`, or the id of the thread that it answers. */
  unsent(where: string): Unsent {
    return (this.#unsent[where] ??= new Unsent(
      `comment:${this.beside.draftId}:${this.beside.user.id}:${where}`,
    ))
  }
  readonly #unsent: Record<string, Unsent> = {}

  /** Sends a new thread. Others may have changed the words while it was written: then they are taken as they stand now, once. */
  async send(): Promise<Reply<Thread> | null> {
    const unsent = this.unsent('new')
    const first = this.#nowAt() ?? this.#place
    if (!first) return null
    let reply = await this.#post(unsent, first)
    const now = this.#nowAt()
    if (!reply.ok && reply.code === 'comment_place_gone' && now && now.quote !== first.quote)
      reply = await this.#post(unsent, now)
    if (!reply.ok) return reply
    this.#put(reply.data)
    unsent.clear()
    this.dropPlace()
    this.read(reply.data.id, { focus: true })
    return reply
  }

  reply(threadId: string): Promise<Reply<Thread>> {
    const unsent = this.unsent(threadId)
    const { text, mentions, key } = unsent
    return this.#done(api().post<Thread>(`/threads/${threadId}/comments`, { text, mentions, key }), unsent)
  }

  edit = (commentId: string, unsent: Unsent): Promise<Reply<Thread>> =>
    this.#done(
      api().patch<Thread>(`/comments/${commentId}`, { text: unsent.text, mentions: unsent.mentions }),
      unsent,
    )

  remove = (commentId: string): Promise<Reply<Thread>> =>
    this.#done(api().delete<Thread>(`/comments/${commentId}`))

  turn = (threadId: string, verb: 'resolve' | 'reopen'): Promise<Reply<Thread>> =>
    this.#done(api().post<Thread>(`/threads/${threadId}/${verb}`))

  /** The next open thread in the text, or the one before. */
  step(by: 1 | -1): void {
    const ids = this.sorted(this.open)
      .filter((thread) => !this.isGone(thread))
      .map(({ id }) => id)
    if (ids.length === 0) return this.#open()
    const at = this.#active === null ? -1 : ids.indexOf(this.#active)
    const next = at < 0 ? (by > 0 ? 0 : ids.length - 1) : (at + by + ids.length) % ids.length
    this.show(ids[next]!)
    this.read(ids[next]!, { focus: true })
  }

  #nowAt(): Place | null {
    return this.#editor && this.#editor.storage.commentMarks.place(this.#editor)
  }

  #post({ text, mentions, key }: Unsent, place: Place): Promise<Reply<Thread>> {
    const { draftId } = this.beside
    return api().post<Thread>(`/drafts/${draftId}/threads`, { ...place, text, mentions, key })
  }

  async #done(asked: Promise<Reply<Thread>>, unsent?: Unsent): Promise<Reply<Thread>> {
    const reply = await asked
    if (reply.ok) {
      this.#put(reply.data)
      unsent?.clear()
    }
    // A refusal means that the page shows something old.
    else if (reply.code !== 'offline') void this.refetch()
    return reply
  }

  #put(thread: Thread): void {
    const gone = thread.state === 'removed'
    this.#change(gone ? this.threads.filter(({ id }) => id !== thread.id) : withThread(this.threads, thread))
    if (gone && this.#active === thread.id) this.forgetActive()
  }

  #change(threads: readonly Thread[]): void {
    if (!this.#list) return
    this.#list = { ...this.#list, threads: [...threads] }
    this.#paint()
  }

  #watch(room: string): void {
    if (room === this.#room) return
    this.#leave?.()
    this.#room = room
    this.#leave = watchRoom(room, {
      told: (name, data) => {
        if (threadEvents.some((each) => each === name)) this.#hear(name, data as ThreadEvent)
        else if (name === 'threads:changed') void this.refetch()
      },
      joined: () => {
        this.#isConnected = true
        void this.refetch()
      },
      lost: () => (this.#isConnected = false),
    })
  }

  #hear(name: string, event: ThreadEvent): void {
    const next = applyThreadEvent(this.threads, event)
    if (next === 'refetch') void this.refetch()
    else if (next !== this.threads) this.#change(next)
    const { comment } = event
    if (!comment?.author.id || comment.author.id === this.beside.user.id) return
    if (name === 'thread:opened') this.#news = say(comments).came(shortName(comment.author.name))
    if (name === 'comment:added') this.#news = say(comments).answered(shortName(comment.author.name))
  }

  #paint(): void {
    const editor = this.#editor
    if (!editor) return
    const { mark } = say(comments)
    const threads = Object.fromEntries(
      this.threads.map(({ id, state, quote, author, comments: said }) => [
        id,
        { isOpen: state === 'open', label: mark(shortName(author.name), said.length - 1), quote },
      ]),
    )
    editor.storage.commentMarks.show(editor, { threads, active: this.#active })
  }

  /** A comment that was being written when the page was left. */
  #restore(): void {
    const { place } = this.unsent('new')
    if (!place || this.#place || !this.mayBegin) return
    this.#place = place
    const editor = this.#editor
    const range = editor && editor.storage.commentMarks.find(editor, place)
    if (editor && range) editor.storage.commentMarks.point(editor, range)
  }

  /** `#comment-<id>` in the address: as it comes in a letter. */
  #follow(): void {
    const id = /^#comment-([0-9a-f-]{36})$/.exec(location.hash)?.[1]
    if (!id || this.#followed === location.hash || !this.threads.some((each) => each.id === id)) return
    if (this.#editor) this.#followed = location.hash
    this.read(id, { focus: true })
    this.show(id)
  }
  #followed = ''

  #hotkey(event: KeyboardEvent): void {
    if (!(event.ctrlKey || event.metaKey) || !event.altKey || !this.#list) return
    const deed = {
      KeyM: () => this.talkAbout(),
      PageDown: () => this.step(1),
      PageUp: () => this.step(-1),
    }[event.code]
    if (!deed) return
    event.preventDefault()
    deed()
  }
}
