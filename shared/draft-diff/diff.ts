import type { Node } from '@tiptap/pm/model'
import { Budget } from './budget.ts'
import { hashOf, shapeOf, withIds, type Hunk } from './hunk.ts'
import { nodeKey, shapeKey } from './keys.ts'
import { changedRanges, type Range } from './myers.ts'
import { cutOf, pairSiblings, type Group } from './pair.ts'
import { pairRows } from './tables.ts'
import { textBetween } from './words.ts'
import { tokensOf, type Placed, type Token } from './tokens.ts'

type Found = Omit<Hunk, 'id'> & { hash: string }

/** The children of a node with their positions; `start` is where the content begins. */
function placed(parent: Node, start: number): Placed[] {
  const all: Placed[] = []
  parent.forEach((node, offset) => all.push({ node, pos: start + offset }))
  return all
}

class Comparison {
  readonly found: Found[] = []
  readonly a: Node
  readonly b: Node
  readonly budget: Budget

  constructor(a: Node, b: Node, budget: Budget) {
    this.a = a
    this.b = b
    this.budget = budget
  }

  children(a: Node, b: Node, startA: number, startB: number): void {
    this.siblings(placed(a, startA), placed(b, startB), startA + a.content.size, startB + b.content.size)
  }

  /** `endA` and `endB` are the positions behind the last of them. */
  siblings(as: readonly Placed[], bs: readonly Placed[], endA: number, endB: number): void {
    const nodes = (all: readonly Placed[]) => all.map(({ node }) => node)
    for (const group of pairSiblings(nodes(as), nodes(bs), this.budget))
      this.group(group, as, bs, [endA, endB])
  }

  private group(group: Group, as: readonly Placed[], bs: readonly Placed[], ends: [number, number]): void {
    if (group.kind === 'same') return
    const [partA, partB] = [as.slice(group.fromA, group.toA), bs.slice(group.fromB, group.toB)]
    if (group.kind === 'changed') this.replaced(group, as, bs, ends)
    else if (group.kind === 'rewritten') this.rewritten(partA[0]!, partB[0]!)
    else if (partA.length === 1 && partB.length === 1) this.pair(partA[0]!, partB[0]!)
    else this.cut(partA, partB)
  }

  /** Blocks of B in place of blocks of A. */
  private replaced(
    range: Range,
    as: readonly Placed[],
    bs: readonly Placed[],
    [endA, endB]: [number, number],
  ) {
    const [fromA, toA] = [as[range.fromA]?.pos ?? endA, as[range.toA]?.pos ?? endA]
    const [fromB, toB] = [bs[range.fromB]?.pos ?? endB, bs[range.toB]?.pos ?? endB]
    const keys = (all: readonly Placed[]) => all.map(({ node }) => nodeKey(node)).join()
    const content = `${keys(as.slice(range.fromA, range.toA))}→${keys(bs.slice(range.fromB, range.toB))}`
    this.add('blocks', { fromA, toA, fromB, toB }, content)
  }

  private add(kind: 'text' | 'blocks', range: Range, content: string): void {
    const removed = textBetween(this.a, range.fromA, range.toA)
    const added = textBetween(this.b, range.fromB, range.toB)
    this.found.push({ kind, ...range, removed, added, hash: hashOf(`${kind}${content}`) })
  }

  private pair(a: Placed, b: Placed): void {
    this.shape(a, b)
    if (a.node.isTextblock) this.text([a], [b])
    else if (a.node.type.name === 'table') this.table(a, b)
    else this.children(a.node, b.node, a.pos + 1, b.pos + 1)
  }

  /** A block that became another kind around its content. */
  private shape(a: Placed, b: Placed): void {
    if (shapeKey(a.node) === shapeKey(b.node)) return
    const range = { fromA: a.pos, toA: a.pos + a.node.nodeSize, fromB: b.pos, toB: b.pos + b.node.nodeSize }
    // The words of B tell alike changes apart: an accepted change leaves B as it is.
    const words = b.node.textContent.slice(0, 60)
    const hash = hashOf(`node${shapeKey(a.node)}→${shapeKey(b.node)}${words}`)
    const [from, to] = [shapeOf(a.node), shapeOf(b.node)]
    this.found.push({ kind: 'node', ...range, removed: '', added: '', from, to, hash })
  }

  /** One textblock with nothing in common with what stands in its place: all its words at once. */
  private rewritten(a: Placed, b: Placed): void {
    const inside = ({ node, pos }: Placed) => [pos + 1, pos + 1 + node.content.size] as const
    const [[fromA, toA], [fromB, toB]] = [inside(a), inside(b)]
    this.add('text', { fromA, toA, fromB, toB }, `${nodeKey(a.node)}→${nodeKey(b.node)}`)
  }

  /** A block that was split in two, or two that were joined; an item keeps what stands below its words. */
  private cut(as: readonly Placed[], bs: readonly Placed[]): void {
    this.shape(as[0]!, bs[0]!)
    if (as[0]!.node.isTextblock) return this.text(as, bs)
    const first = ({ node, pos }: Placed) => ({ node: cutOf(node)!, pos: pos + 1 })
    this.text(as.map(first), bs.map(first), (group) => group.map(({ node }) => shapeKey(node)), as, bs)
    const rest = ({ node, pos }: Placed) => placed(node, pos + 1).slice(1)
    const end = ({ node, pos }: Placed) => pos + node.nodeSize - 1
    const [lastA, lastB] = [as.at(-1)!, bs.at(-1)!]
    this.siblings(rest(lastA), rest(lastB), end(lastA), end(lastB))
  }

  private text(
    as: readonly Placed[],
    bs: readonly Placed[],
    borders: (group: readonly Placed[]) => string[] = () => [],
    outerA: readonly Placed[] = as,
    outerB: readonly Placed[] = bs,
  ): void {
    const [tokensA, tokensB] = [tokensOf(as, borders(outerA)), tokensOf(bs, borders(outerB))]
    const numbers = new Map<string, number>()
    const number = ({ key }: Token) => {
      if (!numbers.has(key)) numbers.set(key, numbers.size)
      return numbers.get(key)!
    }
    const ranges = changedRanges(tokensA.map(number), tokensB.map(number), this.budget)
    const end = (blocks: readonly Placed[]) => blocks.at(-1)!.pos + blocks.at(-1)!.node.nodeSize - 1
    const keys = (tokens: readonly Token[]) => tokens.map(({ key }) => key).join()
    for (const range of overSpaces(ranges, tokensA, tokensB)) {
      const [fromA, toA] = between(tokensA, range.fromA, range.toA, end(as))
      const [fromB, toB] = between(tokensB, range.fromB, range.toB, end(bs))
      const [gone, come] = [tokensA.slice(range.fromA, range.toA), tokensB.slice(range.fromB, range.toB)]
      const around = `${tokensB[range.fromB - 1]?.key ?? ''}|${tokensB[range.toB]?.key ?? ''}`
      this.add('text', { fromA, toA, fromB, toB }, `${keys(gone)}→${keys(come)}|${around}`)
    }
  }

  private table(a: Placed, b: Placed): void {
    const rows = pairRows(a.node, b.node, this.budget)
    const [as, bs] = [placed(a.node, a.pos + 1), placed(b.node, b.pos + 1)]
    const ends: [number, number] = [a.pos + a.node.nodeSize - 1, b.pos + b.node.nodeSize - 1]
    if (!rows) {
      const range = { fromA: 0, toA: 1, fromB: 0, toB: 1 }
      return this.replaced(range, [a], [b], [a.pos + a.node.nodeSize, b.pos + b.node.nodeSize])
    }
    for (const group of rows)
      if (group.kind === 'changed') this.replaced(group, as, bs, ends)
      else if (group.kind === 'pair') this.row(as[group.fromA]!, bs[group.fromB]!)
  }

  /** Cells by their place. */
  private row(a: Placed, b: Placed): void {
    const [cellsA, cellsB] = [placed(a.node, a.pos + 1), placed(b.node, b.pos + 1)]
    cellsA.forEach((cell, at) => {
      if (nodeKey(cell.node) !== nodeKey(cellsB[at]!.node)) this.pair(cell, cellsB[at]!)
    })
  }
}

/** Changes with only a space between them are read as one. */
function overSpaces(ranges: readonly Range[], as: readonly Token[], bs: readonly Token[]): Range[] {
  const merged: Range[] = []
  for (const range of ranges) {
    const last = merged.at(-1)
    const isClose =
      last &&
      range.fromA - last.toA <= 1 &&
      as[last.toA]?.isSpace !== false &&
      bs[last.toB]?.isSpace !== false
    if (isClose) Object.assign(last, { toA: range.toA, toB: range.toB })
    else merged.push({ ...range })
  }
  return merged
}

function between(tokens: readonly Token[], from: number, to: number, end: number): [number, number] {
  const start = tokens[from]?.from ?? end
  return [start, to > from ? tokens[to - 1]!.to : start]
}

/**
 * What changed from A to B, both clean nodes of the draft schema (`nodeOfDraft`), in the order of the text. Changes never overlap,
 * and each may be applied or turned back by itself: the result is a draft again. Comments, and what items are cited by, are no
 * changes. Costs are capped by counting (`budget`), so that the answer never depends on the machine.
 */
export function diffDrafts(a: Node, b: Node, budget = new Budget()): Hunk[] {
  const comparison = new Comparison(a, b, budget)
  if (nodeKey(a) !== nodeKey(b)) comparison.children(a, b, 0, 0)
  return withIds(comparison.found)
}
