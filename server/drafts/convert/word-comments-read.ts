import type { DraftJson } from '../../../shared/draft-schema.ts'
import type { ExchangedComment } from './exchange.ts'
import { tidyText } from './inline.ts'
import { authorOf, instantOf } from './word-changes.ts'
import { plainWords } from './word-losses.ts'
import { kidsOf, type XmlNode } from './xml.ts'

const MOST_COMMENTS = 1000
const LONGEST = 10_000

export interface ReadComments {
  /** Ids of the file that begin a thread, and under which id the draft knows it. */
  ids: ReadonlyMap<string, string>
  threads: ExchangedComment[]
  /** There were more than are taken. */
  isCut: boolean
}

const wordsOf = (comment: XmlNode) =>
  kidsOf(comment, 'p')
    .map((line) => tidyText(plainWords(line)).trim())
    .join('\n')
    .trim()
    .slice(0, LONGEST)

const saidIn = (comment: XmlNode) => ({
  author: authorOf(comment),
  at: instantOf(comment),
  text: wordsOf(comment),
})

/** `word/comments.xml` and who answers whom by `word/commentsExtended.xml` → threads, not yet placed in the text. */
export function readComments(
  comments: XmlNode | undefined,
  extended: XmlNode | undefined,
  newId: () => string,
): ReadComments {
  const all = kidsOf(comments, 'comment')
  const byPara = new Map(kidsOf(extended, 'commentEx').map(({ attrs }) => [attrs.paraId ?? '', attrs]))
  const more = (comment: XmlNode) => byPara.get(kidsOf(comment, 'p').at(-1)?.attrs.paraId ?? '')
  const owners = new Map(
    all.flatMap((comment) => kidsOf(comment, 'p').map((p) => [p.attrs.paraId ?? '', comment])),
  )

  /** Whom a comment answers in the end: Word has one level, others may have more. */
  function rootOf(comment: XmlNode): XmlNode {
    let root = comment
    for (let step = 0; step < 50; step++) {
      const parent = more(root)?.paraIdParent
      const next = parent === undefined ? undefined : owners.get(parent)
      if (!next || next === root) return root
      root = next
    }
    return comment
  }

  const threads = new Map<XmlNode, ExchangedComment>()
  const ids = new Map<string, string>()
  for (const comment of all.slice(0, MOST_COMMENTS)) {
    if (rootOf(comment) !== comment) continue
    const id = newId()
    const resolved = ['1', 'true', 'on'].includes(more(comment)?.done ?? '')
    threads.set(comment, { id, ...saidIn(comment), replies: [], resolved, quote: '' })
    ids.set(comment.attrs.id ?? '', id)
  }
  for (const comment of all.slice(0, MOST_COMMENTS))
    if (!threads.has(comment)) threads.get(rootOf(comment))?.replies.push(saidIn(comment))
  return { ids, threads: [...threads.values()], isCut: all.length > MOST_COMMENTS }
}

const MOST_QUOTED = 500

/** The words each thread is about: its own in the text, or in the first proposal that has them. */
export function quoteComments(threads: readonly ExchangedComment[], texts: readonly DraftJson[]): void {
  const quotes = new Map<string, string>()
  for (const text of texts) {
    const found = new Map<string, string>()
    gather(text, found)
    for (const [id, quote] of found) if (!quotes.has(id)) quotes.set(id, quote)
  }
  for (const thread of threads) thread.quote = (quotes.get(thread.id) ?? '').trim().slice(0, MOST_QUOTED)
}

function gather(node: DraftJson, found: Map<string, string>): void {
  for (const mark of node.marks ?? []) {
    if (mark.type !== 'comment') continue
    const id = String(mark.attrs?.id)
    found.set(id, (found.get(id) ?? '') + (node.text ?? ''))
  }
  for (const each of node.content ?? []) gather(each, found)
  // Words of two paragraphs do not touch.
  if (node.type === 'paragraph' || node.type === 'heading')
    for (const [id, quote] of found) if (!quote.endsWith(' ')) found.set(id, `${quote} `)
}
