import type { AddressInfo } from 'node:net'
import { WebSocketServer, type WebSocket } from 'ws'

/** The least a server can do: what one says goes to all the others of the room as it is. Nothing is checked and nothing is kept. */
const relay = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false }, () => {
  process.send?.({ origin: `http://127.0.0.1:${(relay.address() as AddressInfo).port}` })
})
const rooms = new Map<string, Set<WebSocket>>()

relay.on('connection', (socket: WebSocket, { url = '' }) => {
  const room = rooms.get(url) ?? new Set()
  rooms.set(url, room.add(socket))
  socket.on('message', (data: Buffer) => {
    for (const other of room) if (other !== socket && other.readyState === other.OPEN) other.send(data)
  })
  socket.on('error', () => undefined)
  socket.on('close', () => room.delete(socket))
})

process.on('message', () => {
  const { user, system } = process.cpuUsage()
  const { rss, heapUsed, external } = process.memoryUsage()
  process.send?.({ usage: user + system, memory: rss, heap: heapUsed + external })
})
process.on('disconnect', () => process.exit(0))
