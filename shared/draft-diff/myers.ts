import type { Budget } from './budget.ts'

/** A stretch of one sequence that stands in place of a stretch of the other; ends are exclusive. */
export type Range = { fromA: number; toA: number; fromB: number; toB: number }

/** Beyond so many insertions and deletions nobody reads a difference word by word. */
export const MOST_DISTANCE = 1500

/**
 * What changed between two sequences, by the greedy algorithm of E. Myers (1986): the fewest insertions and deletions.
 * Beyond `MOST_DISTANCE` of them, or of the budget, everything between the common beginning and the common end is one range.
 */
export function changedRanges(a: readonly number[], b: readonly number[], budget: Budget): Range[] {
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let [endA, endB] = [a.length, b.length]
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) [endA, endB] = [endA - 1, endB - 1]
  budget.spend(start + a.length - endA)
  if (start === endA && start === endB) return []
  const whole = { fromA: start, toA: endA, fromB: start, toB: endB }
  if (start === endA || start === endB) return [whole]
  const path = shortest(a.slice(start, endA), b.slice(start, endB), budget)
  if (!path) return [whole]
  return path.map((each) => ({
    fromA: each.fromA + start,
    toA: each.toA + start,
    fromB: each.fromB + start,
    toB: each.toB + start,
  }))
}

function shortest(a: readonly number[], b: readonly number[], budget: Budget): Range[] | null {
  // A round of distance d costs about d steps, so all of them about d².
  const wanted = Math.min(a.length + b.length, MOST_DISTANCE)
  const most = budget.distance(wanted)
  const reach = new Int32Array(2 * most + 3)
  const middle = most + 1
  const rounds: Int32Array[] = []
  for (let distance = 0; distance <= most; distance++) {
    rounds.push(reach.slice(middle - distance - 1, middle + distance + 2))
    let steps = distance + 1
    for (let diagonal = -distance; diagonal <= distance; diagonal += 2) {
      const down = goesDown(reach, middle, diagonal, distance)
      let x = down ? reach[middle + diagonal + 1]! : reach[middle + diagonal - 1]! + 1
      const from = x
      while (x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]) x++
      steps += x - from
      reach[middle + diagonal] = x
      if (x < a.length || x - diagonal < b.length) continue
      budget.spend(steps)
      return backwards(a.length, b.length, rounds)
    }
    budget.spend(steps)
  }
  budget.wasShort ||= most < wanted
  return null
}

/** Whether the farthest path on a diagonal comes by an insertion; else it comes by a deletion. */
const goesDown = (reach: Int32Array, middle: number, diagonal: number, distance: number) =>
  diagonal === -distance ||
  (diagonal !== distance && reach[middle + diagonal - 1]! < reach[middle + diagonal + 1]!)

function backwards(lengthA: number, lengthB: number, rounds: readonly Int32Array[]): Range[] {
  const ranges: Range[] = []
  let [x, y] = [lengthA, lengthB]
  for (let distance = rounds.length - 1; distance > 0; distance--) {
    const reach = rounds[distance]!
    const diagonal = x - y
    const down = goesDown(reach, distance + 1, diagonal, distance)
    const before = diagonal + (down ? 1 : -1)
    const fromA = reach[distance + 1 + before]!
    const fromB = fromA - before
    const [toA, toB] = down ? [fromA, fromB + 1] : [fromA + 1, fromB]
    const next = ranges.at(-1)
    if (next && next.fromA === toA && next.fromB === toB) Object.assign(next, { fromA, fromB })
    else ranges.push({ fromA, toA, fromB, toB })
    ;[x, y] = [fromA, fromB]
  }
  return ranges.reverse()
}
