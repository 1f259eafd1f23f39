import type { Node } from '@tiptap/pm/model'
import { renderToHTMLString } from '@tiptap/static-renderer/pm/html-string'
import { draftExtensions, draftSchema, spanOf, type DraftJson } from '../../../shared/draft-schema.ts'

type Rendered = { node: Node; parent?: Node; children?: string | string[] }

const isHeadRow = (row: Node) =>
  row.childCount > 0 && row.children.every((cell) => cell.type.name === 'tableHeader')

const together = (children?: string | string[]) => [children ?? ''].flat().join('')

/** How many rows at the top are headers; none if a cell reaches from them into the body, for a browser would cut it. */
function headRows(rows: readonly Node[]) {
  const first = rows.findIndex((row) => !isHeadRow(row))
  const heads = first === -1 ? rows.length : first
  const crosses = rows
    .slice(0, heads)
    .some((row, at) => row.children.some((cell) => at + spanOf(cell, 'rowspan') > heads))
  return crosses ? 0 : heads
}

/** The header rows become `thead`, so that a screen reader and a printed page repeat them. */
function table({ node, children = [] }: Rendered) {
  const rows = [children].flat()
  const heads = headRows(node.children)
  const [head, body] = [rows.slice(0, heads).join(''), rows.slice(heads).join('')]
  return `<table>${head && `<thead>${head}</thead>`}${body && `<tbody>${body}</tbody>`}</table>`
}

function cell(tag: 'td' | 'th', { node, parent, children }: Rendered) {
  const [colspan, rowspan] = [spanOf(node, 'colspan'), spanOf(node, 'rowspan')]
  const scope = tag === 'th' ? ` scope="${parent && isHeadRow(parent) ? 'col' : 'row'}"` : ''
  const spans = `${colspan > 1 ? ` colspan="${colspan}"` : ''}${rowspan > 1 ? ` rowspan="${rowspan}"` : ''}`
  return `<${tag}${scope}${spans}>${together(children)}</${tag}>`
}

/**
 * A draft as HTML for a public page: text and attributes escaped, links that lead only to http, https, mailto or tel,
 * no style attributes. Throws a `RangeError` for JSON that is not a draft of this schema.
 */
export const draftHtml = (json: DraftJson): string =>
  renderToHTMLString({
    content: draftSchema().nodeFromJSON(json),
    extensions: draftExtensions,
    options: {
      nodeMapping: {
        table,
        tableHeader: (cellOfHead) => cell('th', cellOfHead),
        tableCell: (cellOfBody) => cell('td', cellOfBody),
      },
    },
  })
