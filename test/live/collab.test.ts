import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { closeCode, message, sync, type DraftRole } from '../../shared/drafts.ts'
import type { Id } from '../../shared/values.ts'
import { freezeDraft, thawDraft } from '../../server/drafts/actions.ts'
import { draftJson, findDraft, loadDocument } from '../../server/drafts/queries.ts'
import { newId } from '../../server/lib/ids.ts'
import { openHouse, type Client, type House } from '../house.ts'
import {
  awarenessMessage,
  doc,
  mark,
  paragraph,
  RawClient,
  syncMessage,
  Table,
  Typist,
} from '../support/collab.ts'
import { heldDisk, updateOf } from '../support/disk.ts'

let house: House
let table: Table
let origin: string
let anna: Client
let boris: Client
let vera: Client
const typists: Typist[] = []
const raws: RawClient[] = []

beforeAll(async () => {
  house = await openHouse()
  origin = await house.listen()
  table = new Table(house)
  anna = await house.as(await house.person({ familyName: 'Анкудинова' }))
  boris = await house.as(await house.person({ familyName: 'Борисов' }))
  vera = await house.as(await house.person({ familyName: 'Вуквукай' }))
})
afterEach(() => {
  typists.splice(0).forEach((each) => each.leave())
  raws.splice(0).forEach((each) => each.socket.terminate())
})
afterAll(() => house.close())

const limits = () => house.kit.drafts.hub.limits
const shared = (...rights: [Client, DraftRole][]) => table.draft(rights, doc(paragraph('Решили:')))

function typist(draftId: Id, who: Client): Promise<Typist> {
  const typist = new Typist(origin, draftId, who.cookie)
  typists.push(typist)
  return typist.open()
}

function raw(draftId: string, who: Pick<Client, 'cookie'>, options = {}): Promise<RawClient> {
  const client = new RawClient(origin, draftId, who.cookie, options)
  raws.push(client)
  return client.open()
}

/** A raw client that has the text and, if it may write, has answered what the server asked. */
async function settled(draftId: Id, who: Client, role: DraftRole = 'write'): Promise<RawClient> {
  const client = await raw(draftId, who)
  client.say(syncMessage('step1', Y.encodeStateVector(new Y.Doc())))
  if (role === 'write') client.say(syncMessage('step2', Y.encodeStateAsUpdate(new Y.Doc())))
  client.say(mark(0))
  await client.until(() => client.marks().includes(0))
  return client
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

const textInLog = async (draftId: Id) => JSON.stringify(await draftJson(house.kit.db, draftId))

test('two people with an unmodified provider see what the other types, and both know when it is on disk', async () => {
  const id = await shared([anna, 'write'], [boris, 'write'])
  const [a, b] = [await typist(id, anna), await typist(id, boris)]
  expect(a.text).toBe('Решили:')
  a.write('открыть школу')
  b.write('построить дорогу')
  await Promise.all([a.saved(), b.saved(), a.sees('дорогу'), b.sees('школу')])
  expect(a.text).toBe(b.text)
  const authors = (await table.logOf(id)).map((each) => each.personId)
  expect(new Set(authors)).toEqual(new Set([null, anna.personId, boris.personId]))
})

test('I1 · nobody receives text, and its author no receipt, before it is on disk', async () => {
  const id = await shared([anna, 'write'], [boris, 'write'], [vera, 'read'])
  const [a, b] = [await typist(id, anna), await typist(id, boris)]
  const disk = await heldDisk(house, id)
  a.write('ещё не на диске')
  await disk.reached()
  const joiner = await raw(id, vera)
  joiner.say(syncMessage('step1', Y.encodeStateVector(new Y.Doc())))
  // Marks of those who wait for nothing come back, so the server has dealt with all that was said before.
  joiner.say(mark(7))
  await joiner.until(() => joiner.marks().includes(7))
  b.provider.ws!.send(Buffer.from(mark(b.made)))
  expect(joiner.kind(0)).toEqual([])
  expect(b.text).toBe('Решили:')
  expect(a.acked).toBeLessThan(a.made)
  await disk.goOn()
  await Promise.all([a.saved(), b.sees('ещё не на диске'), joiner.until(() => joiner.kind(0).length > 0)])
  expect(joiner.document().getXmlFragment('default').length).toBe(2)
})

test('what arrives while the disk works is one row per author and one frame', async () => {
  const id = await shared([anna, 'write'], [boris, 'write'], [vera, 'read'])
  const [a, b, reader] = [await typist(id, anna), await typist(id, boris), await settled(id, vera, 'read')]
  const disk = await heldDisk(house, id)
  a.write('первое')
  await disk.reached()
  const frames = reader.kind(0).length
  for (let n = 0; n < 20; n++) [a, b][n % 2]!.write(`строка ${n}`)
  const live = (await house.kit.drafts.hub.acquire(id))!
  await disk.goOn()
  await Promise.all([a.saved(), b.saved()])
  house.kit.drafts.hub.release(live)
  const rows = await table.logOf(id)
  expect(rows.map((each) => each.seq)).toEqual(rows.map((_, index) => index + 1))
  expect(rows.length).toBeLessThanOrEqual(5)
  await reader.until(() => reader.document().getXmlFragment('default').length === 22)
  expect(reader.kind(0).length - frames).toBeLessThanOrEqual(3)
})

test('five hundred updates in one breath go slice by slice, in their order, and the receipt comes after the last', async () => {
  const draftId = await shared([anna, 'write'], [boris, 'write'])
  const [a, b] = [await settled(draftId, anna), await settled(draftId, boris)]
  const usual = limits().slice
  limits().slice = 60
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => void updates.push(update))
  const before = (await table.logOf(draftId)).length
  for (let n = 0; n < 500; n++) doc.getText('beside').insert(n, String(n % 10))
  for (const each of updates) a.say(syncMessage('update', each))
  a.say(mark(500))
  b.say(mark(7))
  await a.until(() => a.marks().includes(500))
  const log = await table.logOf(draftId)
  const { doc: stored } = await loadDocument(house.kit.db, draftId)
  await b.until(() => b.document().getText('beside').length === 500)
  limits().slice = usual

  expect(log.length - before).toBeGreaterThanOrEqual(500 / 60)
  expect(stored.getText('beside').toJSON()).toBe('0123456789'.repeat(50))
  expect(b.document().getText('beside').toJSON()).toBe('0123456789'.repeat(50))
})

test('a text that nobody writes is kept as bytes: who comes gets it, and who writes wakes it', async () => {
  const draftId = await shared([anna, 'write'], [boris, 'write'])
  const a = await typist(draftId, anna)
  a.write('До сна.')
  await a.saved()
  const draft = (await house.kit.drafts.hub.acquire(draftId))!
  const usual = limits().sleepSeconds
  limits().sleepSeconds = 0
  draft.rest()
  limits().sleepSeconds = usual
  expect(draft.isAsleep).toBe(true)

  const b = await typist(draftId, boris)
  expect(b.text).toContain('До сна.')
  expect(draft.isAsleep).toBe(true)
  b.write('После сна.')
  await Promise.all([b.saved(), a.sees('После сна.')])
  house.kit.drafts.hub.release(draft)

  expect(draft.isAsleep).toBe(false)
  expect((await loadDocument(house.kit.db, draftId)).doc.getXmlFragment('default').toJSON()).toBe(
    '<paragraph>Решили:</paragraph><paragraph>До сна.</paragraph><paragraph>После сна.</paragraph>',
  )
})

test('I3 · connecting, typing and leaving at random loses nothing that was acknowledged, and doubles nothing', async () => {
  const id = await shared([anna, 'write'], [boris, 'write'])
  const usual = { ...limits() }
  Object.assign(limits(), { idleSeconds: 0, snapshotRows: 20 })
  const saved: string[] = []
  const visit = async (who: Client, round: number) => {
    const visitor = await typist(id, who)
    const token = `<${who === anna ? 'a' : 'b'}${round}>`
    visitor.write(token)
    if (round % 3 > 0) {
      await visitor.saved()
      saved.push(token)
    }
    visitor.leave()
  }
  for (let round = 0; round < 100; round++) await Promise.all([visit(anna, round), visit(boris, round)])
  Object.assign(limits(), usual)
  const snapshots = await house.kit.db
    .selectFrom('draftSnapshot')
    .select('seq')
    .where('draftId', '=', id)
    .execute()
  expect(snapshots).toHaveLength(2)
  const text = await textInLog(id)
  for (const token of saved) expect(text.split(token)).toHaveLength(2)
  expect(saved.length).toBeGreaterThan(100)
})

test('I5 · a reader with a modified client cannot write, and an honest one is never asked', async () => {
  const id = await shared([anna, 'write'], [boris, 'read'])
  const reader = await raw(id, boris)
  reader.say(syncMessage('step1', Y.encodeStateVector(new Y.Doc())))
  reader.say(mark(1))
  await reader.until(() => reader.marks().includes(1))
  const asked = reader.kind(0).filter((each) => each[1] === 0)
  expect(asked).toEqual([])
  reader.say(syncMessage('update', updateOf('подделка')))
  reader.say(syncMessage('step2', updateOf('подделка 2')))
  reader.say(mark(2))
  await reader.until(() => reader.nacks().some((each) => each.n === 2))
  expect(reader.nacks().every((each) => each.code === closeCode.noAccess)).toBe(true)
  expect(reader.marks()).toEqual([1])
  expect(await table.logOf(id)).toHaveLength(1)
})

test('I6 · whoever loses the right to write is told at once, and what waited of theirs is not stored', async () => {
  const id = await shared([anna, 'write'], [boris, 'write'])
  const [a, b] = [await typist(id, anna), await typist(id, boris)]
  const disk = await heldDisk(house, id)
  b.write('в пути')
  await disk.reached()
  a.write('останется')
  a.provider.ws!.send(Buffer.from(mark(a.made)))
  const live = (await house.kit.drafts.hub.acquire(id))!
  a.write('и это')
  b.write('уже нельзя')
  table.allow(id, boris, 'read')
  b.provider.awareness.setLocalStateField('cursor', null)
  await house.kit.drafts.recheck(id)
  await b.until(() => b.hello?.role === 'read')
  b.write('и подавно нельзя')
  await b.until(() => b.nacks.length > 0)
  await disk.goOn()
  await a.saved()
  house.kit.drafts.hub.release(live)
  expect(await textInLog(id)).toContain('останется')
  expect(await textInLog(id)).not.toMatch(/нельзя/)
  expect(b.closed).toBeNull()
})

test.each([
  [
    'loses every right',
    closeCode.noAccess,
    (id: Id) => (table.allow(id, boris, null), `person:${boris.personId}`),
  ],
  ['signs out', closeCode.signedOut, () => 'session'],
] as const)('I6 · whoever %s is cut off within a second', async (_, code, revoke) => {
  const id = await shared([anna, 'write'], [boris, 'write'])
  const again = await house.as(boris.personId)
  const b = await typist(id, again)
  b.write('успел')
  await b.saved()
  const actor = (await house.kit.identify(again.cookie))!
  let whose = revoke(id)
  if (whose === 'session') {
    whose = `session:${actor.sessionId}`
    await house.kit.db
      .transaction()
      .execute((trx) => trx.deleteFrom('session').where('id', '=', actor.sessionId!).execute())
  }
  const started = performance.now()
  house.kit.cut(whose)
  await b.until(() => b.closed !== null)
  expect(performance.now() - started).toBeLessThan(1000)
  expect(b.closed).toBe(code)
  expect(await textInLog(id)).toContain('успел')
})

test('I6 · whoever loses their right while they are let in is turned away at once', async () => {
  const id = await shared([anna, 'write'], [boris, 'write'])
  const again = await house.as(boris.personId)
  const { identify } = house.kit
  house.kit.identify = async (cookie) => {
    house.kit.identify = identify
    const actor = await identify(cookie)
    await again.post('/sign-out')
    return actor
  }
  const late = await raw(id, again)
  expect(await late.ended()).toBe(closeCode.signedOut)
})

test('of many lines at once no more stay than one person may have', async () => {
  const id = await shared([anna, 'write'])
  const most = limits().connectionsPerPerson
  limits().connectionsPerPerson = 3
  const many = await Promise.all(Array.from({ length: 12 }, () => raw(id, anna)))
  await Promise.all(many.map((each) => each.until(() => each.closed !== null || each.heard.length > 0)))
  limits().connectionsPerPerson = most
  expect(many.filter((each) => each.closed === null)).toHaveLength(3)
})

test('a cut that changes nothing here leaves the line as it is', async () => {
  const id = await shared([anna, 'write'])
  const a = await typist(id, anna)
  house.kit.cut(`person:${anna.personId}`)
  a.write('дальше')
  await a.saved()
  expect(a.closed).toBeNull()
})

const bomb = Uint8Array.from([1, 0x80, 0x80, 0x80, 0x10, 1, 0, 0])
test.each([
  ['garbage', Buffer.from('garbage'), closeCode.badMessage],
  ['an unknown kind of message', Uint8Array.from([55, 0]), closeCode.badMessage],
  ['an update that is garbage', syncMessage('update', Buffer.from('garbage')), closeCode.badMessage],
  ['an allocation bomb', syncMessage('update', bomb), closeCode.badMessage],
  ['a truncated update', syncMessage('update', updateOf('обрыв').subarray(0, 30)), closeCode.badMessage],
  [
    'bytes of the second encoding',
    syncMessage('update', Y.encodeStateAsUpdateV2(new Y.Doc())),
    closeCode.badMessage,
  ],
  [
    'a state vector that claims 2^40 clients',
    syncMessage('step1', Uint8Array.from([128, 128, 128, 128, 128, 32])),
    closeCode.badMessage,
  ],
  ['presence that is garbage', Uint8Array.from([1, 3, 200, 200, 1]), closeCode.badMessage],
  ['a message of 2 MB', syncMessage('update', Buffer.alloc(2 << 20)), 1009],
])('I7 · %s ends that one line and changes nothing', async (_, bytes, code) => {
  const id = await shared([anna, 'write'], [boris, 'write'])
  const [honest, evil] = [await typist(id, anna), await settled(id, boris)]
  evil.say(bytes)
  expect(await evil.ended()).toBe(code)
  expect(await table.logOf(id)).toHaveLength(1)
  honest.write('как ни в чём не бывало')
  await honest.saved()
  expect(honest.closed).toBeNull()
})

test('I7 · reserved bits and a length of 2^62 end one socket, not the house', async () => {
  const id = await shared([anna, 'write'], [boris, 'write'])
  const honest = await typist(id, anna)
  for (const bytes of [
    [0xf2, 0x81, 0, 0, 0, 0, 0],
    [0x82, 0xff, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  ]) {
    const evil = await settled(id, boris)
    ;(evil.socket as unknown as { _socket: { write(bytes: Buffer): void } })._socket.write(Buffer.from(bytes))
    expect([1002, 1009]).toContain(await evil.ended())
  }
  honest.write('цел')
  await honest.saved()
})

test('I7 · updates that pass the walk and throw all the same harm nobody: the text is built anew from the log', async () => {
  const id = await shared([anna, 'write'], [boris, 'write'])
  const honest = await typist(id, anna)
  // A struct whose parent is no type: well formed, and impossible.
  const [block] = honest.root.toArray() as Y.XmlElement[]
  const { id: letters } = (block!.get(0) as Y.XmlText)._start!
  for (let round = 0; round < 5; round++) {
    const evil = await settled(id, boris)
    evil.say(syncMessage('update', childOf(letters, 1000 + round)))
    honest.write(`слово ${round}`)
    await honest.saved()
    evil.say(mark(1))
    await evil.until(() => evil.closed !== null || evil.marks().includes(1))
  }
  const { doc: log } = await loadDocument(house.kit.db, id)
  expect(Y.encodeStateVector(log).length).toBeGreaterThan(0)
  expect(log.store.pendingStructs).toBeNull()
  expect(await textInLog(id)).toContain('слово 4')
  expect(honest.closed).toBeNull()
})

function childOf(parent: Y.ID, client: number): Uint8Array {
  const uint = (value: number): number[] =>
    value < 128 ? [value] : [(value % 128) + 128, ...uint(Math.floor(value / 128))]
  // one client, one struct: content "x" below `parent`, neither left nor right
  return Uint8Array.from([
    1,
    1,
    ...uint(client),
    0,
    4,
    0,
    ...uint(parent.client),
    ...uint(parent.clock),
    1,
    120,
    0,
  ])
}

test('an update ahead of what has come is no offence: its sender is asked for the rest', async () => {
  const id = await shared([anna, 'write'])
  const a = await settled(id, anna)
  const own = new Y.Doc()
  const updates: Uint8Array[] = []
  own.on('update', (update: Uint8Array) => updates.push(update))
  for (const text of ['раз', 'два'])
    own.getXmlFragment('default').push([new Y.XmlElement('paragraph'), new Y.XmlText(text)])
  const asked = () => a.kind(0).filter((each) => each[1] === 0).length
  const before = asked()
  a.say(syncMessage('update', updates[1]!))
  a.say(mark(2))
  await a.until(() => asked() > before)
  expect(a.marks()).not.toContain(2)
  a.say(syncMessage('step2', Y.encodeStateAsUpdate(own)))
  await a.until(() => a.marks().includes(2))
  expect(await table.logOf(id)).toHaveLength(2)
})

test('I8 · who does not read costs a bounded amount of memory, and is in step again as soon as they do', async () => {
  const id = await shared([anna, 'write'], [boris, 'read'])
  const usual = { ...limits() }
  Object.assign(limits(), { waiting: 64 * 1024, bytesBurst: 1e9, messagesBurst: 1e6 })
  const [a, slow] = [await typist(id, anna), await settled(id, boris, 'read')]
  const connection = [...house.kit.drafts.hub.connections].find((each) => each.personId === boris.personId)!
  slow.socket.pause()
  let most = 0
  for (let round = 0; round < 120; round++) {
    a.doc.transact(() => {
      a.write(String(round).repeat(20_000))
      a.root.delete(1, a.root.length - 2)
    })
    await a.saved()
    most = Math.max(most, connection.waiting)
  }
  a.write('конец')
  await a.saved()
  expect(most).toBeGreaterThan(0)
  expect(most).toBeLessThan(200_000)
  slow.socket.resume()
  await slow.until(() => slow.document().getXmlFragment('default').length === a.root.length)
  Object.assign(limits(), usual)
  expect(slow.closed).toBeNull()
})

test('I9 · presence carries the identity of the session, one clientID per line, and echoes are ignored', async () => {
  const id = await shared([anna, 'write'], [boris, 'write'], [vera, 'read'])
  const usual = { ...limits() }
  Object.assign(limits(), { awarenessMs: 1 })
  const [a, b] = [await typist(id, anna), await typist(id, boris)]
  a.provider.awareness.setLocalState({
    user: { id: 'admin', name: 'Губернатор', color: 'red' },
    cursor: { at: 1 },
    extra: 'x',
  })
  const idOfA = a.doc.clientID
  await b.until(() => Boolean(b.provider.awareness.getStates().get(idOfA)?.['cursor']))
  expect(b.provider.awareness.getStates().get(idOfA)).toEqual({
    user: {
      id: anna.personId,
      name: 'Анкудинова Анна Петровна',
      color: expect.stringMatching(/^#[0-9a-f]{6}$/) as string,
    },
    cursor: { at: 1 },
  })
  const evil = await raw(id, vera)
  evil.say(awarenessMessage([{ clientId: idOfA, clock: 1e6, state: null }]))
  evil.say(
    awarenessMessage(Array.from({ length: 5000 }, (_, n) => ({ clientId: n + 1, clock: 1, state: {} }))),
  )
  evil.say(awarenessMessage([{ clientId: 77, clock: 1, state: { cursor: null } }]))
  const heard = () =>
    [...b.provider.awareness.getStates().values()].filter(
      (each) => (each['user'] as { id?: string } | undefined)?.id === vera.personId,
    )
  await b.until(() => heard().length > 0)
  expect(heard()).toHaveLength(1)
  expect(b.provider.awareness.getStates().has(idOfA)).toBe(true)
  evil.say(awarenessMessage([{ clientId: 1, clock: 9, state: { cursor: 'x'.repeat(5000) } }]))
  expect(await evil.ended()).toBe(closeCode.badMessage)
  await b.until(() => heard().length === 0)
  Object.assign(limits(), usual)
})

test('I12 · fifty first visitors at once find the initial content once', async () => {
  const id = await shared([anna, 'write'], [boris, 'write'])
  const all = await Promise.all(Array.from({ length: 50 }, (_, n) => typist(id, n % 2 ? anna : boris)))
  for (const each of all) expect(each.text).toBe('Решили:')
  expect(await table.logOf(id)).toHaveLength(1)
})

test('I14 · nothing is accepted after the freeze, and everybody is told; a thaw brings back what was refused', async () => {
  const id = await shared([anna, 'write'], [boris, 'write'])
  const [a, b] = [await typist(id, anna), await typist(id, boris)]
  let typing = true
  const type = async (who: Typist) => {
    for (let n = 0; typing && who.nacks.length === 0; n++) {
      who.write(`слово ${n}`)
      await who.until(() => who.acked === who.made || who.nacks.length > 0)
    }
  }
  const both = [type(a), type(b)]
  await a.until(() => a.acked > 5)
  const revision = await table.as(anna, (work) => freezeDraft(work, id, 'Редакция'))
  await Promise.all([a.until(() => a.hello?.state === 'frozen'), b.until(() => b.hello?.state === 'frozen')])
  typing = false
  a.write('после заморозки')
  await a.until(() => a.nacks.length > 0)
  await Promise.all(both)
  expect(a.nacks.every((each) => each.code === closeCode.frozen)).toBe(true)
  expect(a.hello?.role).toBe('read')
  const draft = (await findDraft(house.kit.db, id))!
  expect((await table.logOf(id)).at(-1)?.seq).toBe(draft.frozenSeq)
  expect(revision.seq).toBe(draft.frozenSeq)
  expect(JSON.parse(revision.content)).toEqual(await draftJson(house.kit.db, id))
  await table.as(anna, (work) => thawDraft(work, id))
  await Promise.all([a.saved(), b.sees('после заморозки')])
})

test('I14 · settling waits for what was received, not for those who go on typing', async () => {
  const id = await shared([anna, 'write'])
  const live = (await house.kit.drafts.hub.acquire(id))!
  const author = {
    personId: anna.personId,
    queuedIn: null,
    refused: () => undefined,
    reached: () => undefined,
  }
  const disk = await heldDisk(house, id)
  live.receive(author, updateOf('до'))
  await disk.reached()
  const settled = live.settle()
  live.receive(author, updateOf('после'))
  void disk.goOn()
  await settled
  expect(live.isQuiet).toBe(false)
  expect(await textInLog(id)).toContain('до')
  await live.settle()
  expect(await textInLog(id)).toContain('после')
  house.kit.drafts.hub.release(live)
})

test('I16 · a clientID belongs to one person: poisoning somebody else’s ends the poisoner’s line only', async () => {
  const id = await shared([anna, 'write'], [boris, 'write'])
  const victim = await typist(id, anna)
  victim.write('hello')
  await victim.saved()
  const evil = await settled(id, boris)
  const { clientID } = victim.doc
  const clock = Y.getState(victim.doc.store, clientID)
  const uint = (value: number): number[] =>
    value < 128 ? [value] : [(value % 128) + 128, ...uint(Math.floor(value / 128))]
  evil.say(syncMessage('update', Uint8Array.from([1, 1, ...uint(clientID), ...uint(clock), 0, 100, 0])))
  expect(await evil.ended()).toBe(closeCode.conflict)
  victim.write(' world')
  await victim.saved()
  expect(await textInLog(id)).toContain(' world')
})

test('I16 · a clientID that somebody has come with is theirs before their first word', async () => {
  const id = await shared([anna, 'write'], [boris, 'write'])
  const victim = await settled(id, anna)
  victim.say(awarenessMessage([{ clientId: 4711, clock: 1, state: { cursor: null } }]))
  victim.say(mark(1))
  await victim.until(() => victim.marks().includes(1))
  const evil = await settled(id, boris)
  evil.say(syncMessage('update', updateOf('чужими буквами', 4711)))
  expect(await evil.ended()).toBe(closeCode.conflict)
  victim.say(syncMessage('update', updateOf('своими', 4711)))
  victim.say(mark(2))
  await victim.until(() => victim.marks().includes(2))
  expect(await textInLog(id)).toContain('своими')
})

test.each([
  ['a stranger', closeCode.signedOut, async (id: Id) => raw(id, { cookie: '' })],
  ['somebody without rights', closeCode.notFound, async (id: Id) => raw(id, vera)],
  ['a draft that is not there', closeCode.notFound, async () => raw(newId(), anna)],
  ['an address that is no draft', closeCode.notFound, async () => raw('no-draft', anna)],
  [
    'a page of another site',
    closeCode.noAccess,
    async (id: Id) => raw(id, anna, { headers: { origin: 'https://elsewhere.example' } }),
  ],
  [
    'a client of an older schema',
    closeCode.outdated,
    async (id: Id) => raw(id, anna, { query: '?schema=0' }),
  ],
  ['a copy of another epoch', closeCode.conflict, async (id: Id) => raw(id, anna, { query: '?epoch=9' })],
] as const)('%s is turned away at the door, with a code a browser can read', async (_, code, come) => {
  const id = await shared([anna, 'write'])
  const client = await come(id)
  expect(await client.ended()).toBe(code)
  expect(client.heard).toEqual([])
})

test('an upgrade to nowhere is answered and ended', async () => {
  const { hostname, port } = new URL(origin)
  const socket = connect(Number(port), hostname)
  socket.write('GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
  const [answer] = (await once(socket, 'data')) as [Buffer]
  expect(answer.toString()).toContain('404')
  if (!socket.closed) await once(socket, 'close')
})

test('I7 · an upgrade that is no URL, or breaks off, costs the house nothing', async () => {
  const { hostname, port } = new URL(origin)
  const upgrade = (target: string) => {
    const socket = connect(Number(port), hostname)
    socket.on('error', () => undefined)
    socket.write(
      `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
    )
    return socket
  }
  for (const target of ['//', 'http://[', '/socket.io', '/socket.iox']) {
    const socket = upgrade(target)
    const [answer] = (await once(socket, 'data')) as [Buffer]
    expect(answer.toString()).toContain('404')
  }
  for (const target of ['/nowhere', '/collab/v1/nothing', '/socket.io/?EIO=4&transport=websocket'])
    for (let round = 0; round < 20; round++) {
      const socket = upgrade(target)
      await once(socket, 'connect')
      for (let wait = 0; wait < round % 5; wait++) await turn()
      socket.resetAndDestroy()
      if (!socket.closed) await once(socket, 'close')
    }
  expect((await house.stranger.get('/me')).status).toBe(200)
})

test('I7 · an answer that nobody asked for and that builds on nothing is asked for the rest, as any update', async () => {
  const id = await shared([anna, 'write'])
  const client = await settled(id, anna)
  const questions = client.kind(message.sync).filter((each) => each[1] === sync.step1).length
  const own = new Y.Doc()
  own.getXmlFragment('default').push([new Y.XmlElement('paragraph')])
  const before = Y.encodeStateVector(own)
  own.getXmlFragment('default').push([new Y.XmlElement('paragraph')])
  client.say(syncMessage('step2', Y.encodeStateAsUpdate(own, before)))
  await client.until(
    () => client.kind(message.sync).filter((each) => each[1] === sync.step1).length > questions,
  )
  client.say(syncMessage('step2', Y.encodeStateAsUpdate(own)))
  client.say(mark(1))
  await client.until(() => client.marks().includes(1))
  expect(client.closed).toBeNull()
})

test('a silent line hears something often enough to stay open', async () => {
  const id = await shared([anna, 'read'])
  const before = limits().keepaliveSeconds
  limits().keepaliveSeconds = 1
  const reader = await raw(id, anna)
  await reader.until(() => reader.kind(1).length > 0)
  limits().keepaliveSeconds = before
  expect(reader.kind(1)[0]).toEqual(Uint8Array.from([1, 1, 0]))
})

test('a disk that fails ends the lines with 4503; the words come back with their author and are stored then', async () => {
  const id = await shared([anna, 'write'])
  const a = await typist(id, anna)
  const { schema } = house.kit.db
  await schema.alterTable('draftUpdate').renameTo('draftUpdateAway').execute()
  const codes: (number | undefined)[] = []
  a.provider.on('connection-close', (event) => codes.push(event?.code))
  a.write('не пропадёт')
  await a.until(() => codes.length > 0)
  expect(codes[0]).toBe(closeCode.storage)
  expect(a.acked).toBeLessThan(a.made)
  await schema.alterTable('draftUpdateAway').renameTo('draftUpdate').execute()
  await a.saved()
  expect(await textInLog(id)).toContain('не пропадёт')
})

test('what the server writes on behalf of somebody goes the same way, beside those who type', async () => {
  const id = await shared([anna, 'write'], [boris, 'write'])
  const a = await typist(id, anna)
  const actor = (await house.kit.identify(boris.cookie))!
  a.write('пишу дальше')
  await Promise.all([
    house.kit.drafts.edit(id, actor, (json) => doc(...(json.content ?? []), paragraph('из файла'))),
    a.saved(),
    a.sees('из файла'),
  ])
  expect(await textInLog(id)).toMatch(/пишу дальше.*из файла|из файла.*пишу дальше/)
})

test('a closing house puts everything on disk and says that it comes back', async () => {
  const own = await openHouse()
  const there = await own.listen()
  const notes = new Table(own)
  const who = await own.as(await own.person())
  const id = await notes.draft([[who, 'write']])
  const client = new Typist(there, id, who.cookie)
  const codes: (number | undefined)[] = []
  client.provider.on('connection-close', (event) => codes.push(event?.code))
  await client.open()
  client.write('последнее слово')
  await client.saved()
  await own.app.close()
  await client.until(() => codes.length > 0)
  expect(codes[0]).toBe(closeCode.restart)
  expect(JSON.stringify(await draftJson(own.kit.db, id))).toContain('последнее слово')
  client.leave()
  await own.kit.close()
})
