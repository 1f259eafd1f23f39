import { withCitations } from '../../../shared/clauses.ts'
import { nodeOfDraft } from '../../../shared/draft-diff/clean.ts'
import { isFormatOnly, type Hunk, type NodeShape } from '../../../shared/draft-diff/hunk.ts'
import { levelOf, numberingOf, spanOf, startOf, type DraftJson } from '../../../shared/draft-schema.ts'
import { attributes, escape, inlineHtml } from './inline-html.ts'
import { headRows, isHeadRow, itemNumbers, stretches } from './layout.ts'
import { markedDraft, type MarkedBlock, type MarkedRun } from './marked.ts'

/** What is said of a change, for whoever hears the page; colour is never the only sign. */
export type DiffWords = {
  added: string
  removed: string
  /** Said where the border of two paragraphs came or went. */
  split: string
  joined: string
  /** Said before words of which only the marks changed. */
  format: string
  /** «Абзац стал заголовком». */
  shape(from: NodeShape, to: NodeShape): string
  /** What opens a stretch of so many unchanged blocks. */
  unchanged(blocks: number): string
}

export type DiffHtmlOptions = {
  words: DiffWords
  /** So many unchanged blocks stay open around a change; the others fold. All stay open without it. */
  context?: number
  /** Who made a change and when, an ISO instant. */
  by?(hunk: Hunk): { author?: string; at?: string } | undefined
}

const PILCROW = '<span aria-hidden="true">¶</span>'
const CHANGE_TAGS = { added: 'ins', removed: 'del' } as const

class Page {
  private readonly hunks: ReadonlyMap<string, Hunk>
  private readonly options: DiffHtmlOptions
  private readonly named = new Set<string>()

  constructor(hunks: readonly Hunk[], options: DiffHtmlOptions) {
    this.hunks = new Map(hunks.map((hunk) => [hunk.id, hunk]))
    this.options = options
  }

  /** The first place of a change is where a link to it leads. */
  private place(id: string): Record<string, string | undefined> {
    const isFirst = !this.named.has(id)
    this.named.add(id)
    const by = this.options.by?.(this.hunks.get(id)!)
    return { ...(isFirst && { id: `hunk-${id}` }), 'data-hunk': id, 'data-author': by?.author }
  }

  private when = (id: string) => ({ datetime: this.options.by?.(this.hunks.get(id)!)?.at })

  private change(change: 'added' | 'removed', id: string, said: string, inner: string): string {
    const tag = CHANGE_TAGS[change]
    const all = { ...this.place(id), ...this.when(id) }
    return `<${tag}${attributes(all)}><span class="unseen">${escape(said)}: </span>${inner}</${tag}>`
  }

  private runs(runs: readonly MarkedRun[]): string {
    let html = ''
    for (let at = 0; at < runs.length;) {
      const { change, hunk: id } = runs[at]!
      let end = at
      while (end < runs.length && runs[end]!.change === change && runs[end]!.hunk === id) end++
      const inner = runs
        .slice(at, end)
        .map(({ node }) => inlineHtml(node))
        .join('')
      at = end
      if (change === 'kept' || id === undefined) html += inner
      else html += this.changedRun(change, id, inner)
    }
    return html
  }

  private changedRun(change: 'added' | 'removed', id: string, inner: string): string {
    const { words } = this.options
    if (!isFormatOnly(this.hunks.get(id)!)) return this.change(change, id, words[change], inner)
    return change === 'removed' ? '' : this.change('added', id, words.format, inner)
  }

  private text(block: MarkedBlock, tag: string): string {
    const note = block.was ? `${this.note(block, 'span')} ` : ''
    const inner = `${note}${this.runs(block.runs!)}${this.empty(block)}${this.border(block)}`
    return `<${tag}${this.own(block)}>${inner}</${tag}>`
  }

  /** An empty paragraph that came or went has no words to be marked. */
  private empty({ change, hunk, runs }: MarkedBlock): string {
    if (change === 'kept' || hunk === undefined || runs!.length > 0) return ''
    return this.change(change, hunk, this.options.words[change], PILCROW)
  }

  private border({ end }: MarkedBlock): string {
    if (!end) return ''
    const { split, joined } = this.options.words
    return this.change(end.change, end.hunk, end.change === 'added' ? split : joined, PILCROW)
  }

  /** What is said of a block that became another kind. */
  private note({ was, type, attrs }: MarkedBlock, tag: 'span' | 'p'): string {
    const { hunk, ...from } = was!
    const said = escape(this.options.words.shape(from, { type, attrs }))
    return `<${tag} class="diff-note"${attributes(this.place(hunk))}>${said}</${tag}>`
  }

  private own({ change, was }: MarkedBlock): string {
    if (change !== 'kept') return attributes({ 'data-change': change })
    return was ? attributes({ 'data-change': 'shape' }) : ''
  }

  block = (block: MarkedBlock): string => {
    const inner = () => block.blocks!.map(this.block).join('')
    const own = this.own(block)
    if (block.type === 'paragraph') return this.text(block, 'p')
    if (block.type === 'heading') return this.text(block, `h${levelOf(block)}`)
    if (block.type === 'bulletList' || block.type === 'orderedList') return this.list(block)
    if (block.type === 'table') return `<table${own}>${this.rows(block.blocks!)}</table>`
    return `<blockquote${own}>${inner()}</blockquote>`
  }

  private list(list: MarkedBlock): string {
    const note = list.was ? this.note(list, 'p') : ''
    const isOrdered = list.type === 'orderedList'
    const start = startOf(list)
    const numbering = isOrdered && {
      start: start === 1 ? undefined : start,
      'data-numbering': numberingOf(list),
    }
    const tag = isOrdered ? 'ol' : 'ul'
    const numbers = isOrdered ? itemNumbers(list) : []
    const items = list.blocks!.map((item, at) => {
      const inner = item.blocks!.map(this.block).join('')
      return `<li${attributes({ value: numbers[at] })}${this.own(item)}>${inner}</li>`
    })
    return `${note}<${tag}${attributes({ ...numbering })}${this.own(list)}>${items.join('')}</${tag}>`
  }

  private rows(rows: readonly MarkedBlock[]): string {
    const heads = headRows(rows)
    const [head, body] = [rows.slice(0, heads), rows.slice(heads)].map((part) => part.map(this.row).join(''))
    return `${head && `<thead>${head}</thead>`}${body && `<tbody>${body}</tbody>`}`
  }

  private row = (row: MarkedBlock): string => {
    const cells = row.blocks!.map((cell) => {
      const isHead = cell.type === 'tableHeader'
      const [colspan, rowspan] = [spanOf(cell, 'colspan'), spanOf(cell, 'rowspan')]
      const all = {
        scope: isHead ? (isHeadRow(row) ? 'col' : 'row') : undefined,
        colspan: colspan > 1 ? colspan : undefined,
        rowspan: rowspan > 1 ? rowspan : undefined,
      }
      const tag = isHead ? 'th' : 'td'
      const note = cell.was ? this.note(cell, 'p') : ''
      return `<${tag}${attributes(all)}${this.own(cell)}>${note}${cell.blocks!.map(this.block).join('')}</${tag}>`
    })
    return `<tr${this.own(row)}>${cells.join('')}</tr>`
  }

  whole(blocks: readonly MarkedBlock[]): string {
    const { context, words } = this.options
    if (context === undefined) return blocks.map(this.block).join('')
    return stretches(blocks, context)
      .map(({ isFolded, part }) => {
        const html = part.map(this.block).join('')
        if (!isFolded) return html
        return `<details class="diff-unchanged"><summary>${escape(words.unchanged(part.length))}</summary>${html}</details>`
      })
      .join('')
  }
}

/**
 * Two texts as one page: B in the HTML of `draftHtml`, with what went from A in its place. Every change carries `data-hunk`; its first
 * place has the id `hunk-<id>`. Text and attributes are escaped, there are no style attributes. `hunks` are those of
 * `diffDrafts` for the same two texts. Throws `RangeError` for JSON that is no draft, or for changes of other texts.
 */
export function diffHtml(
  a: DraftJson,
  b: DraftJson,
  hunks: readonly Hunk[],
  options: DiffHtmlOptions,
): string {
  const [before, after] = [a, b].map((draft) => nodeOfDraft(withCitations(draft)))
  return new Page(hunks, options).whole(markedDraft(before!, after!, hunks))
}
