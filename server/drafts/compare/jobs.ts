import { Budget } from '../../../shared/draft-diff/budget.ts'
import { nodeOfDraft } from '../../../shared/draft-diff/clean.ts'
import { diffDrafts } from '../../../shared/draft-diff/diff.ts'
import { catchUp, type CaughtUp } from '../../../shared/draft-diff/fork.ts'
import type { Hunk } from '../../../shared/draft-diff/hunk.ts'
import type { DraftJson } from '../../../shared/draft-schema.ts'

export type CompareJob =
  | { kind: 'compare'; texts: [a: DraftJson, b: DraftJson] }
  | { kind: 'catchUp'; texts: [then: DraftJson, fork: DraftJson, now: DraftJson] }

export type CompareAnswer = { hunks: Hunk[] } | { caughtUp: CaughtUp } | { error: string }

/** Does the work; a text that is no draft is an answer too, so that one bad text does not end the thread. */
export function answer(job: CompareJob, budget = new Budget()): CompareAnswer {
  try {
    if (job.kind === 'catchUp') return { caughtUp: catchUp(...job.texts, budget) }
    const [a, b] = job.texts
    return { hunks: diffDrafts(nodeOfDraft(a), nodeOfDraft(b), budget) }
  } catch (error) {
    if (error instanceof RangeError) return { error: error.message }
    throw error
  }
}
