import { withCitations } from '../../../shared/clauses.ts'
import { draftSchema, numberingOf, startOf, type DraftJson } from '../../../shared/draft-schema.ts'
import type { ExportedDraft, PaperMeta } from './exchange.ts'
import type { Change, TrackedNode } from './tracked.ts'
import { wordFile } from './word-file.ts'
import { GAP_STYLE } from './word-marks.ts'
import { withProposals } from './word-proposals.ts'
import { formatsOf, itemFormat, linked, plainFormat, type Formats, type Place } from './word-formats.ts'
import { QUOTE_STYLE, TABLE_HEAD_STYLE, type ListKind } from './word-page.ts'
import { WordPaper } from './word-paper.ts'
import { WordComments } from './word-write-comments.ts'
import { inlineXml, type WordText } from './word-write-runs.ts'
import { tableXml } from './word-write-table.ts'
import { tag } from './xml-write.ts'

const DEEPEST = 8

const w = (name: string, value: string | number) => tag(`w:${name}`, { 'w:val': value })

const gap = tag('w:p', {}, tag('w:pPr', {}, w('pStyle', GAP_STYLE)))

/** The change of a whole block is that of everything in it. */
const within = (place: Place, node: TrackedNode): Place => ({
  ...place,
  inserted: place.inserted ?? node.inserted,
  deleted: place.deleted ?? node.deleted,
})

class WordWriter implements WordText {
  readonly paper = new WordPaper()
  readonly comments: WordComments

  constructor(comments: WordComments) {
    this.comments = comments
  }

  blocks(
    nodes: readonly TrackedNode[] = [],
    place: Place,
    formats: (node: TrackedNode) => Formats = (node) => formatsOf(node, place),
  ): string {
    const all = linked(nodes, formats)
    return nodes
      .map((node) => {
        const own = all.get(node)
        return own ? this.#paragraph(node, place, own) : this.#block(node, within(place, node))
      })
      .join('')
  }

  #block(node: TrackedNode, place: Place): string {
    if (node.type === 'blockquote') return this.#quote(node, place)
    // Two tables that touch would become one, and a paper must not end with a table.
    return node.type === 'table' ? this.#table(node, place) + gap : this.#list(node, place)
  }

  /** `w:p`; its end carries whether the paragraph itself came or went, its properties what they were before. */
  #paragraph(node: TrackedNode, outside: Place, { now, before, by }: Formats): string {
    const place = within(outside, node)
    const came = place.inserted ?? node.end?.inserted
    const went = place.deleted ?? node.end?.deleted
    const end = (
      [
        ['w:ins', came],
        ['w:del', went],
      ] as const
    ).map(([name, change]) => change && tag(name, this.paper.change(change)))
    const isWhole = place.inserted !== undefined || place.deleted !== undefined
    const properties = [
      place.deleted ? before : now,
      (came || went) && tag('w:rPr', {}, ...end),
      !isWhole && by && now !== before && tag('w:pPrChange', this.paper.change(by), tag('w:pPr', {}, before)),
    ]
    const inside = properties.filter(Boolean).join('')
    return tag('w:p', {}, inside && tag('w:pPr', {}, inside), inlineXml(this, node.content, place))
  }

  #quote(quote: TrackedNode, place: Place): string {
    const lines = quote.content ?? []
    const format = w('pStyle', QUOTE_STYLE)
    return this.blocks(lines, place, (line) => {
      const own = line === lines.at(-1) ? format : `${format}<w:keepNext/>`
      return { now: own, before: own }
    })
  }

  #list(list: TrackedNode, place: Place): string {
    const level = Math.min(place.depth, DEEPEST)
    const kind: ListKind = list.type === 'bulletList' ? 'dash' : numberingOf(list)
    const number = this.paper.list(kind, level, kind === 'dash' ? 1 : startOf(list))
    const former = list.was && this.#formerList(list.was.node, level)
    const numbers = { now: number, before: former ?? number }
    return (list.content ?? [])
      .map((item) => this.#item(item, within(place, item), numbers, level, list.was?.by))
      .join('')
  }

  /** The number stands at the first paragraph: another one may be the first once a change is taken. */
  #item(
    { content: some }: TrackedNode,
    inside: Place,
    numbers: { now: number; before: number },
    level: number,
    listBy: Change | undefined,
  ): string {
    const content = some?.length ? some : [{ type: 'paragraph' }]
    const now = content.find((each) => !each.deleted)
    const before = content.find((each) => !each.inserted)
    const change = content.find((each) => each.inserted ?? each.deleted)
    const by = listBy ?? change?.inserted ?? change?.deleted
    const deeper = { ...inside, depth: level + 1 }
    return this.blocks(content, deeper, (each) => {
      if (each !== now && each !== before) return formatsOf(each, deeper)
      const plain = plainFormat(each, deeper)
      return {
        now: each === now ? itemFormat(each, inside, numbers.now, level) : plain,
        before: each === before ? itemFormat(each, inside, numbers.before, level) : plain,
        by,
      }
    })
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
