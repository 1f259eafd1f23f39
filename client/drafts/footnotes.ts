import { Extension, type Editor } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { NodeSelection, Plugin, PluginKey, type EditorState } from '@tiptap/pm/state'
import type { EditorView, NodeView } from '@tiptap/pm/view'
import { textAttr } from '../../shared/draft-schema.ts'
import { say } from '../lib/say.ts'
import { comfort } from '../texts/comfort.ts'
import type { Verb } from './verbs.ts'

/** No note of a paper is longer; what is, belongs into the text. */
export const MOST_NOTE = 2000

/** The sign of a note. Its number is counted by the style sheet; who listens hears the words at once. */
class FootnoteView implements NodeView {
  readonly dom = document.createElement('sup')
  readonly #sign = document.createElement('span')
  #node: Node

  constructor(node: Node, view: EditorView, at: () => number | undefined, edit: () => void) {
    this.#node = node
    this.dom.append(this.#sign)
    this.#sign.setAttribute('role', 'note')
    this.dom.addEventListener('click', () => {
      const place = at()
      if (place === undefined || !view.editable) return
      view.dispatch(view.state.tr.setSelection(NodeSelection.create(view.state.doc, place)))
      edit()
    })
    this.#show()
  }

  #show(): void {
    const text = textAttr(this.#node, 'text')
    this.dom.className = 'footnote'
    this.dom.dataset.footnote = text
    this.dom.title = text
    this.#sign.setAttribute('aria-label', say(comfort).footnote.aloud(text))
  }

  update(node: Node): boolean {
    if (node.type !== this.#node.type) return false
    this.#node = node
    this.#show()
    return true
  }

  ignoreMutation = () => true
}

/** Where the atom of this kind stands that is selected, alone; null if none is. */
export function chosenAtom({ selection, doc }: EditorState, name: string): number | null {
  const { from, to } = selection
  return to - from === 1 && doc.nodeAt(from)?.type.name === name ? from : null
}

/** The words of the chosen note; null if none is chosen. */
export function chosenNote({ state }: Editor): string | null {
  const at = chosenAtom(state, 'footnote')
  return at === null ? null : textAttr(state.doc.nodeAt(at)!, 'text')
}

/** Writes the words of the chosen note, or puts a new one at the end of the selection. No words: the note goes. */
export function putNote(editor: Editor, words: string): void {
  const text = words.replace(/\s+/g, ' ').trim().slice(0, MOST_NOTE)
  const { tr, selection, schema } = editor.state
  const isOld = chosenNote(editor) !== null
  if (isOld && !text) tr.deleteSelection()
  else if (isOld) tr.setNodeAttribute(selection.from, 'text', text)
  else if (text) tr.insert(selection.to, schema.nodes.footnote!.create({ text }))
  const behind = tr.mapping.map(selection.to)
  if (tr.docChanged) editor.view.dispatch(tr)
  editor.commands.setTextSelection(behind)
  editor.view.focus()
}

export const Footnotes = Extension.create<{ onverb: (verb: Verb) => void }>({
  name: 'footnotes',
  addOptions: () => ({ onverb: () => {} }),
  addProseMirrorPlugins() {
    const edit = () => this.options.onverb('footnote')
    return [
      new Plugin({
        key: new PluginKey('footnotes'),
        props: {
          nodeViews: { footnote: (node, view, at) => new FootnoteView(node, view, at, edit) },
          handleKeyDown: (view, event) => {
            if (event.key !== 'Enter' || !view.editable) return false
            if (chosenAtom(view.state, 'footnote') === null) return false
            edit()
            return true
          },
        },
      }),
    ]
  },
})
