import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { buildApp } from '../server/app.ts'
import { readConfig } from '../server/config.ts'
import { createDraft } from '../server/drafts/actions.ts'
import { act } from '../server/lib/act.ts'
import { clockActor } from '../server/lib/actor.ts'
import { newId } from '../server/lib/ids.ts'
import { openKit } from '../server/lib/kit.ts'
import { openSession, SESSION_COOKIE } from '../server/people/sessions.ts'
import { ServerProcess } from '../test/support/server-process.ts'
import { Crowd, type Load } from './typing.ts'

/**
 * Fan-out of one live draft: ten people type five characters a second, hundreds look on. A relay that only repeats frames
 * beside our endpoint with everything on (session, validation, disk before broadcast), each in a process of its own, in the
 * same run, in turn. Prints CPU µs per delivered update and latency, and the ratios to the relay.
 */
const SIZES = (process.argv[3] ?? '200,500').split(',').map(Number)
const ROUNDS = Number(process.argv[2] ?? 3)
const WARM_MS = 2000
const MEASURE_MS = 6000
const ARRIVE_MS = 1500
const common = { typists: 10, speed: 5, sampled: 20 }

interface Figures {
  cpu: number
  p50: number
  p99: number
  arrived: number
}

async function region(people: number) {
  const dataDir = mkdtempSync(join(tmpdir(), 'veche-bench-'))
  const env = { DATA_DIR: dataDir }
  const kit = await openKit(readConfig('test', env), pino({ level: 'silent' }))
  const app = await buildApp(kit)
  const now = new Date().toISOString()
  const cookies = await act(kit, clockActor, async ({ trx }) => {
    const secrets: string[] = []
    for (let n = 0; n < people; n++) {
      const id = newId()
      await trx
        .insertInto('person')
        .values({
          id,
          email: `${id}@example.org`,
          familyName: `Читателев${n}`,
          givenName: 'Иван',
          patronymic: null,
          passwordDigest: null,
          administratorSince: null,
          createdAt: now,
          closedAt: null,
        })
        .execute()
      const { secret } = await openSession(trx, id, 'bench', now)
      secrets.push(`${SESSION_COOKIE}=${secret}`)
    }
    return secrets
  })
  const councilId = newId()
  await act(kit, clockActor, ({ trx }) =>
    trx
      .insertInto('council')
      .values({
        id: councilId,
        slug: 'bench',
        kind: 'municipal',
        name: 'Bench',
        shortName: 'Bench',
        municipalityCode: 'oly',
        authorityId: null,
        timeZone: 'Asia/Kamchatka',
        established: 9,
        createdAt: now,
      })
      .execute(),
  )
  const newDraft = () => act(kit, clockActor, (work) => createDraft(work, { councilId, subjectKind: 'note' }))
  const drafts: string[] = []
  for (let n = 0; n < SIZES.length * ROUNDS; n++) drafts.push(await newDraft())
  await app.close()
  await kit.close()
  return { env, cookies, drafts, remove: () => rmSync(dataDir, { recursive: true, force: true }) }
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
const at = (sorted: readonly number[], share: number) =>
  sorted[Math.floor(sorted.length * share)] ?? Number.NaN
const median = (values: readonly number[]) =>
  at(
    values.toSorted((a, b) => a - b),
    0.5,
  )

async function measure(server: ServerProcess, load: Omit<Load, 'origin'>): Promise<Figures> {
  const crowd = new Crowd({ ...load, origin: server.origin })
  await crowd.come()
  await pause(WARM_MS)
  crowd.begin()
  const before = await server.usage()
  await pause(MEASURE_MS)
  const after = await server.usage()
  crowd.rest()
  await pause(ARRIVE_MS)
  const { updates, latencies } = crowd.end()
  crowd.leave()
  return {
    cpu: (after.usage - before.usage) / (updates * (load.connected - 1)),
    p50: at(latencies, 0.5),
    p99: at(latencies, 0.99),
    // Below 100 something is still on its way: then the machine was too busy for the latencies to mean much.
    arrived: (100 * latencies.length) / (updates * load.sampled),
  }
}

const { env, cookies, drafts, remove } = await region(Math.max(...SIZES))
const relay = await ServerProcess.start({}, join(import.meta.dirname, 'relay.ts'))
const house = await ServerProcess.start(env)
console.log(
  `${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, SQLite, ${ROUNDS} rounds of ${MEASURE_MS / 1000} s in turn; medians`,
)
console.log('connected  server  CPU µs/delivery  p50 ms  p99 ms  arrived %')
for (const connected of SIZES) {
  const figures: Record<'relay' | 'veche', Figures[]> = { relay: [], veche: [] }
  for (let round = 0; round < ROUNDS; round++) {
    figures.relay.push(await measure(relay, { ...common, connected, path: '/', cookies: [], speaks: false }))
    const path = `/collab/v1/${drafts.pop()}`
    figures.veche.push(await measure(house, { ...common, connected, path, cookies, speaks: true }))
  }
  const middle = (name: 'relay' | 'veche', figure: keyof Figures) =>
    median(figures[name].map((each) => each[figure]))
  for (const name of ['relay', 'veche'] as const)
    console.log(
      `${String(connected).padEnd(11)}${name.padEnd(8)}${middle(name, 'cpu').toFixed(2).padEnd(17)}${middle(name, 'p50').toFixed(1).padEnd(8)}${middle(name, 'p99').toFixed(1).padEnd(8)}${middle(name, 'arrived').toFixed(0)}`,
    )
  const ratio = (figure: keyof Figures) => (middle('veche', figure) / middle('relay', figure)).toFixed(2)
  console.log(
    `${String(connected).padEnd(11)}ratio   ${ratio('cpu').padEnd(17)}${ratio('p50').padEnd(8)}${ratio('p99')}`,
  )
}
await Promise.all([relay.kill(), house.kill()])
remove()
