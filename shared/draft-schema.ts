import { getSchema, Mark, Node, wrappingInputRule, type Extensions } from '@tiptap/core'
import { Blockquote } from '@tiptap/extension-blockquote'
import { Bold } from '@tiptap/extension-bold'
import { Document } from '@tiptap/extension-document'
import { HardBreak } from '@tiptap/extension-hard-break'
import { Heading } from '@tiptap/extension-heading'
import { Italic } from '@tiptap/extension-italic'
import { Link } from '@tiptap/extension-link'
import { BulletList, ListItem, OrderedList } from '@tiptap/extension-list'
import { Paragraph } from '@tiptap/extension-paragraph'
import { Strike } from '@tiptap/extension-strike'
import { Table, TableCell, TableHeader, TableRow } from '@tiptap/extension-table'
import { Text } from '@tiptap/extension-text'
import { Underline } from '@tiptap/extension-underline'
import type { Node as ProseMirrorNode, Schema } from '@tiptap/pm/model'

/**
 * Goes up with every node, mark or attribute that is added. The schema only grows: a client that lacks a node deletes
 * it for everybody, so an older client is turned away before it sees the text.
 */
export const DRAFT_SCHEMA_VERSION = 2

export type Numbering = 'decimal' | 'cyrillic'

export type DraftMark = { type: string; attrs?: Record<string, unknown> }

/** A node of the live text as plain JSON, as TipTap and y-tiptap give it. */
export type DraftJson = {
  type: string
  attrs?: Record<string, unknown>
  content?: DraftJson[]
  marks?: DraftMark[]
  text?: string
}

/** The letters of official lettered items. Word counts by the same 29: without ё, й, ъ and ь. */
export const CYRILLIC_ITEMS = 'абвгдежзиклмнопрстуфхцчшщыэюя'

/**
 * What is printed before an item: `3)`, `в)`; after the alphabet letters double as in Word: `аа)`. Past nine alphabets
 * it is digits again: a list made long on purpose must not print ever longer labels.
 */
export function itemLabel(numbering: Numbering, number: number): string {
  const isLettered = numbering === 'cyrillic' && number >= 1 && number <= 9 * CYRILLIC_ITEMS.length
  if (!isLettered) return `${number})`
  const letter = CYRILLIC_ITEMS[(number - 1) % CYRILLIC_ITEMS.length]!
  return `${letter.repeat(Math.ceil(number / CYRILLIC_ITEMS.length))})`
}

/** Whether a link may leave the page: http, https, mailto or tel, without spaces or control characters. */
export function isSafeHref(href: unknown): href is string {
  return typeof href === 'string' && /^(https?:\/\/|mailto:|tel:)[^\u0000-\u0020\u007f]+$/i.test(href)
}

// Attributes come from Yjs as a stranger's client wrote them, and a schema that throws on them would make every other
// client delete the node. So nothing is validated there; whoever renders takes the value through these functions.
const wholeAttr = (value: unknown, least: number, most: number, otherwise: number) =>
  Number.isInteger(value) && (value as number) >= least && (value as number) <= most
    ? (value as number)
    : otherwise

/** Whether an item may be called so: what our editor makes, and what may stand in an address. */
export const isClause = (value: unknown): value is string =>
  typeof value === 'string' && /^[a-z\d-]{1,64}$/.test(value)

/** A word of a stranger's client: text or nothing. */
export const textAttr = (node: { attrs?: Record<string, unknown> }, name: string): string =>
  typeof node.attrs?.[name] === 'string' ? node.attrs[name] : ''

export const numberingOf = (node: { attrs?: Record<string, unknown> }): Numbering =>
  node.attrs?.numbering === 'cyrillic' ? 'cyrillic' : 'decimal'

export const startOf = (node: { attrs?: Record<string, unknown> }) => wholeAttr(node.attrs?.start, 1, 9999, 1)

export const levelOf = (node: { attrs?: Record<string, unknown> }) =>
  wholeAttr(node.attrs?.level, 1, 4, 1) as 1 | 2 | 3 | 4

export const spanOf = (node: { attrs?: Record<string, unknown> }, name: 'colspan' | 'rowspan') =>
  wholeAttr(node.attrs?.[name], 1, 999, 1)

const DraftLink = Link.extend({
  addAttributes: () => ({ href: { default: null } }),
  renderHTML: ({ mark }) =>
    isSafeHref(mark.attrs.href)
      ? ['a', { href: mark.attrs.href, rel: 'noopener nofollow' }, 0]
      : ['a', {}, 0],
}).configure({ openOnClick: false, defaultProtocol: 'https', isAllowedUri: isSafeHref })

const DraftOrderedList = OrderedList.extend({
  addAttributes: () => ({
    start: {
      default: 1,
      parseHTML: (element) => wholeAttr(Number(element.getAttribute('start')), 1, 9999, 1),
    },
    numbering: {
      default: 'decimal',
      parseHTML: (element) =>
        element.getAttribute('data-numbering') === 'cyrillic' ? 'cyrillic' : 'decimal',
    },
  }),
  renderHTML: ({ node }) => {
    const start = startOf(node)
    return ['ol', { ...(start !== 1 && { start }), 'data-numbering': numberingOf(node) }, 0]
  },
  addInputRules() {
    const rule = (find: RegExp, numbering: Numbering, numberOf: (typed: string) => number) =>
      wrappingInputRule({
        find,
        type: this.type,
        getAttributes: (match) => ({ numbering, start: numberOf(match[1]!) }),
        joinPredicate: (match, node) =>
          node.attrs.numbering === numbering && node.childCount + startOf(node) === numberOf(match[1]!),
      })
    return [
      rule(/^(\d{1,3})[.)]\s$/, 'decimal', Number),
      rule(
        new RegExp(`^([${CYRILLIC_ITEMS}])\\)\\s$`),
        'cyrillic',
        (letter) => CYRILLIC_ITEMS.indexOf(letter) + 1,
      ),
    ]
  },
})

/**
 * Where the words stand that a comment is about; the thread itself is in the database. Several may overlap, and what is
 * typed at its end does not belong to it.
 */
const DraftComment = Mark.create({
  name: 'comment',
  excludes: '',
  inclusive: false,
  addAttributes: () => ({
    id: { default: null, parseHTML: (element: HTMLElement) => element.getAttribute('data-comment') },
  }),
  // What is pasted from another text brings its words, not its discussion.
  parseHTML: () => [],
  renderHTML: ({ mark }) => ['span', { class: 'comment', 'data-comment': textAttr(mark, 'id') }, 0],
})

/** A note below the page; its words are plain. */
const DraftFootnote = Node.create({
  name: 'footnote',
  group: 'inline',
  inline: true,
  atom: true,
  addAttributes: () => ({
    text: { default: '', parseHTML: (element: HTMLElement) => element.getAttribute('data-footnote') ?? '' },
  }),
  parseHTML: () => [{ tag: 'sup[data-footnote]' }],
  renderHTML: ({ node }) => ['sup', { class: 'footnote', 'data-footnote': textAttr(node, 'text') }],
  renderText: () => '',
})

/** Points at an item of a list by its `clause`; `label` is how the item was called when somebody last saw it. */
const DraftCitation = Node.create({
  name: 'citation',
  group: 'inline',
  inline: true,
  atom: true,
  addAttributes: () => ({
    clause: {
      default: null,
      parseHTML: (element: HTMLElement) => element.getAttribute('data-citation'),
    },
    label: { default: '', parseHTML: (element: HTMLElement) => element.textContent },
  }),
  parseHTML: () => [{ tag: 'span[data-citation]' }],
  renderHTML: ({ node }) => [
    'span',
    { class: 'citation', 'data-citation': textAttr(node, 'clause') },
    textAttr(node, 'label'),
  ],
  renderText: ({ node }) => textAttr(node, 'label'),
})

// Items, quotes and cells hold no headings and no tables: what they hold can be written to Word and read back exactly.
const IN_A_BOX = '(paragraph | bulletList | orderedList)'

const spanAttribute = (name: 'colspan' | 'rowspan') => ({
  default: 1,
  parseHTML: (element: HTMLElement) => wholeAttr(Number(element.getAttribute(name)), 1, 999, 1),
})

const cellAttributes = () => ({ colspan: spanAttribute('colspan'), rowspan: spanAttribute('rowspan') })

const spans = (node: { attrs: Record<string, unknown> }) => {
  const [colspan, rowspan] = [spanOf(node, 'colspan'), spanOf(node, 'rowspan')]
  return { ...(colspan > 1 && { colspan }), ...(rowspan > 1 && { rowspan }) }
}

/**
 * What a draft is made of: one list for the editor, for the rendering on the server and for conversion. It brings
 * neither undo nor collaboration; the editor adds its own.
 */
export const draftExtensions: Extensions = [
  Document,
  Paragraph,
  Text,
  Heading.configure({ levels: [1, 2, 3, 4] }),
  HardBreak,
  DraftFootnote,
  DraftCitation,
  Blockquote.extend({ content: 'paragraph+' }),
  BulletList,
  DraftOrderedList,
  ListItem.extend({
    content: `paragraph ${IN_A_BOX}*`,
    // Set once something cites the item; it goes with the item wherever that is moved. A copy loses it when it is pasted.
    addAttributes: () => ({
      clause: {
        default: null,
        keepOnSplit: false,
        parseHTML: (element: HTMLElement) => element.getAttribute('data-clause'),
        renderHTML: (attrs: Record<string, unknown>) =>
          isClause(attrs.clause) ? { 'data-clause': attrs.clause } : {},
      },
    }),
  }),
  // Widths would need style attributes, which the policy of the public pages does not let in.
  Table.extend({ renderHTML: () => ['table', ['tbody', 0]] }),
  TableRow,
  TableHeader.extend({
    content: `${IN_A_BOX}+`,
    addAttributes: cellAttributes,
    renderHTML: ({ node }) => ['th', spans(node), 0],
  }),
  TableCell.extend({
    content: `${IN_A_BOX}+`,
    addAttributes: cellAttributes,
    renderHTML: ({ node }) => ['td', spans(node), 0],
  }),
  DraftLink,
  Bold,
  Italic,
  Underline,
  Strike,
  DraftComment,
]

let schema: Schema | undefined

/** The ProseMirror schema of a draft, built once. */
export const draftSchema = (): Schema => (schema ??= getSchema(draftExtensions))

/**
 * A node as the live text stores it: plain objects, and no attributes that are not set.
 */
export const jsonOfNode = (node: ProseMirrorNode): DraftJson => bare(node.toJSON() as DraftJson)

function bare({ attrs, content, marks, ...rest }: DraftJson): DraftJson {
  const set = Object.entries(attrs ?? {}).filter(([, value]) => value !== null)
  return {
    ...rest,
    ...(set.length > 0 && { attrs: Object.fromEntries(set) }),
    ...(content && { content: content.map(bare) }),
    ...(marks && {
      marks: marks.map((mark) => ({ ...mark, ...(mark.attrs && { attrs: { ...mark.attrs } }) })),
    }),
  }
}

/** The text without the places of comments, or of all but some: what is published, compared and hashed has none. */
export function withoutComments(node: DraftJson, but: readonly string[] = []): DraftJson {
  const { marks, content, ...rest } = node
  const kept = marks?.filter(({ type, attrs }) => type !== 'comment' || but.includes(String(attrs?.['id'])))
  return {
    ...rest,
    ...(kept?.length && { marks: kept }),
    ...(content && { content: joinTexts(content.map((each) => withoutComments(each, but))) }),
  }
}

const sameMarks = (one: DraftJson, other: DraftJson) =>
  JSON.stringify(one.marks ?? []) === JSON.stringify(other.marks ?? [])

/** Neighbouring texts with equal marks become one, as ProseMirror keeps them; empty ones vanish. */
export function joinTexts(content: readonly DraftJson[]): DraftJson[] {
  const joined: DraftJson[] = []
  for (const node of content) {
    const last = joined.at(-1)
    if (node.type === 'text' && !node.text) continue
    if (last?.type === 'text' && node.type === 'text' && sameMarks(last, node))
      joined[joined.length - 1] = { ...last, text: `${last.text}${node.text}` }
    else joined.push(node)
  }
  return joined
}
