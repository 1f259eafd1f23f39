import { tag } from './xml-write.ts'

/** The same look as our Word files have (see `word-page.ts`), in the words of OpenDocument. */
const FONT = 'Times New Roman'
const FIRST_LINE = '1.25cm'
const STEP = 0.75

export const TEXT_WIDTH = 17

const spaces = Object.entries({
  office: 'office:1.0',
  style: 'style:1.0',
  text: 'text:1.0',
  table: 'table:1.0',
  fo: 'xsl-fo-compatible:1.0',
  svg: 'svg-compatible:1.0',
  meta: 'meta:1.0',
})

export const namespaces = {
  ...Object.fromEntries(
    spaces.map(([name, urn]) => [`xmlns:${name}`, `urn:oasis:names:tc:opendocument:xmlns:${urn}`]),
  ),
  'xmlns:xlink': 'http://www.w3.org/1999/xlink',
  'xmlns:dc': 'http://purl.org/dc/elements/1.1/',
  'xmlns:loext': 'urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0',
  'office:version': '1.3',
}

type Properties = Readonly<Record<string, string | undefined>>

interface Style {
  name?: string
  parent?: string
  level?: number
  paragraph?: Properties
  run?: Properties
}

const named = (id: string, { name, parent, level, paragraph, run }: Style) =>
  tag(
    'style:style',
    {
      'style:name': id,
      'style:display-name': name,
      'style:family': 'paragraph',
      'style:parent-style-name': parent,
      'style:default-outline-level': level,
      'style:class': 'text',
    },
    paragraph && tag('style:paragraph-properties', paragraph),
    run && tag('style:text-properties', run),
  )

const size = (points: number) => ({
  'fo:font-size': `${points}pt`,
  'style:font-size-asian': `${points}pt`,
  'style:font-size-complex': `${points}pt`,
})
const bold = { 'fo:font-weight': 'bold', 'style:font-weight-complex': 'bold' }
const italic = { 'fo:font-style': 'italic', 'style:font-style-complex': 'italic' }
const tight = { 'fo:margin-top': '0cm', 'fo:margin-bottom': '0cm', 'fo:line-height': '100%' }

const heading = (level: number) =>
  named(`Heading_20_${level}`, {
    name: `Heading ${level}`,
    parent: 'Standard',
    level,
    paragraph: {
      'fo:margin-top': '0.42cm',
      'fo:margin-bottom': '0.21cm',
      'fo:keep-with-next': 'always',
      'fo:text-align': level < 3 ? 'center' : 'start',
    },
    run: { ...bold, ...(level === 4 && italic), ...size(level === 1 ? 16 : 14) },
  })

const formats = { decimal: '1', cyrillic: 'а, б, .., аа, аб, ... (ru)' } as const

/** How far in the text of an item stands; its further paragraphs stand there too. */
export const itemIndent = (depth: number) => `${(1.25 + STEP * depth).toFixed(2)}cm`

const levelProperties = (depth: number) =>
  tag(
    'style:list-level-properties',
    { 'text:list-level-position-and-space-mode': 'label-alignment' },
    tag('style:list-level-label-alignment', {
      'text:label-followed-by': 'listtab',
      'fo:text-indent': `-${STEP}cm`,
      'fo:margin-left': itemIndent(depth),
    }),
  )

const listStyle = (kind: 'decimal' | 'cyrillic' | 'dash') =>
  tag(
    'text:list-style',
    { 'style:name': `List_${kind}` },
    ...Array.from({ length: 10 }, (_, depth) =>
      kind === 'dash'
        ? tag(
            'text:list-level-style-bullet',
            { 'text:level': depth + 1, 'text:bullet-char': '–' },
            levelProperties(depth),
          )
        : tag(
            'text:list-level-style-number',
            {
              'text:level': depth + 1,
              'style:num-format': formats[kind],
              'style:num-suffix': ')',
              'style:num-letter-sync': kind === 'cyrillic' ? 'true' : undefined,
            },
            levelProperties(depth),
          ),
    ),
  )

const text = { 'fo:text-indent': FIRST_LINE, 'fo:text-align': 'justify' }

const styles = [
  tag(
    'style:default-style',
    { 'style:family': 'paragraph' },
    tag('style:text-properties', {
      'style:font-name': FONT,
      'style:font-name-complex': FONT,
      ...size(14),
      'fo:language': 'ru',
      'fo:country': 'RU',
    }),
  ),
  named('Standard', {
    paragraph: {
      'fo:line-height': '115%',
      'fo:margin-bottom': '0.14cm',
      'fo:orphans': '2',
      'fo:widows': '2',
    },
  }),
  named('Text_20_body', { name: 'Text body', parent: 'Standard', paragraph: text }),
  // A line that ends with a break would be stretched to the margin.
  named('Text_20_broken', {
    name: 'Text broken',
    parent: 'Text_20_body',
    paragraph: { 'fo:text-align': 'start' },
  }),
  ...[1, 2, 3, 4].map(heading),
  named('Quotations', {
    parent: 'Standard',
    paragraph: { 'fo:margin-left': FIRST_LINE, 'fo:margin-right': `${STEP}cm` },
    run: italic,
  }),
  named('List_20_Contents', {
    name: 'List Contents',
    parent: 'Standard',
    paragraph: { 'fo:text-align': 'justify' },
  }),
  named('Table_20_Contents', { name: 'Table Contents', parent: 'Standard' }),
  named('Table_20_Heading', {
    name: 'Table Heading',
    parent: 'Table_20_Contents',
    paragraph: { 'fo:text-align': 'center' },
    run: bold,
  }),
  named('Footnote', { parent: 'Standard', paragraph: tight, run: size(10) }),
  named('Header', { parent: 'Standard', paragraph: { ...tight, 'fo:text-align': 'center' }, run: size(12) }),
  named('Gap', { parent: 'Standard', paragraph: tight, run: size(1) }),
  ...(['decimal', 'cyrillic', 'dash'] as const).map(listStyle),
  tag('text:notes-configuration', {
    'text:note-class': 'footnote',
    'style:num-format': '1',
    'text:start-value': 0,
    'text:footnotes-position': 'page',
    'text:start-numbering-at': 'document',
  }),
]

const pageLayout = tag(
  'style:page-layout',
  { 'style:name': 'Paper' },
  tag('style:page-layout-properties', {
    'fo:page-width': '21cm',
    'fo:page-height': '29.7cm',
    'style:print-orientation': 'portrait',
    'fo:margin-top': '1cm',
    'fo:margin-bottom': '2cm',
    'fo:margin-left': '3cm',
    'fo:margin-right': '1cm',
  }),
  // The number stands in the upper margin: with its header the text begins at two centimetres.
  tag(
    'style:header-style',
    {},
    tag('style:header-footer-properties', {
      'svg:height': '1cm',
      'fo:min-height': '1cm',
      'fo:margin-bottom': '0cm',
      'style:dynamic-spacing': 'false',
    }),
  ),
)

const number = tag(
  'text:p',
  { 'text:style-name': 'Header' },
  tag('text:page-number', { 'text:select-page': 'current' }, '2'),
)

export const stylesXml = tag(
  'office:document-styles',
  namespaces,
  tag(
    'office:font-face-decls',
    {},
    tag('style:font-face', {
      'style:name': FONT,
      'svg:font-family': `'${FONT}', 'PT Astra Serif', 'PT Serif', 'Liberation Serif'`,
      'style:font-family-generic': 'roman',
      'style:font-pitch': 'variable',
    }),
  ),
  tag('office:styles', {}, ...styles),
  tag('office:automatic-styles', {}, pageLayout),
  tag(
    'office:master-styles',
    {},
    tag(
      'style:master-page',
      { 'style:name': 'Standard', 'style:page-layout-name': 'Paper' },
      tag('style:header', {}, number),
      tag('style:header-first', {}, tag('text:p', { 'text:style-name': 'Header' })),
    ),
  ),
)

const line = '0.5pt solid #000000'
const looks: readonly Properties[] = [
  bold,
  italic,
  {
    'style:text-underline-style': 'solid',
    'style:text-underline-width': 'auto',
    'style:text-underline-color': 'font-color',
  },
  { 'style:text-line-through-style': 'solid', 'style:text-line-through-type': 'single' },
]

/** `T5`: the marks by their bits, bold first. */
const runStyles = Array.from({ length: 15 }, (_, at) => {
  const properties = looks.filter((_look, bit) => (at + 1) & (1 << bit))
  return tag(
    'style:style',
    { 'style:name': `T${at + 1}`, 'style:family': 'text' },
    tag('style:text-properties', Object.assign({}, ...properties) as Properties),
  )
})

/** The automatic styles of the text: runs, tables, paragraphs of items. */
export const automaticStyles = [
  ...runStyles,
  tag(
    'style:style',
    { 'style:name': 'Table', 'style:family': 'table' },
    tag('style:table-properties', {
      'style:width': `${TEXT_WIDTH}cm`,
      'table:align': 'margins',
      'table:border-model': 'collapsing',
    }),
  ),
  tag(
    'style:style',
    { 'style:name': 'Row', 'style:family': 'table-row' },
    tag('style:table-row-properties', { 'fo:keep-together': 'always' }),
  ),
  tag(
    'style:style',
    { 'style:name': 'Cell', 'style:family': 'table-cell' },
    tag('style:table-cell-properties', { 'fo:border': line, 'fo:padding': '0.1cm' }),
  ),
  ...Array.from({ length: 10 }, (_, depth) =>
    tag(
      'style:style',
      {
        'style:name': `Item${depth}`,
        'style:family': 'paragraph',
        'style:parent-style-name': 'List_20_Contents',
      },
      tag('style:paragraph-properties', { 'fo:margin-left': itemIndent(depth) }),
    ),
  ),
].join('')
