import { openLines } from './line.ts'
import { at, atLeast, atMost, ofRelay, pause, type Scenario } from './scenario.ts'
import { Crowd, Listener, typed, type Typed } from './typing.ts'
import { peerNames, type Running } from './peers.ts'

const WARM_MS = 3000
const MEASURE_MS = 6000
const ARRIVE_MS = 1500

/** Crowds that type at once: processor time per delivery and per update, and how long a letter takes to the others. */
async function watch(server: Running, crowds: Crowd[], receivers: number) {
  for (const each of crowds) await each.come()
  await pause(WARM_MS)
  crowds.forEach((each) => each.begin())
  const before = await server.process.usage()
  await pause(MEASURE_MS)
  const after = await server.process.usage()
  crowds.forEach((each) => each.rest())
  await pause(ARRIVE_MS)
  const updates = crowds.reduce((sum, each) => sum + each.updates, 0)
  const latencies = crowds.flatMap((each) => each.latencies)
  crowds.forEach((each) => each.leave())
  const cpu = after.usage - before.usage
  return {
    'CPU µs per delivery': cpu / updates / receivers,
    'CPU ms per update': cpu / updates / 1000,
    'p50 ms': at(latencies, 0.5),
    'p99 ms': at(latencies, 0.99),
  }
}

const fanOut = (connected: number, cpu: number, p99: number): Scenario => ({
  name: `fan-out: 1 document × ${connected}, ten people type 5 characters a second`,
  peers: peerNames,
  wants: { people: connected, documents: 1 },
  async run(server) {
    const crowd = new Crowd({ room: server.room(0), connected, typists: 10, speed: 5, sampled: 20 })
    const { 'CPU ms per update': _, ...found } = await watch(server, [crowd], connected - 1)
    return found
  },
  goals: { 'CPU µs per delivery': ofRelay(cpu), 'p99 ms': ofRelay(p99) },
})

const many: Scenario = {
  name: '500 documents × 3, one person of each types 1 character a second',
  peers: peerNames,
  wants: { people: 100, documents: 500 },
  async run(server) {
    const crowds = Array.from(
      { length: 500 },
      (_, n) => new Crowd({ room: server.room(n), connected: 3, typists: 1, speed: 1, sampled: 2 }),
    )
    const { 'CPU µs per delivery': _, ...found } = await watch(server, crowds, 2)
    return found
  },
  goals: {
    'CPU ms per update': atMost(0.18),
    'p99 ms': {
      text: 'below every peer',
      isMet: (own, others) => Object.values(others).every((each) => own <= each),
    },
  },
}

const EDITORS = 20
const STEP_MS = 3000
const RATES = [1000, 2000, 4000, 6000, 8000, 12_000, 16_000, 24_000, 32_000, 48_000]

/** Twenty people send together `rate` updates a second, whatever comes back; answers with p99 to the first of them. */
async function saturate(server: Running, document: number, rate: number): Promise<number> {
  const each = Math.floor((rate * STEP_MS) / 1000 / EDITORS)
  const lines = await openLines(Array.from({ length: EDITORS }, () => server.room(document)))
  const times: Typed = new Map()
  const people = lines.map((line) => ({ line, ...typed(each), said: 0 }))
  const listener = new Listener(people[0]!.line, times)
  for (const { clientId } of people) times.set(clientId, [])
  const started = performance.now()
  for (let elapsed = 0; elapsed < STEP_MS; elapsed = performance.now() - started) {
    for (const person of people) {
      const clocks = times.get(person.clientId)!
      for (; person.said < Math.min(each, (each * elapsed) / STEP_MS); person.said++) {
        // The first one makes three structs: the paragraph, its text and a letter come after one another.
        clocks[person.said + 1] = performance.now()
        person.line.update(person.updates[person.said]!)
      }
    }
    await pause(4)
  }
  const expected = people.slice(1).reduce((sum, { said }) => sum + said, 0)
  for (let waited = 0; waited < 3000 && listener.latencies.length < expected; waited += 100) await pause(100)
  const isWhole = listener.latencies.length >= expected * 0.999
  lines.forEach((line) => line.leave())
  return isWhole ? at(listener.latencies, 0.99) : Infinity
}

const saturation: Scenario = {
  name: `saturation: ${EDITORS} editors of one document`,
  peers: peerNames,
  wants: {
    people: EDITORS,
    documents: RATES.length,
    limits: { messagesPerSecond: 1e9, messagesBurst: 1e9, bytesPerSecond: 1e12, bytesBurst: 1e12 },
  },
  async run(server) {
    let reached = 0
    for (const [index, rate] of RATES.entries()) {
      if ((await saturate(server, index, rate)) > 250) break
      reached = rate
    }
    return { 'updates/s with p99 < 250 ms': reached }
  },
  goals: { 'updates/s with p99 < 250 ms': atLeast(30_000) },
}

export const manyScenarios = [fanOut(200, 1, 2), fanOut(500, 0.8, 1.5), many, saturation]
