import type { Instant } from '../values.ts'
import type { Entry } from './entries.ts'
import { foldEntries } from './fold.ts'
import { presenceAt, quorumOf } from './quorum.ts'
import type { Attendee } from './state.ts'
import type { PastView } from './views.ts'

/**
 * A meeting at any moment of its past, from its entries: phase, item and recusals as they were written by then; presence by the
 * intervals as they stand now, because the end of a lost line is known only a minute after it.
 */
export function pastOf(entries: readonly Entry[], at: Instant): PastView {
  const then = foldEntries(entries.filter((each) => each.at <= at))
  const { people } = foldEntries(entries)
  const where = (person: Attendee) => presenceAt(person, at)
  const present = people.flatMap((person) => {
    const interval = where(person)
    return interval ? [{ who: person.id, mode: interval.mode, inAt: interval.inAt }] : []
  })
  return {
    at,
    phase: then.phase,
    itemId: then.currentItemId,
    quorum: then.convened ? quorumOf({ ...then, people }, then.currentItemId, where) : null,
    present,
  }
}
