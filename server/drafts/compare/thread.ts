import { Worker } from 'node:worker_threads'
import { refuse, Refusal } from '../../lib/refuse.ts'
import type { CompareAnswer, CompareJob } from './jobs.ts'

const MOST_WAITING = 32
const IDLE = 30_000

export interface CompareLimits {
  /** Milliseconds that one comparison may take; then its thread is ended. */
  timeLimit?: number
}

const TIME_LIMIT = 15_000
/** Megabytes. */
const MOST_MEMORY = 256

type Task = {
  job: CompareJob
  limits: CompareLimits
  resolve(answer: CompareAnswer): void
  reject(reason: Error): void
}

const waiting: Task[] = []
let isRunning = false
let worker: Worker | null = null
let idle: NodeJS.Timeout | undefined

function thread(): Worker {
  worker ??= new Worker(new URL('./compare-worker.ts', import.meta.url), {
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY, maxYoungGenerationSizeMb: 32 },
  })
  // A thread that has nothing to do must not keep the server from ending.
  worker.unref()
  return worker
}

function end(): void {
  void worker?.terminate()
  worker = null
}

const outOfMemory = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'

const answered = (own: Worker, { timeLimit = TIME_LIMIT }: CompareLimits) =>
  new Promise<CompareAnswer>((resolve, reject) => {
    const settle = (then: () => void) => {
      clearTimeout(timer)
      own.off('message', onMessage).off('error', onError).off('exit', onExit)
      then()
    }
    const onMessage = (answer: CompareAnswer) => settle(() => resolve(answer))
    const onError = (error: unknown) =>
      settle(() => reject(outOfMemory(error) ? new Refusal('comparison_too_large') : (error as Error)))
    const onExit = () => settle(() => reject(new Error('The comparison ended without an answer.')))
    const timer = setTimeout(() => settle(() => reject(new Refusal('comparison_too_large'))), timeLimit)
    own.on('message', onMessage).on('error', onError).on('exit', onExit)
  })

async function run({ job, limits }: Task): Promise<CompareAnswer> {
  const own = thread()
  own.ref()
  try {
    own.postMessage(job)
    return await answered(own, limits)
  } catch (error) {
    // Whatever the thread throws while it is ended belongs to nobody any more.
    own.on('error', () => {})
    end()
    throw error
  } finally {
    own.unref()
  }
}

async function work(): Promise<void> {
  if (isRunning) return
  isRunning = true
  clearTimeout(idle)
  for (let task = waiting.shift(); task; task = waiting.shift())
    await run(task).then(task.resolve, task.reject)
  isRunning = false
  idle = setTimeout(end, IDLE)
  idle.unref()
}

/**
 * One comparison after another, in one thread that stays for a while. Rejects with the refusals `comparison_too_large`, when it takes more
 * time or memory than it may, and `comparison_busy`, when too many wait.
 */
export function inThread(job: CompareJob, limits: CompareLimits = {}): Promise<CompareAnswer> {
  if (waiting.length >= MOST_WAITING) refuse('comparison_busy')
  return new Promise((resolve, reject) => {
    waiting.push({ job, limits, resolve, reject })
    void work()
  })
}
