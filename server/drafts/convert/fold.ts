import type { DraftJson } from '../../../shared/draft-schema.ts'
import { hasText } from './as-draft.ts'
import { dropStart, paragraph, plainText } from './inline.ts'
import { beginners, markerOf, type Marker, type MarkerKind } from './markers.ts'

/** What Word itself printed before a paragraph. */
export interface WordMark {
  kind: 'paren' | 'letter' | 'dash'
  number: number
  level: number
  /** Paragraphs of one key are counted together. */
  key: string
}

/** A block as it stands in the file, one after another, before lists are nested. */
export interface FlatBlock {
  node: DraftJson
  mark?: WordMark | undefined
  /** The left indent; a paragraph as far in as an item belongs to that item. */
  indent?: number
}

interface OpenList {
  list: DraftJson
  kind: MarkerKind
  next: number
  key?: string | undefined
  level?: number | undefined
  indent?: number | undefined
}

/** As many levels as Word has. Deeper nesting, ten thousand items `1) …:` in a row, would exhaust the stack later. */
const MOST_LEVELS = 9

const ranks: Record<MarkerKind, number> = { point: 1, paren: 2, letter: 3, dash: 4 }

const newList = (kind: MarkerKind, start: number): DraftJson =>
  kind === 'dash'
    ? { type: 'bulletList', content: [] }
    : {
        type: 'orderedList',
        attrs: { start: Math.max(start, 1), numbering: kind === 'letter' ? 'cyrillic' : 'decimal' },
        content: [],
      }

const lastItem = (open: OpenList) => open.list.content!.at(-1)!

const promisesMore = (open: OpenList) => /:\s*$/.test(plainText(lastItem(open).content![0]!.content))

export const isBlank = ({ node, mark }: FlatBlock) => !mark && node.type === 'paragraph' && !hasText(node)

/** The lists that are open at one place of the text, outermost first, and the blocks gathered so far. */
class Nest {
  readonly blocks: DraftJson[] = []
  private open: OpenList[] = []

  /** Goes on with the innermost open list that this marker follows; false if there is none. */
  goesOn(fits: (open: OpenList) => boolean, item: DraftJson): boolean {
    const at = this.open.findLastIndex(fits)
    if (at === -1) return false
    this.open.length = at + 1
    this.open[at]!.list.content!.push(item)
    this.open[at]!.next += 1
    return true
  }

  /** Begins a list inside the last item of the innermost list that `holds` it, or outside all lists. */
  begin(
    list: Omit<OpenList, 'list' | 'next'>,
    number: number,
    item: DraftJson,
    holds: (open: OpenList) => boolean,
  ) {
    while (this.open.length && (this.open.length >= MOST_LEVELS || !holds(this.open.at(-1)!))) this.open.pop()
    const node = newList(list.kind, number)
    node.content!.push(item)
    this.place(node)
    this.open.push({ ...list, list: node, next: number + 1 })
  }

  /** A block without a marker: part of the item it is indented as far as, or the end of all lists. */
  plain({ node, indent = 0 }: FlatBlock) {
    const belongs = (open: OpenList) =>
      node.type === 'paragraph' &&
      indent > 0 &&
      open.indent !== undefined &&
      Math.abs(open.indent - indent) < 10
    this.open.length = this.open.findLastIndex(belongs) + 1
    this.place(node)
  }

  private place(node: DraftJson) {
    const inner = this.open.at(-1)
    if (inner) lastItem(inner).content!.push(node)
    else this.blocks.push(node)
  }
}

function foldWord(nest: Nest, { node, mark, indent }: FlatBlock & { mark: WordMark }, guess: boolean) {
  const { kind, number, level, key } = mark
  const item = { type: 'listItem', content: [node] }
  const counted = (open: OpenList) => open.key === key && open.level === level && open.kind === kind
  if (nest.goesOn((open) => counted(open) && (kind === 'dash' || open.next === number), item)) return
  nest.begin({ kind, key, level, indent }, number, item, (open) => {
    if (counted(open)) return false
    // Typists nest by the eye: `1)` of one list, then dashes of another at the same level.
    if (guess && promisesMore(open) && ranks[open.kind] < ranks[kind]) return true
    return open.level === undefined ? ranks[open.kind] < ranks[kind] : open.level < level
  })
}

function foldTyped(nest: Nest, block: FlatBlock, marker: Marker, begins: boolean) {
  const { kind, number, length } = marker
  const item = { type: 'listItem', content: [paragraph(dropStart(block.node.content ?? [], length))] }
  const follows = (open: OpenList) =>
    open.key === undefined && open.kind === kind && (kind === 'dash' || open.next === number)
  if (nest.goesOn(follows, item)) return
  if (!begins) return nest.plain(block)
  let innermost = true
  nest.begin({ kind }, number, item, (open) => {
    const holds = (innermost && promisesMore(open)) || ranks[open.kind] < ranks[kind]
    innermost = false
    return holds
  })
}

/**
 * Flat blocks → blocks with nested lists. Word's own numbering nests by its levels. With `guess`, blank paragraphs go,
 * and markers typed as text make lists too: a marker goes on with the innermost list it follows by number; otherwise it
 * nests in an item that ends with a colon or in one of a higher kind. Numbers are never changed: a gap begins a new list.
 */
export function foldLists(flat: readonly FlatBlock[], guess = true): DraftJson[] {
  const nest = new Nest()
  const blocks = guess ? flat.filter((block) => !isBlank(block)) : flat
  const markers = blocks.map(({ node, mark }) =>
    guess && !mark && node.type === 'paragraph' ? markerOf(plainText(node.content)) : null,
  )
  const begins = beginners(markers)
  blocks.forEach((block, at) => {
    const { mark } = block
    const marker = markers[at]
    if (mark) foldWord(nest, { ...block, mark }, guess)
    else if (marker) foldTyped(nest, block, marker, begins[at]!)
    else nest.plain(block)
  })
  return nest.blocks
}
