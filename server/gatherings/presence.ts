import type { Id } from '../../shared/values.ts'
import { act } from '../lib/act.ts'
import { clockActor, type Actor } from '../lib/actor.ts'
import type { Kit } from '../lib/kit.ts'
import type { RoomKind } from '../lib/live.ts'
import { endAbandonedAttendance, seeAttendance, settleAttendance } from './attendance.ts'
import { findGathering } from './queries.ts'
import { roleIn } from './rules.ts'

const SEEN_EVERY_MS = 60_000

/** Who has the room of a gathering open, by their sockets. Attendance in the database follows it. */
export class Presence implements RoomKind {
  readonly #kit: Kit
  readonly #rooms = new Map<Id, Map<Id, Set<string>>>()
  #seenAt = 0
  #isClosed = false

  constructor(kit: Kit) {
    this.#kit = kit
  }

  async mayWatch(actor: Actor, gatheringId: Id): Promise<boolean> {
    const gathering = await findGathering(this.#kit.db, gatheringId)
    return gathering !== undefined && roleIn(gathering, actor) !== null
  }

  async entered(actor: Actor, gatheringId: Id, socketId: string): Promise<void> {
    if (!actor.personId) return
    const room = this.#rooms.get(gatheringId) ?? new Map<Id, Set<string>>()
    this.#rooms.set(
      gatheringId,
      room.set(actor.personId, (room.get(actor.personId) ?? new Set()).add(socketId)),
    )
    await this.#settle(actor, gatheringId, [actor.personId])
  }

  async left(actor: Actor, gatheringId: Id, socketId: string): Promise<void> {
    const room = this.#rooms.get(gatheringId)
    const sockets = actor.personId ? room?.get(actor.personId) : undefined
    if (!room || !sockets || !actor.personId) return
    sockets.delete(socketId)
    if (sockets.size > 0) return
    room.delete(actor.personId)
    if (room.size === 0) this.#rooms.delete(gatheringId)
    await this.#settle(actor, gatheringId, [actor.personId])
  }

  /** Those who were waiting at the door when a gathering was opened. */
  letIn(gatheringId: Id): Promise<void> {
    return this.#settle(clockActor, gatheringId, [...(this.#rooms.get(gatheringId)?.keys() ?? [])])
  }

  /** Each minute a sign of life, by which intervals end if the server dies. */
  async see(now: Date): Promise<void> {
    if (this.#rooms.size === 0 || now.getTime() - this.#seenAt < SEEN_EVERY_MS) return
    this.#seenAt = now.getTime()
    await act(this.#kit, clockActor, seeAttendance)
  }

  /** The server has come up: whoever was here before is not here now. */
  open(): Promise<void> {
    return act(this.#kit, clockActor, endAbandonedAttendance)
  }

  /** The server goes down in good order: everybody leaves now. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#rooms.clear()
    await act(this.#kit, clockActor, async (work) => {
      await seeAttendance(work)
      await endAbandonedAttendance(work)
    })
  }

  async #settle(actor: Actor, gatheringId: Id, personIds: readonly Id[]): Promise<void> {
    if (this.#isClosed || personIds.length === 0) return
    const isHere = (personId: Id) => this.#rooms.get(gatheringId)?.has(personId) ?? false
    await act(this.#kit, actor, (work) => settleAttendance(work, gatheringId, personIds, isHere))
  }
}
