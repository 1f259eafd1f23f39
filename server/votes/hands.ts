import type { HandCountBody, VoteTerms } from '../../shared/votes-views.ts'
import type { Id } from '../../shared/values.ts'
import type { Work } from '../lib/act.ts'
import { personOf } from '../lib/actor.ts'
import { fromJson } from '../lib/db/db.ts'
import { record } from '../lib/journal.ts'
import { refuse, refuseIf } from '../lib/refuse.ts'
import { isCounted, roundOf, whyNotCount } from './hands-rules.ts'
import { findVote, listHandCounts, lockVote, moveOn } from './queries.ts'
import { mayCount, maySeeVote, whyNotOpen } from './rules.ts'

/**
 * Takes the numbers of raised hands from one of two persons, who counts without having seen those of the other (domain §6.1 B). Where
 * they differ neither counts and both are asked again; sent again they have their answer already. Refuses `not_found`, `not_allowed`, `vote_form_differs`, `vote_not_open_yet`,
 * `vote_closed`, `count_confirmed`, `count_is_own` for who has counted in this round, `count_exceeds_electors`,
 * `count_contradicts_casting`.
 */
export async function countHands(work: Work, voteId: Id, typed: HandCountBody): Promise<void> {
  const { trx, now } = work
  const { personId, ...actor } = personOf(work.actor)
  const held = (await lockVote(trx, voteId)) ?? refuse('not_found')
  if (!maySeeVote(held, work.actor)) refuse('not_found')
  if (held.form !== 'open_count') refuse('vote_form_differs')
  if (!mayCount({ personId, ...actor }, held.councilId)) refuse('not_allowed')
  const vote = (await findVote(trx, voteId)) ?? refuse('not_found')
  const { electors } = fromJson<VoteTerms>(vote.terms).electorate
  const numbers = {
    inFavour: typed.for,
    against: typed.against,
    abstain: typed.abstain,
    casting: typed.casting,
  }
  const counts = await listHandCounts(trx, voteId)
  if (isCounted(counts, numbers, personId, typed.round)) return
  refuseIf(whyNotOpen(held, now) ?? whyNotCount(counts, numbers, personId, electors.length))
  const { round } = roundOf(counts)
  await trx
    .insertInto('handCount')
    .values({ voteId, round, personId, ...numbers, countedAt: now })
    .execute()
  // Who counted, not what: the second person may read the journal before typing.
  await record(work, {
    verb: 'hands:counted',
    subject: ['vote', voteId],
    councilId: held.councilId,
    data: { round },
  })
  await moveOn(trx, voteId)
  await work.tell('vote:changed', { voteId })
}
