import { Extension, type Editor } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { Plugin, PluginKey, TextSelection, type EditorState } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import { folded } from '../texts/letters.ts'
import { asOneStep } from './steps.ts'

/** More are counted but not coloured: nobody looks at them, and every colour is an element. */
const MOST_SHOWN = 1000

export interface SearchFor {
  words: string
  matchCase: boolean
}

interface Match {
  from: number
  to: number
}

interface SearchState {
  for: SearchFor
  matches: readonly Match[]
  /** Which of them is looked at; -1: none yet. */
  at: number
  shown: DecorationSet
}

const NOTHING: SearchState = {
  for: { words: '', matchCase: false },
  matches: [],
  at: -1,
  shown: DecorationSet.empty,
}

export const searchKey = new PluginKey<SearchState>('search')

/** Letters that are alike to whoever searches; never another length, or the places would not fit. */
function fold(text: string, matchCase: boolean): string {
  const spaced = text.replaceAll('\u00a0', ' ')
  return matchCase ? spaced : folded(spaced)
}

/** Places within blocks of what was looked for last: a block that nobody changed is the same node. */
let known = { wanted: '', matchCase: false, places: new WeakMap<Node, readonly number[]>() }

function placesIn(block: Node): readonly number[] {
  const { wanted, matchCase } = known
  const old = known.places.get(block)
  if (old) return old
  const places: number[] = []
  const text = fold(block.textBetween(0, block.content.size, '\ufffc', '\ufffc'), matchCase)
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) places.push(at)
  known.places.set(block, places)
  return places
}

function matchesIn(doc: Node, { words, matchCase }: SearchFor): Match[] {
  const wanted = fold(words, matchCase)
  const matches: Match[] = []
  if (!wanted) return matches
  if (wanted !== known.wanted || matchCase !== known.matchCase)
    known = { wanted, matchCase, places: new WeakMap() }
  doc.descendants((node, place) => {
    if (!node.isTextblock) return true
    for (const at of placesIn(node))
      matches.push({ from: place + 1 + at, to: place + 1 + at + wanted.length })
    return false
  })
  return matches
}

function shownOf(doc: Node, matches: readonly Match[], at: number): DecorationSet {
  const first = Math.max(0, Math.min(at - MOST_SHOWN / 2, matches.length - MOST_SHOWN))
  const near = matches.slice(first, first + MOST_SHOWN)
  return DecorationSet.create(
    doc,
    near.map(({ from, to }, index) =>
      Decoration.inline(from, to, { class: first + index === at ? 'found here' : 'found' }),
    ),
  )
}

function found(doc: Node, what: SearchFor, near: number): SearchState {
  const matches = matchesIn(doc, what)
  const next = matches.findIndex(({ to }) => to > near)
  const at = next >= 0 ? next : Math.min(0, matches.length - 1)
  return { for: what, matches, at, shown: shownOf(doc, matches, at) }
}

type Ask = { for: SearchFor } | { at: number } | { off: true }

/** Finds words in the text and colours them. Others' edits replace the whole document, so places are looked up anew. */
export const Search = Extension.create({
  name: 'search',
  addProseMirrorPlugins: () => [
    new Plugin<SearchState>({
      key: searchKey,
      state: {
        init: () => NOTHING,
        apply(tr, old) {
          const ask = tr.getMeta(searchKey) as Ask | undefined
          if (ask && 'off' in ask) return NOTHING
          if (ask && 'for' in ask) return found(tr.doc, ask.for, tr.selection.from)
          if (ask) return { ...old, at: ask.at, shown: shownOf(tr.doc, old.matches, ask.at) }
          if (!tr.docChanged || !old.for.words) return old
          const here = old.matches[old.at]
          return found(tr.doc, old.for, here?.from ?? tr.selection.from)
        },
      },
      props: { decorations: (state) => searchKey.getState(state)?.shown },
    }),
  ],
})

export const searchIn = (state: EditorState): SearchState => searchKey.getState(state) ?? NOTHING

const ask = (editor: Editor, what: Ask) => editor.view.dispatch(editor.state.tr.setMeta(searchKey, what))

/** Shows a match in the middle of the page without taking the keyboard from the field. */
function reveal(editor: Editor): void {
  const { matches, at } = searchIn(editor.state)
  const match = matches[at]
  if (!match) return
  const { node } = editor.view.domAtPos(match.from)
  const element = node instanceof Element ? node : node.parentElement
  element?.scrollIntoView({ block: 'center' })
}

export function searchFor(editor: Editor, what: SearchFor): void {
  ask(editor, { for: what })
  reveal(editor)
}

/** To the next match, or the one before; round the end of the text. */
export function searchOn(editor: Editor, by: 1 | -1): void {
  const { matches, at } = searchIn(editor.state)
  if (matches.length === 0) return
  ask(editor, { at: (at + by + matches.length) % matches.length })
  reveal(editor)
}

/** Ends the search; the caret stands at what was looked at. */
export function searchEnd(editor: Editor): void {
  const { matches, at } = searchIn(editor.state)
  const match = matches[at]
  const { tr } = editor.state
  if (match) tr.setSelection(TextSelection.create(tr.doc, match.from, match.to))
  editor.view.dispatch(tr.setMeta(searchKey, { off: true } satisfies Ask))
  editor.view.focus()
}

function replace(editor: Editor, matches: readonly Match[], words: string): void {
  asOneStep(editor, () => {
    const { tr } = editor.state
    for (const { from, to } of matches.toReversed())
      if (words) tr.insertText(words, from, to)
      else tr.delete(from, to)
    editor.view.dispatch(tr)
  })
}

/** Replaces the match that is looked at and goes on to the next. */
export function replaceOne(editor: Editor, words: string): void {
  const { matches, at, for: what } = searchIn(editor.state)
  const match = matches[at]
  if (!match) return
  replace(editor, [match], words)
  const behind = match.from + words.length
  const next = searchIn(editor.state).matches.findIndex(({ from }) => from >= behind)
  ask(editor, what.words && next >= 0 ? { at: next } : { at: 0 })
  reveal(editor)
}

/** Replaces every match at once; answers how many there were. */
export function replaceAll(editor: Editor, words: string): number {
  const { matches } = searchIn(editor.state)
  if (matches.length > 0) replace(editor, matches, words)
  return matches.length
}
