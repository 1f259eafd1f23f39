import type { FollowBody, NewVote, VoteTerms } from '../../shared/votes-views.ts'
import type { Id } from '../../shared/values.ts'
import { findCouncil } from '../councils/queries.ts'
import type { Work } from '../lib/act.ts'
import { personOf } from '../lib/actor.ts'
import { fromJson } from '../lib/db/db.ts'
import { refuse } from '../lib/refuse.ts'
import { openVote } from './actions.ts'
import { findVote, lockVote } from './queries.ts'
import { mayRunOwn, mayRunVotes, maySeeVote, OWN_SUBJECT } from './rules.ts'

/**
 * Puts a question of the council to a vote of its own, apart from meetings; answers with its id. Refuses `not_found`, `not_allowed`, and
 * what `openVote` refuses.
 */
export async function openOwnVote(work: Work, asked: NewVote): Promise<Id> {
  const { councilId, ...opened } = asked
  if (!(await findCouncil(work.trx, councilId))) refuse('not_found', 'councilId')
  if (!mayRunVotes(personOf(work.actor), councilId)) refuse('not_allowed')
  return openVote(work, {
    ...opened,
    councilId,
    subject: [OWN_SUBJECT, councilId],
    revisionId: null,
    decisionClass: asked.form === 'rating' ? 'rating' : asked.decisionClass,
  })
}

/**
 * Puts the question of an earlier vote again, in the same form: the second round of an election, a vote that was split evenly, or a
 * reconsideration («пересмотр»). Only a vote of the council's own; a subject or a meeting puts its questions itself. Refuses
 * `not_found`, `not_allowed`, and what `openVote` refuses.
 */
export async function followVote(work: Work, voteId: Id, { why, closesAt }: FollowBody): Promise<Id> {
  const actor = personOf(work.actor)
  const held = (await lockVote(work.trx, voteId)) ?? refuse('not_found')
  if (!maySeeVote(held, actor)) refuse('not_found')
  if (!mayRunOwn(actor, held)) refuse('not_allowed')
  const earlier = (await findVote(work.trx, voteId)) ?? refuse('not_found')
  const { rating } = fromJson<VoteTerms>(earlier.terms)
  return openVote(work, {
    councilId: held.councilId,
    subject: [held.subjectKind, held.subjectId],
    question: held.question,
    revisionId: held.revisionId,
    form: held.form,
    decisionClass: held.decisionClass,
    closesAt,
    ...(rating && { choose: rating.choose }),
    follows: { voteId, why },
  })
}
