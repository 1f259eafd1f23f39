import * as Y from 'yjs'
import { barrier, Line } from './line.ts'
import { recording, textOf } from './recordings.ts'
import { type Scenario } from './scenario.ts'

interface Recording {
  txns: {
    parents: number[]
    agent: number
    patches: [position: number, deleted: number, inserted: string][]
  }[]
}

/** One stroke of somebody, and what of the other had to be there when it was made. */
interface Stroke {
  agent: number
  update: Uint8Array
  /** The other's clock: their insertions so far. */
  needs: number
}

const clientOf = (agent: number) => 1001 + agent

/** The page that both begin with. */
function emptyPage(): Uint8Array {
  const doc = new Y.Doc()
  doc.clientID = 1000
  const block = new Y.XmlElement('paragraph')
  block.insert(0, [new Y.XmlText()])
  doc.getXmlFragment('default').push([block])
  return Y.encodeStateAsUpdate(doc)
}

/**
 * Two people at once, as they were recorded: each stroke is made in a text that holds exactly what its writer had seen then. Answers with
 * the strokes in an order in which each comes after those it builds on, and with the text that both end with.
 */
function play({ txns }: Recording, page: Uint8Array): { strokes: Stroke[]; text: string } {
  const docs = [0, 1].map((agent) => {
    const doc = new Y.Doc()
    doc.clientID = clientOf(agent)
    Y.applyUpdate(doc, page)
    return doc
  })
  const seen = [new Set<number>(), new Set<number>()]
  const strokes: Stroke[] = []
  txns.forEach(({ parents, agent, patches }, index) => {
    const doc = docs[agent]!
    const missing: number[] = []
    const look = [...parents]
    for (let each = look.pop(); each !== undefined; each = look.pop())
      if (!seen[agent]!.has(each)) {
        seen[agent]!.add(each)
        missing.push(each)
        look.push(...txns[each]!.parents)
      }
    for (const each of missing.sort((a, b) => a - b)) Y.applyUpdate(doc, strokes[each]!.update)
    const needs = Y.getState(doc.store, clientOf(1 - agent))
    let update: Uint8Array | null = null
    const keep = (made: Uint8Array) => (update = made)
    doc.on('update', keep)
    const block = doc.getXmlFragment('default').get(0) as Y.XmlElement
    const text = block.get(0) as Y.XmlText
    doc.transact(() => {
      for (const [position, deleted, inserted] of patches) {
        if (deleted > 0) text.delete(position, deleted)
        if (inserted) text.insert(position, inserted)
      }
    })
    doc.off('update', keep)
    seen[agent]!.add(index)
    strokes.push({ agent, needs, update: update ?? Y.encodeStateAsUpdate(doc, Y.encodeStateVector(doc)) })
  })
  const [first, second] = docs as [Y.Doc, Y.Doc]
  Y.applyUpdate(first, Y.encodeStateAsUpdate(second))
  return { strokes, text: textOf(Y.encodeStateAsUpdate(first)) }
}

const friends = recording('friendsforever.json.gz')
const unlimited = { messagesPerSecond: 1e9, messagesBurst: 1e9, bytesPerSecond: 1e12, bytesBurst: 1e12 }
/** Strokes of one person before they are asked for a sign of life. */
const TURN = 200

const together: Scenario = {
  name: 'two people write at once (friendsforever, josephg/editing-traces, CC BY 4.0), a third reads',
  peers: ['y-websocket-server', 'hocuspocus', 'veche'],
  wants: { people: 3, documents: 1, limits: unlimited },
  async run(server) {
    const page = emptyPage()
    const { strokes, text } = play(friends!.read<Recording>(), page)
    const replicas = [0, 1, 2].map(() => new Y.Doc())
    const lines = await Promise.all(replicas.map((_, n) => Line.open(server.room(0), n)))
    lines.forEach((line, n) => (line.heard = (update) => Y.applyUpdate(replicas[n]!, update)))
    // By the third: a page has one writer, and theirs come from the other two.
    lines[2]!.update(page)
    for (const each of replicas) Y.applyUpdate(each, page)
    await barrier(lines[2]!)
    const before = (await server.process.usage()).usage
    const started = performance.now()
    const sent = [0, 0]
    for (const { agent, update, needs } of strokes) {
      const [line, replica] = [lines[agent]!, replicas[agent]!]
      await line.until(() => Y.getState(replica.store, clientOf(1 - agent)) >= needs)
      Y.applyUpdate(replica, update)
      line.update(update)
      sent[agent]! += 1
      if (sent[agent]! % TURN === 0) await barrier(line)
    }
    for (const line of lines) await barrier(line)
    const words = () => replicas.map((each) => textOf(Y.encodeStateAsUpdate(each)))
    const deadline = performance.now() + 30_000
    await lines[2]!.until(() => words().every((each) => each === text) || performance.now() > deadline)
    const took = performance.now() - started
    const { usage } = await server.process.usage()
    const isSame = words().every((each) => each === text)
    for (const line of lines) line.leave()
    return {
      'strokes/s': strokes.length / (took / 1000),
      'CPU µs per stroke': (usage - before) / strokes.length,
      'the same text on every replica': isSame ? 'yes' : 'no',
    }
  },
  goals: {},
}

export const togetherScenarios = friends ? [together] : []
