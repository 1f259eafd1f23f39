import { spanOf } from '../../../shared/draft-schema.ts'
import type { TrackedNode } from './tracked.ts'
import { TEXT_WIDTH } from './word-page.ts'
import { tag } from './xml-write.ts'

interface Open {
  colspan: number
  rowsLeft: number
}

interface Cell {
  colspan: number
  merge?: 'restart' | 'continue'
  content: string
}

const isHeadRow = (row: TrackedNode) =>
  Boolean(row.content?.length) && row.content!.every((cell) => cell.type === 'tableHeader')

/** Cells of one row with, in between, the continuations of cells that reach down from above. */
function cellsOf(
  row: TrackedNode,
  open: Map<number, Open>,
  write: (cell: TrackedNode) => string,
  gap: string,
): { cells: Cell[]; width: number } {
  const cells: Cell[] = []
  let column = 0
  const fromAbove = () => {
    for (let over = open.get(column); over && over.rowsLeft > 0; over = open.get(column)) {
      cells.push({ colspan: over.colspan, merge: 'continue', content: gap })
      over.rowsLeft -= 1
      column += over.colspan
    }
  }
  for (const cell of row.content ?? []) {
    fromAbove()
    const [colspan, rowspan] = [spanOf(cell, 'colspan'), spanOf(cell, 'rowspan')]
    cells.push({ colspan, ...(rowspan > 1 && { merge: 'restart' as const }), content: write(cell) })
    open.set(column, { colspan, rowsLeft: rowspan - 1 })
    column += colspan
  }
  fromAbove()
  return { cells, width: column }
}

const cellXml = ({ colspan, merge, content }: Cell, columnWidth: number) =>
  tag(
    'w:tc',
    {},
    tag(
      'w:tcPr',
      {},
      tag('w:tcW', { 'w:w': columnWidth * colspan, 'w:type': 'dxa' }),
      colspan > 1 && tag('w:gridSpan', { 'w:val': colspan }),
      merge && tag('w:vMerge', { 'w:val': merge }),
    ),
    content,
  )

/** A table across the page with lines; the header rows at its top come again on each page. */
export function tableXml(
  table: TrackedNode,
  write: (row: TrackedNode) => (cell: TrackedNode) => string,
  changes: (row: TrackedNode) => string,
  gap: string,
): string {
  const open = new Map<number, Open>()
  const content = table.content ?? []
  const rows = content.map((row) => cellsOf(row, open, write(row), gap))
  const width = Math.max(1, ...rows.map((row) => row.width))
  const columnWidth = Math.max(1, Math.floor(TEXT_WIDTH / width))
  const heads = content.findIndex((row) => !isHeadRow(row))
  const properties = tag(
    'w:tblPr',
    {},
    tag('w:tblStyle', { 'w:val': 'TableGrid' }),
    tag('w:tblW', { 'w:w': 5000, 'w:type': 'pct' }),
    tag('w:tblLook', { 'w:val': '04A0' }),
  )
  const grid = Array.from({ length: width }, () => tag('w:gridCol', { 'w:w': columnWidth }))
  return tag(
    'w:tbl',
    {},
    properties,
    tag('w:tblGrid', {}, ...grid),
    ...rows.map(({ cells }, at) =>
      tag(
        'w:tr',
        {},
        tag(
          'w:trPr',
          {},
          '<w:cantSplit/>',
          (heads === -1 || at < heads) && '<w:tblHeader/>',
          changes(content[at]!),
        ),
        ...cells.map((cell) => cellXml(cell, columnWidth)),
      ),
    ),
  )
}
