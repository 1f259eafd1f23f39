import { addDays, dayIn, instantOf, isDayOff, lastDayBefore, type DayOff } from '../../../shared/calendar.ts'
import type { CouncilRules } from '../../../shared/council-rules.ts'
import { needed, reaches } from '../../../shared/fractions.ts'
import type { MeetingFormat, MeetingPhase } from '../../../shared/meetings/entries.ts'
import type { CalledBy, Expected, NoticeTerms, Reply } from '../../../shared/meetings/planning.ts'
import type { RefusalCode } from '../../../shared/refusals.ts'
import type { Day, Id, Instant } from '../../../shared/values.ts'
import { hasRole, seatIn, type Actor } from '../../lib/actor.ts'
import { mayLead } from '../rules.ts'

/** Chair and secretary plan meetings; whoever is to preside arranges that one too (domain §3 «Agenda/notice»). */
export const mayArrange = (
  actor: Actor | null,
  { councilId, presidingId }: { councilId: Id; presidingId: Id },
): boolean => mayLead(actor, councilId) || seatIn(actor, councilId)?.memberId === presidingId

/** A late notice is a breach of the regulation that somebody answers for: the chair, or whoever presides instead. */
export const maySendLate = (
  actor: Actor | null,
  { councilId, presidingId }: { councilId: Id; presidingId: Id },
): boolean => hasRole(actor, councilId, 'chair') || seatIn(actor, councilId)?.memberId === presidingId

/** Everybody who sits in the council proposes items (R-71, domain §2.2); an observer only looks on. */
export const mayPropose = (actor: Actor | null, councilId: Id): boolean =>
  hasRole(actor, councilId, 'chair', 'deputy', 'secretary', 'member')

/** Whether a meeting may still be planned: until its registration opens (domain §3). */
export const isAhead = (state: MeetingPhase): boolean => state === 'planned' || state === 'notified'

/** Whether what it did not come to may be taken up by another: it has ended, with or without a quorum. */
export const isOver = (state: MeetingPhase): boolean => state === 'closed' || state === 'failed_quorum'

/** Why a meeting cannot be planned any more, or null. */
export const whyNotArrange = ({ state }: { state: MeetingPhase }): RefusalCode | null =>
  isAhead(state) ? null : 'meeting_wrong_phase'

interface Times {
  startsOn: Day
  startsTime: string
  endsOn: Day
  endsTime: string
}

/** The instants that clocks of the council's zone show at the days and times written; one that never comes is refused. */
export function timesOf(
  { startsOn, startsTime, endsOn, endsTime }: Times,
  timeZone: string,
  earliest: Instant,
): { startsAt: Instant; endsAt: Instant } | { code: RefusalCode; field: string } {
  const startsAt = instantOf(startsOn, startsTime, timeZone)
  if (!startsAt) return { code: 'time_does_not_exist', field: 'startsTime' }
  const endsAt = instantOf(endsOn, endsTime, timeZone)
  if (!endsAt) return { code: 'time_does_not_exist', field: 'endsTime' }
  if (startsAt < earliest) return { code: 'starts_in_past', field: 'startsTime' }
  return startsAt < endsAt ? { startsAt, endsAt } : { code: 'ends_before_start', field: 'endsTime' }
}

/** A link leads everybody out of the house: only over an encrypted line, and to no script. */
export const isSafeLink = (url: string): boolean => URL.canParse(url) && new URL(url).protocol === 'https:'

/** Whom the rules let call an extraordinary meeting, of those for whom this person may enter it (domain §4 `extraordinary.by`). */
export function callersOf(
  actor: Actor | null,
  councilId: Id,
  { extraordinary }: Pick<CouncilRules, 'extraordinary'>,
): CalledBy[] {
  return [
    ...(hasRole(actor, councilId, 'chair') ? ['chair' as const] : []),
    'members' as const,
    ...(extraordinary.headOfBody ? ['head_of_body' as const] : []),
  ]
}

/** What a notice has to say and does not yet say (T7), with the field to mend; null when it says all. */
export function whatNoticeLacks(
  {
    format,
    place,
    callUrl,
    phone,
  }: {
    format: MeetingFormat
    place: string | null
    callUrl: string | null
    phone: string | null
  },
  items: number,
): { code: RefusalCode; field?: string } | null {
  if ((format === 'in_person' || format === 'mixed') && place === null)
    return { code: 'place_required', field: 'place' }
  if ((format === 'video' || format === 'mixed') && callUrl === null && phone === null)
    return { code: 'call_required', field: 'callUrl' }
  return items === 0 ? { code: 'agenda_empty' } : null
}

/**
 * The terms of a meeting by the rules (domain §4 `notice`, `materials`): days before it, of the council's calendar. Everybody is asked
 * to answer by the day before.
 */
export function termsOf(
  startsAt: Instant,
  timeZone: string,
  { notice, materials }: Pick<CouncilRules, 'notice' | 'materials'>,
  daysOff: readonly DayOff[],
  now: Instant,
): NoticeTerms {
  const startsOn = dayIn(startsAt, timeZone)
  const today = dayIn(now, timeZone)
  const noticeOn = lastDayBefore(startsOn, notice, daysOff)
  const materialsOn = lastDayBefore(startsOn, materials, daysOff)
  const dayBefore = addDays(startsOn, -1)
  return {
    noticeOn,
    materialsOn,
    isNoticeLate: today > noticeOn,
    areMaterialsLate: today > materialsOn,
    replyOn: dayBefore < today ? today : dayBefore,
    today,
  }
}

/** The first day for which notice that is given today is in time. */
export function firstInTime(
  today: Day,
  { notice }: Pick<CouncilRules, 'notice'>,
  daysOff: readonly DayOff[],
): Day {
  let day = addDays(today, notice.days)
  while (lastDayBefore(day, notice, daysOff) < today) day = addDays(day, 1)
  return day
}

/** The same, and no day off. */
export function firstWorkdayInTime(
  today: Day,
  rules: Pick<CouncilRules, 'notice'>,
  daysOff: readonly DayOff[],
): Day {
  let day = firstInTime(today, rules, daysOff)
  while (isDayOff(day, daysOff)) day = addDays(day, 1)
  return day
}

/** Who would be there by what they answered, and whether it is a quorum by the rules (domain §4 `quorum.*`). */
export function expectedOf(
  replies: readonly Reply[],
  { established, rules }: { established: number; rules: Pick<CouncilRules, 'quorum'> | undefined },
): Expected {
  const members = replies.filter(({ role }) => role !== 'invitee' && role !== 'observer')
  const count = (answer: Reply['answer']) => members.filter((each) => each.answer === answer).length
  const said = {
    inPerson: count('in_person'),
    video: count('video'),
    absent: count('absent'),
    silent: count(null),
  }
  if (!rules) return { ...said, quorum: null }
  const { base: baseName, fraction, countRemote } = rules.quorum
  const electors = members.filter(({ hasVote }) => hasVote)
  const present = electors.filter(
    ({ answer }) => answer === 'in_person' || (answer === 'video' && countRemote),
  ).length
  const base = baseName === 'established_number' ? established : electors.length
  const quorum = { present, base, needed: needed(base, fraction), reached: reaches(present, base, fraction) }
  return { ...said, quorum }
}
