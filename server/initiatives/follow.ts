import { moveAfterVote, whyNotMove, type InitiativeVerb } from '../../shared/initiatives-states.ts'
import type { Verdict } from '../../shared/reviews.ts'
import type { Id } from '../../shared/values.ts'
import { thawDraft } from '../drafts/actions.ts'
import type { Work } from '../lib/act.ts'
import { refuseIf } from '../lib/refuse.ts'
import type { ClosedVote } from '../votes/actions.ts'
import { heldAs } from './hold.ts'
import { move, type Surroundings } from './moves.ts'
import { findInitiativeOfDraft, lockInitiative } from './queries.ts'

/**
 * A vote about an initiative is closed: the initiative moves itself. One that decided nothing gives it back to the council with its
 * text open again, so that in one state there is one rule: before the council votes, the text is written.
 */
export async function followVote(work: Work, house: Surroundings, closed: ClosedVote): Promise<void> {
  const initiative = await heldAs(work, closed.subject)
  if (initiative?.voteId !== closed.voteId || initiative.state !== 'vote') return
  const verb = moveAfterVote(closed.outcome)
  if (verb === 'voteAgain') await thawDraft(work, initiative.draftId)
  await move(work, house, initiative, verb)
}

/**
 * The vote that decided about an initiative is annulled: it is neither adopted nor not, and the council may vote again. Refuses
 * `initiative_wrong_state`, and so the annulment, for one that has gone on to an authority.
 */
export async function followAnnulment(
  work: Work,
  house: Surroundings,
  annulled: { voteId: Id; subject: readonly [kind: string, id: Id]; reason: string },
): Promise<void> {
  const initiative = await heldAs(work, annulled.subject)
  // Back at the council since: the annulled vote had decided nothing, or another one is under way.
  if (initiative?.voteId !== annulled.voteId || ['council_review', 'vote'].includes(initiative.state)) return
  refuseIf(whyNotMove(initiative.state, 'voteAgain', annulled.reason))
  await thawDraft(work, initiative.draftId)
  await move(work, house, initiative, 'voteAgain', { reason: annulled.reason })
}

/**
 * The text of an initiative was adopted in whole, after its amendments: that is the council's decision about it. What was voted down is
 * its authors' again and stays before the council.
 */
export async function followProcedure(
  work: Work,
  house: Surroundings,
  ended: { draftId: Id; state: 'adopted' | 'rejected'; revisionId: Id | null; voteId: Id },
): Promise<void> {
  const { draftId, state, revisionId, voteId } = ended
  const found = state === 'adopted' && (await findInitiativeOfDraft(work.trx, draftId))
  const initiative = found && (await lockInitiative(work.trx, found.id))
  if (!initiative || !revisionId || initiative.state !== 'council_review') return
  const put = await move(work, house, initiative, 'openVote', { revisionId, voteId })
  await move(work, house, put, moveAfterVote('adopted'))
}

const movesByVerdict = {
  accepted: 'accept',
  accepted_partially: 'acceptPartially',
  rejected: 'reject',
} as const satisfies Record<Verdict, InitiativeVerb>

interface ReviewWord {
  reviewId: Id
  subject: readonly [kind: string, id: Id]
}

/** The authority has registered it. */
export async function followRegistration(work: Work, house: Surroundings, word: ReviewWord): Promise<void> {
  const initiative = await heldAs(work, word.subject)
  if (initiative?.reviewId === word.reviewId) await move(work, house, initiative, 'register')
}

/** The authority has answered: its words are the reason of the move. */
export async function followConclusion(
  work: Work,
  house: Surroundings,
  word: ReviewWord & { verdict: Verdict; text: string },
): Promise<void> {
  const initiative = await heldAs(work, word.subject)
  if (initiative?.reviewId === word.reviewId)
    await move(work, house, initiative, movesByVerdict[word.verdict], { reason: word.text })
}
