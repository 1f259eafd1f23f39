import { density, type Align, type Block, type Column, type Paper, type Words } from '../../shared/papers.ts'
import { wordFile } from '../drafts/convert/word-file.ts'
import { FIRST_LINE, LANDSCAPE_WIDTH, TABLE_HEAD_STYLE, TEXT_WIDTH } from '../drafts/convert/word-page.ts'
import { WordPaper } from '../drafts/convert/word-paper.ts'
import { WordComments } from '../drafts/convert/word-write-comments.ts'
import { escapeXml, tag } from '../drafts/convert/xml-write.ts'

const w = (name: string, value: string | number) => tag(`w:${name}`, { 'w:val': value })
const SMALL = 22
const TABLE = 24
const HANGING = 567

interface Look {
  align?: Align
  /** Kept together with what follows. */
  keep?: boolean
  left?: number
  firstLine?: number
  hanging?: number
  before?: number
  /** Without room below: lines of a cell. */
  tight?: boolean
  tabs?: readonly [kind: 'left' | 'right', at: number, leader?: 'underscore'][]
  style?: string
}

/** Properties of a paragraph in the order of the standard (CT_PPr). */
function properties(look: Look, isNewPage: boolean): string {
  const { tabs, left, firstLine, hanging } = look
  const indent = { 'w:left': left, 'w:firstLine': firstLine, 'w:hanging': hanging }
  return [
    look.style && w('pStyle', look.style),
    look.keep && tag('w:keepNext'),
    isNewPage && tag('w:pageBreakBefore'),
    tabs &&
      tag(
        'w:tabs',
        {},
        ...tabs.map(([kind, at, leader]) =>
          tag('w:tab', { 'w:val': kind, 'w:leader': leader, 'w:pos': Math.round(at) }),
        ),
      ),
    look.before && tag('w:spacing', { 'w:before': look.before }),
    look.tight && tag('w:spacing', { 'w:after': 0, 'w:line': 240, 'w:lineRule': 'auto' }),
    Object.values(indent).some((each) => each !== undefined) && tag('w:ind', indent),
    look.align && w('jc', look.align === 'justify' ? 'both' : look.align),
  ]
    .filter(Boolean)
    .join('')
}

const text = (words: string) =>
  words
    .split(/([\t\n])/)
    .map((piece) =>
      piece === '\t'
        ? '<w:tab/>'
        : piece === '\n'
          ? '<w:br/>'
          : piece && tag('w:t', { 'xml:space': 'preserve' }, escapeXml(piece)),
    )
    .join('')

function run(words: string, { bold = false, size = 0 } = {}): string {
  const look = (bold ? '<w:b/><w:bCs/>' : '') + (size ? w('sz', size) + w('szCs', size) : '')
  return tag('w:r', {}, look && tag('w:rPr', {}, look), text(words))
}

const runs = (words: Words) =>
  words.map((each) => (typeof each === 'string' ? run(each) : run(each.b, { bold: true }))).join('')

const paragraph = (look: Look, inside: string, isNewPage = false) =>
  tag('w:p', {}, tag('w:pPr', {}, properties(look, isNewPage)), inside)

/** A role on the left, a line to sign on, the name on the right. */
const signing: Look['tabs'] = [
  ['left', TEXT_WIDTH * 0.45],
  ['left', TEXT_WIDTH * 0.68, 'underscore'],
  ['left', TEXT_WIDTH * 0.7],
]

function tableXml(
  { caption, columns, rows }: Extract<Block, { kind: 'table' }>,
  isNewPage: boolean,
  width: number,
): string {
  const all = columns.reduce((sum, { share }) => sum + share, 0)
  const widths = columns.map(({ share }) => Math.floor((width * share) / all))
  const dense = density(columns.length, width > TEXT_WIDTH)
  const size = dense === null ? TABLE : dense * 2
  const margin = { 'w:w': 40, 'w:type': 'dxa' }
  const cell = (inside: string, at: number, { align = 'left' }: Pick<Column, 'align'>, style?: string) =>
    tag(
      'w:tc',
      {},
      tag('w:tcPr', {}, tag('w:tcW', { 'w:w': widths[at], 'w:type': 'dxa' })),
      paragraph(
        { ...(style ? { style } : { align }), tight: dense !== null },
        run(inside, { size, bold: style !== undefined && dense !== null }),
      ),
    )
  const row = (cells: string, isHead: boolean) =>
    tag('w:tr', {}, tag('w:trPr', {}, '<w:cantSplit/>', isHead && '<w:tblHeader/>'), cells)
  const table = tag(
    'w:tbl',
    {},
    tag(
      'w:tblPr',
      {},
      w('tblStyle', 'TableGrid'),
      tag('w:tblW', { 'w:w': 5000, 'w:type': 'pct' }),
      tag('w:tblLayout', { 'w:type': 'fixed' }),
      dense !== null && tag('w:tblCellMar', {}, tag('w:left', margin), tag('w:right', margin)),
      w('tblLook', '04A0'),
    ),
    tag('w:tblGrid', {}, ...widths.map((width) => tag('w:gridCol', { 'w:w': width }))),
    row(columns.map((column, at) => cell(column.title, at, column, TABLE_HEAD_STYLE)).join(''), true),
    ...rows.map((cells) => row(cells.map((each, at) => cell(each, at, columns[at] ?? {})).join(''), false)),
  )
  const head = paragraph({ keep: true, before: 80 }, run(caption, { size: TABLE }), isNewPage)
  return head + table + paragraph({}, '')
}

function blockXml(block: Block, isNewPage: boolean, width: number): string {
  switch (block.kind) {
    case 'title':
      return paragraph(
        { align: 'center', keep: true, before: 240 },
        run(block.text, { bold: true }),
        isNewPage,
      )
    case 'line':
      return paragraph({ align: block.align ?? 'left' }, runs(block.words), isNewPage)
    case 'pair':
      return paragraph({ tabs: [['right', TEXT_WIDTH]] }, run(`${block.left}\t${block.right}`), isNewPage)
    case 'paragraph': {
      const indent = block.level ? { left: FIRST_LINE * block.level } : { firstLine: FIRST_LINE }
      return paragraph({ align: 'justify', ...indent }, runs(block.words), isNewPage)
    }
    case 'item': {
      const left = FIRST_LINE * (block.level ?? 0) + HANGING
      const tabs: Look['tabs'] = [['left', left]]
      return paragraph(
        { align: 'justify', left, hanging: HANGING, tabs },
        run(`${block.label}\t`) + runs(block.words),
        isNewPage,
      )
    }
    case 'table':
      return tableXml(block, isNewPage, width)
    case 'signature':
      return [
        paragraph(
          { before: 320, tabs: signing, ...(block.note && { keep: true }) },
          run(`${block.role}\t\t\t${block.name}`),
          isNewPage,
        ),
        block.note ? paragraph({}, run(block.note, { size: SMALL })) : '',
      ].join('')
    case 'small':
      return paragraph({}, run(block.text, { size: SMALL }), isNewPage)
    case 'break':
      return ''
  }
}

/** A paper → bytes of a .docx in the official page style. */
export function writeWordPaper({ title, blocks, isLandscape = false }: Paper): Uint8Array {
  const width = isLandscape ? LANDSCAPE_WIDTH : TEXT_WIDTH
  const body = blocks.map((block, at) => blockXml(block, blocks[at - 1]?.kind === 'break', width)).join('')
  const beside = { paper: new WordPaper(), comments: new WordComments([], { type: 'doc' }) }
  return wordFile(body, beside, { title, language: 'ru-RU', isLandscape })
}
