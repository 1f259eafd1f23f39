import { Fragment, type Mark, type Node } from '@tiptap/pm/model'
import { draftSchema, jsonOfNode, type DraftJson } from '../draft-schema.ts'

const cleaned = new WeakMap<Node, Node>()

/**
 * The same text without what the live text cannot keep: marks of inline leaves (y-tiptap does not store them), marks in
 * another order than the schema's, and texts of the same kind that were not joined. Nodes that need nothing stay the same
 * objects. Whatever is compared or merged goes through here first.
 */
export function cleanNode(node: Node): Node {
  const known = cleaned.get(node)
  if (known) return known
  const clean = node.isText ? cleanText(node) : cleanBranch(node)
  cleaned.set(node, clean)
  cleaned.set(clean, clean)
  return clean
}

function cleanText(node: Node): Node {
  const marks = node.marks.reduce<readonly Mark[]>((set, mark) => mark.addToSet(set), [])
  const isInOrder = marks.length === node.marks.length && marks.every((mark, at) => mark === node.marks[at])
  return isInOrder ? node : node.mark(marks)
}

function cleanBranch(node: Node): Node {
  const bare = node.marks.length > 0 ? node.mark([]) : node
  if (node.isLeaf) return bare
  const children = node.children.map(cleanNode)
  const isSame =
    children.every((child, at) => child === node.children[at]) &&
    children.every((child, at) => !child.isText || !children[at + 1]?.sameMarkup(child))
  return isSame ? bare : bare.copy(Fragment.fromArray(children))
}

/**
 * A draft as a clean node of the schema. Throws `RangeError` for JSON with nodes, marks or shapes that are no draft.
 */
export const nodeOfDraft = (json: DraftJson): Node => cleanNode(draftSchema().nodeFromJSON(json))

/** The way back: the JSON that the live text would store. */
export const draftOfNode = (node: Node): DraftJson => jsonOfNode(node)
