import type { Editor } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { shapeWord, type ChangeWords } from '../../shared/change-words.ts'
import { Budget } from '../../shared/draft-diff/budget.ts'
import { nodeOfDraft } from '../../shared/draft-diff/clean.ts'
import { diffDrafts } from '../../shared/draft-diff/diff.ts'
import { isFormatOnly, type Hunk } from '../../shared/draft-diff/hunk.ts'
import type { DraftJson } from '../../shared/draft-schema.ts'
import type { Decoration } from '@tiptap/pm/view'
import { painted, painting } from '../drafts/painted.ts'
import { blockIn, changesKey, wordsBeside, wordsIn } from './decorate.ts'

/** After the last key: long enough not to compare at every letter, short enough to be there when somebody looks. */
const REST_MS = 400
/** Steps that a comparison may take before the rest is shown as replaced; a slow phone must not stumble over it. */
const MOST_STEPS = 2_000_000

/** What one's own change looks like in one's own text. */
function shown(hunk: Hunk, doc: Node, words: ChangeWords): Decoration[] {
  const { id: change, kind, fromB, toB, removed } = hunk
  if (kind === 'node')
    return [
      blockIn(fromB, toB, 'shape', { change, said: words.shape(shapeWord(hunk.from!), shapeWord(hunk.to!)) }),
    ]
  const made: Decoration[] = []
  const added = { change, said: isFormatOnly(hunk) ? words.format : words.added }
  if (kind === 'blocks')
    doc.nodesBetween(fromB, toB, (node, pos) => {
      if (pos < fromB) return true
      if (pos + node.nodeSize <= toB) made.push(blockIn(pos, pos + node.nodeSize, 'added', added))
      return false
    })
  if (toB > fromB) made.push(wordsIn(fromB, toB, 'ins', added))
  if (removed && !isFormatOnly(hunk))
    made.push(wordsBeside(fromB, removed, 'del', { change, said: words.removed }))
  return made
}

/**
 * Shows in an editor how its text differs from `base`, again after every change; `told` hears how many changes there are. Answers with a
 * function that ends it. A text too large to compare at every pause is shown as it is.
 */
export function showOwnChanges(
  editor: Editor,
  base: DraftJson,
  words: ChangeWords,
  told: (count: number) => void,
): () => void {
  const text = nodeOfDraft(base)
  editor.registerPlugin(painted(changesKey))
  let timer: ReturnType<typeof setTimeout> | undefined

  function look() {
    if (editor.isDestroyed) return
    let hunks: Hunk[] = []
    try {
      hunks = diffDrafts(text, nodeOfDraft(editor.getJSON() as DraftJson), new Budget(MOST_STEPS))
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
    }
    const decorations = hunks.flatMap((hunk) => shown(hunk, editor.state.doc, words))
    editor.view.dispatch(painting(changesKey, editor.state, decorations))
    told(hunks.length)
  }

  const soon = ({ transaction }: { transaction: { docChanged: boolean } }) => {
    if (!transaction.docChanged) return
    clearTimeout(timer)
    timer = setTimeout(look, REST_MS)
  }
  editor.on('transaction', soon)
  look()
  return () => {
    clearTimeout(timer)
    editor.off('transaction', soon)
    if (!editor.isDestroyed) editor.unregisterPlugin(changesKey)
  }
}
