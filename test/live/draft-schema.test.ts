import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { closeCode, message, sync } from '../../shared/drafts.ts'
import { DRAFT_SCHEMA_VERSION } from '../../shared/draft-schema.ts'
import type { Id } from '../../shared/values.ts'
import { freezeDraft } from '../../server/drafts/actions.ts'
import { draftJson, findDraft } from '../../server/drafts/queries.ts'
import { openHouse, type Client, type House } from '../house.ts'
import { doc, mark, paragraph, RawClient, syncMessage, Table } from '../support/collab.ts'
import { heldDisk, updateOf } from '../support/disk.ts'

const NEW = DRAFT_SCHEMA_VERSION
const OLD = NEW - 1

let house: House
let table: Table
let origin: string
let anna: Client
let boris: Client
const lines: RawClient[] = []

beforeAll(async () => {
  house = await openHouse()
  origin = await house.listen()
  table = new Table(house)
  anna = await house.as(await house.person())
  boris = await house.as(await house.person())
})
afterEach(() => lines.splice(0).forEach((each) => each.socket.terminate()))
afterAll(() => house.close())

/** A draft in which nothing newer than `schemaVersion` was ever written. */
async function draftOf(schemaVersion: number): Promise<Id> {
  const id = await table.draft(
    [
      [anna, 'write'],
      [boris, 'write'],
    ],
    doc(paragraph('Решили:')),
  )
  await house.kit.db
    .transaction()
    .execute((trx) => trx.updateTable('draft').set({ schemaVersion }).where('id', '=', id).execute())
  return id
}

/** A page that knows this version; it has the text and was asked for its own. */
async function page(id: Id, who: Client, schema: number | null): Promise<RawClient> {
  const client = new RawClient(origin, id, who.cookie, schema === null ? {} : { query: `?schema=${schema}` })
  lines.push(client)
  await client.open()
  client.say(syncMessage('step1', Y.encodeStateVector(new Y.Doc())))
  client.say(syncMessage('step2', Y.encodeStateAsUpdate(new Y.Doc())))
  client.say(mark(0))
  await client.until(() => client.closed !== null || client.marks().includes(0))
  return client
}

const versionOf = async (id: Id) => (await findDraft(house.kit.db, id))?.schemaVersion
const texts = (client: RawClient) => client.kind(message.sync).filter((each) => each[1] !== sync.step1)

test('I10 · an older page is turned away before it hears anything, and what it kept offline is not taken', async () => {
  const id = await draftOf(NEW)
  const late = new RawClient(origin, id, anna.cookie, { query: `?schema=${OLD}` })
  lines.push(late)
  await late.open()
  late.say(syncMessage('step2', updateOf('из прошлой недели')))
  expect(await late.ended()).toBe(closeCode.outdated)
  expect(late.heard).toEqual([])
  expect(await table.logOf(id)).toHaveLength(1)
})

test.each([
  ['of the same version', NEW, NEW],
  ['that is newer', OLD, NEW],
  ['that does not say', NEW, null],
] as const)('I10 · a page %s gets the text, and reading raises nothing', async (_, version, schema) => {
  const id = await draftOf(version)
  const client = await page(id, anna, schema)
  expect(client.document().getXmlFragment('default').length).toBe(1)
  expect(await versionOf(id)).toBe(version)
})

test('I10 · the first write of a newer page raises the version and ends the older pages, which hear none of it', async () => {
  const id = await draftOf(OLD)
  const [older, newer, silent] = [
    await page(id, anna, OLD),
    await page(id, boris, NEW),
    await page(id, boris, null),
  ]
  const heard = texts(older).length
  newer.say(syncMessage('update', updateOf('новое')))
  newer.say(mark(1))
  await newer.until(() => newer.marks().includes(1))
  expect(await older.ended()).toBe(closeCode.outdated)
  expect(texts(older)).toHaveLength(heard)
  expect(await versionOf(id)).toBe(NEW)
  await silent.until(() => silent.document().getXmlFragment('default').length === 2)
  expect(silent.closed).toBeNull()
})

test('I10 · what an older page wrote in the same breath is stored and acknowledged before its line ends', async () => {
  const id = await draftOf(OLD)
  const [older, newer] = [await page(id, anna, OLD), await page(id, boris, NEW)]
  const disk = await heldDisk(house, id)
  older.say(syncMessage('update', updateOf('первое')))
  await disk.reached()
  older.say(syncMessage('update', updateOf('от старой страницы')))
  older.say(mark(1))
  newer.say(syncMessage('update', updateOf('от новой страницы')))
  newer.say(mark(1))
  await disk.queued(2)
  await disk.goOn()
  expect(await older.ended()).toBe(closeCode.outdated)
  expect(older.marks()).toContain(1)
  expect(JSON.stringify(await draftJson(house.kit.db, id))).toMatch(/от старой страницы/)
})

test('I10 · an older page that asks for the text while a newer one is being stored does not get it', async () => {
  const id = await draftOf(OLD)
  const [older, newer] = [await page(id, anna, OLD), await page(id, boris, NEW)]
  const disk = await heldDisk(house, id)
  const heard = texts(older).length
  newer.say(syncMessage('update', updateOf('новое')))
  await disk.reached()
  older.say(syncMessage('step1', Y.encodeStateVector(new Y.Doc())))
  older.say(mark(5))
  await older.until(() => older.marks().includes(5))
  await disk.goOn()
  expect(await older.ended()).toBe(closeCode.outdated)
  expect(texts(older)).toHaveLength(heard)
})

test('I10 · what the server writes raises the version as well', async () => {
  const id = await draftOf(OLD)
  const older = await page(id, anna, OLD)
  const actor = (await house.kit.identify(boris.cookie))!
  await house.kit.drafts.edit(id, actor, (json) => doc(...(json.content ?? []), paragraph('из файла')))
  expect(await older.ended()).toBe(closeCode.outdated)
  expect(await versionOf(id)).toBe(NEW)
})

test('I10 · a newer page that brings nothing, or is refused, raises nothing', async () => {
  const id = await draftOf(OLD)
  const [older, newer] = [await page(id, anna, OLD), await page(id, boris, NEW)]
  newer.say(syncMessage('update', Y.encodeStateAsUpdate(newer.document())))
  newer.say(mark(1))
  await newer.until(() => newer.marks().includes(1))
  await table.as(anna, (work) => freezeDraft(work, id, 'Редакция'))
  newer.say(syncMessage('update', updateOf('поздно')))
  await newer.until(() => newer.nacks().length > 0)
  expect(await versionOf(id)).toBe(OLD)
  expect(older.closed).toBeNull()
})
