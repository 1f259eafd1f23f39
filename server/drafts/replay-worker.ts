import { parentPort, workerData } from 'node:worker_threads'
import { replayHere, type ReplayJob } from './replay.ts'

parentPort!.postMessage(replayHere(workerData as ReplayJob))
