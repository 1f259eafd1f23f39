import type { Editor } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { PluginKey } from '@tiptap/pm/state'
import { Decoration, type DecorationSet } from '@tiptap/pm/view'
import type { Attribution, AuthoredBlock, Passage } from '../../../shared/revisions.ts'
import { lookOf } from '../authors.ts'
import { painted, painting } from '../painted.ts'

const key = new PluginKey<DecorationSet>('authors')

interface Spec {
  by: number
  at: string | null
}

/** Shows in the text of an editor whose words they are; answers with how to end that. */
export function showAuthors(editor: Editor): () => void {
  editor.registerPlugin(painted(key))
  return () => {
    if (!editor.isDestroyed) editor.unregisterPlugin(key)
  }
}

/** Puts the passages into the text. A block whose words have changed since they were asked for waits for the next time. */
export function setAuthors(editor: Editor, { blocks }: Attribution, nameOf: (by: number) => string): void {
  const decorations = placed(editor.state.doc, blocks).flatMap(({ start, passages }) =>
    passages.map(({ from, to, by, at }: Passage) => {
      const { tone, line } = lookOf(by)
      const look = {
        class: 'authored',
        'data-tone': String(tone),
        'data-line': String(line),
        title: nameOf(by),
      }
      return Decoration.inline(start + from, start + to, look, { by, at } satisfies Spec)
    }),
  )
  editor.view.dispatch(painting(key, editor.state, decorations))
}

/** Whose words stand at the caret; null where nobody is known. */
export function authorAt(editor: Editor): Spec | null {
  const { from } = editor.state.selection
  const found = key.getState(editor.state)?.find(from, from)
  return (found?.at(-1)?.spec as Spec | undefined) ?? null
}

interface Placed {
  /** Where the words of the block begin. */
  start: number
  passages: readonly Passage[]
}

/** Blocks where they stand now: at their place when their words are there, or wherever these words went. */
function placed(doc: Node, blocks: readonly AuthoredBlock[]): Placed[] {
  const byText = new Map<string, { pos: number; path: string }[]>()
  const visit = (parent: Node, start: number, path: number[]) =>
    parent.forEach((node, offset, index) => {
      const own = [...path, index]
      if (!node.isTextblock) return visit(node, start + offset + 1, own)
      const text = node.textBetween(0, node.content.size, '', '\ufffc')
      byText.set(text, [...(byText.get(text) ?? []), { pos: start + offset + 1, path: own.join() }])
    })
  visit(doc, 0, [])
  return blocks.flatMap(({ text, path, passages }) => {
    const places = byText.get(text) ?? []
    const found = places.find((each) => each.path === path.join()) ?? places[0]
    if (!found || text === '') return []
    byText.set(
      text,
      places.filter((each) => each !== found),
    )
    return [{ start: found.pos, passages }]
  })
}
