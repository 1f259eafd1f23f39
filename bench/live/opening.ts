import * as Y from 'yjs'
import type { Usage } from '../../test/support/server-process.ts'
import { barrier, Line, openLines } from './line.ts'
import { recording, textOf } from './recordings.ts'
import type { PeerName, Running } from './peers.ts'
import { atLeast, atMost, pause, type Scenario } from './scenario.ts'

const keepers: PeerName[] = ['y-websocket-server', 'hocuspocus', 'veche']
const unlimited = { messagesPerSecond: 1e9, messagesBurst: 1e9, bytesPerSecond: 1e12, bytesBurst: 1e12 }

/** A text that was written here and there, as one update of about `size` bytes; the same one each time. */
function worn(size: number): Uint8Array {
  const doc = new Y.Doc()
  doc.clientID = 4711
  const text = new Y.XmlText()
  const block = new Y.XmlElement('paragraph')
  block.insert(0, [text])
  doc.getXmlFragment('default').push([block])
  let state = 1
  for (let n = 0; ; n++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    text.insert(Math.floor((text.length * state) / 2 ** 32), 'слово ')
    if (n % 50 === 0 && Y.encodeStateAsUpdate(doc).length >= size) return Y.encodeStateAsUpdate(doc)
  }
}

/** Waits until a server that stores when it has time to has stored: until it does nothing any more, two minutes at most. */
async function settle(server: Running): Promise<void> {
  if (server.name === 'veche') return
  let last = -Infinity
  for (let waited = 0; waited < 40; waited++) {
    const { usage } = await server.process.usage()
    if (usage - last < 60_000) return
    last = usage
    await pause(3000)
  }
}

/** Brings a document in and waits until it would survive; some servers store only after a pause. */
async function fill(server: Running, documents: number, update: Uint8Array): Promise<void> {
  for (let at = 0; at < documents; at += 50)
    await Promise.all(
      Array.from({ length: Math.min(50, documents - at) }, async (_, index) => {
        const line = await Line.open(server.room(at + index), 0)
        line.update(update)
        await barrier(line)
        line.leave()
      }),
    )
  await settle(server)
}

const JOINERS = 300

const joins: Scenario = {
  name: `${JOINERS} join a 267 kB document at once`,
  peers: keepers,
  wants: { people: JOINERS, documents: 1 },
  async run(server) {
    const state = worn(267_000)
    await fill(server, 1, state)
    const host = await Line.open(server.room(0), 0)
    await barrier(host)
    const before = await server.process.usage()
    const started = performance.now()
    const lines = await Promise.all(
      Array.from({ length: JOINERS }, async (_, n) => {
        let isThere = false
        const line = new Line(server.room(0), n)
        line.heard = (update) => (isThere ||= update.length > state.length * 0.9)
        line.socket.once('open', () => {
          for (const each of line.room.greeting) line.say(each)
          line.ask()
        })
        await line.until(() => isThere)
        return line
      }),
    )
    const took = performance.now() - started
    const after = await server.process.usage()
    for (const each of [...lines, host]) each.leave()
    return { 'CPU ms per join': (after.usage - before.usage) / JOINERS / 1000, 'all in sync, s': took / 1000 }
  },
  goals: { 'CPU ms per join': atMost(1), 'all in sync, s': atMost(0.5) },
}

const IDLE = 1000

/** A reader comes to each document and goes when nobody has written for a while: that is what idle means. */
async function visit(server: Running, documents: number): Promise<Usage> {
  const lines = await openLines(Array.from({ length: documents }, (_, n) => server.room(n)))
  for (const each of lines) await barrier(each)
  await pause(8000)
  const usage = await server.process.usage('heap')
  lines.forEach((each) => each.leave())
  await pause(10_000)
  return usage
}

const memory: Scenario = {
  name: `${IDLE} idle documents of 10 kB, one reader each`,
  peers: keepers,
  wants: { people: 100, documents: IDLE, limits: { idleSeconds: 2 } },
  async run(server) {
    await fill(server, IDLE, worn(10_000))
    await server.restart()
    // What a server needs once is not what a document needs.
    await visit(server, 100)
    const { heap: empty } = await server.process.usage('heap')
    const { heap: open } = await visit(server, IDLE)
    const { heap: closed } = await server.process.usage('heap')
    return {
      'kB per document': (open - empty) / IDLE / 1000,
      'given back, %': (100 * (open - closed)) / (open - empty),
    }
  },
  goals: { 'kB per document': atMost(40), 'given back, %': atLeast(90) },
}

interface Recording {
  endContent: string
  txns: { patches: [position: number, deleted: number, inserted: string][] }[]
}

const paper = recording('automerge-paper.json.gz')

function replay({ txns }: Pick<Recording, 'txns'>): Uint8Array[] {
  const doc = new Y.Doc()
  const text = new Y.XmlText()
  const block = new Y.XmlElement('paragraph')
  const updates: Uint8Array[] = []
  block.insert(0, [text])
  doc.on('update', (update: Uint8Array) => void updates.push(update))
  doc.getXmlFragment('default').push([block])
  for (const { patches } of txns)
    doc.transact(() => {
      for (const [position, deleted, inserted] of patches) {
        if (deleted > 0) text.delete(position, deleted)
        if (inserted) text.insert(position, inserted)
      }
    })
  return updates
}

/** Milliseconds from the first packet to the whole text. */
async function openCold(server: Running, endContent: string): Promise<{ took: number; emptyFirst: boolean }> {
  await server.restart()
  const started = performance.now()
  const line = new Line(server.room(0), 0)
  const states: Uint8Array[] = []
  line.heard = (update) => void states.push(update)
  line.socket.once('open', () => {
    for (const each of line.room.greeting) line.say(each)
    line.ask()
  })
  const isWhole = () => (states.at(-1)?.length ?? 0) > endContent.length
  await Promise.race([line.until(isWhole), pause(15_000)])
  const took = performance.now() - started
  const isRight = isWhole() && textOf(states.at(-1)!) === endContent
  line.leave()
  return { took: isRight ? took : Infinity, emptyFirst: states.length > 1 }
}

const cold: Scenario = {
  name: 'a document of 259 778 edits (M. Kleppmann, josephg/editing-traces, CC BY 4.0), opened after kill and restart',
  peers: keepers,
  wants: { people: 2, documents: 1, limits: unlimited },
  async run(server) {
    const { endContent, ...typed } = paper!.read<Recording>()
    const updates = replay(typed)
    const line = await Line.open(server.room(0), 0)
    await barrier(line)
    for (let at = 0; at < updates.length; at += 500) {
      for (const each of updates.slice(at, at + 500)) line.update(each)
      await barrier(line)
    }
    await settle(server)
    line.leave()
    const runs = []
    for (let n = 0; n < 5; n++) runs.push(await openCold(server, endContent))
    const took = runs.map((each) => each.took).sort((a, b) => a - b)
    return {
      'ms to the whole text': took[2]!,
      'an empty one first': runs.some((each) => each.emptyFirst) ? 'yes' : 'no',
    }
  },
  goals: { 'ms to the whole text': atMost(150) },
}

export const openingScenarios = [joins, memory, ...(paper ? [cold] : [])]
