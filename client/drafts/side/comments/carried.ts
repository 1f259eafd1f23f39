import { DOMParser, Fragment, Slice, type Node, type Schema } from '@tiptap/pm/model'
import { Plugin } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import type { Shown } from './place.ts'

/** Ids of the threads that a piece of text is marked with. */
export const idsAt = (node: Node): string[] =>
  node.marks.flatMap(({ type, attrs }) =>
    type.name === 'comment' && typeof attrs.id === 'string' ? [attrs.id] : [],
  )

type Holder = Pick<Node, 'descendants'>

/** The words under the mark of each thread. */
function wordsUnder(holder: Holder): Map<string, string> {
  const words = new Map<string, string>()
  holder.descendants((node) => {
    for (const id of new Set(node.isText ? idsAt(node) : []))
      words.set(id, (words.get(id) ?? '') + (node.text ?? ''))
  })
  return words
}

const plain = (words: string) => words.replace(/\s+/g, '')
const textOf = ({ content }: Slice) => content.textBetween(0, content.size, '\n', '\ufffc')

function without(fragment: Fragment, keeps: (id: string) => boolean): Fragment {
  const nodes: Node[] = []
  fragment.forEach((node) => {
    const marks = node.marks.filter((mark) => mark.type.name !== 'comment' || keeps(String(mark.attrs.id)))
    nodes.push((node.isText ? node : node.copy(without(node.content, keeps))).mark(marks))
  })
  return Fragment.fromArray(nodes)
}

/** What is read from the clipboard with the marks of comments on it; which of them stay is decided afterwards. */
function parserWithComments(schema: Schema): DOMParser {
  const getAttrs = (element: HTMLElement) => ({ id: element.getAttribute('data-comment') })
  const rule = { tag: 'span[data-comment]', mark: 'comment', getAttrs }
  return new DOMParser(schema, [rule, ...DOMParser.fromSchema(schema).rules])
}

/**
 * Words that are moved take their comments along: what was cut here comes back with its marks, and so does the whole of what a thread of this
 * text is about, once it stands nowhere any more. A copy is without them, and so is whatever names a thread that is not beside this text.
 */
export function carriesComments(schema: Schema, threadsIn: (view: EditorView) => Shown['threads']): Plugin {
  /** What was cut last, and how much of each thread it left standing. */
  let cut: { text: string; left: ReadonlyMap<string, number> } | null = null

  const noteCut = ({ state }: EditorView) => {
    const slice = state.selection.content()
    const [all, taken] = [wordsUnder(state.doc), wordsUnder(slice.content)]
    const left = [...taken].map(([id, words]) => [id, all.get(id)!.length - words.length] as const)
    cut = { text: textOf(slice), left: new Map(left) }
    return false
  }

  function carried(slice: Slice, view: EditorView): Slice {
    const brought = wordsUnder(slice.content)
    if (brought.size === 0) return slice
    const threads = threadsIn(view)
    const isMoved = (view as { dragging?: { move?: boolean } | null }).dragging?.move === true
    const here = wordsUnder(view.state.doc)
    const back = cut?.text === textOf(slice) ? cut.left : null
    const keeps = (id: string): boolean => {
      if (!Object.hasOwn(threads, id)) return false
      if (isMoved) return true
      const standing = here.get(id)?.length ?? 0
      // Taken back meanwhile, it stands in its old place.
      if (back?.has(id)) return standing <= back.get(id)!
      return standing === 0 && plain(brought.get(id)!) === plain(threads[id]!.quote)
    }
    return new Slice(without(slice.content, keeps), slice.openStart, slice.openEnd)
  }

  return new Plugin({
    props: {
      clipboardParser: parserWithComments(schema),
      transformPasted: carried,
      handleDOMEvents: { cut: noteCut },
    },
  })
}
