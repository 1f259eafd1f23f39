import { addDays, dayIn, instantOf } from '../../../shared/calendar.ts'
import { numbered } from '../../../shared/meetings/fold.ts'
import { yearOfSessions } from '../../../shared/mandates.ts'
import {
  minutesOf,
  type CalendarMonth,
  type MeetingList,
  type MeetingRow,
  type PlanChoices,
  type PlanView,
  type Reply,
} from '../../../shared/meetings/planning.ts'
import type { Id, Instant } from '../../../shared/values.ts'
import {
  findCouncil,
  listElectorate,
  listMembersOn,
  rulesInForce,
  type Council,
} from '../../councils/queries.ts'
import { seatIn, type Actor } from '../../lib/actor.ts'
import type { Db } from '../../lib/db/db.ts'
import { refuse } from '../../lib/refuse.ts'
import { findMeetingByNumber, listInvitees, listPlannedItems, type Meeting } from '../queries.ts'
import { mayLead, maySee } from '../rules.ts'
import { listAskedForSession } from './asked.ts'
import { viewCarried, viewFollowing } from './carry.ts'
import { listClashes } from './clashes.ts'
import { councilAt, listOpenDemands, viewDemands } from './demands.ts'
import { guestOf } from './guests.ts'
import { isInside } from './materials.ts'
import type { Place } from './notice.ts'
import {
  listAhead,
  listAnnounced,
  listChanges,
  listGlances,
  listInitiativesOf,
  listMaterials,
  listNotices,
  listOver,
  listProposals,
  listReplies,
  listSessions,
  type MeetingLine,
} from './queries.ts'
import {
  callersOf,
  expectedOf,
  firstInTime,
  isAhead,
  mayArrange,
  mayPropose,
  maySendLate,
  termsOf,
} from './rules.ts'
import { rulesFor } from './terms.ts'

const cardOf = ({ id, slug, name, shortName, timeZone }: Council) => ({ id, slug, name, shortName, timeZone })

/** A meeting before it begins, as this reader may see it at `now`; undefined for who may not, as for one that is not there. */
export async function viewPlan(
  db: Db,
  { slug, number }: Place,
  { actor, guest, now }: { actor: Actor | null; guest: string | undefined; now: Instant },
): Promise<PlanView | undefined> {
  const meeting = await findMeetingByNumber(db, slug, number)
  if (!meeting) return undefined
  const inside = await isInside(db, meeting, actor, guest)
  if (!maySee(meeting, actor) && !(inside && meeting.noticedAt !== null)) return undefined
  const council = (await findCouncil(db, meeting.councilId)) ?? refuse('not_found')
  const { timeZone } = council
  const items = await listPlannedItems(db, meeting.id)
  const initiatives = await listInitiativesOf(db, meeting.id)
  const { rules, daysOff } = await rulesFor(db, meeting, timeZone)
  const arranges = mayArrange(actor, meeting)
  const sits = seatIn(actor, council.id) !== undefined
  const replies = await repliesTo(db, meeting, council)
  const notices = await listNotices(db, meeting.id)
  const proposals = sits ? await listProposals(db, meeting.id) : []
  const materials = await listMaterials(db, meeting.id)
  const members = await listMembersOn(db, council.id, dayIn(meeting.startsAt, timeZone))
  const seated = (id: Id | null) => {
    const member = members.find(({ memberId }) => memberId === id)
    return member ? { id: member.memberId, name: member.name, role: member.role } : null
  }
  const invitees = await listInvitees(db, meeting.id)
  const me = selfOf(meeting, { actor, guest, invitees, members })
  const isOpen = isAhead(meeting.state)
  const { id, kind, format, title, startsAt, endsAt, place, calledBy, basis, version } = meeting
  return {
    ...{ id, number, kind, format, title, startsAt, endsAt, place, calledBy, basis, version },
    phase: meeting.state,
    callUrl: inside ? meeting.callUrl : null,
    phone: inside || meeting.isPhonePublic === 1 ? meeting.phone : null,
    isPhonePublic: meeting.isPhonePublic === 1,
    council: cardOf(council),
    presiding: seated(meeting.presidingId),
    secretary: seated(meeting.secretaryId),
    agenda: numbered(
      items.map(({ position: _, ...item }) => ({
        ...item,
        number: '',
        initiative: initiatives.get(item.initiativeId ?? '') ?? null,
      })),
    ),
    minutes: {
      items: minutesOf(items),
      meeting: Math.round((Date.parse(endsAt) - Date.parse(startsAt)) / 60_000),
    },
    carried: await viewCarried(db, meeting.id, actor),
    materials: materials
      .filter(({ isPublic }) => inside || isPublic === 1)
      .map(({ isPublic, ...each }) => ({ ...each, isPublic: isPublic === 1 })),
    invitees: invitees.map((each) => ({
      id: each.id,
      name: each.name,
      title: each.title,
      email: arranges ? each.email : null,
    })),
    proposals: proposals.map(({ createdAt, createdBy, ...each }) => ({
      ...each,
      at: createdAt,
      can: {
        withdraw: isOpen && each.state === 'open' && createdBy === actor?.personId,
        decide: isOpen && each.state === 'open' && arranges,
      },
    })),
    changes: await listChanges(db, meeting.id),
    terms: termsOf(startsAt, timeZone, rules, daysOff, now),
    notices: notices.map(({ version: _, ...each }) => each),
    isNoticeOutdated: meeting.state === 'notified' && notices.at(-1)?.version !== version,
    // Why somebody stays away may be about their health: they know, and whoever arranges the meeting.
    replies: sits
      ? replies.map((each) => (arranges || each.who === me ? each : { ...each, reason: null }))
      : [],
    expected: sits ? expectedOf(replies, { established: council.established, rules }) : null,
    clashes: arranges && isOpen ? await listClashes(db, meeting, council, items) : [],
    self: replies.find(({ who }) => who === me) ?? null,
    can: {
      arrange: arranges && isOpen,
      sendLate: maySendLate(actor, meeting) && isOpen,
      propose: mayPropose(actor, council.id) && isOpen,
      reply: me !== undefined && meeting.state === 'notified',
    },
  }
}

interface Who {
  actor: Actor | null
  guest: string | undefined
  invitees: ReadonlyArray<{ id: Id; personId: Id | null }>
  members: ReadonlyArray<{ memberId: Id; personId: Id }>
}

/** As whom the reader answers: by their seat on the day of the meeting, by an invitation, or by the word from a letter. */
function selfOf(meeting: Meeting, { actor, guest, invitees, members }: Who): Id | undefined {
  const personId = actor?.personId
  const seat = personId ? members.find((each) => each.personId === personId)?.memberId : undefined
  const invited = personId ? invitees.find((each) => each.personId === personId)?.id : undefined
  const word = guestOf(meeting, guest)
  return seat ?? invited ?? invitees.find(({ id }) => id === word)?.id
}

/** What everybody whom the meeting concerns has answered, members first. Who may vote on that day counts for the quorum. */
async function repliesTo(db: Db, meeting: Meeting, council: Council): Promise<Reply[]> {
  const day = dayIn(meeting.startsAt, council.timeZone)
  const members = await listMembersOn(db, council.id, day)
  const { electors } = await listElectorate(db, council.id, day)
  const voters = new Set(electors.map(({ memberId }) => memberId))
  const given = new Map((await listReplies(db, meeting)).map((each) => [each.who, each]))
  const said = (who: Id) => {
    const answer = given.get(who)
    // Somebody who was to come by video comes in no way to a meeting that has none any more.
    const holds = answer && !(answer.answer === 'video' && meeting.format === 'in_person')
    return holds
      ? { answer: answer.answer, reason: answer.reason, at: answer.at }
      : { answer: null, reason: null, at: null }
  }
  return [
    ...members.map(({ memberId: who, name, role }) => ({
      ...{ who, name, role, hasVote: voters.has(who) },
      ...said(who),
    })),
    ...(await listInvitees(db, meeting.id)).map(({ id: who, name }) => ({
      ...{ who, name, role: 'invitee' as const, hasVote: false },
      ...said(who),
    })),
  ]
}

const OLDER = 20

/** The meetings of a council: those to come, and a page of those that are over, with what became of them. */
export async function viewMeetings(
  db: Db,
  slug: string,
  { actor, now, before }: { actor: Actor | null; now: Instant; before?: Instant | undefined },
): Promise<MeetingList> {
  const council = await councilAt(db, slug)
  const isMember = seatIn(actor, council.id) !== undefined
  const ahead = before === undefined ? await listAhead(db, council.id, { isInside: isMember, now }) : []
  const over = await listOver(db, council.id, {
    ...{ isInside: isMember, now, limit: OLDER + 1 },
    ...(before !== undefined && { before }),
  })
  const shown = over.slice(0, OLDER)
  const { demands, mayDemand } = await viewDemands(db, council, actor, now)
  return {
    council: cardOf(council),
    upcoming: await rowsOf(db, ahead),
    past: await rowsOf(db, shown),
    older: over.length > OLDER ? (shown.at(-1)?.startsAt ?? null) : null,
    demands,
    asked: mayLead(actor, council.id) ? await listAskedForSession(db, council.id) : [],
    sessions: await sessionsOf(db, council, now),
    can: { plan: mayLead(actor, council.id), demand: mayDemand },
  }
}

/** Meetings at a glance; of those that were opened or failed also their quorum and how much they decided. */
async function rowsOf(db: Db, lines: readonly MeetingLine[]): Promise<MeetingRow[]> {
  const over = lines.filter(({ state }) => state === 'closed' || state === 'failed_quorum')
  const glances = await listGlances(
    db,
    over.map(({ id }) => id),
  )
  return lines.map((line) => {
    const { id, number, kind, format, state, title, startsAt, endsAt, place } = line
    const { councilId, slug, name, shortName, timeZone } = line
    return {
      ...{ number, kind, format, phase: state, title, startsAt, endsAt, place },
      council: { id: councilId, slug, name, shortName, timeZone },
      ...(glances.get(id) ?? { quorum: null, decisions: 0 }),
    }
  })
}

/** How the year of a council stands against the least number of sessions of its rules; null without rules. */
export async function sessionsOf(db: Db, council: Council, now: Instant) {
  const today = dayIn(now, council.timeZone)
  const version = await rulesInForce(db, council.id, today)
  if (!version) return null
  const { held, planned } = await listSessions(db, council.id)
  const days = (all: Instant[]) => all.map((at) => dayIn(at, council.timeZone))
  return yearOfSessions({ held: days(held), planned: days(planned) }, version.rules, today)
}

/** What the form of planning needs. Refuses `not_found`, `not_allowed`. */
export async function viewChoices(
  db: Db,
  slug: string,
  { actor, now, after }: { actor: Actor | null; now: Instant; after?: number | undefined },
): Promise<PlanChoices> {
  const council = await councilAt(db, slug)
  if (!seatIn(actor, council.id)) refuse('not_allowed')
  const today = dayIn(now, council.timeZone)
  const { rules, daysOff } = await rulesFor(db, { councilId: council.id, startsAt: now }, council.timeZone)
  const members = await listMembersOn(db, council.id, today)
  const demands = await listOpenDemands(db, council.id)
  return {
    council: cardOf(council),
    today,
    people: members
      .filter(({ role }) => role !== 'observer')
      .map(({ memberId, name, role }) => ({ id: memberId, name, role })),
    demands: demands.flatMap(({ id, question, metAt }) => (metAt ? [{ id, question }] : [])),
    asked: mayLead(actor, council.id) ? await listAskedForSession(db, council.id) : [],
    notice: rules.notice,
    firstInTime: firstInTime(today, rules, daysOff),
    callers: callersOf(actor, council.id, rules),
    absentee: rules.absentee.enabled,
    follows: after === undefined ? null : await viewFollowing(db, council, after, now),
  }
}

/** Announced meetings of the region by month; the months are those of the clocks in `timeZone`. */
export async function viewMonth(db: Db, month: string, timeZone: string): Promise<CalendarMonth> {
  const first = `${month}-01`
  const next = `${addDays(first, 31).slice(0, 7)}-01`
  const at = (day: string) => instantOf(day, '00:00', timeZone) ?? refuse('invalid_request', 'month')
  const lines = await listAnnounced(db, { from: at(first), to: at(next) }, 500)
  return { month, meetings: await rowsOf(db, lines) }
}
