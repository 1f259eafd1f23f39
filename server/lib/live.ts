import type { Server as HttpServer } from 'node:http'
import { Server, type Socket } from 'socket.io'
import type { Id } from '../../shared/values.ts'
import type { Actor } from './actor.ts'
import type { Kit } from './kit.ts'
import { isOwnOrigin } from './origin.ts'
import { Refusal } from './refuse.ts'

/** What an act needs of it; the tests have one that only remembers. */
export interface Live {
  publish(room: string, event: string, data: unknown): void
}

/** Who may watch rooms of one kind, and what happens when they come and go. */
export interface RoomKind {
  mayWatch(actor: Actor, id: Id): Promise<boolean>
  entered?(actor: Actor, id: Id, socketId: string): Promise<void>
  left?(actor: Actor, id: Id, socketId: string): Promise<void>
}

type Ack = (answer: { ok: true } | { code: string }) => void

const MAX_ROOMS = 20

/**
 * Socket.IO: everything that is an application event. A signed-in person watches rooms `<noun>:<id>`; acts themselves
 * go by HTTP, so a client may only `watch` and `unwatch`.
 */
export class LiveSockets implements Live {
  readonly #kit: Kit
  readonly #kinds = new Map<string, RoomKind>()
  #io: Server | null = null

  constructor(kit: Kit) {
    this.#kit = kit
  }

  room(kind: string, rules: RoomKind): void {
    this.#kinds.set(kind, rules)
  }

  publish(room: string, event: string, data: unknown): void {
    this.#io?.to(room).emit(event, data)
  }

  /** Ends the sockets of a person or of one session: `person:<id>` or `session:<id>`. */
  cut(whose: string): void {
    this.#io?.in(whose).disconnectSockets(true)
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
      this.#kit
        .identify(socket.request.headers.cookie)
        .then((actor) => {
          if (!actor) return next(new Error('sign_in_required'))
          socket.data = { actor }
          next()
        })
        .catch((error: unknown) => {
          this.#kit.log.error({ err: error }, 'a socket could not be identified')
          next(new Error('internal'))
        })
    })
    io.on('connection', (socket) => void this.#welcome(socket))
    this.#io = io
  }

  async close(): Promise<void> {
    await this.#io?.close()
    this.#io = null
  }

  async #welcome(socket: Socket): Promise<void> {
    const { actor } = socket.data as { actor: Actor }
    const watched = new Set<string>()
    socket.on('watch', (room: unknown, ack: unknown) => {
      if (typeof ack !== 'function') return
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
    await socket.join([`person:${actor.personId}`, `session:${actor.sessionId}`])
  }

  async #watch(socket: Socket, actor: Actor, watched: Set<string>, room: unknown): Promise<{ ok: true }> {
    const [name = '', id = ''] = typeof room === 'string' ? room.split(':') : []
    const kind = this.#kinds.get(name)
    if (typeof room !== 'string' || !kind || !id || room.length > 100) throw new Refusal('invalid_request')
    if (watched.has(room)) return { ok: true }
    if (watched.size >= MAX_ROOMS) throw new Refusal('too_many_requests')
    if (!(await kind.mayWatch(actor, id))) throw new Refusal('not_found')
    watched.add(room)
    await socket.join(room)
    await kind.entered?.(actor, id, socket.id)
    // The line may have gone while we asked: then nobody else will say that they left.
    if (socket.disconnected) await this.#leave(socket, actor, room)
    return { ok: true }
  }

  async #leave(socket: Socket, actor: Actor, room: string): Promise<void> {
    const [name = '', id = ''] = room.split(':')
    try {
      await socket.leave(room)
      await this.#kinds.get(name)?.left?.(actor, id, socket.id)
    } catch (error) {
      this.#kit.log.error({ err: error }, 'a room could not be left')
    }
  }
}
