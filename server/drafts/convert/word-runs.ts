import { isSafeHref, type DraftJson, type DraftMark } from '../../../shared/draft-schema.ts'
import type { LossCode } from '../../../shared/files.ts'
import { textNode } from './inline.ts'
import { isGone, propertiesOf, type View } from './word-changes.ts'
import { isPlaceholder, lossOf } from './word-losses.ts'
import { shifted } from './word-raised.ts'
import type { WordStyles } from './word-styles.ts'
import { symbolOf } from './word-symbols.ts'
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
  /** Whose tracked changes are read as accepted. */
  view: View
  /** The plain words of a note. */
  noteText(kind: 'footnote' | 'endnote', id: string): string
  /** Comments by their number in the file, and those whose words are being read. */
  comments: ReadonlyMap<string, string>
  openComments: Set<string>
  /** Those that have got their words though they have no range. */
  placedComments: Set<unknown>
  losses: Set<LossCode>
  /** Text boxes met inside the paragraph that is being read. */
  boxes: XmlNode[]
  fields: Field[]
}

/** Properties, and pronunciation above characters. */
const silent = new Set(['pPr', 'rPr', 'delInstrText', 'rt', 'sdtPr', 'sdtEndPr', 'fldData'])

/** The branch of a compatibility block that is ours to read; the other says the same in an older way. */
export const chosen = (node: XmlNode): readonly XmlNode[] => {
  const branch = kid(node, 'Choice') ?? kid(node, 'Fallback')
  return branch ? branch.kids : []
}

function boxesIn(node: XmlNode): XmlNode[] {
  if (node.name === 'txbxContent') return [node]
  return (node.name === 'AlternateContent' ? chosen(node) : node.kids).flatMap(boxesIn)
}

/** `HYPERLINK "address" \l "place"`; with the place alone it leads nowhere outside the file. */
function hyperlink(instruction: string): string | undefined {
  const place = /\\l\s+"?([^"\s]+)"?/i.exec(instruction)?.[1]
  const rest = instruction.replace(/\\[lot]\s+"[^"]*"|\\[a-z]/gi, ' ')
  const found = /^\s*HYPERLINK\s+(?:"([^"]+)"|(\S+))/i.exec(rest)
  const target = found?.[1] ?? found?.[2]
  return target && place && !target.includes('#') ? `${target}#${place}` : target
}

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
  const properties = propertiesOf(run, 'rPr', story.view)
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
    ...[...story.openComments].map((id) => ({ type: 'comment', attrs: { id } })),
  ]
}

/** A note without words, as some programs leave behind, is none. */
function note(story: WordStory, node: XmlNode, marks: DraftMark[]): DraftJson[] {
  const kind = node.name === 'footnoteReference' ? 'footnote' : 'endnote'
  const text = node.attrs.id === undefined ? '' : story.noteText(kind, node.attrs.id)
  if (!text && !story.exact) return []
  return [{ type: 'footnote', attrs: { text }, ...(marks.length && { marks }) }]
}

function wordsOf(node: XmlNode): string {
  switch (node.name) {
    case 't':
    // Deleted words are read only where the deletion is declined.
    case 'delText':
      return node.text
    case 'sym':
      return symbolOf(node.attrs.font, node.attrs.char)
    case 'tab':
    case 'ptab':
      return '\t'
    case 'noBreakHyphen':
      return '\u2011'
    default:
      return ''
  }
}

const isLineBreak = (node: XmlNode) =>
  node.name === 'cr' || (node.name === 'br' && (node.attrs.type ?? 'textWrapping') === 'textWrapping')

function readRun(story: WordStory, run: XmlNode, href: string | undefined): DraftJson[] {
  if (switchOf(propertiesOf(run, 'rPr', story.view), 'vanish')) {
    if (kid(run, 't')?.text.trim()) story.losses.add('hidden_text')
    return []
  }
  const marks = marksOf(story, run, href)
  const alignment = story.exact ? undefined : valueOf(propertiesOf(run, 'rPr', story.view), 'vertAlign')
  return run.kids.flatMap((node): DraftJson[] => {
    if (node.name === 'fldChar') return (fieldSign(story, node.attrs.fldCharType), [])
    if (node.name === 'instrText') return (addInstruction(story, node.text), [])
    if (isInCode(story) || silent.has(node.name)) return []
    if (isLineBreak(node)) return [{ type: 'hardBreak' }]
    if (node.name === 'ruby') return readRuns(story, kid(node, 'rubyBase') ?? node, href)
    if (/^(foot|end)noteReference$/.test(node.name))
      return note(story, node, marksIn(story, marks, run, href))
    if (node.name === 'commentReference') return pointOf(story, node)
    noteLosses(story, node)
    if (node.kids.length) story.boxes.push(...boxesIn(node))
    const words = shifted(wordsOf(node), alignment)
    if (words) story.openComments.forEach((id) => story.placedComments.add(id))
    return words ? [textNode(words, marksIn(story, marks, run, href))] : []
  })
}

function noteLosses(story: WordStory, node: XmlNode) {
  const inside = node.name === 'AlternateContent' ? chosen(node) : [node]
  for (const each of inside) {
    const loss = lossOf(each)
    if (loss && !(loss === 'symbols' && wordsOf(each))) story.losses.add(loss)
  }
}

/** A comment that has no range is about the word it stands behind. */
const POINT = 'commentPoint'

function pointOf(story: WordStory, node: XmlNode): DraftJson[] {
  const id = story.comments.get(node.attrs.id ?? '')
  if (id === undefined) return []
  // A range whose end was lost must not reach to the end of the text.
  story.openComments.delete(id)
  return story.placedComments.has(id) ? [] : [{ type: POINT, attrs: { id } }]
}

/** Opens or ends the range of a comment; whether the element was one. */
export function commentSign(story: WordStory, { name, attrs }: XmlNode): boolean {
  if (name !== 'commentRangeStart' && name !== 'commentRangeEnd') return false
  const id = story.comments.get(attrs.id ?? '')
  if (id !== undefined && name === 'commentRangeStart') story.openComments.add(id)
  else if (id !== undefined) story.openComments.delete(id)
  return true
}

/** Gives each comment that stands at a point the word before it, or else the word behind it. */
function settlePoints(content: readonly DraftJson[], placed: Set<unknown>): DraftJson[] {
  const settled: DraftJson[] = []
  const late: unknown[] = []
  const mark = (node: DraftJson, id: unknown): DraftJson => ({
    ...node,
    marks: [...(node.marks ?? []), { type: 'comment', attrs: { id } }],
  })
  for (const node of content) {
    if (node.type === POINT) {
      const id = node.attrs!.id
      const at = settled.findLastIndex(({ text }) => text && /\S/.test(text))
      if (at === -1) late.push(id)
      else {
        const before = settled[at]!
        const cut = before.text!.search(/\S+\s*$/)
        const head = cut > 0 ? [textNode(before.text!.slice(0, cut), before.marks)] : []
        settled.splice(at, 1, ...head, mark(textNode(before.text!.slice(cut), before.marks), id))
        placed.add(id)
      }
    } else if (late.length && node.text?.trim()) {
      settled.push(late.reduce<DraftJson>(mark, node))
      late.splice(0).forEach((id) => placed.add(id))
    } else settled.push(node)
  }
  return settled
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
    if (silent.has(each.name) || isGone(each, story.view) || commentSign(story, each)) return []
    if (each.name === 'sdt' && isPlaceholder(each)) return []
    if (each.name === 'oMath') story.losses.add('formulas')
    if (each.name === 'r') return readRun(story, each, href)
    if (each.name === 'hyperlink') return readRuns(story, each, targetOf(story, each) ?? href)
    if (each.name === 'fldSimple') return readRuns(story, each, hyperlink(each.attrs.instr ?? '') ?? href)
    if (each.name === 'AlternateContent') return readRuns(story, { ...each, kids: chosen(each) }, href)
    // Insertions, content controls, smart tags, formulas: whatever wraps runs must not lose them.
    return readRuns(story, each, href)
  })
}

/** The inline content of a paragraph, not yet tidied, as it is in the view of the story; hidden text is left out. */
export function readInline(story: WordStory, node: XmlNode): DraftJson[] {
  const content = settlePoints(readRuns(story, node), story.placedComments)
  // A field cut in the middle must not swallow the rest of the file.
  if (isInCode(story)) story.fields = []
  return content
}
