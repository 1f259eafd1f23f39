import { unreadable, type UnreadableCode } from './unreadable.ts'

const startsWith = (bytes: Uint8Array, ...magic: number[]) => magic.every((byte, at) => bytes[at] === byte)

const decoded = (bytes: Uint8Array, encoding: string): string | null => {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

/** Bytes that no typed text holds: with one of them a file is something else under a wrong name. */
const isBinary = (text: string) => /[\u0000-\u0008\u000e-\u0019\u001b-\u001f\u007f\ufffe\uffff]/.test(text)

/** In windows-1251 nearly all high bytes of a Russian text are letters, and most of those are small ones. */
function isRussian1251(text: string): boolean {
  const high = text.match(/[^\u0000-\u007f]/g)?.length ?? 0
  const letters = text.match(/[А-яЁё]/g)?.length ?? 0
  const punctuation = text.match(/[\u00a0«»„“”‘’–—№…§°•]/g)?.length ?? 0
  return letters > 0 && letters + punctuation >= high * 0.95
}

function decodeText(bytes: Uint8Array): string | null {
  if (startsWith(bytes, 0xff, 0xfe)) return decoded(bytes, 'utf-16le')
  if (startsWith(bytes, 0xfe, 0xff)) return decoded(bytes, 'utf-16be')
  const utf8 = decoded(bytes, 'utf-8')
  if (utf8 !== null) return utf8
  const cp1251 = decoded(bytes, 'windows-1251')
  return cp1251 !== null && isRussian1251(cp1251) ? cp1251 : null
}

/** Files of other programs that are text to look at; each has its own advice. */
const others: readonly [RegExp, UnreadableCode][] = [
  [/^\s*%PDF-/, 'file_is_pdf'],
  [/^\s*\{\\rtf/i, 'file_is_rtf'],
  [/^\s*(<!doctype html|<html)/i, 'file_is_web_page'],
  [/^\s*<\?xml[^>]*>(?=[\s\S]{0,2000}office:document)/i, 'file_is_odt'],
  [/^\s*(<\?xml|<!doctype)/i, 'file_kind_unknown'],
]

/**
 * Bytes of a text file → its text. UTF-8, UTF-16 with a byte order mark, or windows-1251.
 * Refuses with `file_kind_unknown` what is no text, and with a code of its own what is of another kind (PDF, RTF, HTML).
 */
export function textOf(bytes: Uint8Array): string {
  // A PDF is half binary, but says so in its first line.
  const start = String.fromCharCode(...bytes.subarray(0, 1024))
  const known = others.find(([pattern]) => pattern.test(start))
  if (known) unreadable(known[1])
  const text = decodeText(bytes)
  if (text === null || isBinary(text)) unreadable('file_kind_unknown')
  const other = others.find(([pattern]) => pattern.test(text.slice(0, 4000)))
  return other ? unreadable(other[1]) : text
}

/** What a file is by its first bytes; its name is not believed. */
export function kindOf(bytes: Uint8Array): 'zip' | 'ole' | 'other' {
  if (startsWith(bytes, 0x50, 0x4b, 0x03, 0x04) || startsWith(bytes, 0x50, 0x4b, 0x05, 0x06)) return 'zip'
  if (startsWith(bytes, 0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1)) return 'ole'
  return 'other'
}

/**
 * Refuses a compound file: an encrypted .docx is one, with a stream of that name in its directory; the other kind is a
 * .doc of the nineties.
 */
export function refuseOle(bytes: Uint8Array, fileName: string): never {
  const has = (name: string) =>
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(Buffer.from(name, 'utf16le'))
  if (has('EncryptedPackage')) unreadable('file_encrypted')
  if (has('WordDocument')) unreadable('file_is_doc')
  unreadable(/\.docx$/i.test(fileName) ? 'file_encrypted' : 'file_kind_unknown')
}
