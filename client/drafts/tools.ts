import type { ChainedCommands, Editor } from '@tiptap/core'
import type { GlyphName } from './glyphs.ts'
import { listAt } from './lists.ts'

export type ToolName =
  | 'bold'
  | 'italic'
  | 'underline'
  | 'strike'
  | 'decimal'
  | 'cyrillic'
  | 'dash'
  | 'quote'
  | 'table'
  | 'link'
  | 'comment'
  | 'undo'
  | 'redo'
  | 'keys'
  | 'cite'
  | 'footnote'
  | 'find'
  | 'full'
  | 'insert'

export interface Tool {
  name: ToolName
  keys?: string
  /** Drawn; the others are written with the sign that the texts have for them. */
  glyph?: GlyphName
  /** Undefined for a verb that leaves no state. */
  active?: (editor: Editor) => boolean
  run: (chain: ChainedCommands) => ChainedCommands
}

const marked = (name: ToolName, keys: string): Tool => ({
  name,
  keys,
  active: (editor) => editor.isActive(name),
  run: (chain) => chain.toggleMark(name),
})

/** Groups of the toolbar, in the order of a hand that writes a paper. Link and keys open dialogs and stand apart. */
export const groups: readonly (readonly Tool[])[] = [
  [
    { name: 'undo', keys: 'Mod+Z', glyph: 'undo', run: (chain) => chain.undo() },
    { name: 'redo', keys: 'Mod+Shift+Z', glyph: 'redo', run: (chain) => chain.redo() },
  ],
  [
    marked('bold', 'Mod+B'),
    marked('italic', 'Mod+I'),
    marked('underline', 'Mod+U'),
    marked('strike', 'Mod+Shift+S'),
  ],
  [
    {
      name: 'decimal',
      keys: 'Mod+Shift+7',
      active: (editor) => listAt(editor) === 'decimal',
      run: (chain) => chain.toggleNumbering('decimal'),
    },
    {
      name: 'cyrillic',
      keys: 'Mod+Shift+9',
      active: (editor) => listAt(editor) === 'cyrillic',
      run: (chain) => chain.toggleNumbering('cyrillic'),
    },
    {
      name: 'dash',
      keys: 'Mod+Shift+8',
      active: (editor) => listAt(editor) === 'dash',
      run: (chain) => chain.toggleBulletList(),
    },
    {
      name: 'quote',
      keys: 'Mod+Shift+B',
      active: (editor) => editor.isActive('blockquote'),
      run: (chain) => chain.toggleBlockquote(),
    },
  ],
]

export const insertTable: Pick<Tool, 'run'> = {
  run: (chain) => chain.insertTable({ rows: 3, cols: 3, withHeaderRow: true }),
}

export type TableToolName =
  | 'rowBefore'
  | 'rowAfter'
  | 'columnBefore'
  | 'columnAfter'
  | 'merge'
  | 'split'
  | 'headRow'
  | 'dropRow'
  | 'dropColumn'
  | 'drop'

/** What can be done to the table around the caret. */
export const tableTools: readonly {
  name: TableToolName
  run: (chain: ChainedCommands) => ChainedCommands
  /** Whether there is anything to do it to; always, when absent. */
  can?: (editor: Editor) => boolean
}[] = [
  { name: 'rowBefore', run: (chain) => chain.addRowBefore() },
  { name: 'rowAfter', run: (chain) => chain.addRowAfter() },
  { name: 'columnBefore', run: (chain) => chain.addColumnBefore() },
  { name: 'columnAfter', run: (chain) => chain.addColumnAfter() },
  { name: 'merge', run: (chain) => chain.mergeCells(), can: (editor) => editor.can().mergeCells() },
  { name: 'split', run: (chain) => chain.splitCell(), can: (editor) => editor.can().splitCell() },
  { name: 'headRow', run: (chain) => chain.toggleHeaderRow() },
  { name: 'dropRow', run: (chain) => chain.deleteRow() },
  { name: 'dropColumn', run: (chain) => chain.deleteColumn() },
  { name: 'drop', run: (chain) => chain.deleteTable() },
]
