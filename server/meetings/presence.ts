import type { Id, Instant } from '../../shared/values.ts'
import { act } from '../lib/act.ts'
import { clockActor, type Actor } from '../lib/actor.ts'
import type { Kit } from '../lib/kit.ts'
import type { RoomKind } from '../lib/live.ts'
import { settleLine } from './actions.ts'
import { findLine, listLostLines, seeLines } from './lines.ts'
import { findMeeting } from './queries.ts'
import { maySee } from './rules.ts'

const SEEN_EVERY_MS = 20_000

/**
 * Whose line to a meeting is open on this server. Who takes part remotely is here by it: the signs of life stand in the database, so
 * that a server that died, or another one, ends an interval at the last of them.
 */
export class LinePresence implements RoomKind {
  readonly #kit: Kit
  readonly #rooms = new Map<Id, Map<Id, Set<string>>>()
  #seenAt = 0

  constructor(kit: Kit) {
    this.#kit = kit
  }

  async mayWatch(actor: Actor, meetingId: Id): Promise<boolean> {
    const meeting = await findMeeting(this.#kit.db, meetingId)
    return meeting !== undefined && maySee(meeting, actor)
  }

  async isPublic(meetingId: Id): Promise<boolean> {
    const meeting = await findMeeting(this.#kit.db, meetingId)
    return meeting !== undefined && maySee(meeting, null)
  }

  async entered({ personId }: Actor, meetingId: Id, socketId: string): Promise<void> {
    if (!personId) return
    const room = this.#rooms.get(meetingId) ?? new Map<Id, Set<string>>()
    this.#rooms.set(meetingId, room.set(personId, (room.get(personId) ?? new Set()).add(socketId)))
    // Of thousands who watch, few take part by their line: only they are worth an act.
    if (await findLine(this.#kit.db, meetingId, personId)) await this.#settle(meetingId, personId)
  }

  async left({ personId }: Actor, meetingId: Id, socketId: string): Promise<void> {
    const room = this.#rooms.get(meetingId)
    const sockets = personId ? room?.get(personId) : undefined
    if (!personId || !room || !sockets) return
    sockets.delete(socketId)
    if (sockets.size > 0) return
    room.delete(personId)
    if (room.size === 0) this.#rooms.delete(meetingId)
    const line = await findLine(this.#kit.db, meetingId, personId)
    if (line?.isLost === 0) await this.#see(meetingId, [personId])
  }

  /** Called every second: signs of life of who is here, and out with whom there has been none of for a minute. */
  async look(now: Date): Promise<void> {
    if (Math.abs(now.getTime() - this.#seenAt) >= SEEN_EVERY_MS) {
      this.#seenAt = now.getTime()
      for (const [meetingId, room] of this.#rooms) await this.#see(meetingId, [...room.keys()])
    }
    // Those of other servers have not been seen yet by a clock that jumped ahead.
    if (this.#kit.watch.isInDoubt) return
    for (const { meetingId, personId } of await listLostLines(this.#kit.db, now.toISOString()))
      await this.#settle(meetingId, personId)
  }

  #see(
    meetingId: Id,
    personIds: readonly Id[],
    now: Instant = this.#kit.clock().toISOString(),
  ): Promise<void> {
    return this.#kit.db.transaction().execute((trx) => seeLines(trx, meetingId, personIds, now))
  }

  #settle(meetingId: Id, personId: Id): Promise<void> {
    const isOpen = () => this.#rooms.get(meetingId)?.has(personId) ?? false
    return act(this.#kit, clockActor, (work) => settleLine(work, meetingId, personId, isOpen))
  }
}
