import v8 from 'node:v8'
import vm from 'node:vm'
import { buildApp } from '../../server/app.ts'
import { readConfig } from '../../server/config.ts'
import type { Limits } from '../../server/drafts/limits.ts'
import { openKit } from '../../server/lib/kit.ts'
import { openLog } from '../../server/lib/log.ts'

/**
 * The real application with everything on, as a process of its own. `LIMITS` holds limits of live texts that a scenario changes, as
 * JSON: one person may not type ten thousand characters a second, but a scenario does. Whoever is signed in may write a `note`.
 */
v8.setFlagsFromString('--expose-gc')
const collectGarbage = vm.runInNewContext('gc') as () => void

const config = readConfig('test')
const kit = await openKit(config, openLog(config.logLevel))
const app = await buildApp(kit)
kit.drafts.access('note', () => Promise.resolve('write'))
Object.assign(kit.drafts.hub.limits, JSON.parse(process.env['LIMITS'] ?? '{}') as Partial<Limits>)
const origin = await app.listen({ port: 0, host: '127.0.0.1' })

process.on('message', (question) => {
  const { user, system } = process.cpuUsage()
  if (question === 'heap') collectGarbage()
  const { rss, heapUsed, external } = process.memoryUsage()
  process.send?.({ usage: user + system, memory: rss, heap: heapUsed + external })
})
process.on('disconnect', () => process.exit(0))
process.send?.({ origin })
