import type { DraftJson } from '../../../shared/draft-schema.ts'
import { asDraft } from './as-draft.ts'
import { foldLists, isBlank, type FlatBlock } from './fold.ts'
import { joinInline, paragraph, textNode, tidyInline } from './inline.ts'
import { findTitles } from './titles.ts'
import { unreadable } from './unreadable.ts'
import { GAP_STYLE } from './word-marks.ts'
import { readNumbering, type WordNumbering } from './word-numbering.ts'
import { readParts, type WordParts } from './word-package.ts'
import { chosen, readInline, type WordStory } from './word-runs.ts'
import { indentOf, readStyles } from './word-styles.ts'
import { readTable } from './word-tables.ts'
import { kid, kidsOf, switchOf, valueOf, wholeOf, type XmlNode } from './xml.ts'

interface Reader {
  story: WordStory
  numbering: WordNumbering
}

/** The list a paragraph is in by itself or by its style, counted up. */
function counted({ story, numbering }: Reader, properties: XmlNode | undefined) {
  const styleId = valueOf(properties, 'pStyle')
  const own = kid(properties, 'numPr')
  const byStyle = story.styles.numbering(styleId)
  const numId = valueOf(own, 'numId') ?? byStyle?.numId
  if (numId === undefined || numId === '0') return undefined
  const level =
    wholeOf(valueOf(own, 'ilvl')) ??
    byStyle?.level ??
    (own ? undefined : numbering.levelOf(numId, styleId)) ??
    0
  return numbering.count(numId, Math.min(Math.max(level, 0), 8))
}

/** One paragraph as a flat block; its numbering is counted even where the number stays unused. */
function readParagraph(reader: Reader, node: XmlNode, content: DraftJson[]): FlatBlock {
  const { story } = reader
  const properties = kid(node, 'pPr')
  const styleId = valueOf(properties, 'pStyle')
  const number = counted(reader, properties)
  const level = story.styles.headingLevel(properties)
  if (level !== undefined && content.length) {
    const label = number && number.mark.kind !== 'dash' ? [textNode(`${number.label} `)] : []
    return { node: { type: 'heading', attrs: { level }, content: joinInline([...label, ...content]) } }
  }
  const indent = indentOf(properties) ?? number?.indent ?? story.styles.indent(styleId) ?? 0
  if (number) return { node: paragraph(content), mark: number.mark, indent }
  if (story.styles.kindOf(styleId) === 'quote' && (content.length || story.exact))
    return { node: { type: 'blockquote', content: [paragraph(content)] } }
  return { node: paragraph(content), indent }
}

const isSkipped = ({ story }: Reader, node: XmlNode) => {
  const styleId = valueOf(kid(node, 'pPr'), 'pStyle')
  // The table of contents is made by a program and would go stale at the first edit.
  return styleId === GAP_STYLE || story.styles.kindOf(styleId) === 'contents'
}

const tidied = (story: WordStory, content: DraftJson[]) =>
  story.exact ? joinInline(content) : tidyInline(content)

const keepsNext = (node: XmlNode | undefined) => switchOf(kid(node, 'pPr'), 'keepNext') ?? false

/** Paragraphs of one quotation stand side by side; in our own files they also say that they go together. */
function joinsQuote(
  { story }: Reader,
  last: FlatBlock | undefined,
  next: FlatBlock,
  before: XmlNode | undefined,
) {
  const areQuotes = last?.node.type === 'blockquote' && next.node.type === 'blockquote'
  return areQuotes && (!story.exact || keepsNext(before))
}

/** Headings, quotations and tables inside a box lose their frame there but not a word. */
const boxed = (blocks: readonly DraftJson[]): DraftJson[] =>
  blocks.flatMap((node): DraftJson[] => {
    if (node.type === 'heading') return [paragraph(node.content)]
    if (['blockquote', 'table', 'tableRow', 'tableCell', 'tableHeader'].includes(node.type))
      return boxed(node.content ?? [])
    return [node]
  })

function readCell(reader: Reader, cell: XmlNode) {
  const folded = boxed(foldLists(readBlocks(reader, cell), !reader.story.exact))
  const first = valueOf(kid(kid(cell, 'p'), 'pPr'), 'pStyle')
  return {
    content: folded.length ? folded : [paragraph()],
    isHead: reader.story.styles.kindOf(first) === 'tableHead',
  }
}

function* blockNodes(node: XmlNode): Generator<XmlNode> {
  for (const each of node.kids) {
    if (each.name === 'p' || each.name === 'tbl') yield each
    else if (each.name === 'AlternateContent') yield* blockNodes({ ...each, kids: chosen(each) })
    else if (!['del', 'moveFrom', 'sectPr', 'tcPr', 'sdtPr'].includes(each.name)) yield* blockNodes(each)
  }
}

/** The blocks of a body, a cell, a text box or a note, one after another. */
function readBlocks(reader: Reader, container: XmlNode): FlatBlock[] {
  const { story } = reader
  const blocks: FlatBlock[] = []
  let carried: DraftJson[] = []
  let before: XmlNode | undefined
  for (const node of blockNodes(container)) {
    if (node.name === 'tbl') {
      const table = readTable(node, (cell) => readCell(reader, cell))
      if (table) blocks.push({ node: table })
    } else if (!isSkipped(reader, node)) {
      const content = [...carried, ...readInline(story, node)]
      carried = []
      // Its end was deleted under tracked changes: the text goes on in the next paragraph.
      if (kid(kid(kid(node, 'pPr'), 'rPr'), 'del')) carried = content
      else {
        const block = readParagraph(reader, node, tidied(story, content))
        const last = blocks.at(-1)
        if (joinsQuote(reader, last, block, before)) last!.node.content!.push(...block.node.content!)
        else blocks.push(block)
      }
      blocks.push(...story.boxes.splice(0).flatMap((box) => readBlocks(reader, box)))
    }
    before = node
  }
  if (carried.length) blocks.push({ node: paragraph(tidied(story, carried)) })
  return blocks
}

/** Footnotes and endnotes as paragraphs after the text, `[1] …`, in the order they are referred to. */
function readNotes(reader: Reader, parts: WordParts): FlatBlock[] {
  const { notes } = reader.story
  const sources = { footnote: parts.footnotes, endnote: parts.endnotes }
  return notes.slice().flatMap(({ kind, id }, at) => {
    const note = kidsOf(sources[kind], kind).find(({ attrs }) => attrs.id === id)
    const blocks = (note ? readBlocks(reader, note) : []).filter((block) => !isBlank(block))
    return blocks.map(({ node }, line) => ({
      node: line ? node : paragraph(joinInline([textNode(`[${at + 1}] `), ...(node.content ?? [])])),
    }))
  })
}

const isHeading = ({ node }: FlatBlock) => node.type === 'heading'

/**
 * Bytes of a .docx → a draft: headings, lists with their numbers, tables, quotations, links, bold, italic, underline
 * and strike; tracked changes as accepted, notes at the end. Pictures, comments and page layout are not read.
 * Throws `UnreadableFile`: `file_broken`, `file_encrypted`, `file_has_macros`, `file_bomb`, `file_kind_unknown`,
 * `file_empty`.
 */
export async function readWord(bytes: Uint8Array): Promise<DraftJson> {
  const parts = await readParts(bytes)
  const exact = parts.isOurs
  const story: WordStory = {
    styles: readStyles(parts.styles),
    links: parts.links,
    exact,
    notes: [],
    boxes: [],
    fields: [],
  }
  const reader = { story, numbering: readNumbering(parts.numbering, parts.styles) }
  const body = readBlocks(reader, kid(parts.document, 'body') ?? unreadable('file_broken'))
  const flat = [...body, ...readNotes(reader, parts)]
  const titled = exact || flat.some(isHeading) ? flat : findTitles(flat)
  return asDraft(foldLists(titled, !exact))
}
