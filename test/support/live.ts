import type { AddressInfo } from 'node:net'
import { io, type Socket } from 'socket.io-client'
import type { Client, House } from '../house.ts'

/** Somebody in a live room: everything that came, and a way to wait for the next. */
export class Watcher<Event> {
  readonly received: Event[] = []
  readonly #socket: Socket
  #wake: () => void = () => {}

  constructor(socket: Socket, event: string) {
    this.#socket = socket
    socket.on(event, (data: Event) => {
      this.received.push(data)
      this.#wake()
    })
  }

  /** Waits until something that came satisfies the question. */
  async until(isEnough: (event: Event) => boolean): Promise<Event> {
    for (;;) {
      const found = this.received.find(isEnough)
      if (found) return found
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }

  leave(): void {
    this.#socket.disconnect()
  }
}

/** Lets the application listen on a port of its own; answers with its address. */
export async function listening(house: House): Promise<string> {
  if (!house.app.server.listening) await house.app.listen({ port: 0, host: '127.0.0.1' })
  return `http://127.0.0.1:${(house.app.server.address() as AddressInfo).port}`
}

/** Opens a line with the client's cookie and asks for a room; answers with what the server said. */
export async function ask(
  url: string,
  client: Client,
  room: string,
): Promise<{ socket: Socket; answer: unknown }> {
  const socket = io(url, {
    transports: ['websocket'],
    extraHeaders: { cookie: client.cookie },
    reconnection: false,
    forceNew: true,
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('connect_error', reject)
  })
  return { socket, answer: await socket.emitWithAck('watch', room) }
}

/** Enters a room and collects one kind of event. */
export async function watch<Event>(
  url: string,
  client: Client,
  room: string,
  event: string,
): Promise<Watcher<Event>> {
  const { socket, answer } = await ask(url, client, room)
  if (!(answer as { ok?: true }).ok) throw new Error(`${room} was not entered: ${JSON.stringify(answer)}`)
  return new Watcher<Event>(socket, event)
}
