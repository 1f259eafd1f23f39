import type { RatingBody, VoteTerms } from '../../shared/votes-views.ts'
import type { Id } from '../../shared/values.ts'
import type { Work } from '../lib/act.ts'
import { personOf } from '../lib/actor.ts'
import { fromJson, toJson } from '../lib/db/db.ts'
import { record } from '../lib/journal.ts'
import { refuse, refuseIf } from '../lib/refuse.ts'
import { findPicks, findVote, lockRater, putPicks } from './queries.ts'
import { whyNotOpen, whyNotRate } from './rules.ts'

/**
 * Takes what an account picks of what is rated, or changes it: one account, one vote, which decides nothing (domain §6.1 E). The same
 * picks sent again with the same turn write nothing. Refuses `not_found`, `not_allowed` for an administrator, `vote_form_differs`,
 * `vote_not_open_yet`, `vote_closed`, `ballot_outdated`, `too_many_picks`, `invalid_request` for what is not on the list.
 */
export async function ratePicks(work: Work, voteId: Id, { picks, turn }: RatingBody): Promise<void> {
  const { trx, now } = work
  const { personId, isAdministrator } = personOf(work.actor)
  const held = (await lockRater(trx, voteId, personId)) ?? refuse('not_found')
  if (held.form !== 'rating') refuse('vote_form_differs')
  if (isAdministrator) refuse('not_allowed')
  const vote = (await findVote(trx, voteId)) ?? refuse('not_found')
  const { options = [], choose = 1 } = fromJson<VoteTerms>(vote.terms).rating ?? {}
  const stored = await findPicks(trx, voteId, personId)
  const ordered = toJson(options.map(({ id }) => id).filter((id) => picks.includes(id)))
  if (stored?.turn === turn && stored.picks === ordered) return
  refuseIf(whyNotOpen(held, now) ?? whyNotRate({ picks, turn }, stored?.turn ?? 0, options, choose))

  await putPicks(trx, { voteId, personId, picks: ordered, turn, castAt: now })
  await record(work, {
    verb: 'rating:cast',
    subject: ['vote', voteId],
    councilId: held.councilId,
    data: { turn },
  })
  await work.tell('vote:changed', { voteId })
}
