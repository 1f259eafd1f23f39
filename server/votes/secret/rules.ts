import type { RefusalCode } from '../../../shared/refusals.ts'
import type { SecretPhase } from '../../../shared/secret-votes.ts'
import type { VoteTerms } from '../../../shared/votes-views.ts'
import type { Id, Instant } from '../../../shared/values.ts'
import { seatIn, type Actor } from '../../lib/actor.ts'
import { mayRunVotes, whyNotElector, type ElectorNow } from '../rules.ts'

interface Standing {
  state: string
  closesAt: Instant | null
  manifest: string | null
  issuanceClosesAt: Instant | null
  issuanceClosedAt: Instant | null
}

const isOver = (at: Instant | null, now: Instant) => at !== null && now >= at

/** Where a secret vote stands at `now`. The clock's word goes before the state's: at its term a window is shut, whoever was late to say so. */
export function phaseOf(vote: Standing, now: Instant): SecretPhase {
  if (vote.state === 'announced') return 'announced'
  if (vote.state !== 'open') return 'tallied'
  if (isOver(vote.closesAt, now)) return 'closed'
  if (vote.manifest === null) return 'announced'
  if (vote.issuanceClosedAt !== null) return 'open'
  return isOver(vote.issuanceClosesAt, now) ? 'issuance_closed' : 'issuance_open'
}

/** Why no ballot is issued in this phase to an elector. */
export function whyNotIssue(phase: SecretPhase, elector: ElectorNow): RefusalCode | null {
  const no = whyNotElector(elector)
  if (no) return no
  if (phase === 'announced') return 'issuance_not_open'
  return phase === 'issuance_open' ? null : 'issuance_closed'
}

/** Why no ballot is taken in this phase. */
export function whyNotCast(phase: SecretPhase): RefusalCode | null {
  if (phase === 'open') return null
  return phase === 'closed' || phase === 'tallied' ? 'vote_closed' : 'casting_not_open'
}

/** Why a vote of `electors` people cannot be secret: fewer than `kMin` ballots tell whose they are (domain §6.5). */
export const whyNotSecret = (
  electors: number,
  { kMin, belowKMin }: { kMin: number; belowKMin: 'refuse' | 'warn' },
): RefusalCode | null => (belowKMin === 'refuse' && electors < kMin ? 'too_few_for_secret' : null)

/** Both windows have to have room, and the first comes first. Without a time of its own a window is ended by hand. */
export function whyNotTheseWindows(
  { opensAt, closesAt }: { opensAt: Instant; closesAt: Instant | null },
  issuanceClosesAt: Instant | null,
): RefusalCode | null {
  if (issuanceClosesAt === null) return null
  const isTooLate = closesAt !== null && issuanceClosesAt >= closesAt
  return issuanceClosesAt <= opensAt || isTooLate ? 'issuance_wrong_time' : null
}

/** Whether this person ends the issuing of ballots: who runs votes of the council, or presides over the meeting. */
export function mayShutIssuance(
  actor: Actor | null,
  { councilId, terms }: { councilId: Id; terms: string },
): boolean {
  const { sitting } = JSON.parse(terms) as Pick<VoteTerms, 'sitting'>
  const presiding = sitting?.presiding ?? null
  return (
    mayRunVotes(actor, councilId) || (presiding !== null && seatIn(actor, councilId)?.memberId === presiding)
  )
}
