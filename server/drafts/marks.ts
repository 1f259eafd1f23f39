import * as Y from 'yjs'
import { DRAFT_FIELD } from '../../shared/drafts.ts'
import { draftSchema } from '../../shared/draft-schema.ts'
import type { Id } from '../../shared/values.ts'
import { bringTo, markName, MOST_DEPTH } from './text.ts'

/** Where words stand, as the page of whoever selected them says it. */
export interface Place {
  /** Yjs relative positions, base64; nothing when only the words are known. */
  start?: string | undefined
  end?: string | undefined
  /** The words between them; however they are broken into lines. */
  quote: string
}

/** Makes changes to a document; answers with the update, or null when nothing changed. */
export function changing(doc: Y.Doc, deed: () => void): Uint8Array | null {
  const updates: Uint8Array[] = []
  const collect = (update: Uint8Array) => void updates.push(update)
  doc.on('update', collect)
  doc.transact(deed)
  doc.off('update', collect)
  return updates.length > 0 ? Y.mergeUpdates(updates) : null
}

/**
 * Puts the mark of a comment over words and answers with them; with null when they stand nowhere. They are looked for where the place
 * says, else at the nearest spot where the same words stand; without a spot to begin at they must stand only once.
 */
export function placeMark(doc: Y.Doc, id: Id, { start, end, quote }: Place): string | null {
  const flat = flatten(doc)
  const range = rangeOf(flat, quote, indexOf(doc, flat, start), indexOf(doc, flat, end))
  if (!range) return null
  const [from, to] = range
  const key = keyOf(id)
  for (const { text, at, length } of flat.pieces) {
    const [first, last] = [Math.max(from, at), Math.min(to, at + length)]
    if (first < last) text.format(first - at, last - first, { [key]: { id } })
  }
  return plain(flat.words.slice(from, to))
}

/** Takes the mark of a comment away, wherever it stands and however it is called there. */
export function removeMark(doc: Y.Doc, id: Id): void {
  for (const { text } of flatten(doc).pieces) {
    let at = 0
    for (const { insert, attributes } of text.toDelta() as Operation[]) {
      const length = typeof insert === 'string' ? insert.length : 1
      for (const [key, value] of Object.entries(attributes ?? {}))
        if (markName(key) === 'comment' && (value as { id?: unknown } | null)?.id === id)
          text.format(at, length, { [key]: null })
      at += length
    }
  }
}

interface Operation {
  insert: unknown
  attributes?: Record<string, unknown>
}

/** Marks that may overlap are stored under a name that y-tiptap makes; it is asked, so that no page ever has to write it anew. */
function keyOf(id: Id): string {
  const doc = new Y.Doc()
  const marked = { type: 'text', text: '-', marks: [{ type: 'comment', attrs: { id } }] }
  bringTo(doc, { type: 'doc', content: [{ type: 'paragraph', content: [marked] }] })
  const [operation] = flatten(doc).pieces[0]!.text.toDelta() as Operation[]
  doc.destroy()
  return Object.keys(operation!.attributes!)[0]!
}

interface Piece {
  text: Y.XmlText
  /** Where it begins in the words of the whole. */
  at: number
  length: number
}

interface Flat {
  words: string
  pieces: Piece[]
  /** Where everything that holds something begins and ends. */
  spans: Map<object, [from: number, to: number]>
}

/** All words in their order, blocks and breaks parted by line ends; what the schema does not know is not there. */
function flatten(doc: Y.Doc): Flat {
  const pieces: Piece[] = []
  const spans: Flat['spans'] = new Map()
  const { nodes } = draftSchema()
  let words = ''
  const walk = (parent: Y.XmlFragment, depth: number) => {
    const from = words.length
    if (depth <= MOST_DEPTH)
      for (const each of parent.toArray()) {
        if (each instanceof Y.XmlText) {
          const at = words.length
          for (const { insert } of each.toDelta() as Operation[])
            words += typeof insert === 'string' ? insert : '\uFFFC'
          pieces.push({ text: each, at, length: words.length - at })
          spans.set(each, [at, words.length])
        } else if (each instanceof Y.XmlElement && nodes[each.nodeName]) {
          const isWord = nodes[each.nodeName]!.isInline && each.nodeName !== 'hardBreak'
          if (!isWord) words += '\n'
          walk(each, depth + 1)
          if (!isWord) words += '\n'
        }
      }
    spans.set(parent, [from, words.length])
  }
  walk(doc.getXmlFragment(DRAFT_FIELD), 0)
  return { words, pieces, spans }
}

/** Where a relative position stands in the words; null when it is none or what it stood at is not here. */
function indexOf(doc: Y.Doc, { spans }: Flat, encoded: string | undefined): number | null {
  if (!encoded) return null
  try {
    const position = Y.decodeRelativePosition(Buffer.from(encoded, 'base64'))
    const absolute = Y.createAbsolutePositionFromRelativePosition(position, doc)
    const span = absolute && spans.get(absolute.type)
    if (!span) return null
    if (absolute.type instanceof Y.XmlText) return Math.min(span[0] + absolute.index, span[1])
    const child = (absolute.type as Y.XmlFragment).toArray()[absolute.index]
    return (child && spans.get(child)?.[0]) ?? span[1]
  } catch {
    // Bytes of a stranger: what is no position is none.
    return null
  }
}

function rangeOf(
  { words }: Flat,
  quote: string,
  start: number | null,
  end: number | null,
): [number, number] | null {
  const sought = plain(quote)
  if (!sought) return null
  if (start !== null && end !== null && start < end && plain(words.slice(start, end)) === sought)
    return trimmed(words, start, end)
  const { text, from } = normal(words)
  const found: number[] = []
  for (let at = text.indexOf(sought); at >= 0; at = text.indexOf(sought, at + 1)) found.push(at)
  const near = start ?? end
  if (near === null && found.length !== 1) return null
  const distance = (at: number) => Math.abs(from[at]! - (near ?? 0))
  const nearest = found.reduce<number | null>(
    (best, at) => (best === null || distance(at) < distance(best) ? at : best),
    null,
  )
  return nearest === null ? null : [from[nearest]!, from[nearest + sought.length - 1]! + 1]
}

const isBlank = (letter: string) => /\s/.test(letter)

function trimmed(words: string, start: number, end: number): [number, number] {
  let [from, to] = [start, end]
  while (from < to && isBlank(words[from]!)) from++
  while (to > from && isBlank(words[to - 1]!)) to--
  return [from, to]
}

/** One space wherever there is any: pages and server break lines differently. */
const plain = (words: string) => words.replace(/\s+/g, ' ').trim()

/** The words with one space wherever there is any, and where each letter of them stands. */
function normal(words: string): { text: string; from: number[] } {
  const from: number[] = []
  // Each run of blanks becomes one space; to ask a growing text for its last letter would copy all of it each time.
  const text = words.replace(/\s+/g, ' ')
  for (let at = 0; at < words.length; at++)
    if (at === 0 || !isBlank(words[at]!) || !isBlank(words[at - 1]!)) from.push(at)
  return { text, from }
}
