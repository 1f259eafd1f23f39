import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Database } from '@hocuspocus/extension-database'
import { Server } from '@hocuspocus/server'
import { report } from './report.js'

/**
 * With SQLite as its own extension keeps it: one row per document, the whole state over the one before. Node's SQLite stands in for
 * the native module of that extension, which has to be compiled.
 */
const database = new DatabaseSync(join(process.env.DATA_DIR, 'hocuspocus.sqlite'))
database.exec('create table if not exists documents (name text not null unique, data blob not null)')
const read = database.prepare('select data from documents where name = ?')
const write = database.prepare(
  'insert into documents (name, data) values (?, ?) on conflict (name) do update set data = excluded.data',
)

const server = new Server({
  quiet: true,
  stopOnSignals: false,
  address: '127.0.0.1',
  port: 0,
  extensions: [
    new Database({
      fetch: async ({ documentName }) => read.get(documentName)?.data ?? null,
      store: async ({ documentName, state }) => void write.run(documentName, state),
    }),
  ],
})
await server.listen()
report(server.httpServer.address().port)
