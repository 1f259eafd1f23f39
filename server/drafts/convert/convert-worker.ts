import { parentPort, workerData } from 'node:worker_threads'
import type { ConvertAnswer, ConvertJob, ExportJob } from './convert.ts'
import { kindOf, refuseOle, textOf } from './decode.ts'
import type { ImportedDraft } from './exchange.ts'
import { writeHtml } from './html-write.ts'
import { writeOdt } from './odt-write.ts'
import { writePlain } from './plain-write.ts'
import { importText } from './text.ts'
import { UnreadableFile } from './unreadable.ts'
import { readWord } from './word-read.ts'
import { writeWord } from './word-write.ts'

/** Runs in a thread of its own: whatever the file does to it, the server goes on. */
async function importBytes(bytes: Uint8Array, fileName: string): Promise<ImportedDraft> {
  const kind = kindOf(bytes)
  if (kind === 'zip') return readWord(bytes)
  if (kind === 'ole') return refuseOle(bytes, fileName)
  return { json: importText(textOf(bytes)), proposals: [], comments: [], losses: [] }
}

function write({ format, draft, meta }: ExportJob): Uint8Array {
  switch (format) {
    case 'docx':
      return writeWord(draft, meta)
    case 'odt':
      return writeOdt(draft, meta)
    case 'html':
      return new TextEncoder().encode(writeHtml(draft.json, meta))
    case 'txt':
      // Notepad on an old Windows knows UTF-8 by the mark, and lines by both of their ends.
      return new TextEncoder().encode(`\ufeff${writePlain(draft.json).replaceAll('\n', '\r\n')}`)
  }
}

async function convert(job: ConvertJob): Promise<ConvertAnswer> {
  try {
    if (job.kind === 'import') return { imported: await importBytes(job.bytes, job.fileName) }
    return { file: write(job) }
  } catch (error) {
    if (error instanceof UnreadableFile) return { code: error.code }
    throw error
  }
}

parentPort!.postMessage(await convert(workerData as ConvertJob))
