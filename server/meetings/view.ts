import { numbered } from '../../shared/meetings/fold.ts'
import type { MeetingView } from '../../shared/meetings/views.ts'
import type { Instant } from '../../shared/values.ts'
import { findCouncil } from '../councils/queries.ts'
import { seatIn, type Actor } from '../lib/actor.ts'
import type { Db } from '../lib/db/db.ts'
import { viewCarried, viewCarry } from './planning/carry.ts'
import { listInvitees, listPlannedItems, readState, type Meeting } from './queries.ts'
import { isGoing, mayLead, maySee, selfIn } from './rules.ts'

/** A meeting as this reader may see it at `now`; undefined for who may not, as for one that is not there. */
export async function viewOf(
  db: Db,
  meeting: Meeting | undefined,
  actor: Actor | null,
  now: Instant,
): Promise<MeetingView | undefined> {
  if (!meeting || !maySee(meeting, actor)) return undefined
  const council = await findCouncil(db, meeting.councilId)
  if (!council) return undefined
  const state = await readState(db, meeting)
  const items = await listPlannedItems(db, meeting.id)
  const invitees = await listInvitees(db, meeting.id)
  const self = selfIn(state, meeting.councilId, actor)
  const isInvited = invitees.some(({ personId }) => personId !== null && personId === actor?.personId)
  const isIn = isInvited || seatIn(actor, meeting.councilId) !== undefined
  const { id, number, kind, format, title, startsAt, endsAt, place, basis, noticedAt, version } = meeting
  return {
    ...{ id, number, kind, format, title, startsAt, endsAt, place, basis, noticedAt, version },
    phase: state.phase,
    callUrl: isIn ? meeting.callUrl : null,
    phone: isIn || meeting.isPhonePublic === 1 ? meeting.phone : null,
    council: {
      id: council.id,
      slug: council.slug,
      name: council.name,
      shortName: council.shortName,
      timeZone: council.timeZone,
    },
    agenda: numbered(items.map(({ position: _, ...item }) => ({ ...item, number: '' }))),
    invitees: invitees.map((each) => ({ id: each.id, name: each.name, title: each.title })),
    state: state.convened ? state : null,
    carried: await viewCarried(db, meeting.id, actor),
    carry: await viewCarry(db, meeting, actor, now),
    self,
    now,
    can: {
      plan: mayLead(actor, meeting.councilId) && (state.phase === 'planned' || state.phase === 'notified'),
      lead: self.leads,
      watch: actor !== null || isGoing(state.phase),
    },
  }
}
