import { dayIn } from '../../shared/calendar.ts'
import { canonicalJson } from '../../shared/drafts.ts'
import { tally, type Choice, type DecisionClass, type Outcome } from '../../shared/votes.ts'
import type { BallotReceipt, VoteTerms } from '../../shared/votes-views.ts'
import type { Id, Instant } from '../../shared/values.ts'
import { findCouncil, listMembersOn, rulesInForce } from '../councils/queries.ts'
import { findDraft, findRevision } from '../drafts/queries.ts'
import type { Work } from '../lib/act.ts'
import { personOf } from '../lib/actor.ts'
import { fromJson, toJson } from '../lib/db/db.ts'
import { digest, newId } from '../lib/ids.ts'
import { record } from '../lib/journal.ts'
import { refuse, refuseIf } from '../lib/refuse.ts'
import {
  findElector,
  findVote,
  findVoteState,
  listChoices,
  lockElector,
  lockVote,
  putBallot,
  putElectors,
} from './queries.ts'
import { councilNow, drawUpRecord } from './record.ts'
import {
  castingChoice,
  isRepeated,
  mayRunVotes,
  maySeeVote,
  whyNotCast,
  whyNotCloseByClock,
  whyNotNext,
} from './rules.ts'
import { drawUpTerms } from './terms.ts'

export interface ClosedVote {
  voteId: Id
  councilId: Id
  subject: readonly [kind: string, id: Id]
  outcome: Outcome
}

declare module '../lib/act.ts' {
  interface News {
    'vote:closed': ClosedVote
    /** Watchers are to be told the newest numbers, after the commit. */
    'vote:changed': { voteId: Id }
  }
}

export interface OpenedVote {
  councilId: Id
  subject: readonly [kind: string, id: Id]
  question: string
  /** The frozen text that is voted on; null when the question speaks for itself. */
  revisionId: Id | null
  decisionClass: DecisionClass
  closesAt: Instant
}

/**
 * Opens a named vote and freezes its terms; answers with its id. Electors are the members with a vote on this day of the council's
 * time zone. Whether the actor may do so is the subject's rule. Refuses `vote_closes_in_past`, `no_electors`, `revision_missing`.
 */
export async function openVote(work: Work, opened: OpenedVote): Promise<Id> {
  const { trx, now } = work
  const { councilId, subject, decisionClass } = opened
  const closesAt = normalized(opened.closesAt)
  if (closesAt <= now) refuse('vote_closes_in_past', 'closesAt')
  const council = (await findCouncil(trx, councilId)) ?? refuse('not_found')
  const today = dayIn(now, council.timeZone)
  const rules = (await rulesInForce(trx, councilId, today)) ?? refuse('not_found')
  const members = await listMembersOn(trx, councilId, today)
  const text = opened.revisionId === null ? null : await textOf(work, councilId, opened.revisionId)
  const question = opened.question.trim()
  const terms = drawUpTerms({
    question,
    text,
    decisionClass,
    established: council.established,
    members,
    rules,
    opensAt: now,
    closesAt,
  })
  const { electors } = terms.electorate
  if (electors.length === 0) refuse('no_electors')

  const id = newId()
  const frozen = canonicalJson(terms)
  const termsSha256 = digest(frozen)
  await trx
    .insertInto('vote')
    .values({
      id,
      councilId,
      subjectKind: subject[0],
      subjectId: subject[1],
      form: 'open_roll_call',
      question,
      revisionId: opened.revisionId,
      decisionClass,
      state: 'open',
      terms: frozen,
      termsSha256,
      openedAt: now,
      closesAt,
      closedAt: null,
      closedBy: null,
      result: null,
    })
    .execute()
  const personOfMember = new Map(members.map((each) => [each.memberId, each.personId]))
  await putElectors(
    trx,
    electors.map(({ memberId, role }) => ({
      voteId: id,
      memberId,
      personId: personOfMember.get(memberId)!,
      role,
    })),
  )
  await record(work, {
    verb: 'vote:opened',
    subject: ['vote', id],
    councilId,
    data: { subject, decisionClass, closesAt, electors: electors.length, termsSha256 },
  })
  await work.tell('vote:changed', { voteId: id })
  return id
}

/**
 * Casts the actor's ballot or changes it; answers with what is stored. A ballot sent again gets the same answer and writes nothing,
 * even when the vote has been closed since. Refuses `not_found`, `not_an_elector` (also who no longer sits in the council today),
 * `vote_closed` from the very millisecond of `closesAt`, `ballot_outdated` when `turn` does not follow the stored one.
 */
export async function castBallot(
  work: Work,
  voteId: Id,
  sent: { choice: Choice; turn: number },
): Promise<BallotReceipt> {
  const { trx, now } = work
  const { personId } = personOf(work.actor)
  const vote = (await lockElector(trx, voteId, personId)) ?? (await refuseOutsider(work, voteId))
  const elector = (await findElector(trx, vote, personId, dayIn(now, vote.timeZone))) ?? refuse('not_found')
  const { ballot, memberId } = elector
  if (ballot && isRepeated(ballot, sent)) return { voteId, ...ballot }
  refuseIf(whyNotCast(vote, elector.holdsSeat, now) ?? whyNotNext(ballot, sent))

  const stored = { choice: sent.choice, turn: sent.turn, castAt: now }
  await putBallot(trx, { voteId, memberId, ...stored })
  // Who voted is written down at once, how only in the ballot: the journal may be read while the vote is open.
  await record(work, {
    verb: 'ballot:cast',
    subject: ['vote', voteId],
    councilId: vote.councilId,
    data: { memberId, turn: sent.turn },
  })
  await work.tell('vote:changed', { voteId })
  return { voteId, ...stored }
}

/**
 * Closes a vote by hand (secretary or chair, also before its time) or by the clock; counts it, freezes the result and tells the
 * subject. Closing what is closed changes nothing: of two closings at once one counts. Refuses `not_found`, `not_allowed`,
 * `vote_still_open` for a clock that runs ahead.
 */
export async function closeVote(work: Work, voteId: Id, by: 'hand' | 'clock'): Promise<void> {
  const { trx, now, actor } = work
  const held = (await lockVote(trx, voteId)) ?? refuse('not_found')
  if (by === 'hand') {
    if (!maySeeVote(held, personOf(actor))) refuse('not_found')
    if (!mayRunVotes(actor, held.councilId)) refuse('not_allowed')
  }
  if (held.state === 'closed') return
  if (by === 'clock') refuseIf(whyNotCloseByClock(held, now))

  const result = await count(work, voteId)
  const closed = { state: 'closed', closedAt: now, closedBy: by, result: toJson(result) } as const
  await trx.updateTable('vote').set(closed).where('id', '=', voteId).execute()
  // Whoever changes a ballot or the result later gets another record than the journal knows.
  const council = await councilNow(trx, held.councilId)
  const { sha256: recordSha256 } = await drawUpRecord(trx, voteId, council)
  await record(work, {
    verb: 'vote:closed',
    subject: ['vote', voteId],
    councilId: held.councilId,
    data: { by, result, recordSha256, council },
  })
  await work.tell('vote:changed', { voteId })
  await work.tell('vote:closed', {
    voteId,
    councilId: held.councilId,
    subject: [held.subjectKind, held.subjectId],
    outcome: result.outcome,
  })
}

/** Who is no elector may not cast; who may not even see the vote does not learn that there is one. */
async function refuseOutsider({ trx, actor }: Work, voteId: Id): Promise<never> {
  const vote = await findVoteState(trx, voteId)
  return refuse(vote && maySeeVote(vote, actor) ? 'not_an_elector' : 'not_found')
}

/** Counts by the frozen terms, never by what the council or its rules have become since. */
async function count({ trx }: Work, voteId: Id) {
  const vote = (await findVote(trx, voteId)) ?? refuse('not_found')
  const { rules, numbers, decision } = fromJson<VoteTerms>(vote.terms)
  const ballots = await listChoices(trx, voteId)
  const heads = (choice: Choice) => ballots.filter((each) => each.choice === choice).length
  const choices = { for: heads('for'), against: heads('against'), abstain: heads('abstain') }
  return tally({
    rules,
    decisionClass: decision.class,
    established: numbers.established,
    actual: numbers.actual,
    electorate: ballots.length,
    // Apart from a meeting, whoever cast a ballot took part (domain §4 `absentee.quorum`).
    present: choices.for + choices.against + choices.abstain,
    choices,
    chairChoice: castingChoice(rules.tie, ballots),
  })
}

/** The frozen text of a vote; one of another council is none. */
async function textOf({ trx }: Work, councilId: Id, revisionId: Id): Promise<VoteTerms['text']> {
  const revision = await findRevision(trx, revisionId)
  const draft = revision && (await findDraft(trx, revision.draftId))
  if (!revision || draft?.councilId !== councilId) return refuse('revision_missing')
  return { revisionId, title: revision.title, sha256: revision.sha256 }
}

/** Instants compare as text only in one form; a time with an offset is the same moment written otherwise. */
function normalized(instant: Instant): Instant {
  const ms = Date.parse(instant)
  return Number.isNaN(ms) ? refuse('invalid_request', 'closesAt') : new Date(ms).toISOString()
}
