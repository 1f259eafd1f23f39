import type { Node } from '@tiptap/pm/model'
import { renderToHTMLString } from '@tiptap/static-renderer/pm/html-string'
import { clauseLabels, citationText } from '../../../shared/clauses.ts'
import {
  draftExtensions,
  draftSchema,
  isClause,
  spanOf,
  textAttr,
  type DraftJson,
} from '../../../shared/draft-schema.ts'

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

const escaped = (text: string) =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? '&quot;')

/** The notes of one text: marks with their numbers, and the list of them that stands below it. */
function footnotes() {
  const notes: string[] = []
  const mark = ({ node }: Rendered) => {
    const text = textAttr(node, 'text')
    const number = notes.push(text)
    return (
      `<sup class="footnote" data-footnote="${escaped(text)}">` +
      `<a id="note-${number}-mark" href="#note-${number}" role="doc-noteref" aria-label="Сноска ${number}">${number}</a></sup>`
    )
  }
  const line = (text: string, at: number) =>
    `<li id="note-${at + 1}">${escaped(text)} <a href="#note-${at + 1}-mark" role="doc-backlink" aria-label="Назад к сноске ${at + 1}">↑</a></li>`
  const list = () =>
    notes.length > 0
      ? `<section class="footnotes" role="doc-endnotes" aria-label="Сноски"><ol>${notes.map(line).join('')}</ol></section>`
      : ''
  return { mark, list }
}

/** Citations under the names that their items have now; they lead to the item while it is there. */
function citations(json: DraftJson) {
  const labels = clauseLabels(json)
  return ({ node }: Rendered) => {
    const clause = textAttr(node, 'clause')
    const words = escaped(citationText(node, labels))
    const label = isClause(clause) && labels.get(clause)
    if (!label) return `<span class="citation gone" data-citation="">${words}</span>`
    const link = `<a href="#clause-${clause}" title="${escaped(label.full)}">${words}</a>`
    return `<span class="citation" data-citation="${clause}">${link}</span>`
  }
}

/** An item that is cited can be reached by its address; of two with one name the first. */
function items() {
  const seen = new Set<string>()
  return ({ node, children }: Rendered) => {
    const clause = textAttr(node, 'clause')
    const isFirst = isClause(clause) && !seen.has(clause)
    if (isFirst) seen.add(clause)
    return `<li${isFirst ? ` id="clause-${clause}" data-clause="${clause}"` : ''}>${together(children)}</li>`
  }
}

/**
 * A draft as HTML for a public page: text and attributes escaped, links that lead only to http, https, mailto or tel,
 * no style attributes; footnotes stand in a list below. Throws a `RangeError` for JSON that is not a draft of this schema.
 */
export function draftHtml(json: DraftJson): string {
  const notes = footnotes()
  const html = renderToHTMLString({
    content: draftSchema().nodeFromJSON(json),
    extensions: draftExtensions,
    options: {
      nodeMapping: {
        table,
        tableHeader: (cellOfHead) => cell('th', cellOfHead),
        tableCell: (cellOfBody) => cell('td', cellOfBody),
        listItem: items(),
        citation: citations(json),
        footnote: notes.mark,
      },
      // Where comments stand is nobody's business who only reads.
      markMapping: { comment: ({ children }) => together(children) },
    },
  })
  return html + notes.list()
}
