import { Worker } from 'node:worker_threads'
import { refuse, Refusal } from '../../lib/refuse.ts'
import type { CompareAnswer, CompareJob } from './jobs.ts'

const MOST_WAITING = 32
const IDLE = 30_000

export interface CompareLimits {
  /** Milliseconds that one comparison may take; then its thread is ended. */
  timeLimit?: number
  /** Megabytes that it may take. */
  memoryLimit?: number
}

const TIME_LIMIT = 15_000
const MEMORY_LIMIT = 256

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

function thread(memoryLimit: number): Worker {
  worker ??= new Worker(new URL('./compare-worker.ts', import.meta.url), {
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: memoryLimit, maxYoungGenerationSizeMb: 32 },
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

function run({ job, limits }: Task): Promise<CompareAnswer> {
  const { timeLimit = TIME_LIMIT, memoryLimit = MEMORY_LIMIT } = limits
  const own = thread(memoryLimit)
  own.ref()
  let timer: NodeJS.Timeout | undefined
  return new Promise<CompareAnswer>((resolve, reject) => {
    timer = setTimeout(() => reject(new Refusal('comparison_too_large')), timeLimit)
    own.once('message', resolve)
    own.once('error', (error) =>
      reject(outOfMemory(error) ? new Refusal('comparison_too_large') : (error as Error)),
    )
    own.once('exit', () => reject(new Error('The comparison ended without an answer.')))
    own.postMessage(job)
  }).then(
    (answer) => {
      clearTimeout(timer)
      own.removeAllListeners()
      own.unref()
      return answer
    },
    (error: unknown) => {
      clearTimeout(timer)
      own.removeAllListeners()
      // Whatever the thread throws while it is ended belongs to nobody any more.
      own.on('error', () => {})
      end()
      throw error
    },
  )
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
