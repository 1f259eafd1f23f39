import { Extension, type CommandProps, type Editor } from '@tiptap/core'
import { numberingOf, type Numbering } from '../../shared/draft-schema.ts'
import { listDepth } from './lists.ts'
import { verbKeys, type Verb } from './verbs.ts'

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

/** What also those may do who only read. */
const forReaders = new Set<Verb>(['keys', 'find', 'full'])

/** Our commands and keys beside those that the marks and nodes bring themselves. */
export const DraftCommands = Extension.create<{ onverb: (verb: Verb) => void }>({
  name: 'draftCommands',
  addOptions: () => ({ onverb: () => {} }),
  addCommands: () => ({ toggleNumbering }),
  addKeyboardShortcuts() {
    const asked = Object.entries(verbKeys).map(([keys, verb]) => {
      const ask = ({ editor }: { editor: Editor }) => {
        if (!editor.isEditable && !forReaders.has(verb)) return false
        this.options.onverb(verb)
        return true
      }
      return [keys, ask] as const
    })
    return {
      ...Object.fromEntries(asked),
      'Mod-Shift-7': () => this.editor.commands.toggleNumbering('decimal'),
      'Mod-Shift-9': () => this.editor.commands.toggleNumbering('cyrillic'),
    }
  },
})
