import {
  AlignmentType,
  Header,
  LevelFormat,
  PageNumber,
  Paragraph,
  TextRun,
  type ILevelsOptions,
  type IPropertiesOptions,
  type ISectionOptions,
} from 'docx'
import type { Numbering } from '../../../shared/draft-schema.ts'
import { GAP_STYLE, OUR_PROPERTY } from './word-marks.ts'

/** The look of an official paper (GOST R 7.0.97): A4, wide binding margin, Times New Roman 14, numbers from page 2. */
const mm = (millimetres: number) => Math.round((millimetres * 1440) / 25.4)
const FONT = 'Times New Roman'
const SIZE = 28
export const FIRST_LINE = 709
const STEP = 425

/** Text between the margins: 210 − 30 − 10 mm. */
export const TEXT_WIDTH = mm(170)

export const QUOTE_STYLE = 'Quote'
export const TABLE_HEAD_STYLE = 'TableHeading'

export type ListKind = Numbering | 'dash'

/** How far in the text of a list item stands; its further paragraphs stand there too. */
export const itemIndent = (depth: number) => FIRST_LINE + STEP * depth

const formats = {
  decimal: LevelFormat.DECIMAL,
  cyrillic: LevelFormat.RUSSIAN_LOWER,
  dash: LevelFormat.BULLET,
} as const

const level = (depth: number, kind: ListKind, start: number): ILevelsOptions => ({
  level: depth,
  format: formats[kind],
  text: kind === 'dash' ? '–' : `%${depth + 1})`,
  start,
  alignment: AlignmentType.LEFT,
  style: { paragraph: { indent: { left: itemIndent(depth), hanging: STEP } }, run: { font: FONT } },
})

/** What a person gets who moves an item deeper in Word. */
const usual = (depth: number): ListKind => (depth === 0 ? 'decimal' : depth === 1 ? 'cyrillic' : 'dash')

/** One list of the draft as a list of its own in Word, so that each counts from its own start. */
export const listLevels = (kind: ListKind, depth: number, start: number): ILevelsOptions[] =>
  depth > 0
    ? [level(depth, kind, start)]
    : Array.from({ length: 9 }, (_, at) => (at === 0 ? level(0, kind, start) : level(at, usual(at), 1)))

const headingRuns = [
  { size: 32, bold: true, color: '000000' },
  { size: SIZE, bold: true, color: '000000' },
  { size: SIZE, bold: true, color: '000000' },
  { size: SIZE, bold: true, italics: true, color: '000000' },
] as const

const headingStyle = (at: 0 | 1 | 2 | 3) => ({
  run: { ...headingRuns[at], font: FONT },
  paragraph: {
    alignment: at < 2 ? AlignmentType.CENTER : AlignmentType.LEFT,
    spacing: { before: 240, after: 120 },
    keepNext: true,
  },
})

const pageNumber = () =>
  new Paragraph({
    alignment: AlignmentType.CENTER,
    children: [new TextRun({ children: [PageNumber.CURRENT] })],
  })

/** The one section of the paper. */
export const sectionOf = (children: ISectionOptions['children']): ISectionOptions => ({
  properties: {
    titlePage: true,
    page: {
      size: { width: mm(210), height: mm(297) },
      margin: { top: mm(20), bottom: mm(20), left: mm(30), right: mm(10), header: mm(10), footer: mm(10) },
    },
  },
  headers: {
    default: new Header({ children: [pageNumber()] }),
    first: new Header({ children: [new Paragraph({ children: [] })] }),
  },
  children,
})

export interface WordMeta {
  title: string
  /** BCP 47, as Word wants it: `ru-RU`. */
  language: string
}

/** Everything of the file but its text and lists. */
export const frameOf = ({
  title,
  language,
}: WordMeta): Omit<IPropertiesOptions, 'sections' | 'numbering'> => ({
  title,
  creator: 'Veche',
  customProperties: [{ name: OUR_PROPERTY, value: '1' }],
  styles: {
    default: {
      document: {
        run: { font: FONT, size: SIZE, language: { value: language } },
        paragraph: { spacing: { line: 276, after: 80 } },
      },
      heading1: headingStyle(0),
      heading2: headingStyle(1),
      heading3: headingStyle(2),
      heading4: headingStyle(3),
    },
    paragraphStyles: [
      {
        id: QUOTE_STYLE,
        name: 'Quote',
        basedOn: 'Normal',
        quickFormat: true,
        run: { italics: true },
        paragraph: { indent: { left: FIRST_LINE, right: STEP } },
      },
      {
        id: TABLE_HEAD_STYLE,
        name: 'Table Heading',
        basedOn: 'Normal',
        run: { bold: true },
        paragraph: { alignment: AlignmentType.CENTER },
      },
      {
        id: GAP_STYLE,
        name: 'Veche Gap',
        basedOn: 'Normal',
        run: { size: 2 },
        paragraph: { spacing: { before: 0, after: 0, line: 20 } },
      },
    ],
  },
})
