import type { MeetingFormat, MeetingPhase } from '../../../shared/meetings/entries.ts'
import type { Id, Instant } from '../../../shared/values.ts'
import { writeCalendar, type CalendarEvent } from '../../lib/calendar.ts'

interface Meeting {
  id: Id
  number: number
  title: string | null
  format: MeetingFormat
  state: MeetingPhase
  startsAt: Instant
  endsAt: Instant
  place: string | null
  /** Null for who may not know it. */
  callUrl: string | null
  version: number
}

interface Council {
  name: string
  shortName: string
  timeZone: string
}

/** A calendar speaks to programs: in the language of the region, like mail. */
export const eventOf = (meeting: Meeting, council: Council, link: string): CalendarEvent => ({
  uid: meeting.id,
  sequence: meeting.version,
  startsAt: meeting.startsAt,
  endsAt: meeting.endsAt,
  title: `${council.shortName}: ${meeting.title ?? `заседание № ${meeting.number}`}`,
  about: [council.name, meeting.callUrl, link].filter(Boolean).join('\n\n'),
  place: meeting.place ?? meeting.callUrl ?? council.shortName,
  url: link,
  isCancelled: meeting.state === 'cancelled',
})

/** One meeting, in the time zone of its council. */
export const calendarOf = (
  meeting: Meeting,
  council: Council,
  { link, now }: { link: string; now: Instant },
): string => writeCalendar([eventOf(meeting, council, link)], { timeZone: council.timeZone, now })
