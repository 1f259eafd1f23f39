import { unzipSync } from 'fflate'
import { refuse } from '../../lib/refuse.ts'

const starts = (bytes: Uint8Array, ...magic: number[]) => magic.every((byte, at) => bytes[at] === byte)
const ascii = (bytes: Uint8Array, from: number, to: number) =>
  String.fromCharCode(...bytes.subarray(from, to))

const OPEN_DOCUMENT = 'application/vnd.oasis.opendocument.'
const OFFICE = 'application/vnd.openxmlformats-officedocument.'

/** Kinds of files that a council attaches, with the ending that their names get. */
export const endings: Record<string, string> = {
  'application/pdf': 'pdf',
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
  [`${OFFICE}wordprocessingml.document`]: 'docx',
  [`${OFFICE}spreadsheetml.sheet`]: 'xlsx',
  [`${OFFICE}presentationml.presentation`]: 'pptx',
  [`${OPEN_DOCUMENT}text`]: 'odt',
  [`${OPEN_DOCUMENT}spreadsheet`]: 'ods',
  [`${OPEN_DOCUMENT}presentation`]: 'odp',
}

/**
 * What a file is by its bytes; neither its name nor what the browser calls it is believed. Refuses `file_empty`, `file_kind_unknown`,
 * and `file_has_macros` for an office file that carries a program.
 */
export function mediaTypeOf(bytes: Uint8Array): string {
  if (bytes.length === 0) refuse('file_empty', 'file')
  if (ascii(bytes, 0, 5) === '%PDF-') return 'application/pdf'
  if (starts(bytes, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png'
  if (starts(bytes, 0xff, 0xd8, 0xff)) return 'image/jpeg'
  if (/^GIF8[79]a/.test(ascii(bytes, 0, 6))) return 'image/gif'
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP') return 'image/webp'
  if (starts(bytes, 0x50, 0x4b, 0x03, 0x04)) return officeType(bytes)
  return refuse('file_kind_unknown', 'file')
}

const parts: ReadonlyArray<[name: string, mediaType: string]> = [
  ['word/document.xml', `${OFFICE}wordprocessingml.document`],
  ['xl/workbook.xml', `${OFFICE}spreadsheetml.sheet`],
  ['ppt/presentation.xml', `${OFFICE}presentationml.presentation`],
]

function officeType(bytes: Uint8Array): string {
  const names = namesIn(bytes)
  if (names.some((name) => /(^|\/)vbaProject\.bin$|^Basic\//i.test(name))) refuse('file_has_macros', 'file')
  // An OpenDocument file begins with its own name, stored plainly (ODF 1.3 part 2 §3.3).
  const own = /^mimetype(application\/vnd\.oasis\.opendocument\.[a-z]+)/.exec(ascii(bytes, 30, 130))?.[1]
  const ours = own ? own.replace(/PK$/, '') : parts.find(([name]) => names.includes(name))?.[1]
  return ours !== undefined && endings[ours] !== undefined ? ours : refuse('file_kind_unknown', 'file')
}

/** Names of what is in a package; nothing is unpacked. */
function namesIn(bytes: Uint8Array): string[] {
  const names: string[] = []
  try {
    unzipSync(bytes, { filter: ({ name }) => void names.push(name) === null })
  } catch {
    refuse('file_broken', 'file')
  }
  return names
}
