import { buildApp } from '../../server/app.ts'
import { readConfig } from '../../server/config.ts'
import { openKit } from '../../server/lib/kit.ts'
import { openLog } from '../../server/lib/log.ts'

/**
 * The real application as a process of its own, for tests that end it by force and for the bench: settings from the
 * environment, a free port. Says `{ origin }` when it listens and answers `usage` with the processor time it has used,
 * in microseconds, all threads together. Whoever is signed in may write drafts of the kind `note`.
 */
const config = readConfig('test')
const kit = await openKit(config, openLog(config.logLevel))
const app = await buildApp(kit)
kit.drafts.access('note', () => Promise.resolve('write'))
const origin = await app.listen({ port: 0, host: '127.0.0.1' })

process.on('message', (question) => {
  const { user, system } = process.cpuUsage()
  if (question === 'usage') process.send?.({ usage: user + system, memory: process.memoryUsage().rss })
})
process.on('disconnect', () => process.exit(0))
process.send?.({ origin })
