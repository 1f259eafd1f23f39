/** Words of a paper with what stands out among them. */
export type Words = readonly (string | { b: string })[]

/** How a line stands between the margins. */
export type Align = 'left' | 'center' | 'right' | 'justify'

/** A column of a table: its share of the width, and how its cells stand. */
export interface Column {
  title: string
  share: number
  align?: 'left' | 'center' | 'right'
}

/**
 * Points of the letters in a table of so many columns that words would break in the usual ones; null for any other. A sheet that lies has
 * room for more.
 */
export function density(columns: number, isLandscape = false): number | null {
  if (columns < (isLandscape ? 9 : 8)) return null
  return isLandscape ? 10 : columns === 8 ? 9 : 8
}

/**
 * What official papers are made of (domain §5): one list of plain blocks that the page, the Word file and the PDF are written from,
 * so that the three cannot differ in a word.
 */
export type Block = Shape & {
  /** Which editable part its words are, for the page on which it is edited. */
  part?: string
}

type Shape =
  /** «ПРОТОКОЛ» */
  | { kind: 'title'; text: string }
  | { kind: 'line'; words: Words; align?: Align }
  /** The date on the left, the number on the right. */
  | { kind: 'pair'; left: string; right: string }
  | { kind: 'paragraph'; words: Words; level?: number }
  /** A numbered or dashed item; its label is written, never counted by a program. */
  | { kind: 'item'; label: string; words: Words; level?: number }
  | { kind: 'table'; caption: string; columns: readonly Column[]; rows: readonly (readonly string[])[] }
  | { kind: 'signature'; role: string; name: string; note?: string | null }
  | { kind: 'small'; text: string }
  | { kind: 'break' }

export interface Paper {
  /** Of the file and of the tab. */
  title: string
  /** The sheet lies on its long side, for a wide table. */
  isLandscape?: boolean
  blocks: readonly Block[]
}

/** The words without what makes them stand out. */
export const plainWords = (words: Words): string =>
  words.map((each) => (typeof each === 'string' ? each : each.b)).join('')

/** What a reader of the paper reads, line by line. */
export function paperText({ blocks }: Paper): string {
  return blocks
    .flatMap((block) => {
      switch (block.kind) {
        case 'title':
        case 'small':
          return block.text
        case 'line':
        case 'paragraph':
          return plainWords(block.words)
        case 'pair':
          return `${block.left}\t${block.right}`
        case 'item':
          return `${block.label} ${plainWords(block.words)}`
        case 'table':
          return [
            block.caption,
            ...[block.columns.map(({ title }) => title), ...block.rows].map((row) => row.join(' | ')),
          ]
        case 'signature':
          return [`${block.role} ____ ${block.name}`, ...(block.note ? [block.note] : [])]
        case 'break':
          return []
      }
    })
    .join('\n')
}

const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => signs[sign]!)
/** A line may break behind a dash even before a space that keeps words together: «воздержались –|1». */
const inner = (text: string) =>
  escaped(text)
    .replaceAll('\n', '<br>')
    .replace(/–\u00a0[^\s<]+/g, '<span class="together">$&</span>')

const wordsHtml = (words: Words) =>
  words.map((each) => (typeof each === 'string' ? inner(each) : `<b>${inner(each.b)}</b>`)).join('')

const deeper = (level = 0) => (level > 0 ? ` data-level="${level}"` : '')

/** One block as HTML; whatever people typed is escaped. The look of the classes stands in `papers.css`. */
export function blockHtml(block: Block): string {
  switch (block.kind) {
    case 'title':
      return `<h2 class="title">${inner(block.text)}</h2>`
    case 'line':
      return `<p class="line" data-align="${block.align ?? 'left'}">${wordsHtml(block.words)}</p>`
    case 'pair':
      return `<p class="pair"><span>${inner(block.left)}</span> <span>${inner(block.right)}</span></p>`
    case 'paragraph':
      return `<p class="prose"${deeper(block.level)}>${wordsHtml(block.words)}</p>`
    case 'item':
      return `<p class="item"${deeper(block.level)}><span class="label">${inner(block.label)}</span> <span>${wordsHtml(block.words)}</span></p>`
    case 'table':
      return tableHtml(block)
    case 'signature':
      return `<p class="signature"><span>${inner(block.role)}</span> <span class="rule" aria-hidden="true"></span> <span>${inner(block.name)}</span></p>${block.note ? `<p class="small">${inner(block.note)}</p>` : ''}`
    case 'small':
      return `<p class="small">${inner(block.text)}</p>`
    case 'break':
      return '<hr class="break">'
  }
}

function tableHtml({ caption, columns, rows }: Extract<Block, { kind: 'table' }>): string {
  const head = columns.map(({ title }) => `<th scope="col">${inner(title)}</th>`).join('')
  const body = rows
    .map(
      (row) =>
        `<tr>${row
          .map((cell, at) => {
            const column = columns[at]
            return `<td data-align="${column?.align ?? 'left'}" data-label="${escaped(column?.title ?? '')}">${inner(cell)}</td>`
          })
          .join('')}</tr>`,
    )
    .join('')
  const all = columns.reduce((sum, { share }) => sum + share, 0)
  const widths = columns
    .map(({ share }) => `<col style="width: ${Math.round((share / all) * 1000) / 10}%">`)
    .join('')
  const dense = density(columns.length)
  return `<table${dense === null ? '' : ` data-points="${dense}"`}><caption>${inner(caption)}</caption><colgroup>${widths}</colgroup><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`
}

/** All blocks, in one element that carries the look. */
export const paperHtml = ({ blocks }: Paper): string =>
  `<article class="paper">\n${blocks.map(blockHtml).join('\n')}\n</article>`
