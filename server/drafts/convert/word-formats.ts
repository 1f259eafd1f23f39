import { levelOf } from '../../../shared/draft-schema.ts'
import type { Change, TrackedNode } from './tracked.ts'
import { FIRST_LINE, itemIndent } from './word-page.ts'
import type { Around } from './word-write-runs.ts'
import { tag } from './xml-write.ts'

export interface Place extends Around {
  /** How many lists are open around. */
  depth: number
  style?: string | undefined
  isCell: boolean
}

/** The properties of a paragraph as it is, as it was before the changes, and who changed it. */
export interface Formats {
  now: string
  before: string
  by?: Change | undefined
}

const w = (name: string, value: string | number) => tag(`w:${name}`, { 'w:val': value })

export const isTextblock = ({ type }: TrackedNode) => type === 'paragraph' || type === 'heading'

const isBroken = (node: TrackedNode) => node.content?.some((each) => each.type === 'hardBreak') ?? false

/**
 * Body text is justified with a first line indented; text in a cell or under an item is not indented so. A line that ends
 * with a break would be stretched to the margin, so such a paragraph keeps to the left.
 */
export function plainFormat(node: TrackedNode, { depth, isCell, style }: Place): string {
  if (isCell && depth === 0) return style ? w('pStyle', style) : ''
  const indent = depth > 0 ? { 'w:left': itemIndent(depth - 1) } : { 'w:firstLine': FIRST_LINE }
  return (style ? w('pStyle', style) : '') + tag('w:ind', indent) + w('jc', isBroken(node) ? 'left' : 'both')
}

export const itemFormat = (node: TrackedNode, { style }: Place, list: number, level: number) =>
  w('pStyle', style ?? 'ListParagraph') +
  tag('w:numPr', {}, w('ilvl', level), w('numId', list)) +
  (isBroken(node) ? w('jc', 'left') : '')

const formatAs = (shape: Pick<TrackedNode, 'type' | 'attrs'>, node: TrackedNode, place: Place) =>
  shape.type === 'heading' ? w('pStyle', `Heading${levelOf(shape)}`) : plainFormat(node, place)

export function formatsOf(node: TrackedNode, place: Place): Formats {
  const now = formatAs(node, node, place)
  return { now, before: node.was ? formatAs(node.was.node, node, place) : now, by: node.was?.by }
}

/**
 * Of paragraphs side by side, each with its formats. Where the end of one came or went, Word gives the two together the form of
 * the second, so that one has to say what the whole is, or was.
 */
export function linked(
  nodes: readonly TrackedNode[],
  formats: (node: TrackedNode) => Formats,
): Map<TrackedNode, Formats> {
  const all = new Map<TrackedNode, Formats>()
  let carried: Partial<Formats> = {}
  for (const node of nodes) {
    if (isTextblock(node)) {
      const own = { ...formats(node), ...carried }
      all.set(node, own)
      const { inserted, deleted } = node.end ?? {}
      carried = deleted ? { now: own.now, by: deleted } : inserted ? { before: own.before, by: inserted } : {}
    } else carried = {}
  }
  return all
}
