import { addDays, dayIn, type DayOff } from '../../../shared/calendar.ts'
import { defaultCouncilRules } from '../../../shared/council-rules.ts'
import { firstSession, yearOfSessions } from '../../../shared/mandates.ts'
import type { MeetingDuty } from '../../../shared/meetings/planning.ts'
import type { Day, Id, Instant } from '../../../shared/values.ts'
import { findCouncil, listMembersOn, rulesInForce } from '../../councils/queries.ts'
import type { Actor } from '../../lib/actor.ts'
import type { Db } from '../../lib/db/db.ts'
import { listDaysOff } from '../../organizations/queries.ts'
import { listMinutesDuties } from '../minutes/duties.ts'
import { listAskedForSession } from '../planning/asked.ts'
import { listNotices, listReplies, listSessions, standingDemands } from '../planning/queries.ts'
import { mayArrange, termsOf } from '../planning/rules.ts'

/** How many days before it is too late somebody is told that a session of the year is missing. */
const AHEAD_DAYS = 30

/** What waits for somebody about meetings: their answer; for whoever prepares one also notice, papers and what members ask for. */
export async function listMeetingDuties(db: Db, actor: Actor, now: Instant): Promise<MeetingDuty[]> {
  const daysOff = await listDaysOff(db)
  const lists = await Promise.all(
    actor.seats.map(async (seat) => {
      const council = await findCouncil(db, seat.councilId)
      if (!council) return []
      const { slug, shortName, timeZone } = council
      const today = dayIn(now, timeZone)
      const version = await rulesInForce(db, council.id, today)
      const about = { council: { slug, shortName, timeZone }, today }
      const meetings = await db
        .selectFrom('meeting')
        .selectAll()
        .where('councilId', '=', council.id)
        .where('state', 'in', ['planned', 'notified'])
        .where('startsAt', '>', now)
        .orderBy('startsAt')
        .execute()
      const duties = await Promise.all(
        meetings.map(async (meeting): Promise<MeetingDuty[]> => {
          const { number, title, startsAt } = meeting
          const terms = termsOf(startsAt, timeZone, version?.rules ?? defaultCouncilRules, daysOff, now)
          const duty = (what: MeetingDuty['duty'], dueOn: Day | null): MeetingDuty => ({
            ...{ ...about, number, title, startsAt, duty: what, dueOn },
          })
          const replies = await listReplies(db, meeting)
          const waits =
            meeting.state === 'notified' &&
            seat.role !== 'observer' &&
            replies.every(({ who }) => who !== seat.memberId)
          const own = waits ? [duty('reply', terms.replyOn)] : []
          if (!mayArrange(actor, meeting)) return own
          const told = (await listNotices(db, meeting.id)).at(-1)
          const { bare, proposed } = await countOpen(db, meeting.id)
          return [
            ...own,
            ...(meeting.state === 'planned' ? [duty('notify', terms.noticeOn)] : []),
            ...(meeting.state === 'notified' && told?.version !== meeting.version
              ? [duty('tellAgain', null)]
              : []),
            ...(bare > 0 && !terms.areMaterialsLate ? [duty('papers', terms.materialsOn)] : []),
            ...(proposed > 0 ? [duty('proposals', null)] : []),
          ]
        }),
      )
      const leads = seat.role === 'chair' || seat.role === 'secretary'
      const missing = leads ? await missingSession(db, council.id, { timeZone, today, daysOff }) : null
      const demands = leads ? await listMetDemands(db, council.id) : []
      const minutes = await listMinutesDuties(db, council.id, actor, now)
      const ofCouncil = { ...about, number: null, startsAt: null }
      return [
        ...(await listGoingOn(db, council.id)).map(({ number, title, startsAt }) => ({
          ...{ ...about, number, title, startsAt, duty: 'attend' as const, dueOn: today },
        })),
        ...duties.flat(),
        ...minutes.map((each) => ({ ...about, ...each })),
        ...(leads ? await listFailed(db, council.id) : []).map(({ number, title, startsAt }) => ({
          ...{ ...about, number, title, startsAt, duty: 'callAgain' as const, dueOn: null },
        })),
        ...(leads ? await listAskedForSession(db, council.id) : []).map(({ question }) => ({
          ...{ ...ofCouncil, title: question, duty: 'session' as const, dueOn: null },
        })),
        ...demands.map(({ question }) => ({
          ...{ ...ofCouncil, title: question, duty: 'demand' as const, dueOn: null },
        })),
        ...(missing ? [{ ...ofCouncil, title: null, ...missing }] : []),
      ]
    }),
  )
  return lists.flat().toSorted((a, b) => ((a.dueOn ?? '9') < (b.dueOn ?? '9') ? -1 : 1))
}

/** How many items of a meeting have no papers, and how many proposals wait. */
async function countOpen(db: Db, meetingId: Id): Promise<{ bare: number; proposed: number }> {
  const items = await db
    .selectFrom('agendaItem')
    .select('id')
    .where('meetingId', '=', meetingId)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('agendaMaterial')
            .select('agendaMaterial.id')
            .whereRef('agendaMaterial.itemId', '=', 'agendaItem.id'),
        ),
      ),
    )
    .execute()
  const proposals = await db
    .selectFrom('agendaProposal')
    .select('id')
    .where('meetingId', '=', meetingId)
    .where('state', '=', 'open')
    .execute()
  return { bare: items.length, proposed: proposals.length }
}

/** Meetings that whoever sits in the council may go to right now. */
const listGoingOn = (db: Db, councilId: Id) =>
  db
    .selectFrom('meeting')
    .select(['number', 'title', 'startsAt'])
    .where('councilId', '=', councilId)
    .where('state', 'in', ['registration', 'in_session', 'recess'])
    .orderBy('startsAt')
    .execute()

/** The last meeting that failed for want of a quorum, while none was held or called since. */
const listFailed = async (db: Db, councilId: Id) => {
  const last = await db
    .selectFrom('meeting')
    .select(['id', 'number', 'title', 'startsAt', 'state'])
    .where('councilId', '=', councilId)
    .where('state', '!=', 'cancelled')
    .orderBy('startsAt', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .execute()
  return last.filter(({ state }) => state === 'failed_quorum')
}

/** Demands with enough names, by which no meeting was called. */
const listMetDemands = (db: Db, councilId: Id) =>
  standingDemands(db, councilId).where('metAt', 'is not', null).execute()

/**
 * The session that a council is about to miss: the first one of its composition (`firstSession.maxDays`), or one of the year
 * (`sessions.minPerYear`), a month before it is due (domain §4).
 */
async function missingSession(
  db: Db,
  councilId: Id,
  { timeZone, today, daysOff }: { timeZone: string; today: Day; daysOff: readonly DayOff[] },
): Promise<{ duty: 'firstSession' | 'sessions'; dueOn: Day | null } | null> {
  const version = await rulesInForce(db, councilId, today)
  if (!version) return null
  const all = await listSessions(db, councilId)
  const days = (instants: readonly Instant[]) => instants.map((at) => dayIn(at, timeZone))
  const [held, planned] = [days(all.held), days(all.planned)]
  if (held.length === 0 && planned.length > 0) return null
  const composedOn = (await listMembersOn(db, councilId, today)).map(({ startsOn }) => startsOn).toSorted()[0]
  if (held.length === 0 && composedOn !== undefined) {
    const { dueOn, state } = firstSession(composedOn, null, version.rules, daysOff, today)
    if (state === 'ahead') return { duty: 'firstSession', dueOn }
  }
  const yearEnd = `${today.slice(0, 4)}-12-31`
  const soon = addDays(today, AHEAD_DAYS) < yearEnd ? addDays(today, AHEAD_DAYS) : yearEnd
  const { isBehind } = yearOfSessions({ held: [...held, ...planned], planned: [] }, version.rules, soon)
  return isBehind ? { duty: 'sessions', dueOn: null } : null
}
