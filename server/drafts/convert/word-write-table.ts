import { BorderStyle, type Paragraph, Table, TableCell, TableRow, VerticalMergeType, WidthType } from 'docx'
import { spanOf, type DraftJson } from '../../../shared/draft-schema.ts'
import { TEXT_WIDTH } from './word-layout.ts'

interface Open {
  colspan: number
  rowsLeft: number
}

const line = { style: BorderStyle.SINGLE, size: 4, color: '000000' }
const borders = {
  top: line,
  bottom: line,
  left: line,
  right: line,
  insideHorizontal: line,
  insideVertical: line,
}

const isHeadRow = (row: DraftJson) =>
  Boolean(row.content?.length) && row.content!.every((cell) => cell.type === 'tableHeader')

/** Cells of one row with, in between, the continuations of cells that reach down from above. */
function writeRow(
  row: DraftJson,
  open: Map<number, Open>,
  write: (cell: DraftJson) => Paragraph[],
  gap: () => Paragraph,
) {
  const cells: TableCell[] = []
  let column = 0
  const fromAbove = () => {
    for (let over = open.get(column); over && over.rowsLeft > 0; over = open.get(column)) {
      cells.push(
        new TableCell({
          children: [gap()],
          columnSpan: over.colspan,
          verticalMerge: VerticalMergeType.CONTINUE,
        }),
      )
      over.rowsLeft -= 1
      column += over.colspan
    }
  }
  for (const cell of row.content ?? []) {
    fromAbove()
    const [colspan, rowspan] = [spanOf(cell, 'colspan'), spanOf(cell, 'rowspan')]
    const verticalMerge = rowspan > 1 ? { verticalMerge: VerticalMergeType.RESTART } : {}
    cells.push(new TableCell({ children: write(cell), columnSpan: colspan, ...verticalMerge }))
    open.set(column, { colspan, rowsLeft: rowspan - 1 })
    column += colspan
  }
  fromAbove()
  return { cells, width: column }
}

/** A table across the page with lines; the header rows at its top come again on each page. */
export function writeTable(
  table: DraftJson,
  write: (cell: DraftJson) => Paragraph[],
  gap: () => Paragraph,
): Table {
  const open = new Map<number, Open>()
  const rows = (table.content ?? []).map((row) => writeRow(row, open, write, gap))
  const width = Math.max(1, ...rows.map((row) => row.width))
  const heads = (table.content ?? []).findIndex((row) => !isHeadRow(row))
  return new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    columnWidths: Array.from({ length: width }, () => Math.floor(TEXT_WIDTH / width)),
    borders,
    margins: { top: 40, bottom: 40, left: 100, right: 100 },
    rows: rows.map(
      ({ cells }, at) =>
        new TableRow({ children: cells, cantSplit: true, tableHeader: heads === -1 || at < heads }),
    ),
  })
}
