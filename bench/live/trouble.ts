import * as Y from 'yjs'
import { barrier, Line, openLines } from './line.ts'
import { peerNames, type PeerName, type Running } from './peers.ts'
import { atMost, pause, type Found, type Scenario } from './scenario.ts'
import { typed } from './typing.ts'

const keepers: PeerName[] = ['y-websocket-server', 'hocuspocus', 'veche']
const unlimited = { messagesPerSecond: 1e9, messagesBurst: 1e9, bytesPerSecond: 1e12, bytesBurst: 1e12 }

/** Two people at a document that has nothing to do with the trouble; one says something every 20 ms. */
class Bystanders {
  worst = 0
  readonly #lines: [Line, Line]
  readonly #timer: NodeJS.Timeout

  private constructor(lines: [Line, Line]) {
    this.#lines = lines
    const { updates } = typed(50_000)
    const sent: number[] = []
    let heard = 0
    lines[1].heard = (update) => {
      for (const { id, length } of Y.decodeUpdate(update).structs) heard = Math.max(heard, id.clock + length)
      this.#look(sent, heard)
    }
    this.#timer = setInterval(() => {
      const next = updates[sent.length]
      if (!next) return
      sent.push(performance.now())
      lines[0].update(next)
    }, 20)
  }

  static async come(server: Running, document: number): Promise<Bystanders> {
    const room = server.room(document)
    return new Bystanders([await Line.open(room, 0), await Line.open(room, 1)])
  }

  #reported = 0
  #look(sent: number[], heard: number): void {
    const now = performance.now()
    // Clock n + 1 is the last of the update n: the first one brings two.
    for (; this.#reported < heard - 1; this.#reported++) {
      const time = sent[this.#reported]
      if (time !== undefined) this.worst = Math.max(this.worst, now - time)
    }
  }

  /** Waits until something new has come through. */
  async breathe(milliseconds: number): Promise<void> {
    const until = performance.now() + milliseconds
    const before = this.#reported
    while (performance.now() < until && this.#reported === before && this.#lines[1].closed === null)
      await pause(10)
    if (this.#reported === before) this.worst = Math.max(this.worst, milliseconds)
  }

  get isThere(): boolean {
    return this.#lines.every((each) => each.closed === null)
  }

  leave(): void {
    clearInterval(this.#timer)
    this.#lines.forEach((each) => each.leave())
  }
}

/** The longest wait of the bystanders, and in the three seconds before the trouble, which is what the machine makes them wait. */
async function beside(
  server: Running,
  trouble: () => Promise<void>,
): Promise<{ stall: number; calm: number; isThere: boolean }> {
  const bystanders = await Bystanders.come(server, 1)
  await pause(1000)
  bystanders.worst = 0
  await pause(3000)
  const calm = bystanders.worst
  bystanders.worst = 0
  await trouble()
  await bystanders.breathe(20_000)
  const { worst, isThere } = bystanders
  bystanders.leave()
  return { stall: worst, calm, isThere }
}

/** As fast as a line takes it, without holding up those whom we measure here. */
async function flood(line: Line, updates: readonly Uint8Array[]): Promise<void> {
  for (const [n, each] of updates.entries()) {
    line.update(each)
    if (n % 100 === 99) await new Promise((resolve) => setImmediate(resolve))
  }
}

const burst: Scenario = {
  name: 'burst: one client pushes 30 000 one-key updates',
  peers: keepers,
  wants: { people: 2, documents: 2, limits: unlimited },
  async run(server) {
    const line = await Line.open(server.room(0), 0)
    const { updates } = typed(30_000, { here: true })
    let done = 0
    const { stall, calm } = await beside(server, async () => {
      const started = performance.now()
      await flood(line, updates)
      await Promise.race([barrier(line), pause(30_000)])
      done = performance.now() - started
    })
    line.leave()
    return {
      'stall of others, ms': stall,
      'their longest wait before, ms': calm,
      'until it is taken, s': done / 1000,
    }
  },
  goals: { 'stall of others, ms': atMost(100) },
}

const gaps: Scenario = {
  name: '3 000 updates whose predecessors are missing (100 kB)',
  peers: keepers,
  wants: { people: 2, documents: 2 },
  async run(server) {
    const line = await Line.open(server.room(0), 0)
    const { updates } = typed(3000)
    const { stall, calm } = await beside(server, async () => {
      // Each stands on the one before; the first never comes.
      await flood(line, updates.slice(2))
      await pause(10_000)
    })
    line.leave()
    return { 'stall of others, ms': stall, 'their longest wait before, ms': calm }
  },
  goals: { 'stall of others, ms': atMost(50) },
}

const badFrames: Record<string, Buffer> = {
  'reserved bits': Buffer.from([0xf2, 0x80, 0, 0, 0, 0]),
  'length 2^62': Buffer.from([0x82, 0xff, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
  '101 MB': Buffer.concat([
    Buffer.from([0x82, 0xff, 0, 0, 0, 0, 6, 5, 0, 0, 0, 0, 0, 0]),
    Buffer.alloc(2 ** 20),
  ]),
}

const badFrame: Scenario = {
  name: 'one bad WebSocket frame',
  peers: peerNames,
  wants: { people: 2, documents: 2 },
  async run(server) {
    const found: Found = {}
    let worst = 0
    for (const [name, bytes] of Object.entries(badFrames)) {
      const line = await Line.open(server.room(0), 0)
      const { stall, isThere } = await beside(server, async () => {
        ;(line.socket as unknown as { _socket: { write(bytes: Buffer): void } })._socket.write(bytes)
        await pause(500)
      })
      line.leave()
      found[name] = !server.process.isRunning ? 'server dies' : isThere ? 'survives' : 'others are cut'
      if (!server.process.isRunning) await server.restart()
      else worst = Math.max(worst, stall)
    }
    return { ...found, 'stall of others, ms': worst }
  },
  goals: {},
}

const SLEEPERS = 10
const OFFERED = 30e6

const sleepers: Scenario = {
  name: `${SLEEPERS} readers that stop reading, 30 MB offered to each`,
  peers: keepers,
  wants: { people: SLEEPERS + 1, documents: 1, limits: { ...unlimited, waitingSeconds: 600 } },
  async run(server) {
    const room = server.room(0)
    const docs = Array.from({ length: SLEEPERS }, () => new Y.Doc())
    const lines = await openLines(docs.map(() => room))
    lines.forEach((line, n) => (line.heard = (update) => Y.applyUpdate(docs[n]!, update)))
    const writer = await Line.open(room, SLEEPERS)
    await barrier(writer)
    const own = new Y.Doc()
    const text = own.getText('default')
    own.on('update', (update: Uint8Array) => writer.update(update))
    lines.forEach((line) => line.socket.pause())
    const before = await server.process.usage('heap')
    let most = before.memory
    const words = 'x'.repeat(30_000)
    for (let offered = 0; offered < OFFERED; offered += words.length) {
      text.insert(0, words)
      text.delete(0, words.length)
      await barrier(writer)
      await pause(15)
      if (offered % (words.length * 50) === 0) most = Math.max(most, (await server.process.usage()).memory)
    }
    const after = await server.process.usage('heap')
    text.insert(0, 'the end')
    await barrier(writer)
    lines.forEach((line) => line.socket.resume())
    const isBack = (doc: Y.Doc) => doc.getText('default').length === 'the end'.length
    for (let waited = 0; waited < 20_000 && !docs.every(isBack); waited += 100) await pause(100)
    ;[...lines, writer].forEach((line) => line.leave())
    return {
      'memory held for them, MB': (after.heap - before.heap) / 1e6,
      'most resident memory, MB': (most - before.memory) / 1e6,
      'back in sync': `${docs.filter(isBack).length} of ${SLEEPERS}`,
    }
  },
  goals: { 'memory held for them, MB': atMost(20) },
}

/** Somebody types at `rate`, somebody sees it, the power goes: how much of what was seen (and acknowledged) is gone? */
const kill = (rate: number): Scenario => ({
  name: `kill -9 while somebody types ${rate} characters a second`,
  peers: keepers,
  wants: { people: 3, documents: 1, limits: unlimited },
  async run(server) {
    const room = server.room(0)
    const [writer, witness] = [await Line.open(room, 0), await Line.open(room, 1)]
    const { clientId, updates } = typed(rate * 6)
    const reach = (update: Uint8Array) =>
      Y.decodeUpdate(update).structs.reduce(
        (most, { id, length }) => (id.client === clientId ? Math.max(most, id.clock + length) : most),
        0,
      )
    let seen = 0
    witness.heard = (update) => (seen = Math.max(seen, reach(update)))
    await Promise.all([barrier(writer), barrier(witness)])
    let said = 0
    const started = performance.now()
    const length = 3500 + 1000 * Math.random()
    for (let elapsed = 0; elapsed < length; elapsed = performance.now() - started) {
      for (; said < (rate * elapsed) / 1000; said++) {
        writer.update(updates[said]!)
        // A mark counts clocks here; the first update brings two.
        writer.mark(said + 2)
      }
      await pause(4)
    }
    const promised = () => Math.max(seen, writer.acknowledged < 1e6 ? writer.acknowledged : 0)
    await server.restart()
    const before = promised()
    ;[writer, witness].forEach((line) => line.leave())
    const reader = await Line.open(server.room(0), 2, false)
    let kept = 0
    reader.heard = (update) => (kept = Math.max(kept, reach(update)))
    reader.ask()
    await Promise.race([barrier(reader), pause(5000)])
    await pause(1000)
    reader.leave()
    return { 'seen or acknowledged, and lost': Math.max(0, before - kept) }
  },
  goals: { 'seen or acknowledged, and lost': atMost(0) },
})

export const troubleScenarios = [kill(100), kill(2000), burst, gaps, badFrame, sleepers]
