import { Extension, type Editor } from '@tiptap/core'
import { Fragment, Slice, type Node } from '@tiptap/pm/model'
import { Plugin, PluginKey, type EditorState, type Transaction } from '@tiptap/pm/state'
import type { EditorView, NodeView } from '@tiptap/pm/view'
import { ySyncPluginKey } from '@tiptap/y-tiptap'
import { XmlElement, type XmlFragment } from 'yjs'
import { citationText, clauseLabels, type Clause, type ClauseLabel } from '../../shared/clauses.ts'
import { isClause, textAttr, type DraftJson } from '../../shared/draft-schema.ts'
import { CLAUSE, endsWithClause } from '../texts/letters.ts'
import { chosenAtom } from './footnotes.ts'
import { rested } from './paced.ts'

const jsonOf = (doc: Node) => doc.toJSON() as DraftJson

/** Whether somebody else wrote it, or it was read from the device. */
function isForeign(tr: Transaction): boolean {
  const sync = tr.getMeta(ySyncPluginKey) as
    { isChangeOrigin?: boolean; isUndoRedoOperation?: boolean } | undefined
  return sync?.isChangeOrigin === true && !sync.isUndoRedoOperation
}

/** The first place of the item with this mark; null if it is gone. */
export function placeOfClause(doc: Node, clause: string): number | null {
  let place: number | null = null
  doc.descendants((node, at) => {
    if (place === null && node.type.name === 'listItem' && node.attrs.clause === clause) place = at
    return place === null && !node.isTextblock
  })
  return place
}

/** Goes to the cited item: the page is moved, the caret stays. */
export function goToClause(view: EditorView, clause: string): void {
  const at = placeOfClause(view.state.doc, clause)
  const item = at === null ? null : view.nodeDOM(at)
  if (!(item instanceof HTMLElement)) return
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches
  item.scrollIntoView({ block: 'center', behavior: calm ? 'auto' : 'smooth' })
  item.animate?.([{ background: 'var(--accent-soft)' }, {}], calm ? { duration: 1 } : { duration: 1600 })
}

/** One citation on the page: shows what its item is called now, not what was written down. */
class CitationView implements NodeView {
  readonly dom = document.createElement('span')
  node: Node
  readonly #names: Names
  /** What the page has: writing the same again would lay the line out anew. */
  #shown = ''

  constructor(node: Node, view: EditorView, names: Names) {
    this.node = node
    this.#names = names
    this.dom.dataset.citation = textAttr(node, 'clause')
    this.dom.addEventListener('click', () => goToClause(view, textAttr(this.node, 'clause')))
    this.show()
    names.shown.add(this)
  }

  show(): void {
    const label = this.#names.labels.get(textAttr(this.node, 'clause'))
    const known = this.#names.ready
    const text = known ? citationText(this.node, this.#names.labels) : textAttr(this.node, 'label')
    const shown = JSON.stringify([text, label?.full, known && !label])
    if (shown === this.#shown) return
    this.#shown = shown
    this.dom.className = known && !label ? 'citation gone' : 'citation'
    this.dom.textContent = text
    this.dom.title = label?.full ?? ''
  }

  update(node: Node): boolean {
    if (node.type !== this.node.type || node.attrs.clause !== this.node.attrs.clause) return false
    this.node = node
    this.show()
    return true
  }

  ignoreMutation = () => true

  destroy(): void {
    this.#names.shown.delete(this)
  }
}

/** What the cited items are called, worked out while something is cited and only after a pause. */
class Names {
  readonly shown = new Set<CitationView>()
  labels: ReadonlyMap<string, ClauseLabel> = new Map()
  ready = false
  readonly #rested = rested(() => this.now())
  #mine = false
  readonly #editor: Editor

  constructor(editor: Editor) {
    this.#editor = editor
  }

  later(tr?: Transaction): void {
    if (tr && !isForeign(tr)) this.#mine = true
    this.#rested.call()
  }

  now(): void {
    this.stop()
    const mine = this.#mine
    this.#mine = false
    if (this.#editor.isDestroyed) return
    if (this.shown.size === 0) {
      this.ready = false
      return
    }
    const before = this.labels
    this.labels = clauseLabels(jsonOf(this.#editor.state.doc))
    this.ready = true
    for (const each of this.shown) each.show()
    if (mine && [...before.keys()].some((clause) => !this.labels.has(clause))) this.#keepLast(before)
  }

  /** Whoever took an item away writes down how it was called last; everybody else only looks. */
  #keepLast(before: ReadonlyMap<string, ClauseLabel>): void {
    const { state, view } = this.#editor
    const { tr } = state
    state.doc.descendants((node, at) => {
      if (node.type.name !== 'citation') return
      const clause = textAttr(node, 'clause')
      const last = this.labels.has(clause) ? undefined : before.get(clause)?.short
      if (last && last !== node.attrs.label) tr.setNodeAttribute(at, 'label', last)
    })
    if (tr.docChanged) view.dispatch(tr.setMeta('addToHistory', false))
  }

  stop(): void {
    this.#rested.stop()
  }
}

/** Items that come by a paste are copies if theirs are still here: a copy is another item and loses its mark. */
function withoutCopies(slice: Slice, view: EditorView): Slice {
  const moved = (view as { dragging?: { move?: boolean } | null }).dragging?.move === true
  const taken = new Set<string>()
  if (!moved)
    view.state.doc.descendants((node) => {
      if (node.type.name === 'listItem' && node.attrs.clause) taken.add(String(node.attrs.clause))
      return !node.isTextblock
    })
  const cleaned = (fragment: Fragment): Fragment => {
    const nodes: Node[] = []
    fragment.forEach((node) => {
      const clause: unknown = node.type.name === 'listItem' ? node.attrs.clause : null
      const isCopy = clause !== null && (!isClause(clause) || taken.has(clause))
      if (isClause(clause)) taken.add(clause)
      const content = node.isLeaf || node.isTextblock ? node.content : cleaned(node.content)
      nodes.push(
        isCopy ? node.type.create({ ...node.attrs, clause: null }, content, node.marks) : node.copy(content),
      )
    })
    return Fragment.fromArray(nodes)
  }
  return new Slice(cleaned(slice.content), slice.openStart, slice.openEnd)
}

/**
 * The mark of an item: where it was born in the shared document, so that two people who cite it at once give it the same
 * one, and no copy ever gets it again.
 */
function markOf(state: EditorState, path: readonly number[]): string {
  let type: unknown = (ySyncPluginKey.getState(state) as { type?: XmlFragment } | undefined)?.type
  for (const at of path) type = (type as XmlFragment | undefined)?.get?.(at)
  const id = type instanceof XmlElement && type.nodeName === 'listItem' ? type._item?.id : undefined
  if (id) return `c${id.client.toString(36)}-${id.clock.toString(36)}`
  return `r${crypto.getRandomValues(new Uint32Array(3)).join('-')}`
}

/** Where a node stands that is reached by these indexes. */
function placeAt(doc: Node, path: readonly number[]): number {
  let [place, node] = [0, doc]
  for (const [depth, at] of path.entries()) {
    for (let before = 0; before < at; before++) place += node.child(before).nodeSize
    node = node.child(at)
    if (depth < path.length - 1) place += 1
  }
  return place
}

/** The noun that belongs before the number, as far as it is not there; an unbreakable space keeps both together. */
function nounAfter(words: string): string {
  if (endsWithClause(words)) return /\s$/.test(words) ? '' : '\u00a0'
  return `${/(^|\s)$/.test(words) ? '' : ' '}${CLAUSE}\u00a0`
}

/** Puts a citation of the item at the caret; the noun before it stays an ordinary word, to be put in any case. */
export function cite(editor: Editor, clause: Clause): void {
  const { state } = editor
  const place = placeAt(state.doc, clause.path)
  if (state.doc.nodeAt(place)?.type.name !== 'listItem') return
  const mark = clause.clause && isClause(clause.clause) ? clause.clause : markOf(state, clause.path)
  const { $from } = state.selection
  const before = $from.parent.textBetween(0, $from.parentOffset, ' ', ' ')
  const noun = nounAfter(before)
  const { tr } = state
  if (clause.clause !== mark) tr.setNodeAttribute(place, 'clause', mark)
  const citation = state.schema.nodes.citation!.create({ clause: mark, label: clause.short })
  const words = noun ? [state.schema.text(noun), citation] : [citation]
  tr.replaceWith(tr.selection.from, tr.selection.to, words)
  editor.view.dispatch(tr.scrollIntoView())
  editor.view.focus()
}

/** Citations that follow their items, lead to them, and are not taken for copies of them. */
export const Citations = Extension.create({
  name: 'citations',
  addProseMirrorPlugins() {
    const names = new Names(this.editor)
    return [
      new Plugin({
        key: new PluginKey('citations'),
        props: {
          nodeViews: {
            citation: (node, view) => {
              names.later()
              return new CitationView(node, view, names)
            },
          },
          transformPasted: withoutCopies,
          handleKeyDown: (view, event) => {
            const at = event.key === 'Enter' ? chosenAtom(view.state, 'citation') : null
            if (at === null) return false
            goToClause(view, textAttr(view.state.doc.nodeAt(at)!, 'clause'))
            return true
          },
        },
        state: {
          init: () => null,
          apply: (tr) => {
            if (tr.docChanged && names.shown.size > 0) names.later(tr)
            return null
          },
        },
        view: () => ({ destroy: () => names.stop() }),
      }),
    ]
  },
})
