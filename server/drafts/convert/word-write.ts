import { withCitations } from '../../../shared/clauses.ts'
import { draftSchema, levelOf, numberingOf, startOf, type DraftJson } from '../../../shared/draft-schema.ts'
import type { ExportedDraft, PaperMeta } from './exchange.ts'
import type { Change, TrackedNode } from './tracked.ts'
import { wordFile } from './word-file.ts'
import { GAP_STYLE } from './word-marks.ts'
import { withProposals } from './word-proposals.ts'
import { FIRST_LINE, itemIndent, QUOTE_STYLE, TABLE_HEAD_STYLE, type ListKind } from './word-page.ts'
import { WordPaper } from './word-paper.ts'
import { WordComments } from './word-write-comments.ts'
import { inlineXml, type Around, type WordText } from './word-write-runs.ts'
import { tableXml } from './word-write-table.ts'
import { tag } from './xml-write.ts'

interface Place extends Around {
  /** How many lists are open around. */
  depth: number
  style?: string | undefined
  isCell: boolean
}

const DEEPEST = 8

const w = (name: string, value: string | number) => tag(`w:${name}`, { 'w:val': value })

const isBroken = (node: TrackedNode) => node.content?.some((each) => each.type === 'hardBreak') ?? false

/**
 * Body text is justified with a first line indented; text in a cell or under an item is not indented so. A line that ends
 * with a break would be stretched to the margin, so such a paragraph keeps to the left.
 */
function plainFormat(node: TrackedNode, { depth, isCell, style }: Place): string {
  if (isCell && depth === 0) return style ? w('pStyle', style) : ''
  const indent = depth > 0 ? { 'w:left': itemIndent(depth - 1) } : { 'w:firstLine': FIRST_LINE }
  return (style ? w('pStyle', style) : '') + tag('w:ind', indent) + w('jc', isBroken(node) ? 'left' : 'both')
}

const itemFormat = (node: TrackedNode, { style }: Place, list: number, level: number) =>
  w('pStyle', style ?? 'ListParagraph') +
  tag('w:numPr', {}, w('ilvl', level), w('numId', list)) +
  (isBroken(node) ? w('jc', 'left') : '')

const headingFormat = (node: Pick<TrackedNode, 'attrs'>) => w('pStyle', `Heading${levelOf(node)}`)

const gap = tag('w:p', {}, tag('w:pPr', {}, w('pStyle', GAP_STYLE)))

/** The change of a whole block is that of everything in it. */
const within = (place: Place, node: TrackedNode): Place => ({
  ...place,
  inserted: place.inserted ?? node.inserted,
  deleted: place.deleted ?? node.deleted,
})

/** How a paragraph stood before somebody changed that. */
interface Former {
  before?: string
  by?: Change
}

class WordWriter implements WordText {
  readonly paper = new WordPaper()
  readonly comments: WordComments

  constructor(comments: WordComments) {
    this.comments = comments
  }

  blocks(nodes: readonly TrackedNode[] = [], place: Place): string {
    return nodes.map((node) => this.#block(node, place)).join('')
  }

  #block(node: TrackedNode, place: Place): string {
    switch (node.type) {
      case 'heading':
        return this.#paragraph(node, place, headingFormat(node))
      case 'blockquote':
        return this.#quote(node, within(place, node))
      case 'bulletList':
      case 'orderedList':
        return this.#list(node, within(place, node))
      case 'table':
        // Two tables that touch would become one, and a paper must not end with a table.
        return this.#table(node, within(place, node)) + gap
      default:
        return this.#paragraph(node, place, plainFormat(node, place))
    }
  }

  /** `w:p`; its end carries whether the paragraph itself came or went, its format what it was before. */
  #paragraph(node: TrackedNode, outside: Place, format: string, former: Former = {}): string {
    const place = within(outside, node)
    const came = place.inserted ?? node.end?.inserted
    const went = place.deleted ?? node.end?.deleted
    const end = (
      [
        ['w:ins', came],
        ['w:del', went],
      ] as const
    ).map(([name, by]) => by && tag(name, this.paper.change(by)))
    const before = node.was ? formerly(node, place) : former.before
    const by = node.was?.by ?? former.by
    const properties = [
      format,
      (came || went) && tag('w:rPr', {}, ...end),
      by && tag('w:pPrChange', this.paper.change(by), tag('w:pPr', {}, before)),
    ]
    const inside = properties.filter(Boolean).join('')
    return tag('w:p', {}, inside && tag('w:pPr', {}, inside), inlineXml(this, node.content, place))
  }

  #quote(quote: TrackedNode, place: Place): string {
    const lines = quote.content ?? []
    const format = w('pStyle', QUOTE_STYLE)
    return lines
      .map((line, at) => {
        const goesOn = at < lines.length - 1
        return this.#paragraph(line, place, goesOn ? `${format}<w:keepNext/>` : format)
      })
      .join('')
  }

  #list(list: TrackedNode, place: Place): string {
    const level = Math.min(place.depth, DEEPEST)
    const kind: ListKind = list.type === 'bulletList' ? 'dash' : numberingOf(list)
    const number = this.paper.list(kind, level, kind === 'dash' ? 1 : startOf(list))
    const former = list.was && this.#formerList(list.was.node, level)
    return (list.content ?? [])
      .map((item) => {
        const inside = within(place, item)
        const [first = { type: 'paragraph' }, ...rest] = item.content ?? []
        return (
          this.#paragraph(first, inside, itemFormat(first, inside, number, level), {
            ...(former !== undefined && {
              before: itemFormat(first, inside, former, level),
              by: list.was!.by,
            }),
          }) + this.blocks(rest, { ...inside, depth: level + 1 })
        )
      })
      .join('')
  }

  #formerList(was: Pick<TrackedNode, 'type' | 'attrs'>, level: number): number {
    const kind: ListKind = was.type === 'bulletList' ? 'dash' : numberingOf({ attrs: was.attrs ?? {} })
    return this.paper.list(kind, level, kind === 'dash' ? 1 : startOf({ attrs: was.attrs ?? {} }))
  }

  #table(table: TrackedNode, place: Place): string {
    const change = (row: TrackedNode) => {
      const { inserted, deleted } = within(place, row)
      return (
        (inserted ? tag('w:ins', this.paper.change(inserted)) : '') +
        (deleted ? tag('w:del', this.paper.change(deleted)) : '')
      )
    }
    const write = (row: TrackedNode) => (cell: TrackedNode) =>
      this.blocks(cell.content, {
        ...within(place, row),
        depth: 0,
        isCell: true,
        style: cell.type === 'tableHeader' ? TABLE_HEAD_STYLE : undefined,
      })
    return tableXml(table, write, change, gap)
  }
}

/** The format of a paragraph before it became what it is: a heading or plain text. */
function formerly({ was, content = [] }: TrackedNode, place: Place): string {
  return was!.node.type === 'heading'
    ? headingFormat(was!.node)
    : plainFormat({ type: 'paragraph', content }, place)
}

/** A text in which changes are marked already, and its comments → bytes of a .docx. */
export function writeTracked(
  text: TrackedNode,
  { comments = [] }: Pick<ExportedDraft, 'comments'>,
  meta: PaperMeta,
): Uint8Array {
  const writer = new WordWriter(new WordComments(comments, text))
  const body = writer.blocks(text.content, { depth: 0, isCell: false })
  return wordFile(body, writer, meta)
}

/**
 * A draft → bytes of a .docx as an official paper looks, with lists, headings, footnotes and comments of Word's own.
 * `readWord` gives the same draft back. Throws a `RangeError` for JSON that is not a draft of this schema.
 */
export function writeWord(draft: ExportedDraft, meta: PaperMeta): Uint8Array {
  if (draft.proposals?.length) {
    const { text, comments } = withProposals(draft)
    return writeTracked(text, { comments }, meta)
  }
  const json = withCitations(draftSchema().nodeFromJSON(draft.json).toJSON() as DraftJson)
  return writeTracked(json, draft, meta)
}
