import type { ExchangeView } from '../../shared/exchanges.ts'
import type { Instant } from '../../shared/values.ts'
import { writeCalendar } from '../lib/calendar.ts'

/** An exchange as a calendar file in the time zone of its council. */
export function toCalendar(exchange: ExchangeView, { url, now }: { url: string; now: Instant }): string {
  const { id, version, startsAt, endsAt, title, timeZone, place, callUrl, council } = exchange
  const hosts = `${council.name} · ${exchange.cohost.name}`
  return writeCalendar(
    [
      {
        ...{ uid: id, sequence: version, startsAt, endsAt, title, url },
        about: [hosts, exchange.description, callUrl, url].filter(Boolean).join('\n\n'),
        place: place ?? callUrl ?? council.shortName,
        isCancelled: exchange.state === 'cancelled',
      },
    ],
    { timeZone, now },
  )
}
