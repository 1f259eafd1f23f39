import {
  whyNotLive,
  whyOver,
  type GatheringRole,
  type GatheringState,
  type ItemInput,
  type QuestionState,
  type TurnState,
} from '../../shared/gatherings.ts'
import type { RefusalCode } from '../../shared/refusals.ts'
import type { Id, Instant } from '../../shared/values.ts'
import { hasRole, type Actor } from '../lib/actor.ts'

/** A line that was lost for less than this is not somebody who left: the interval goes on (domain §0.9). */
export const RETURN_MS = 60_000

/**
 * Who somebody is in the room. It is led by its moderator and by the chair and the secretary of the council; whoever has an
 * account takes part: accounts are given by invitation, so these are the members, officials and activists of R-51.
 */
export function roleIn(
  gathering: { councilId: Id; moderatorId: Id },
  actor: Actor | null,
): GatheringRole | null {
  if (!actor?.personId) return null
  if (actor.personId === gathering.moderatorId) return 'moderator'
  return hasRole(actor, gathering.councilId, 'chair', 'secretary') ? 'moderator' : 'participant'
}

export const whyNotStart = (startsAt: Instant, now: Instant): RefusalCode | null =>
  startsAt <= now ? 'starts_in_past' : null

export const whyNotEndAt = (endsAt: Instant, startsAt: Instant): RefusalCode | null =>
  endsAt <= startsAt ? 'ends_before_start' : null

/** Only what was planned is opened; whoever opens a live one again finds it open. */
export const whyNotOpen = whyOver

/** Only what was opened is closed; whoever closes a closed one again finds it closed. */
export const whyNotClose = (state: GatheringState): RefusalCode | null =>
  state === 'closed' ? null : whyNotLive(state)

/** What has begun is closed, never cancelled or planned anew. */
export const whyNotCancel = (state: GatheringState): RefusalCode | null =>
  state === 'live' ? 'gathering_already_live' : whyOver(state)

export const whyNotChange = whyNotCancel

export const whyNotGive = (turn: TurnState): RefusalCode | null =>
  turn === 'raised' || turn === 'given' ? null : 'turn_wrong_state'

export const whyNotEnd = (turn: TurnState): RefusalCode | null =>
  turn === 'given' || turn === 'done' ? null : 'turn_wrong_state'

export const whyNotLower = (turn: TurnState): RefusalCode | null =>
  turn === 'raised' || turn === 'withdrawn' ? null : 'turn_wrong_state'

/** An answered question stays as it was answered. */
export const whyNotTouch = (question: QuestionState): RefusalCode | null =>
  question === 'asked' ? null : 'question_closed'

/** Whether an interval that ended goes on: its owner is back before anybody noticed. */
export const isReturn = (outAt: Instant, now: Instant): boolean =>
  Date.parse(now) - Date.parse(outAt) < RETURN_MS

/** Where an item stands after it was moved to a place from 1: everything between moves by one. */
export function moved<T>(items: readonly T[], from: number, to: number): T[] {
  const rest = items.filter((_, index) => index !== from)
  const item = items[from]
  return item === undefined ? rest : rest.toSpliced(Math.max(0, to - 1), 0, item)
}

/** An item as it is kept: trimmed, and nothing where nothing was written. */
export const typedItem = ({ title, speaker, minutes }: ItemInput): ItemInput => ({
  title: title.trim(),
  speaker: speaker?.trim() || null,
  minutes,
})

export const isSameItem = (a: ItemInput, b: ItemInput): boolean =>
  a.title === b.title && a.speaker === b.speaker && a.minutes === b.minutes
