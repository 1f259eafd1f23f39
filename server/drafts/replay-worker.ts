import { parentPort, workerData } from 'node:worker_threads'
import { Incomplete, replayHere, type ReplayJob } from './replay.ts'

try {
  parentPort!.postMessage(replayHere(workerData as ReplayJob))
} catch (error) {
  if (!(error instanceof Incomplete)) throw error
  parentPort!.postMessage({ incomplete: error.message })
}
