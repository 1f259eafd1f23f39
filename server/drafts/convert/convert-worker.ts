import { parentPort, workerData } from 'node:worker_threads'
import { kindOf, refuseOle, textOf } from './decode.ts'
import { importText } from './text.ts'
import { UnreadableFile } from './unreadable.ts'
import { readWord } from './word-read.ts'
import { writeWord } from './word-write.ts'
import type { ConvertAnswer, ConvertJob } from './convert.ts'

/** Runs in a thread of its own: whatever the file does to it, the server goes on. */
function importBytes(bytes: Uint8Array, fileName: string) {
  const kind = kindOf(bytes)
  if (kind === 'zip') return readWord(bytes)
  return kind === 'ole' ? refuseOle(bytes, fileName) : importText(textOf(bytes))
}

async function convert(job: ConvertJob): Promise<ConvertAnswer> {
  try {
    if (job.kind === 'import') return { draft: await importBytes(job.bytes, job.fileName) }
    return { word: await writeWord(job.draft, job.meta) }
  } catch (error) {
    if (error instanceof UnreadableFile) return { code: error.code }
    throw error
  }
}

parentPort!.postMessage(await convert(workerData as ConvertJob))
