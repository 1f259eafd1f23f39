import type { Numbering } from '../../../shared/draft-schema.ts'
import { GAP_STYLE } from './word-marks.ts'
import { tag } from './xml-write.ts'

/**
 * The look of an official paper (GOST R 7.0.97-2016, 3.3 and 3.15): A4, margins 30/10/20/20 mm, Times New Roman 14, first
 * lines at 1.25 cm, numbers from page 2 in the middle of the top margin.
 */
const mm = (millimetres: number) => Math.round((millimetres * 1440) / 25.4)
const FONT = 'Times New Roman'
const SIZE = 28
const SMALL = 24
export const FIRST_LINE = 709
const STEP = 425

/** Text between the margins: 210 − 30 − 10 mm. */
export const TEXT_WIDTH = mm(170)
export const LANDSCAPE_WIDTH = mm(257)

export const QUOTE_STYLE = 'Quote'
export const TABLE_HEAD_STYLE = 'TableHeading'

export type ListKind = Numbering | 'dash'

/** How far in the text of a list item stands; its further paragraphs stand there too. */
export const itemIndent = (depth: number) => FIRST_LINE + STEP * depth

const w = (name: string, value: string | number) => tag(`w:${name}`, { 'w:val': value })
const on = (name: string) => tag(`w:${name}`)

export const sectionXml = (isLandscape = false) =>
  tag(
    'w:sectPr',
    {},
    tag('w:headerReference', { 'w:type': 'default', 'r:id': 'header1' }),
    tag('w:headerReference', { 'w:type': 'first', 'r:id': 'header2' }),
    isLandscape
      ? tag('w:pgSz', { 'w:w': mm(297), 'w:h': mm(210), 'w:orient': 'landscape' })
      : tag('w:pgSz', { 'w:w': mm(210), 'w:h': mm(297) }),
    tag('w:pgMar', {
      'w:top': mm(20),
      'w:right': mm(10),
      'w:bottom': mm(20),
      'w:left': mm(30),
      'w:header': mm(10),
      'w:footer': mm(10),
      'w:gutter': 0,
    }),
    tag('w:cols', { 'w:space': 708 }),
    on('titlePg'),
    tag('w:docGrid', { 'w:linePitch': 360 }),
  )

const sign = (type: string) => tag('w:r', {}, tag('w:fldChar', { 'w:fldCharType': type }))

/** The number of the page, in the header of every page but the first. */
export const pageNumberXml = tag(
  'w:p',
  {},
  tag('w:pPr', {}, w('pStyle', 'Header'), w('jc', 'center')),
  sign('begin'),
  tag('w:r', {}, '<w:instrText xml:space="preserve"> PAGE </w:instrText>'),
  sign('separate'),
  tag('w:r', {}, '<w:t>2</w:t>'),
  sign('end'),
)

export const emptyHeaderXml = tag('w:p', {}, tag('w:pPr', {}, w('pStyle', 'Header')))

interface Style {
  name: string
  type?: 'character' | 'table'
  isDefault?: boolean
  basedOn?: string
  next?: string
  priority?: number
  isOffered?: boolean
  paragraph?: string[]
  run?: string[]
  table?: string
}

const style = (id: string, { name, type, isDefault, ...rest }: Style) =>
  tag(
    'w:style',
    {
      'w:type': type ?? 'paragraph',
      'w:default': isDefault ? 1 : undefined,
      'w:customStyle': id === GAP_STYLE || id === TABLE_HEAD_STYLE ? 1 : undefined,
      'w:styleId': id,
    },
    w('name', name),
    rest.basedOn && w('basedOn', rest.basedOn),
    rest.next && w('next', rest.next),
    w('uiPriority', rest.priority ?? 99),
    !rest.isOffered && !isDefault && on('unhideWhenUsed'),
    rest.isOffered && on('qFormat'),
    rest.paragraph && tag('w:pPr', {}, ...rest.paragraph),
    rest.run && tag('w:rPr', {}, ...rest.run),
    rest.table,
  )

const size = (halfPoints: number) => w('sz', halfPoints) + w('szCs', halfPoints)
const bold = on('b') + on('bCs')
const italic = on('i') + on('iCs')

const heading = (level: number) =>
  style(`Heading${level}`, {
    name: `heading ${level}`,
    basedOn: 'Normal',
    next: 'Normal',
    priority: 9,
    isOffered: true,
    paragraph: [
      on('keepNext'),
      on('keepLines'),
      tag('w:spacing', { 'w:before': 240, 'w:after': 120 }),
      w('jc', level < 3 ? 'center' : 'left'),
      w('outlineLvl', level - 1),
    ],
    run: [bold, ...(level === 4 ? [italic] : []), size(level === 1 ? 32 : SIZE)],
  })

const note = [tag('w:spacing', { 'w:after': 0, 'w:line': 240, 'w:lineRule': 'auto' })]

const tableMargins = tag(
  'w:tblCellMar',
  {},
  ...Object.entries({ top: 40, left: 100, bottom: 40, right: 100 }).map(([side, width]) =>
    tag(`w:${side}`, { 'w:w': width, 'w:type': 'dxa' }),
  ),
)

const tableLines = tag(
  'w:tblBorders',
  {},
  ...['top', 'left', 'bottom', 'right', 'insideH', 'insideV'].map((side) =>
    tag(`w:${side}`, { 'w:val': 'single', 'w:sz': 4, 'w:space': 0, 'w:color': 'auto' }),
  ),
)

const defaults = (language: string) =>
  tag(
    'w:docDefaults',
    {},
    tag(
      'w:rPrDefault',
      {},
      tag(
        'w:rPr',
        {},
        tag('w:rFonts', { 'w:ascii': FONT, 'w:hAnsi': FONT, 'w:eastAsia': FONT, 'w:cs': FONT }),
        size(SIZE),
        tag('w:lang', { 'w:val': language, 'w:eastAsia': language, 'w:bidi': 'ar-SA' }),
      ),
    ),
    tag(
      'w:pPrDefault',
      {},
      tag('w:pPr', {}, tag('w:spacing', { 'w:after': 80, 'w:line': 276, 'w:lineRule': 'auto' })),
    ),
  )

/** All styles a paper uses, under the names that Word knows in every language. */
export const stylesXml = (language: string): string =>
  [
    defaults(language),
    style('Normal', {
      name: 'Normal',
      isDefault: true,
      priority: 0,
      isOffered: true,
      paragraph: [on('widowControl')],
    }),
    ...[1, 2, 3, 4].map(heading),
    style('DefaultParagraphFont', {
      name: 'Default Paragraph Font',
      type: 'character',
      isDefault: true,
      priority: 1,
    }),
    style(QUOTE_STYLE, {
      name: 'Quote',
      basedOn: 'Normal',
      priority: 29,
      isOffered: true,
      paragraph: [tag('w:ind', { 'w:left': FIRST_LINE, 'w:right': STEP })],
      run: [italic],
    }),
    style('ListParagraph', {
      name: 'List Paragraph',
      basedOn: 'Normal',
      priority: 34,
      isOffered: true,
      paragraph: [w('jc', 'both')],
    }),
    style('TableGrid', {
      name: 'Table Grid',
      type: 'table',
      priority: 39,
      table: tag('w:tblPr', {}, tableLines, tableMargins),
    }),
    style(TABLE_HEAD_STYLE, {
      name: 'Table Heading',
      basedOn: 'Normal',
      isOffered: true,
      paragraph: [w('jc', 'center')],
      run: [bold],
    }),
    style('Header', {
      name: 'header',
      basedOn: 'Normal',
      paragraph: [tag('w:spacing', { 'w:after': 0, 'w:line': 240, 'w:lineRule': 'auto' })],
      run: [size(SMALL)],
    }),
    style('FootnoteText', {
      name: 'footnote text',
      basedOn: 'Normal',
      paragraph: note,
      run: [size(SMALL - 4)],
    }),
    style('FootnoteReference', {
      name: 'footnote reference',
      type: 'character',
      basedOn: 'DefaultParagraphFont',
      run: [w('vertAlign', 'superscript')],
    }),
    style('CommentText', {
      name: 'annotation text',
      basedOn: 'Normal',
      paragraph: note,
      run: [size(SMALL - 4)],
    }),
    style('CommentReference', {
      name: 'annotation reference',
      type: 'character',
      basedOn: 'DefaultParagraphFont',
      run: [size(16)],
    }),
    style('Hyperlink', {
      name: 'Hyperlink',
      type: 'character',
      basedOn: 'DefaultParagraphFont',
      run: [w('color', '0563C1'), w('u', 'single')],
    }),
    style(GAP_STYLE, {
      name: 'Veche Gap',
      basedOn: 'Normal',
      paragraph: [tag('w:spacing', { 'w:before': 0, 'w:after': 0, 'w:line': 20, 'w:lineRule': 'exact' })],
      run: [size(2)],
    }),
  ].join('')

/** Where Times New Roman is missing, the faces that Russian offices have instead. */
export const fontsXml = tag(
  'w:font',
  { 'w:name': FONT },
  w('altName', 'PT Astra Serif,PT Serif,Liberation Serif'),
  w('panose1', '02020603050405020304'),
  w('charset', 'CC'),
  w('family', 'roman'),
  w('pitch', 'variable'),
)

/** `tracks`: what is changed in Word from now on comes back to us as suggestions. */
export const settingsXml = (language: string, tracks: boolean): string =>
  [
    tag('w:zoom', { 'w:percent': 100 }),
    tracks && on('trackRevisions'),
    w('defaultTabStop', 708),
    w('characterSpacingControl', 'doNotCompress'),
    tag('w:footnotePr', {}, tag('w:footnote', { 'w:id': -1 }), tag('w:footnote', { 'w:id': 0 })),
    tag(
      'w:compat',
      {},
      // A justified line before a break keeps its length.
      on('doNotExpandShiftReturn'),
      tag('w:compatSetting', {
        'w:name': 'compatibilityMode',
        'w:uri': 'http://schemas.microsoft.com/office/word',
        'w:val': 15,
      }),
    ),
    tag('w:themeFontLang', { 'w:val': language }),
    w('decimalSymbol', ','),
    w('listSeparator', ';'),
  ]
    .filter(Boolean)
    .join('')
