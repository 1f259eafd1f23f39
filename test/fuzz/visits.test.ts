import { EventEmitter } from 'node:events'
import { randomInt } from 'node:crypto'
import { PassThrough } from 'node:stream'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, expect, test, vi } from 'vitest'
import type { WebSocket } from 'ws'
import type { Id } from '../../shared/values.ts'
import { LiveDraft } from '../../server/drafts/live-draft.ts'
import { DraftLog } from '../../server/drafts/log.ts'
import { draftJson } from '../../server/drafts/queries.ts'
import { verifyDraft } from '../../server/drafts/verify.ts'
import { openHouse, type Client } from '../house.ts'
import { awarenessMessage, doc, paragraph, RawClient, syncMessage, Table, Typist } from '../support/collab.ts'
import { draws } from '../support/draws.ts'

const seed = Number(process.env['SEED'] ?? randomInt(2 ** 31))
console.info(`visits: SEED=${seed}`)

afterEach(() => void vi.restoreAllMocks())

test('I3 · a thousand people come, type and leave while loading and storing take their time: nothing is lost, nothing doubled', async () => {
  const draw = draws(seed)
  const house = await openHouse()
  const origin = await house.listen()
  const table = new Table(house)
  const { hub } = house.kit.drafts
  Object.assign(hub.limits, { idleSeconds: 0, snapshotRows: 10, connectionsPerPerson: 1e6 })
  const whoever = await house.as(await house.person())
  const drafts = await Promise.all(Array.from({ length: 12 }, () => table.draft([[whoever, 'write']])))
  // Mostly soon, now and then much later than everything else, as disks are.
  const late = async <T>(answer: () => Promise<T>): Promise<T> => {
    for (let turns = 500 * (draw(1000) / 1000) ** 4; turns > 0; turns--)
      await new Promise((resolve) => setImmediate(resolve))
    return answer()
  }
  const load = LiveDraft.load.bind(LiveDraft)
  let loads = 0
  const loading = new Map<Id, number>()
  vi.spyOn(LiveDraft, 'load').mockImplementation((around, id) => {
    loads++
    loading.set(id, (loading.get(id) ?? 0) + 1)
    expect(loading.get(id)).toBe(1)
    return late(() => load(around, id)).finally(() => loading.set(id, loading.get(id)! - 1))
  })
  const append = DraftLog.prototype.append
  vi.spyOn(DraftLog.prototype, 'append').mockImplementation(function (this: DraftLog, addition) {
    return late(() => append.call(this, addition))
  })
  const saved = new Map<Id, string[]>(drafts.map((id) => [id, []]))
  let left = 1000
  const visit = async () => {
    while (left > 0) {
      const token = `<${left--}>`
      const id = drafts[draw(drafts.length)]!
      const typist = await new Typist(origin, id, whoever.cookie).open()
      typist.write(token)
      if (draw(4) > 0) {
        await typist.saved()
        saved.get(id)!.push(token)
      }
      typist.leave()
    }
  }
  await Promise.all(Array.from({ length: 24 }, visit))
  for (const id of drafts) {
    await hub.settle(id)
    const text = JSON.stringify(await draftJson(house.kit.db, id))
    for (const token of saved.get(id)!) expect(text.split(token)).toHaveLength(2)
    expect(await verifyDraft(house.kit.db, id)).toMatchObject({ problem: null })
  }
  expect([...saved.values()].flat().length).toBeGreaterThan(500)
  expect(loads).toBeGreaterThan(100)
  await house.close()
})

test('I17 · a thousand lines that come back at once load every draft once, and all get their text', async () => {
  const house = await openHouse()
  const origin = await house.listen()
  const table = new Table(house)
  const { hub } = house.kit.drafts
  Object.assign(hub.limits, { connectionsPerPerson: 1e6 })
  const whoever = await house.as(await house.person())
  const drafts = await Promise.all(
    Array.from({ length: 10 }, (_, n) => table.draft([[whoever, 'read']], doc(paragraph(`Текст ${n}`)))),
  )
  const load = vi.spyOn(LiveDraft, 'load')
  const lines = await Promise.all(
    Array.from({ length: 1000 }, async (_, n) => {
      const line = await new RawClient(origin, drafts[n % drafts.length]!, whoever.cookie).open()
      line.say(syncMessage('step1', Uint8Array.from([0])))
      await line.until(() => line.kind(0).some((each) => each[1] === 1))
      return line
    }),
  )
  expect(load).toHaveBeenCalledTimes(drafts.length)
  expect(hub.connections.size).toBe(1000)
  for (const line of [0, 499, 999].map((at) => lines[at]!))
    expect(line.document().getXmlFragment('default').length).toBe(1)
  // The restart itself: everybody is told to come back.
  const ended = Promise.all(lines.map((each) => each.ended()))
  await house.close()
  expect(new Set(await ended)).toEqual(new Set([1012]))
})

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** The least the memory comes to: what was dropped is given back by and by. */
async function heap(): Promise<number> {
  let least = Infinity
  for (let round = 0; round < 5; round++) {
    await new Promise((resolve) => setImmediate(resolve))
    collectGarbage()
    least = Math.min(least, process.memoryUsage().heapUsed)
  }
  return least
}

/** A socket that nobody is at the other end of. */
class Nobody extends EventEmitter {
  readonly OPEN = 1
  readonly CLOSED = 3
  readyState = 1
  isPaused = false
  pause() {}
  resume() {}
  terminate() {}
  close() {
    this.readyState = 3
    this.emit('close')
  }
}

test('I18 · after ten thousand lines have come and gone nothing of them is left: no memory, no timer, no listener', async () => {
  const house = await openHouse()
  const table = new Table(house)
  const { hub } = house.kit.drafts
  Object.assign(hub.limits, { idleSeconds: 0 })
  const whoever: Client = await house.as(await house.person())
  const drafts = await Promise.all(
    Array.from({ length: 50 }, () => table.draft([[whoever, 'write']], doc(paragraph('слово '.repeat(200))))),
  )
  const visitor = {
    personId: whoever.personId,
    sessionId: null,
    name: 'Анна',
    schema: null,
    cookie: whoever.cookie,
  }
  const visit = async (id: Id) => {
    const sockets = await Promise.all(
      [1, 2, 3, 4, 5].map(async (clientId) => {
        const draft = (await hub.acquire(id))!
        const socket = new Nobody()
        const stream = new PassThrough().resume()
        const { judgedAnew } = hub
        hub.connect(socket as unknown as WebSocket, stream, { ...visitor, judgedAnew }, 'write', draft)
        const here = awarenessMessage([{ clientId, clock: 1, state: { cursor: null } }])
        socket.emit('message', Buffer.from(syncMessage('step1', Uint8Array.from([0]))), true)
        socket.emit('message', Buffer.from(here), true)
        return socket
      }),
    )
    for (const socket of sockets) {
      expect(socket.readyState).toBe(1)
      socket.close()
    }
  }
  const wave = async (times: number) => {
    for (let n = 0; n < times / 5; n++) await visit(drafts[n % drafts.length]!)
    // Everything that was open is put away, in its own time.
    while ((await house.kit.metrics.getSingleMetric('veche_drafts_open')!.get()).values[0]!.value > 0)
      await new Promise((resolve) => setImmediate(resolve))
  }
  await wave(1000)
  const before = await heap()
  const timers = () => process.getActiveResourcesInfo().filter((each) => each === 'Timeout').length
  const [timersBefore, listeners] = [timers(), process.listenerCount('exit')]
  await wave(10_000)
  expect(hub.connections.size).toBe(0)
  expect((await heap()) - before).toBeLessThan(6e6)
  expect(timers()).toBeLessThanOrEqual(timersBefore + 2)
  expect(process.listenerCount('exit')).toBe(listeners)
  await house.close()
})
