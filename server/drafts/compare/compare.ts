import { Budget } from '../../../shared/draft-diff/budget.ts'
import type { CaughtUp } from '../../../shared/draft-diff/fork.ts'
import type { Hunk } from '../../../shared/draft-diff/hunk.ts'
import type { DraftJson } from '../../../shared/draft-schema.ts'
import { answer, type CompareAnswer, type CompareJob } from './jobs.ts'
import { inThread, type CompareLimits } from './thread.ts'

export type { CompareLimits } from './thread.ts'

/** Nodes and characters of all texts of a comparison that the server does between two other things: some milliseconds. */
const AT_ONCE = 150_000
/** Steps that it may take then; whoever needs more goes to the thread and begins anew, so that the answer is always the same. */
const STEPS_AT_ONCE = 1_000_000

function isSmall(texts: readonly DraftJson[]): boolean {
  let left = AT_ONCE
  const visit = (node: DraftJson): boolean => {
    left -= 10 + (node.text?.length ?? 0)
    return left > 0 && (node.content ?? []).every(visit)
  }
  return texts.every(visit)
}

async function done(job: CompareJob, limits: CompareLimits): Promise<CompareAnswer> {
  if (isSmall(job.texts)) {
    const budget = new Budget(STEPS_AT_ONCE)
    const early = answer(job, budget)
    if (!budget.wasShort) return early
  }
  return inThread(job, limits)
}

async function compare(job: CompareJob, limits: CompareLimits) {
  const result = await done(job, limits)
  if ('error' in result) throw new RangeError(result.error)
  return result
}

/**
 * What changed from one text to another (`diffDrafts`), large texts in a thread of their own. Rejects with the refusals
 * `comparison_too_large` and `comparison_busy`, and with `RangeError` for JSON that is no draft.
 */
export async function compareDrafts(
  a: DraftJson,
  b: DraftJson,
  limits: CompareLimits = {},
): Promise<{ hunks: Hunk[] }> {
  const result = await compare({ kind: 'compare', texts: [a, b] }, limits)
  return 'hunks' in result ? result : { hunks: [] }
}

/** `catchUp` of `shared/draft-diff/fork.ts`, large texts in a thread of their own; refuses as `compareDrafts` does. */
export async function catchUpDrafts(
  then: DraftJson,
  fork: DraftJson,
  now: DraftJson,
  limits: CompareLimits = {},
): Promise<CaughtUp> {
  const result = await compare({ kind: 'catchUp', texts: [then, fork, now] }, limits)
  if (!('caughtUp' in result)) throw new TypeError('The comparison answered something else.')
  const { caughtUp } = result
  // A thread gives back a copy; an unchanged fork stays the very object it was.
  return caughtUp.isSame ? { ...caughtUp, fork } : caughtUp
}
