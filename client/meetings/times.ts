import type { Speech } from '../../shared/meetings/state.ts'
import type { Instant } from '../../shared/values.ts'
import { instantAt, type Dates } from '../lib/dates.ts'

/** «14:32:05» on the clocks of the council: what is written down at a meeting is written with its second. */
export const clockOf =
  ({ time }: Dates, zone: string) =>
  (instant: Instant): string =>
    `${time(instant, zone)}:${instant.slice(17, 19)}`

/** When the time of whoever speaks is up; undefined while they pause. */
export const upAt = ({ runsSince, seconds, spoken }: Speech): Instant | undefined =>
  runsSince === null ? undefined : instantAt(Date.parse(runsSince) + (seconds - spoken) * 1000)

/** «3:05» of seconds. */
export const spell = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`
