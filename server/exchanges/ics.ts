import type { ExchangeView } from '../../shared/exchanges.ts'
import type { Instant } from '../../shared/values.ts'

/**
 * An exchange as a calendar file (RFC 5545) in the time zone of its council, so that a calendar elsewhere keeps «18:00 in Palana»
 * . The sequence grows with each change of the plan, by which calendars replace what they have.
 */
export function toCalendar(exchange: ExchangeView, { url, now }: { url: string; now: Instant }): string {
  const { timeZone, startsAt, endsAt } = exchange
  const offset = offsetAt(startsAt, timeZone)
  const hosts = `${exchange.council.name} · ${exchange.cohost.name}`
  const about = [hosts, exchange.description, exchange.callUrl, url].filter(Boolean).join('\n\n')
  const lines = [
    ...[
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//Veche//Exchanges//RU',
      'CALSCALE:GREGORIAN',
      'METHOD:PUBLISH',
    ],
    ...['BEGIN:VTIMEZONE', `TZID:${timeZone}`, 'BEGIN:STANDARD', 'DTSTART:19700101T000000'],
    ...[`TZOFFSETFROM:${offset}`, `TZOFFSETTO:${offset}`, 'END:STANDARD', 'END:VTIMEZONE'],
    ...['BEGIN:VEVENT', `UID:${exchange.id}@veche`, `SEQUENCE:${exchange.version}`, `DTSTAMP:${utc(now)}`],
    `DTSTART;TZID=${timeZone}:${localTime(startsAt, timeZone)}`,
    `DTEND;TZID=${timeZone}:${localTime(endsAt, timeZone)}`,
    `SUMMARY:${escaped(exchange.title)}`,
    `DESCRIPTION:${escaped(about)}`,
    `LOCATION:${escaped(exchange.place ?? exchange.callUrl ?? exchange.council.shortName)}`,
    `URL:${url}`,
    `STATUS:${exchange.state === 'cancelled' ? 'CANCELLED' : 'CONFIRMED'}`,
    ...['END:VEVENT', 'END:VCALENDAR', ''],
  ]
  return lines.map(folded).join('\r\n')
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
    .replaceAll(/\r?\n/g, String.raw`\n`)

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
