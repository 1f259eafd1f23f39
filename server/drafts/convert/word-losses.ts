import type { LossCode } from '../../../shared/files.ts'
import { kid, type XmlNode } from './xml.ts'

const hasInside = (node: XmlNode, names: ReadonlySet<string>): boolean =>
  names.has(node.name) || node.kids.some((each) => hasInside(each, names))

const boxes = new Set(['txbxContent'])
const pictures = new Set(['pic', 'imagedata', 'blip'])

/** What of a run cannot be kept, by the element that holds it. */
export function lossOf(node: XmlNode): LossCode | undefined {
  if (node.name === 'object') return 'objects'
  if (node.name === 'sym') return 'symbols'
  if (node.name !== 'drawing' && node.name !== 'pict') return undefined
  if (hasInside(node, boxes)) return 'text_boxes'
  if (hasInside(node, pictures)) return 'images'
  return node.name === 'drawing' ? 'objects' : undefined
}

/** The words of a part that is not read otherwise: a comment, a header. */
export function plainWords(node: XmlNode): string {
  if (node.name === 't') return node.text
  if (node.name === 'tab') return ' '
  if (node.name === 'br' || node.name === 'cr') return '\n'
  if (['del', 'moveFrom', 'pPr', 'rPr'].includes(node.name)) return ''
  return node.kids.map(plainWords).join('')
}

/** Words in headers and footers beyond the number of the page. */
export const headersLose = (parts: readonly (XmlNode | undefined)[]): boolean =>
  parts.some((part) => part && /\p{L}{3}/u.test(part.kids.map(plainWords).join(' ')))

/** Whether a list prints its numbers in a way a draft cannot: `1.2.`, `IV`, `b)`. */
export const losesNumber = (format: string, text: string): boolean =>
  !['decimal', 'decimalZero', 'bullet', 'russianLower'].includes(format) || /%\d.*%\d/.test(text)

export const isPlaceholder = (sdt: XmlNode) => kid(kid(sdt, 'sdtPr'), 'showingPlcHdr') !== undefined
