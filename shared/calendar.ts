import type { DayCount, OnDayOff } from './council-rules.ts'
import type { Day, Instant } from './values.ts'

/**
 * A day that differs from its weekday: a holiday or a transferred day off, or a weekend day that is worked.
 */
export interface DayOff {
  on: Day
  kind: 'holiday' | 'workday'
  name: string
}

const DAY_MS = 86_400_000

/** Whether the text is a day that exists: `2024-02-29` is, `2025-02-29` is not. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  // Date.parse moves 30 February to 2 March instead of refusing it; a day that exists comes back as it was.
  const ms = Date.parse(text)
  return !Number.isNaN(ms) && dayAt(ms) === text
}

/**
 * The day `count` calendar days later, or earlier when negative. A text that is no day is a bug: RangeError.
 */
export const addDays = (day: Day, count: number): Day => dayAt(midnightOf(day) + count * DAY_MS)

/** Calendar days from `today` to the last day of a term: 0 on the last day, negative when overdue. */
export const daysLeft = (dueOn: Day, today: Day): number => (midnightOf(dueOn) - midnightOf(today)) / DAY_MS

/**
 * The calendar day it is in a time zone at an instant. 18:30 in Moscow is already tomorrow in Kamchatka, and
 * papers carry the local day of the council (domain §7.6).
 */
export const dayIn = (instant: Instant, timeZone: string): Day =>
  wallClock(Date.parse(instant), timeZone).slice(0, 10)

/**
 * The instant at which clocks of a time zone show `time` (`HH:MM`) on `day`; null when they never do: no such
 * day or hour, or one that was skipped when clocks went forward. A time that clocks showed twice is taken the
 * first time.
 */
export function instantOf(day: Day, time: string, timeZone: string): Instant | null {
  if (!isDay(day) || !/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) return null
  const wall = `${day}T${time}`
  const asUtc = Date.parse(`${wall}Z`)
  // The offset at this wall time is one of those in force a day before and a day after: clocks change at most
  // once in between.
  const candidates = [asUtc - DAY_MS, asUtc + DAY_MS]
    .map((ms) => asUtc - (Date.parse(`${wallClock(ms, timeZone)}Z`) - ms))
    // Outside of four-digit years a clock shows what cannot be read back.
    .filter((ms) => !Number.isNaN(ms) && wallClock(ms, timeZone) === wall)
  return candidates.length > 0 ? new Date(Math.min(...candidates)).toISOString() : null
}

/**
 * Saturdays and Sundays are off unless the list says they are worked; other days are worked unless it says
 * they are off.
 */
export function isDayOff(day: Day, daysOff: readonly DayOff[]): boolean {
  const listed = daysOff.find(({ on }) => on === day)
  if (listed) return listed.kind === 'holiday'
  const weekday = new Date(midnightOf(day)).getUTCDay()
  return weekday === 0 || weekday === 6
}

/**
 * The last day of a term of `days` calendar days. The term starts the day after the event (ГК РФ ст. 191); a
 * last day that is a day off moves as the council's rules say (`dueDate.onDayOff`, domain §4).
 *
 * Moving back never reaches the day of the event or earlier: three days from 30 December would otherwise be
 * over before they began. Such a term moves forward.
 */
export function dueOn(eventOn: Day, days: number, onDayOff: OnDayOff, daysOff: readonly DayOff[]): Day {
  const last = addDays(eventOn, days)
  if (onDayOff === 'previous_workday') {
    const earlier = nearestWorkday(last, -1, daysOff)
    if (earlier > eventOn) return earlier
  }
  return nearestWorkday(last, 1, daysOff)
}

/**
 * The workday `count` workdays later, or earlier when negative; 0 is the day itself. The event's own day is not
 * counted, whether it is worked or not.
 */
export function addWorkdays(day: Day, count: number, daysOff: readonly DayOff[]): Day {
  const step = count < 0 ? -1 : 1
  let last = day
  for (let left = Math.abs(count); left > 0; left -= 1)
    last = nearestWorkday(addDays(last, step), step, daysOff)
  return last
}

/** The last day of a term that runs from an event: `dueOn` for calendar days; workdays never end on a day off. */
export const lastDayOf = (
  eventOn: Day,
  { days, working }: DayCount,
  onDayOff: OnDayOff,
  daysOff: readonly DayOff[],
): Day =>
  // A term of no days ends with its event's own day, whatever day that is.
  working || days === 0 ? addWorkdays(eventOn, days, daysOff) : dueOn(eventOn, days, onDayOff, daysOff)

/** The last day on which something that has to be done so long before an event is done in time (`notice`, `materials`, domain §4). */
export const lastDayBefore = (eventOn: Day, { days, working }: DayCount, daysOff: readonly DayOff[]): Day =>
  working ? addWorkdays(eventOn, -days, daysOff) : addDays(eventOn, -days)

function nearestWorkday(from: Day, step: 1 | -1, daysOff: readonly DayOff[]): Day {
  let day = from
  while (isDayOff(day, daysOff)) day = addDays(day, step)
  return day
}

const dayAt = (ms: number): Day => new Date(ms).toISOString().slice(0, 10)

function midnightOf(day: Day): number {
  if (!isDay(day)) throw new RangeError(`not a day: ${day}`)
  return Date.parse(day)
}

const clocks = new Map<string, Intl.DateTimeFormat>()

/** What clocks of the zone show, `YYYY-MM-DDTHH:MM`. Formatters are kept: making one costs a hundred uses. */
function wallClock(ms: number, timeZone: string): string {
  let clock = clocks.get(timeZone)
  if (!clock) {
    // Swedish writes dates the way ISO does.
    clock = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' })
    clocks.set(timeZone, clock)
  }
  return clock.format(ms).replace(' ', 'T')
}
