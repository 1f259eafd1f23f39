import { Extension, type CommandProps } from '@tiptap/core'
import { numberingOf, type Numbering } from '../../shared/draft-schema.ts'
import { listDepth } from './lists.ts'

declare module '@tiptap/core' {
  interface Commands<ReturnType> {
    draft: {
      /** Makes the list around the caret numbered so; a list that already is becomes plain paragraphs. */
      toggleNumbering: (numbering: Numbering) => ReturnType
    }
  }
}

const toggleNumbering =
  (numbering: Numbering) =>
  ({ state, tr, dispatch, commands }: CommandProps): boolean => {
    const { $from } = state.selection
    const depth = listDepth($from)
    const list = depth > 0 ? $from.node(depth) : null
    if (list?.type.name !== 'orderedList' || numberingOf(list) === numbering)
      return commands.toggleList('orderedList', 'listItem', false, { numbering })
    // Only this list: the one it stands in keeps its figures.
    if (dispatch) tr.setNodeMarkup($from.before(depth), undefined, { ...list.attrs, numbering })
    return true
  }

/** Our commands and keys beside those that the marks and nodes bring themselves. */
export const DraftCommands = Extension.create<{ onlink: () => void; onkeys: () => void }>({
  name: 'draftCommands',
  addOptions: () => ({ onlink: () => {}, onkeys: () => {} }),
  addCommands: () => ({ toggleNumbering }),
  addKeyboardShortcuts() {
    const run = (action: () => void) => () => {
      action()
      return true
    }
    return {
      'Mod-k': run(() => this.options.onlink()),
      'Mod-/': run(() => this.options.onkeys()),
      'Mod-Shift-7': () => this.editor.commands.toggleNumbering('decimal'),
      'Mod-Shift-9': () => this.editor.commands.toggleNumbering('cyrillic'),
    }
  },
})
