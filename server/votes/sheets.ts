import { dayIn } from '../../shared/calendar.ts'
import { SPOILT, type TypedBallotBody, type VoteTerms } from '../../shared/votes-views.ts'
import type { Id } from '../../shared/values.ts'
import type { Work } from '../lib/act.ts'
import { personOf } from '../lib/actor.ts'
import { fromJson, type Trx } from '../lib/db/db.ts'
import { record } from '../lib/journal.ts'
import { refuse, refuseIf } from '../lib/refuse.ts'
import { finishVote } from './closing.ts'
import {
  countDemands,
  findElector,
  findVote,
  listBallots,
  listDemands,
  listTyped,
  lockVote,
  moveOn,
  putDemand,
  putTyped,
  type HeldVote,
} from './queries.ts'
import { later, mayCount, maySeeVote, whyNotOpen } from './rules.ts'
import type { TypedBallot } from './settle.ts'

/**
 * Types a sheet of paper, or a word spoken at the roll-call, for a member. Typed again by the same person it is corrected; it counts when
 * as many operators as the form takes have typed the same. Of a sheet it may be that it is void (`SPOILT`). Refuses `not_found`, `not_allowed`, `vote_form_differs`,
 * `vote_not_open_yet`, `vote_closed`, `not_an_elector`, `ballot_exists` where the member has voted with their own hand and that
 * counts first, `invalid_request` for no such choice.
 */
export async function typeBallot(work: Work, voteId: Id, typed: TypedBallotBody): Promise<void> {
  const { trx, now } = work
  const operator = personOf(work.actor)
  const { held, terms } = await heldFor(work, voteId)
  if (!mayCount(operator, held.councilId)) refuse('not_allowed')
  const { memberId, way, choice } = typed
  if (!terms.ways?.includes(way)) refuse('vote_form_differs')
  const dissent = typed.dissent?.trim() || null
  const sent = { memberId, way, operatorId: operator.personId, choice, dissent }
  if (await isTyped(trx, voteId, sent)) {
    if (typed.demand) await demandFor(work, held, terms, memberId)
    return
  }
  refuseIf(whyNotOpen(held, now))
  if (!terms.electorate.electors.some((each) => each.memberId === memberId))
    refuse('not_an_elector', 'memberId')
  const isSpoilt = way === 'paper' && choice === SPOILT
  if (!isSpoilt && !terms.options.includes(choice)) refuse('invalid_request', 'choice')
  const isBehind = terms.ways.indexOf(way) > terms.ways.indexOf('app')
  if (isBehind && (await listBallots(trx, voteId)).some((each) => each.memberId === memberId))
    refuse('ballot_exists', 'memberId')

  await putTyped(trx, { voteId, ...sent, typedAt: later(now, held.openedAt) })
  await record(work, {
    verb: 'ballot:typed',
    subject: ['vote', voteId],
    councilId: held.councilId,
    data: { memberId, way },
  })
  await moveOn(trx, voteId)
  await work.tell('vote:changed', { voteId })
  if (typed.demand) await demandFor(work, held, terms, memberId)
}

/** Whether this very sheet stands as this operator typed it: sent again, it has its answer already. */
async function isTyped(trx: Trx, voteId: Id, sent: Omit<TypedBallot, 'typedAt'>): Promise<boolean> {
  return (await listTyped(trx, voteId)).some(
    (each) =>
      each.memberId === sent.memberId &&
      each.way === sent.way &&
      each.operatorId === sent.operatorId &&
      each.choice === sent.choice &&
      each.dissent === sent.dissent,
  )
}

/**
 * The actor demands that the question of an absentee vote be put at a session (T5, `absentee.veto`). A demand stands. With the one that
 * reaches the threshold the vote ends and decides nothing. Refuses `not_found`, `not_an_elector`, `vote_form_differs`,
 * `vote_not_open_yet`, `vote_closed`.
 */
export async function demandSession(work: Work, voteId: Id): Promise<void> {
  const { personId } = personOf(work.actor)
  const { held, terms } = await heldFor(work, voteId)
  const elector = await findElector(work.trx, held, personId, dayIn(work.now, held.timeZone))
  if (!elector?.holdsSeat) return refuse('not_an_elector')
  if (!terms.absentee) refuse('vote_form_differs')
  // Who demanded with the one that ended the vote, and had no answer, has not come too late.
  if (await isDemanding(work.trx, voteId, elector.memberId)) return
  refuseIf(whyNotOpen(held, work.now))
  await demandFor(work, held, terms, elector.memberId)
}

async function demandFor(work: Work, held: HeldVote, terms: VoteTerms, memberId: Id): Promise<void> {
  const { trx, now } = work
  const { absentee } = terms
  if (!absentee) return refuse('vote_form_differs')
  if (!(await putDemand(trx, { voteId: held.id, memberId, demandedAt: later(now, held.openedAt) }))) return
  await record(work, {
    verb: 'session:demanded',
    subject: ['vote', held.id],
    councilId: held.councilId,
    data: { memberId },
  })
  await moveOn(trx, held.id)
  await work.tell('vote:changed', { voteId: held.id })
  if ((await countDemands(trx, held.id)) >= absentee.demandsNeeded) await finishVote(work, held, 'hand')
}

const isDemanding = async (trx: Trx, voteId: Id, memberId: Id): Promise<boolean> =>
  (await listDemands(trx, voteId)).some((each) => each.memberId === memberId)

/** The vote, held alone, with its terms; one that the actor may not see is none. */
async function heldFor(work: Work, voteId: Id): Promise<{ held: HeldVote; terms: VoteTerms }> {
  const held = (await lockVote(work.trx, voteId)) ?? refuse('not_found')
  if (!maySeeVote(held, work.actor)) refuse('not_found')
  const vote = (await findVote(work.trx, voteId)) ?? refuse('not_found')
  return { held, terms: fromJson<VoteTerms>(vote.terms) }
}
