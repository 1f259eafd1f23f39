import type { FastifyError, FastifyRequest } from 'fastify'
import { MaterialLimits, NewLink } from '../../../shared/meetings/planning.ts'
import { Check } from 'typebox/value'
import { refuse } from '../../lib/refuse.ts'

const { url: _, ...fields } = NewLink.properties

/** Boundaries, headers and the few fields around the file. */
const ROOM = 64 * 1024

/**
 * Reads the form of an uploaded material: its fields, then its one file. A file that is too large is refused while it is read. Refuses
 * `file_too_large`, `invalid_request` with the field.
 */
export async function readForm(
  request: FastifyRequest,
): Promise<{ material: Omit<NewLink, 'url'>; bytes: Uint8Array }> {
  if (Number(request.headers['content-length'] ?? 0) > MaterialLimits.bytes + ROOM)
    refuse('file_too_large', 'file')
  if (!request.isMultipart()) refuse('invalid_request', 'file')
  const said: Record<string, string> = {}
  let bytes: Uint8Array | null = null
  // Whatever is missing is told after the form was read to its end, so that the answer can be heard.
  try {
    for await (const part of request.parts({
      limits: { files: 1, fields: 10, fieldSize: 8192, fileSize: MaterialLimits.bytes + 1 },
    })) {
      if (part.type === 'field') said[part.fieldname] = typeof part.value === 'string' ? part.value : ''
      else bytes = await readAll(part.file)
    }
  } catch (error) {
    // A form that ends in the middle, or is none, has no status of its own.
    if ((error as FastifyError).statusCode === undefined) refuse('invalid_request', 'file')
    throw error
  }
  if (bytes === null) refuse('invalid_request', 'file')
  if (bytes.length > MaterialLimits.bytes) refuse('file_too_large', 'file')
  const material = {
    id: said.id ?? '',
    itemId: said.itemId || null,
    title: said.title ?? '',
    isPublic: said.isPublic === 'yes',
    lateReason: said.lateReason || null,
  }
  for (const [name, schema] of Object.entries(fields)) {
    const value: string | boolean | null = material[name as keyof typeof material]
    if (!Check(schema, value) || (typeof value === 'string' && /\0/.test(value)))
      refuse('invalid_request', name)
  }
  return { material, bytes }
}

async function readAll(file: AsyncIterable<Buffer>): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  for await (const chunk of file) chunks.push(chunk)
  return Buffer.concat(chunks)
}
