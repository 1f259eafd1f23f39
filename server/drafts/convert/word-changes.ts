import type { Instant } from '../../../shared/values.ts'
import { kid, type XmlNode } from './xml.ts'

/** Whose tracked changes are looked at as if they were accepted, all others being declined; null: nobody's. */
export type View = string | null

/** Word keeps an author of tracked changes as a bare name. */
export const authorOf = ({ attrs }: XmlNode): string => (attrs.author ?? '').trim().slice(0, 200)

/** Word writes its own clock and calls it UTC; later versions add what it really was. */
export function instantOf({ attrs }: XmlNode): Instant | null {
  const at = new Date(attrs.dateUtc ?? attrs.date ?? '')
  const year = at.getUTCFullYear()
  return year >= 1990 && year < 2200 ? at.toISOString() : null
}

const comes = new Set(['ins', 'moveTo', 'cellIns'])
const goes = new Set(['del', 'moveFrom', 'cellDel'])
const turns = new Set(['rPrChange', 'pPrChange'])

/** Whether a tracked change leaves nothing of what it holds in this view. */
export function isGone(change: XmlNode, view: View): boolean {
  const isTaken = view !== null && authorOf(change) === view
  return (comes.has(change.name) && !isTaken) || (goes.has(change.name) && isTaken)
}

/** The same of something whose change stands in its properties: a row, a cell, the end of a paragraph. */
export const isGoneBy = (properties: XmlNode | undefined, view: View): boolean =>
  properties?.kids.some((each) => isGone(each, view)) ?? false

/** The properties of a run or paragraph as they are in a view: before a change that is not taken they were others. */
export function propertiesOf(node: XmlNode, name: 'rPr' | 'pPr', view: View): XmlNode | undefined {
  const now = kid(node, name)
  const change = kid(now, `${name}Change`)
  if (!change || (view !== null && authorOf(change) === view)) return now
  const before = kid(change, name)
  // Whether the end of a paragraph came or went is kept with how it looks now.
  const end = name === 'pPr' ? kid(now, 'rPr') : undefined
  return { name, attrs: {}, text: '', kids: [...(before?.kids ?? []), ...(end ? [end] : [])] }
}

/** Everybody who tracked a change, with the time of the last one, in the order of their first. */
export function authorsIn(roots: readonly (XmlNode | undefined)[]): Map<string, Instant | null> {
  const authors = new Map<string, Instant | null>()
  const look = (node: XmlNode) => {
    if (comes.has(node.name) || goes.has(node.name) || turns.has(node.name)) {
      const author = authorOf(node)
      const [before, at] = [authors.get(author) ?? null, instantOf(node)]
      authors.set(author, at !== null && (before === null || at > before) ? at : before)
    }
    node.kids.forEach(look)
  }
  for (const root of roots) if (root) look(root)
  return authors
}
