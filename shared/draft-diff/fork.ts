import type { DraftJson } from '../draft-schema.ts'
import { applyHunks } from './apply.ts'
import { Budget } from './budget.ts'
import { draftOfNode, nodeOfDraft } from './clean.ts'
import { diffDrafts } from './diff.ts'
import { findHunk, flip, type Hunk } from './hunk.ts'
import { readsSame } from './keys.ts'
import { merge3, type Conflict } from './merge.ts'
import { bagOfText, dice } from './words.ts'

/** A suggested change whose place the base has changed too: never taken together with others, and shown as three texts. */
export type Outdated = {
  id: string
  /** Where it stands in the fork. */
  fromB: number
  /** The words as the suggester knew them, as the base has them now, and as suggested. */
  then: string
  now: string
  kept: string
}

/** What a fork suggests to its base as it is now; the fork must have caught up with it (`catchUp`). */
export const forkHunks = (base: DraftJson, fork: DraftJson): Hunk[] =>
  diffDrafts(nodeOfDraft(base), nodeOfDraft(fork))

export type CaughtUp = {
  /** The fork with what became of the base; the very object that was given when nothing has to be written. */
  fork: DraftJson
  /** Nothing has to be written: the fork reads as it did. */
  isSame: boolean
  /** What it suggests to the base as it is now. */
  hunks: Hunk[]
  /** Those that this step made outdated. */
  outdated: Outdated[]
  conflicts: Conflict[]
}

/**
 * Brings a fork up to its base. `then` is the base as the fork last knew it, `now` as it is. Nothing that the suggester wrote is lost:
 * where both changed the same words theirs stay and are outdated. Throws `RangeError` for JSON that is no draft.
 */
export function catchUp(then: DraftJson, fork: DraftJson, now: DraftJson, budget = new Budget()): CaughtUp {
  const [base, ours, theirs] = [then, fork, now].map(nodeOfDraft)
  const { doc, conflicts } = merge3(base!, ours!, theirs!, budget)
  const hunks = diffDrafts(theirs!, doc, budget)
  const isSame = readsSame(doc, ours!)
  return {
    fork: isSame ? fork : draftOfNode(doc),
    isSame,
    hunks,
    outdated: outdatedAmong(hunks, conflicts),
    conflicts,
  }
}

function outdatedAmong(hunks: readonly Hunk[], conflicts: readonly Conflict[]): Outdated[] {
  return hunks.flatMap((hunk) => {
    const own = conflicts.find(({ merged }) => hunk.fromB <= merged.to && merged.from <= hunk.toB)
    return own ? [{ id: hunk.id, fromB: hunk.fromB, then: own.then, now: own.now, kept: own.kept }] : []
  })
}

/** A change that still reads much like the one that was outdated is outdated too. */
const LIKE = 0.5

/**
 * Which changes are outdated after the texts went on: `before` are those known so far. One whose words the suggester
 * wrote anew is a new suggestion.
 */
export function stillOutdated(before: readonly Outdated[], hunks: readonly Hunk[]): Outdated[] {
  const left = new Set(hunks)
  const words = ({ removed, added }: Hunk) => bagOfText(`${removed}\n${added}`)
  return before.flatMap((outdated) => {
    const exact = hunks.find((hunk) => left.has(hunk) && hunk.id === outdated.id)
    const known = bagOfText(`${outdated.now}\n${outdated.kept}`)
    const likeness = (hunk: Hunk) => dice(words(hunk), known)
    const [likest] = [...left].sort((one, other) => likeness(other) - likeness(one))
    const found = exact ?? (likest && likeness(likest) >= LIKE ? likest : undefined)
    if (!found) return []
    left.delete(found)
    return [{ ...outdated, id: found.id, fromB: found.fromB }]
  })
}

/**
 * The base with one suggested change made; the fork stays as it is. Null when there is no such change any more: somebody was faster.
 * Both must be as they are under the lock, the fork caught up. Throws `RangeError` when the base is no draft.
 */
export function acceptHunk(
  base: DraftJson,
  fork: DraftJson,
  id: string,
  near?: number,
): { base: DraftJson; hunk: Hunk } | null {
  const [a, b] = [nodeOfDraft(base), nodeOfDraft(fork)]
  const hunk = findHunk(diffDrafts(a, b), id, near)
  return hunk ? { base: draftOfNode(applyHunks(a, b, [hunk])), hunk } : null
}

/** The fork with one suggested change taken back; the base stays as it is. Null when there is no such change any more. */
export function declineHunk(
  base: DraftJson,
  fork: DraftJson,
  id: string,
  near?: number,
): { fork: DraftJson; hunk: Hunk } | null {
  const [a, b] = [nodeOfDraft(base), nodeOfDraft(fork)]
  const hunk = findHunk(diffDrafts(a, b), id, near)
  return hunk ? { fork: draftOfNode(applyHunks(b, a, [flip(hunk)])), hunk } : null
}

/**
 * What the fork becomes when a suggester comes back with edits made while the server wrote into the fork. `known` is the fork as they last
 * saw it, `withTheirs` the same with their edits, `now` the fork as it is. The caller applies their update to the live
 * fork first and then brings it to this text. Every word of theirs is in it.
 */
export function lateSync(
  known: DraftJson,
  withTheirs: DraftJson,
  now: DraftJson,
): { fork: DraftJson; conflicts: Conflict[] } {
  const [base, ours, theirs] = [known, withTheirs, now].map(nodeOfDraft)
  const { doc, conflicts } = merge3(base!, ours!, theirs!)
  return { fork: draftOfNode(doc), conflicts }
}
