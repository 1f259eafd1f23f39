import type { Readable } from 'node:stream'
import { crc32 } from 'node:zlib'
import { fromBuffer, type Entry, type ZipFile } from 'yauzl'
import { UnreadableFile, unreadable } from './unreadable.ts'

const MOST_ENTRIES = 2000
const MOST_BYTES = 40 * 1024 * 1024
const MOST_RATIO = 200
/** A short part of repeated XML may well shrink a thousand times; it harms nobody. */
const RATIO_MATTERS_FROM = 1024 * 1024

/** The parts of an Office file. Names are compared without case, as the standard has it. */
export interface Package {
  names: readonly string[]
  read(name: string): Promise<Uint8Array | undefined>
}

const opened = (bytes: Uint8Array) =>
  new Promise<ZipFile>((resolve, reject) => {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    fromBuffer(buffer, { lazyEntries: true, strictFileNames: false }, (error, zip) =>
      error ? reject(error) : resolve(zip),
    )
  })

const isEncrypted = (entry: Entry) => (entry.generalPurposeBitFlag & 1) !== 0

const isBomb = ({ compressedSize, uncompressedSize }: Entry) =>
  uncompressedSize > RATIO_MATTERS_FROM && uncompressedSize > compressedSize * MOST_RATIO

/** The table of contents is judged whole before a byte is unpacked: it is what a bomb declares of itself. */
function entriesOf(zip: ZipFile): Promise<Map<string, Entry>> {
  if (zip.entryCount > MOST_ENTRIES) unreadable('file_bomb')
  const entries = new Map<string, Entry>()
  let declared = 0
  return new Promise((resolve, reject) => {
    zip.on('error', reject)
    zip.on('end', () => resolve(entries))
    zip.on('entry', (entry: Entry) => {
      const key = entry.fileName.toLowerCase()
      declared += entry.uncompressedSize
      if (isEncrypted(entry)) return reject(new UnreadableFile('file_encrypted'))
      if (declared > MOST_BYTES || isBomb(entry)) return reject(new UnreadableFile('file_bomb'))
      // Two parts of one name: a scanner may look at one of them and we at the other.
      if (entries.has(key)) return reject(new UnreadableFile('file_broken'))
      entries.set(key, entry)
      zip.readEntry()
    })
    zip.readEntry()
  })
}

function unpack(zip: ZipFile, entry: Entry, left: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error: Error | null, stream: Readable) => {
      if (error) return reject(error)
      const chunks: Buffer[] = []
      let size = 0
      stream.on('error', reject)
      stream.on('data', (chunk: Buffer) => {
        size += chunk.length
        chunks.push(chunk)
        // The declared size may lie; this one does not.
        if (size > left || size > entry.uncompressedSize) stream.destroy(new UnreadableFile('file_bomb'))
      })
      stream.on('end', () => {
        const bytes = Buffer.concat(chunks)
        if (crc32(bytes) === entry.crc32) resolve(bytes)
        else reject(new UnreadableFile('file_broken'))
      })
    })
  })
}

const asUnreadable = (error: unknown) => {
  if (error instanceof UnreadableFile) return error
  // yauzl's own guard against a part that is longer than it says.
  const tooLong = error instanceof Error && error.message.startsWith('too many bytes')
  return new UnreadableFile(tooLong ? 'file_bomb' : 'file_broken', { cause: error })
}

/**
 * Bytes of a zip → its parts, unpacked one by one on demand.
 * Refuses with `file_broken`, `file_encrypted`, `file_bomb` (too many entries, too large, too dense).
 */
export async function openPackage(bytes: Uint8Array): Promise<Package> {
  const refuse = (error: unknown): never => {
    throw asUnreadable(error)
  }
  const zip = await opened(bytes).catch(refuse)
  zip.autoClose = false
  const entries = await entriesOf(zip).catch(refuse)
  let left = MOST_BYTES
  return {
    names: [...entries.keys()],
    async read(name) {
      const entry = entries.get(name.toLowerCase())
      if (!entry) return undefined
      const part = await unpack(zip, entry, left).catch(refuse)
      left -= part.length
      return part
    },
  }
}
