import { getSchema, wrappingInputRule, type Extensions } from '@tiptap/core'
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
import type { Schema } from '@tiptap/pm/model'

/**
 * Goes up with every node, mark or attribute that is added. The schema only grows: a client that lacks a node deletes
 * it for everybody, so an older client is turned away before it sees the text.
 */
export const DRAFT_SCHEMA_VERSION = 1

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
  Blockquote.extend({ content: 'paragraph+' }),
  BulletList,
  DraftOrderedList,
  ListItem.extend({ content: `paragraph ${IN_A_BOX}*` }),
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
]

let schema: Schema | undefined

/** The ProseMirror schema of a draft, built once. */
export const draftSchema = (): Schema => (schema ??= getSchema(draftExtensions))

const inlineText = (node: DraftJson) =>
  (node.content ?? []).map((each) => (each.type === 'hardBreak' ? '\n' : (each.text ?? ''))).join('')

const inCells = (row: DraftJson) => (row.content ?? []).map((cell) => linesOf(cell).join(' ')).join('\t')

function listLines(list: DraftJson): string[] {
  const label = (index: number) =>
    list.type === 'bulletList' ? '–' : itemLabel(numberingOf(list), startOf(list) + index)
  return (list.content ?? []).flatMap((item, index) => {
    const [first = '', ...rest] = linesOf(item)
    return [`${label(index)} ${first}`, ...rest]
  })
}

function linesOf(node: DraftJson): string[] {
  if (node.type === 'paragraph' || node.type === 'heading') return [inlineText(node)]
  if (node.type === 'bulletList' || node.type === 'orderedList') return listLines(node)
  if (node.type === 'table') return (node.content ?? []).map(inCells)
  return (node.content ?? []).flatMap(linesOf)
}

/** The draft as plain text, a line for every block, with the markers of its items; cells are parted by tabs. */
export const draftText = (json: DraftJson): string => linesOf(json).join('\n')

const wordsOf = /[\p{L}\p{N}]+(?:[-’'ʼ][\p{L}\p{N}]+)*/gu

const textBlocks = (node: DraftJson): string[] =>
  node.type === 'paragraph' || node.type === 'heading'
    ? [inlineText(node)]
    : (node.content ?? []).flatMap(textBlocks)

/** Words and characters (spaces counted, line ends and item markers not) of a draft. */
export function draftStats(json: DraftJson): { words: number; characters: number } {
  const blocks = textBlocks(json)
  return {
    words: blocks.reduce((sum, text) => sum + (text.match(wordsOf)?.length ?? 0), 0),
    characters: blocks.reduce((sum, text) => sum + [...text.replaceAll('\n', '')].length, 0),
  }
}
