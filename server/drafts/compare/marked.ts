import type { Node } from '@tiptap/pm/model'
import { draftOfNode } from '../../../shared/draft-diff/clean.ts'
import type { Hunk, NodeShape } from '../../../shared/draft-diff/hunk.ts'
import type { DraftJson } from '../../../shared/draft-schema.ts'

export type Change = 'kept' | 'added' | 'removed'

/** A text or an inline atom with its marks. */
export type MarkedRun = { change: Change; hunk?: string; node: DraftJson }

/**
 * A block of the one text that shows two: what stands in both, what came, and what went, in place. Whatever writes a difference
 * (HTML, Word) walks this.
 */
export type MarkedBlock = {
  /** `kept` says nothing of what is inside. A block that came or went has the same change on everything in it. */
  change: Change
  /** The change that brought or took the whole block. */
  hunk?: string
  /** As in the new text; as in the old one when the block went. */
  type: string
  attrs: Record<string, unknown>
  /** The block was of another kind before. */
  was?: NodeShape & { hunk: string }
  /** Of a paragraph or heading: its words. */
  runs?: MarkedRun[]
  /** The border to the next block came (it was split there) or went (they were joined); Word has it at the paragraph mark. */
  end?: { change: 'added' | 'removed'; hunk: string }
  /** Of any other block: what is in it. */
  blocks?: MarkedBlock[]
}

type Placed = { node: Node; pos: number }

const inside = (parent: Node, start: number): Placed[] => {
  const all: Placed[] = []
  parent.forEach((node, offset) => all.push({ node, pos: start + offset }))
  return all
}
const after = ({ node, pos }: Placed) => pos + node.nodeSize

/** A whole block with everything in it, changed in one way or not at all. */
function whole(node: Node, change: Change, hunk?: string): MarkedBlock {
  const own = { change, ...(hunk !== undefined && { hunk }) }
  const shape = { type: node.type.name, attrs: { ...node.attrs } }
  if (node.isTextblock)
    return { ...own, ...shape, runs: node.children.map((child) => ({ ...own, node: draftOfNode(child) })) }
  return { ...own, ...shape, blocks: node.children.map((child) => whole(child, change, hunk)) }
}

class Walk {
  private readonly a: Node
  private readonly b: Node
  private readonly hunks: readonly Hunk[]
  /** Texts that reach over the border of two blocks. */
  private readonly cuts: readonly Hunk[]
  private readonly starts: ReadonlyMap<string, Hunk>

  constructor(a: Node, b: Node, hunks: readonly Hunk[]) {
    this.a = a
    this.b = b
    this.hunks = hunks
    this.cuts = hunks.filter(
      ({ kind, fromA, toA, fromB, toB }) =>
        kind === 'text' &&
        !(a.resolve(fromA).sameParent(a.resolve(toA)) && b.resolve(fromB).sameParent(b.resolve(toB))),
    )
    this.starts = new Map(hunks.map((hunk) => [`${hunk.kind} ${hunk.fromA} ${hunk.fromB}`, hunk]))
  }

  siblings(as: readonly Placed[], bs: readonly Placed[], endA: number, endB: number): MarkedBlock[] {
    const blocks: MarkedBlock[] = []
    let [i, j] = [0, 0]
    while (i < as.length || j < bs.length) {
      const [posA, posB] = [as[i]?.pos ?? endA, bs[j]?.pos ?? endB]
      const hunk = this.starts.get(`blocks ${posA} ${posB}`)
      if (hunk) {
        for (; i < as.length && as[i]!.pos < hunk.toA; i++)
          blocks.push(whole(as[i]!.node, 'removed', hunk.id))
        for (; j < bs.length && bs[j]!.pos < hunk.toB; j++) blocks.push(whole(bs[j]!.node, 'added', hunk.id))
        continue
      }
      if (!as[i] || !bs[j]) throw new RangeError('The changes are not those of these two texts.')
      const [nextA, nextB] = this.together(as, bs, i, j)
      blocks.push(...this.group(as.slice(i, nextA), bs.slice(j, nextB)))
      ;[i, j] = [nextA, nextB]
    }
    return blocks
  }

  /** How far the blocks reach that were split or joined with those at i and j. */
  private together(as: readonly Placed[], bs: readonly Placed[], i: number, j: number): [number, number] {
    let [nextA, nextB] = [i + 1, j + 1]
    for (const { fromA, toA, fromB, toB } of this.cuts) {
      const isHere = fromA > as[i]!.pos && fromA < after(as[nextA - 1]!)
      if (!isHere || fromB <= bs[j]!.pos || fromB >= after(bs[nextB - 1]!)) continue
      while (as[nextA] && as[nextA]!.pos < toA) nextA++
      while (bs[nextB] && bs[nextB]!.pos < toB) nextB++
    }
    return [nextA, nextB]
  }

  private group(as: readonly Placed[], bs: readonly Placed[]): MarkedBlock[] {
    const [a, b] = [as[0]!, bs[0]!]
    const turned = this.starts.get(`node ${a.pos} ${b.pos}`)
    const was = turned?.from && { was: { ...turned.from, hunk: turned.id } }
    if (as.length === 1 && bs.length === 1 && !turned && !this.isTouched(a, b)) return [whole(b.node, 'kept')]
    if (a.node.isTextblock) {
      const [first, ...rest] = this.texts(as, bs)
      return [{ ...first!, ...was }, ...rest]
    }
    if (as.length > 1 || bs.length > 1) return this.items(as, bs)
    const blocks = this.siblings(
      inside(a.node, a.pos + 1),
      inside(b.node, b.pos + 1),
      after(a) - 1,
      after(b) - 1,
    )
    return [{ change: 'kept', type: b.node.type.name, attrs: { ...b.node.attrs }, ...was, blocks }]
  }

  private isTouched(a: Placed, b: Placed): boolean {
    // The first change that begins inside this block or after it; changes stand in the order of the text.
    let [low, high] = [0, this.hunks.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.hunks[middle]!.fromB <= b.pos) low = middle + 1
      else high = middle
    }
    const next = this.hunks[low]
    return next !== undefined && next.fromB < after(b) && next.fromA < after(a)
  }

  /** Items that were split or joined: their first words as one text, and what stands below the last of them. */
  private items(as: readonly Placed[], bs: readonly Placed[]): MarkedBlock[] {
    const first = ({ node, pos }: Placed) => ({ node: node.firstChild!, pos: pos + 1 })
    const below = ({ node, pos }: Placed) => inside(node, pos + 1).slice(1)
    const [lastA, lastB] = [as.at(-1)!, bs.at(-1)!]
    const rest = this.siblings(below(lastA), below(lastB), after(lastA) - 1, after(lastB) - 1)
    const texts = this.texts(as.map(first), bs.map(first))
    return texts.map((text, at) => {
      const { type, attrs } = (bs[at] ?? as[at] ?? lastB).node
      const blocks = at === texts.length - 1 ? [text, ...rest] : [text]
      return { change: 'kept', type: type.name, attrs: { ...attrs }, blocks }
    })
  }

  /** The words of textblocks that belong together, cut into blocks at every border that was or is. */
  private texts(as: readonly Placed[], bs: readonly Placed[]): MarkedBlock[] {
    const [endA, endB] = [after(as.at(-1)!) - 1, after(bs.at(-1)!) - 1]
    const blocks = [blank(bs[0]!.node)]
    let fromB = bs[0]!.pos + 1
    for (const hunk of this.hunks) {
      const isHere = hunk.fromA > as[0]!.pos && hunk.toA <= endA && hunk.fromB >= fromB && hunk.toB <= endB
      if (hunk.kind !== 'text' || !isHere) continue
      write(blocks, this.b, fromB, hunk.fromB, 'kept')
      write(blocks, this.a, hunk.fromA, hunk.toA, 'removed', hunk.id)
      write(blocks, this.b, hunk.fromB, hunk.toB, 'added', hunk.id)
      fromB = hunk.toB
    }
    write(blocks, this.b, fromB, endB, 'kept')
    return blocks
  }
}

const blank = (block: Node): MarkedBlock => ({
  change: 'kept',
  type: block.type.name,
  attrs: { ...block.attrs },
  runs: [],
})

function write(blocks: MarkedBlock[], doc: Node, from: number, to: number, change: Change, hunk?: string) {
  if (from >= to) return
  let isFirst = true
  doc.nodesBetween(from, to, (node, pos) => {
    if (!node.isTextblock || pos + node.nodeSize <= from) return !node.isTextblock
    const last = blocks.at(-1)!
    if (!isFirst) {
      if (change !== 'kept') last.end = { change, hunk: hunk! }
      blocks.push(blank(node))
    }
    isFirst = false
    const part = node.cut(Math.max(0, from - pos - 1), Math.min(node.content.size, to - pos - 1))
    const own = { change, ...(hunk !== undefined && { hunk }) }
    blocks.at(-1)!.runs!.push(...part.children.map((child) => ({ ...own, node: draftOfNode(child) })))
    return false
  })
}

/**
 * One text that shows two: B with what went from A in its place. `hunks` are all of `diffDrafts(a, b)`; to show only some of them, take
 * `applyHunks(a, b, some)` for B and compare anew. Throws `RangeError` for changes of other texts.
 */
export const markedDraft = (a: Node, b: Node, hunks: readonly Hunk[]): MarkedBlock[] =>
  new Walk(a, b, hunks).siblings(inside(a, 0), inside(b, 0), a.content.size, b.content.size)

/** Whether anything in a block changed. */
export const isChanged = (block: MarkedBlock): boolean =>
  block.change !== 'kept' ||
  block.was !== undefined ||
  block.end !== undefined ||
  (block.runs?.some(({ change }) => change !== 'kept') ?? false) ||
  (block.blocks?.some(isChanged) ?? false)
