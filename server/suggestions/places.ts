import type { Node } from '@tiptap/pm/model'
import { itemLabel, numberingOf, startOf } from '../../shared/draft-schema.ts'
import type { SuggestionPlace } from '../../shared/suggestions.ts'

const QUOTE_MOST = 80

/** Where a position of a text is, as people would say it. */
export function placeAt(doc: Node, position: number): SuggestionPlace {
  const at = doc.resolve(Math.min(position, doc.content.size))
  const block = Math.min(at.index(0), Math.max(0, doc.childCount - 1))
  const labels: string[] = []
  for (let depth = 1; depth <= at.depth; depth++) {
    const list = at.node(depth)
    if (list.type.name !== 'orderedList') continue
    const item = Math.min(at.index(depth), list.childCount - 1)
    labels.push(itemLabel(numberingOf(list), startOf(list) + item))
  }
  const own = at.parent.isTextblock ? at.parent : (at.nodeAfter ?? at.nodeBefore)
  return {
    heading: headingBefore(doc, block),
    label: labels.join(' '),
    quote: shortened(own?.textContent ?? ''),
    block,
  }
}

function headingBefore(doc: Node, block: number): string | null {
  for (let at = Math.min(block, doc.childCount - 1); at >= 0; at--)
    if (doc.child(at).type.name === 'heading') return shortened(doc.child(at).textContent)
  return null
}

function shortened(text: string): string {
  const words = text.trim().replace(/\s+/g, ' ')
  return words.length > QUOTE_MOST ? `${words.slice(0, QUOTE_MOST - 1).trimEnd()}…` : words
}

/** One line for a record: «Что предлагаем · 2)». */
export const placeLine = ({ heading, label, quote }: SuggestionPlace): string =>
  [heading, label || quote].filter(Boolean).join(' · ')
