import type { DraftJson } from '../../../shared/draft-schema.ts'
import { isBlank, type FlatBlock } from './fold.ts'
import { plainText } from './inline.ts'
import { markerOf } from './markers.ts'

const MOST_LINES = 8
const LONGEST = 200

const textOf = (block: FlatBlock) => plainText(block.node.content).trim()

const mayHead = (block: FlatBlock) => {
  const text = textOf(block)
  return (
    !block.mark &&
    block.node.type === 'paragraph' &&
    text.length <= LONGEST &&
    /\p{L}{2}/u.test(text) &&
    !/[.;:,!?]$/.test(text) &&
    !markerOf(text)
  )
}

const isCapitals = (block: FlatBlock) =>
  /\p{Lu}.*\p{Lu}.*\p{Lu}.*\p{Lu}/su.test(textOf(block)) && !/\p{Ll}/u.test(textOf(block))

/** The lines before the first blank one are the title, if all of them look like headings and text follows. */
function titleLength(blocks: readonly FlatBlock[]): number {
  const blank = blocks.findIndex(isBlank)
  const isTitle = blank > 0 && blank <= MOST_LINES && blocks.slice(0, blank).every(mayHead)
  return isTitle && blocks.slice(blank).some((block) => !isBlank(block)) ? blank : 0
}

const heading = (level: number, lines: readonly FlatBlock[]): FlatBlock => {
  const content = lines.flatMap((line, at): DraftJson[] => [
    ...(at ? [{ type: 'text', text: ' ' }] : []),
    ...(line.node.content ?? []),
  ])
  return { node: { type: 'heading', attrs: { level }, content } }
}

/**
 * Finds headings in a text that has none: the title lines at the beginning and lines in capitals. Lines of one title
 * were broken by hand to fit a sheet, so neighbours of the same case become one heading. The first is of level 1.
 */
export function findTitles(blocks: readonly FlatBlock[]): FlatBlock[] {
  const first = blocks.findIndex((block) => !isBlank(block))
  const text = blocks.slice(Math.max(first, 0))
  const title = titleLength(text)
  const found: FlatBlock[] = []
  for (let at = 0; at < text.length;) {
    const capitals = isCapitals(text[at]!)
    if (!mayHead(text[at]!) || (at >= title && !capitals)) {
      found.push(text[at++]!)
      continue
    }
    let end = at + 1
    const bound = at < title ? title : text.length
    while (end < bound && mayHead(text[end]!) && isCapitals(text[end]!) === capitals) end += 1
    found.push(heading(found.some(({ node }) => node.type === 'heading') ? 2 : 1, text.slice(at, end)))
    at = end
  }
  return found
}
