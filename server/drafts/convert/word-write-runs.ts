import { isSafeHref, textAttr, type DraftMark } from '../../../shared/draft-schema.ts'
import type { Change, TrackedNode } from './tracked.ts'
import type { WordComments } from './word-write-comments.ts'
import type { WordPaper } from './word-paper.ts'
import { escapeXml, tag } from './xml-write.ts'

export interface WordText {
  paper: WordPaper
  comments: WordComments
}

/** What holds for everything at a place: the paragraph, table or list around is new or gone. */
export interface Around {
  inserted?: Change | undefined
  deleted?: Change | undefined
}

const has = (marks: readonly DraftMark[] | undefined, type: string) =>
  marks?.some((mark) => mark.type === type) ?? false

function hrefOf({ marks }: Pick<TrackedNode, 'marks'>): string | undefined {
  const href = marks?.find((mark) => mark.type === 'link')?.attrs?.href
  return isSafeHref(href) ? href : undefined
}

/** The look of a run in the order of the standard (CT_RPr). */
function look({ type, marks }: Pick<TrackedNode, 'type' | 'marks'>): string {
  const style = type === 'footnote' ? 'FootnoteReference' : hrefOf({ marks: marks ?? [] }) && 'Hyperlink'
  return [
    style && tag('w:rStyle', { 'w:val': style }),
    has(marks, 'bold') && '<w:b/><w:bCs/>',
    has(marks, 'italic') && '<w:i/><w:iCs/>',
    has(marks, 'strike') && '<w:strike/>',
    has(marks, 'underline') && '<w:u w:val="single"/>',
  ]
    .filter(Boolean)
    .join('')
}

function noteXml(paper: WordPaper, text: string): number {
  const reference = tag('w:rPr', {}, tag('w:rStyle', { 'w:val': 'FootnoteReference' }))
  return paper.note((id) =>
    tag(
      'w:footnote',
      { 'w:id': id },
      tag(
        'w:p',
        {},
        tag('w:pPr', {}, tag('w:pStyle', { 'w:val': 'FootnoteText' })),
        tag('w:r', {}, reference, '<w:footnoteRef/>'),
        tag('w:r', {}, wordsXml(` ${text}`)),
      ),
    ),
  )
}

/** Words with their tabs and line ends. */
const wordsXml = (text: string, isGone = false) =>
  text
    .split(/([\t\n])/)
    .map((piece) => {
      if (piece === '\t') return '<w:tab/>'
      if (piece === '\n') return '<w:br/>'
      return piece && tag(isGone ? 'w:delText' : 'w:t', { 'xml:space': 'preserve' }, escapeXml(piece))
    })
    .join('')

function contentXml({ paper }: WordText, node: TrackedNode, isGone: boolean): string {
  switch (node.type) {
    case 'hardBreak':
      return '<w:br/>'
    case 'footnote':
      return tag('w:footnoteReference', { 'w:id': noteXml(paper, textAttr(node, 'text')) })
    case 'citation':
      return wordsXml(textAttr(node, 'label'), isGone)
    default:
      return wordsXml(node.text ?? '', isGone)
  }
}

function runXml(text: WordText, node: TrackedNode, around: Around): string {
  const { paper, comments } = text
  const inserted = around.inserted ?? node.inserted
  const deleted = around.deleted ?? node.deleted
  const before =
    node.was && tag('w:rPrChange', paper.change(node.was.by), tag('w:rPr', {}, look(node.was.node)))
  const properties = look(node) + (before ?? '')
  const content = contentXml(text, node, deleted !== undefined)
  let run = content && tag('w:r', {}, properties && tag('w:rPr', {}, properties), content)
  if (run && deleted) run = tag('w:del', paper.change(deleted), run)
  if (run && inserted) run = tag('w:ins', paper.change(inserted), run)
  return comments.before(node) + run + comments.after(node)
}

/** The inline content of a paragraph. Neighbours with one target are one link, whatever else marks them. */
export function inlineXml(text: WordText, content: readonly TrackedNode[] = [], around: Around = {}): string {
  const written: string[] = []
  for (let at = 0; at < content.length;) {
    const href = hrefOf(content[at]!)
    let end = at + 1
    while (href && end < content.length && hrefOf(content[end]!) === href) end++
    const runs = content.slice(at, end).map((node) => runXml(text, node, around))
    if (href) written.push(tag('w:hyperlink', { 'r:id': text.paper.link(href), 'w:history': 1 }, ...runs))
    else written.push(...runs)
    at = end
  }
  return written.join('')
}
