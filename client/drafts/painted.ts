import { Plugin, type EditorState, type PluginKey, type Transaction } from '@tiptap/pm/state'
import { DecorationSet, type Decoration } from '@tiptap/pm/view'

/** What is shown in the text of an editor without being part of it; it moves with the text until it is shown anew. */
export const painted = (key: PluginKey<DecorationSet>): Plugin<DecorationSet> =>
  new Plugin({
    key,
    state: {
      init: () => DecorationSet.empty,
      apply(transaction, shown) {
        const fresh = transaction.getMeta(key) as readonly Decoration[] | undefined
        if (fresh) return DecorationSet.create(transaction.doc, [...fresh])
        return transaction.docChanged ? shown.map(transaction.mapping, transaction.doc) : shown
      },
    },
    props: { decorations: (state) => key.getState(state) },
  })

/** A transaction that shows these and no others, and is nothing to be undone. */
export const painting = (
  key: PluginKey<DecorationSet>,
  state: EditorState,
  decorations: readonly Decoration[],
): Transaction => state.tr.setMeta(key, decorations).setMeta('addToHistory', false)
