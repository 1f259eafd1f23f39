import type { Fragment, Mark, Node } from '@tiptap/pm/model'

/**
 * What a node carries to be found again, which is no part of the text: a suggester does not change it, and two texts that
 * differ by nothing else are the same.
 */
const UNREAD: Record<string, string> = { listItem: 'clause', citation: 'label' }

/** The attributes that a reader sees. */
export function readAttrs(node: Node): Record<string, unknown> {
  const unread = UNREAD[node.type.name]
  if (unread === undefined || !(unread in node.attrs)) return node.attrs
  return Object.fromEntries(Object.entries(node.attrs).filter(([name]) => name !== unread))
}

/** The attributes of `to`, with what `from` is found by. */
export function keepUnread(from: Node, to: Record<string, unknown>): Record<string, unknown> {
  const unread = UNREAD[from.type.name]
  return unread === undefined ? to : { ...to, [unread]: from.attrs[unread] as unknown }
}

/** Type and attributes as one word. */
export const shapeKey = (node: Node) => `${node.type.name}${JSON.stringify(readAttrs(node))}`

const ofMarks = new WeakMap<readonly Mark[], string>()

/** The marks as one word. Comments are no part of the text: otherwise whoever comments would suggest a change. */
export function marksKey(marks: readonly Mark[]): string {
  const known = ofMarks.get(marks)
  if (known !== undefined) return known
  const key = marks
    .filter((mark) => mark.type.name !== 'comment')
    .map((mark) => JSON.stringify(mark))
    .join()
  ofMarks.set(marks, key)
  return key
}

const ofNodes = new WeakMap<Node, string>()

/** Two nodes with one key read the same: same shape, words and marks, whatever is commented in them. */
export function nodeKey(node: Node): string {
  const known = ofNodes.get(node)
  if (known !== undefined) return known
  const key = node.isText
    ? `${JSON.stringify(node.text)}${marksKey(node.marks)}`
    : `${shapeKey(node)}[${contentKey(node.content)}]`
  ofNodes.set(node, key)
  return key
}

/** The same for a part of a text. */
export function contentKey(content: Fragment): string {
  const runs: { marks: string; text: string }[] = []
  const keys: string[] = []
  for (const child of content.content) {
    const last = runs.at(-1)
    if (!child.isText) {
      runs.length = 0
      keys.push(nodeKey(child))
    } else if (last?.marks === marksKey(child.marks)) {
      last.text += child.text!
      keys[keys.length - 1] = `${JSON.stringify(last.text)}${last.marks}`
    } else {
      runs.push({ marks: marksKey(child.marks), text: child.text! })
      keys.push(nodeKey(child))
    }
  }
  return keys.join()
}

/** Whether two texts read the same, comments apart. */
export const readsSame = (one: Node, other: Node): boolean => one === other || nodeKey(one) === nodeKey(other)
