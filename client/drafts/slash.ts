import { Extension, type Editor, type Range } from '@tiptap/core'
import { Plugin, PluginKey, type EditorState, type Transaction } from '@tiptap/pm/state'
import { ySyncPluginKey } from '@tiptap/y-tiptap'

/** What somebody looks for after a slash, and where both stand. */
export interface SlashQuery {
  words: string
  range: Range
}

const slashKey = new PluginKey<SlashQuery | null>('slash')

/** Longer is not the name of anything: they write about a slash. */
const MOST_WORDS = 24
// Any sign may be a letter of the other layout.
const open = /(?:^|[\s\ufffc])\/([^\s/\ufffc][^/\ufffc]{0,23})?$/u

function queryAt(state: EditorState): SlashQuery | null {
  const { $from, empty } = state.selection
  if (!empty || !$from.parent.isTextblock) return null
  const before = $from.parent.textBetween(
    Math.max(0, $from.parentOffset - MOST_WORDS - 3),
    $from.parentOffset,
    ' ',
    '\ufffc',
  )
  const found = open.exec(before)
  if (!found) return null
  const words = found[1] ?? ''
  return { words, range: { from: $from.pos - words.length - 1, to: $from.pos } }
}

const isForeign = (tr: Transaction) => tr.getMeta(ySyncPluginKey) !== undefined

export interface SlashOptions {
  onslash: (query: SlashQuery | null) => void
  onkey: (event: KeyboardEvent) => boolean
}

/** Puts the list away; the slash stays where it was written. */
export const dropSlash = (editor: Editor) => editor.view.dispatch(editor.state.tr.setMeta(slashKey, 'drop'))

/** A slash at the start of a block or after a space asks what may be inserted. Begins only under one's own hand. */
export const Slash = Extension.create<SlashOptions>({
  name: 'slash',
  // Before the keys of lists and tables: while the list is open Enter and Tab are its own.
  priority: 1000,
  addOptions: () => ({ onslash: () => {}, onkey: () => false }),
  addProseMirrorPlugins() {
    const { onslash, onkey } = this.options
    const { editor } = this
    return [
      new Plugin<SlashQuery | null>({
        key: slashKey,
        state: {
          init: () => null,
          apply(tr, old, _, state) {
            if (tr.getMeta(slashKey) === 'drop' || !editor.isEditable) return null
            if (!old && (!tr.docChanged || isForeign(tr))) return null
            if (old && !tr.docChanged && !tr.selectionSet) return old
            const query = queryAt(state)
            return old || query?.words === '' ? query : null
          },
        },
        props: {
          handleKeyDown: (view, event) =>
            slashKey.getState(view.state) !== null && !event.isComposing && onkey(event),
          handleDOMEvents: {
            blur: (view) => {
              if (slashKey.getState(view.state))
                queueMicrotask(() => !editor.isDestroyed && dropSlash(editor))
              return false
            },
          },
        },
        view: () => ({
          update: (view, before) => {
            const [now, was] = [slashKey.getState(view.state) ?? null, slashKey.getState(before) ?? null]
            if (now !== was) onslash(now)
          },
          destroy: () => onslash(null),
        }),
      }),
    ]
  },
})
