import pg from 'pg'
import type { Logger } from 'pino'
import { newId } from '../lib/ids.ts'

const CHANNEL = 'veche_drafts'
/** PostgreSQL takes 8000 bytes; a hint is never text, only what to look at. */
const MOST_BYTES = 7900
const RECONNECT_MS = 1000

export interface NodesOptions {
  databaseUrl: string
  log: Logger
  /** How long hints are gathered: at most one message in this time, however much is typed. */
  gatherMs: number
  /** Another node says that somebody should look. */
  heard(hint: string): void
  /** The line was away: anything may have been missed. */
  missed(): void
}

/**
 * Hints between the processes that work on one PostgreSQL: «look at this draft», «this session is over». They may be lost; whoever
 * misses one finds out by looking now and then. Sent outside of the transactions, on a connection of their own, because a NOTIFY
 * inside of one holds up every commit of the database.
 */
export class Nodes {
  readonly #options: NodesOptions
  readonly #name = newId()
  #gathered = new Set<string>()
  #client: pg.Client | null = null
  #sending: NodeJS.Timeout | null = null
  #returning: NodeJS.Timeout | null = null
  #isSending = false
  #isClosed = false

  constructor(options: NodesOptions) {
    this.#options = options
    void this.#connect()
  }

  tell(hint: string): void {
    this.#gathered.add(hint)
    this.#sendSoon()
  }

  #sendSoon(): void {
    if (this.#isClosed || this.#sending || this.#isSending) return
    this.#sending = setTimeout(() => void this.#send(), this.#options.gatherMs)
    this.#sending.unref()
  }

  /** A message came in; called with what `#send` wrote. */
  hear(message: string): void {
    const [from, ...hints] = message.split('\n')
    if (from !== this.#name) for (const hint of hints) this.#options.heard(hint)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    if (this.#sending) clearTimeout(this.#sending)
    if (this.#returning) clearTimeout(this.#returning)
    await this.#client?.end().catch(() => undefined)
  }

  async #send(): Promise<void> {
    this.#sending = null
    this.#isSending = true
    const hints = [...this.#gathered]
    this.#gathered = new Set()
    // Without a line they are lost; the others look by themselves.
    try {
      for (const message of messages(this.#name, hints))
        await this.#client?.query('select pg_notify($1, $2)', [CHANNEL, message])
    } catch (error) {
      this.#options.log.warn({ err: error }, 'other nodes could not be told')
    }
    this.#isSending = false
    if (this.#gathered.size > 0) this.#sendSoon()
  }

  async #connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#options.databaseUrl,
      keepAlive: true,
      connectionTimeoutMillis: 10_000,
    })
    let isOver = false
    const lost = () => {
      if (isOver) return
      isOver = true
      if (this.#client === client) this.#client = null
      client.end().catch(() => undefined)
      if (this.#isClosed) return
      this.#returning = setTimeout(() => void this.#connect(), RECONNECT_MS * (1 + Math.random()))
      this.#returning.unref()
    }
    client.on('error', lost)
    client.on('end', lost)
    client.on('notification', ({ payload }) => this.hear(payload ?? ''))
    try {
      await client.connect()
      await client.query(`listen ${CHANNEL}`)
    } catch (error) {
      if (!this.#isClosed) this.#options.log.warn({ err: error }, 'other nodes cannot be heard')
      return lost()
    }
    if (this.#isClosed) return void client.end().catch(() => undefined)
    this.#client = client
    this.#options.missed()
  }
}

function* messages(name: string, hints: readonly string[]): Generator<string> {
  let message = name
  for (const hint of hints) {
    if (message.length + hint.length + 1 > MOST_BYTES) {
      yield message
      message = name
    }
    message += `\n${hint}`
  }
  if (message !== name) yield message
}
