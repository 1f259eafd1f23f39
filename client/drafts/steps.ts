import type { Editor } from '@tiptap/core'
import { yUndoPluginKey } from '@tiptap/y-tiptap'
import type { UndoManager } from 'yjs'

/** What is done here is one step back, however shortly before and after something was typed. */
export function asOneStep(editor: Editor, change: () => void): void {
  const undo = (yUndoPluginKey.getState(editor.state) as { undoManager?: UndoManager } | undefined)
    ?.undoManager
  undo?.stopCapturing()
  change()
  undo?.stopCapturing()
}
