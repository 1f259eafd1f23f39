import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { canonicalJson, type DraftView, type RevisionView } from '../shared/drafts.ts'
import type { ImportPreview, Taken } from '../shared/files.ts'
import type { Id } from '../shared/values.ts'
import { freezeDraft, publishRevision, thawDraft } from '../server/drafts/actions.ts'
import { appendAll } from '../server/drafts/log.ts'
import { draftJson, listRevisions, loadDocument } from '../server/drafts/queries.ts'
import { digest } from '../server/lib/ids.ts'
import { openHouse, type Answer, type Client, type House } from './house.ts'
import { doc, paragraph, Table } from './support/collab.ts'

let house: House
let table: Table
let anna: Client
let boris: Client
let stranger: Client
let draftId: Id

beforeAll(async () => {
  house = await openHouse()
  table = new Table(house)
  anna = await house.as(await house.person())
  boris = await house.as(await house.person())
  stranger = await house.as(await house.person())
})
beforeEach(async () => {
  const rights = [
    [anna, 'write'],
    [boris, 'read'],
  ] as [Client, 'write' | 'read'][]
  draftId = await table.draft(rights, doc(paragraph('Совет решил:'), paragraph('построить школу')))
})
afterAll(() => house.close())

const multipart = (bytes: Uint8Array, fileName: string, name = 'file') => {
  const boundary = 'veche-test-boundary'
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="${name}"; filename="${fileName}"\r\ncontent-type: application/octet-stream\r\n\r\n`
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    payload: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  }
}

/** Sends a file and says yes to it: the answer to the second, or to the first when that was a refusal. */
async function importAs(
  who: Client,
  bytes: Uint8Array | string,
  { mode = 'append', fileName = 'text.txt' } = {},
): Promise<Pick<Answer<Taken>, 'status' | 'body'>> {
  const { headers, payload } = multipart(Buffer.from(bytes), fileName)
  const response = await house.app.inject({
    method: 'POST',
    url: `/api/drafts/${draftId}/imports`,
    headers: { ...headers, ...(who.cookie && { cookie: who.cookie }) },
    payload,
  })
  if (response.statusCode !== 201) return { status: response.statusCode, body: response.json() }
  const { id } = response.json<ImportPreview>()
  const { status, body } = await who.post<Taken>(`/drafts/${draftId}/imports/${id}`, {
    mode,
    proposals: true,
    comments: true,
  })
  return { status, body }
}

const htmlNow = async () => (await anna.get<DraftView>(`/drafts/${draftId}`)).body.html
const textNow = async () => JSON.stringify(await draftJson(house.kit.db, draftId))
const freeze = (title = 'Редакция 1') => table.as(anna, (work) => freezeDraft(work, draftId, title))

test('I12 · the initial content is the first row of the log, written once by the server', async () => {
  const log = await table.logOf(draftId)
  expect(log.map((each) => [each.seq, each.personId])).toEqual([[1, null]])
  expect(await draftJson(house.kit.db, draftId)).toEqual(
    doc(paragraph('Совет решил:'), paragraph('построить школу')),
  )
})

test('a writer and a reader get the draft with what they may do; for everybody else it does not exist', async () => {
  const mine = await anna.get<DraftView>(`/drafts/${draftId}`)
  expect(mine.body).toMatchObject({
    role: 'write',
    state: 'open',
    head: 1,
    epoch: 1,
    words: 4,
    can: { edit: true },
  })
  expect(mine.body.html).toContain('<p>построить школу</p>')
  expect((await boris.get(`/drafts/${draftId}`)).body).toMatchObject({
    role: 'read',
    can: { edit: false, import: false },
  })
  for (const who of [stranger, house.stranger]) {
    const { status, body } = await who.get(`/drafts/${draftId}`)
    expect([status, body]).toEqual([404, { code: 'not_found' }])
  }
})

test('I11 · reading, exporting and rendering write nothing', async () => {
  const before = await table.logOf(draftId)
  await anna.get(`/drafts/${draftId}`)
  await anna.get(`/drafts/${draftId}/export.docx`)
  const { doc: document } = await loadDocument(house.kit.db, draftId)
  let updates = 0
  document.on('update', () => updates++)
  await draftJson(house.kit.db, draftId)
  expect(updates).toBe(0)
  expect(await table.logOf(draftId)).toEqual(before)
})

test('a text file is taken in behind the text, or in its place', async () => {
  const appended = await importAs(anna, '1) первый пункт\n2) второй пункт\n')
  expect(appended.status).toBe(200)
  expect(appended.body).toEqual({ words: 8, proposals: 0, comments: 0, problem: null })
  expect(await htmlNow()).toMatch(/построить школу.*первый пункт/s)
  const replaced = await importAs(anna, 'Только это.', { mode: 'replace' })
  expect(replaced.body.words).toBe(2)
  expect(await htmlNow()).toBe('<p>Только это.</p>')
  expect((await house.journalOf(draftId)).map((each) => each.verb)).toEqual([
    'draft:created',
    'draft:imported',
    'draft:imported',
  ])
})

test.each([
  ['an empty file', '', 'text.txt', 422, 'file_empty'],
  ['a broken Word file', 'PK\u0003\u0004 and then nothing', 'text.docx', 422, 'file_broken'],
  [
    'a picture',
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 0]),
    'photo.png',
    422,
    'file_kind_unknown',
  ],
  ['a file of 50 MB', Buffer.alloc(50 * 1024 * 1024, 'a'), 'text.txt', 413, 'file_too_large'],
] as const)('%s is refused and the draft is as it was', async (_, bytes, fileName, status, code) => {
  const before = await table.logOf(draftId)
  expect(await importAs(anna, bytes, { fileName })).toEqual({ status, body: { code } })
  expect(await table.logOf(draftId)).toEqual(before)
})

/** Writes into the log what a modified client would have sent. */
async function misshape(change: (text: Y.XmlFragment) => void) {
  const { doc: copy } = await loadDocument(house.kit.db, draftId)
  const known = Y.encodeStateVector(copy)
  change(copy.getXmlFragment('default'))
  await house.kit.db.transaction().execute((trx) =>
    appendAll(
      trx,
      [
        {
          draftId,
          rows: [{ personId: anna.personId, bytes: Y.encodeStateAsUpdate(copy, known) }],
          clients: new Map([[copy.clientID, anna.personId]]),
        },
      ],
      house.now.toISOString(),
    ),
  )
}

const inside = (name: string, ...children: (Y.XmlElement | Y.XmlText)[]) => {
  const element = new Y.XmlElement(name)
  element.insert(0, children)
  return element
}

test.each([
  ['a heading in a list item', () => inside('bulletList', inside('listItem', inside('heading')))],
  ['words in a list', () => inside('orderedList', new Y.XmlText('слова'))],
  ['a paragraph in a paragraph', () => inside('paragraph', inside('paragraph', new Y.XmlText('слова')))],
  ['a cell without a table', () => inside('tableCell')],
  ['a table without rows', () => inside('table')],
  ['a break with words in it', () => inside('paragraph', inside('hardBreak', new Y.XmlText('слова')))],
  ['an element nobody knows', () => inside('script', new Y.XmlText('слова'))],
])('%s from a modified client hinders neither import nor export', async (_, odd) => {
  await misshape((text) => text.push([odd()]))
  const before = (await table.logOf(draftId)).length
  expect((await importAs(anna, 'построить мост')).status).toBe(200)
  expect(await textNow()).toContain('построить мост')
  expect(await table.logOf(draftId)).toHaveLength(before + 1)
  expect((await anna.get(`/drafts/${draftId}/export.docx`)).status).toBe(200)
  expect((await importAs(anna, 'Только это.', { mode: 'replace' })).status).toBe(200)
  expect(await draftJson(house.kit.db, draftId)).toEqual(doc(paragraph('Только это.')))
})

test('a file without an announced length is refused as soon as too much of it has come', async () => {
  const origin = await house.listen()
  const { headers, payload } = multipart(Buffer.alloc(0), 'text.txt')
  const upload = request(`${origin}/api/drafts/${draftId}/imports`, {
    method: 'POST',
    headers: { ...headers, cookie: anna.cookie, 'transfer-encoding': 'chunked' },
  })
  upload.on('error', () => undefined)
  const answered = once(upload, 'response')
  upload.write(payload.subarray(0, payload.indexOf('\r\n\r\n') + 4))
  let sent = 0
  const more = () => {
    while (sent < 200 && upload.writable) {
      sent++
      if (!upload.write(Buffer.alloc(1024 * 1024, 'a'))) return void upload.once('drain', more)
    }
  }
  more()
  const [response] = (await answered) as [IncomingMessage]
  expect(response.statusCode).toBe(413)
  expect(sent).toBeLessThan(200)
  response.resume()
  upload.destroy()
})

test.each([
  [
    'is cut in the middle of its file',
    'boundary=veche',
    '--veche\r\ncontent-disposition: form-data; name="file"; filename="t.txt"\r\n\r\nпоздн',
  ],
  ['is cut in its head', 'boundary=veche', '--veche\r\ncontent-disposition: form-da'],
  [
    'has another boundary than it says',
    'boundary=other',
    '--veche\r\ncontent-disposition: form-data; name="file"; filename="t.txt"\r\n\r\nпозже\r\n--veche--\r\n',
  ],
  [
    'says no boundary',
    '',
    '--veche\r\ncontent-disposition: form-data; name="file"; filename="t.txt"\r\n\r\nпозже\r\n--veche--\r\n',
  ],
  ['is empty', 'boundary=veche', ''],
  ['has no file', 'boundary=veche', '--veche--\r\n'],
])('a form that %s is refused and changes nothing', async (_, boundary, payload) => {
  const before = await table.logOf(draftId)
  const response = await house.app.inject({
    ...{ method: 'POST', url: `/api/drafts/${draftId}/imports`, payload: Buffer.from(payload) },
    headers: { 'content-type': `multipart/form-data; ${boundary}`, cookie: anna.cookie },
  })
  expect([response.statusCode, response.json<{ code: string }>().code]).toEqual([400, 'invalid_request'])
  expect(await table.logOf(draftId)).toEqual(before)
})

test.each([
  ['a reader', () => boris, 403, 'not_allowed'],
  ['somebody without rights', () => stranger, 404, 'not_found'],
  ['a stranger', () => house.stranger, 401, 'sign_in_required'],
] as const)('%s cannot take a file in', async (_, who, status, code) => {
  expect(await importAs(who(), 'чужой текст')).toEqual({ status, body: { code } })
  expect(await textNow()).not.toContain('чужой')
})

test('I14 · a frozen draft takes nothing in, and its revision has the hash of its text', async () => {
  const revision = await freeze()
  expect(await importAs(anna, 'позже')).toEqual({ status: 409, body: { code: 'draft_frozen' } })
  expect(revision).toMatchObject({
    number: 1,
    seq: 1,
    sha256: digest(revision.content),
    personId: anna.personId,
  })
  expect(revision.content).toBe(canonicalJson(await draftJson(house.kit.db, draftId)))
  expect((await anna.get(`/drafts/${draftId}`)).body).toMatchObject({
    state: 'frozen',
    frozenSeq: 1,
    can: { edit: false },
  })
  await expect(freeze()).rejects.toMatchObject({ code: 'draft_frozen' })
  expect(await listRevisions(house.kit.db, draftId)).toHaveLength(1)
  expect((await house.journalOf(draftId)).map((each) => each.verb)).toEqual(['draft:created', 'draft:frozen'])
})

test('a thawed draft goes on, and the next revision has the next number', async () => {
  const first = await freeze()
  await table.as(anna, (work) => thawDraft(work, draftId))
  expect((await importAs(anna, 'и дорогу')).status).toBe(200)
  const second = await table.as(anna, (work) => publishRevision(work, draftId, 'Редакция 2'))
  expect(second.number).toBe(2)
  expect(second.sha256).not.toBe(first.sha256)
  expect((await anna.get(`/drafts/${draftId}`)).body).toMatchObject({ state: 'open' })
})

test('a revision is read by those who may read the draft, and by everybody once its subject makes it public', async () => {
  const { id, sha256 } = await freeze('О школе')
  const url = `/revisions/${id}`
  expect((await boris.get<RevisionView>(url)).body).toMatchObject({ title: 'О школе', sha256, number: 1 })
  for (const who of [stranger, house.stranger]) {
    expect((await who.get(url)).status).toBe(404)
    expect((await who.get(`${url}/export.docx`)).status).toBe(404)
  }
  table.publicRevisions.add(id)
  const { body } = await house.stranger.get<RevisionView>(url)
  expect(digest(body.content)).toBe(sha256)
  expect(body.html).toContain('построить школу')
  expect((await house.stranger.get(`${url}/export.docx`)).headers['content-disposition']).toContain(
    encodeURIComponent('О школе'),
  )
  expect((await house.stranger.get(`/drafts/${draftId}`)).status).toBe(404)
})

test('a draft leaves as a Word file, for those who may read it', async () => {
  const response = await house.app.inject({
    url: `/api/drafts/${draftId}/export.docx?title=Школа`,
    headers: { cookie: boris.cookie },
  })
  expect(response.statusCode).toBe(200)
  expect(response.rawPayload.subarray(0, 2).toString()).toBe('PK')
  expect((await stranger.get(`/drafts/${draftId}/export.docx`)).status).toBe(404)
  // The file name is cut to a hundred, in the middle of a letter that takes two.
  const title = encodeURIComponent('a' + '𐐀'.repeat(99))
  expect((await anna.get(`/drafts/${draftId}/export.docx?title=${title}`)).status).toBe(200)
})

test('what a modified client puts into the document beside the text breaks neither reading it nor the freeze', async () => {
  const { doc: document } = await loadDocument(house.kit.db, draftId)
  const root = document.getXmlFragment('default')
  const before = Y.encodeStateVector(document)
  document.transact(() => {
    root.push([new Y.XmlElement('script'), new Y.XmlHook('hook') as never, new Y.XmlText('loose words')])
    const heading = new Y.XmlElement('heading')
    heading.setAttribute('level', { evil: true } as never)
    heading.insert(0, [new Y.XmlText('Заголовок')])
    root.push([heading])
    const list = new Y.XmlElement('orderedList')
    list.setAttribute('start', 5n as never)
    root.push([list])
    let inner = root
    for (let depth = 0; depth < 5000; depth++) {
      const quote = new Y.XmlElement('blockquote')
      inner.insert(0, [quote])
      inner = quote
    }
    ;(heading.get(0) as Y.XmlText).format(0, 4, { blink: {}, bold: 7 })
  })
  await house.kit.db.transaction().execute((trx) =>
    appendAll(
      trx,
      [
        {
          draftId,
          rows: [{ personId: anna.personId, bytes: Y.encodeStateAsUpdate(document, before) }],
          clients: new Map([[document.clientID, anna.personId]]),
        },
      ],
      house.now.toISOString(),
    ),
  )
  const { status, body } = await anna.get<DraftView>(`/drafts/${draftId}`)
  expect(status).toBe(200)
  expect(body.html).toContain('Заголовок')
  expect(body.html).not.toMatch(/script|loose/)
  expect((await anna.get(`/drafts/${draftId}/export.docx`)).status).toBe(200)
  expect((await freeze()).content).toContain('ловок')
})
