import { setTimeout } from 'node:timers/promises'
import type { Instant } from '../../shared/values.ts'
import type { Actor } from './actor.ts'
import { isCrossing, type Trx } from './db/db.ts'
import type { Kit } from './kit.ts'

/**
 * What one act carries from its edge to everything it does: one transaction, one actor, one moment, one outbox.
 * Actions take it and hand it to one another; whoever stands at the edge opens it with `act`.
 */
export interface Work {
  readonly trx: Trx
  readonly actor: Actor
  readonly now: Instant
  /** Told to everybody in the room, after the commit and never without it. */
  publish(room: string, event: string, data: unknown): void
  /** Done after the commit, in order: cut sockets, wake the mailer, go on with another act on the same ground. */
  after(deed: (ground: Ground) => void | Promise<void>): void
  /** Ends the open lines of `person:<id>` or `session:<id>` after the commit: a right was taken away. */
  cut(whose: string): void
  /** Asks those who registered for `news` to do their part in the same transaction. */
  tell<K extends keyof News>(news: K, data: News[K]): Promise<void>
}

/**
 * What a mechanic tells the subjects without knowing them, within one act. A feature declares its own:
 * `declare module '../lib/act.ts' { interface News { 'vote:closed': ClosedVote } }`
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type
export interface News {}

export type Listener<K extends keyof News> = (work: Work, data: News[K]) => Promise<void>

/** Who listens to what; filled while the application is built. */
export class Listeners {
  readonly #byNews = new Map<string, Array<(work: Work, data: never) => Promise<void>>>()

  on<K extends keyof News>(news: K, listener: Listener<K>): void {
    this.#byNews.set(news, [...(this.#byNews.get(news) ?? []), listener])
  }

  async tell<K extends keyof News>(work: Work, news: K, data: News[K]): Promise<void> {
    for (const listener of this.#byNews.get(news) ?? []) await (listener as Listener<K>)(work, data)
  }
}

/** The part of the kit that an act stands on; seeds stand on it with a clock of their own. */
export type Ground = Pick<Kit, 'db' | 'clock' | 'listeners' | 'live' | 'log' | 'cut'>

/** How often an act is tried that the database ended because it crossed another one. */
const TRIES = 5

/**
 * Opens a transaction, does one action, commits, and only then tells the world. A refusal undoes everything; of two acts that wait
 * for one another the database ends one, which is then done again from its beginning.
 */
export async function act<T>(kit: Ground, actor: Actor, action: (work: Work) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await once(kit, actor, action)
    } catch (error) {
      if (tries === TRIES || !isCrossing(error)) throw error
      // Time for the other one to get through, or both would meet again.
      await setTimeout(tries * 100 * (1 + Math.random()))
    }
  }
}

async function once<T>(kit: Ground, actor: Actor, action: (work: Work) => Promise<T>): Promise<T> {
  const messages: Array<[room: string, event: string, data: unknown]> = []
  const deeds: Array<(ground: Ground) => void | Promise<void>> = []
  const result = await kit.db.transaction().execute((trx) => {
    const work: Work = {
      trx,
      actor,
      now: kit.clock().toISOString(),
      publish: (...message) => void messages.push(message),
      after: (deed) => void deeds.push(deed),
      cut: (whose) => void deeds.push(() => kit.cut(whose)),
      tell: (news, data) => kit.listeners.tell(work, news, data),
    }
    return action(work)
  })
  for (const message of messages) kit.live.publish(...message)
  for (const deed of deeds) {
    try {
      await deed(kit)
    } catch (error) {
      // The act is committed: what comes after must not turn it into a refusal.
      kit.log.error({ err: error }, 'a deed after the commit failed')
    }
  }
  return result
}
