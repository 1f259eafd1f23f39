import type { Node } from '@tiptap/pm/model'
import type { Budget } from './budget.ts'
import { nodeKey } from './keys.ts'
import { changedRanges, type Range } from './myers.ts'
import { bagOf, dice, shared, together, type Bag } from './words.ts'

/** Neighbours of A and of B that belong together: `same`, one or two of each that hold the same words, or what has no counterpart. */
export type Group = Range & { kind: 'same' | 'pair' | 'rewritten' | 'changed' }

/** So many pairs of blocks are weighed in one stretch; a longer one is weighed only near its diagonal. */
export const MOST_CELLS = 10_000

const LIKE = 0.4
const LIKE_TOGETHER = 0.6
const HELD = 0.8

export const isList = (node: Node) => node.type.name === 'bulletList' || node.type.name === 'orderedList'

/** Whether a block may be shown as having become the other one. */
const mayPair = (a: Node, b: Node) =>
  (a.isTextblock && b.isTextblock) || (isList(a) && isList(b)) || a.type === b.type

/** The textblock that is cut when a block is split by Enter: itself, or the first of an item. */
export function cutOf(node: Node): Node | null {
  if (node.isTextblock) return node
  return node.type.name === 'listItem' && node.firstChild?.isTextblock ? node.firstChild : null
}

/** An item that is split leaves only its first words in place; the rest goes with the second half. */
const mayBeHalf = (node: Node) => cutOf(node) !== null && (node.isTextblock || node.childCount === 1)

/** How well one block and its two halves fit, or 0; both halves must have words of it. */
function likeHalves(whole: Node, first: Node, second: Node, budget: Budget): number {
  if (!mayBeHalf(first) || !cutOf(second) || !cutOf(whole)) return 0
  if (whole.isTextblock !== first.isTextblock || whole.isTextblock !== second.isTextblock) return 0
  const [all, one, two] = [bagOf(whole), bagOf(first), bagOf(second)]
  budget.spend(one.size + two.size)
  const isOfWhole = (half: Bag) => half.size > 0 && shared(half, all) * 2 >= half.size
  if (!isOfWhole(one) || !isOfWhole(two)) return 0
  const score = dice(all, together(one, two))
  return score > LIKE_TOGETHER ? score : 0
}

function likeness(a: Node, b: Node, budget: Budget): number {
  if (!mayPair(a, b)) return 0
  if (nodeKey(a) === nodeKey(b)) return 1.01
  const [one, other] = [bagOf(a), bagOf(b)]
  budget.spend(Math.min(one.counts.size, other.counts.size) + 1)
  if (one.size + other.size === 0) return LIKE
  const score = dice(one, other)
  return score >= LIKE ? score : 0
}

/** Which neighbours of A and B belong together: equal ones by Myers, and between them the likest by their words. */
export function pairSiblings(as: readonly Node[], bs: readonly Node[], budget: Budget): Group[] {
  const numbers = new Map<string, number>()
  const number = (node: Node) => {
    const key = nodeKey(node)
    if (!numbers.has(key)) numbers.set(key, numbers.size)
    return numbers.get(key)!
  }
  const changed = changedRanges(as.map(number), bs.map(number), budget)
  const groups: Group[] = []
  let [atA, atB] = [0, 0]
  const same = (toA: number) => {
    for (; atA < toA; atA++, atB++)
      groups.push({ kind: 'same', fromA: atA, toA: atA + 1, fromB: atB, toB: atB + 1 })
  }
  for (const range of changed) {
    same(range.fromA)
    groups.push(...pairInGap(as, bs, range, budget))
    ;[atA, atB] = [range.toA, range.toB]
  }
  same(as.length)
  return groups
}

type Move = { a: number; b: number; score: number }

function movesAt(
  as: readonly Node[],
  bs: readonly Node[],
  i: number,
  j: number,
  range: Range,
  budget: Budget,
) {
  const moves: Move[] = []
  const [hasA, hasB] = [i < range.toA, j < range.toB]
  if (hasA && hasB) {
    moves.push({ a: 1, b: 1, score: likeness(as[i]!, bs[j]!, budget) })
    if (j + 1 < range.toB) moves.push({ a: 1, b: 2, score: likeHalves(as[i]!, bs[j]!, bs[j + 1]!, budget) })
    if (i + 1 < range.toA) moves.push({ a: 2, b: 1, score: likeHalves(bs[j]!, as[i]!, as[i + 1]!, budget) })
  }
  const real = moves.filter((move) => move.score > 0)
  if (hasA) real.push({ a: 1, b: 0, score: 0 })
  if (hasB) real.push({ a: 0, b: 1, score: 0 })
  return real
}

/** The likest pairing of a stretch as a whole, from its end by dynamic programming within a band around the diagonal. */
function pairInGap(as: readonly Node[], bs: readonly Node[], range: Range, budget: Budget): Group[] {
  const [n, m] = [range.toA - range.fromA, range.toB - range.fromB]
  if (n === 0 || m === 0) return gather(range, [], as, bs)
  const half = Math.max(Math.floor(MOST_CELLS / (n + 1) / 2), Math.ceil(m / n) + 1)
  const low = (i: number) => Math.max(0, Math.floor((i * m) / n) - half)
  const high = (i: number) => Math.min(m, Math.ceil((i * m) / n) + half)
  const best: Float64Array[] = Array.from({ length: n + 1 }, (_, i) =>
    new Float64Array(high(i) - low(i) + 1).fill(-1),
  )
  const chosen = new Map<number, Move>()
  const scoreAt = (i: number, j: number) =>
    i <= n && j >= low(i) && j <= high(i) ? best[i]![j - low(i)]! : -1
  for (let i = n; i >= 0; i--)
    for (let j = high(i); j >= low(i); j--) {
      budget.spend(1)
      if (i === n && j === m) best[i]![j - low(i)] = 0
      else if (budget.left === 0) [best[i]![j - low(i)], budget.wasShort] = [0, true]
      else
        for (const move of movesAt(as, bs, i + range.fromA, j + range.fromB, range, budget)) {
          const rest = scoreAt(i + move.a, j + move.b)
          const total = rest + move.score
          if (rest < 0 || total <= best[i]![j - low(i)]!) continue
          best[i]![j - low(i)] = total
          chosen.set(i * (m + 1) + j, move)
        }
    }
  const pairs: Range[] = []
  for (let [i, j] = [0, 0]; i < n || j < m;) {
    const move = chosen.get(i * (m + 1) + j)
    if (!move) break
    const [fromA, fromB] = [i + range.fromA, j + range.fromB]
    if (move.a > 0 && move.b > 0) pairs.push({ fromA, toA: fromA + move.a, fromB, toB: fromB + move.b })
    ;[i, j] = [i + move.a, j + move.b]
  }
  return gather(range, pairs, as, bs)
}

/** One of two blocks is little more than the other with much put in. */
function holdsTheOther(a: Node, b: Node): boolean {
  const [one, other] = [bagOf(a), bagOf(b)]
  return shared(one, other) >= Math.max(2, HELD * Math.min(one.size, other.size))
}

/** The pairs, and between them what stands alone: deletion and insertion together, so that nothing is emptied by half of it. */
function gather(range: Range, pairs: readonly Range[], as: readonly Node[], bs: readonly Node[]): Group[] {
  const groups: Group[] = []
  let [atA, atB] = [range.fromA, range.fromB]
  const alone = (toA: number, toB: number) => {
    if (atA === toA && atB === toB) return
    const one = { fromA: atA, toA, fromB: atB, toB }
    const [a, b] = [as[atA], bs[atB]]
    const isOne = toA - atA === 1 && toB - atB === 1 && a!.isTextblock && a!.hasMarkup(b!.type, b!.attrs)
    if (!isOne) groups.push({ kind: 'changed', ...one })
    else groups.push({ kind: holdsTheOther(a!, b!) ? 'pair' : 'rewritten', ...one })
  }
  for (const pair of pairs) {
    alone(pair.fromA, pair.fromB)
    const isSame =
      pair.toA - pair.fromA === 1 &&
      pair.toB - pair.fromB === 1 &&
      nodeKey(as[pair.fromA]!) === nodeKey(bs[pair.fromB]!)
    groups.push({ kind: isSame ? 'same' : 'pair', ...pair })
    ;[atA, atB] = [pair.toA, pair.toB]
  }
  alone(range.toA, range.toB)
  return groups
}
