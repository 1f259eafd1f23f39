import type { Node } from '@tiptap/pm/model'
import type { Hunk } from './hunk.ts'
import { contentKey, shapeKey } from './keys.ts'

type Stretch = Pick<Hunk, 'kind' | 'fromA' | 'toA'>

/** Whether a position range reaches into another; a point reaches into what it stands inside of. */
const reaches = (from: number, to: number, other: Stretch) =>
  from < other.toA && other.fromA < to && (from < to || other.fromA < other.toA)

const touchesNode = (node: Stretch, other: Stretch): boolean => {
  if (other.kind === 'node') return node.fromA === other.fromA
  return reaches(node.fromA, node.fromA + 1, other) || reaches(node.toA - 1, node.toA, other)
}

/**
 * Whether two changes of the same text A want the same place: words that overlap or border on one another, blocks that overlap, anything
 * that is put in at the same point. A block that becomes another kind occupies only its two borders.
 */
export function touches(one: Stretch, other: Stretch): boolean {
  if (one.kind === 'node') return touchesNode(one, other)
  if (other.kind === 'node') return touchesNode(other, one)
  const isSamePoint =
    one.fromA === other.fromA && one.fromA === one.toA && other.fromA === other.toA && one.kind === other.kind
  if (one.kind === 'text' && other.kind === 'text') return one.fromA <= other.toA && other.fromA <= one.toA
  return isSamePoint || reaches(one.fromA, one.toA, other)
}

/** Which changes of two proposals against the same text collide: those that a reviewer has to choose between. */
export const collisions = (ones: readonly Hunk[], others: readonly Hunk[]): [Hunk, Hunk][] =>
  ones.flatMap((one) =>
    others.filter((other) => touches(one, other)).map((other): [Hunk, Hunk] => [one, other]),
  )

/** What a change puts in place, as one word. */
function outcome(doc: Node, { kind, fromB, toB }: Hunk): string {
  if (kind === 'node') return shapeKey(doc.nodeAt(fromB)!)
  const { content, openStart, openEnd } = doc.slice(fromB, toB)
  return `${openStart} ${openEnd} ${contentKey(content)}`
}

/** Whether two people changed the same place of the base in the same way, each in a text of their own. */
export const isSameChange = (one: Hunk, ours: Node, other: Hunk, theirs: Node): boolean =>
  one.kind === other.kind &&
  one.fromA === other.fromA &&
  one.toA === other.toA &&
  outcome(ours, one) === outcome(theirs, other)
