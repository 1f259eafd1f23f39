import { Fragment, type Node } from '@tiptap/pm/model'
import { nodeKey } from './keys.ts'
import { bagOf, dice } from './words.ts'

const LIKE = 0.75

const isItem = (node: Node) => node.type.name === 'listItem'
const nameOf = (item: Node): unknown => item.attrs.clause

function itemsIn(content: Fragment): Node[] {
  const items: Node[] = []
  content.descendants((node) => {
    if (isItem(node)) items.push(node)
  })
  return items
}

const likeness = (one: Node, other: Node) =>
  nodeKey(one) === nodeKey(other) ? 1 : dice(bagOf(one), bagOf(other))

/**
 * Items that are put in place of others stay what citations point at: one that reads like an item that goes, and that nobody named
 * otherwise, takes over its name. A suggester's copy of the text knows no names that were given since.
 */
export function renamed(gone: Fragment, come: Fragment): Fragment {
  const items = itemsIn(come)
  const used = new Set(items.map(nameOf))
  const lost = itemsIn(gone).filter((item) => nameOf(item) !== null && !used.has(nameOf(item)))
  const names = new Map<Node, unknown>()
  for (const item of lost) {
    const free = items.filter((each) => nameOf(each) === null && !names.has(each))
    const [likest] = free.sort((one, other) => likeness(item, other) - likeness(item, one))
    if (likest && likeness(item, likest) >= LIKE) names.set(likest, nameOf(item))
  }
  return names.size > 0 ? withNames(come, names) : come
}

function withNames(content: Fragment, names: ReadonlyMap<Node, unknown>): Fragment {
  const nodes = content.content.map((node) => {
    if (node.isLeaf) return node
    const inner = withNames(node.content, names)
    if (!names.has(node)) return node.copy(inner)
    return node.type.create({ ...node.attrs, clause: names.get(node) }, inner, node.marks)
  })
  return Fragment.fromArray(nodes)
}
