import { PluginKey } from '@tiptap/pm/state'
import { Decoration, type DecorationSet } from '@tiptap/pm/view'

/** Changes shown in the text of an editor. */
export const changesKey = new PluginKey<DecorationSet>('suggested changes')

interface Said {
  /** Before the words, for whoever hears the page. */
  said: string
  /** Who suggests it, for whoever points at it. */
  title?: string | undefined
  /** Initials, where several may want the same place. */
  by?: string | undefined
  change: string
  isChosen?: boolean
}

const classes = (own: string, { isChosen }: Said) => `${own}${isChosen ? ' change-chosen' : ''}`

/** Words that are in the text and stay, or go, when the change is taken. */
export const wordsIn = (from: number, to: number, tag: 'ins' | 'del', said: Said): Decoration =>
  Decoration.inline(from, to, {
    nodeName: tag,
    class: classes('change', said),
    'data-shown': said.change,
    ...(said.title && { title: said.title }),
  })

/** What may stand among the children of a block: a list holds items, a table rows, a row cells. */
function among(parent: string, inner: HTMLElement): HTMLElement {
  const wrapped = (name: string, child: HTMLElement) => {
    const element = document.createElement(name)
    element.className = 'change-between'
    element.contentEditable = 'false'
    element.append(child)
    return element
  }
  if (parent === 'bulletList' || parent === 'orderedList') return wrapped('li', inner)
  if (parent === 'tableRow') return wrapped('td', inner)
  return parent === 'table' ? wrapped('tr', wrapped('td', inner)) : inner
}

function initials(by: string): HTMLElement {
  const element = document.createElement('sup')
  element.className = 'change-by'
  element.setAttribute('aria-hidden', 'true')
  element.textContent = by
  return element
}

/** Words that are not in the text. */
export function wordsBeside(at: number, words: string, tag: 'ins' | 'del', said: Said): Decoration {
  const own = `change-block-${tag === 'ins' ? 'added' : 'removed'}`
  return Decoration.widget(
    at,
    (view, getPos) => {
      const { parent } = view.state.doc.resolve(getPos() ?? at)
      const element = document.createElement(tag)
      element.className = classes(
        parent.isTextblock && !words.includes('\n') ? 'change' : `change ${own}`,
        said,
      )
      element.dataset.shown = said.change
      element.contentEditable = 'false'
      if (said.title) element.title = said.title
      const unseen = document.createElement('span')
      unseen.className = 'unseen'
      unseen.textContent = `${said.said}: `
      element.append(unseen, words.trim() === '' ? '¶' : words)
      if (said.by) element.append(initials(said.by))
      return among(parent.type.name, element)
    },
    // The same words at the same place are the same element: a screen reader does not begin anew with every letter typed.
    {
      side: tag === 'del' ? -1 : 1,
      key: `${said.change} ${tag} ${words} ${said.isChosen ?? false}`,
      ignoreSelection: true,
    },
  )
}

/** A whole block that came, or became another kind. */
export const blockIn = (
  from: number,
  to: number,
  kind: 'added' | 'removed' | 'shape',
  said: Said,
): Decoration =>
  Decoration.node(from, to, {
    class: classes(kind === 'shape' ? 'change-shape' : `change-block-${kind}`, said),
    'data-shown': said.change,
    title: said.title ?? said.said,
  })
