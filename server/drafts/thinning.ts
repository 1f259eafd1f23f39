import { dayIn } from '../../shared/calendar.ts'
import type { Id, Instant } from '../../shared/values.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/** How many automatic versions of one day stay, by how long ago they were made. */
const keptPerDay = (ageMs: number): number => {
  if (ageMs < 2 * DAY_MS) return 48
  return ageMs < 30 * DAY_MS ? 6 : 1
}

interface Made {
  id: Id
  at: Instant
}

/**
 * Which automatic versions are too many: 48 of a day stay while it is not two days ago, then 6, after thirty days one. Days are those of
 * the council. Of those that stand closest together the earlier one goes; the last of a day stays.
 */
export function surplusOf(versions: readonly Made[], now: Instant, timeZone: string): Id[] {
  const byDay = Map.groupBy(versions, ({ at }) => dayIn(at, timeZone))
  return [...byDay.values()].flatMap((day) => {
    const kept = day.toSorted((a, b) => (a.at < b.at ? -1 : 1))
    const most = keptPerDay(Date.parse(now) - Date.parse(kept.at(-1)!.at))
    const gone: Id[] = []
    while (kept.length > most) gone.push(...kept.splice(closest(kept), 1).map(({ id }) => id))
    return gone
  })
}

/** The one that is followed soonest by another. */
function closest(versions: readonly Made[]): number {
  const gap = (index: number) => Date.parse(versions[index + 1]!.at) - Date.parse(versions[index]!.at)
  let found = 0
  for (let index = 1; index < versions.length - 1; index++) if (gap(index) < gap(found)) found = index
  return found
}
