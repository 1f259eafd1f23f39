import { Fragment, Slice, type Node } from '@tiptap/pm/model'
import { sliceFor } from './apply.ts'
import type { Budget } from './budget.ts'
import type { Hunk } from './hunk.ts'
import type { Merged } from './merge.ts'
import { bagOf, dice } from './words.ts'

/** How like a copy must be to be taken for the same block. */
const LIKE_A_COPY = 0.75

/** Which textblock of the new content is the copy of which block of the base (by its position there). */
export type Copies = Map<Hunk, Map<number, number>>

type Merge3 = (base: Node, ours: Node, theirs: Node) => Merged

type Carried = { base: Node; doc: Node; hunk: Hunk; copies: Copies; to: Hunk; merge: Merge3; budget: Budget }

const textblocksOf = (content: Fragment): Node[] => {
  const found: Node[] = []
  content.descendants((node) => {
    if (node.isTextblock) found.push(node)
    return !node.isTextblock
  })
  return found
}

/** The copy of a block among the textblocks; the likest that is not the copy of another one already. */
function copyOf(
  block: Node,
  pos: number,
  blocks: readonly Node[],
  known: Map<number, number>,
): number | null {
  const before = known.get(pos)
  if (before !== undefined) return before
  const free = blocks.map((_, at) => at).filter((at) => ![...known.values()].includes(at))
  const likeness = (at: number) => dice(bagOf(block), bagOf(blocks[at]!))
  const [best] = free.sort((one, other) => likeness(other) - likeness(one))
  if (best === undefined || likeness(best) < LIKE_A_COPY) return null
  known.set(pos, best)
  return best
}

/** The textblocks counted through, one of them with other content. */
function withContent(content: Fragment, at: number, next: Node): Fragment {
  let count = -1
  const visit = (node: Node): Node => {
    if (!node.isTextblock) return node.isLeaf ? node : node.copy(Fragment.fromArray(node.children.map(visit)))
    count += 1
    return count === at ? next : node
  }
  return Fragment.fromArray(content.content.map(visit))
}

/**
 * A change of a block's words made on a copy of the block in other content, which one side put in its place. Null when there is no copy,
 * or when the copy has other words at that place.
 */
export function carryInto(
  slice: Slice,
  { base, doc, hunk, copies, to, merge, budget }: Carried,
): Slice | null {
  if (slice.openStart > 0 || slice.openEnd > 0) return null
  if (hunk.kind !== 'text' || slice.size === 0) return null
  const place = base.resolve(hunk.fromA)
  if (!place.sameParent(base.resolve(hunk.toA))) return null
  const words = sliceFor(base, doc, hunk)
  if (words.openStart > 0 || words.openEnd > 0) return null
  const block = place.parent
  const known = copies.get(to) ?? new Map<number, number>()
  copies.set(to, known)
  const blocks = textblocksOf(slice.content)
  budget.spend(blocks.length * (bagOf(block).size + 1))
  if (budget.left === 0) {
    budget.wasShort = true
    return null
  }
  const at = copyOf(block, place.before(), blocks, known)
  if (at === null) return null
  const [from, end] = [hunk.fromA - place.start(), hunk.toA - place.start()]
  const changed = block.replace(from, end, words)
  const copy = blocks[at]!
  const merged = mergeWords(block, copy, changed, merge)
  return merged && new Slice(withContent(slice.content, at, copy.copy(merged)), 0, 0)
}

/** The three as paragraphs of a text of their own; null when they disagree. */
function mergeWords(block: Node, copy: Node, changed: Node, merge: Merge3): Fragment | null {
  const { doc, paragraph } = block.type.schema.nodes
  const alone = (node: Node) => doc!.create(null, paragraph!.create(null, node.content))
  const { doc: merged, conflicts } = merge(alone(block), alone(copy), alone(changed))
  return conflicts.length === 0 && merged.childCount === 1 ? merged.firstChild!.content : null
}
