import type { Node } from '@tiptap/pm/model'
import type { Transaction } from '@tiptap/pm/state'
import { idsAt } from './carried.ts'
import type { Range, Shown } from './place.ts'

/** Where the words of a thread stand within one block of text. */
interface Span extends Range {
  id: string
}

/** A block that nobody changed is the same node, whatever was typed around it. */
const known = new WeakMap<Node, readonly Span[]>()

function spansIn(block: Node): readonly Span[] {
  const old = known.get(block)
  if (old) return old
  const spans: Span[] = []
  block.forEach((node, from) => {
    for (const id of new Set(node.isText ? idsAt(node) : []))
      spans.push({ id, from, to: from + node.nodeSize })
  })
  known.set(block, spans)
  return spans
}

/** Where the words of each thread stand, in their order. A mark of anything else, whoever put it there, is nothing. */
export function rangesIn(doc: Node, threads: Shown['threads']): Map<string, Range[]> {
  const ranges = new Map<string, Range[]>()
  if (Object.keys(threads).length === 0) return ranges
  doc.descendants((node, place) => {
    if (!node.isTextblock) return true
    for (const { id, from, to } of spansIn(node)) {
      if (!Object.hasOwn(threads, id)) continue
      const range = { from: place + 1 + from, to: place + 1 + to }
      const others = ranges.get(id)
      if (others) others.push(range)
      else ranges.set(id, [range])
    }
    return false
  })
  return ranges
}

/** Whether comments stand between two places, or just before or behind. */
function isMarked(doc: Node, from: number, to: number): boolean {
  let found = false
  doc.nodesBetween(Math.max(0, from - 1), Math.min(doc.content.size, to + 1), (node) => {
    found ||= node.isText && idsAt(node).length > 0
    return !found
  })
  return found
}

/** Whether a change of the text may have changed which words are commented on, and not only where they stand. */
export function touchesComments(tr: Transaction): boolean {
  return tr.mapping.maps.some((map, at) => {
    const [before, after] = [tr.docs[at]!, tr.docs[at + 1] ?? tr.doc]
    let moves = false
    let touches = false
    map.forEach((oldFrom, oldTo, newFrom, newTo) => {
      moves = true
      touches ||= isMarked(before, oldFrom, oldTo) || isMarked(after, newFrom, newTo)
    })
    // A step that moves nothing puts marks or takes them away.
    return touches || !moves
  })
}
