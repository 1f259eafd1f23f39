import { strToU8, zipSync } from 'fflate'
import { withCitations } from '../../../shared/clauses.ts'
import {
  draftSchema,
  isSafeHref,
  levelOf,
  numberingOf,
  spanOf,
  startOf,
  textAttr,
  type DraftJson,
} from '../../../shared/draft-schema.ts'
import type { ExchangedComment, ExchangedReply, ExportedDraft, PaperMeta } from './exchange.ts'
import { automaticStyles, namespaces, stylesXml, TEXT_WIDTH } from './odt-page.ts'
import { commentPlaces, type CommentPlaces } from './places.ts'
import { escapeXml, tag, xmlFile } from './xml-write.ts'

export const ODT = 'application/vnd.oasis.opendocument.text'

interface Place {
  depth: number
  style?: string
}

const bits = ['bold', 'italic', 'underline', 'strike']
const DEEPEST = 9

/** Spaces in a row, tabs and line ends are elements: a reader takes them for one space. */
const wordsXml = (text: string) =>
  escapeXml(text)
    .replace(/(^| ) +| +$/g, (spaces) => tag('text:s', { 'text:c': spaces.length }))
    .replaceAll('\t', '<text:tab/>')
    .replaceAll('\n', '<text:line-break/>')

const said = ({ author, at, text }: ExchangedReply) =>
  `<dc:creator>${escapeXml(author)}</dc:creator>` +
  (at ? `<dc:date>${at.replace(/\.\d+Z$/, '')}</dc:date>` : '') +
  text.split('\n').map((line) => tag('text:p', {}, escapeXml(line))).join('') // prettier-ignore

class OdtWriter {
  readonly #comments: ReadonlyMap<string, ExchangedComment>
  readonly #places: CommentPlaces<DraftJson>
  #notes = 0
  columns = new Set<number>()

  constructor(text: DraftJson, comments: readonly ExchangedComment[]) {
    this.#comments = new Map(comments.map((each) => [each.id, each]))
    this.#places = commentPlaces(text, comments)
  }

  /** A thread is a note of each who spoke, over the same words. */
  #annotations(ids: readonly string[] = []): string {
    return ids
      .map((id) => {
        const { replies, resolved, ...first } = this.#comments.get(id)!
        return [first, ...replies]
          .map((each, at) =>
            tag(
              'office:annotation',
              { 'office:name': `${id}-${at}`, 'loext:resolved': String(resolved) },
              said({ ...each, text: at === 0 ? this.#places.textOf(first) : each.text }),
            ),
          )
          .join('')
      })
      .join('')
  }

  #annotationEnds = (ids: readonly string[] = []): string =>
    ids
      .flatMap((id) => [id, ...this.#comments.get(id)!.replies].map((_, at) => `${id}-${at}`))
      .map((name) => tag('office:annotation-end', { 'office:name': name }))
      .join('')

  #run(node: DraftJson): string {
    if (node.type === 'hardBreak') return '<text:line-break/>'
    if (node.type === 'footnote') return this.#note(textAttr(node, 'text'))
    const words = wordsXml(node.type === 'citation' ? textAttr(node, 'label') : (node.text ?? ''))
    const look = bits.reduce(
      (sum, type, bit) => sum + (node.marks?.some((mark) => mark.type === type) ? 1 << bit : 0),
      0,
    )
    const run = look ? tag('text:span', { 'text:style-name': `T${look}` }, words) : words
    const href = node.marks?.find((mark) => mark.type === 'link')?.attrs?.href
    return isSafeHref(href) ? tag('text:a', { 'xlink:type': 'simple', 'xlink:href': href }, run) : run
  }

  #note(text: string): string {
    const number = ++this.#notes
    return tag(
      'text:note',
      { 'text:id': `note${number}`, 'text:note-class': 'footnote' },
      `<text:note-citation>${number}</text:note-citation>`,
      tag(
        'text:note-body',
        {},
        tag('text:p', { 'text:style-name': 'Footnote' }, '<text:s/>', wordsXml(text)),
      ),
    )
  }

  #inline(content: readonly DraftJson[] = []): string {
    return content
      .map(
        (node) =>
          this.#annotations(this.#places.starts.get(node)) +
          this.#run(node) +
          this.#annotationEnds(this.#places.ends.get(node)),
      )
      .join('')
  }

  #paragraph(node: DraftJson, { depth, style }: Place): string {
    const isBroken = node.content?.some((each) => each.type === 'hardBreak')
    const usual = isBroken ? 'Text_20_broken' : 'Text_20_body'
    const name = style ?? (depth > 0 ? `Item${Math.min(depth - 1, DEEPEST)}` : usual)
    return tag('text:p', { 'text:style-name': name }, this.#inline(node.content))
  }

  blocks(nodes: readonly DraftJson[] = [], place: Place): string {
    return nodes.map((node) => this.#block(node, place)).join('')
  }

  #block(node: DraftJson, place: Place): string {
    switch (node.type) {
      case 'heading': {
        const level = levelOf(node)
        const heading = { 'text:style-name': `Heading_20_${level}`, 'text:outline-level': level }
        return tag('text:h', heading, this.#inline(node.content))
      }
      case 'blockquote':
        return this.blocks(node.content, { ...place, style: 'Quotations' })
      case 'bulletList':
      case 'orderedList':
        return this.#list(node, place)
      case 'table':
        return this.#table(node) + tag('text:p', { 'text:style-name': 'Gap' })
      default:
        return this.#paragraph(node, place)
    }
  }

  #list(list: DraftJson, { depth, style }: Place): string {
    const kind = list.type === 'bulletList' ? 'dash' : numberingOf(list)
    const items = (list.content ?? []).map((item, at) => {
      const [first = { type: 'paragraph' }, ...rest] = item.content ?? []
      const start = at === 0 && kind !== 'dash' ? startOf(list) : undefined
      return tag(
        'text:list-item',
        { 'text:start-value': start },
        this.#paragraph(first, { depth, style: style ?? 'List_20_Contents' }),
        this.blocks(rest, { depth: depth + 1, ...(style && { style }) }),
      )
    })
    return tag('text:list', { 'text:style-name': `List_${kind}` }, ...items)
  }

  #cell(cell: DraftJson): string {
    const [columns, rows] = [spanOf(cell, 'colspan'), spanOf(cell, 'rowspan')]
    const style = cell.type === 'tableHeader' ? 'Table_20_Heading' : 'Table_20_Contents'
    return tag(
      'table:table-cell',
      {
        'table:style-name': 'Cell',
        'office:value-type': 'string',
        'table:number-columns-spanned': columns > 1 ? columns : undefined,
        'table:number-rows-spanned': rows > 1 ? rows : undefined,
      },
      this.blocks(cell.content, { depth: 0, style }),
    )
  }

  #table(table: DraftJson): string {
    const rows = table.content ?? []
    const covered = new Map<number, number>()
    let width = 0
    const written = rows.map((row) => {
      const cells: string[] = []
      let column = 0
      const fromAbove = () => {
        for (let left = covered.get(column) ?? 0; left > 0; left = covered.get(column) ?? 0) {
          cells.push('<table:covered-table-cell/>')
          covered.set(column++, left - 1)
        }
      }
      for (const cell of row.content ?? []) {
        fromAbove()
        const [columns, down] = [spanOf(cell, 'colspan'), spanOf(cell, 'rowspan')]
        cells.push(this.#cell(cell), ...Array<string>(columns - 1).fill('<table:covered-table-cell/>'))
        for (let at = column; at < column + columns; at++) covered.set(at, down - 1)
        column += columns
      }
      fromAbove()
      width = Math.max(width, column)
      return tag('table:table-row', { 'table:style-name': 'Row' }, ...cells)
    })
    const isHead = (row: DraftJson) =>
      Boolean(row.content?.length) && row.content!.every((cell) => cell.type === 'tableHeader')
    const first = rows.findIndex((row) => !isHead(row))
    const heads = first === -1 ? 0 : first
    this.columns.add(width)
    return tag(
      'table:table',
      { 'table:style-name': 'Table' },
      tag('table:table-column', {
        'table:style-name': `Column${width}`,
        'table:number-columns-repeated': width,
      }),
      heads > 0 && tag('table:table-header-rows', {}, ...written.slice(0, heads)),
      ...written.slice(heads),
    )
  }
}

const columnStyle = (count: number) =>
  tag(
    'style:style',
    { 'style:name': `Column${count}`, 'style:family': 'table-column' },
    tag('style:table-column-properties', { 'style:column-width': `${(TEXT_WIDTH / count).toFixed(3)}cm` }),
  )

const metaXml = ({ title, language }: PaperMeta) =>
  tag(
    'office:document-meta',
    namespaces,
    `<office:meta><dc:title>${escapeXml(title)}</dc:title><dc:language>${escapeXml(language)}</dc:language></office:meta>`,
  )

const manifest = tag(
  'manifest:manifest',
  {
    'xmlns:manifest': 'urn:oasis:names:tc:opendocument:xmlns:manifest:1.0',
    'manifest:version': '1.3',
  },
  ...[['/', ODT], ...['content', 'styles', 'meta'].map((part) => [`${part}.xml`, 'text/xml'])].map(
    ([path, type]) => tag('manifest:file-entry', { 'manifest:full-path': path, 'manifest:media-type': type }),
  ),
)

/**
 * A draft with its comments → bytes of an .odt with the look of an official paper. Proposals are not in it. Throws a
 * `RangeError` for JSON that is not a draft of this schema.
 */
export function writeOdt({ json, comments = [] }: ExportedDraft, meta: PaperMeta): Uint8Array {
  const text = withCitations(draftSchema().nodeFromJSON(json).toJSON() as DraftJson)
  const writer = new OdtWriter(text, comments)
  const body = writer.blocks(text.content, { depth: 0 })
  const content = tag(
    'office:document-content',
    namespaces,
    tag('office:automatic-styles', {}, automaticStyles, ...[...writer.columns].map(columnStyle)),
    tag('office:body', {}, tag('office:text', {}, body)),
  )
  return zipSync({
    // First and not packed, so that the kind of the file can be read from its beginning.
    mimetype: [strToU8(ODT), { level: 0 }],
    'META-INF/manifest.xml': strToU8(xmlFile(manifest)),
    'content.xml': strToU8(xmlFile(content)),
    'styles.xml': strToU8(xmlFile(stylesXml)),
    'meta.xml': strToU8(xmlFile(metaXml(meta))),
  })
}
