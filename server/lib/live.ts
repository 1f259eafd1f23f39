import type { Server as HttpServer } from 'node:http'
import { Server, type Socket } from 'socket.io'
import type { RefusalCode } from '../../shared/refusals.ts'
import type { Id } from '../../shared/values.ts'
import type { Actor } from './actor.ts'
import type { Kit } from './kit.ts'
import { isOwnOrigin } from './origin.ts'
import { refuse, Refusal } from './refuse.ts'
import { addressOf, Strangers } from './strangers.ts'

/** What an act needs of it; the tests have one that only remembers. */
export interface Live {
  publish(room: string, event: string, data: unknown): void
}

/** Who may watch rooms of one kind, and what happens when they come and go. */
export interface RoomKind {
  mayWatch(actor: Actor, id: Id): Promise<boolean>
  /** Whether it is open to people who are not signed in; to none of this kind unless told. */
  isPublic?(id: Id): Promise<boolean>
  entered?(actor: Actor, id: Id, socketId: string): Promise<void>
  left?(actor: Actor, id: Id, socketId: string): Promise<void>
}

/** Said at the door: no cookie is read then, so that an address of ours brings nobody in who did not mean to come. */
const isStranger = ({ handshake }: Socket): boolean => handshake.auth['stranger'] === true

type Ack = (answer: { ok: true } | { code: string }) => void

const MAX_ROOMS = 20
/** Whoever is not signed in looks at one page; asking on and on ends the line. */
const STRANGER = { rooms: 2, asks: 20 }
/** `<noun>:<id>` and nothing behind it: the same room by another name would be another room. */
const ROOM = /^[a-z]+:[0-9a-f-]{36}$/

/**
 * Socket.IO: everything that is an application event. A signed-in person watches rooms `<noun>:<id>`; acts themselves
 * go by HTTP, so a client may only `watch` and `unwatch`. What is told to a person, or to everybody who sits in a council
 * (`person:<id>`, `council:<id>`), reaches them on whatever page they are. Whoever says that they are a stranger (`auth.stranger`) is
 * asked for no identity and watches what is public, as long as there are not too many.
 */
export class LiveSockets implements Live {
  readonly #kit: Kit
  readonly #kinds = new Map<string, RoomKind>()
  readonly #strangers = new Strangers()
  #io: Server | null = null
  #cuts = 0

  constructor(kit: Kit) {
    this.#kit = kit
  }

  room(kind: string, rules: RoomKind): void {
    this.#kinds.set(kind, rules)
  }

  publish(room: string, event: string, data: unknown): void {
    // With its room: a page that watches several has one line for them all.
    this.#io?.to(room).emit(event, data, room)
  }

  /** Ends the sockets of a person or of one session: `person:<id>` or `session:<id>`. */
  cut(whose: string): void {
    this.#cuts++
    this.#io?.in(whose).disconnectSockets(true)
  }

  /** Rights at something have changed: whoever may no longer watch its rooms is cut off, and judged anew when they come back. */
  async recheck(id: Id): Promise<void> {
    const { adapter, sockets } = this.#io?.of('/') ?? {}
    for (const [noun, kind] of this.#kinds) {
      for (const socketId of [...(adapter?.rooms.get(`${noun}:${id}`) ?? [])]) {
        const socket = sockets?.get(socketId)
        if (!socket) continue
        const stays = isStranger(socket)
          ? await kind.isPublic?.(id)
          : await this.#kit
              .identify(socket.request.headers.cookie)
              .then((actor) => actor !== null && kind.mayWatch(actor, id))
        if (!stays) socket.disconnect(true)
      }
    }
  }

  /** Ends every line, before the server waits for its connections to end: these would not do so by themselves. */
  hangUp(): void {
    this.#io?.disconnectSockets(true)
  }

  get count(): number {
    return this.#io?.engine.clientsCount ?? 0
  }

  attach(server: HttpServer): void {
    const io = new Server(server, {
      // Other upgrades share the port; engine.io must not end those that take their time.
      destroyUpgrade: false,
      serveClient: false,
      maxHttpBufferSize: 64 * 1024,
      transports: ['websocket', 'polling'],
      allowRequest: (request, decide) => decide(null, isOwnOrigin(this.#kit.config, request.headers)),
    })
    io.use((socket, next) => {
      this.#admitted(socket)
        .then((code) => next(code === null ? undefined : new Error(code)))
        .catch((error: unknown) => {
          this.#kit.log.error({ err: error }, 'a socket could not be identified')
          next(new Error('internal'))
        })
    })
    io.on('connection', (socket) => this.#welcome(socket))
    this.#io = io
  }

  async close(): Promise<void> {
    await this.#io?.close()
    this.#io = null
  }

  /** Why a line is not let in, or null. Who somebody is is asked again if a right was taken away while we asked. */
  async #admitted(socket: Socket): Promise<RefusalCode | null> {
    if (isStranger(socket)) {
      const address = addressOf(socket.request)
      if (!this.#strangers.enter(address)) return 'too_many_requests'
      socket.conn.once('close', () => this.#strangers.leave(address))
      return null
    }
    for (;;) {
      const cuts = this.#cuts
      const actor = await this.#kit.identify(socket.request.headers.cookie)
      socket.data = { actor, cuts }
      if (cuts === this.#cuts) return actor === null ? 'sign_in_required' : null
    }
  }

  #welcome(socket: Socket): void {
    const { actor = null, cuts } = socket.data as { actor?: Actor; cuts?: number }
    if (actor) {
      const councils = actor.seats.map(({ councilId }) => `council:${councilId}`)
      void socket.join([`person:${actor.personId}`, `session:${actor.sessionId}`, ...councils])
      // From here on a cut finds it; one that came since it was admitted has not.
      if (cuts !== this.#cuts) return void socket.disconnect(true)
    }
    let asks = 0
    const watched = new Set<string>()
    socket.on('watch', (room: unknown, ack: unknown) => {
      if (typeof ack !== 'function') return
      if (!actor && ++asks > STRANGER.asks) return void socket.disconnect(true)
      this.#watch(socket, actor, watched, room).then(ack as Ack, (error: unknown) => {
        if (!(error instanceof Refusal)) this.#kit.log.error({ err: error }, 'a room could not be entered')
        ;(ack as Ack)({ code: error instanceof Refusal ? error.code : 'internal' })
      })
    })
    socket.on('unwatch', (room: unknown) => {
      if (typeof room === 'string' && watched.delete(room)) void this.#leave(socket, actor, room)
    })
    socket.on('disconnect', () => {
      for (const room of watched) void this.#leave(socket, actor, room)
    })
  }

  async #watch(
    socket: Socket,
    actor: Actor | null,
    watched: Set<string>,
    room: unknown,
  ): Promise<{ ok: true }> {
    if (typeof room !== 'string' || !ROOM.test(room)) throw new Refusal('invalid_request')
    const [name = '', id = ''] = room.split(':')
    const kind = this.#kinds.get(name) ?? refuse('invalid_request')
    if (watched.has(room)) return { ok: true }
    if (watched.size >= (actor ? MAX_ROOMS : STRANGER.rooms)) throw new Refusal('too_many_requests')
    // Counted before it is asked: of a thousand questions at once, twenty reach the database.
    watched.add(room)
    const asked = actor ? kind.mayWatch(actor, id) : kind.isPublic?.(id)
    const isAllowed = await asked?.catch((error: unknown) => {
      watched.delete(room)
      throw error
    })
    if (!isAllowed) {
      watched.delete(room)
      throw new Refusal('not_found')
    }
    await socket.join(room)
    if (actor) await kind.entered?.(actor, id, socket.id)
    // The line or the wish may have gone while we asked: then nobody else will say that they left.
    if (socket.disconnected || !watched.has(room)) await this.#leave(socket, actor, room)
    return { ok: true }
  }

  async #leave(socket: Socket, actor: Actor | null, room: string): Promise<void> {
    const [name = '', id = ''] = room.split(':')
    try {
      await socket.leave(room)
      if (actor) await this.#kinds.get(name)?.left?.(actor, id, socket.id)
    } catch (error) {
      this.#kit.log.error({ err: error }, 'a room could not be left')
    }
  }
}
