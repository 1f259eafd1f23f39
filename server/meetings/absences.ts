import { dayIn } from '../../shared/calendar.ts'
import { absenceWarnings, type MeetingAttendance } from '../../shared/mandates.ts'
import type { AbsencesView } from '../../shared/meetings/views.ts'
import type { Instant } from '../../shared/values.ts'
import { excusedIn, findCouncilBySlug, listMembersOn, rulesInForce } from '../councils/queries.ts'
import { seatIn, type Actor } from '../lib/actor.ts'
import type { Db } from '../lib/db/db.ts'
import { refuse } from '../lib/refuse.ts'
import { listHeld, listTurnout } from './queries.ts'

/**
 * Who has stayed away from meetings so often that the council may vote on it, or is one absence from it (`absence.*`, domain §4), by the
 * rules of today; an absence told ahead is one for a good reason. Those who sit in the council may know. Refuses `not_found`.
 */
export async function viewAbsences(
  db: Db,
  actor: Actor | null,
  slug: string,
  now: Instant,
): Promise<AbsencesView> {
  const council = (await findCouncilBySlug(db, slug)) ?? refuse('not_found')
  if (!seatIn(actor, council.id)) refuse('not_found')
  const today = dayIn(now, council.timeZone)
  const version = (await rulesInForce(db, council.id, today)) ?? refuse('not_found')
  const held = new Map((await listHeld(db, council.id)).map((each) => [each.id, each]))
  const isExcused = await excusedIn(db, council.id)
  const attendance = (await listTurnout(db, [...held.keys()])).map((each): MeetingAttendance => {
    const heldOn = dayIn(held.get(each.meetingId)!.startsAt, council.timeZone)
    return { ...each, heldOn, excused: isExcused(each.memberId, heldOn) }
  })
  const names = new Map(
    (await listMembersOn(db, council.id, today)).map((each) => [each.memberId, each.name]),
  )
  return {
    warnings: absenceWarnings(attendance, version.rules, today).flatMap(
      ({ memberId, missed, ...warning }) => {
        const name = names.get(memberId)
        // Who has left the council since is nobody to be voted on.
        return name === undefined
          ? []
          : [{ ...warning, memberId, name, meetings: missed.map((id) => held.get(id)!.number) }]
      },
    ),
  }
}
