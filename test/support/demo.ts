import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { freePort } from './postgres.ts'

const ROOT = join(import.meta.dirname, '../..')

/** The demonstration as `npm run demo` serves it, with data of its own. */
export class Demo {
  readonly origin: string
  readonly #env: NodeJS.ProcessEnv
  readonly #dataDir: string
  #child: ChildProcess | null = null

  constructor(port: number, dataDir: string) {
    this.origin = `http://localhost:${port}`
    this.#dataDir = dataDir
    this.#env = {
      ...process.env,
      NODE_ENV: '',
      PORT: String(port),
      DATA_DIR: dataDir,
      PUBLIC_URL: '',
      DATABASE_URL: '',
    }
  }

  /** Answers when it listens; also after `kill`, on the same data. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, ['server/server.ts', 'demo'], {
      cwd: ROOT,
      env: this.#env,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    this.#child = child
    for await (const line of createInterface({ input: child.stdout })) if (line.includes('is ready')) return
    throw new Error('The demonstration did not start.')
  }

  /** Ends it as a power cut would. */
  async kill(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill(signal)
    await gone
  }

  /** Goes on listening and answers nothing, as the far end of a line that is dying; `resume` ends it. */
  pause(): void {
    this.#child?.kill('SIGSTOP')
  }

  resume(): void {
    this.#child?.kill('SIGCONT')
  }

  async stop(): Promise<void> {
    await this.kill('SIGTERM')
    rmSync(this.#dataDir, { recursive: true, force: true })
  }
}

export async function startDemo(): Promise<Demo> {
  const demo = new Demo(await freePort(), mkdtempSync(join(tmpdir(), 'veche-demo-')))
  await demo.start()
  return demo
}
