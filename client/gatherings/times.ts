import type { Attendance, Turn } from '../../shared/gatherings.ts'
import type { Instant } from '../../shared/values.ts'
import { instantAt } from '../lib/dates.ts'

/** When the time of whoever has the floor is up. */
export const upAt = ({ givenAt, raisedAt, seconds }: Turn): Instant =>
  instantAt(Date.parse(givenAt ?? raisedAt) + seconds * 1000)

/** How long a speech took, in milliseconds. */
export const lasted = ({ givenAt, doneAt }: Turn): number =>
  givenAt && doneAt ? Date.parse(doneAt) - Date.parse(givenAt) : 0

/** The intervals of each person together, in the order in which they first came. */
export function byPerson(intervals: readonly Attendance[]): Attendance[][] {
  const rows = new Map<string, Attendance[]>()
  for (const each of intervals) rows.set(each.person.id, [...(rows.get(each.person.id) ?? []), each])
  return [...rows.values()]
}
