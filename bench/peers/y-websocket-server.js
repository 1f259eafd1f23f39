import { createServer } from 'node:http'
import { join } from 'node:path'
import { WebSocketServer } from 'ws'
import { report } from './report.js'

/** As its own `server.js`, on a free port, with its own persistence. */
process.env.YPERSISTENCE = join(process.env.DATA_DIR, 'leveldb')
const { setupWSConnection } = await import('@y/websocket-server/utils')

const sockets = new WebSocketServer({ noServer: true })
sockets.on('connection', setupWSConnection)
const server = createServer()
server.on('upgrade', (request, socket, head) =>
  sockets.handleUpgrade(request, socket, head, (line) => sockets.emit('connection', line, request)),
)
server.listen(0, '127.0.0.1', () => report(server.address().port))
