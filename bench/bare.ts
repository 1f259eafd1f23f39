import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'

/** The least that Socket.IO can do: whatever is said to it goes to everybody who is connected. Nothing is checked and nothing is kept. */
const server = createServer((request, response) => {
  const parts: Buffer[] = []
  request.on('data', (part: Buffer) => parts.push(part))
  request.on('end', () => {
    io.emit('meeting:moved', JSON.parse(Buffer.concat(parts).toString()))
    response.end('{}')
  })
})
const io = new Server(server, { transports: ['websocket'], serveClient: false })
server.listen(0, '127.0.0.1', () => {
  process.send?.({ origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
})

process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send?.({ usage: user + system, memory: process.memoryUsage().rss, heap: 0 })
})
process.on('disconnect', () => process.exit(0))
