import {
  AlignmentType,
  Document,
  ExternalHyperlink,
  HeadingLevel,
  Packer,
  Paragraph,
  Tab,
  type Table,
  TextRun,
  type ILevelsOptions,
  type IParagraphOptions,
  type ParagraphChild,
} from 'docx'
import {
  draftSchema,
  isSafeHref,
  levelOf,
  numberingOf,
  startOf,
  type DraftJson,
} from '../../../shared/draft-schema.ts'
import {
  FIRST_LINE,
  frameOf,
  itemIndent,
  listLevels,
  QUOTE_STYLE,
  sectionOf,
  TABLE_HEAD_STYLE,
  type ListKind,
  type WordMeta,
} from './word-layout.ts'
import { GAP_STYLE } from './word-marks.ts'
import { writeTable } from './word-write-table.ts'

/** The lists met so far: in Word each is defined apart from the text. */
type Lists = { reference: string; levels: ILevelsOptions[] }[]

interface Place {
  lists: Lists
  /** How many lists are open around. */
  depth: number
  style?: string | undefined
  isCell: boolean
}

const DEEPEST = 8

/** What XML cannot carry: control characters and halves of surrogate pairs. */
const clean = (text: string) => text.toWellFormed().replace(/[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/g, '')

const hasMark = (node: DraftJson, type: string) => node.marks?.some((mark) => mark.type === type) ?? false

function writeRun(node: DraftJson): TextRun {
  if (node.type === 'hardBreak') return new TextRun({ break: 1 })
  const pieces = clean(node.text ?? '').split('\t')
  return new TextRun({
    children: pieces.flatMap((piece, at) => [...(at ? [new Tab()] : []), ...(piece ? [piece] : [])]),
    bold: hasMark(node, 'bold') || undefined,
    italics: hasMark(node, 'italic') || undefined,
    underline: hasMark(node, 'underline') ? {} : undefined,
    strike: hasMark(node, 'strike') || undefined,
    style: hrefOf(node) && 'Hyperlink',
  })
}

function hrefOf(node: DraftJson): string | undefined {
  const href = node.marks?.find((mark) => mark.type === 'link')?.attrs?.href
  return isSafeHref(href) ? href : undefined
}

/** Neighbours with one target are one link, whatever else marks them. */
function writeInline(content: readonly DraftJson[] = []): ParagraphChild[] {
  const written: ParagraphChild[] = []
  for (let at = 0; at < content.length;) {
    const href = hrefOf(content[at]!)
    let end = at + 1
    while (href && end < content.length && hrefOf(content[end]!) === href) end++
    const runs = content.slice(at, end).map(writeRun)
    if (href) written.push(new ExternalHyperlink({ link: href, children: runs }))
    else written.push(...runs)
    at = end
  }
  return written
}

const headings = [
  HeadingLevel.HEADING_1,
  HeadingLevel.HEADING_2,
  HeadingLevel.HEADING_3,
  HeadingLevel.HEADING_4,
]

/**
 * Body text is justified with a first line indented; text in a cell or under an item is neither. A line that ends with
 * a break would be stretched to the margin, so such a paragraph keeps to the left.
 */
function frame(node: DraftJson, { depth, isCell }: Place): IParagraphOptions {
  if (depth > 0) return { indent: { left: itemIndent(depth - 1) } }
  if (isCell) return {}
  const isBroken = node.content?.some((each) => each.type === 'hardBreak')
  return { indent: { firstLine: FIRST_LINE }, alignment: isBroken ? AlignmentType.LEFT : AlignmentType.BOTH }
}

const writeParagraph = (node: DraftJson, place: Place, options: IParagraphOptions = frame(node, place)) =>
  new Paragraph({ style: place.style, ...options, children: writeInline(node.content) })

const writeQuote = (node: DraftJson, place: Place) =>
  (node.content ?? []).map((line, at, all) =>
    writeParagraph(line, place, { style: QUOTE_STYLE, keepNext: at < all.length - 1 }),
  )

function writeList(list: DraftJson, place: Place): Paragraph[] {
  const level = Math.min(place.depth, DEEPEST)
  const kind: ListKind = list.type === 'bulletList' ? 'dash' : numberingOf(list)
  const reference = `list-${place.lists.length + 1}`
  place.lists.push({ reference, levels: listLevels(kind, level, kind === 'dash' ? 1 : startOf(list)) })
  const inside = { ...place, depth: level + 1 }
  return (list.content ?? []).flatMap((item) => {
    const [first, ...rest] = item.content ?? []
    const line = writeParagraph(first ?? { type: 'paragraph' }, place, { numbering: { reference, level } })
    return [line, ...(writeBlocks(rest, inside) as Paragraph[])]
  })
}

const gap = () => new Paragraph({ style: GAP_STYLE, children: [] })

const writeCell = (place: Place) => (cell: DraftJson) =>
  writeBlocks(cell.content ?? [], {
    ...place,
    depth: 0,
    isCell: true,
    style: cell.type === 'tableHeader' ? TABLE_HEAD_STYLE : undefined,
  }) as Paragraph[]

function writeBlock(node: DraftJson, place: Place): (Paragraph | Table)[] {
  switch (node.type) {
    case 'heading':
      return [writeParagraph(node, place, { heading: headings[levelOf(node) - 1]! })]
    case 'blockquote':
      return writeQuote(node, place)
    case 'bulletList':
    case 'orderedList':
      return writeList(node, place)
    case 'table':
      // Two tables that touch would become one, and a paper must not end with a table.
      return [writeTable(node, writeCell(place), gap), gap()]
    default:
      return [writeParagraph(node, place)]
  }
}

const writeBlocks = (nodes: readonly DraftJson[], place: Place) =>
  nodes.flatMap((node) => writeBlock(node, place))

/**
 * A draft → bytes of a .docx as an official paper looks, with lists and headings of Word's own. `readWord` gives the
 * same draft back. Throws a `RangeError` for JSON that is not a draft of this schema.
 */
export async function writeWord(json: DraftJson, meta: WordMeta): Promise<Uint8Array> {
  const draft = draftSchema().nodeFromJSON(json).toJSON() as DraftJson
  const lists: Lists = []
  const children = writeBlocks(draft.content ?? [], { lists, depth: 0, isCell: false })
  const file = new Document({
    ...frameOf({ ...meta, title: clean(meta.title) }),
    numbering: { config: lists },
    sections: [sectionOf(children)],
  })
  return new Uint8Array(await Packer.toBuffer(file))
}
