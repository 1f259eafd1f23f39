import { joinTexts, type DraftJson } from '../../../shared/draft-schema.ts'
import { foldLists, type FlatBlock } from './fold.ts'
import { paragraph, textNode, tidyInline } from './inline.ts'
import { isGone, isGoneBy, propertiesOf } from './word-changes.ts'
import { isPlaceholder } from './word-losses.ts'
import { GAP_STYLE } from './word-marks.ts'
import type { WordNumbering } from './word-numbering.ts'
import { chosen, commentSign, readInline, type WordStory } from './word-runs.ts'
import { indentOf } from './word-styles.ts'
import { readTable } from './word-tables.ts'
import { kid, switchOf, valueOf, wholeOf, type XmlNode } from './xml.ts'

export interface Reader {
  story: WordStory
  numbering: WordNumbering
}

/** The list a paragraph is in by itself or by its style, counted up. */
function counted({ story, numbering }: Reader, properties: XmlNode | undefined) {
  const styleId = valueOf(properties, 'pStyle')
  const list = kid(properties, 'numPr')
  // Numbering that somebody added under tracked changes.
  const own = isGoneBy(list, story.view) ? undefined : list
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
  const properties = propertiesOf(node, 'pPr', story.view)
  const styleId = valueOf(properties, 'pStyle')
  const number = counted(reader, properties)
  const level = story.styles.headingLevel(properties)
  if (level !== undefined && content.length) {
    const label = number && number.mark.kind !== 'dash' ? [textNode(`${number.label} `)] : []
    return { node: { type: 'heading', attrs: { level }, content: joinTexts([...label, ...content]) } }
  }
  const indent = indentOf(properties) ?? number?.indent ?? story.styles.indent(styleId) ?? 0
  if (number?.isOdd) story.losses.add('numbers')
  if (number) return { node: paragraph(content), mark: number.mark, indent }
  if (story.styles.kindOf(styleId) === 'quote' && (content.length || story.exact))
    return { node: { type: 'blockquote', content: [paragraph(content)] } }
  return { node: paragraph(content), indent }
}

function isSkipped({ story }: Reader, node: XmlNode): boolean {
  const styleId = valueOf(kid(node, 'pPr'), 'pStyle')
  // The table of contents is made by a program and would go stale at the first edit.
  const isContents = story.styles.kindOf(styleId) === 'contents'
  if (isContents) story.losses.add('contents')
  return styleId === GAP_STYLE || isContents
}

const tidied = (story: WordStory, content: DraftJson[]) =>
  story.exact ? joinTexts(content) : tidyInline(content)

/** A first letter as high as several lines stands in a paragraph of its own before the rest of its word. */
const isDropCap = (properties: XmlNode | undefined) =>
  /^(drop|margin)$/.test(kid(properties, 'framePr')?.attrs.dropCap ?? '')

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
  if (kid(cell, 'tbl')) reader.story.losses.add('nested_tables')
  const folded = boxed(foldLists(readBlocks(reader, cell), !reader.story.exact))
  const first = valueOf(kid(kid(cell, 'p'), 'pPr'), 'pStyle')
  return {
    content: folded.length ? folded : [paragraph()],
    isHead: reader.story.styles.kindOf(first) === 'tableHead',
  }
}

const frames = new Set(['sectPr', 'tcPr', 'sdtPr', 'pPr', 'tblPr'])

/** Paragraphs and tables, whatever controls and tracked changes they are wrapped into. */
function* blockNodes(story: WordStory, node: XmlNode): Generator<XmlNode> {
  for (const each of node.kids) {
    if (frames.has(each.name) || isGone(each, story.view) || commentSign(story, each)) continue
    if (each.name === 'p' || each.name === 'tbl') yield each
    else if (each.name === 'AlternateContent') yield* blockNodes(story, { ...each, kids: chosen(each) })
    else if (each.name !== 'sdt' || !isPlaceholder(each)) yield* blockNodes(story, each)
  }
}

/** The blocks of a body, a cell, a text box or a note, one after another. */
export function readBlocks(reader: Reader, container: XmlNode): FlatBlock[] {
  const { story } = reader
  const blocks: FlatBlock[] = []
  let carried: DraftJson[] = []
  let before: XmlNode | undefined
  for (const node of blockNodes(story, container)) {
    if (node.name === 'tbl') {
      if (carried.length) blocks.push({ node: paragraph(tidied(story, carried.splice(0))) })
      const table = readTable(node, story.view, (cell) => readCell(reader, cell))
      if (table) blocks.push({ node: table })
    } else if (!isSkipped(reader, node)) {
      const content = [...carried, ...readInline(story, node)]
      carried = []
      const properties = kid(node, 'pPr')
      // Its end is not there in this view: the text goes on in the next paragraph, in whose form.
      if (isGoneBy(kid(properties, 'rPr'), story.view) || isDropCap(properties)) carried = content
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
