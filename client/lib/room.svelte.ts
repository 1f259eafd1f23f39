import type { Instant } from '../../shared/values.ts'
import { instantAt } from './dates.ts'
import { watchRoom } from './live.ts'

/** A room `<noun>:<id>` that a page follows: whether the line to it is there, and what time it is there. */
export abstract class LiveRoom {
  #isConnected = $state<boolean | null>(null)
  #lostAt = $state<Instant | null>(null)
  #isJoined = false
  readonly #ahead: number

  /** Begins at the server's time of the page. */
  constructor(now: Instant) {
    this.#ahead = Date.parse(now) - Date.now()
  }

  /** Asks for what was missed; answers whether it came. */
  protected abstract catchUp(): Promise<boolean>

  /** Whether whoever reads the page may follow it at all. */
  get mayWatch(): boolean {
    return true
  }

  /** Null until the line is there for the first time. */
  get isConnected(): boolean | null {
    return this.#isConnected
  }

  /** Since when there is no line, by the reader's own clock. */
  get lostAt(): Instant | null {
    return this.#lostAt
  }

  /** The server's clock: a phone's own may be minutes off. */
  now = (): Instant => instantAt(Date.now() + this.#ahead)

  /** The line is gone, or the device says that it is. */
  lose(): void {
    if (this.#isConnected === false) return
    this.#isConnected = false
    this.#lostAt = instantAt(Date.now())
  }

  /** The line is back, or the device says that it is; what was missed is asked for. */
  async comeBack(): Promise<void> {
    if (!(await this.catchUp()) || !this.#isJoined) return
    this.#isConnected = true
    this.#lostAt = null
  }

  /** Hears what is told in the room until the returned function is called. */
  protected watch(room: string, told: (event: string, data: unknown) => void): () => void {
    return watchRoom(room, {
      told,
      joined: () => {
        this.#isJoined = true
        void this.comeBack()
      },
      lost: () => {
        this.#isJoined = false
        this.lose()
      },
    })
  }
}
