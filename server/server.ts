import { buildApp } from './app.ts'
import { ConfigError, readConfig, type Config } from './config.ts'
import { DatabaseInUse } from './lib/db/sqlite.ts'
import { openKit } from './lib/kit.ts'
import { openLog } from './lib/log.ts'
import { mountPages } from './pages.ts'
import { welcome } from './welcome.ts'

const MODES: Record<string, Config['mode']> = { start: 'own', demo: 'demo', dev: 'development' }
/** After this long an answer that still hangs is cut off. */
const CLOSE_WITHIN_MS = 10_000

function stop(why: string): never {
  process.stderr.write(`Veche did not start: ${why}\n`)
  process.exit(1)
}

function settings(): Config {
  try {
    return readConfig(MODES[process.argv[2] ?? 'start'] ?? 'own')
  } catch (error) {
    if (error instanceof ConfigError) stop(error.message)
    throw error
  }
}

const config = settings()
const log = openLog(config.logLevel)
const kit = await openKit(config, log).catch((error: unknown) => {
  if (error instanceof DatabaseInUse) stop(`${error.message}.`)
  throw error
})
const app = await buildApp(kit)
await mountPages(app, {
  mode: config.mode === 'development' ? 'development' : 'production',
  publicUrl: config.publicUrl.href,
})

async function fillDemo(): Promise<void> {
  const { NotADemonstration, seedDemo } = await import('./demo/seed.ts')
  try {
    await app.ready()
    await seedDemo(kit)
  } catch (error) {
    if (error instanceof NotADemonstration) stop(`${error.message}.`)
    throw error
  }
}

if (config.mode === 'demo') await fillDemo()

const ticking = setInterval(() => void kit.tick(), 1000)

let closing = false
async function close(): Promise<void> {
  // A second Ctrl-C means now.
  if (closing) process.exit(1)
  closing = true
  clearInterval(ticking)
  setTimeout(() => process.exit(1), CLOSE_WITHIN_MS).unref()
  await app.close()
  await kit.close()
  process.exit(0)
}
process.on('SIGINT', () => void close())
process.on('SIGTERM', () => void close())

try {
  await app.listen({ port: config.port, host: config.host })
} catch (error) {
  const { code } = error as NodeJS.ErrnoException
  stop(code === 'EADDRINUSE' ? `port ${config.port} is taken: set PORT to another.` : String(error))
}
process.stdout.write(await welcome(kit))
