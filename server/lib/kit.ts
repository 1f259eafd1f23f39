import type { Logger } from 'pino'
import { Registry, collectDefaultMetrics } from 'prom-client'
import type { Config } from '../config.ts'
import type { Actor } from './actor.ts'
import { Listeners } from './act.ts'
import type { Db } from './db/db.ts'
import { migrate } from './db/migrate.ts'
import { ClockWatch } from './clock-watch.ts'
import { openDatabase } from './db/open.ts'
import { LiveSockets } from './live.ts'
import { Mailer } from './mail.ts'

interface DueJob {
  job(now: Date): Promise<unknown>
  running: Promise<void> | null
}

/** What the whole house shares; made once per process, or once per test file. */
export class Kit {
  readonly config: Config
  readonly log: Logger
  readonly clock: () => Date
  /** Milliseconds of a clock that nobody sets. */
  readonly steady: () => number
  /** Looked at before whatever is due. */
  readonly watch = new ClockWatch()
  readonly db: Db
  readonly listeners = new Listeners()
  readonly live: LiveSockets
  readonly mailer: Mailer
  readonly metrics = new Registry()
  /** Who a cookie header belongs to; set when the application is built. */
  identify: (cookieHeader: string | undefined) => Promise<Actor | null> = () => Promise.resolve(null)
  readonly #due: DueJob[] = []
  readonly #cutters: Array<(whose: string) => void> = []
  readonly #closers: Array<() => Promise<void>> = []

  constructor(config: Config, db: Db, log: Logger, clock: () => Date, steady: () => number) {
    this.config = config
    this.log = log
    this.clock = clock
    this.steady = steady
    this.db = db
    this.live = new LiveSockets(this)
    this.mailer = new Mailer(db, config, log)
    this.onDue((now) => this.mailer.flush(now))
    this.onCut((whose) => this.live.cut(whose))
  }

  /** Something that looks at the clock: called every second. */
  onDue(job: (now: Date) => Promise<unknown>): void {
    this.#due.push({ job, running: null })
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

  /** Does what is due now. A job that still runs is not begun again, and holds up no other: votes close on time though a mail server hangs. */
  async tick(): Promise<void> {
    this.watch.look(this.clock().getTime(), this.steady())
    await Promise.all(
      this.#due.map((each) => (each.running ??= this.#run(each.job).finally(() => (each.running = null)))),
    )
  }

  async close(): Promise<void> {
    await Promise.all(this.#due.flatMap((each) => each.running ?? []))
    for (const closer of this.#closers.toReversed()) await closer()
    await this.live.close()
    await this.db.destroy()
  }

  async #run(job: DueJob['job']): Promise<void> {
    try {
      await job(this.clock())
    } catch (error) {
      this.log.error({ err: error }, 'something that was due failed')
    }
  }
}

/** Opens and migrates the database of `config` and makes the kit around it. */
export async function openKit(
  config: Config,
  log: Logger,
  clock?: () => Date,
  steady: () => number = clock ? () => clock().getTime() : () => performance.now(),
): Promise<Kit> {
  const db = await openDatabase(config)
  const applied = await migrate(db)
  if (applied.length > 0) log.info({ applied }, 'schema brought forward')
  const kit = new Kit(config, db, log, clock ?? (() => new Date()), steady)
  if (config.mode !== 'test') collectDefaultMetrics({ register: kit.metrics })
  return kit
}
