import type { Socket } from 'socket.io-client'

interface Watcher {
  /** An event of the room. */
  told(event: string, data: unknown): void
  /** The line is there (again): whatever was told in between was missed, so ask anew. */
  joined(): void
  /** The line is gone. */
  lost(): void
}

/** Not all at the same moment: a server that restarts has everybody coming back. */
const backAfter = () => 500 + Math.random() * 2000

/** Where too many look on already, a place may be free later. */
const whenLess = () => 20_000 + Math.random() * 20_000

/** The one line of this page: whatever rooms it watches, they share it. */
class Line {
  readonly #rooms = new Map<string, Set<Watcher>>()
  #socket: Socket | undefined
  #isOver = false
  #back: ReturnType<typeof setTimeout> | undefined

  constructor() {
    void import('socket.io-client').then(({ io }) => {
      if (this.#isOver) return
      const socket = io({ transports: ['websocket', 'polling'] })
      this.#socket = socket
      socket.on('connect', () => {
        for (const room of this.#rooms.keys()) this.#enter(room)
      })
      socket.onAny((event: string, data: unknown, room: string) => {
        // What is told to the person alone, in a room that nobody asks for, everybody hears.
        for (const watcher of this.#rooms.get(room) ?? this.#watchers()) watcher.told(event, data)
      })
      socket.on('connect_error', ({ message }) => {
        if (message === 'sign_in_required') {
          // What is public is told to strangers too.
          socket.auth = { stranger: true }
          socket.connect()
        } else if (message === 'too_many_requests') {
          for (const watcher of this.#watchers()) watcher.lost()
          this.#back = setTimeout(() => socket.connect(), whenLess())
        }
      })
      socket.on('disconnect', (reason) => {
        for (const watcher of this.#watchers()) watcher.lost()
        // The server ends lines when rights change or it restarts; Socket.IO takes that for a farewell and would stay away.
        if (reason === 'io server disconnect') this.#back = setTimeout(() => socket.connect(), backAfter())
      })
    })
  }

  add(room: string, watcher: Watcher): void {
    const watchers = this.#rooms.get(room)
    this.#rooms.set(room, (watchers ?? new Set()).add(watcher))
    if (this.#socket?.connected) this.#enter(room)
  }

  /** Whether anybody still watches anything. */
  remove(room: string, watcher: Watcher): boolean {
    const watchers = this.#rooms.get(room)
    watchers?.delete(watcher)
    if (watchers?.size === 0) {
      this.#rooms.delete(room)
      this.#socket?.emit('unwatch', room)
    }
    return this.#rooms.size > 0
  }

  end(): void {
    this.#isOver = true
    clearTimeout(this.#back)
    this.#socket?.disconnect()
  }

  #watchers = (): Watcher[] => [...this.#rooms.values()].flatMap((watchers) => [...watchers])

  /** Asked for a room that it is in, the server says yes again. */
  #enter(room: string): void {
    if (room === OWN) return
    this.#socket?.emit('watch', room, (answer: { ok?: true }) => {
      if (answer.ok) for (const watcher of this.#rooms.get(room) ?? []) watcher.joined()
    })
  }
}

let line: Line | null = null

/** No room of the server: what is told to the reader comes by itself. */
const OWN = 'own'

/** Hears what is told to the reader alone, or to everybody who sits in their council, until the returned function is called. */
export const hearOwn = (told: Watcher['told']): (() => void) =>
  watchRoom(OWN, { told, joined: () => undefined, lost: () => undefined })

/**
 * Watches a room `<noun>:<id>` while a page lives; answers with a function that leaves it. Socket.IO is fetched only then, so
 * that the page is read before it arrives. A stranger hears of what is public.
 */
export function watchRoom(room: string, watcher: Watcher): () => void {
  const mine = (line ??= new Line())
  mine.add(room, watcher)
  return () => {
    if (mine.remove(room, watcher)) return
    mine.end()
    if (line === mine) line = null
  }
}
