import type { MeetingPhase } from '../../shared/meetings/entries.ts'
import type { Self } from '../../shared/meetings/rules.ts'
import type { MeetingState } from '../../shared/meetings/state.ts'
import type { RefusalCode } from '../../shared/refusals.ts'
import type { Id, Instant } from '../../shared/values.ts'
import { hasRole, seatIn, type Actor } from '../lib/actor.ts'

/**
 * As whom somebody is at a meeting. It is led by the chair and the secretary of the council and by whoever presides, by the roll of
 * today: whoever lost their seat leads nothing.
 */
export function selfIn(state: MeetingState, councilId: Id, actor: Actor | null): Self {
  const me = actor?.personId ? state.people.find(({ personId }) => personId === actor.personId) : undefined
  const presides = me !== undefined && me.id === state.presidingId && seatIn(actor, councilId) !== undefined
  return { who: me?.id ?? null, leads: presides || mayLead(actor, councilId) }
}

/** Who plans meetings and leads them by their office (domain §3 «Agenda/notice»). */
export const mayLead = (actor: Actor | null, councilId: Id): boolean =>
  hasRole(actor, councilId, 'chair', 'secretary')

/** Whether something may still happen at a meeting that others can follow. */
export const isGoing = (phase: MeetingPhase): boolean =>
  phase !== 'closed' && phase !== 'cancelled' && phase !== 'failed_quorum'

interface Standing {
  councilId: Id
  state: MeetingPhase
  noticedAt: Instant | null
}

/**
 * Meetings of a public council are public from the notice on; while one is planned, only the council knows of it, and of one that was
 * called off before anybody was told.
 */
export const maySee = ({ councilId, state, noticedAt }: Standing, actor: Actor | null): boolean =>
  (state !== 'planned' && (state !== 'cancelled' || noticedAt !== null)) ||
  seatIn(actor, councilId) !== undefined

/** What whoever may not do something to a meeting is told: who may not even know of it learns nothing. */
export const notAllowed = (meeting: Standing, actor: Actor | null): RefusalCode =>
  maySee(meeting, actor) ? 'not_allowed' : 'not_found'
