import type { DraftJson } from '../../../shared/draft-schema.ts'
import { paragraph, plainText } from './inline.ts'
import { kid, switchOf, valueOf, wholeOf, type XmlNode } from './xml.ts'

/** Word itself has no more; a larger number would only be there to make us count. */
const MOST_COLUMNS = 63

interface ReadCell {
  content: DraftJson[]
  isHead: boolean
}

interface Cell {
  node: DraftJson
  column: number
  colspan: number
  rowspan: number
  /** A cell may go on in it below. */
  isOpen: boolean
}

/** Rows and cells may be wrapped into content controls and tracked insertions. */
const inside = (node: XmlNode, name: string): XmlNode[] =>
  node.kids.flatMap((each) => {
    if (each.name === name) return [each]
    return ['sdt', 'sdtContent', 'ins', 'customXml', 'smartTag'].includes(each.name) ? inside(each, name) : []
  })

const spanOf = (properties: XmlNode | undefined, name: string) =>
  Math.min(Math.max(wholeOf(valueOf(properties, name)) ?? 0, 0), MOST_COLUMNS)

const emptyCell = (colspan: number): DraftJson => ({
  type: 'tableCell',
  attrs: { colspan, rowspan: 1 },
  content: [paragraph()],
})

const hasWords = (content: readonly DraftJson[]): boolean =>
  content.some((node) => plainText(node.content).trim() !== '' || hasWords(node.content ?? []))

/** Takes one more row under the cells that are open above it; returns the row's own cells. */
function readRow(row: XmlNode, above: Cell[], readCell: (cell: XmlNode) => ReadCell): Cell[] {
  const properties = kid(row, 'trPr')
  const isHeadRow = switchOf(properties, 'tblHeader') ?? false
  const cells: Cell[] = []
  let column = 0
  const add = (node: DraftJson, colspan: number, isOpen = false) => {
    cells.push({ node, column, colspan, rowspan: 1, isOpen })
    column += colspan
  }
  const before = spanOf(properties, 'gridBefore')
  if (before) add(emptyCell(before), before)
  for (const each of inside(row, 'tc')) {
    const cellProperties = kid(each, 'tcPr')
    const colspan = Math.max(spanOf(cellProperties, 'gridSpan'), 1)
    const merge = kid(cellProperties, 'vMerge')
    const { content, isHead } = readCell(each)
    const over = above.find((cell) => cell.isOpen && cell.column === column && cell.colspan === colspan)
    if (merge && merge.attrs.val !== 'restart' && over) {
      over.rowspan += 1
      if (hasWords(content)) over.node.content!.push(...content)
      cells.push(over)
      column += colspan
    } else {
      const type = isHeadRow || isHead ? 'tableHeader' : 'tableCell'
      add({ type, attrs: { colspan, rowspan: 1 }, content }, colspan, merge !== undefined)
    }
  }
  return cells
}

const widthOf = (cells: readonly Cell[]) => cells.reduce((sum, cell) => sum + cell.colspan, 0)

/**
 * `w:tbl` → a table whose rows are equally wide, or undefined if it has no rows. Merged cells become spans; a row that
 * is too short is filled up, else each editor that opens the text would mend it anew.
 */
export function readTable(table: XmlNode, readCell: (cell: XmlNode) => ReadCell): DraftJson | undefined {
  const rows: Cell[][] = []
  for (const row of inside(table, 'tr'))
    if (!kid(kid(row, 'trPr'), 'del')) rows.push(readRow(row, rows.at(-1) ?? [], readCell))
  const width = Math.max(0, ...rows.map(widthOf))
  if (width === 0) return undefined
  const seen = new Set<Cell>()
  const content = rows.map((cells): DraftJson => {
    const own = cells.filter((cell) => !seen.has(cell))
    own.forEach((cell) => seen.add(cell))
    const nodes = own.map(({ node, colspan, rowspan }) => ({ ...node, attrs: { colspan, rowspan } }))
    const missing = width - widthOf(cells)
    return { type: 'tableRow', content: missing ? [...nodes, emptyCell(missing)] : nodes }
  })
  return { type: 'table', content }
}
