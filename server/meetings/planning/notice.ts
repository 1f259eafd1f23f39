import type { NoticeInput } from '../../../shared/meetings/planning.ts'
import { numbered } from '../../../shared/meetings/fold.ts'
import type { Id, Instant } from '../../../shared/values.ts'
import { findCouncil, type Council } from '../../councils/queries.ts'
import type { Work } from '../../lib/act.ts'
import { personOf, type Actor } from '../../lib/actor.ts'
import type { Db } from '../../lib/db/db.ts'
import { newId } from '../../lib/ids.ts'
import { record } from '../../lib/journal.ts'
import { post, type Letter } from '../../lib/mail.ts'
import { refuse, refuseIf } from '../../lib/refuse.ts'
import { noticeLetter, reminderLetter, type MeetingFacts, type Recipient } from '../letters.ts'
import { findMeetingByNumber, listPlannedItems, lockMeeting, type Meeting } from '../queries.ts'
import { notAllowed } from '../rules.ts'
import { listConcerned, membersAt, type Concerned } from './concerned.ts'
import { calendarOf } from './ics.ts'
import { listNotices, listReplies, lockMeetingByNumber } from './queries.ts'
import { isAhead, mayArrange, maySendLate, termsOf, whatNoticeLacks, whyNotArrange } from './rules.ts'
import { rulesFor } from './terms.ts'

const DAY_MS = 86_400_000

export interface Place {
  slug: string
  number: number
}

/** The meeting that somebody arranges, alone until the act ends. Refuses `not_found`, `not_allowed`, `meeting_wrong_phase`. */
export async function lockArranged(
  work: Work,
  { slug, number }: Place,
): Promise<{ meeting: Meeting; council: Council }> {
  const { actor, trx } = work
  const found = (await lockMeetingByNumber(trx, slug, number)) ?? refuse('not_found')
  // Read again behind the lock: what was waited for may have changed it.
  const meeting = (await lockMeeting(trx, found.id)) ?? refuse('not_found')
  const council = (await findCouncil(trx, meeting.councilId)) ?? refuse('not_found')
  refuseUnarranged(actor, meeting)
  return { meeting, council }
}

/** Asks the same before there is an act: before megabytes are read of what would be refused. */
export async function refuseBefore(db: Db, { slug, number }: Place, actor: Actor | null): Promise<void> {
  refuseUnarranged(actor, (await findMeetingByNumber(db, slug, number)) ?? refuse('not_found'))
}

function refuseUnarranged(actor: Actor | null, meeting: Meeting): void {
  personOf(actor)
  if (!mayArrange(actor, meeting)) refuse(notAllowed(meeting, actor))
  refuseIf(whyNotArrange(meeting))
}

/**
 * Tells every member and invited person of a meeting with its agenda (T7), by mail with a calendar entry. The same version is told
 * once, however often it is sent. After the last day of the rules only the chair or whoever presides sends it, with a reason that is
 * written down. Refuses, beside `lockArranged`: `conflict` for a version that somebody has changed meanwhile, `starts_in_past`,
 * `place_required`, `call_required`, `agenda_empty`, `notice_late`.
 */
export async function sendNotice(work: Work, place: Place, input: NoticeInput, home: URL): Promise<void> {
  const { meeting, council } = await lockArranged(work, place)
  if (input.version !== meeting.version) refuse('conflict')
  const told = await listNotices(work.trx, meeting.id)
  if (told.some(({ version }) => version === meeting.version)) return
  if (meeting.startsAt <= work.now) refuse('starts_in_past')
  const items = await listPlannedItems(work.trx, meeting.id)
  const lack = whatNoticeLacks(meeting, items.length)
  if (lack) refuse(lack.code, lack.field)
  const secretary = (await membersAt(work.trx, meeting, council.timeZone)).find(
    ({ memberId }) => memberId === meeting.secretaryId,
  )
  const agenda = {
    items: numbered(items.map((each) => ({ ...each, number: '' }))),
    secretary: secretary?.name ?? null,
  }
  await noteNotice(work, meeting, council, input.lateReason)
  await tellAll(work, meeting, council, home, (to, about, link, replyOn) =>
    noticeLetter(to, about, { ...agenda, replyOn, link }, told.length > 0),
  )
  await record(work, {
    verb: 'meeting:notified',
    subject: ['meeting', meeting.id],
    councilId: council.id,
    data: { version: meeting.version },
  })
}

/**
 * Writes down that everybody is told of this version now, and until when it would have been in time. Refuses `notice_late` when that
 * day is over and there is no reason, or nobody who may give one.
 */
export async function noteNotice(
  work: Work,
  meeting: Meeting,
  council: Council,
  lateReason: string | null,
): Promise<void> {
  const { trx, now } = work
  const { personId } = personOf(work.actor)
  const { rules, daysOff } = await rulesFor(trx, meeting, council.timeZone)
  const terms = termsOf(meeting.startsAt, council.timeZone, rules, daysOff, now)
  const reason = terms.isNoticeLate ? lateReason?.trim() || null : null
  if (terms.isNoticeLate && (!reason || !maySendLate(work.actor, meeting)))
    refuse('notice_late', 'lateReason')
  await trx
    .insertInto('meetingNotice')
    .values({
      ...{ id: newId(), meetingId: meeting.id, version: meeting.version },
      ...{ lastOn: terms.noticeOn, lateReason: reason, personId, sentAt: now },
    })
    .execute()
  // Whoever is told less than a day ahead needs no second letter.
  const isSoon = Date.parse(meeting.startsAt) - Date.parse(now) <= DAY_MS
  await trx
    .updateTable('meeting')
    .set({ state: 'notified', noticedAt: now, ...(isSoon && { remindedFor: meeting.startsAt }) })
    .where('id', '=', meeting.id)
    .execute()
}

type Words = (to: Recipient, about: MeetingFacts, link: string, replyOn: string) => Letter

/** A letter to everybody whom a meeting concerns, with its calendar entry. */
export async function tellAll(
  work: Work,
  meeting: Meeting,
  council: Council,
  home: URL,
  words: Words,
  those: (each: Concerned) => boolean = () => true,
): Promise<void> {
  const { rules, daysOff } = await rulesFor(work.trx, meeting, council.timeZone)
  const { replyOn } = termsOf(meeting.startsAt, council.timeZone, rules, daysOff, work.now)
  for (const each of (await listConcerned(work.trx, meeting, council.timeZone)).filter(those)) {
    if (!each.to) continue
    const link = linkTo(home, council.slug, meeting.number, each.guest)
    const about = factsOf(meeting, council)
    const calendar = calendarOf({ ...meeting, callUrl: about.callUrl }, council, { link, now: work.now })
    await post(work, { ...words(each.to, about, link, replyOn), calendar })
  }
}

/** Where the notice stands; a guest's word opens it without an account. */
export function linkTo(home: URL, slug: string, number: number, guest: string | null = null): string {
  const link = new URL(`/councils/${slug}/meetings/${number}/notice`, home)
  if (guest !== null) link.searchParams.set('guest', guest)
  return link.href
}

const factsOf = (meeting: Meeting, council: Council): MeetingFacts => {
  const { startsAt, endsAt, title, place, callUrl, phone } = meeting
  return { council: council.name, timeZone: council.timeZone, startsAt, endsAt, title, place, callUrl, phone }
}

/** Meetings that begin within a day and of whose time nobody was reminded. */
export const listToRemind = (db: Db, now: Date) =>
  db
    .selectFrom('meeting')
    .select('id')
    .where('state', '=', 'notified')
    .where('startsAt', '>', now.toISOString())
    .where('startsAt', '<=', new Date(now.getTime() + DAY_MS).toISOString())
    .where((eb) => eb.or([eb('remindedFor', 'is', null), eb('remindedFor', '!=', eb.ref('startsAt'))]))
    .execute()

/** Reminds those who have not answered, once for each time at which the meeting was to begin. */
export async function remind(work: Work, meetingId: Id, home: URL): Promise<void> {
  const { trx, now } = work
  const meeting = await lockMeeting(trx, meetingId)
  if (!meeting || !isAhead(meeting.state) || isReminded(meeting, now)) return
  const council = (await findCouncil(trx, meeting.councilId)) ?? refuse('not_found')
  const answered = new Set((await listReplies(trx, meeting)).map(({ who }) => who))
  await trx
    .updateTable('meeting')
    .set({ remindedFor: meeting.startsAt })
    .where('id', '=', meetingId)
    .execute()
  await tellAll(work, meeting, council, home, reminderLetter, ({ who }) => !answered.has(who))
}

const isReminded = ({ remindedFor, startsAt }: Meeting, now: Instant) =>
  remindedFor === startsAt || startsAt <= now
