import type { Editor } from '@tiptap/core'
import { yUndoPluginKey } from '@tiptap/y-tiptap'
import type { UndoManager } from 'yjs'

const undoOf = ({ state }: Editor) =>
  (yUndoPluginKey.getState(state) as { undoManager?: UndoManager } | undefined)?.undoManager

/** How many steps may be taken back, and how many taken again. */
export const stepsOf = (editor: Editor): { back: number; again: number } => {
  const undo = undoOf(editor)
  return { back: undo?.undoStack.length ?? 0, again: undo?.redoStack.length ?? 0 }
}

/** What is done here is one step back, however shortly before and after something was typed. */
export function asOneStep(editor: Editor, change: () => void): void {
  const undo = undoOf(editor)
  undo?.stopCapturing()
  change()
  undo?.stopCapturing()
}
