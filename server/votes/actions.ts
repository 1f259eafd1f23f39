import { dayIn, lastDayOf } from '../../shared/calendar.ts'
import type { CouncilRules } from '../../shared/council-rules.ts'
import { canonicalJson } from '../../shared/drafts.ts'
import type { DecisionClass, Outcome, VoteForm, VoteResult, VoteStage } from '../../shared/votes.ts'
import {
  choices,
  type BallotOption,
  type BallotReceipt,
  type FollowsWhy,
  type Sitting,
  type VoteTerms,
} from '../../shared/votes-views.ts'
import type { Id, Instant } from '../../shared/values.ts'
import {
  findCouncil,
  listElectorate,
  lockCouncil,
  rulesInForce,
  type Council,
  type Member,
} from '../councils/queries.ts'
import { findDraft, findRevision } from '../drafts/queries.ts'
import { listDaysOff } from '../organizations/queries.ts'
import type { Work } from '../lib/act.ts'
import { personOf } from '../lib/actor.ts'
import { fromJson, type Trx } from '../lib/db/db.ts'
import { digest, newId } from '../lib/ids.ts'
import { record } from '../lib/journal.ts'
import { refuse, refuseIf } from '../lib/refuse.ts'
import { finishVote } from './closing.ts'
import {
  findElector,
  findVote,
  findVoteState,
  listFollowing,
  lockElector,
  lockVote,
  putBallot,
  putElectors,
  resultOf,
  type HeldVote,
} from './queries.ts'
import {
  isOver,
  isRepeated,
  mayAnnul,
  mayClose,
  maySeeVote,
  whyNotCast,
  whyNotClose,
  whyNotFollow,
  whyNotNext,
  whyNotSettle,
  later,
} from './rules.ts'
import { announceSecretVote } from './secret/actions.ts'
import { drawUpTerms } from './terms.ts'

export interface ClosedVote {
  voteId: Id
  councilId: Id
  subject: readonly [kind: string, id: Id]
  outcome: Outcome
  result: VoteResult
  /** The code of the record that anybody can check. */
  recordSha256: string
  /** The hash of the last head of the board of a secret vote, by which everybody compares boards. */
  boardHead: string | null
}

declare module '../lib/act.ts' {
  interface News {
    /** A vote was counted. A rating is never told: it decides nothing. */
    'vote:closed': ClosedVote
    /** A counted vote counts no longer; whatever followed it has to be undone or refuse. */
    'vote:annulled': { voteId: Id; councilId: Id; subject: readonly [kind: string, id: Id]; reason: string }
    /** Watchers are to be told the newest numbers, after the commit. */
    'vote:changed': { voteId: Id }
  }
}

export interface OpenedVote {
  /** Of whoever asks, who may ask twice; one of its own unless said. */
  id?: Id | undefined
  councilId: Id
  subject: readonly [kind: string, id: Id]
  question: string
  /** The frozen text that is voted on; null when the question speaks for itself. */
  revisionId: Id | null
  decisionClass: DecisionClass
  /** Null at a meeting, which closes it by hand. */
  closesAt: Instant | null
  form?: VoteForm
  stage?: VoteStage | null
  /** In the future: it is announced now, with its terms frozen, and opens then. */
  opensAt?: Instant
  /** The meeting at which it is put: who counts there, who may vote and who presides, by their ids in the council. */
  sitting?: Sitting | null
  /**
   * Candidates of an election (also of a secret one), or what is rated: new ones by their titles. What follows another vote has those of
   * that one unless they are named.
   */
  options?: readonly (string | BallotOption)[]
  /** A secret vote alone: when the issuing of ballots ends at the latest; null or absent: by hand. */
  issuanceClosesAt?: Instant | null
  /** How many of what is rated one may pick; 1 unless said. */
  choose?: number
  /** The vote that this one follows, of the same council. */
  follows?: { voteId: Id; why: FollowsWhy } | null
}

const withOptions: readonly VoteForm[] = ['election', 'rating']
/** A sheet has a place for a dissenting opinion (T5). */
const withDissent: readonly VoteForm[] = ['absentee', 'mixed']

/**
 * Announces a vote, freezes its terms and opens it unless `opensAt` is still to come; answers with its id. Electors are the members with
 * a vote on this day of the council's time zone, at a meeting those of `sitting.entitled`. Whether the actor may do so is the
 * subject's rule. Refuses `vote_closes_in_past`, `opens_after_closing`, `no_electors`, `revision_missing`, `invalid_request` for what
 * its form cannot be without, `absentee_not_allowed`, `absentee_too_short`, `too_few_for_secret`, `issuance_wrong_time`.
 */
export async function openVote(work: Work, opened: OpenedVote): Promise<Id> {
  const { trx, now } = work
  const {
    councilId,
    subject,
    decisionClass,
    form = 'open_roll_call',
    sitting = null,
    follows = null,
  } = opened
  const opensAt = opened.opensAt === undefined ? now : later(now, normalized(opened.opensAt, 'opensAt'))
  const closesAt = opened.closesAt === null ? null : normalized(opened.closesAt, 'closesAt')
  if (closesAt !== null && closesAt <= now) refuse('vote_closes_in_past', 'closesAt')
  if (closesAt !== null && closesAt <= opensAt) refuse('opens_after_closing', 'opensAt')
  const council = (await findCouncil(trx, councilId)) ?? refuse('not_found')
  const id = opened.id ?? newId()
  if (opened.id && (await isThere(trx, council, opened.id))) return id
  const today = dayIn(now, council.timeZone)
  const rules = (await rulesInForce(trx, councilId, today)) ?? refuse('not_found')
  const electorate = await listElectorate(trx, councilId, today, subject)
  const options = optionsOf(opened.options ?? (follows ? await optionsAgain(trx, follows) : null))
  refuseMisshapen(opened, [...electorate.electors, ...electorate.others], options)
  if (form === 'absentee')
    await refuseHurried(work, rules.rules, { opensAt, closesAt, timeZone: council.timeZone })
  if (follows) await refuseUnfollowed(work, councilId, follows)
  const text = opened.revisionId === null ? null : await textOf(work, councilId, opened.revisionId)
  const question = opened.question.trim()
  const terms = drawUpTerms({
    question,
    text,
    form,
    stage: opened.stage ?? null,
    decisionClass,
    established: council.established,
    electorate,
    rules,
    sitting,
    follows,
    options,
    choose: opened.choose ?? 1,
    announcedAt: now,
    opensAt,
    closesAt,
  })
  const { electors } = terms.electorate
  if (electors.length === 0 && form !== 'rating') refuse('no_electors')

  const frozen = canonicalJson(terms)
  const termsSha256 = digest(frozen)
  await trx
    .insertInto('vote')
    .values({
      id,
      councilId,
      subjectKind: subject[0],
      subjectId: subject[1],
      form,
      question,
      revisionId: opened.revisionId,
      decisionClass,
      state: opensAt > now ? 'announced' : 'open',
      terms: frozen,
      termsSha256,
      openedAt: opensAt,
      closesAt,
      closedAt: null,
      closedBy: null,
      result: null,
      mayChange: terms.mayChange === false ? 0 : 1,
      followsId: follows?.voteId ?? null,
      meetingId: sitting?.meetingId ?? null,
      standing: null,
      reason: null,
    })
    .execute()
  const personOfMember = new Map(electorate.electors.map((each) => [each.memberId, each.personId]))
  await putElectors(
    trx,
    electors.map(({ memberId, role }) => ({
      voteId: id,
      memberId,
      personId: personOfMember.get(memberId)!,
      role,
    })),
  )
  if (terms.secret) {
    const ends = opened.issuanceClosesAt
    await announceSecretVote(work, { id, opensAt, closesAt, voters: electors.length }, terms.secret, {
      issuanceClosesAt: ends ? normalized(ends, 'issuanceClosesAt') : null,
    })
  }
  await record(work, {
    verb: opensAt > now ? 'vote:announced' : 'vote:opened',
    subject: ['vote', id],
    councilId,
    data: { subject, form, decisionClass, opensAt, closesAt, electors: electors.length, termsSha256 },
  })
  await work.tell('vote:changed', { voteId: id })
  return id
}

/** Whether the vote was put before; of two who ask at once the later one waits. Refuses `conflict` for an id of another council. */
async function isThere(trx: Trx, { id: councilId, slug }: Council, id: Id): Promise<boolean> {
  await lockCouncil(trx, slug)
  const there = await findVoteState(trx, id)
  if (there && there.councilId !== councilId) refuse('conflict', 'id')
  return there !== undefined
}

/** Opens an announced vote when its time has come; one that is open stays so. The terms do not change. Refuses `not_found`. */
export async function startVote(work: Work, voteId: Id): Promise<void> {
  const held = (await lockVote(work.trx, voteId)) ?? refuse('not_found')
  if (held.state !== 'announced') return
  await work.trx.updateTable('vote').set({ state: 'open' }).where('id', '=', voteId).execute()
  await record(work, { verb: 'vote:opened', subject: ['vote', voteId], councilId: held.councilId, data: {} })
  await work.tell('vote:changed', { voteId })
}

/**
 * Casts the actor's ballot or changes it; answers with what is stored. A ballot sent again gets the same answer and writes nothing,
 * even when the vote has been closed since. Refuses `not_found`, `not_an_elector` (also who no longer sits in the council today), `not_present` for who has left the meeting,
 * `vote_form_differs` where members do not vote by themselves, `vote_not_open_yet`, `vote_closed` from the very millisecond of
 * `closesAt`, `ballot_outdated` when `turn` does not follow the stored one, `ballot_is_final`, `invalid_request` for no such choice.
 */
export async function castBallot(
  work: Work,
  voteId: Id,
  ballotSent: { choice: string; turn: number; dissent?: string | null },
): Promise<BallotReceipt> {
  const { trx, now } = work
  const sent = { ...ballotSent, dissent: ballotSent.dissent?.trim() || null }
  const { personId } = personOf(work.actor)
  const vote = (await lockElector(trx, voteId, personId)) ?? (await refuseOutsider(work, voteId))
  const elector = (await findElector(trx, vote, personId, dayIn(now, vote.timeZone))) ?? refuse('not_found')
  const { ballot, memberId } = elector
  if (ballot && isRepeated(ballot, sent)) return receiptOf(voteId, ballot)
  refuseIf(whyNotCast(vote, elector, now) ?? whyNotNext(ballot, sent, vote.mayChange === 1))
  if (!(await listOptions(trx, vote)).includes(sent.choice)) refuse('invalid_request', 'choice')
  if (sent.dissent !== null && !withDissent.includes(vote.form)) refuse('vote_form_differs', 'dissent')

  const stored = { ...sent, castAt: later(now, vote.openedAt) }
  await putBallot(trx, { voteId, memberId, ...stored })
  // Who voted is written down at once, how only in the ballot: the journal may be read while the vote is open.
  await record(work, {
    verb: 'ballot:cast',
    subject: ['vote', voteId],
    councilId: vote.councilId,
    data: { memberId, turn: sent.turn },
  })
  await work.tell('vote:changed', { voteId })
  return receiptOf(voteId, stored)
}

const receiptOf = (voteId: Id, { choice, turn, castAt }: Omit<BallotReceipt, 'voteId'>): BallotReceipt => ({
  voteId,
  choice,
  turn,
  castAt,
})

/**
 * Closes a vote by hand (secretary or chair, also before its time) or by the clock; counts it, freezes the result and tells the
 * subject. `standing` comes from the meeting at which it was put, which also says who may: the members who count towards the quorum at
 * this second, looked at where the terms say so (`quorum.check`). Closing what is closed changes nothing: of two closings at once one counts. Refuses `not_found`, `not_allowed`,
 * `vote_not_open_yet`, `vote_still_open` for a clock that runs ahead, and what the form of the vote refuses.
 */
export async function closeVote(
  work: Work,
  voteId: Id,
  by: 'hand' | 'clock',
  standing?: { present: readonly Id[] },
): Promise<void> {
  const { trx, now, actor } = work
  const held = (await lockVote(trx, voteId)) ?? refuse('not_found')
  // At a meeting the meeting says who leads and who is there; nobody closes its votes past it.
  if (by === 'hand' && !standing) {
    if (!maySeeVote(held, personOf(actor))) refuse('not_found')
    if (!mayClose(actor, held)) refuse('not_allowed')
  }
  if (isOver(held)) return
  refuseIf(whyNotClose(held, by, now))

  await finishVote(work, held, by, standing)
}

/**
 * Signed minutes have taken a counted vote in: `confirmed`, or `invalid` if it had no quorum (domain §3). From then on it is not
 * annulled. Whether the actor may do so is the rule of the minutes. Refuses `not_found`, `vote_still_open`, `vote_settled`.
 */
export async function confirmVote(work: Work, voteId: Id): Promise<void> {
  const held = (await lockVote(work.trx, voteId)) ?? refuse('not_found')
  refuseIf(whyNotSettle(held))
  const vote = (await findVote(work.trx, voteId)) ?? refuse('not_found')
  const { outcome } = fromJson<Partial<VoteResult>>(vote.result ?? '{}')
  await settle(work, held, outcome === 'no_quorum' ? 'invalid' : 'confirmed', null)
}

/**
 * Annuls a counted vote for an irregularity, as long as no signed minutes confirm it; its numbers and ballots stay to be read. The chair
 * decides, or a deputy. Refuses `not_found`, `not_allowed`, `reason_required`, `vote_still_open`, `vote_settled`, and what a subject
 * refuses that has gone on since.
 */
export async function annulVote(work: Work, voteId: Id, given: string): Promise<void> {
  const actor = personOf(work.actor)
  const held = (await lockVote(work.trx, voteId)) ?? refuse('not_found')
  if (!maySeeVote(held, actor)) refuse('not_found')
  if (!mayAnnul(actor, held.councilId)) refuse('not_allowed')
  const reason = given.trim()
  if (reason === '') refuse('reason_required', 'reason')
  refuseIf(whyNotSettle(held))
  await settle(work, held, 'annulled', reason)
  const { councilId, subjectKind, subjectId } = held
  await work.tell('vote:annulled', { voteId, councilId, subject: [subjectKind, subjectId], reason })
}

async function settle(
  work: Work,
  { id, councilId }: HeldVote,
  state: 'confirmed' | 'invalid' | 'annulled',
  reason: string | null,
): Promise<void> {
  await work.trx.updateTable('vote').set({ state, reason }).where('id', '=', id).execute()
  await record(work, {
    verb: `vote:${state}`,
    subject: ['vote', id],
    councilId,
    // The reason stands in the vote: words of people may name people, and the journal is for ever.
    data: {},
  })
  await work.tell('vote:changed', { voteId: id })
}

/** Who is no elector may not cast; who may not even see the vote does not learn that there is one. */
async function refuseOutsider({ trx, actor }: Work, voteId: Id): Promise<never> {
  const vote = await findVoteState(trx, voteId)
  return refuse(vote && maySeeVote(vote, actor) ? 'not_an_elector' : 'not_found')
}

/** What may stand on a ballot; the terms of an election name it. */
async function listOptions(
  trx: Work['trx'],
  { id, form }: { id: Id; form: VoteForm },
): Promise<readonly string[]> {
  if (form !== 'election') return choices
  const vote = await findVote(trx, id)
  return vote ? fromJson<VoteTerms>(vote.terms).options : []
}

/** What was on the ballots of the earlier vote; in a second round the leaders alone. */
async function optionsAgain(
  trx: Work['trx'],
  { voteId, why }: { voteId: Id; why: FollowsWhy },
): Promise<BallotOption[] | null> {
  const earlier = await findVote(trx, voteId)
  if (!earlier) return null
  const { candidates, rating } = fromJson<VoteTerms>(earlier.terms)
  const runoff = fromJson<Partial<VoteResult>>(earlier.result ?? '{}').election?.runoff ?? []
  if (why === 'second_round') return candidates?.filter(({ id }) => runoff.includes(id)) ?? null
  return candidates ?? rating?.options ?? null
}

/** New options get ids of their own; equal titles would be one name for two. */
function optionsOf(options: OpenedVote['options'] | null): BallotOption[] | null {
  if (!options) return null
  const all = options.map((each) =>
    typeof each === 'string' ? { id: newId(), title: each.trim() } : { id: each.id, title: each.title },
  )
  const titles = new Set(all.map(({ title }) => title.toLowerCase()))
  if (all.length === 0 || titles.has('') || titles.size < all.length) refuse('invalid_request', 'options')
  return all
}

/** What a form cannot be without, or cannot have. */
function refuseMisshapen(
  opened: OpenedVote,
  members: readonly Member[],
  options: BallotOption[] | null,
): void {
  const { form = 'open_roll_call', sitting = null, closesAt, choose = 1 } = opened
  if (withOptions.includes(form) ? !options : options && form !== 'secret')
    refuse('invalid_request', 'options')
  if (form === 'rating' && (options!.length < 2 || choose < 1 || choose >= options!.length))
    refuse('invalid_request', 'choose')
  if (closesAt === null && !sitting) refuse('invalid_request', 'closesAt')
  if (sitting ? form === 'absentee' || form === 'rating' : form === 'open_count')
    refuse('vote_form_differs', 'form')
  const seated = new Set(members.map(({ memberId }) => memberId))
  const named = sitting
    ? [...sitting.present, ...sitting.entitled, ...(sitting.presiding ? [sitting.presiding] : [])]
    : []
  if (named.some((each) => !seated.has(each))) refuse('invalid_request', 'sitting')
}

/** Sheets are taken at least as long as the rules say (`absentee.minDays`), the day of opening not counted. */
async function refuseHurried(
  { trx }: Work,
  { absentee, dueDateOnDayOff }: CouncilRules,
  term: { opensAt: Instant; closesAt: Instant | null; timeZone: string },
): Promise<void> {
  if (!absentee.enabled) refuse('absentee_not_allowed', 'form')
  const opensOn = dayIn(term.opensAt, term.timeZone)
  const last = lastDayOf(opensOn, absentee.minDays, dueDateOnDayOff, await listDaysOff(trx))
  const closesOn = dayIn(term.closesAt ?? term.opensAt, term.timeZone)
  if (closesOn < last) refuse('absentee_too_short', 'closesAt')
}

/** The earlier vote is of this council, over, and asks for one that follows; of a second round and the like there is one. */
async function refuseUnfollowed(
  { trx }: Work,
  councilId: Id,
  { voteId, why }: { voteId: Id; why: FollowsWhy },
): Promise<void> {
  const earlier = await lockVote(trx, voteId)
  const state = earlier?.councilId === councilId ? await findVoteState(trx, voteId) : undefined
  if (!state) return refuse('not_found', 'follows')
  const followers = await listFollowing(trx, voteId)
  refuseIf(whyNotFollow(why, { state: state.state, outcome: resultOf(state)?.outcome ?? null }, followers))
}

/** The frozen text of a vote; one of another council is none. */
async function textOf({ trx }: Work, councilId: Id, revisionId: Id): Promise<VoteTerms['text']> {
  const revision = await findRevision(trx, revisionId)
  const draft = revision && (await findDraft(trx, revision.draftId))
  if (!revision || draft?.councilId !== councilId) return refuse('revision_missing')
  return { revisionId, title: revision.title, sha256: revision.sha256 }
}

/** Instants compare as text only in one form; a time with an offset is the same moment written otherwise. */
function normalized(instant: Instant, field: string): Instant {
  const ms = Date.parse(instant)
  return Number.isNaN(ms) ? refuse('invalid_request', field) : new Date(ms).toISOString()
}
