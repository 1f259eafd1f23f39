import type { ExchangedComment, ExchangedReply } from './exchange.ts'
import type { TrackedNode } from './tracked.ts'
import { escapeXml, tag } from './xml-write.ts'

interface Numbered {
  id: number
  paraId: string
  said: ExchangedReply
}

interface Thread {
  resolved: boolean
  /** The comment and its replies; in Word each is a comment of its own. */
  said: Numbered[]
}

const isInline = ({ type }: TrackedNode) => ['text', 'hardBreak', 'footnote', 'citation'].includes(type)

const commentIds = (node: TrackedNode): string[] =>
  (node.marks ?? []).flatMap(({ type, attrs }) =>
    type === 'comment' && typeof attrs?.id === 'string' ? [attrs.id] : [],
  )

function* inlinesOf(node: TrackedNode): Generator<TrackedNode> {
  if (isInline(node)) yield node
  else for (const each of node.content ?? []) yield* inlinesOf(each)
}

const instant = (at: string | null) => at?.replace(/\.\d+/, '')

const initials = (name: string) =>
  name
    .split(/\s+/)
    .map((word) => word[0] ?? '')
    .join('')
    .slice(0, 3)

/** The comments of a paper: where they begin and end in its text, and what is said in them. */
export class WordComments {
  readonly #threads = new Map<string, Thread>()
  readonly #starts = new Map<TrackedNode, string[]>()
  readonly #ends = new Map<TrackedNode, string[]>()
  #count = 0

  /** A thread that has no place left in the text stands at its end, with the words it was about. */
  constructor(comments: readonly ExchangedComment[], text: TrackedNode) {
    const known = new Set(comments.map(({ id }) => id))
    const last = new Map<string, TrackedNode>()
    let end: TrackedNode | undefined
    for (const node of inlinesOf(text)) {
      for (const id of commentIds(node).filter((each) => known.has(each))) {
        if (!last.has(id)) this.#add(this.#starts, node, id)
        last.set(id, node)
      }
      end = node
    }
    for (const comment of comments) {
      const place = last.get(comment.id) ?? end
      if (!place) continue
      if (!last.has(comment.id)) this.#add(this.#starts, place, comment.id)
      this.#add(this.#ends, place, comment.id)
      const quoted = last.has(comment.id) || !comment.quote ? '' : `«${comment.quote}» — `
      this.#threads.set(comment.id, this.#thread(comment, quoted + comment.text))
    }
  }

  #thread(comment: ExchangedComment, text: string): Thread {
    const said = [{ ...comment, text }, ...comment.replies].map((each) => {
      const id = this.#count++
      return { id, paraId: (0x2000_0000 + id).toString(16).toUpperCase(), said: each }
    })
    return { resolved: comment.resolved, said }
  }

  #add(places: Map<TrackedNode, string[]>, node: TrackedNode, id: string) {
    places.set(node, [...(places.get(node) ?? []), id])
  }

  #all(ids: readonly string[] = []) {
    return ids.flatMap((id) => this.#threads.get(id)!.said)
  }

  /** What stands before a node of the text. */
  before(node: TrackedNode): string {
    const starts = this.#all(this.#starts.get(node))
    return starts.map(({ id }) => tag('w:commentRangeStart', { 'w:id': id })).join('')
  }

  /** What stands behind it: ends of ranges, and the signs of the comments. */
  after(node: TrackedNode): string {
    const ended = this.#all(this.#ends.get(node)).map(({ id }) => {
      const style = tag('w:rPr', {}, tag('w:rStyle', { 'w:val': 'CommentReference' }))
      const reference = tag('w:r', {}, style, tag('w:commentReference', { 'w:id': id }))
      return tag('w:commentRangeEnd', { 'w:id': id }) + reference
    })
    return ended.join('')
  }

  get isEmpty(): boolean {
    return this.#threads.size === 0
  }

  /** `word/comments.xml`. */
  get comments(): string {
    return [...this.#threads.values()].flatMap(({ said }) => said.map(commentXml)).join('')
  }

  /** `word/commentsExtended.xml`: who answers whom, and what is settled. */
  get extended(): string {
    return [...this.#threads.values()]
      .flatMap(({ resolved, said }) =>
        said.map(({ paraId }, at) =>
          tag('w15:commentEx', {
            'w15:paraId': paraId,
            'w15:paraIdParent': at ? said[0]!.paraId : undefined,
            'w15:done': resolved ? 1 : 0,
          }),
        ),
      )
      .join('')
  }

  get authors(): string[] {
    return [...this.#threads.values()].flatMap(({ said }) => said.map((each) => each.said.author))
  }
}

function commentXml({ id, paraId, said: { author, at, text } }: Numbered): string {
  const lines = text.split('\n')
  const paragraphs = lines.map((line, index) =>
    tag(
      'w:p',
      { 'w14:paraId': index === lines.length - 1 ? paraId : undefined },
      tag('w:pPr', {}, tag('w:pStyle', { 'w:val': 'CommentText' })),
      index === 0 &&
        tag(
          'w:r',
          {},
          tag('w:rPr', {}, tag('w:rStyle', { 'w:val': 'CommentReference' })),
          tag('w:annotationRef'),
        ),
      line !== '' && tag('w:r', {}, tag('w:t', { 'xml:space': 'preserve' }, escapeXml(line))),
    ),
  )
  return tag(
    'w:comment',
    { 'w:id': id, 'w:author': author, 'w:date': instant(at), 'w:initials': initials(author) },
    ...paragraphs,
  )
}
