import type { Instant } from '../../shared/values.ts'

export interface CalendarEvent {
  /** Stays the same for as long as the event does: by it calendars know what they have. */
  uid: string
  /** Grows with each change of the plan, by which they replace it. */
  sequence: number
  startsAt: Instant
  endsAt: Instant
  title: string
  about: string
  place: string
  url: string
  isCancelled: boolean
}

/**
 * Events of one time zone as a calendar (RFC 5545), told on its clocks, so that a calendar elsewhere keeps «18:00 in Palana».
 * `name` is what a feed is called by whoever follows it.
 */
export function writeCalendar(
  events: readonly CalendarEvent[],
  { timeZone, now, name }: { timeZone: string; now: Instant; name?: string },
): string {
  const lines = [
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Veche//Calendar//RU', 'CALSCALE:GREGORIAN'],
    'METHOD:PUBLISH',
    ...(name === undefined ? [] : [`NAME:${escaped(name)}`, `X-WR-CALNAME:${escaped(name)}`]),
    ...(events.length === 0 ? [] : zoneLines(events, timeZone)),
    ...events.flatMap((event) => [
      ...['BEGIN:VEVENT', `UID:${event.uid}@veche`, `SEQUENCE:${event.sequence}`, `DTSTAMP:${utc(now)}`],
      `DTSTART;TZID=${timeZone}:${localTime(event.startsAt, timeZone)}`,
      `DTEND;TZID=${timeZone}:${localTime(event.endsAt, timeZone)}`,
      `SUMMARY:${escaped(event.title)}`,
      `DESCRIPTION:${escaped(event.about)}`,
      `LOCATION:${escaped(event.place)}`,
      `URL:${event.url}`,
      `STATUS:${event.isCancelled ? 'CANCELLED' : 'CONFIRMED'}`,
      'END:VEVENT',
    ]),
    ...['END:VCALENDAR', ''],
  ]
  return lines.map(folded).join('\r\n')
}

/** The zone as far as these events need it: from the first of them that has another offset on, that one holds. */
function zoneLines(events: readonly CalendarEvent[], timeZone: string): string[] {
  const moments = events.flatMap(({ startsAt, endsAt }) => [startsAt, endsAt]).toSorted()
  const holds: Array<{ from: string; offset: string }> = []
  for (const at of moments) {
    const offset = offsetAt(at, timeZone)
    if (holds.at(-1)?.offset !== offset)
      holds.push({ from: holds.length === 0 ? '19700101T000000' : localTime(at, timeZone), offset })
  }
  const observances = holds.flatMap(({ from, offset }, index) => [
    ...['BEGIN:STANDARD', `DTSTART:${from}`],
    ...[`TZOFFSETFROM:${holds[index - 1]?.offset ?? offset}`, `TZOFFSETTO:${offset}`, 'END:STANDARD'],
  ])
  return ['BEGIN:VTIMEZONE', `TZID:${timeZone}`, ...observances, 'END:VTIMEZONE']
}

const digits = (text: string) => text.replaceAll(/[-:]|\.\d+/g, '')
const utc = (instant: Instant) => digits(new Date(instant).toISOString())

/** What clocks of the zone show, `20170216T100000`. */
function localTime(instant: Instant, timeZone: string): string {
  // Swedish writes dates the way ISO does.
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
  return digits(clock.format(Date.parse(instant)).replace(' ', 'T'))
}

/** `+1200` */
function offsetAt(instant: Instant, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' }).formatToParts(
    Date.parse(instant),
  )
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? ''
  return name.replace('GMT', '').replace(':', '') || '+0000'
}

const escaped = (text: string) =>
  text
    .replaceAll('\\', '\\\\')
    .replaceAll(/[;,]/g, String.raw`\$&`)
    .replaceAll(/\r\n|[\r\n\u0085\u2028\u2029]/g, String.raw`\n`)
    // A control character is no text (RFC 5545 §3.3.11).
    .replaceAll(/\p{Cc}/gu, '')

const LINE_OCTETS = 75

/** A line goes on after a break and a space; it is never broken inside a letter. */
function folded(line: string): string {
  const rows = ['']
  let octets = 0
  for (const letter of line) {
    const size = Buffer.byteLength(letter)
    if (octets + size > LINE_OCTETS) {
      rows.push(' ')
      octets = 1
    }
    rows[rows.length - 1] += letter
    octets += size
  }
  return rows.join('\r\n')
}
