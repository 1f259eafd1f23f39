import type { Editor } from '@tiptap/core'
import type { ResolvedPos } from '@tiptap/pm/model'
import type { Numbering } from '../../shared/draft-schema.ts'

const LISTS = new Set(['orderedList', 'bulletList'])

/** Depth of the innermost list around a position; 0 if there is none. */
export function listDepth($from: ResolvedPos): number {
  for (let depth = $from.depth; depth > 0; depth--) if (LISTS.has($from.node(depth).type.name)) return depth
  return 0
}

/** The kind of list the caret stands in. */
export function listAt(editor: Editor): Numbering | 'dash' | null {
  const { $from } = editor.state.selection
  const depth = listDepth($from)
  if (depth === 0) return null
  const list = $from.node(depth)
  return list.type.name === 'bulletList'
    ? 'dash'
    : list.attrs.numbering === 'cyrillic'
      ? 'cyrillic'
      : 'decimal'
}
