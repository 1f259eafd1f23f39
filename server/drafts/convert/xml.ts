import { SaxesParser } from 'saxes'
import { UnreadableFile, unreadable } from './unreadable.ts'

const MOST_DEPTH = 200
const MOST_ELEMENTS = 500_000

/** An element by its local name; `text` is kept only where Word keeps words. */
export interface XmlNode {
  name: string
  attrs: Readonly<Record<string, string>>
  kids: readonly XmlNode[]
  text: string
}

/** What is never asked for and makes up half of a file made by Word: fonts, sizes, colours, spell checking. */
const skipped = new Set(
  'rFonts sz szCs color lang kern proofErr bookmarkStart bookmarkEnd lastRenderedPageBreak spacing jc shd tcBorders tblBorders widowControl latentStyles tblPrEx'.split(
    ' ',
  ),
)
const wordy = new Set(['t', 'delText', 'instrText'])
const none: readonly never[] = []

const local = (name: string) => name.slice(name.indexOf(':') + 1)

function localAttrs(attrs: Record<string, string>): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const name in attrs) if (!/^xmlns|^w:rsid|^w14:(?!paraId)/.test(name)) kept[local(name)] = attrs[name]!
  return kept
}

const decoded = (bytes: Uint8Array) => {
  const utf16 =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff && 'utf-16be'
  return new TextDecoder(utf16 || 'utf-8', { fatal: true }).decode(bytes)
}

function parse(text: string): XmlNode {
  const parser = new SaxesParser<{ position: false; xmlns: false }>({ position: false, xmlns: false })
  const root = { name: '', attrs: {}, kids: [] as XmlNode[], text: '' }
  const path = [root]
  let elements = 0
  let skipping = 0
  // No DTD, so no entities: nothing to expand a thousand million times, nothing to fetch.
  parser.on('doctype', () => unreadable('file_broken'))
  parser.on('opentag', ({ name, attributes }) => {
    if (++elements > MOST_ELEMENTS || path.length + skipping > MOST_DEPTH) unreadable('file_bomb')
    const node = {
      name: local(name),
      attrs: localAttrs(attributes),
      kids: none as unknown as XmlNode[],
      text: '',
    }
    if (skipping || skipped.has(node.name)) return void skipping++
    const parent = path.at(-1)!
    if (parent.kids === (none as unknown as XmlNode[])) parent.kids = [node]
    else parent.kids.push(node)
    path.push(node)
  })
  parser.on('closetag', () => {
    if (skipping) skipping--
    else path.pop()
  })
  const keep = (words: string) => {
    const inner = path.at(-1)!
    if (!skipping && wordy.has(inner.name)) inner.text += words
  }
  parser.on('text', keep)
  parser.on('cdata', keep)
  parser.write(text).close()
  return root.kids[0]!
}

/** A part of an Office file → its root element. Refuses with `file_broken` or `file_bomb`. */
export function parseXml(bytes: Uint8Array): XmlNode {
  try {
    return parse(decoded(bytes))
  } catch (error) {
    if (error instanceof UnreadableFile) throw error
    return unreadable('file_broken', error)
  }
}

export const kid = (node: XmlNode | undefined, name: string): XmlNode | undefined =>
  node?.kids.find((each) => each.name === name)

export const kidsOf = (node: XmlNode | undefined, name: string): XmlNode[] =>
  node?.kids.filter((each) => each.name === name) ?? []

/** The `val` of a property: `<w:ilvl w:val="1"/>` → `1`. */
export const valueOf = (node: XmlNode | undefined, name: string): string | undefined =>
  kid(node, name)?.attrs.val

/** A whole number, or undefined for what is none. */
export function wholeOf(value: string | undefined): number | undefined {
  const number = Number.parseInt(value ?? '', 10)
  return Number.isSafeInteger(number) ? number : undefined
}

/** A switch: on when it is there and does not say off; undefined when it is not there. */
export function switchOf(node: XmlNode | undefined, name: string): boolean | undefined {
  const found = kid(node, name)
  return found && !['0', 'false', 'off', 'none'].includes(found.attrs.val ?? '')
}
