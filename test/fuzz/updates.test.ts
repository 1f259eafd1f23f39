import { randomInt } from 'node:crypto'
import * as encoding from 'lib0/encoding'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { Malformed } from '../../server/drafts/bytes.ts'
import { draftJson, loadDocument } from '../../server/drafts/queries.ts'
import { fingerprint } from '../../server/drafts/replay.ts'
import { verifyDraft } from '../../server/drafts/verify.ts'
import { Gap, walk } from '../../server/drafts/walk.ts'
import { ForeignClient } from '../../server/drafts/live-draft.ts'
import { openHouse, type Client } from '../house.ts'
import { edit, history, mutant } from '../support/histories.ts'
import { draws } from '../support/draws.ts'
import { doc as draftOf, paragraph, RawClient, syncMessage, mark, Table, Typist } from '../support/collab.ts'

const seed = Number(process.env['SEED'] ?? randomInt(2 ** 31))
console.info(`updates: SEED=${seed}`)

const knownTo = (doc: Y.Doc) => (client: number) => Y.getState(doc.store, client)

const verdict = (bytes: Uint8Array, doc: Y.Doc): 'valid' | 'gap' | 'malformed' => {
  try {
    walk(bytes, knownTo(doc))
    return 'valid'
  } catch (error) {
    if (error instanceof Gap) return 'gap'
    if (error instanceof Malformed) return 'malformed'
    throw error
  }
}

test('I7 · every update that Yjs writes is let through, with what is new in it', () => {
  const draw = draws(seed)
  for (let round = 0; round < 20; round++) {
    const server = new Y.Doc()
    for (const update of history(150, draw)) {
      const { reach } = walk(update, knownTo(server))
      Y.applyUpdate(server, update)
      for (const [client, end] of reach) expect(Y.getState(server.store, client)).toBe(end)
      expect(server.store.pendingStructs).toBeNull()
      expect(server.store.pendingDs).toBeNull()
    }
    const whole = Y.encodeStateAsUpdate(server)
    expect(walk(whole, knownTo(server)).reach.size).toBe(0)
    expect(verdict(whole, new Y.Doc())).toBe('valid')
  }
})

test('I7 · an update whose predecessor is missing is a gap, and nothing else', () => {
  const draw = draws(seed + 1)
  for (let round = 0; round < 20; round++) {
    const doc = new Y.Doc()
    const updates: Uint8Array[] = []
    doc.on('update', (update: Uint8Array) => updates.push(update))
    for (let step = 0; step < 40; step++) edit(doc, draw)
    const server = new Y.Doc()
    for (const update of updates.slice(2)) expect(verdict(update, server)).toBe('gap')
  }
})

test('I7 · mutants, truncations and noise never hang, never allocate by a claim and never throw anything else', () => {
  const draw = draws(seed + 2)
  const updates = [...history(200, draw), Y.encodeStateAsUpdate(applied(history(200, draw)))]
  const empty = new Y.Doc()
  const before = process.memoryUsage().heapUsed
  const count = { valid: 0, gap: 0, malformed: 0 }
  for (let round = 0; round < 60_000; round++) {
    const bytes =
      round % 10 === 0
        ? Uint8Array.from({ length: draw(64) }, () => draw(256))
        : mutant(updates[draw(updates.length)]!, draw)
    count[verdict(bytes, empty)]++
  }
  expect(count.malformed).toBeGreaterThan(10_000)
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(200e6)
})

const applied = (updates: Uint8Array[]): Y.Doc => {
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc
}

const bytesOf = (write: (encoder: encoding.Encoder) => void): Uint8Array => {
  const encoder = encoding.createEncoder()
  write(encoder)
  return encoding.toUint8Array(encoder)
}
const uints = (...values: number[]) =>
  bytesOf((encoder) => values.forEach((value) => encoding.writeVarUint(encoder, value)))

test.each([
  ['2^25 structs in eight bytes', uints(1, 2 ** 25, 1, 0)],
  ['2^40 clients', uints(2 ** 40, 1)],
  ['2^30 deleted ranges', uints(0, 1, 7, 2 ** 30)],
  ['a garbage struct of length 2^40', Uint8Array.from([...uints(1, 1, 42, 0), 0, ...uints(2 ** 40, 0)])],
  ['a clock of 2^50', Uint8Array.from([...uints(1, 1, 42, 2 ** 50), 0, ...uints(1, 0)])],
  ['a struct of no length', Uint8Array.from([...uints(1, 1, 42, 0), 0, ...uints(0, 0)])],
  ['an array nested a thousand times', nested(1000)],
  ['a document inside the document', subdocument()],
  ['bytes of the second encoding', Y.encodeStateAsUpdateV2(applied(history(20, draws(1))))],
])('I7 · %s is refused', (_, bytes) => {
  expect(verdict(bytes, new Y.Doc())).toBe('malformed')
})

function nested(depth: number): Uint8Array {
  return bytesOf((encoder) => {
    for (const value of [1, 1, 42, 0]) encoding.writeVarUint(encoder, value)
    encoding.writeUint8(encoder, 8)
    encoding.writeVarUint(encoder, 1)
    encoding.writeVarString(encoder, 'root')
    encoding.writeVarUint(encoder, 1)
    for (let level = 0; level < depth; level++) {
      encoding.writeUint8(encoder, 117)
      encoding.writeVarUint(encoder, 1)
    }
    encoding.writeUint8(encoder, 126)
    encoding.writeVarUint(encoder, 0)
  })
}

function subdocument(): Uint8Array {
  const doc = new Y.Doc()
  doc.getMap('root').set('inner', new Y.Doc())
  return Y.encodeStateAsUpdate(doc)
}

test('I7 · a hundred thousand mutants at a live draft leave its log sound, and every honest update in it', async () => {
  const draw = draws(seed + 4)
  const house = await openHouse()
  const table = new Table(house)
  const [anna, evil] = [await house.as(await house.person()), await house.as(await house.person())]
  const id = await table.draft(
    [
      [anna, 'write'],
      [evil, 'write'],
    ],
    draftOf(paragraph('Совет решил')),
  )
  const { hub } = house.kit.drafts
  const honest = new Y.Doc()
  honest.clientID = 77
  const count = { taken: 0, gap: 0, malformed: 0, foreign: 0, thrown: 0 }
  const author = (who: Client, refused = () => {}) => ({
    ...{ personId: who.personId, queuedIn: null, refused, reached: () => {} },
  })
  let live = (await hub.acquire(id))!
  const offer = (bytes: Uint8Array) => {
    try {
      if (
        live.receive(
          author(evil, () => void count.thrown++),
          bytes,
        ) === null
      )
        count.taken++
    } catch (error) {
      if (error instanceof Gap) count.gap++
      else if (error instanceof Malformed) count.malformed++
      else if (error instanceof ForeignClient) count.foreign++
      else throw error
    }
  }
  const word = (round: number) => {
    const before = Y.encodeStateVector(honest)
    honest.getMap('words').set(`${round}`, round)
    live.receive(author(anna), Y.encodeStateAsUpdate(honest, before))
  }
  word(0)
  for (let round = 1; round <= 250; round++) {
    const copy = new Y.Doc()
    copy.clientID = 1 + draw(2 ** 31)
    Y.applyUpdate(copy, live.missing(new Map()))
    const updates: Uint8Array[] = []
    copy.on('update', (update: Uint8Array) => updates.push(update))
    // Of somebody else's clientID, too.
    if (round % 5 === 0) copy.clientID = honest.clientID
    for (let step = 0; step < 5; step++) copy.transact(() => edit(copy, draw))
    copy.destroy()
    for (let n = 0; n < 400 && updates.length > 0; n++)
      offer(
        draw(10) === 0
          ? Uint8Array.from({ length: draw(64) }, () => draw(256))
          : mutant(updates[draw(updates.length)]!, draw),
      )
    word(round)
    await live.settle()
    if (live.isGone) throw new Error('the draft had to be dropped')
  }
  hub.release(live)
  expect(await verifyDraft(house.kit.db, id)).toMatchObject({ problem: null })
  const { doc: log } = await loadDocument(house.kit.db, id)
  // The order of what is ill-formed may depend on how it came together; what there is does not, and the log decides.
  expect(Y.decodeStateVector(Y.encodeStateVector(log))).toEqual(Y.decodeStateVector(live.stateVector()))
  expect(fingerprint((await loadDocument(house.kit.db, id)).doc)).toBe(fingerprint(log))
  expect(Y.getState(log.store, honest.clientID)).toBe(Y.getState(honest.store, honest.clientID))
  expect((await anna.get(`/drafts/${id}`)).status).toBe(200)
  live = (await hub.acquire(id))!
  hub.release(live)
  expect(count.taken + count.gap + count.malformed + count.foreign).toBeGreaterThan(90_000)
  for (const each of [count.taken, count.gap, count.malformed, count.foreign]) expect(each).toBeGreaterThan(5)
  await house.close()
})

test('I7 · mutants that pass the walk neither break the log nor cost anybody else a word', async () => {
  const draw = draws(seed + 3)
  const house = await openHouse()
  const origin = await house.listen()
  const table = new Table(house)
  const [anna, evil] = [await house.as(await house.person()), await house.as(await house.person())]
  const id = await table.draft(
    [
      [anna, 'write'],
      [evil, 'write'],
    ],
    draftOf(paragraph('Совет решил')),
  )
  const elsewhere = await table.draft([[anna, 'write']])
  const honest = await new Typist(origin, id, anna.cookie).open()
  const other = await new Typist(origin, elsewhere, anna.cookie).open()
  let sent = 0
  for (let round = 0; round < 60; round++) {
    const { doc } = await loadDocument(house.kit.db, id)
    const updates: Uint8Array[] = []
    doc.on('update', (update: Uint8Array) => updates.push(update))
    const known = new Map(Y.decodeStateVector(Y.encodeStateVector(doc)))
    for (let step = 0; step < 5; step++) doc.transact(() => edit(doc, draw))
    const passing = mutantThatPasses(updates[0] ?? new Uint8Array(), known, draw)
    if (passing) {
      const client = await new RawClient(origin, id, evil.cookie).open()
      client.say(syncMessage('step2', passing))
      client.say(mark(1))
      await client.until(() => client.closed !== null || client.marks().includes(1))
      client.socket.terminate()
      sent++
    }
    honest.write(`<a${round}>`)
    other.write(`<b${round}>`)
    await Promise.all([honest.saved(), other.saved()])
  }
  const { doc: log } = await loadDocument(house.kit.db, id)
  expect(log.store.pendingStructs).toBeNull()
  expect(JSON.stringify(await draftJson(house.kit.db, elsewhere)).match(/<b\d+>/g)).toHaveLength(60)
  expect((await anna.get(`/drafts/${id}`)).status).toBe(200)
  expect(sent).toBeGreaterThan(10)
  expect([honest.closed, other.closed]).toEqual([null, null])
  honest.leave()
  other.leave()
  await house.close()
})

function mutantThatPasses(update: Uint8Array, known: Map<number, number>, draw: (below: number) => number) {
  for (let attempt = 0; attempt < 200; attempt++) {
    const bytes = mutant(update, draw)
    try {
      walk(bytes, (client) => known.get(client) ?? 0)
      return bytes
    } catch {
      // The next one, perhaps.
    }
  }
  return null
}
