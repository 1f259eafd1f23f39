import type { Fragment, Node } from '@tiptap/pm/model'

/** How often each word stands in a text, and how many there are. */
export type Bag = { counts: ReadonlyMap<string, number>; size: number }

const WORDS = /[\p{L}\p{M}\p{N}]+/gu

/** What an inline atom says where only words are shown. */
export function leafText(leaf: Node): string {
  if (leaf.type.name === 'hardBreak') return '\n'
  if (leaf.type.name === 'footnote') return ` [${String(leaf.attrs.text)}]`
  return leaf.type.name === 'citation' ? String(leaf.attrs.label) : ''
}

/** The plain words between two positions; a line for every block. */
export const textBetween = (node: Node, from: number, to: number) =>
  node.textBetween(from, to, '\n', leafText)

export function bagOfText(text: string): Bag {
  const counts = new Map<string, number>()
  const words = text.match(WORDS) ?? []
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return { counts, size: words.length }
}

const bags = new WeakMap<Node | Fragment, Bag>()

export function bagOf(node: Node | Fragment): Bag {
  const known = bags.get(node)
  if (known) return known
  const bag = bagOfText(node.textBetween(0, 'size' in node ? node.size : node.content.size, '\n', leafText))
  bags.set(node, bag)
  return bag
}

export function together(one: Bag, other: Bag): Bag {
  const counts = new Map(one.counts)
  for (const [word, count] of other.counts) counts.set(word, (counts.get(word) ?? 0) + count)
  return { counts, size: one.size + other.size }
}

/** How many words two texts share, each counted as often as both have it. */
export function shared(one: Bag, other: Bag): number {
  const [small, large] = one.counts.size <= other.counts.size ? [one, other] : [other, one]
  let sum = 0
  for (const [word, count] of small.counts) sum += Math.min(count, large.counts.get(word) ?? 0)
  return sum
}

/** Likeness of two texts by their words, 0 to 1 (Sørensen–Dice); 0 when both have none. */
export const dice = (one: Bag, other: Bag): number => {
  const size = one.size + other.size
  return size === 0 ? 0 : (2 * shared(one, other)) / size
}
