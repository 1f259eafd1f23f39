import { parentPort } from 'node:worker_threads'
import { answer, type CompareJob } from './jobs.ts'

/** Runs in a thread of its own: however long two texts take to compare, the server goes on. */
parentPort!.on('message', (job: CompareJob) => parentPort!.postMessage(answer(job)))
