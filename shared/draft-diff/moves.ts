import type { Budget } from './budget.ts'
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

type Change = { fresh: Bag; lost: Bag }

const known = new WeakMap<Hunk, Change>()

/** The words that a change brings and those that it takes away; what only stays in it is neither. */
function changeOf(hunk: Hunk): Change {
  const before = known.get(hunk)
  if (before) return before
  const [removed, added] = [bagOfText(hunk.removed), bagOfText(hunk.added)]
  const change = { fresh: without(added, removed), lost: without(removed, added) }
  known.set(hunk, change)
  return change
}

/**
 * Whether what one change brings are largely the words that another takes away: a block that was moved is a deletion and an insertion, and
 * the one must not be made without the other.
 */
function movedBy(hunk: Hunk, source: Hunk): boolean {
  if (hunk === source) return false
  const { fresh } = changeOf(hunk)
  const { lost } = changeOf(source)
  const both = shared(fresh, lost)
  return both >= LEAST_WORDS && (both >= LEAST_PART * fresh.size || both >= MOST_OF_IT * lost.size)
}

/** Many changes by their words, so that not every one is held against every other. */
export class Words {
  private readonly lost = new Map<string, Hunk[]>()
  private readonly fresh = new Map<string, Hunk[]>()
  private readonly budget: Budget

  constructor(hunks: readonly Hunk[], budget: Budget) {
    this.budget = budget
    for (const hunk of hunks) {
      const { fresh, lost } = changeOf(hunk)
      for (const word of fresh.counts.keys()) put(this.fresh, word, hunk)
      for (const word of lost.counts.keys()) put(this.lost, word, hunk)
    }
  }

  /** Those that take away what `hunk` brings. */
  sourcesOf(hunk: Hunk): Hunk[] {
    return this.among(this.lost, changeOf(hunk).fresh).filter((source) => movedBy(hunk, source))
  }

  /** Those that bring what `hunk` takes away. */
  targetsOf(hunk: Hunk): Hunk[] {
    return this.among(this.fresh, changeOf(hunk).lost).filter((target) => movedBy(target, hunk))
  }

  private among(index: ReadonlyMap<string, Hunk[]>, bag: Bag): Hunk[] {
    const found = new Set<Hunk>()
    for (const word of bag.counts.keys()) for (const hunk of index.get(word) ?? []) found.add(hunk)
    this.budget.spend(found.size * bag.counts.size + 1)
    if (this.budget.left > 0) return [...found]
    this.budget.wasShort = true
    throw new RangeError('Too much changed to be put together piece by piece.')
  }
}

function put(index: Map<string, Hunk[]>, word: string, hunk: Hunk): void {
  const hunks = index.get(word)
  if (hunks) hunks.push(hunk)
  else index.set(word, [hunk])
}
