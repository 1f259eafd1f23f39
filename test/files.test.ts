import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { ThreadList } from '../shared/comments.ts'
import type { DraftJson } from '../shared/draft-schema.ts'
import { draftText } from '../shared/draft-text.ts'
import type { ImportPreview, TakeBody, Taken } from '../shared/files.ts'
import type { SuggestionsView } from '../shared/suggestions.ts'
import type { Id } from '../shared/values.ts'
import { freezeDraft } from '../server/drafts/actions.ts'
import { readWord } from '../server/drafts/convert/word-read.ts'
import { draftJson } from '../server/drafts/queries.ts'
import { asWordWrites } from './fixtures/word/as-word-writes.ts'
import { outline } from './fixtures/word/outline.ts'
import { openHouse, type Client, type House } from './house.ts'
import { doc, paragraph, Table } from './support/collab.ts'

let house: House
let table: Table
let anna: Client
let boris: Client
let reader: Client
let draftId: Id

beforeAll(async () => {
  house = await openHouse()
  table = new Table(house)
  anna = await house.as(await house.person())
  boris = await house.as(await house.person())
  reader = await house.as(await house.person())
})
beforeEach(async () => {
  draftId = await table.draft([[anna, 'write'], [boris, 'write'], [reader, 'read']], doc(paragraph('Было раньше.'))) // prettier-ignore
})
afterAll(() => house.close())

async function sendFile(who: Client, bytes: Uint8Array, fileName = 'решение.docx') {
  const boundary = 'veche-test-boundary'
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${fileName}"\r\ncontent-type: application/octet-stream\r\n\r\n`
  const answer = await house.app.inject({
    method: 'POST',
    url: `/api/drafts/${draftId}/imports`,
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}`, cookie: who.cookie },
    payload: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  })
  return { status: answer.statusCode, body: answer.json<ImportPreview>() }
}

const confirm = (who: Client, importId: Id, wanted: Partial<TakeBody> = {}) =>
  who.post<Taken>(`/drafts/${draftId}/imports/${importId}`, { mode: 'replace', proposals: true, comments: true, ...wanted }) // prettier-ignore
const textNow = (): Promise<DraftJson> => draftJson(house.kit.db, draftId)
const threads = async (who = anna) => (await who.get<ThreadList>(`/drafts/${draftId}/threads`)).body.threads
const suggestions = async () => (await anna.get<SuggestionsView>(`/drafts/${draftId}/suggestions`)).body
const exported = (who: Client, path: string) =>
  house.app.inject({ url: `/api/drafts/${draftId}/${path}`, headers: { cookie: who.cookie } })

test('a file is shown with what it holds, and nothing is written before somebody says yes', async () => {
  const log = await table.logOf(draftId)
  const { status, body } = await sendFile(anna, asWordWrites())
  expect(status).toBe(201)
  expect(body).toMatchObject({
    fileName: 'решение.docx',
    headings: 1,
    items: 5,
    tables: 1,
    footnotes: 1,
    links: 1,
    proposals: [{ author: 'Иванова А. А.' }, { author: 'Петров О.' }],
    comments: 1,
  })
  expect(body.start).toMatch(/^Решение совета\nСовет решил:/)
  expect(body.losses.toSorted()).toEqual(['contents', 'text_boxes'])
  expect(await table.logOf(draftId)).toEqual(log)
  expect(await threads()).toEqual([])
})

test('what is confirmed brings the text, a suggestion of each author, and the comments with their words', async () => {
  const { body: preview } = await sendFile(anna, asWordWrites())
  const { status, body } = await confirm(anna, preview.id)
  expect([status, body]).toMatchObject([200, { proposals: 2, comments: 1, problem: null }])
  expect(outline(await textNow()).slice(0, 2)).toEqual(['# Решение совета', 'Совет ⟦решил⟧:'])
  expect(draftText(await textNow())).not.toContain('Новый абзац.')
  const [thread] = await threads()
  expect(thread).toMatchObject({
    quote: 'решил',
    state: 'resolved',
    author: { id: null, name: 'Иванова А. А.' },
  })
  expect(thread!.comments.map((each) => each.text)).toEqual(['Кем решено?', 'Советом.'])
  expect(JSON.stringify(await suggestions())).toMatch(
    /Иванова А\. А\..*Петров О\.|Петров О\..*Иванова А\. А\./s,
  )
  expect((await house.journalOf(draftId)).map((each) => each.verb)).toContain('draft:imported')
})

test('behind the text, the suggestions are for the whole of it', async () => {
  const { body: preview } = await sendFile(anna, asWordWrites())
  expect((await confirm(anna, preview.id, { mode: 'append' })).body).toMatchObject({ proposals: 2 })
  expect(outline(await textNow()).slice(0, 2)).toEqual(['Было раньше.', '# Решение совета'])
  const file = await exported(anna, 'export.docx?with=review')
  const { json, proposals, comments } = await readWord(file.rawPayload)
  expect(outline(json)[0]).toBe('Было раньше.')
  expect(proposals.map((each) => each.author).toSorted()).toEqual(['Иванова А. А.', 'Петров О.'])
  expect(comments).toHaveLength(1)
})

test('whoever wants only the words gets them without marks, suggestions and threads', async () => {
  const { body: preview } = await sendFile(anna, asWordWrites())
  const { body } = await confirm(anna, preview.id, { proposals: false, comments: false })
  expect(body).toMatchObject({ proposals: 0, comments: 0, problem: null })
  expect(outline(await textNow())[1]).toBe('Совет решил:')
  expect(await threads()).toEqual([])
})

test('a file waits for its own person and draft, once, for a quarter of an hour', async () => {
  const { body: preview } = await sendFile(anna, asWordWrites())
  const before = await textNow()
  expect(await confirm(boris, preview.id)).toMatchObject({ status: 410, body: { code: 'import_expired' } })
  expect(await textNow()).toEqual(before)
  expect((await confirm(anna, preview.id, { proposals: false })).status).toBe(200)
  expect(await confirm(anna, preview.id)).toMatchObject({ status: 410, body: { code: 'import_expired' } })

  const { body: late } = await sendFile(anna, asWordWrites())
  house.pass(16 * 60_000)
  expect(await confirm(anna, late.id)).toMatchObject({ status: 410, body: { code: 'import_expired' } })
})

test('a text that was frozen meanwhile takes nothing in', async () => {
  const { body: preview } = await sendFile(anna, asWordWrites())
  await table.as(anna, (work) => freezeDraft(work, draftId, 'Редакция'))
  expect(await confirm(anna, preview.id)).toMatchObject({ status: 409, body: { code: 'draft_frozen' } })
  expect(draftText(await textNow())).toBe('Было раньше.')
})

test('a reader can neither send nor confirm, and has no threads in the file', async () => {
  const { body: preview } = await sendFile(anna, asWordWrites())
  expect(await sendFile(reader, asWordWrites())).toMatchObject({ status: 403, body: { code: 'not_allowed' } })
  expect(await confirm(reader, preview.id)).toMatchObject({ status: 403, body: { code: 'not_allowed' } })
  await confirm(anna, preview.id)
  const read = await readWord((await exported(reader, 'export.docx?with=review')).rawPayload)
  expect(read.comments).toEqual([])
})

test.each([
  ['docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'PK'],
  ['odt', 'application/vnd.oasis.opendocument.text', 'PK'],
  ['html', 'text/html; charset=utf-8', '<!'],
  ['txt', 'text/plain; charset=utf-8', '\ufeffБ'],
])('the text leaves as .%s', async (format, type, start) => {
  const answer = await exported(reader, `export.${format}?title=Мост`)
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, type])
  expect(answer.headers['content-disposition']).toContain(`UTF-8''${encodeURIComponent('Мост')}.${format}`)
  expect(answer.rawPayload.subarray(0, Buffer.byteLength(start)).toString()).toBe(start)
})

test('a page to print is shown, not kept; a PDF is refused where nothing can print it; other kinds are no files', async () => {
  const page = await exported(anna, 'export.html?show=page')
  expect(page.headers['content-disposition']).toBeUndefined()
  expect(page.payload).toContain('Было раньше.')
  const pdf = await exported(anna, 'export.pdf')
  expect([pdf.statusCode, pdf.json()]).toEqual([503, { code: 'pdf_unavailable' }])
  expect((await exported(anna, 'export.exe')).statusCode).toBe(400)
})

test('everybody is told in what they can have the text', async () => {
  const formats = ['docx', 'odt', 'html', 'txt']
  expect((await anna.get(`/drafts/${draftId}/files`)).body).toEqual({ formats, review: true })
  expect((await reader.get(`/drafts/${draftId}/files`)).body).toEqual({ formats, review: false })
  expect((await house.stranger.get(`/drafts/${draftId}/files`)).status).toBe(404)
})
