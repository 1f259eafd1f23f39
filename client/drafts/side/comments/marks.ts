import { Extension, type Editor } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { Plugin, PluginKey, TextSelection, type EditorState } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import {
  absolutePositionToRelativePosition,
  relativePositionToAbsolutePosition,
  ySyncPluginKey,
} from '@tiptap/y-tiptap'
import { decodeRelativePosition, encodeRelativePosition, type XmlFragment } from 'yjs'
import { carriesComments, idsAt } from './carried.ts'
import type { Place, Range, Shown } from './place.ts'
import { rangesIn, touchesComments } from './ranges.ts'

interface Binding {
  doc: Parameters<typeof relativePositionToAbsolutePosition>[0]
  type: XmlFragment
  mapping: Parameters<typeof absolutePositionToRelativePosition>[2]
}

interface MarksState extends Shown {
  pending: Range | null
  decorations: DecorationSet
  /** Threads whose words stand in the text, in its order. */
  order: readonly string[]
}

const key = new PluginKey<MarksState>('commentMarks')
const nothing: MarksState = {
  threads: {},
  active: null,
  pending: null,
  decorations: DecorationSet.empty,
  order: [],
}

declare module '@tiptap/core' {
  interface Storage {
    commentMarks: CommentMarks
  }
}

/** What the panel of comments asks of the editor; there once the editor is. */
export interface CommentMarks {
  /** Somebody pressed words that a thread is about. */
  onpress: (id: string) => void
  /** Other threads stand in the text now, or in another order. */
  onorder: (order: readonly string[]) => void
  show: (editor: Editor, shown: Partial<Shown>) => void
  order: (editor: Editor) => readonly string[]
  /** The selection, or null when nothing is selected. */
  selected: (editor: Editor) => Range | null
  /** Text blocks of some length, for those who cannot select with a pointer. */
  blocks: (editor: Editor) => (Range & { words: string })[]
  /** Keeps a range in sight, wherever it moves; null: none. */
  point: (editor: Editor, range: Range | null) => void
  /** How the server is told where the pointed range stands now; null when its words are gone. */
  place: (editor: Editor) => Place | null
  /** The range of a place that was written down before. */
  find: (editor: Editor, place: Place) => Range | null
  /** Brings the words of a thread into sight and the caret to them; false when they are gone. */
  go: (editor: Editor, id: string) => boolean
}

const leaf = (node: Node) => (node.type.name === 'hardBreak' ? '\n' : '')
const wordsOf = (doc: Node, { from, to }: Range) => doc.textBetween(from, to, '\n', leaf)

function drawn(doc: Node, shown: Shown & { pending: Range | null }): MarksState {
  const { threads, active, pending } = shown
  const ranges = rangesIn(doc, threads)
  const decorations: Decoration[] = []
  for (const [id, spans] of ranges) {
    const thread = threads[id]!
    const isActive = id === active
    if (!thread.isOpen && !isActive) continue
    spans.forEach(({ from, to }, at) => {
      const end = at === spans.length - 1 ? ' comment-end' : ''
      decorations.push(
        Decoration.inline(from, to, {
          class: `comment-words${isActive ? ' comment-active' : ''}${end}`,
          'data-thread': id,
          'aria-description': thread.label,
        }),
      )
    })
  }
  if (pending && pending.from < pending.to)
    decorations.push(Decoration.inline(pending.from, pending.to, { class: 'comment-pending' }))
  return { ...shown, decorations: DecorationSet.create(doc, decorations), order: [...ranges.keys()] }
}

const named = new WeakMap<Node, string>()

function wordsOfBlock(block: Node): string {
  const words = named.get(block) ?? wordsOf(block, { from: 0, to: block.content.size }).trim()
  named.set(block, words)
  return words
}

const stateOf = (state: EditorState): MarksState => key.getState(state) ?? nothing

const tell = (editor: Editor, change: Partial<Shown & { pending: Range | null }>) => {
  if (!editor.isDestroyed)
    editor.view.dispatch(editor.state.tr.setMeta(key, change).setMeta('addToHistory', false))
}

const bindingOf = (state: EditorState): Binding | null =>
  (ySyncPluginKey.getState(state) as { binding?: Binding } | undefined)?.binding ?? null

const toText = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes))
const toBytes = (text: string) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))

const tools: CommentMarks = {
  onpress: () => {},
  onorder: () => {},
  show: (editor, shown) => tell(editor, shown),
  order: (editor) => stateOf(editor.state).order,
  selected: ({ state }) => {
    const { from, to } = state.selection
    return wordsOf(state.doc, { from, to }).trim() ? { from, to } : null
  },
  blocks: ({ state }) => {
    const blocks: (Range & { words: string })[] = []
    state.doc.descendants((node, at) => {
      if (!node.isTextblock) return true
      const words = wordsOfBlock(node)
      if (words) blocks.push({ from: at + 1, to: at + node.nodeSize - 1, words })
      return false
    })
    return blocks
  },
  point: (editor, pending) => tell(editor, { pending }),
  place: ({ state }) => {
    const { pending } = stateOf(state)
    const binding = bindingOf(state)
    if (!pending || !binding) return null
    const quote = wordsOf(state.doc, pending)
    const position = (at: number) =>
      toText(
        encodeRelativePosition(
          absolutePositionToRelativePosition(at, binding.type, binding.mapping) as Parameters<
            typeof encodeRelativePosition
          >[0],
        ),
      )
    return quote.trim() ? { start: position(pending.from), end: position(pending.to), quote } : null
  },
  find: ({ state }, { start, end, quote }) => {
    const binding = bindingOf(state)
    if (!binding) return null
    const position = (text: string) =>
      relativePositionToAbsolutePosition(
        binding.doc,
        binding.type,
        decodeRelativePosition(toBytes(text)),
        binding.mapping,
      )
    try {
      const [from, to] = [position(start), position(end)]
      if (from === null || to === null || from >= to) return null
      const plain = (words: string) => words.replace(/\s+/g, ' ').trim()
      return plain(wordsOf(state.doc, { from, to })) === plain(quote) ? { from, to } : null
    } catch {
      // What this browser kept was of another text.
      return null
    }
  },
  go: (editor, id) => {
    const { state, view } = editor
    const range = rangesIn(state.doc, stateOf(state).threads).get(id)?.[0]
    if (!range) return false
    view.dispatch(state.tr.setSelection(TextSelection.create(state.doc, range.from)))
    const { node } = view.domAtPos(range.from, 1)
    const element = node instanceof Element ? node : node.parentElement
    element?.scrollIntoView({ block: 'center' })
    return true
  },
}

/** Shows which words are talked about, and keeps the range that somebody is about to talk about. */
export const CommentMarks = Extension.create<object, CommentMarks>({
  name: 'commentMarks',
  addStorage: () => ({ ...tools }),
  addProseMirrorPlugins() {
    const { storage } = this
    return [
      carriesComments(this.editor.schema, (view) => stateOf(view.state).threads),
      new Plugin<MarksState>({
        key,
        state: {
          init: () => nothing,
          apply(tr, before, _old, { doc }) {
            const change = tr.getMeta(key) as Partial<MarksState> | undefined
            if (!change && !tr.docChanged) return before
            const pending = before.pending && {
              from: tr.mapping.map(before.pending.from, 1),
              to: tr.mapping.map(before.pending.to, -1),
            }
            const { threads, active } = before
            // Typing beside the comments only moves them, however long the text is.
            if (!change && !touchesComments(tr))
              return { ...before, pending, decorations: before.decorations.map(tr.mapping, doc) }
            return drawn(doc, { threads, active, pending, ...change })
          },
        },
        props: {
          decorations: (state) => stateOf(state).decorations,
          handleClick({ state }, at) {
            const { threads, order } = stateOf(state)
            const node = state.doc.nodeAt(at)
            const id = node && idsAt(node).findLast((each) => threads[each]?.isOpen && order.includes(each))
            if (id && state.selection.empty) storage.onpress(id)
            return false
          },
        },
        view: () => ({
          update: ({ state }, before) => {
            const [now, then] = [stateOf(state).order, stateOf(before).order]
            if (now !== then && now.join() !== then.join()) storage.onorder(now)
          },
        }),
      }),
    ]
  },
})
