import { moveAfterVote, type InitiativeVerb } from '../../shared/initiatives-states.ts'
import type { Verdict } from '../../shared/reviews.ts'
import type { Id } from '../../shared/values.ts'
import { thawDraft } from '../drafts/actions.ts'
import type { Work } from '../lib/act.ts'
import type { ClosedVote } from '../votes/actions.ts'
import { heldAs } from './hold.ts'
import { move, type Surroundings } from './moves.ts'

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
