import type { Static } from 'typebox'
import type { OpenSecretBody } from '../../../shared/secret-votes.ts'
import type { Id } from '../../../shared/values.ts'
import type { Work } from '../../lib/act.ts'
import { seatIn } from '../../lib/actor.ts'
import { refuse } from '../../lib/refuse.ts'
import { openVote } from '../actions.ts'
import { mayRunVotes } from '../rules.ts'

/**
 * Puts a question of the council itself to a secret vote apart from a meeting, among all members with a vote; answers with its id.
 * The secretary or the chair may. Refuses `not_found`, `not_allowed`, and what `openVote` refuses.
 */
export async function openSecretVote(
  work: Work,
  councilId: Id,
  { id, question, decisionClass, issuanceClosesAt, closesAt }: Static<typeof OpenSecretBody>,
): Promise<Id> {
  if (!seatIn(work.actor, councilId)) refuse('not_found')
  if (!mayRunVotes(work.actor, councilId)) refuse('not_allowed')
  return openVote(work, {
    id,
    councilId,
    subject: ['council', councilId],
    question,
    revisionId: null,
    decisionClass,
    form: 'secret',
    issuanceClosesAt,
    closesAt,
  })
}
