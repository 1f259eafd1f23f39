import { dayIn } from '../../shared/calendar.ts'
import type { Day } from '../../shared/values.ts'
import type { Kit } from './kit.ts'

/** In this time zone the day has changed since the last look. */
export interface Turn {
  timeZone: string
  before: Day
  today: Day
}

/**
 * Calls `turned` once for each time zone in which a new day has begun: terms are days of their council or organization, so rights
 * come and go at local midnight. Looks once a minute: midnights of all zones fall on a minute.
 */
export function atMidnight(
  kit: Pick<Kit, 'clock' | 'onDue'>,
  listZones: () => Promise<readonly string[]>,
  turned: (turn: Turn) => Promise<void>,
): void {
  let looked = kit.clock()
  kit.onDue(async (now) => {
    if (minuteOf(now) === minuteOf(looked)) return
    const since = looked.toISOString()
    looked = now
    for (const timeZone of await listZones()) {
      const before = dayIn(since, timeZone)
      const today = dayIn(now.toISOString(), timeZone)
      if (before !== today) await turned({ timeZone, before, today })
    }
  })
}

const minuteOf = (moment: Date) => Math.floor(moment.getTime() / 60_000)
