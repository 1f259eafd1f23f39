import type { DraftJson } from '../../shared/draft-schema.ts'
import type { Hunk } from '../../shared/draft-diff/hunk.ts'
import { afterMove, type AmendmentState, type Passage } from '../../shared/procedures.ts'
import type { Id } from '../../shared/values.ts'
import { amendFrozen, thawDraft } from '../drafts/actions.ts'
import type { Work } from '../lib/act.ts'
import { fromJson } from '../lib/db/db.ts'
import { record } from '../lib/journal.ts'
import { refuse } from '../lib/refuse.ts'
import { noteDecisions } from '../suggestions/actions.ts'
import type { ClosedVote } from '../votes/actions.ts'
import type { House } from './actions.ts'
import {
  findAmendment,
  findStepOfVote,
  listAmendmentsOfSuggestion,
  lockProcedure,
  setAmendment,
  setProcedure,
  setStep,
  type AmendmentRow,
  type Procedure,
  type Step,
} from './queries.ts'
import { outcomeOf, type VoteOutcome } from './rules.ts'
import { reasons } from './words.ts'

declare module '../lib/act.ts' {
  interface News {
    /** A text was adopted in whole, or voted down, as a basis or in whole; `revisionId` is what was voted on. */
    'procedure:ended': {
      procedureId: Id
      draftId: Id
      state: 'adopted' | 'rejected'
      stage: 'basis' | 'whole'
      revisionId: Id
      voteId: Id
    }
  }
}

const moves = {
  basis: { adopted: 'adoptBasis', not_adopted: 'rejectBasis', undecided: 'basisAgain' },
  whole: { adopted: 'adoptWhole', not_adopted: 'rejectWhole', undecided: 'wholeAgain' },
} as const

/** A vote is counted: the procedure that put it moves in the same act. */
export async function followVote(work: Work, house: House, closed: ClosedVote): Promise<void> {
  const step = await findStepOfVote(work.trx, closed.voteId)
  const procedure = step && (await lockProcedure(work.trx, step.procedureId))
  if (!procedure || step.closedAt !== null) return
  await decide(work, house, procedure, step, outcomeOf(closed.outcome))
}

/**
 * A counted vote is annulled. An amendment that was voted down waits again; whatever came into a text, or led further, stands on the vote
 * and is not taken apart: `procedure_went_on`.
 */
export async function followAnnulment(work: Work, { voteId }: { voteId: Id }): Promise<void> {
  const step = await findStepOfVote(work.trx, voteId)
  const procedure = step && (await lockProcedure(work.trx, step.procedureId))
  if (!procedure || step.outcome === 'undecided') return
  if (step.kind !== 'amendment' || step.outcome !== 'not_adopted' || procedure.state !== 'amendments')
    refuse('procedure_went_on')
  for (const id of fromJson<Id[]>(step.amendments))
    await setAmendment(work.trx, id, { state: 'pending', reason: null, decidedAt: null })
  await setStep(work.trx, step.id, { outcome: 'undecided' })
  await changed(work, procedure, 'procedure:annulled', { stepId: step.id })
}

/** Closes a question with what became of it, and does what follows: the words come into the text, the procedure moves. */
export async function decide(
  work: Work,
  house: House,
  procedure: Procedure,
  step: Step,
  outcome: VoteOutcome,
): Promise<void> {
  await setStep(work.trx, step.id, { closedAt: work.now, outcome, texts: null })
  if (step.kind === 'amendment') {
    if (outcome !== 'undecided') await settleAmendments(work, procedure, step, outcome)
    return changed(work, procedure, 'procedure:decided', { stepId: step.id, outcome })
  }
  const state = afterMove(procedure.state, moves[step.kind][outcome]) ?? refuse('procedure_wrong_state')
  await setProcedure(work.trx, procedure.id, { state })
  await changed(work, procedure, `procedure:${state}`, { stepId: step.id, outcome })
  if (state !== 'adopted' && state !== 'rejected') return
  const { id: procedureId, draftId, basisRevisionId, resultRevisionId } = procedure
  // What was voted down is its authors' again.
  if (state === 'rejected') await thawDraft(work, draftId)
  await work.tell('procedure:ended', {
    ...{ procedureId, draftId, state, stage: step.kind },
    revisionId: (step.kind === 'basis' ? basisRevisionId : resultRevisionId) ?? refuse('conflict'),
    voteId: step.voteId ?? refuse('conflict'),
  })
  work.after(() => house.drafts.recheck(draftId))
}

async function settleAmendments(
  work: Work,
  { draftId }: Procedure,
  step: Step,
  outcome: 'adopted' | 'not_adopted',
): Promise<void> {
  const texts = fromJson<DraftJson[]>(step.texts ?? '[]')
  for (const [at, id] of fromJson<Id[]>(step.amendments).entries()) {
    const amendment = (await findAmendment(work.trx, id)) ?? refuse('not_found')
    const reason = step.way === 'consent' ? reasons.byConsent : reasons.byVote[outcome]
    if (outcome === 'not_adopted') await end(work, amendment, 'rejected', reason, step.putBy)
    else {
      // One after the other, each as words of who wrote it.
      const written = await amendFrozen(work, draftId, texts[at] ?? refuse('conflict'), amendment.ownerId)
      await end(work, amendment, 'adopted', reason, step.putBy, written)
    }
  }
}

/** Writes down what became of an amendment, here and with the suggestion that it was. */
export async function end(
  work: Work,
  amendment: AmendmentRow,
  state: Exclude<AmendmentState, 'pending'>,
  reason: string,
  by: Id,
  written: { seq: number; clientId: number } | null = null,
): Promise<void> {
  await setAmendment(work.trx, amendment.id, {
    state,
    decidedAt: work.now,
    reason: state === 'fallen' || state === 'withdrawn' ? reason : null,
  })
  const own = await listAmendmentsOfSuggestion(work.trx, amendment.suggestionId)
  const [passage] = fromJson<Passage[]>(amendment.passages)
  const changes = fromJson<Hunk[]>(amendment.hunks).map((hunk) => ({ hunk, place: passage?.place ?? '' }))
  await noteDecisions(work, amendment.suggestionId, {
    decision: state === 'adopted' ? 'accepted' : 'declined',
    ...{ reason, changes, written, by },
    isLast: own.every((each) => each.state !== 'pending'),
  })
}

/** Writes down that something happened, and tells whoever watches to read again. */
export async function changed(
  work: Work,
  procedure: Procedure,
  verb: string,
  data: Record<string, unknown>,
): Promise<void> {
  const { id, councilId } = procedure
  // An act may do several things; each has a number of its own.
  procedure.version++
  const { version } = procedure
  await setProcedure(work.trx, id, { version, changedAt: work.now })
  await record(work, { verb, subject: ['procedure', id], councilId, data })
  work.publish(`procedure:${id}`, 'procedure:changed', { id, version })
}
