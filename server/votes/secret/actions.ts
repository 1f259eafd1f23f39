import { dayIn } from '../../../shared/calendar.ts'
import { canonicalJson } from '../../../shared/drafts.ts'
import {
  brokenRelation,
  receiptText,
  type BoardEntry,
  type CastReceipt,
  type CountingNumbers,
  type IssueReply,
  type SecretBallot,
} from '../../../shared/secret-votes.ts'
import type { Outcome } from '../../../shared/votes.ts'
import type { VoteTerms } from '../../../shared/votes-views.ts'
import type { Id, Instant } from '../../../shared/values.ts'
import type { Work } from '../../lib/act.ts'
import { personOf } from '../../lib/actor.ts'
import { digest } from '../../lib/ids.ts'
import { record } from '../../lib/journal.ts'
import { refuse, refuseIf } from '../../lib/refuse.ts'
import { findElector, findVoteState, lockElector, lockVote } from '../queries.ts'
import { later, maySeeVote } from '../rules.ts'
import { isValidBallot, sealedManifest, signText, type Sealed } from './ballots.ts'
import { blindSign } from './blind-sign.ts'
import type { KeyCupboard } from './cupboard.ts'
import {
  findIssue,
  findKey,
  findReceipt,
  findSecretVote,
  holdVote,
  lastSeq,
  listIssues,
  listSecretBallots,
  manifestOf,
  type SecretVote,
} from './queries.ts'
import {
  mayShutIssuance,
  phaseOf,
  whyNotCast,
  whyNotIssue,
  whyNotSecret,
  whyNotTheseWindows,
} from './rules.ts'
import './tables.ts'

declare module '../../lib/act.ts' {
  interface News {
    /** Its keys are to be made, after the commit. */
    'secret:announced': { voteId: Id }
  }
}

/**
 * The part of opening a vote that makes it secret. Refuses `too_few_for_secret` when fewer could vote than hide one another,
 * `issuance_wrong_time` when the two windows do not follow each other.
 */
export async function announceSecretVote(
  work: Work,
  vote: { id: Id; opensAt: Instant; closesAt: Instant | null; voters: number },
  secret: NonNullable<VoteTerms['secret']>,
  { issuanceClosesAt }: { issuanceClosesAt: Instant | null },
): Promise<void> {
  refuseIf(whyNotSecret(vote.voters, secret))
  refuseIf(whyNotTheseWindows(vote, issuanceClosesAt), 'issuanceClosesAt')
  await work.trx
    .insertInto('secretVote')
    .values({
      voteId: vote.id,
      least: secret.kMin,
      ifFewer: secret.belowKMin === 'refuse' ? 'not_opened' : 'opened',
      issuanceClosesAt,
      manifest: null,
      manifestSha256: null,
      issuanceClosedAt: null,
    })
    .execute()
  await work.tell('secret:announced', { voteId: vote.id })
}

/**
 * Issues the actor their ballot: a blind signature of what they sent (base64url). The same request gets the same bytes, also after
 * the issuing. Tells the person at once, so that nobody takes a ballot in another's name unnoticed. Refuses `not_found`,
 * `not_an_elector`, `not_present` for who has left the meeting, `issuance_not_open`, `issuance_closed`, `ballot_already_issued` for another request, `blinded_message_invalid`,
 * `signing_key_gone`.
 */
export async function issueBallot(
  work: Work,
  cupboard: KeyCupboard,
  voteId: Id,
  blinded: string,
): Promise<IssueReply> {
  const { trx, now } = work
  const { personId } = personOf(work.actor)
  const held = (await lockElector(trx, voteId, personId)) ?? (await refuseOutsider(work, voteId))
  const vote = (await findSecretVote(trx, voteId)) ?? refuse('not_found')
  const { memberId } = held
  const blindedSha256 = digest(Buffer.from(blinded, 'base64url'))
  const issued = await findIssue(trx, voteId, memberId)
  if (issued?.blindedSha256 === blindedSha256)
    return { blindSignature: issued.blindSignature, issuedAt: issued.issuedAt }
  if (issued) refuse('ballot_already_issued')
  const day = dayIn(now, vote.timeZone)
  const elector = (await findElector(trx, vote, personId, day)) ?? refuse('not_an_elector')
  refuseIf(whyNotIssue(phaseOf(vote, now), elector))

  const sealed = await findKey(trx, voteId, 'token')
  const key = (sealed && cupboard.open(voteId, 'token', sealed.sealed)) ?? refuse('signing_key_gone')
  const blindSignature = blindSign(key, Buffer.from(blinded, 'base64url')).toString('base64url')
  const issuedAt = later(now, vote.openedAt)
  await trx
    .insertInto('secretIssue')
    .values({ voteId, memberId, blindedSha256, blindSignature, issuedAt })
    .execute()
  await record(work, {
    verb: 'ballot:issued',
    subject: ['vote', voteId],
    councilId: vote.councilId,
    data: { memberId, blindedSha256 },
  })
  work.publish(`person:${personId}`, 'ballot:issued', { voteId, question: vote.question, at: now })
  await work.tell('vote:changed', { voteId })
  return { blindSignature, issuedAt }
}

/**
 * Ends the issuing of ballots, by hand (secretary, chair, or who presides over the meeting) or by the clock: the key
 * that certifies them is destroyed, who has one is written on the board, and the ballot box opens. Ending it twice is ending it once. Refuses `not_found`, `not_allowed`,
 * `issuance_not_open`.
 */
export async function closeIssuance(work: Work, voteId: Id, by: 'hand' | 'clock' | 'meeting'): Promise<void> {
  const { trx, now, actor } = work
  const held = (await lockVote(trx, voteId)) ?? refuse('not_found')
  if (by === 'hand') {
    if (!maySeeVote(held, personOf(actor))) refuse('not_found')
  }
  const vote = (await findSecretVote(trx, voteId)) ?? refuse('not_found')
  if (by === 'hand' && !mayShutIssuance(actor, vote)) refuse('not_allowed')
  const phase = phaseOf(vote, now)
  if (phase === 'announced') refuse('issuance_not_open')
  if (vote.issuanceClosedAt !== null || phase === 'tallied') return
  if (by === 'clock' && phase === 'issuance_open') return
  await shutIssuance(work, vote)
  await work.tell('vote:changed', { voteId })
}

async function shutIssuance(work: Work, vote: SecretVote): Promise<void> {
  const { trx } = work
  const issued = await listIssues(trx, vote.id)
  const now = issued.map(({ issuedAt }) => issuedAt).reduce(later, later(work.now, vote.openedAt))
  await trx.updateTable('secretVote').set({ issuanceClosedAt: now }).where('voteId', '=', vote.id).execute()
  const lines = issued.map(({ memberId, blindedSha256 }) => ({ memberId, blindedSha256 }))
  await work.tell('board:grown', {
    voteId: vote.id,
    entries: [{ kind: 'issuance_closed', at: now, issued: lines }],
    last: false,
  })
  await record(work, {
    verb: 'issuance:closed',
    subject: ['vote', vote.id],
    councilId: vote.councilId,
    data: { issued: issued.length },
  })
}

/**
 * Takes a ballot from nobody in particular. The same ballot again gets the same receipt, also after closing. Nothing about it goes
 * into the journal, for every line there has its moment. Refuses `not_found`, `casting_not_open`, `vote_closed`, `ballot_invalid`,
 * `ballot_outdated` when its number does not follow, `ballot_is_final` where ballots are not changed, `signing_key_gone`.
 */
export async function castSecretBallot(
  work: Work,
  cupboard: KeyCupboard,
  voteId: Id,
  ballot: SecretBallot,
): Promise<CastReceipt> {
  const { trx, now } = work
  await holdVote(trx, voteId)
  const vote = (await findSecretVote(trx, voteId)) ?? refuse('not_found')
  const text = canonicalJson(ballot)
  const sha256 = digest(text)
  const known = await findReceipt(trx, voteId, sha256)
  if (known) return { voteId, ballotSha256: sha256, signature: known.receipt }
  refuseIf(whyNotCast(phaseOf(vote, now)))
  const sealed = sealedOf(vote)
  if (!sealed || !(await isValidBallot(sealed, ballot))) refuse('ballot_invalid')
  const { key, seq } = ballot.body
  const last = await lastSeq(trx, voteId, key)
  if (seq <= last) refuse('ballot_outdated')
  if (last > 0 && vote.mayChange === 0) refuse('ballot_is_final')

  const board = await findKey(trx, voteId, 'board')
  const signer = (board && cupboard.open(voteId, 'board', board.sealed)) ?? refuse('signing_key_gone')
  const signature = signText(signer, receiptText(voteId, sha256))
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('secretBallot')
    .values({ voteId, sha256, key, seq, ballot: text, receipt: signature })
    .onConflict((on) => on.columns(['voteId', 'sha256']).doNothing())
    .executeTakeFirstOrThrow()
  // The same ballot came on two lines at once: both get the receipt of the one that was first.
  const first = numInsertedOrUpdatedRows ? undefined : await findReceipt(trx, voteId, sha256)
  if (first) return { voteId, ballotSha256: sha256, signature: first.receipt }
  await work.tell('vote:changed', { voteId })
  return { voteId, ballotSha256: sha256, signature }
}

export interface Counted {
  numbers: CountingNumbers
  /** Valid ballots by option, every option with its number; zeros when they decide nothing. */
  counts: Record<string, number>
  /** Why the numbers decide nothing: too few ballots to open, or a relation of the counting commission that does not hold. */
  nothing: 'too_few' | 'irregular' | null
}

/**
 * Opens the ballot box of a vote that its caller has locked and is closing: ends the issuing, checks every ballot anew, counts the
 * last one of each key. `roll`: who has a vote in the council; `present`: who was there to take a ballot. `decide` makes the result of it, and what the board is sealed with. Ballots that stay closed are deleted.
 */
export async function countSecretVote<T extends { outcome: Outcome }>(
  work: Work,
  voteId: Id,
  { roll, present }: { roll: number; present: number },
  decide: (counted: Counted) => T,
): Promise<T> {
  const { trx, now } = work
  const vote = (await findSecretVote(trx, voteId)) ?? refuse('not_found')
  if (vote.issuanceClosedAt === null) await shutIssuance(work, vote)
  const issued = (await listIssues(trx, voteId)).length
  const ballots = await listSecretBallots(trx, voteId)
  const sealed = sealedOf(vote)
  const last = new Map<string, SecretBallot>()
  for (const { ballot } of ballots)
    if ((last.get(ballot.body.key)?.body.seq ?? 0) < ballot.body.seq) last.set(ballot.body.key, ballot)
  const counts = Object.fromEntries((sealed?.manifest.options ?? []).map((option) => [option, 0]))
  let valid = 0
  for (const ballot of last.values()) {
    if (!sealed || !(await isValidBallot(sealed, ballot))) continue
    counts[ballot.body.choice] = (counts[ballot.body.choice] ?? 0) + 1
    valid++
  }
  const cast = last.size
  const numbers = { roll, present, issued, cast, valid, invalid: cast - valid }
  const isTooFew = vote.ifFewer === 'not_opened' && cast < vote.least
  const broken = brokenRelation(numbers)
  const zeros = Object.fromEntries(Object.keys(counts).map((option) => [option, 0]))
  const nothing = isTooFew ? 'too_few' : broken ? 'irregular' : null
  const result = decide({ numbers, counts: nothing ? zeros : counts, nothing })
  if (isTooFew) await trx.deleteFrom('secretBallot').where('voteId', '=', voteId).execute()
  const entries: BoardEntry[] = [
    { kind: 'received', ballots: ballots.map(({ sha256 }) => sha256) },
    {
      kind: 'closed',
      at: later(now, vote.issuanceClosedAt ?? now),
      numbers,
      broken,
      counts: isTooFew ? null : counts,
      outcome: result.outcome,
    },
  ]
  await work.tell('board:grown', { voteId, entries, last: true })
  return result
}

const sealedOf = (vote: SecretVote): Sealed | null => {
  const manifest = manifestOf(vote)
  return manifest && sealedManifest(manifest, vote.manifestSha256!)
}

/** Who is no elector gets no ballot; who may not even see the vote does not learn that there is one. */
async function refuseOutsider({ trx, actor }: Work, voteId: Id): Promise<never> {
  const vote = await findVoteState(trx, voteId)
  return refuse(vote && maySeeVote(vote, actor) ? 'not_an_elector' : 'not_found')
}
