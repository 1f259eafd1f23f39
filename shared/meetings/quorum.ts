import { needed, reaches } from '../fractions.ts'
import type { Id, Instant } from '../values.ts'
import type { QuorumCount } from './entries.ts'
import type { Attendee, Interval, MeetingState } from './state.ts'

/** Where somebody is at a moment; an interval holds its first millisecond and not its last. */
export const presenceAt = ({ intervals }: Attendee, at: Instant): Interval | undefined =>
  intervals.find((each) => each.inAt <= at && (each.outAt === null || at < each.outAt))

/** Where somebody is now. */
export const presenceOf = ({ intervals }: Attendee): Interval | undefined =>
  intervals.find((each) => each.outAt === null)

export interface Sitting {
  /** Members who count towards the quorum (domain §4 `quorum.countRemote`, `quorum.countRecused`). */
  present: Id[]
  /** Members who are here and may vote on the item: recused ones may not. */
  entitled: Id[]
}

/**
 * Who is here as far as quorum and vote go, for an item or, with null, for the meeting. `where` says how somebody is present: now, or
 * at a moment of the past (`presenceAt`).
 */
export function sittingOf(
  state: MeetingState,
  itemId: Id | null,
  where: (person: Attendee) => Interval | undefined = presenceOf,
): Sitting {
  const { countRemote = true, countRecused = true } = rulesOf(state).quorum
  const recused = new Set(state.agenda.find(({ id }) => id === itemId)?.recused.map(({ who }) => who) ?? [])
  const here = state.people.flatMap((each) => {
    const presence = each.hasVote ? where(each) : undefined
    return presence ? [{ id: each.id, mode: presence.mode }] : []
  })
  return {
    present: here
      .filter(({ id, mode }) => (countRemote || mode !== 'video') && (countRecused || !recused.has(id)))
      .map(({ id }) => id),
    entitled: here.filter(({ id }) => !recused.has(id)).map(({ id }) => id),
  }
}

/** The quorum of an item, or of the meeting, by the rules it was convened under (domain §4 `quorum.*`). */
export function quorumOf(
  state: MeetingState,
  itemId: Id | null,
  where: (person: Attendee) => Interval | undefined = presenceOf,
): QuorumCount {
  const { quorum } = rulesOf(state)
  const base =
    quorum.base === 'established_number'
      ? (state.convened?.council.established ?? 0)
      : state.people.filter(({ hasVote }) => hasVote).length
  const present = sittingOf(state, itemId, where).present.length
  return {
    present,
    base,
    needed: needed(base, quorum.fraction),
    reached: reaches(present, base, quorum.fraction),
  }
}

function rulesOf({ convened }: MeetingState) {
  if (!convened) throw new RangeError('a meeting that was not convened has no quorum')
  return convened.rules.rules
}
