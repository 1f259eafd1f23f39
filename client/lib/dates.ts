import { dayIn, daysLeft } from '../../shared/calendar.ts'
import type { Day, Instant } from '../../shared/values.ts'
import type { Locale } from '../texts/bilingual.ts'
import { dateWords } from '../texts/dates.ts'

export interface Dates {
  /** «16 февраля 2017 г.» */
  day(day: Day): string
  /** «16 февраля», with the year only when it is not this one. */
  dayMonth(day: Day, today: Day): string
  /** «16.02.2017», for tables. */
  brief(day: Day): string
  /** «18:00» on the clocks of the zone. */
  time(instant: Instant, zone: string): string
  /** «18:00 (камчатское), 09:00 у вас»; the reader's only where it differs. */
  clock(instant: Instant, zone: string, reader?: string | null): string
  /** «16 февраля 2017 г., 18:00 (камчатское), 09:00 у вас» */
  moment(instant: Instant, zone: string, reader?: string | null): string
  /** «до 22 марта, осталось 6 дней», «до 22 марта, просрочено на 3 дня» */
  term(dueOn: Day, today: Day): string
  /** «5 минут назад», «вчера» */
  ago(instant: Instant, now: Instant): string
  /** «1 ч 5 мин» */
  duration(ms: number): string
  /** «камчатское» */
  zone(zone: string): string
  number(value: number): string
  /** «66,7 %» of a share from 0 to 1. */
  percent(share: number): string
  /** «Анна, Борис и Вера» */
  list(parts: readonly string[]): string
}

export const instantAt = (ms: number): Instant => new Date(ms).toISOString()

export const dates = (locale: Locale): Dates => (made[locale] ??= make(locale))

const made: Partial<Record<Locale, Dates>> = {}

function make(locale: Locale): Dates {
  const words = dateWords[locale]
  // British English: the day before the month and a clock of 24 hours, as in the Russian beside it.
  const tag = locale === 'ru' ? 'ru' : 'en-GB'
  const long = new Intl.DateTimeFormat(tag, { dateStyle: 'long', timeZone: 'UTC' })
  const monthly = new Intl.DateTimeFormat(tag, { day: 'numeric', month: 'long', timeZone: 'UTC' })
  const short = new Intl.DateTimeFormat(tag, {
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
    timeZone: 'UTC',
  })
  const relative = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' })
  const numbers = new Intl.NumberFormat(tag)
  const shares = new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 1 })
  const lists = new Intl.ListFormat(tag)
  const clocks = new Map<string, Intl.DateTimeFormat>()

  const day = (day: Day) => long.format(Date.parse(day))
  const dayMonth = (day: Day, today: Day) =>
    day.slice(0, 4) === today.slice(0, 4) ? monthly.format(Date.parse(day)) : long.format(Date.parse(day))

  function time(instant: Instant, zone: string): string {
    let clock = clocks.get(zone)
    if (!clock) {
      clock = new Intl.DateTimeFormat(tag, {
        timeZone: zone,
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
      })
      clocks.set(zone, clock)
    }
    return clock.format(Date.parse(instant))
  }

  function zoneName(zone: string): string {
    const known: Record<string, string> = words.zones
    return known[zone] ?? zone.split('/').at(-1)?.replaceAll('_', ' ') ?? zone
  }

  function clock(instant: Instant, zone: string, reader?: string | null): string {
    const theirs = words.inZone(time(instant, zone), zoneName(zone))
    if (!reader) return theirs
    const [here, there] = [dayIn(instant, reader), dayIn(instant, zone)]
    if (here === there && time(instant, reader) === time(instant, zone)) return theirs
    const yours =
      here === there ? time(instant, reader) : `${dayMonth(here, there)}, ${time(instant, reader)}`
    return `${theirs}, ${words.yours(yours)}`
  }

  function ago(instant: Instant, now: Instant): string {
    const seconds = (Date.parse(instant) - Date.parse(now)) / 1000
    for (const [unit, size] of units) {
      if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit)
    }
    return words.justNow
  }

  function duration(ms: number): string {
    const minutes = Math.max(0, Math.round(ms / 60_000))
    return minutes < 60 ? words.minutes(minutes) : words.hours(Math.floor(minutes / 60), minutes % 60)
  }

  function term(dueOn: Day, today: Day): string {
    const left = daysLeft(dueOn, today)
    const how = left > 0 ? words.left(left) : left === 0 ? words.lastDay : words.overdue(-left)
    return `${words.until(dayMonth(dueOn, today))}, ${how}`
  }

  return {
    day,
    dayMonth,
    brief: (day) => short.format(Date.parse(day)),
    time,
    clock,
    moment: (instant, zone, reader) => `${day(dayIn(instant, zone))}, ${clock(instant, zone, reader)}`,
    term,
    ago,
    duration,
    zone: zoneName,
    number: (value) => numbers.format(value),
    percent: (share) => shares.format(share),
    list: (parts) => lists.format(parts),
  }
}

const units = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const
