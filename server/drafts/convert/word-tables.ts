import type { DraftJson } from '../../../shared/draft-schema.ts'
import { paragraph, plainText } from './inline.ts'
import { isGone, isGoneBy, type View } from './word-changes.ts'
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

const wrappers = new Set(['sdt', 'sdtContent', 'ins', 'del', 'moveTo', 'moveFrom', 'customXml', 'smartTag'])

/** Rows and cells may be wrapped into content controls and tracked changes. */
const inside = (node: XmlNode, name: 'tr' | 'tc', view: View): XmlNode[] =>
  node.kids.flatMap((each) => {
    if (each.name === name) return isGoneBy(kid(each, `${name}Pr`), view) ? [] : [each]
    return wrappers.has(each.name) && !isGone(each, view) ? inside(each, name, view) : []
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
function readRow(row: XmlNode, above: Cell[], view: View, readCell: (cell: XmlNode) => ReadCell): Cell[] {
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
  for (const each of inside(row, 'tc', view)) {
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
export function readTable(
  table: XmlNode,
  view: View,
  readCell: (cell: XmlNode) => ReadCell,
): DraftJson | undefined {
  const rows: Cell[][] = []
  for (const row of inside(table, 'tr', view)) rows.push(readRow(row, rows.at(-1) ?? [], view, readCell))
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
