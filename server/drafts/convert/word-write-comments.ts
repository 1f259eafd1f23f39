import type { ExchangedComment, ExchangedReply } from './exchange.ts'
import { commentPlaces, type CommentPlaces } from './places.ts'
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
  readonly #places: CommentPlaces<TrackedNode>
  #count = 0

  /** A thread that has no place left in the text stands at its end, with the words it was about. */
  constructor(comments: readonly ExchangedComment[], text: TrackedNode) {
    this.#places = commentPlaces(text, comments)
    for (const comment of comments)
      this.#threads.set(comment.id, this.#thread(comment, this.#places.textOf(comment)))
  }

  #thread(comment: ExchangedComment, text: string): Thread {
    const said = [{ ...comment, text }, ...comment.replies].map((each) => {
      const id = this.#count++
      return { id, paraId: (0x2000_0000 + id).toString(16).toUpperCase(), said: each }
    })
    return { resolved: comment.resolved, said }
  }

  #all(ids: readonly string[] = []) {
    return ids.flatMap((id) => this.#threads.get(id)!.said)
  }

  /** What stands before a node of the text. */
  before(node: TrackedNode): string {
    const starts = this.#all(this.#places.starts.get(node))
    return starts.map(({ id }) => tag('w:commentRangeStart', { 'w:id': id })).join('')
  }

  /** What stands behind it: ends of ranges, and the signs of the comments. */
  after(node: TrackedNode): string {
    const ended = this.#all(this.#places.ends.get(node)).map(({ id }) => {
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
