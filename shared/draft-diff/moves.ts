import type { Hunk } from './hunk.ts'
import { bagOfText, shared, type Bag } from './words.ts'

const LEAST_WORDS = 2
const LEAST_PART = 0.4
const MOST_OF_IT = 0.8

/** Shorter words («и», «по») stand everywhere and say nothing of where a text comes from. */
const LEAST_LETTERS = 3

/** The words that are in the one and not, or less often, in the other. */
function without(one: Bag, other: Bag): Bag {
  const counts = new Map<string, number>()
  for (const [word, count] of one.counts) {
    if (word.length < LEAST_LETTERS) continue
    const left = count - (other.counts.get(word) ?? 0)
    if (left > 0) counts.set(word, left)
  }
  return { counts, size: [...counts.values()].reduce((sum, count) => sum + count, 0) }
}

const came = (hunk: Hunk) => without(bagOfText(hunk.added), bagOfText(hunk.removed))
const went = (hunk: Hunk) => without(bagOfText(hunk.removed), bagOfText(hunk.added))

/**
 * Whether what one change brings are largely the words that another takes away: a block that was moved is a deletion and an insertion, and
 * the one must not be made without the other.
 */
export function movedBy(hunk: Hunk, source: Hunk): boolean {
  if (hunk === source || hunk.added === '' || source.removed === '') return false
  const [fresh, lost] = [came(hunk), went(source)]
  const both = shared(fresh, lost)
  return both >= LEAST_WORDS && (both >= LEAST_PART * fresh.size || both >= MOST_OF_IT * lost.size)
}
