import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const SERVE = join(import.meta.dirname, '../crash/serve.ts')

/** A server in a process of its own, that can be ended as a power cut would end it. */
export class ServerProcess {
  readonly origin: string
  readonly #child: ChildProcess

  private constructor(child: ChildProcess, origin: string) {
    this.#child = child
    this.origin = origin
  }

  static async start(env: Record<string, string>, script = SERVE): Promise<ServerProcess> {
    const child = fork(script, [], {
      env: { ...process.env, LOG_LEVEL: 'silent', ...env },
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`The server ended with ${code} at its start.`)
    })
    const [{ origin }] = (await Promise.race([once(child, 'message'), ended])) as [{ origin: string }]
    ended.catch(() => undefined)
    return new ServerProcess(child, origin)
  }

  /** Processor time so far, µs, and resident memory, bytes. */
  async usage(): Promise<{ usage: number; memory: number }> {
    this.#child.send('usage')
    const [answer] = (await once(this.#child, 'message')) as [{ usage: number; memory: number }]
    return answer
  }

  async kill(): Promise<void> {
    const gone = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await gone
  }
}
