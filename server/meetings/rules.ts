import type { MeetingPhase } from '../../shared/meetings/entries.ts'
import type { Self } from '../../shared/meetings/rules.ts'
import type { MeetingState } from '../../shared/meetings/state.ts'
import type { Id } from '../../shared/values.ts'
import { hasRole, seatIn, type Actor } from '../lib/actor.ts'

/**
 * As whom somebody is at a meeting. It is led by the chair and the secretary of the council and by whoever presides, by the roll of
 * today: whoever lost their seat leads nothing.
 */
export function selfIn(state: MeetingState, councilId: Id, actor: Actor | null): Self {
  const me = actor?.personId ? state.people.find(({ personId }) => personId === actor.personId) : undefined
  const presides = me !== undefined && me.id === state.presidingId
  return { who: me?.id ?? null, leads: presides || mayLead(actor, councilId) }
}

/** Who plans meetings and leads them by their office (domain §3 «Agenda/notice»). */
export const mayLead = (actor: Actor | null, councilId: Id): boolean =>
  hasRole(actor, councilId, 'chair', 'secretary')

/** Meetings of a public council are public from the notice on; while one is planned, only the council knows of it. */
export const maySee = (meeting: { councilId: Id; state: MeetingPhase }, actor: Actor | null): boolean =>
  meeting.state !== 'planned' || seatIn(actor, meeting.councilId) !== undefined
