import type { Logger } from 'pino'
import { Registry, collectDefaultMetrics } from 'prom-client'
import type { Id } from '../../shared/values.ts'
import type { Config } from '../config.ts'
import type { Actor } from './actor.ts'
import { Listeners } from './act.ts'
import type { Db } from './db/db.ts'
import { migrate } from './db/migrate.ts'
import { openDatabase } from './db/open.ts'
import { LiveSockets } from './live.ts'
import { Mailer } from './mail.ts'

/** What the whole house shares; made once per process, or once per test file. */
export class Kit {
  readonly config: Config
  readonly log: Logger
  readonly clock: () => Date
  readonly db: Db
  readonly listeners = new Listeners()
  readonly live: LiveSockets
  readonly mailer: Mailer
  readonly metrics = new Registry()
  /** Sessions in use whose last use should be written down; what is due does it, so that reading never waits. */
  readonly usedSessions = new Set<Id>()
  /** Who a cookie header belongs to; set when the application is built. */
  identify: (cookieHeader: string | undefined) => Promise<Actor | null> = () => Promise.resolve(null)
  readonly #due: Array<(now: Date) => Promise<unknown>> = []
  readonly #cutters: Array<(whose: string) => void> = []
  readonly #closers: Array<() => Promise<void>> = []
  #ticking: Promise<void> | null = null

  constructor(config: Config, db: Db, log: Logger, clock: () => Date) {
    this.config = config
    this.log = log
    this.clock = clock
    this.db = db
    this.live = new LiveSockets(this)
    this.mailer = new Mailer(db, config)
    this.onDue((now) => this.mailer.flush(now))
    this.onCut((whose) => this.live.cut(whose))
  }

  /** Something that looks at the clock: called every second in turn. */
  onDue(job: (now: Date) => Promise<unknown>): void {
    this.#due.push(job)
  }

  /** Something that holds open lines of people. */
  onCut(cutter: (whose: string) => void): void {
    this.#cutters.push(cutter)
  }

  onClose(closer: () => Promise<void>): void {
    this.#closers.push(closer)
  }

  /** Ends every open line of `person:<id>` or `session:<id>`: they come back through the door and are judged anew. */
  cut(whose: string): void {
    for (const cutter of this.#cutters) cutter(whose)
  }

  /** Does what is due now. Overlapping calls share one run. */
  tick(): Promise<void> {
    this.#ticking ??= this.#runDue().finally(() => (this.#ticking = null))
    return this.#ticking
  }

  async close(): Promise<void> {
    await this.#ticking
    for (const closer of this.#closers.toReversed()) await closer()
    await this.live.close()
    await this.db.destroy()
  }

  async #runDue(): Promise<void> {
    for (const job of this.#due) {
      try {
        await job(this.clock())
      } catch (error) {
        this.log.error({ err: error }, 'something that was due failed')
      }
    }
  }
}

/** Opens and migrates the database of `config` and makes the kit around it. */
export async function openKit(
  config: Config,
  log: Logger,
  clock: () => Date = () => new Date(),
): Promise<Kit> {
  const db = await openDatabase(config)
  const applied = await migrate(db)
  if (applied.length > 0) log.info({ applied }, 'schema brought forward')
  const kit = new Kit(config, db, log, clock)
  if (config.mode !== 'test') collectDefaultMetrics({ register: kit.metrics })
  return kit
}
