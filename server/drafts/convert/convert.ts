import { Worker } from 'node:worker_threads'
import { MOST_FILE_BYTES } from '../../../shared/files.ts'
import type { ExportedDraft, ImportedDraft, PaperMeta } from './exchange.ts'
import { UnreadableFile, unreadable, type UnreadableCode } from './unreadable.ts'

export { UnreadableFile, unreadableCodes, type UnreadableCode } from './unreadable.ts'
export { MOST_FILE_BYTES } from '../../../shared/files.ts'
export type { ExportedDraft, ImportedDraft, PaperMeta } from './exchange.ts'

const AT_ONCE = 2
const MOST_WAITING = 16
const TIME_LIMIT = 20_000

/** Made in the thread; a PDF is printed from the `html` by a browser (see `pdf.ts`). */
export type WrittenFormat = 'docx' | 'odt' | 'html' | 'txt'

export interface ExportJob {
  kind: 'export'
  format: WrittenFormat
  draft: ExportedDraft
  meta: PaperMeta
}

export type ConvertJob = { kind: 'import'; bytes: Uint8Array; fileName: string } | ExportJob

export type ConvertAnswer = { imported: ImportedDraft } | { file: Uint8Array } | { code: UnreadableCode }

export interface ConvertLimits {
  /** Milliseconds after which the thread is ended. */
  timeLimit?: number
}

let running = 0
const waiting: (() => void)[] = []

/** Two conversions at a time; a few more wait, holding their files in memory, and the rest are turned away. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (waiting.length >= MOST_WAITING) unreadable('conversion_busy')
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve))
  else running += 1
  try {
    return await work()
  } finally {
    // The place is handed over, not given up: nobody may slip in between.
    const next = waiting.shift()
    if (next) next()
    else running -= 1
  }
}

const outOfMemory = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'

function inThread(job: ConvertJob, { timeLimit = TIME_LIMIT }: ConvertLimits): Promise<ConvertAnswer> {
  const worker = new Worker(new URL('./convert-worker.ts', import.meta.url), {
    workerData: job,
    // A file has no business with our environment or our command line.
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 },
  })
  return new Promise<ConvertAnswer>((resolve, reject) => {
    const timer = setTimeout(() => reject(new UnreadableFile('conversion_timeout')), timeLimit)
    worker.once('message', resolve)
    worker.once('error', (error) =>
      reject(outOfMemory(error) ? new UnreadableFile('file_bomb') : (error as Error)),
    )
    worker.once('exit', () => reject(new Error('The conversion ended without an answer.')))
    worker.once('exit', () => clearTimeout(timer))
  }).finally(() => worker.terminate())
}

async function convert(job: ConvertJob, limits: ConvertLimits) {
  const answer = await inTurn(() => inThread(job, limits))
  if ('code' in answer) unreadable(answer.code)
  return answer
}

/**
 * Bytes of a .docx or a plain text → a draft with its structure, and what others propose and say in it. The name is only a hint for compound files.
 * Rejects with `UnreadableFile`, whose `code` is one of `unreadableCodes`. Nothing is written anywhere.
 */
export async function importFile(
  bytes: Uint8Array,
  fileName: string,
  limits: ConvertLimits = {},
): Promise<ImportedDraft> {
  if (bytes.length === 0) unreadable('file_empty')
  if (bytes.length > MOST_FILE_BYTES) unreadable('file_too_large')
  const answer = await convert({ kind: 'import', bytes, fileName }, limits)
  return 'imported' in answer ? answer.imported : unreadable('file_broken')
}

/**
 * A draft → bytes of a file; comments go into .docx and .odt, proposals into .docx.
 * Rejects with `conversion_timeout`, `conversion_busy` or `file_bomb`, and with a plain error for JSON that is no draft.
 */
export async function exportFile(
  format: WrittenFormat,
  draft: ExportedDraft,
  meta: PaperMeta,
  limits: ConvertLimits = {},
): Promise<Uint8Array> {
  const answer = await convert({ kind: 'export', format, draft, meta }, limits)
  return 'file' in answer ? answer.file : unreadable('file_broken')
}

/** The same for Word. */
export const exportWord = (draft: ExportedDraft, meta: PaperMeta, limits: ConvertLimits = {}) =>
  exportFile('docx', draft, meta, limits)
