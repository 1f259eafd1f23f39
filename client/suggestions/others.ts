import type { Editor } from '@tiptap/core'
import type { Decoration } from '@tiptap/pm/view'
import { nodeOfDraft } from '../../shared/draft-diff/clean.ts'
import { textBetween } from '../../shared/draft-diff/words.ts'
import type { DraftJson } from '../../shared/draft-schema.ts'
import { painted, painting } from '../drafts/painted.ts'
import { blockIn, changesKey, wordsBeside, wordsIn } from './decorate.ts'
import type { OneChange } from './clauses.ts'

interface Told {
  words: { added: (name: string) => string; removed: (name: string) => string }
  nameOf: (one: OneChange) => string
  /** When it was sent, as people say it. */
  whenOf: (one: OneChange) => string
  /** The change that the reader pointed at. */
  chosen: string | null
}

const initialsOf = (name: string) =>
  name
    .split(' ')
    .slice(0, 2)
    .map((part) => part.charAt(0))
    .join('')

/** What somebody's change looks like in the text that it is for: what would go is struck through, what would come stands behind it. */
function shown(one: OneChange, { words, nameOf, whenOf, chosen }: Told): Decoration[] {
  const { line, change } = one
  const { from, to, added, removed, kind } = change
  const [key, name] = [`${line.id} ${change.id}`, nameOf(one)]
  const [came, went] = [words.added(name), words.removed(name)]
  const said = (what: string) => ({
    change: key,
    said: what.replace(/: $/, ''),
    title: `${name}, ${whenOf(one)}`,
    by: initialsOf(name),
    isChosen: key === chosen,
  })
  if (kind === 'node') return [blockIn(from, to, 'shape', said(name))]
  const made: Decoration[] = []
  if (to > from && removed) made.push(wordsIn(from, to, 'del', said(went)))
  if (added && !change.isFormat) made.push(wordsBeside(to, added, 'ins', said(came)))
  return made
}

/**
 * Shows what others suggest inside the text that an editor shows, as far as the words are still where they were; answers with a function
 * that ends it.
 */
export function showChangesOfOthers(editor: Editor, all: readonly OneChange[], told: Told): () => void {
  editor.registerPlugin(painted(changesKey))
  const doc = nodeOfDraft(editor.getJSON() as DraftJson)
  const isThere = ({ change: { from, to, removed, kind } }: OneChange) =>
    to <= doc.content.size && (kind === 'node' || textBetween(doc, from, to) === removed)
  const decorations = all.filter(isThere).flatMap((one) => shown(one, told))
  editor.view.dispatch(painting(changesKey, editor.state, decorations))
  return () => {
    if (!editor.isDestroyed) editor.unregisterPlugin(changesKey)
  }
}
