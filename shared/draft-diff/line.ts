import { touches } from './collide.ts'
import type { Hunk } from './hunk.ts'

/** The changes of one text in their order, to be asked for a stretch without going through all of them. */
export class Line {
  private readonly nodes: readonly Hunk[]
  private readonly others: readonly Hunk[]

  constructor(hunks: readonly Hunk[]) {
    this.nodes = hunks.filter(({ kind }) => kind === 'node')
    // They never overlap, so beginnings and ends both go up.
    this.others = hunks
      .filter(({ kind }) => kind !== 'node')
      .toSorted((one, other) => one.fromA - other.fromA || one.toA - other.toA)
  }

  /** Those of words and blocks that begin, end or stand between two positions. */
  *near(from: number, to: number): Generator<Hunk> {
    let [low, high] = [0, this.others.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.others[middle]!.toA < from) low = middle + 1
      else high = middle
    }
    for (let at = low; at < this.others.length && this.others[at]!.fromA <= to; at++) yield this.others[at]!
  }

  /** Those that want the same place as a change of another text. */
  touching(hunk: Hunk): Hunk[] {
    const near = [...this.near(hunk.fromA, hunk.toA)]
    return [...near, ...this.nodes].filter((each) => touches(each, hunk))
  }
}
