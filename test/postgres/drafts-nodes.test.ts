import { randomInt } from 'node:crypto'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import * as Y from 'yjs'
import { closeCode, type DraftRole } from '../../shared/drafts.ts'
import type { Id } from '../../shared/values.ts'
import { freezeDraft } from '../../server/drafts/actions.ts'
import { draftJson, findDraft, loadDocument } from '../../server/drafts/queries.ts'
import { fingerprint } from '../../server/drafts/replay.ts'
import { restartDraft } from '../../server/drafts/restart.ts'
import { createDatabase, openHouse, type Client, type House } from '../house.ts'
import { doc, mark, paragraph, RawClient, syncMessage, Table, Typist } from '../support/collab.ts'
import { updateOf } from '../support/disk.ts'
import { draws } from '../support/draws.ts'

const NODES = 3
const seed = Number(process.env['SEED'] ?? randomInt(2 ** 31))
console.info(`nodes: SEED=${seed}`)

interface Node {
  house: House
  table: Table
  origin: string
}
const nodes: Node[] = []
let anna: Client
let boris: Client
let vera: Client

beforeAll(async () => {
  const databaseUrl = await createDatabase(inject('postgres')!)
  for (let n = 0; n < NODES; n++) {
    const house = await openHouse({ databaseUrl })
    house.kit.drafts.hub.limits.pollSeconds = 1
    nodes.push({ house, table: new Table(house), origin: await house.listen() })
  }
  const { house } = nodes[0]!
  anna = await house.as(await house.person())
  boris = await house.as(await house.person())
  vera = await house.as(await house.person())
})
afterAll(() => Promise.all(nodes.map(({ house }) => house.close())))

async function shared(...rights: [Client, DraftRole][]): Promise<Id> {
  const id = await nodes[0]!.table.draft(rights, doc(paragraph('Решили:')))
  for (const { table } of nodes) for (const [who, role] of rights) table.allow(id, who, role)
  return id
}

const at = (n: number) => nodes[n % NODES]!
const typistAt = (n: number, id: Id, who: Client) => new Typist(at(n).origin, id, who.cookie).open()
const liveAt = async ({ house }: Node, id: Id) => {
  const live = (await house.kit.drafts.hub.acquire(id))!
  house.kit.drafts.hub.release(live)
  return live
}

test('I4 · people at different nodes see what the others type, and no row is numbered twice or left out', async () => {
  const id = await shared([anna, 'write'], [boris, 'write'], [vera, 'write'])
  const people = await Promise.all([anna, boris, vera].map((who, n) => typistAt(n, id, who)))
  for (let round = 0; round < 30; round++) people.forEach((each, n) => each.write(`<${n}.${round}>`))
  await Promise.all(people.map((each) => each.saved()))
  await Promise.all(
    people.flatMap((each) => [0, 1, 2].map((n) => each.until(() => each.text.includes(`<${n}.29>`)))),
  )
  const rows = await nodes[0]!.table.logOf(id)
  expect(rows.map((each) => each.seq)).toEqual(rows.map((_, index) => index + 1))
  expect(new Set(people.map((each) => fingerprint(each.doc))).size).toBe(1)
  for (const each of people) for (let n = 0; n < 3; n++) expect(each.text.split(`<${n}.15>`)).toHaveLength(2)
  expect(people.map((each) => each.closed)).toEqual([null, null, null])
  people.forEach((each) => each.leave())
})

test.each([
  ['half of them are lost', 0.5],
  ['none of them comes', 1],
])('I4 · three nodes converge though %s', async (_, lost) => {
  const draw = draws(seed)
  const hears = nodes.map(({ house }) => {
    const hub = house.kit.drafts.hub.nodes!
    const hear = hub.hear.bind(hub)
    hub.hear = (message) => (draw(100) < lost * 100 ? undefined : hear(message))
    return () => (hub.hear = hear)
  })
  const id = await shared([anna, 'write'], [boris, 'write'], [vera, 'write'])
  const people = await Promise.all([anna, boris, vera].map((who, n) => typistAt(n, id, who)))
  for (let round = 0; round < 40; round++) {
    const who = people[draw(people.length)]!
    if (draw(4) === 0 && who.root.length > 2) who.root.delete(draw(who.root.length), 1)
    else who.write(`<${round}>`)
    if (draw(3) === 0) await who.saved()
  }
  await Promise.all(people.map((each) => each.saved()))
  // Whoever missed the hints looks by themselves; they read the log from wherever they are.
  const { doc: log, seq: head } = await loadDocument(nodes[0]!.house.kit.db, id)
  const print = fingerprint(log)
  await Promise.all(people.map((each) => each.until(() => fingerprint(each.doc) === print)))
  for (const node of nodes) expect((await liveAt(node, id)).head).toBe(head)
  const rows = await nodes[0]!.table.logOf(id)
  expect(rows.map((each) => each.seq)).toEqual(rows.map((_, index) => index + 1))
  people.forEach((each) => each.leave())
  hears.forEach((restore) => restore())
})

test('I6 · rights taken away at one node end the line at another', async () => {
  const id = await shared([anna, 'write'], [boris, 'write'])
  const there = await typistAt(1, id, boris)
  for (const { table } of nodes) table.allow(id, boris, null)
  await nodes[0]!.house.kit.drafts.recheck(id)
  await there.until(() => there.closed !== null)
  expect(there.closed).toBe(closeCode.noAccess)
  there.leave()
})

test('I6 · whoever signs out at one node is signed out at another', async () => {
  const id = await shared([anna, 'write'])
  const { house } = nodes[0]!
  const again = await house.as(anna.personId)
  const there = await typistAt(1, id, again)
  const { sessionId } = (await house.kit.identify(again.cookie))!
  await house.kit.db
    .transaction()
    .execute((trx) => trx.deleteFrom('session').where('id', '=', sessionId!).execute())
  house.kit.cut(`session:${sessionId}`)
  await there.until(() => there.closed !== null)
  expect(there.closed).toBe(closeCode.signedOut)
  there.leave()
})

test('I14 · a freeze at one node is heard at another, and nothing comes after it', async () => {
  const id = await shared([anna, 'write'], [boris, 'write'])
  const there = await typistAt(2, id, boris)
  let isOver = false
  const typing = (async () => {
    for (let n = 0; !isOver; n++) {
      there.write(`<${n}>`)
      await there.until(() => there.acked === there.made || there.nacks.length > 0)
      isOver ||= there.nacks.length > 0
    }
  })()
  await there.until(() => there.acked > 3)
  await nodes[0]!.table.as(anna, (work) => freezeDraft(work, id, 'Редакция'))
  await Promise.all([typing, there.until(() => there.hello?.state === 'frozen')])
  const draft = (await findDraft(nodes[1]!.house.kit.db, id))!
  expect((await nodes[1]!.table.logOf(id)).at(-1)?.seq).toBe(draft.frozenSeq)
  expect(there.nacks.every((each) => each.code === closeCode.frozen)).toBe(true)
  there.leave()
})

test('a text begun anew at one node ends the lines at another, and takes nothing of the former epoch', async () => {
  const id = await shared([anna, 'write'], [boris, 'write'])
  const there = await typistAt(1, id, boris)
  there.write('до')
  await there.saved()
  await nodes[0]!.table.as(anna, (work) => restartDraft(work, id))
  there.write('после')
  await there.until(() => there.closed !== null)
  expect(there.closed).toBe(closeCode.conflict)
  const text = JSON.stringify(await draftJson(nodes[2]!.house.kit.db, id))
  expect(text).toContain('до')
  expect(text).not.toContain('после')
  there.leave()
})

test('I10 · a newer page at one node ends the older ones at another before they hear of it', async () => {
  const id = await shared([anna, 'write'], [boris, 'write'])
  const { house } = nodes[0]!
  await house.kit.db
    .transaction()
    .execute((trx) => trx.updateTable('draft').set({ schemaVersion: 1 }).where('id', '=', id).execute())
  const older = await new RawClient(at(1).origin, id, boris.cookie, { query: '?schema=1' }).open()
  older.say(syncMessage('step1', Y.encodeStateVector(new Y.Doc())))
  older.say(syncMessage('step2', Y.encodeStateAsUpdate(new Y.Doc())))
  older.say(mark(0))
  await older.until(() => older.marks().includes(0))
  const newer = await new RawClient(at(0).origin, id, anna.cookie, { query: '?schema=2' }).open()
  newer.say(syncMessage('step2', updateOf('новое')))
  newer.say(mark(1))
  await newer.until(() => newer.marks().includes(1))
  expect(await older.ended()).toBe(closeCode.outdated)
  expect(older.document().getXmlFragment('default').length).toBe(1)
  newer.socket.terminate()
})

test('I16 · a clientID that another node has given away is not taken twice', async () => {
  const id = await shared([anna, 'write'], [boris, 'write'])
  const line = async (n: number, who: Client) => {
    const client = await new RawClient(at(n).origin, id, who.cookie).open()
    client.say(syncMessage('step1', Y.encodeStateVector(new Y.Doc())))
    client.say(syncMessage('step2', Y.encodeStateAsUpdate(new Y.Doc())))
    client.say(mark(0))
    await client.until(() => client.marks().includes(0))
    return client
  }
  const [a, b] = [await line(0, anna), await line(1, boris)]
  a.say(syncMessage('update', updateOf('моё', 4711)))
  b.say(syncMessage('update', updateOf('чужое', 4711)))
  for (const each of [a, b]) each.say(mark(1))
  await Promise.all([a, b].map((each) => each.until(() => each.closed !== null || each.marks().includes(1))))
  const text = JSON.stringify(await draftJson(nodes[2]!.house.kit.db, id))
  expect([text.includes('моё'), text.includes('чужое')].filter(Boolean)).toHaveLength(1)
  expect([a, b].filter((each) => each.closed !== null)).toHaveLength(1)
  for (const each of [a, b]) each.socket.terminate()
})

test('I12 · fifty first visitors at three nodes find the initial content once', async () => {
  const people = await Promise.all(Array.from({ length: 50 }, () => nodes[0]!.house.person()))
  const clients = await Promise.all(people.map((each) => nodes[0]!.house.as(each)))
  const id = await shared(...clients.map((each) => [each, 'write'] as [Client, DraftRole]))
  const all = await Promise.all(clients.map((who, n) => typistAt(n, id, who)))
  for (const each of all) expect(each.text).toBe('Решили:')
  expect(await nodes[0]!.table.logOf(id)).toHaveLength(1)
  all.forEach((each) => each.leave())
})
