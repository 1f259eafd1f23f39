import { ByteReader, Malformed } from './bytes.ts'

/** A text that can be typed stays far below; a length or clock above it only poisons (I16). */
const MAX_LENGTH = 2 ** 31
const MAX_CLOCK = 2 ** 48
const MAX_DEPTH = 64

const GC = 0
const SKIP = 10
const HAS_ORIGIN = 0x80
const HAS_RIGHT_ORIGIN = 0x40
const HAS_PARENT_SUB = 0x20

export interface Walk {
  /** New structs by clientID: the clock after the last one. Only clients of which something new arrives. */
  reach: Map<number, number>
  deletes: boolean
}

/** The update builds on something that has not arrived: its sender should be asked for all of it. */
export class Gap extends Error {}
/** One for all: it is thrown thousands of times when somebody sends what nobody can use, and its trace says nothing. */
const missing = new Gap('builds on something that has not arrived')

/** The next clock that is known of a client. */
export type Known = (client: number) => number

/**
 * Reads through a Yjs update (V1) before it may touch a document: every count against the bytes left, lengths and clocks
 * against their bounds, every reference against what is known or comes along. Nothing is allocated by a claimed count.
 * Throws `Malformed` for what no Yjs client writes and `Gap` for what builds on something unknown.
 */
export function walk(bytes: Uint8Array, known: Known): Walk {
  const reader = new ByteReader(bytes)
  const reach = new Map<number, number>()
  const needed = new Map<number, number>()
  let gap = false
  const need = (client: number, end: number) => {
    if (end > MAX_CLOCK) throw new Malformed('a clock is too large')
    if (end > (needed.get(client) ?? 0)) needed.set(client, end)
  }

  for (let clients = reader.count(3); clients > 0; clients--) {
    let structs = reader.count(2)
    const client = reader.uint()
    let clock = reader.uint()
    const from = known(client)
    let covered = Math.max(from, reach.get(client) ?? 0)
    for (; structs > 0; structs--) {
      const info = reader.byte()
      const kind = info & 0x1f
      const length = kind === GC || kind === SKIP ? reader.uint() : item(reader, info, need)
      if (length < 1 || length > MAX_LENGTH) throw new Malformed('a length is out of bounds')
      if (clock + length > MAX_CLOCK) throw new Malformed('a clock is too large')
      if (kind !== SKIP) {
        if (clock > covered) gap = true
        covered = Math.max(covered, clock + length)
      }
      clock += length
    }
    if (covered > from) reach.set(client, covered)
  }

  const deletes = deleteSet(reader, need)
  reader.end()
  for (const [client, end] of needed) if (end > Math.max(known(client), reach.get(client) ?? 0)) gap = true
  if (gap) throw missing
  return { reach, deletes }
}

type Need = (client: number, end: number) => void

function reference(reader: ByteReader, need: Need): void {
  const client = reader.uint()
  need(client, reader.uint() + 1)
}

function item(reader: ByteReader, info: number, need: Need): number {
  if (info & HAS_ORIGIN) reference(reader, need)
  if (info & HAS_RIGHT_ORIGIN) reference(reader, need)
  if (!(info & (HAS_ORIGIN | HAS_RIGHT_ORIGIN))) {
    if (reader.uint() === 1) reader.utf8()
    else reference(reader, need)
    if (info & HAS_PARENT_SUB) reader.utf8()
  }
  return content(reader, info & 0x1f)
}

/** Reads over the content of an item; answers with its length in clocks. */
function content(reader: ByteReader, kind: number): number {
  switch (kind) {
    case 1: // deleted
      return reader.uint()
    case 2: // JSON
      return each(reader, () => json(reader.text(), true))
    case 3: // binary
      reader.slice()
      return 1
    case 4: // string
      return utf16Length(reader.utf8())
    case 5: // embed
      json(reader.text())
      return 1
    case 6: // format
      reader.utf8()
      json(reader.text())
      return 1
    case 7: // type
      type(reader)
      return 1
    case 8: // any
      return each(reader, () => any(reader, 0))
    default: // 9 would be a document inside the document, which a draft never has
      throw new Malformed('content of an unknown kind')
  }
}

function each(reader: ByteReader, read: () => void): number {
  const count = reader.count(1)
  for (let index = 0; index < count; index++) read()
  return count
}

function type(reader: ByteReader): void {
  const kind = reader.uint()
  if (kind > 6) throw new Malformed('a type of an unknown kind')
  if (kind === 3 || kind === 5) reader.utf8()
}

function json(text: string, mayBeUndefined = false): void {
  if (mayBeUndefined && text === 'undefined') return
  try {
    JSON.parse(text)
  } catch {
    throw new Malformed('a value is not JSON')
  }
}

function any(reader: ByteReader, depth: number): void {
  if (depth > MAX_DEPTH) throw new Malformed('a value is nested too deep')
  const kind = reader.byte()
  switch (kind) {
    case 127: // undefined
    case 126: // null
    case 121: // false
    case 120: // true
      return
    case 125: // integer
      return integer(reader)
    case 124:
      return reader.skip(4)
    case 123:
    case 122:
      return reader.skip(8)
    case 119:
      return void reader.utf8()
    case 118: {
      for (let count = reader.count(2); count > 0; count--) {
        reader.utf8()
        any(reader, depth + 1)
      }
      return
    }
    case 117: {
      for (let count = reader.count(1); count > 0; count--) any(reader, depth + 1)
      return
    }
    case 116:
      return void reader.slice()
    default:
      throw new Malformed('a value of an unknown kind')
  }
}

function integer(reader: ByteReader): void {
  let bytes = 1
  let byte = reader.byte()
  while (byte >= 0x80) {
    if (++bytes > 8) throw new Malformed('a number is too large')
    byte = reader.byte()
  }
}

/** Yjs counts as JavaScript does: a letter outside the first plane is two. */
function utf16Length(utf8: Uint8Array): number {
  let length = 0
  for (const byte of utf8) if ((byte & 0xc0) !== 0x80) length += byte >= 0xf0 ? 2 : 1
  return length
}

function deleteSet(reader: ByteReader, need: Need): boolean {
  let any = false
  for (let clients = reader.count(2); clients > 0; clients--) {
    const client = reader.uint()
    for (let ranges = reader.count(2); ranges > 0; ranges--) {
      const clock = reader.uint()
      const length = reader.uint()
      if (length < 1 || length > MAX_LENGTH) throw new Malformed('a length is out of bounds')
      need(client, clock + length)
      any = true
    }
  }
  return any
}
