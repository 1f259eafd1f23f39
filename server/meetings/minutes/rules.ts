import { dayIn, lastDayOf, type DayOff } from '../../../shared/calendar.ts'
import type { CouncilRules } from '../../../shared/council-rules.ts'
import type { MinutesFacts, Signer } from '../../../shared/meetings/minutes-facts.ts'
import type { MinutesState } from '../../../shared/meetings/minutes-views.ts'
import type { RefusalCode } from '../../../shared/refusals.ts'
import type { Day, Id } from '../../../shared/values.ts'
import type { Member } from '../../councils/queries.ts'
import { holdsPost, seatIn, type Actor } from '../../lib/actor.ts'
import { mayLead } from '../rules.ts'

/** Who words the minutes, sends them round, answers remarks and publishes them: chair and secretary, and who was secretary there. */
export const mayWord = (actor: Actor | null, councilId: Id, facts: MinutesFacts): boolean =>
  mayLead(actor, councilId) || isHere(actor, councilId, facts.secretary?.id)

const isHere = (actor: Actor | null, councilId: Id, memberId: Id | undefined) =>
  memberId !== undefined && seatIn(actor, councilId)?.memberId === memberId

/** Published minutes are everybody's; until then the council and its authority read them (domain §3). */
export const maySeeMinutes = (
  actor: Actor | null,
  council: { id: Id; authorityId: Id | null },
  state: MinutesState,
): boolean =>
  state === 'published' ||
  seatIn(actor, council.id) !== undefined ||
  (council.authorityId !== null && holdsPost(actor, council.authorityId, 'official'))

/** Last days, in the time zone of the council; null where what they run from has not happened. */
export interface Terms {
  dissentUntil: Day | null
  signOn: Day | null
}

/** Terms that run from the closing of a meeting (domain §4 `dissent.dueDays`, `minutes.dueDays`). */
export function termsOf(facts: MinutesFacts, rules: CouncilRules, daysOff: readonly DayOff[]): Terms {
  if (facts.closedAt === null) return { dissentUntil: null, signOn: null }
  const closedOn = dayIn(facts.closedAt, facts.council.timeZone)
  const last = (term: CouncilRules['dissent']['dueDays']) =>
    lastDayOf(closedOn, term, rules.dueDateOnDayOff, daysOff)
  return { dissentUntil: last(rules.dissent.dueDays), signOn: last(rules.minutes.dueDays) }
}

/** The last day for remarks on minutes sent round today; null where the rules give no days. */
export const remarksEnd = (today: Day, rules: CouncilRules, daysOff: readonly DayOff[]): Day | null =>
  rules.minutes.remarksDays.days === 0
    ? null
    : lastDayOf(today, rules.minutes.remarksDays, rules.dueDateOnDayOff, daysOff)

interface Held {
  state: MinutesState
  remarksUntil: Day | null
}

/** Why nothing of the minutes can be worded any more, or null: from the first signature on they stay. */
export const whyNotWord = ({ state }: Pick<Held, 'state'>): RefusalCode | null =>
  state === 'draft' || state === 'remarks' ? null : 'minutes_frozen'

/** Why minutes cannot be sent round now, or null: once, when the meeting is over (T1). */
export function whyNotCirculate({ state }: Pick<Held, 'state'>, { phase }: MinutesFacts): RefusalCode | null {
  if (phase !== 'closed' && phase !== 'failed_quorum') return 'meeting_wrong_phase'
  return state === 'draft' ? null : 'minutes_wrong_state'
}

/** Until the end of the term, and while the text may still be changed. */
export function whyNotRemark({ state, remarksUntil }: Held, today: Day): RefusalCode | null {
  if (state === 'draft') return 'minutes_wrong_state'
  return state === 'remarks' && remarksUntil !== null && today <= remarksUntil ? null : 'minutes_remarks_over'
}

interface Signing extends Held {
  signers: MinutesFacts['signers']
  signatures: readonly { role: Signer }[]
  remarks: readonly { answer: string | null }[]
  /** Members who announced a dissenting opinion and have not handed it in. */
  awaited: number
  dissentUntil: Day | null
}

/** Whose turn it is, or null when all have signed. */
export const nextSigner = ({ signers, signatures }: Pick<Signing, 'signers' | 'signatures'>) =>
  signers.find(({ role }) => signatures.every((each) => each.role !== role)) ?? null

/**
 * Why minutes cannot be signed yet, or null (T1 «signature only after remarks period»): the period for remarks is over, every remark is
 * answered, and no dissenting opinion that was announced may still come in time.
 */
export function whyNotReady(
  minutes: Omit<Signing, 'signers' | 'signatures'>,
  today: Day,
): RefusalCode | null {
  const { state, remarksUntil, remarks, awaited, dissentUntil } = minutes
  if (state !== 'remarks' && state !== 'signing') return 'minutes_wrong_state'
  if (remarksUntil !== null && today <= remarksUntil) return 'minutes_remarks_period'
  if (remarks.some(({ answer }) => answer === null)) return 'minutes_remarks_open'
  return awaited > 0 && dissentUntil !== null && today <= dissentUntil ? 'minutes_dissent_awaited' : null
}

/** Why this member cannot sign now, or null: signers sign in the order of the rules (domain §4 `minutes.signers`), each once. */
export function whyNotSign(minutes: Signing, memberId: Id | undefined, today: Day): RefusalCode | null {
  const own = minutes.signers.find(({ who }) => who.id === memberId)
  if (!own) return 'not_allowed'
  if (minutes.signatures.some(({ role }) => role === own.role)) return 'minutes_already_signed'
  const code = whyNotReady(minutes, today)
  if (code) return code
  return nextSigner(minutes)?.role === own.role ? null : 'minutes_not_your_turn'
}

type Seat = Pick<Member, 'memberId' | 'name' | 'role'>

/**
 * Why nobody stands in for a signer, or null: only for who has to sign, has not, and sits in the council no longer, and only until all
 * have signed.
 */
export function whyNotSubstitute(
  { state, signers, signatures }: Pick<Signing, 'state' | 'signers' | 'signatures'>,
  role: Signer,
  seats: readonly Pick<Seat, 'memberId'>[],
): RefusalCode | null {
  if (state === 'signed' || state === 'published') return 'minutes_wrong_state'
  const own = signers.find((each) => each.role === role)
  if (!own) return 'not_found'
  if (signatures.some((each) => each.role === role)) return 'minutes_already_signed'
  return seats.some(({ memberId }) => memberId === own.who.id) ? 'signer_in_office' : null
}

/**
 * Who signs in the place of a signer who left (domain §4 `minutes.signers`, `tie.caster`: in the place of the chair stands the deputy):
 * whoever holds the office now, otherwise the deputy, otherwise the chair. Undefined in a council that has none of them.
 */
export const substituteFor = (role: Signer, seats: readonly Seat[]): Seat | undefined =>
  ([role === 'secretary' ? 'secretary' : 'chair', 'deputy', 'chair'] as const)
    .map((office) => seats.find((each) => each.role === office))
    .find((each) => each !== undefined)

/** How many have announced a dissenting opinion and owe its text. */
export const awaitedOf = (
  { items }: MinutesFacts,
  dissents: readonly { itemId: Id; memberId: Id }[],
): number =>
  items
    .flatMap(({ id, dissenting }) => dissenting.map(({ who }) => ({ id, who })))
    .filter(({ id, who }) => dissents.every((each) => each.itemId !== id || each.memberId !== who)).length

/** Why a member cannot hand in a dissenting opinion on an item, or null (T6, `dissent.dueDays`). */
export function whyNotDissent(
  facts: MinutesFacts,
  given: { itemId: Id; memberId: Id | undefined },
  dissents: readonly { itemId: Id; memberId: Id }[],
  { dissentUntil }: Terms,
  today: Day,
): RefusalCode | null {
  const item = facts.items.find(({ id }) => id === given.itemId)
  if (!item || (item.state !== 'current' && item.state !== 'done')) return 'not_found'
  if (facts.present.every(({ id }) => id !== given.memberId)) return 'not_allowed'
  if (dissents.some((each) => each.itemId === given.itemId && each.memberId === given.memberId))
    return 'already_dissenting'
  return dissentUntil === null || today <= dissentUntil ? null : 'dissent_too_late'
}
