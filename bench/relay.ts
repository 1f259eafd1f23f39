import type { AddressInfo } from 'node:net'
import { WebSocketServer, type WebSocket } from 'ws'

/** The least a server can do: what one says goes to all the others as it is. Nothing is checked and nothing is kept. */
const relay = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false }, () => {
  process.send?.({ origin: `http://127.0.0.1:${(relay.address() as AddressInfo).port}` })
})

relay.on('connection', (socket: WebSocket) => {
  socket.on('message', (data: Buffer) => {
    for (const other of relay.clients)
      if (other !== socket && other.readyState === other.OPEN) other.send(data)
  })
})

process.on('message', (question) => {
  const { user, system } = process.cpuUsage()
  if (question === 'usage') process.send?.({ usage: user + system, memory: process.memoryUsage().rss })
})
process.on('disconnect', () => process.exit(0))
