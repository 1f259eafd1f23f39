import { spanOf, startOf } from '../../../shared/draft-schema.ts'
import { isChanged, type MarkedBlock } from './marked.ts'

export const isHeadRow = (row: MarkedBlock) => row.blocks!.every(({ type }) => type === 'tableHeader')

export function headRows(rows: readonly MarkedBlock[]): number {
  const first = rows.findIndex((row) => !isHeadRow(row))
  const heads = first === -1 ? rows.length : first
  const crosses = rows
    .slice(0, heads)
    .some((row, at) => row.blocks!.some((cell) => at + spanOf(cell, 'rowspan') > heads))
  return crosses ? 0 : heads
}

/** Each item by the number it has, or had: what went does not renumber what stays. Only said where it matters. */
export function itemNumbers(list: MarkedBlock): number[] {
  const items = list.blocks!
  if (items.every(({ change }) => change === items[0]!.change)) return []
  let [now, then] = [startOf(list), startOf(list.was ?? list)]
  return items.map(({ change }) => {
    const number = change === 'removed' ? then : now
    if (change !== 'added') then++
    if (change !== 'removed') now++
    return number
  })
}

/** Unchanged blocks farther than `context` from a change fold, if there is more than one of them together. */
export function stretches(
  blocks: readonly MarkedBlock[],
  context: number,
): { isFolded: boolean; part: MarkedBlock[] }[] {
  const near = new Set<number>()
  blocks.forEach((block, at) => {
    if (isChanged(block)) for (let by = -context; by <= context; by++) near.add(at + by)
  })
  const parts: { isFolded: boolean; part: MarkedBlock[] }[] = []
  blocks.forEach((block, at) => {
    const last = parts.at(-1)
    if (last?.isFolded === !near.has(at)) last.part.push(block)
    else parts.push({ isFolded: !near.has(at), part: [block] })
  })
  return parts.map((each) => ({ ...each, isFolded: each.isFolded && each.part.length > 1 }))
}
