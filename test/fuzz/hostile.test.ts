import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import * as encoding from 'lib0/encoding'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { closeCode } from '../../shared/drafts.ts'
import { awarenessMessage, mark, RawClient, syncMessage, Typist } from '../support/collab.ts'
import { updateOf } from '../support/disk.ts'
import { mutant } from '../support/histories.ts'
import { draws } from '../support/draws.ts'
import { region, textOf, type Region } from '../support/region.ts'
import { ServerProcess } from '../support/server-process.ts'

const seed = Number(process.env['SEED'] ?? randomInt(2 ** 31))
console.info(`hostile: SEED=${seed}`)

const MOST_GROWTH = 160e6

let place: Region
/** Another draft, on which nobody does any harm. */
let elsewhere: string
let server: ServerProcess
let honest: Typist
let neighbour: Typist
let memory: number
let words = 0

beforeAll(async () => {
  place = await region(null, undefined, { drafts: 2 })
  elsewhere = place.draftIds[1]!
  server = await ServerProcess.start(place.env)
  honest = await new Typist(server.origin, place.draftId, place.cookies[0]!).open()
  neighbour = await new Typist(server.origin, elsewhere, place.cookies[0]!).open()
  await wellOff()
  memory = (await server.usage()).memory
})
afterAll(async () => {
  honest.leave()
  neighbour.leave()
  await server.kill()
  place.remove()
})

/** Both honest people write a word and have it acknowledged. */
async function wellOff(): Promise<void> {
  words++
  honest.write(`<${words}>`)
  neighbour.write(`<${words}>`)
  await Promise.all([honest.saved(), neighbour.saved()])
}

/** Nobody honest was cut off, every word is there once, and the server has not grown out of its bounds. */
async function unharmed(): Promise<void> {
  await wellOff()
  expect([honest.closed, neighbour.closed]).toEqual([null, null])
  for (const draftId of [place.draftId, elsewhere]) {
    const text = await textOf(server.origin, draftId, place.cookies[0]!)
    for (let word = 1; word <= words; word++) expect(text.split(`&lt;${word}&gt;`)).toHaveLength(2)
  }
  expect((await server.usage()).memory - memory).toBeLessThan(MOST_GROWTH)
}

/** A stranger to manners, with every right to write. */
async function villain(): Promise<RawClient> {
  const client = await new RawClient(server.origin, place.draftId, place.cookies[1]!).open()
  client.say(syncMessage('step1', Y.encodeStateVector(new Y.Doc())))
  client.say(syncMessage('step2', Y.encodeStateAsUpdate(new Y.Doc())))
  client.say(mark(0))
  await client.until(() => client.marks().includes(0))
  return client
}

const uints = (...values: number[]) => {
  const encoder = encoding.createEncoder()
  values.forEach((value) => encoding.writeVarUint(encoder, value))
  return encoding.toUint8Array(encoder)
}

/** A struct that claims more than it is, in the name of a clientID. */
const garbage = (client: number, clock: number, length: number) =>
  Uint8Array.from([...uints(1, 1, client, clock), 0, ...uints(length, 0)])

const corpus: [name: string, message: () => Uint8Array | string, code: number][] = [
  [
    'eight bytes that claim 2^25 structs',
    () => syncMessage('update', uints(1, 2 ** 25, 1, 0)),
    closeCode.badMessage,
  ],
  ['a state vector of 2^40 clients', () => syncMessage('step1', uints(2 ** 40)), closeCode.badMessage],
  ['a struct of length 2^40', () => syncMessage('update', garbage(9, 0, 2 ** 40)), closeCode.badMessage],
  [
    'a struct in the name of somebody else',
    () =>
      syncMessage(
        'update',
        garbage(honest.doc.clientID, Y.getState(honest.doc.store, honest.doc.clientID), 1000),
      ),
    closeCode.conflict,
  ],
  [
    'an update cut in half',
    () => syncMessage('update', updateOf('обрыв').subarray(0, 30)),
    closeCode.badMessage,
  ],
  [
    'the second encoding',
    () => syncMessage('update', Y.encodeStateAsUpdateV2(honest.doc)),
    closeCode.badMessage,
  ],
  ['a kind of message that there is not', () => uints(77, 0), closeCode.badMessage],
  ['a step that there is not', () => uints(0, 9, 0), closeCode.badMessage],
  [
    'a mark beyond all numbers',
    () => Uint8Array.from([102, 9, 255, 255, 255, 255, 255, 255, 255, 255, 127]),
    closeCode.badMessage,
  ],
  [
    'a presence of a megabyte',
    () => awarenessMessage([{ clientId: 3, clock: 1, state: { cursor: 'x'.repeat(1_000_000) } }]),
    closeCode.badMessage,
  ],
  ['a text frame', () => 'Здравствуйте', closeCode.badMessage],
  ['a hundred megabytes', () => Buffer.alloc(100e6), 1009],
]

test.each(corpus)('I7 · %s costs its sender the line, and nobody else a word', async (_, message, code) => {
  const evil = await villain()
  evil.socket.send(message())
  const alongside = wellOff()
  expect(await evil.ended()).toBe(code)
  await alongside
  await unharmed()
})

/** Writes bytes on the socket under a WebSocket, as no WebSocket would. */
const scribble = (client: RawClient, bytes: number[]) =>
  (client.socket as unknown as { _socket: { write(bytes: Buffer): void } })._socket.write(Buffer.from(bytes))

test.each([
  ['reserved bits', [0xf2, 0x81, 0, 0, 0, 0, 0], 1002],
  ['a reserved opcode', [0x83, 0x80, 0, 0, 0, 0], 1002],
  ['no mask', [0x82, 0x01, 0x00], 1002],
  ['a length of 2^62', [0x82, 0xff, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 1009],
  ['a ping of 200 bytes', [0x89, 0xfe, 0, 200, 0, 0, 0, 0], 1002],
  ['an end of one byte', [0x88, 0x81, 0, 0, 0, 0, 0], 1002],
] as const)('I7 · a frame with %s ends one socket', async (_, bytes, code) => {
  const evil = await villain()
  scribble(evil, [...bytes])
  expect(await evil.ended()).toBe(code)
  await unharmed()
})

test('I7 · a message that comes byte by byte and never ends holds up nobody', async () => {
  const evil = await villain()
  scribble(evil, [0x82, 0xfe, 0xff, 0xff, 0, 0, 0, 0])
  for (let n = 0; n < 50; n++) {
    scribble(evil, [0])
    await wellOff()
  }
  evil.socket.terminate()
  await unharmed()
})

test('I7 · three thousand updates without a predecessor are forgotten, and hold up nobody', async () => {
  const evil = await villain()
  const own = new Y.Doc()
  const updates: Uint8Array[] = []
  own.on('update', (update: Uint8Array) => updates.push(update))
  for (let n = 0; n < 3001; n++) own.getText('default').insert(n, 'x')
  for (const each of updates.slice(1)) evil.say(syncMessage('update', each))
  evil.say(mark(1))
  // The neighbour is answered again and again before the flood is through.
  let answered = 0
  const isThrough = evil.until(() => evil.closed !== null || evil.kind(0).length > 2).then(() => true)
  while (answered < 20) {
    await wellOff()
    answered++
  }
  expect(await isThrough).toBe(true)
  expect(evil.marks()).not.toContain(1)
  evil.socket.terminate()
  await unharmed()
})

test('I7 · thirty thousand updates of one key each are taken, while others go on', async () => {
  const evil = await villain()
  const own = new Y.Doc()
  const keys: Uint8Array[] = []
  own.on('update', (update: Uint8Array) => keys.push(update))
  for (let n = 0; n < 30_000; n++) own.getText('elsewhere').insert(n, 'x')
  for (const each of keys) evil.say(syncMessage('update', each))
  evil.say(mark(1))
  for (let n = 0; n < 20; n++) await wellOff()
  evil.socket.terminate()
  await unharmed()
})

test('I9 · fifty thousand presences, and those of others, are not believed', async () => {
  const evil = await villain()
  const crowd = Array.from({ length: 50_000 }, (_, n) => ({ clientId: n + 1, clock: 1, state: {} }))
  evil.say(awarenessMessage(crowd))
  evil.say(awarenessMessage([{ clientId: honest.doc.clientID, clock: 2 ** 30, state: null }]))
  evil.say(mark(1))
  await evil.until(() => evil.marks().includes(1))
  const looker = await new Typist(server.origin, place.draftId, place.cookies[0]!).open()
  await looker.until(() => looker.provider.awareness.getStates().has(1))
  expect(looker.provider.awareness.getStates().size).toBeLessThan(5)
  looker.leave()
  evil.socket.terminate()
  await unharmed()
})

test('I8 · who asks for everything and reads nothing costs a bounded amount', async () => {
  const evil = await Promise.all(Array.from({ length: 10 }, villain))
  for (const each of evil) {
    each.socket.pause()
    for (let n = 0; n < 8; n++) each.say(syncMessage('step1', Y.encodeStateVector(new Y.Doc())))
  }
  for (let n = 0; n < 30; n++) {
    neighbour.write('б'.repeat(1000))
    honest.write('в'.repeat(5000))
    await Promise.all([neighbour.saved(), honest.saved()])
  }
  await unharmed()
  evil.forEach((each) => each.socket.terminate())
})

test('I7 · a thousand sockets that say nothing, or half of something, leave no trace', async () => {
  const { hostname, port } = new URL(server.origin)
  for (let wave = 0; wave < 10; wave++) {
    const sockets = await Promise.all(
      Array.from({ length: 100 }, async (_, n) => {
        const socket = connect(Number(port), hostname)
        socket.on('error', () => undefined)
        await once(socket, 'connect')
        if (n % 2) socket.write(`GET /collab/v1/${place.draftId} HTTP/1.1\r\nHost: x\r\nUpgrade: web`)
        return socket
      }),
    )
    await wellOff()
    sockets.forEach((each) => each.resetAndDestroy())
  }
  await unharmed()
})

test('I7 · a thousand messages of noise and mutants cost nobody honest a word', async () => {
  const draw = draws(seed)
  let sent = 0
  const attack = async () => {
    while (sent < 1000) {
      const evil = await villain()
      const copy = evil.document()
      copy.clientID = 1 + draw(2 ** 31)
      const updates: Uint8Array[] = []
      copy.on('update', (update: Uint8Array) => updates.push(update))
      // Only additions: what a writer takes away is taken away by right.
      for (let step = 0; step < 5; step++) copy.getText('elsewhere').insert(0, 'x'.repeat(1 + draw(9)))
      for (let n = 0; n < 10 && evil.closed === null; n++) {
        sent++
        const bytes = mutant(updates[draw(updates.length)]!, draw)
        if (draw(3) === 0) evil.say(Uint8Array.from({ length: 1 + draw(200) }, () => draw(256)))
        else evil.say(syncMessage(draw(2) ? 'update' : 'step2', bytes))
      }
      evil.say(mark(9))
      await evil.until(() => evil.closed !== null || evil.marks().includes(9) || evil.kind(0).length > 3)
      evil.socket.terminate()
    }
  }
  const others = async () => {
    while (sent < 1000) await wellOff()
  }
  await Promise.all([attack(), attack(), others()])
  await unharmed()
})
