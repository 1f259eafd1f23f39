import type { Node } from '@tiptap/pm/model'
import { textAttr } from '../../shared/draft-schema.ts'
import { statsOf, type TextStats } from '../../shared/draft-text.ts'

export interface Heading {
  level: number
  text: string
}

/** What a look over the whole text tells. */
export interface Survey extends TextStats {
  notes: string[]
  headings: Heading[]
}

interface Block extends TextStats {
  notes: string[]
}

const known = new WeakMap<Node, Block>()

function blockOf(node: Node): Block {
  const old = known.get(node)
  if (old) return old
  const notes: string[] = []
  const text = node.textBetween(0, node.content.size, '\n', (leaf) => {
    if (leaf.type.name === 'footnote') notes.push(textAttr(leaf, 'text'))
    if (leaf.type.name === 'citation') return textAttr(leaf, 'label')
    return leaf.type.name === 'hardBreak' ? '\n' : ''
  })
  const made = { ...statsOf(text), notes }
  known.set(node, made)
  return made
}

/** Words, footnotes and headings. What did not change since the last look is not counted again. */
export function survey(doc: Node): Survey {
  const seen: Survey = { words: 0, characters: 0, notes: [], headings: [] }
  doc.descendants((node) => {
    if (!node.isTextblock) return true
    const { words, characters, notes } = blockOf(node)
    seen.words += words
    seen.characters += characters
    seen.notes.push(...notes)
    if (node.type.name === 'heading')
      seen.headings.push({ level: Number(node.attrs.level), text: node.textContent.trim() })
    return false
  })
  return seen
}

/** Goes to the heading with this number, counted from the top; the caret goes along. */
export function placeOfHeading(doc: Node, number: number): number | null {
  let [count, place] = [0, null as number | null]
  doc.descendants((node, at) => {
    if (node.type.name === 'heading' && count++ === number) place = at
    return place === null && !node.isTextblock
  })
  return place
}
