import { addDays, instantOf, isDayOff, type DayOff } from '../../shared/calendar.ts'
import { defaultTimeZone } from '../../shared/organizations.ts'
import type { Day } from '../../shared/values.ts'

/** When clocks of the region show this time; it has no days on which they skip an hour. */
export const at = (day: Day, time: string): Date => new Date(instantOf(day, time, defaultTimeZone)!)

/** The last day not after this one that is worked. */
export const workedUntil = (day: Day, daysOff: readonly DayOff[]): Day =>
  isDayOff(day, daysOff) ? workedUntil(addDays(day, -1), daysOff) : day

/** The first day not before this one that is worked. */
export const workedFrom = (day: Day, daysOff: readonly DayOff[]): Day =>
  isDayOff(day, daysOff) ? workedFrom(addDays(day, 1), daysOff) : day
