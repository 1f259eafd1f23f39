import { isSafeHref, type DraftJson, type DraftMark } from '../../../shared/draft-schema.ts'
import { textNode } from './inline.ts'
import type { WordStyles } from './word-styles.ts'
import { kid, switchOf, valueOf, type XmlNode } from './xml.ts'

interface Field {
  instruction: string
  href: string | undefined
  isResult: boolean
}

/** What the paragraphs of one file share while they are read. */
export interface WordStory {
  styles: WordStyles
  /** Where the links of this file lead, by relationship id. */
  links: ReadonlyMap<string, string>
  /** Take nothing for a slip of the hand: the file is our own export and comes back as it was. */
  exact: boolean
  /** Notes in the order they are referred to; their text goes to the end. */
  notes: { kind: 'footnote' | 'endnote'; id: string }[]
  /** Text boxes met inside the paragraph that is being read. */
  boxes: XmlNode[]
  fields: Field[]
}

/** Properties, what was deleted under tracked changes, what is hidden, and pronunciation above characters. */
const silent = new Set([
  'pPr',
  'rPr',
  'del',
  'moveFrom',
  'delText',
  'delInstrText',
  'rt',
  'sdtPr',
  'sdtEndPr',
  'fldData',
])

/** The branch of a compatibility block that is ours to read; the other says the same in an older way. */
export const chosen = (node: XmlNode): readonly XmlNode[] => {
  const branch = kid(node, 'Choice') ?? kid(node, 'Fallback')
  return branch ? branch.kids : []
}

function boxesIn(node: XmlNode): XmlNode[] {
  if (node.name === 'txbxContent') return [node]
  return (node.name === 'AlternateContent' ? chosen(node) : node.kids).flatMap(boxesIn)
}

const hyperlink = (instruction: string) => /^\s*HYPERLINK\s+(?:\\[a-z]\s+)*"([^"]+)"/i.exec(instruction)?.[1]

function fieldSign(story: WordStory, sign: string | undefined) {
  const field = story.fields.at(-1)
  if (sign === 'begin') story.fields.push({ instruction: '', href: undefined, isResult: false })
  else if (sign === 'end') story.fields.pop()
  else if (field) {
    field.isResult = true
    field.href = hyperlink(field.instruction)
  }
}

const isInCode = (story: WordStory) => story.fields.some((field) => !field.isResult)

function marksOf(story: WordStory, run: XmlNode, href: string | undefined): DraftMark[] {
  const properties = kid(run, 'rPr')
  const style = valueOf(properties, 'rStyle')
  const isOn = (name: 'b' | 'i' | 'strike') => switchOf(properties, name) ?? story.styles.isOn(style, name)
  const target = href ?? story.fields.findLast((field) => field.href)?.href
  const link = isSafeHref(target) ? [{ type: 'link', attrs: { href: target } }] : []
  return [
    ...link,
    ...(isOn('b') ? [{ type: 'bold' }] : []),
    ...(isOn('i') ? [{ type: 'italic' }] : []),
    // Only a line drawn by hand: that of a link belongs to its style.
    ...(switchOf(properties, 'u') ? [{ type: 'underline' }] : []),
    ...(isOn('strike') || switchOf(properties, 'dstrike') ? [{ type: 'strike' }] : []),
  ]
}

function note(story: WordStory, kind: 'footnote' | 'endnote', id: string | undefined): string {
  return id === undefined ? '' : `[${story.notes.push({ kind, id })}]`
}

function wordsOf(story: WordStory, node: XmlNode): string {
  switch (node.name) {
    case 't':
      return node.text
    case 'tab':
    case 'ptab':
      return '\t'
    case 'noBreakHyphen':
      return '\u2011'
    case 'footnoteReference':
      return note(story, 'footnote', node.attrs.id)
    case 'endnoteReference':
      return note(story, 'endnote', node.attrs.id)
    default:
      return ''
  }
}

const isLineBreak = (node: XmlNode) =>
  node.name === 'cr' || (node.name === 'br' && (node.attrs.type ?? 'textWrapping') === 'textWrapping')

function readRun(story: WordStory, run: XmlNode, href: string | undefined): DraftJson[] {
  if (switchOf(kid(run, 'rPr'), 'vanish')) return []
  const marks = marksOf(story, run, href)
  return run.kids.flatMap((node): DraftJson[] => {
    if (node.name === 'fldChar') return (fieldSign(story, node.attrs.fldCharType), [])
    if (node.name === 'instrText') return (addInstruction(story, node.text), [])
    if (isInCode(story) || silent.has(node.name)) return []
    if (isLineBreak(node)) return [{ type: 'hardBreak' }]
    if (node.kids.length) story.boxes.push(...boxesIn(node))
    const words = wordsOf(story, node)
    return words ? [textNode(words, marksIn(story, marks, run, href))] : []
  })
}

/** A field may begin to show its result in the middle of a run: the link is known only then. */
const marksIn = (story: WordStory, marks: DraftMark[], run: XmlNode, href: string | undefined) =>
  story.fields.length ? marksOf(story, run, href) : marks

function addInstruction(story: WordStory, text: string) {
  const field = story.fields.at(-1)
  if (field && !field.isResult) field.instruction += text
}

/** Word keeps what follows the `#` of an address apart from it. */
function targetOf(story: WordStory, { attrs }: XmlNode): string | undefined {
  const target = story.links.get(attrs.id ?? '')
  return target && attrs.anchor && !target.includes('#') ? `${target}#${attrs.anchor}` : target
}

function readRuns(story: WordStory, node: XmlNode, href?: string): DraftJson[] {
  return node.kids.flatMap((each): DraftJson[] => {
    if (silent.has(each.name)) return []
    if (each.name === 'r') return readRun(story, each, href)
    if (each.name === 'hyperlink') return readRuns(story, each, targetOf(story, each) ?? href)
    if (each.name === 'fldSimple') return readRuns(story, each, hyperlink(each.attrs.instr ?? '') ?? href)
    if (each.name === 'AlternateContent') return readRuns(story, { ...each, kids: chosen(each) }, href)
    // Insertions, content controls, smart tags, formulas: whatever wraps runs must not lose them.
    return readRuns(story, each, href)
  })
}

/** The inline content of a paragraph, not yet tidied, as its reader sees it: insertions in, deletions and hidden text out. */
export function readInline(story: WordStory, node: XmlNode): DraftJson[] {
  const content = readRuns(story, node)
  // A field cut in the middle must not swallow the rest of the file.
  if (isInCode(story)) story.fields = []
  return content
}
