import type { NodeShape } from './draft-diff/hunk.ts'

/** What is said of changes in a text that shows two; colour is never the only sign. */
export interface ChangeWords {
  added: string
  removed: string
  /** Where the border of two paragraphs came or went. */
  split: string
  joined: string
  /** Before words of which only the marks changed. */
  format: string
  /** A block that became another kind: `heading.2`, `paragraph`, `orderedList.cyrillic`. */
  shape(from: string, to: string): string
  /** What opens a stretch of so many unchanged blocks. */
  unchanged(blocks: number): string
}

// Characters that Unicode leaves to private use. In the words of people the server writes them as numbers, so that these stay theirs.
const [OPEN, CLOSE] = ['\uE000', '\uE001']
const sign = (...parts: (string | number)[]) => `${OPEN}${parts.join(' ')}${CLOSE}`

/** The kind of a block as one word. */
export function shapeWord({ type, attrs }: NodeShape): string {
  if (type === 'heading') return `heading.${Number(attrs.level) || 1}`
  if (type === 'orderedList') return `orderedList.${attrs.numbering === 'cyrillic' ? 'cyrillic' : 'decimal'}`
  return type
}

/** What the server writes, which does not know the reader's language; `sayChanges` makes words of it. */
export const changeSigns = {
  added: sign('added'),
  removed: sign('removed'),
  split: sign('split'),
  joined: sign('joined'),
  format: sign('format'),
  shape: (from: NodeShape, to: NodeShape) => sign('shape', shapeWord(from), shapeWord(to)),
  unchanged: (blocks: number) => sign('unchanged', blocks),
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escape = (text: string) => text.replace(/[&<>"]/g, (letter) => escapes[letter]!)

/** Puts the words of a language in place of the signs in HTML of the server. */
export function sayChanges(html: string, words: ChangeWords): string {
  return html.replace(/\uE000([^\uE001<>]*)\uE001/g, (_, inner: string) => {
    const [kind = '', one = '', other = ''] = inner.split(' ')
    if (kind === 'shape') return escape(words.shape(one, other))
    if (kind === 'unchanged') return escape(words.unchanged(Number(one) || 0))
    return kind === 'added' ||
      kind === 'removed' ||
      kind === 'split' ||
      kind === 'joined' ||
      kind === 'format'
      ? escape(words[kind])
      : ''
  })
}
