import { moveAfterVote, whyNotMove, type InitiativeVerb } from '../../shared/initiatives-states.ts'
import type { Verdict } from '../../shared/reviews.ts'
import type { Id } from '../../shared/values.ts'
import { closeDraft, thawDraft } from '../drafts/actions.ts'
import type { Work } from '../lib/act.ts'
import { refuseIf } from '../lib/refuse.ts'
import type { ClosedVote } from '../votes/actions.ts'
import { findVote, resultOf } from '../votes/queries.ts'
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
 * The text of an initiative was voted on in whole, after its amendments: that is the council's decision about it, either way (domain §3
 * «vote → adopted | not_adopted»). One that was not taken as a basis was never that far: it goes back to its authors to be worked over
 * («council_review → draft»), who are told by which numbers.
 */
export async function followProcedure(
  work: Work,
  house: Surroundings,
  ended: {
    draftId: Id
    state: 'adopted' | 'rejected'
    stage: 'basis' | 'whole'
    revisionId: Id
    voteId: Id
  },
): Promise<void> {
  const { draftId, state, stage, revisionId, voteId } = ended
  const found = await findInitiativeOfDraft(work.trx, draftId)
  const initiative = found && (await lockInitiative(work.trx, found.id))
  if (initiative?.state !== 'council_review') return
  const reason = state === 'adopted' ? null : await lostBy(work, stage, voteId)
  if (stage === 'basis') {
    await move(work, house, initiative, 'returnToDraft', { reason })
    return
  }
  // What the council has decided about is not written any more.
  await closeDraft(work, draftId)
  const put = await move(work, house, initiative, 'openVote', { revisionId, voteId })
  await move(work, house, put, moveAfterVote(state === 'adopted' ? 'adopted' : 'not_adopted'), { reason })
}

/** By which numbers a text was voted down, for its authors. */
async function lostBy({ trx }: Work, stage: 'basis' | 'whole', voteId: Id): Promise<string> {
  const vote = await findVote(trx, voteId)
  const result = vote && resultOf(vote)
  const said = `Совет не принял текст ${stage === 'basis' ? 'за основу' : 'в целом'}`
  if (!result) return `${said}.`
  const { for: inFavour, against, abstain, notVoted } = result
  return `${said}: за – ${inFavour}, против – ${against}, воздержались – ${abstain}, не голосовали – ${notVoted}.`
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
