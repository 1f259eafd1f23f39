import { instantOf } from '../../shared/calendar.ts'
import type { ExchangeInput } from '../../shared/exchanges.ts'
import type { RefusalCode } from '../../shared/refusals.ts'
import type { Id, Instant } from '../../shared/values.ts'
import { hasRole, type Actor } from '../lib/actor.ts'

/** Who sits in a council plans its exchanges with an authority; an observer only looks on. */
export const mayPlan = (actor: Actor | null, councilId: Id): boolean =>
  hasRole(actor, councilId, 'chair', 'deputy', 'secretary', 'member')

type Times = { startsAt: Instant; endsAt: Instant } | { code: RefusalCode; field: string }

/** The instants that clocks of the council's zone show at the days and times written; a time that never comes is refused. */
export function timesOf(input: ExchangeInput, timeZone: string): Times {
  const startsAt = instantOf(input.startsOn, input.startsTime, timeZone)
  if (!startsAt) return { code: 'time_does_not_exist', field: 'startsTime' }
  const endsAt = instantOf(input.endsOn, input.endsTime, timeZone)
  return endsAt ? { startsAt, endsAt } : { code: 'time_does_not_exist', field: 'endsTime' }
}

/** A link leads everybody in the room out of the house: only over an encrypted line, and to no script. */
export const whyNotCall = (url: string | null): RefusalCode | null =>
  url === null || (URL.canParse(url) && new URL(url).protocol === 'https:') ? null : 'call_link_not_https'
