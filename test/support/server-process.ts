import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const SERVE = join(import.meta.dirname, '../crash/serve.ts')

export interface Usage {
  usage: number
  memory: number
  /** JavaScript objects and buffers after a collection, bytes. */
  heap: number
}

/** A server in a process of its own, that can be ended as a power cut would end it. */
export class ServerProcess {
  readonly origin: string
  readonly #child: ChildProcess

  private constructor(child: ChildProcess, origin: string) {
    this.#child = child
    this.origin = origin
  }

  static async start(
    env: Record<string, string>,
    script = SERVE,
    complaints: 'inherit' | 'ignore' = 'inherit',
  ): Promise<ServerProcess> {
    const child = fork(script, [], {
      env: { ...process.env, LOG_LEVEL: 'silent', ...env },
      execArgv: [],
      stdio: ['ignore', 'ignore', complaints, 'ipc'],
    })
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`The server ended with ${code} at its start.`)
    })
    const [{ origin }] = (await Promise.race([once(child, 'message'), ended])) as [{ origin: string }]
    ended.catch(() => undefined)
    return new ServerProcess(child, origin)
  }

  /** Processor time so far, µs, and resident memory, bytes; `heap` is known only to those who are asked for it. */
  async usage(question: 'usage' | 'heap' = 'usage'): Promise<Usage> {
    this.#child.send(question)
    const [answer] = (await once(this.#child, 'message')) as [Usage]
    return answer
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  async kill(): Promise<void> {
    if (!this.isRunning) return
    const gone = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await gone
  }
}
