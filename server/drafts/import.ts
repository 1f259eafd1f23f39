import type { Multipart, MultipartFile } from '@fastify/multipart'
import type { FastifyError, FastifyRequest } from 'fastify'
import { Refusal, refuse } from '../lib/refuse.ts'
import { importFile, MOST_FILE_BYTES, UnreadableFile, type ImportedDraft } from './convert/convert.ts'

/** Boundaries and headers around the file. */
const ROOM = 64 * 1024

/**
 * Reads the one file of a form and makes a draft of it. A file that is too large is refused while it is read, not after.
 * Refuses what `convert` refuses and `invalid_request` when there is no file, or a form that ends in the middle.
 */
export async function readDraft(
  request: FastifyRequest,
): Promise<{ imported: ImportedDraft; fileName: string }> {
  if (Number(request.headers['content-length'] ?? 0) > MOST_FILE_BYTES + ROOM) refuse('file_too_large')
  if (!request.isMultipart()) refuse('invalid_request', 'file')
  const { part, bytes } = await readForm(request)
  const imported = await understood(() => importFile(bytes, part.filename))
  return { imported, fileName: part.filename.slice(0, 200).toWellFormed() }
}

async function readForm(request: FastifyRequest): Promise<{ part: MultipartFile; bytes: Uint8Array }> {
  try {
    const part = await request.file({ limits: { files: 1, fields: 0, fileSize: MOST_FILE_BYTES + ROOM } })
    if (!isFile(part)) refuse('invalid_request', 'file')
    return { part, bytes: await readAll(request, part) }
  } catch (error) {
    // A form that ends in the middle, or is none, has no status of its own.
    if (error instanceof Refusal || (error as FastifyError).statusCode !== undefined) throw error
    return refuse('invalid_request', 'file')
  }
}

const isFile = (part: Multipart | undefined): part is MultipartFile => part?.type === 'file'

async function readAll(request: FastifyRequest, { file }: MultipartFile): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of file as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > MOST_FILE_BYTES) {
      // The rest runs into the sand, so that the answer can be heard.
      request.raw.unpipe()
      request.raw.resume()
      refuse('file_too_large')
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Turns what the conversion says into a refusal. */
export async function understood<T>(deed: () => Promise<T>): Promise<T> {
  try {
    return await deed()
  } catch (error) {
    if (error instanceof UnreadableFile) throw new Refusal(error.code)
    throw error
  }
}
