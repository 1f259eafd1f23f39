import type { Node } from '@tiptap/pm/model'
import { spanOf } from '../draft-schema.ts'
import type { Budget } from './budget.ts'
import { nodeKey } from './keys.ts'
import { pairSiblings, type Group } from './pair.ts'

const spans = (row: Node) =>
  row.children.map((cell) => `${spanOf(cell, 'colspan')}×${spanOf(cell, 'rowspan')}`).join()

const width = (row: Node) => row.children.reduce((sum, cell) => sum + spanOf(cell, 'colspan'), 0)

const hasTallCells = (table: Node) =>
  table.children.some((row) => row.children.some((cell) => spanOf(cell, 'rowspan') > 1))

const isRegular = (table: Node) => table.children.every((row) => width(row) === width(table.firstChild!))

/**
 * Which rows of two tables belong together; null when the tables can only be shown one in place of the other: a column came or
 * went, or cells were merged over rows, so that no row can be taken by itself. Rows belong together only with equally many cells.
 */
export function pairRows(a: Node, b: Node, budget: Budget): Group[] | null {
  const isSameGrid =
    a.childCount === b.childCount && a.children.every((row, at) => spans(row) === spans(b.child(at)))
  if (hasTallCells(a) || hasTallCells(b) || !isRegular(a) || !isRegular(b))
    return isSameGrid ? a.children.map((row, at) => inPlace(row, b.child(at), at)) : null
  if (width(a.firstChild!) !== width(b.firstChild!)) return null
  return pairSiblings(a.children, b.children, budget).flatMap((group) => asRows(group, a, b))
}

const inPlace = (a: Node, b: Node, at: number): Group => ({
  kind: nodeKey(a) === nodeKey(b) ? 'same' : 'pair',
  ...{ fromA: at, toA: at + 1, fromB: at, toB: at + 1 },
})

function asRows(group: Group, a: Node, b: Node): Group[] {
  const isFit = group.kind !== 'pair' || spans(a.child(group.fromA)) === spans(b.child(group.fromB))
  return [isFit ? group : { ...group, kind: 'changed' }]
}
