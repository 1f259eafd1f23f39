import type { DraftMark } from '../../../shared/draft-schema.ts'
import type { ExchangedComment } from './exchange.ts'

interface TextNode {
  type: string
  marks?: DraftMark[]
  content?: this[]
}

export interface CommentPlaces<N> {
  /** Ids of the comments whose words begin, or end, with a node. */
  starts: ReadonlyMap<N, readonly string[]>
  ends: ReadonlyMap<N, readonly string[]>
  /** What is said first, with the words it was about when they stand in the text no longer. */
  textOf(comment: Pick<ExchangedComment, 'id' | 'text' | 'quote'>): string
}

const inlines = new Set(['text', 'hardBreak', 'footnote', 'citation'])

function* inlinesOf<N extends TextNode>(node: N): Generator<N> {
  if (inlines.has(node.type)) yield node
  else for (const each of node.content ?? []) yield* inlinesOf<N>(each)
}

const commentIds = (node: TextNode): string[] =>
  (node.marks ?? []).flatMap(({ type, attrs }) =>
    type === 'comment' && typeof attrs?.id === 'string' ? [attrs.id] : [],
  )

/** Where in a text each comment stands; one that has no place left there stands at the end. */
export function commentPlaces<N extends TextNode>(
  text: N,
  comments: readonly ExchangedComment[],
): CommentPlaces<N> {
  const known = new Set(comments.map(({ id }) => id))
  const first = new Map<string, N>()
  const last = new Map<string, N>()
  let end: N | undefined
  for (const node of inlinesOf(text)) {
    for (const id of commentIds(node).filter((each) => known.has(each))) {
      if (!first.has(id)) first.set(id, node)
      last.set(id, node)
    }
    end = node
  }
  const [starts, ends] = [new Map<N, string[]>(), new Map<N, string[]>()]
  const add = (places: Map<N, string[]>, id: string, node: N | undefined) => {
    if (node) places.set(node, [...(places.get(node) ?? []), id])
  }
  for (const { id } of comments) {
    add(starts, id, first.get(id) ?? end)
    add(ends, id, last.get(id) ?? end)
  }
  return {
    starts,
    ends,
    textOf: ({ id, text: words, quote }) => (last.has(id) || !quote ? words : `«${quote}» — ${words}`),
  }
}
