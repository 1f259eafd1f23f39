import { once } from 'node:events'
import { request as post, type IncomingMessage } from 'node:http'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import {
  closeCode,
  closeCodeOf,
  message,
  parseStateTag,
  sync,
  unwrapMessages,
  wrapMessages,
  type DraftRole,
} from '../shared/drafts.ts'
import { DRAFT_SCHEMA_VERSION } from '../shared/draft-schema.ts'
import type { RefusalCode } from '../shared/refusals.ts'
import type { Id } from '../shared/values.ts'
import { freezeDraft } from '../server/drafts/actions.ts'
import { draftJson } from '../server/drafts/queries.ts'
import { Visit } from '../server/drafts/visit.ts'
import { openHouse, type Client, type House } from './house.ts'
import { doc, mark, paragraph, syncMessage, Table, Typist } from './support/collab.ts'
import { heldDisk, updateOf } from './support/disk.ts'
import { read } from './support/messages.ts'

let house: House
let table: Table
let origin: string
let anna: Client
let boris: Client
let vera: Client
let draftId: Id

beforeAll(async () => {
  house = await openHouse()
  origin = await house.listen()
  table = new Table(house)
  anna = await house.as(await house.person())
  boris = await house.as(await house.person())
  vera = await house.as(await house.person())
})
beforeEach(async () => {
  const rights: [Client, DraftRole][] = [
    [anna, 'write'],
    [boris, 'read'],
  ]
  draftId = await table.draft(rights, doc(paragraph('Решили:'), paragraph('строить '.repeat(300))))
})
afterAll(() => house.close())

interface Packed {
  status: number
  code: RefusalCode | null
  bytes: Buffer
  headers: Record<string, unknown>
}

async function ask(
  who: Pick<Client, 'cookie'>,
  method: 'GET' | 'POST',
  path: string,
  { body, headers = {} }: { body?: Uint8Array; headers?: Record<string, string> } = {},
): Promise<Packed> {
  const response = await house.app.inject({
    method,
    url: `/api/drafts/${draftId}/${path}`,
    headers: {
      ...(who.cookie && { cookie: who.cookie }),
      ...(body && { 'content-type': 'application/octet-stream' }),
      ...headers,
    },
    ...(body && { payload: Buffer.from(body) }),
  })
  const { statusCode: status, rawPayload } = response
  const packing = response.headers['content-encoding']
  const bytes =
    packing === 'br'
      ? brotliDecompressSync(rawPayload)
      : packing === 'gzip'
        ? gunzipSync(rawPayload)
        : rawPayload
  const code = status >= 400 ? (JSON.parse(bytes.toString()) as { code: RefusalCode }).code : null
  return { status, code, bytes, headers: response.headers }
}

const state = (who: Pick<Client, 'cookie'>, query = '', headers = {}) =>
  ask(who, 'GET', `state${query}`, { headers })

async function exchange(who: Pick<Client, 'cookie'>, messages: Uint8Array[], query = '') {
  const answer = await ask(who, 'POST', `sync${query}`, { body: wrapMessages(messages) })
  return { ...answer, heard: answer.status === 200 ? unwrapMessages(answer.bytes).map(read) : [] }
}

const documentOf = (...updates: Uint8Array[]) => {
  const document = new Y.Doc()
  for (const each of updates) Y.applyUpdate(document, each)
  return document
}
const blocks = (document: Y.Doc) => document.getXmlFragment('default').length
const empty = syncMessage('step1', Y.encodeStateVector(new Y.Doc()))
const since = (head: number) => `?since=${head}`

test.each([
  ['brotli', 'gzip, deflate, br, zstd', 'br'],
  ['gzip', 'gzip, deflate', 'gzip'],
  ['nothing', '', undefined],
  ['nothing, when it refuses both', 'br;q=0, gzip;q=0', undefined],
])('the whole text comes by HTTP, packed with %s', async (_, accepted, packing) => {
  const { status, bytes, headers } = await state(boris, '', { 'accept-encoding': accepted })
  expect(status).toBe(200)
  expect(headers['content-encoding']).toBe(packing)
  expect(headers['cache-control']).toBe('private, no-store')
  expect(headers['content-type']).toBe('application/octet-stream')
  expect(parseStateTag(headers['etag'] as string)).toEqual({ epoch: 1, head: 1 })
  expect(blocks(documentOf(bytes))).toBe(2)
})

test('a device that was given a copy to keep is told so when it comes without one, and only for the same person and draft', async () => {
  const given = async (who: Client, copies: string, query = '?keeps=1') => {
    const { status, headers } = await state({ cookie: `${who.cookie}; ${copies}` }, query)
    expect(status).toBe(200)
    const cookie = headers['set-cookie']
    return { had: headers['veche-copy'], cookie: typeof cookie === 'string' ? cookie : '' }
  }
  const first = await given(anna, '')
  expect(first.had).toBeUndefined()
  expect(first.cookie).toMatch(
    /^veche_copies=\w{12}; Max-Age=31536000; Path=\/api\/drafts; HttpOnly; SameSite=Lax$/,
  )
  const [copies = ''] = first.cookie.split(';')
  expect((await given(anna, copies)).had).toBe('had')
  expect((await given(boris, copies)).had).toBeUndefined()
  expect(await given(anna, copies, '')).toEqual({ had: undefined, cookie: '' })
  expect((await given(anna, 'veche_copies=нет.<script>.0000')).cookie).toMatch(/^veche_copies=\w{12};/)

  const before = draftId
  draftId = await table.draft([[anna, 'write']], doc(paragraph('Другой')))
  const { had, cookie } = await given(anna, copies)
  expect([had, cookie.split(';')[0]?.split('.').length]).toEqual([undefined, 2])
  draftId = before
  expect((await given(anna, cookie.split(';')[0] ?? '')).had).toBe('had')
})

test('of a text that is known nothing comes, and of one that is known in part the rest', async () => {
  const { bytes, headers } = await state(anna)
  const tag = headers['etag'] as string
  const mine = documentOf(bytes)
  expect(await state(anna, '', { 'if-none-match': tag })).toMatchObject({
    status: 304,
    bytes: Buffer.alloc(0),
  })
  await house.kit.drafts.edit(draftId, (await house.kit.identify(anna.cookie))!, (json) =>
    doc(...(json.content ?? []), paragraph('и дорогу')),
  )
  const later = await state(anna, `?sv=${Buffer.from(Y.encodeStateVector(mine)).toString('base64url')}`, {
    'if-none-match': tag,
  })
  expect(later.status).toBe(200)
  expect(later.headers['etag']).not.toBe(tag)
  expect(later.bytes.length).toBeLessThan(bytes.length / 4)
  Y.applyUpdate(mine, later.bytes)
  expect(blocks(mine)).toBe(3)
})

test('I1 · the text that comes by HTTP is on disk', async () => {
  const disk = await heldDisk(house, draftId)
  const posted = exchange(anna, [syncMessage('update', updateOf('ещё не на диске')), mark(1)])
  await disk.reached()
  const asked = state(boris)
  const beside = exchange(boris, [empty])
  // Both wait now: an answer before the disk would have come in this time.
  expect(await Promise.race([asked, beside, posted, house.stranger.get('/me').then(() => 'nobody')])).toBe(
    'nobody',
  )
  await disk.goOn()
  expect(parseStateTag((await asked).headers['etag'] as string)?.head).toBe(2)
  expect(blocks(documentOf((await asked).bytes))).toBe(3)
  expect((await posted).heard.map((each) => each.kind)).toContain('mark')
  await beside
})

test('a page without WebSocket says hello, is asked, sends what it has, and has it on disk when the mark comes', async () => {
  const first = await exchange(anna, [empty])
  expect(first.heard.map((each) => each.kind)).toEqual(['hello', 'step2', 'step1'])
  expect(first.heard[0]).toMatchObject({ role: 'write', epoch: 1, head: 1, state: 'open' })
  const mine = documentOf(...first.heard.flatMap((each) => (each.kind === 'step2' ? [each.bytes] : [])))
  expect(blocks(mine)).toBe(2)
  mine.getXmlFragment('default').push([new Y.XmlElement('paragraph')])
  const sent = await exchange(anna, [syncMessage('step2', Y.encodeStateAsUpdate(mine)), mark(7)], since(1))
  expect(sent.heard).toMatchObject([
    { kind: 'hello', head: 2 },
    { kind: 'mark', n: 7 },
  ])
  expect(await table.logOf(draftId)).toHaveLength(2)
  // The same once more changes nothing: an answer that was lost on the way is simply asked for again.
  const again = await exchange(anna, [syncMessage('step2', Y.encodeStateAsUpdate(mine)), mark(7)], since(2))
  expect(again.heard).toMatchObject([
    { kind: 'hello', head: 2 },
    { kind: 'mark', n: 7 },
  ])
  expect(await table.logOf(draftId)).toHaveLength(2)
})

test('a question for news is answered when somebody writes, with the news only', async () => {
  const first = await exchange(boris, [empty])
  expect(first.heard.map((each) => each.kind)).toEqual(['hello', 'step2'])
  const mine = documentOf(...first.heard.flatMap((each) => (each.kind === 'step2' ? [each.bytes] : [])))
  const question = exchange(boris, [syncMessage('step1', Y.encodeStateVector(mine))], since(1))
  const typist = await new Typist(origin, draftId, anna.cookie).open()
  typist.write('новое')
  await typist.saved()
  const { heard } = await question
  typist.leave()
  expect(heard[0]).toMatchObject({ kind: 'hello', head: 2 })
  Y.applyUpdate(mine, (heard[1] as { bytes: Uint8Array }).bytes)
  expect(blocks(mine)).toBe(3)
})

test('I6 · whoever loses their rights while a question for news is held gets no text any more', async () => {
  const live = (await house.kit.drafts.hub.acquire(draftId))!
  const question = exchange(boris, [empty], since(1))
  while (live.lines.size === 0) await new Promise((resolve) => setImmediate(resolve))
  table.allow(draftId, boris, null)
  await house.kit.drafts.recheck(draftId)
  expect(await question).toMatchObject({ status: 404, code: 'not_found' })
  expect(live.lines.size).toBe(0)
  house.kit.drafts.hub.release(live)
})

test('a freeze answers a question for news, and what is sent then is refused by its mark', async () => {
  const live = (await house.kit.drafts.hub.acquire(draftId))!
  const question = exchange(anna, [], since(1))
  while (live.lines.size === 0) await new Promise((resolve) => setImmediate(resolve))
  await table.as(anna, (work) => freezeDraft(work, draftId, 'Редакция'))
  expect((await question).heard).toMatchObject([{ kind: 'hello', state: 'frozen', role: 'read' }])
  const late = await exchange(anna, [syncMessage('update', updateOf('поздно')), mark(3)])
  expect(late.heard.at(-1)).toMatchObject({ kind: 'refusal', n: 3, code: closeCode.frozen })
  expect(await table.logOf(draftId)).toHaveLength(1)
  house.kit.drafts.hub.release(live)
})

test('I5 · a reader with a modified page cannot write by HTTP, and is never asked', async () => {
  const { heard } = await exchange(boris, [syncMessage('step2', updateOf('подделка')), mark(2)])
  expect(heard.map((each) => each.kind)).toEqual(['hello', 'refusal'])
  expect(heard[1]).toMatchObject({ n: 2, code: closeCode.noAccess })
  expect(await table.logOf(draftId)).toHaveLength(1)
})

test('what builds on something that never came gets no mark but a question for all of it', async () => {
  const own = new Y.Doc()
  own.getXmlFragment('default').push([new Y.XmlElement('paragraph')])
  const before = Y.encodeStateVector(own)
  own.getXmlFragment('default').push([new Y.XmlElement('paragraph')])
  const { heard } = await exchange(anna, [syncMessage('update', Y.encodeStateAsUpdate(own, before)), mark(1)])
  expect(heard.map((each) => each.kind)).toEqual(['hello', 'step1'])
  const all = await exchange(anna, [syncMessage('step2', Y.encodeStateAsUpdate(own)), mark(1)])
  expect(all.heard.map((each) => each.kind)).toEqual(['hello', 'mark'])
})

test('a week offline, nearly 8 MiB at once, goes through', async () => {
  const own = documentOf((await state(anna)).bytes)
  own.getXmlFragment('default').push([new Y.XmlText('неделя '.repeat(620_000))])
  const bytes = Y.encodeStateAsUpdate(own)
  expect(bytes.length).toBeGreaterThan(7.5 * 1024 * 1024)
  const { heard } = await exchange(anna, [syncMessage('step2', bytes), mark(200)], since(1))
  expect(heard).toMatchObject([
    { kind: 'hello', head: 2 },
    { kind: 'mark', n: 200 },
  ])
  const more = await exchange(anna, [syncMessage('update', updateOf('и ещё')), mark(201)], since(2))
  expect(more.heard.at(-1)).toMatchObject({ kind: 'refusal', code: closeCode.tooLarge })
})

const poison = (client: number) => syncMessage('update', updateOf('чужое', client))
test.each([
  ['noise', () => Buffer.from('noise'), 400, 'invalid_request'],
  ['an unknown kind of message', () => wrapMessages([Uint8Array.from([55, 0])]), 400, 'invalid_request'],
  [
    'an allocation bomb',
    () => wrapMessages([syncMessage('update', Uint8Array.from([1, 0x80, 0x80, 0x80, 0x10, 1, 0, 0]))]),
    400,
    'invalid_request',
  ],
  ['two questions for the text', () => wrapMessages([empty, empty]), 400, 'invalid_request'],
  ['a body of 9 MiB', () => Buffer.alloc(9 * 1024 * 1024), 413, 'too_large'],
] as const)('I7 · %s is refused and changes nothing', async (_, body, status, code) => {
  const answer = await ask(anna, 'POST', 'sync', { body: body() })
  expect([answer.status, answer.code]).toEqual([status, code])
  expect(closeCodeOf[code]).toBeGreaterThanOrEqual(4400)
  expect(await table.logOf(draftId)).toHaveLength(1)
})

test('I16 · somebody else’s clientID is refused by HTTP as on a line', async () => {
  table.allow(draftId, vera, 'write')
  await exchange(vera, [syncMessage('update', updateOf('моё', 4711))])
  const answer = await exchange(anna, [poison(4711), mark(1)])
  expect([answer.status, answer.code]).toEqual([409, 'draft_conflict'])
  expect(await table.logOf(draftId)).toHaveLength(2)
})

test.each([
  ['a stranger', () => house.stranger, '', 401, 'sign_in_required'],
  ['somebody without rights', () => vera, '', 404, 'not_found'],
  ['I10 · an older page', () => anna, `?schema=${DRAFT_SCHEMA_VERSION - 1}`, 409, 'page_outdated'],
  ['a copy of another epoch', () => anna, '?epoch=9', 409, 'draft_conflict'],
  ['a page of somebody who has signed out', () => anna, '?person=somebody', 401, 'sign_in_required'],
] as const)('%s gets neither state nor exchange', async (_, who, query, status, code) => {
  for (const answer of [
    await state(who(), query),
    await ask(who(), 'POST', `sync${query}`, { body: wrapMessages([empty, poison(1)]) }),
  ]) {
    expect([answer.status, answer.code]).toEqual([status, code])
    expect(answer.headers['etag']).toBeUndefined()
  }
  expect(await table.logOf(draftId)).toHaveLength(1)
})

test('a stranger is turned away before their body has come', async () => {
  const address = `${origin}/api/drafts/${draftId}/sync`
  const headers = { 'content-type': 'application/octet-stream', 'content-length': 8_000_000 }
  const request = post(address, { method: 'POST', headers })
  request.on('error', () => undefined)
  request.write(Buffer.alloc(1000))
  const [answer] = (await once(request, 'response')) as [IncomingMessage]
  expect(answer.statusCode).toBe(401)
  request.destroy()
})

/** A body of many small messages, each of which writes something. */
function chatter(length: number): Uint8Array[] {
  const document = new Y.Doc()
  const updates: Uint8Array[] = []
  document.on('update', (update: Uint8Array) => void updates.push(update))
  for (let n = 0; n < length; n++) document.getMap('of nobody').set('n', n)
  return [...updates.map((each) => syncMessage('update', each)), mark(1)]
}

test('a body of thousands of messages leaves the others their turn, and is stored whole', async () => {
  const { hub } = house.kit.drafts
  const live = (await hub.acquire(draftId))!
  const visit = new Visit(live, { personId: anna.personId, name: '', schema: null }, 'write')
  expect([...visit.hear(wrapMessages(chatter(1000)))]).toHaveLength(5)
  await visit.stored()
  hub.release(live)
  const { status, heard } = await exchange(anna, chatter(5000))
  expect([status, heard.at(-1)]).toEqual([200, { kind: 'mark', n: 1 }])
})

test('I6 · of a large body nothing is taken any more once the right to write is gone', async () => {
  const { drafts } = house.kit
  const acquire = drafts.hub.acquire.bind(drafts.hub)
  // The right goes while the text is still brought in.
  drafts.hub.acquire = async (id) => {
    const live = await acquire(id)
    table.allow(draftId, anna, 'read')
    await drafts.recheck(draftId)
    return live
  }
  const { status, heard } = await exchange(anna, chatter(3))
  drafts.hub.acquire = acquire
  expect([status, heard.at(-1)]).toMatchObject([200, { kind: 'refusal', code: closeCode.noAccess }])
  expect(await table.logOf(draftId)).toHaveLength(1)
})

test('a page of another site cannot write with somebody’s cookie', async () => {
  const answer = await ask(anna, 'POST', 'sync', {
    body: wrapMessages([poison(1)]),
    headers: { origin: 'https://elsewhere.example' },
  })
  expect(answer.status).toBe(403)
  expect(await table.logOf(draftId)).toHaveLength(1)
})

test('a disk that fails answers 503, and the same words are taken when it is back', async () => {
  const { schema } = house.kit.db
  const words = [syncMessage('update', updateOf('не пропадёт')), mark(1)]
  await schema.alterTable('draftUpdate').renameTo('draftUpdateAway').execute()
  const failed = await exchange(anna, words).finally(() =>
    schema.alterTable('draftUpdateAway').renameTo('draftUpdate').execute(),
  )
  expect([failed.status, failed.code, failed.heard]).toEqual([503, 'unavailable', []])
  const { heard } = await exchange(anna, words)
  expect(heard.map((each) => each.kind)).toEqual(['hello', 'mark'])
  expect(JSON.stringify(await draftJson(house.kit.db, draftId))).toContain('не пропадёт')
})

test('the kinds of messages are those of the line', () => {
  expect([message.sync, sync.step1, sync.step2]).toEqual([0, 0, 1])
  expect(unwrapMessages(wrapMessages([empty, mark(3)]))).toEqual([empty, mark(3)])
  expect(() => unwrapMessages(Uint8Array.from([9, 1]))).toThrow()
})
