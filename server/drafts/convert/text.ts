import type { DraftJson } from '../../../shared/draft-schema.ts'
import { asDraft } from './as-draft.ts'
import { foldLists, type FlatBlock } from './fold.ts'
import { paragraph, tidyInline, tidyText } from './inline.ts'
import { markerOf } from './markers.ts'
import { findTitles } from './titles.ts'
import { unreadable } from './unreadable.ts'

/** A thousand pages; more would be a log or a table, and a draft of it could not be edited. */
const MOST_LINES = 50_000

/** The width a text was broken at by its editor, or Infinity for one that has a paragraph in each line. */
function brokenAt(lines: readonly string[]): number {
  const widest = lines.reduce((most, line) => Math.max(most, line.length), 0)
  const inner = lines.filter((line, at) => line && lines[at + 1])
  const full = inner.filter((line) => line.length > widest * 0.75)
  return widest >= 40 && widest <= 100 && full.length > 5 && full.length > inner.length / 2
    ? widest
    : Infinity
}

/** Joins what a mail program or a fixed-width editor broke: a line in the middle of a sentence. */
function joinBroken(lines: readonly string[]): string[] {
  const width = brokenAt(lines)
  const joined: string[] = []
  lines.forEach((line, at) => {
    const above = lines[at - 1] ?? ''
    const filled = width !== Infinity && above.length > width * 0.6 && !/[.;:!?]$/.test(above)
    const midSentence = /^\p{Ll}/u.test(line) && /[\p{L}\p{N})»–-]$/u.test(above)
    const goesOn = above && line && !markerOf(line) && (filled || midSentence)
    if (goesOn) joined[joined.length - 1] += ` ${line}`
    else joined.push(line)
  })
  return joined
}

/**
 * A plain Russian text → a draft with its headings and its numbered, lettered and dashed items nested.
 * Refuses with `file_empty` a text without a word, with `file_bomb` one without end.
 */
export function importText(text: string): DraftJson {
  const typed = text.split(/\r\n|[\n\r\f\u2028\u2029]/)
  if (typed.length > MOST_LINES) unreadable('file_bomb')
  const lines = typed.map((line) => tidyText(line).trim())
  const blocks = joinBroken(lines).map((line): FlatBlock => ({
    node: paragraph(tidyInline([{ type: 'text', text: line }])),
  }))
  return asDraft(foldLists(findTitles(blocks)))
}
