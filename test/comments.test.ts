import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type * as Y from 'yjs'
import { COMMENTS_AT_ONCE, EDIT_HOURS, marksIn, type Thread, type ThreadList } from '../shared/comments.ts'
import type { DeskView } from '../shared/desk.ts'
import type { DraftJson } from '../shared/draft-schema.ts'
import type { Id } from '../shared/values.ts'
import { noteThread } from '../server/comments/actions.ts'
import { noteBrought, openBrought } from '../server/comments/brought.ts'
import { commentsOf } from '../server/comments/queries.ts'
import { settingAt } from '../server/comments/setting.ts'
import { freezeDraft } from '../server/drafts/actions.ts'
import { draftJson, loadDocument } from '../server/drafts/queries.ts'
import type { Person } from '../server/lib/actor.ts'
import { newId } from '../server/lib/ids.ts'
import { Refusal } from '../server/lib/refuse.ts'
import { openHouse, type Client, type House } from './house.ts'
import { doc, paragraph, Table, Typist } from './support/collab.ts'
import { placeOf, send, sent, under, type Spot } from './support/comments.ts'
import { ask as askFor, initiativeAt, place } from './support/initiatives.ts'
import { after, minutes } from './support/votes.ts'

let house: House
let table: Table
let origin: string
let anna: Client
let boris: Client
let reader: Client
let stranger: Client
let draftId: Id

beforeAll(async () => {
  house = await openHouse()
  table = new Table(house)
  origin = await house.listen()
})
beforeEach(async () => {
  anna = await house.as(await house.person())
  boris = await house.as(await house.person())
  reader = await house.as(await house.person())
  stranger = await house.as(await house.person())
  draftId = await table.draft(
    [
      [anna, 'write'],
      [boris, 'comment'],
      [reader, 'read'],
    ],
    doc(paragraph('Совет решил построить школу'), paragraph('и дорогу к ней')),
  )
})
afterAll(() => house.close())

const list = async (who: Client = anna) => (await who.get<ThreadList>(`/drafts/${draftId}/threads`)).body
const textNow = (): Promise<DraftJson> => draftJson(house.kit.db, draftId)
const rows = async () => {
  const { db } = house.kit
  const threads = await db
    .selectFrom('thread')
    .select(['id', 'state'])
    .where('draftId', '=', draftId)
    .execute()
  const comments = await db
    .selectFrom('comment')
    .innerJoin('thread', 'thread.id', 'comment.threadId')
    .select('comment.id')
    .where('draftId', '=', draftId)
    .execute()
  return { threads, comments: comments.length }
}
const begin = (who: Client = boris, quote = 'построить школу', text = 'Какую именно?') =>
  sent(house, who, draftId, quote, text)

/** Nothing of it is written, in rows or text, and nobody heard of it. */
async function leavesNothing(deed: () => Promise<unknown>): Promise<void> {
  const before = [await rows(), await table.logOf(draftId), house.published.length]
  await deed()
  expect([await rows(), await table.logOf(draftId), house.published.length]).toEqual(before)
}

test('whoever may comment begins a thread: its mark stands in the text, its words in the list', async () => {
  const { status, body } = await begin()
  expect(status).toBe(201)
  expect(body).toMatchObject({
    state: 'open',
    version: 1,
    quote: 'построить школу',
    author: { id: boris.personId },
    comments: [{ text: 'Какую именно?', author: { id: boris.personId }, editedAt: null, deletedAt: null }],
  })
  expect(under(await textNow(), body.id)).toEqual(['построить школу'])
  const { threads, placed, can } = await list()
  expect(threads).toEqual([body])
  expect(placed).toEqual([body.id])
  expect(can).toEqual({ begin: true })
  expect((await house.journalOf(body.id)).map(({ verb, personId }) => [verb, personId])).toEqual([
    ['thread:opened', boris.personId],
  ])
})

test.each([
  ['a reader', () => reader, 403, 'not_allowed'],
  ['somebody without rights', () => stranger, 404, 'not_found'],
  ['a stranger', () => house.stranger, 401, 'sign_in_required'],
] as const)(
  'I5 · %s neither reads nor begins nor answers nor resolves a thread',
  async (_, who, status, code) => {
    const { body: thread } = await begin()
    const refused = { status, body: { code } }
    const asked = async (answer: Promise<{ status: number; body: unknown }>) => {
      const { status: got, body } = await answer
      return { status: got, body }
    }
    const spot = await placeOf(house, draftId, 'дорогу')
    await leavesNothing(async () => {
      expect(await asked(who().get(`/drafts/${draftId}/threads`))).toEqual(refused)
      expect(await asked(who().get(`/drafts/${draftId}/threads/people`))).toEqual(refused)
      expect(await asked(who().post(`/drafts/${draftId}/threads`, send(spot)))).toEqual(refused)
      expect(
        await asked(
          who().post(`/threads/${thread.id}/comments`, { text: 'Да', mentions: [], key: randomUUID() }),
        ),
      ).toEqual(refused)
      expect(await asked(who().post(`/threads/${thread.id}/resolve`))).toEqual(refused)
      expect(await asked(who().delete(`/comments/${thread.comments[0]!.id}`))).toEqual(refused)
    })
  },
)

test('the same sent twice is one thread and one reply, also at the same moment', async () => {
  const spot = await placeOf(house, draftId, 'дорогу')
  const body = send(spot, 'Какую?')
  const answers = await Promise.all(
    [1, 2, 3].map(() => boris.post<Thread>(`/drafts/${draftId}/threads`, body)),
  )
  const [first] = answers
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201])
  expect(new Set(answers.map((each) => each.body.id)).size).toBe(1)
  const reply = { text: 'Грунтовую', mentions: [], key: randomUUID() }
  await anna.post(`/threads/${first!.body.id}/comments`, reply)
  await anna.post(`/threads/${first!.body.id}/comments`, reply)
  const { threads } = await list()
  expect(threads.map(({ comments }) => comments.map(({ text }) => text))).toEqual([['Какую?', 'Грунтовую']])
  expect(under(await textNow(), first!.body.id)).toEqual(['дорогу'])
})

test('words that stand nowhere any more are refused, and nothing is left of the thread; sent again it is begun', async () => {
  const spot = await placeOf(house, draftId, 'дорогу')
  const body = send({ ...spot, quote: 'железную дорогу' }, 'Зачем?')
  await leavesNothing(async () => {
    const { status, body: answer } = await boris.post(`/drafts/${draftId}/threads`, body)
    expect([status, answer]).toEqual([409, { code: 'comment_place_gone' }])
  })
  expect((await boris.post(`/drafts/${draftId}/threads`, { ...body, quote: spot.quote })).status).toBe(201)
})

test.each([
  ['an empty text', { text: ' \n ' }],
  ['a text too long', { text: 'а'.repeat(4001) }],
  ['no quote', { quote: '' }],
  ['a quote too long', { quote: 'а'.repeat(3001) }],
  ['a position that is no base64', { start: '<script>' }],
  ['a position too long', { end: 'A'.repeat(401) }],
  ['six mentions', { mentions: Array.from({ length: 6 }, () => newId()) }],
  ['no key', { key: '' }],
  ['a text that is none', { text: 'а\0б' }],
])('%s is refused at the edge', async (_, wrong) => {
  const spot = await placeOf(house, draftId, 'дорогу')
  await leavesNothing(async () => {
    const { status, body } = await boris.post(`/drafts/${draftId}/threads`, { ...send(spot), ...wrong })
    expect([status, body]).toMatchObject([400, { code: 'invalid_request' }])
  })
})

test('positions of hostile bytes are none: the words decide', async () => {
  const spot = await placeOf(house, draftId, 'дорогу')
  for (const start of ['AP////8P', 'AgEB', '/////w==', Buffer.from([0, 5, 200, 1]).toString('base64')])
    expect(
      (await boris.post(`/drafts/${draftId}/threads`, send({ ...spot, start, end: start }))).status,
    ).toBe(201)
  const { doc: copy } = await loadDocument(house.kit.db, draftId)
  expect([...copy.share.keys()]).toEqual(['default'])
})

test('a page without scripts says only the words: they are marked where they stand only once', async () => {
  const { quote } = await placeOf(house, draftId, 'дорогу')
  const said = { text: 'Какую?', mentions: [], key: randomUUID() }
  const { body, status } = await boris.post<Thread>(`/drafts/${draftId}/threads`, { ...said, quote })
  expect([status, under(await textNow(), body.id)]).toEqual([201, ['дорогу']])
  await leavesNothing(async () => {
    const twice = { ...said, key: randomUUID(), quote: 'ро' }
    expect((await boris.post(`/drafts/${draftId}/threads`, twice)).body).toEqual({
      code: 'comment_place_gone',
    })
  })
})

test('the mark lands on the selected words while somebody types before, inside and behind them', async () => {
  const typist = await new Typist(origin, draftId, anna.cookie).open()
  const text = (typist.root.get(0) as Y.XmlElement).get(0) as Y.XmlText
  const spot = await placeOf(house, draftId, 'построить школу')
  text.insert(0, 'Общественный ')
  const sending = boris.post<Thread>(`/drafts/${draftId}/threads`, send(spot))
  for (const letter of ' и мост') text.insert(text.length, letter)
  const { body, status } = await sending
  expect(status).toBe(201)
  text.insert('Общественный Совет решил пост'.length, '!')
  await typist.saved()
  await typist.until(() => text.toJSON().includes(body.id))
  expect(under(await textNow(), body.id)).toEqual(['пост!роить школу'])
  expect((await textNow()).content![0]).toMatchObject({
    content: [{ text: 'Общественный Совет решил ' }, {}, { text: ' и мост' }],
  })
  typist.leave()
})

test('a thread whose words are erased stays with its quote, and the list says that they are gone', async () => {
  const { body } = await begin()
  const { body: other } = await begin(anna, 'дорогу')
  const typist = await new Typist(origin, draftId, anna.cookie).open()
  typist.root.delete(0, 1)
  await typist.saved()
  const { threads, placed } = await list()
  expect(threads.map(({ id, quote }) => [id, quote])).toEqual([
    [body.id, 'построить школу'],
    [other.id, 'дорогу'],
  ])
  expect(placed).toEqual([other.id])
  typist.leave()
})

test('who only reads the text gets it without the places of comments', async () => {
  const { body: thread } = await begin()
  for (const who of [reader, anna]) {
    const { body } = await who.get<{ html: string }>(`/drafts/${draftId}`)
    expect(body.html).toContain('<p>Совет решил построить школу</p>')
    expect(body.html).not.toContain(thread.id)
  }
})

test('the list of places follows the text, not the time', async () => {
  const { body: later } = await begin(boris, 'дорогу')
  const { body: earlier } = await begin(boris, 'Совет')
  expect((await list()).placed).toEqual([earlier.id, later.id])
})

test('replies, changes and deletions of one’s own; what is deleted keeps its place without its words', async () => {
  const { body: thread } = await begin()
  const reply = await anna.post<Thread>(`/threads/${thread.id}/comments`, {
    text: ' Начальную ',
    mentions: [],
    key: randomUUID(),
  })
  const [first, second] = reply.body.comments
  expect(second).toMatchObject({ text: 'Начальную', author: { id: anna.personId } })
  house.pass(1000)
  const edited = await boris.patch<Thread>(`/comments/${first!.id}`, { text: 'Где именно?', mentions: [] })
  expect(edited.body.comments[0]).toMatchObject({ text: 'Где именно?', editedAt: house.now.toISOString() })
  const deleted = await boris.delete<Thread>(`/comments/${first!.id}`)
  expect(deleted.body.comments[0]).toMatchObject({ text: '', deletedAt: house.now.toISOString() })
  expect(deleted.body.state).toBe('open')
  expect(JSON.stringify(await house.kit.db.selectFrom('comment').selectAll().execute())).not.toContain(
    'Где именно',
  )
  await leavesNothing(async () => {
    expect((await boris.delete(`/comments/${first!.id}`)).body).toEqual({ code: 'not_found' })
    expect((await boris.patch(`/comments/${second!.id}`, { text: 'Ложь', mentions: [] })).body).toEqual({
      code: 'not_allowed',
    })
    expect((await anna.delete(`/comments/${newId()}`)).body).toEqual({ code: 'not_found' })
  })
})

test('of a changed comment hear only those whom it names anew', async () => {
  const at = await place(house)
  const { draft } = await initiativeAt(house, at, 'draft')
  draftId = draft!.id
  const typist = await new Typist(origin, draftId, at.author.cookie).open()
  typist.write('Поставить остановку у школы')
  await typist.saved()
  typist.leave()
  const { body: thread } = await sent(house, at.official, draftId, 'остановку', 'Смета?', [
    at.member.personId,
  ])
  const heard = async () => {
    const rows = await house.kit.db
      .selectFrom('letter')
      .innerJoin('person', 'person.email', 'letter.recipient')
      .select('person.id')
      .where('body', 'like', `%${thread.id}%`)
      .execute()
    return rows.map(({ id }) => id).toSorted()
  }
  const change = (text: string, ...who: Client[]) =>
    at.official.patch<Thread>(`/comments/${thread.comments[0]!.id}`, {
      ...{ text, mentions: who.map((each) => each.personId) },
    })
  expect(await heard()).toEqual([at.member.personId])
  // As many as before, and somebody else.
  const { body } = await change('Смета?', at.chair)
  expect(body.comments[0]!.mentions.map(({ id }) => id)).toEqual([at.chair.personId])
  expect(await heard()).toEqual([at.member.personId, at.chair.personId].toSorted())
  const told = await heard()
  await change('Где смета?', at.chair)
  await change('Где смета?')
  expect(await heard()).toEqual(told)
  await leavesNothing(() => change('Где смета?'))
  let last = 200
  for (let n = 0; last === 200 && n < COMMENTS_AT_ONCE.count; n++)
    last = (await change('Где смета?', n % 2 ? at.chair : at.member)).status
  await leavesNothing(async () =>
    expect((await change('И ещё раз', at.secretary)).body).toEqual({ code: 'too_many_requests' }),
  )
})

test('a comment is changed within a day, and taken back later, too', async () => {
  const { body: thread } = await begin()
  const url = `/comments/${thread.comments[0]!.id}`
  house.pass(EDIT_HOURS * 3_600_000 + 1)
  await leavesNothing(async () => {
    const late = await boris.patch(url, { text: 'Иначе', mentions: [] })
    expect([late.status, late.body]).toEqual([409, { code: 'comment_too_old' }])
  })
  expect((await boris.delete(url)).status).toBe(200)
})

test('with its last words a thread goes, and its mark with it; others stay', async () => {
  const { body: thread } = await begin()
  const { body: other } = await begin(anna, 'решил построить')
  const { body } = await boris.delete<Thread>(`/comments/${thread.comments[0]!.id}`)
  expect(body.state).toBe('removed')
  expect([...marksIn(await textNow())]).toEqual([other.id])
  expect((await list()).threads.map(({ id }) => id)).toEqual([other.id])
  expect((await anna.post(`/threads/${thread.id}/resolve`)).body).toEqual({ code: 'not_found' })
})

test('who began a thread and who writes the text resolve and reopen it; a resolved one takes no reply', async () => {
  const clara = await house.as(await house.person())
  table.allow(draftId, clara, 'comment')
  const { body: thread } = await begin()
  const verb = (who: Client, name: string) => who.post<Thread>(`/threads/${thread.id}/${name}`)
  const reply = { text: 'И всё же', mentions: [], key: randomUUID() }
  await leavesNothing(async () => {
    expect((await verb(clara, 'resolve')).body).toEqual({ code: 'not_allowed' })
  })
  const resolved = await verb(anna, 'resolve')
  expect(resolved.body).toMatchObject({ state: 'resolved', resolvedBy: { id: anna.personId } })
  await leavesNothing(async () => {
    expect((await verb(anna, 'resolve')).body).toEqual(resolved.body)
    expect((await clara.post(`/threads/${thread.id}/comments`, reply)).body).toEqual({
      code: 'thread_resolved',
    })
  })
  expect((await verb(boris, 'reopen')).body).toMatchObject({
    state: 'open',
    resolvedAt: null,
    resolvedBy: null,
  })
  expect((await clara.post(`/threads/${thread.id}/comments`, reply)).status).toBe(201)
})

test('I14 · about a frozen draft nothing more is said, and what was said is read', async () => {
  const { body: thread } = await begin()
  const spot = await placeOf(house, draftId, 'дорогу')
  const revision = await table.as(anna, (work) => freezeDraft(work, draftId, 'Редакция 1'))
  expect(revision.content).not.toContain(thread.id)
  await leavesNothing(async () => {
    const frozen = { status: 409, body: { code: 'draft_frozen' } }
    expect(await boris.post(`/drafts/${draftId}/threads`, send(spot))).toMatchObject(frozen)
    expect(
      await boris.post(`/threads/${thread.id}/comments`, { text: 'Да', mentions: [], key: randomUUID() }),
    ).toMatchObject(frozen)
    expect(await anna.post(`/threads/${thread.id}/resolve`)).toMatchObject(frozen)
    expect(await boris.delete(`/comments/${thread.comments[0]!.id}`)).toMatchObject(frozen)
  })
  const { threads, can } = await list(boris)
  expect(threads).toEqual([thread])
  expect(can).toEqual({ begin: false })
})

test('a thread is of its own draft: through another one it is neither read nor answered', async () => {
  const { body: thread } = await begin()
  const own = draftId
  draftId = await table.draft([[stranger, 'write']], doc(paragraph('Совсем другое')))
  expect((await list(stranger)).threads).toEqual([])
  expect((await stranger.post(`/threads/${thread.id}/resolve`)).body).toEqual({ code: 'not_found' })
  draftId = own
})

test('marks of a modified client under ids of other drafts, of nobody and of no shape show and break nothing', async () => {
  const { body: thread } = await begin()
  const foreign = await table.draft([[stranger, 'write']], doc(paragraph('Чужая тайна')))
  const { body: secret } = await sent(house, stranger, foreign, 'тайна', 'Не для всех')
  const typist = await new Typist(origin, draftId, anna.cookie).open()
  const text = (typist.root.get(1) as Y.XmlElement).get(0) as Y.XmlText
  const hostile: unknown[] = [
    { id: secret.id },
    { id: newId() },
    { id: { toString: 'x' } },
    { id: '"><script>' },
    { id: thread.id },
    'строка',
    7,
  ]
  hostile.forEach((value, at) =>
    text.format(at, 2, { [at % 2 ? 'comment' : `comment--AAAAAAA${at}`]: value }),
  )
  await typist.saved()
  const { threads, placed } = await list(boris)
  expect(threads).toEqual([thread])
  expect(placed).toEqual([thread.id])
  const view = await boris.get<{ html: string }>(`/drafts/${draftId}`)
  expect(view.status).toBe(200)
  expect(view.body.html).not.toContain('<script>')
  const { body: another } = await begin(boris, 'и дорогу к ней')
  expect(under(await textNow(), another.id).join('')).toBe('и дорогу к ней')
  expect((await boris.delete(`/comments/${another.comments[0]!.id}`)).status).toBe(200)
  expect(marksIn(await textNow()).has(another.id)).toBe(false)
  typist.leave()
})

test('who writes too much at once is asked to wait', async () => {
  const { body: thread } = await begin()
  const reply = (n: number) =>
    boris.post(`/threads/${thread.id}/comments`, { text: `Ответ ${n}`, mentions: [], key: randomUUID() })
  for (let n = 1; n < COMMENTS_AT_ONCE.count; n++) expect((await reply(n)).status).toBe(201)
  await leavesNothing(async () => {
    expect((await reply(0)).body).toEqual({ code: 'too_many_requests' })
    expect((await begin()).body).toEqual({ code: 'too_many_requests' })
  })
  house.pass(COMMENTS_AT_ONCE.minutes * 60_000 + 1)
  expect((await reply(0)).status).toBe(201)
})

test('words are found in a text of hundreds of pages as fast as in a short one', async () => {
  const pages = Array.from({ length: 3000 }, (_, n) => paragraph(`Абзац ${n} ${'об общем деле '.repeat(20)}`))
  draftId = await table.draft([[boris, 'comment']], doc(...pages))
  const begun = { text: 'Какой именно?', mentions: [] }
  const post = (quote: string) =>
    boris.post<Thread>(`/drafts/${draftId}/threads`, { ...begun, quote, key: randomUUID() })
  expect(await post('Абзац, которого нет')).toMatchObject({ body: { code: 'comment_place_gone' } })
  const { status, body: thread } = await post('Абзац 2345')
  expect(status).toBe(201)
  expect(under(await textNow(), thread.id)).toEqual(['Абзац 2345'])
})

test('who lets a text be searched for words without end is asked to wait; others are not', async () => {
  const nowhere = (who: Client) =>
    who.post<{ code: string }>(`/drafts/${draftId}/threads`, send({ quote: 'нет таких слов' }))
  for (let n = 0; n < 60; n++) expect((await nowhere(boris)).body).toEqual({ code: 'comment_place_gone' })
  await leavesNothing(async () => expect((await nowhere(boris)).body).toEqual({ code: 'too_many_requests' }))
  expect((await nowhere(anna)).body).toEqual({ code: 'comment_place_gone' })
})

/** The state of somebody's half-begun thread, as a crash leaves it. */
async function noted(quote: string): Promise<{ id: Id; spot: Spot }> {
  const spot = await placeOf(house, draftId, quote)
  const actor = (await house.kit.identify(boris.cookie)) as Person
  const setting = await settingAt(house.kit, actor, draftId)
  return { spot, id: await table.as(boris, (work) => noteThread(work, setting, send(spot, 'Что это?'))) }
}

test('I2 · a thread that a crash left before its mark is forgotten; nobody ever saw it', async () => {
  const { id } = await noted('дорогу')
  expect((await list()).threads).toEqual([])
  await house.kit.tick()
  expect((await rows()).threads).toEqual([{ id, state: 'placing' }])
  house.pass(61_000)
  await house.kit.tick()
  expect(await rows()).toEqual({ threads: [], comments: 0 })
  expect([...marksIn(await textNow())]).toEqual([])
  expect(house.publishedTo(`circle:${draftId}`)).toEqual([])
})

test('I2 · a thread that a crash left behind its mark is opened, and heard of once', async () => {
  const { id, spot } = await noted('дорогу')
  await house.kit.drafts.placeMark(draftId, { personId: boris.personId }, id, spot)
  house.pass(61_000)
  const before = house.publishedTo(`circle:${draftId}`).length
  await house.kit.tick()
  await house.kit.tick()
  expect((await list()).threads.map((each) => [each.id, each.state])).toEqual([[id, 'open']])
  expect(
    house
      .publishedTo(`circle:${draftId}`)
      .slice(before)
      .map(([, event]) => event),
  ).toEqual(['thread:opened'])
})

test('I2 · a removed thread whose mark a crash left is cleared later', async () => {
  const { body: thread } = await begin()
  const { drafts } = house.kit
  const removeMark = drafts.removeMark.bind(drafts)
  drafts.removeMark = () => Promise.reject(new Refusal('unavailable'))
  expect((await boris.delete(`/comments/${thread.comments[0]!.id}`)).status).toBe(200)
  drafts.removeMark = removeMark
  expect([...marksIn(await textNow())]).toEqual([thread.id])
  expect((await list()).threads).toEqual([])
  house.pass(61_000)
  await house.kit.tick()
  expect([...marksIn(await textNow())]).toEqual([])
  expect((await rows()).threads).toEqual([{ id: thread.id, state: 'removed' }])
})

test('I2 · a text that cannot be mended keeps no other from being mended', async () => {
  const broken = draftId
  const left = [await noted('дорогу')]
  draftId = await table.draft([[boris, 'comment']], doc(paragraph('Ещё одна дорога')))
  left.push(await noted('дорога'))
  const { drafts } = house.kit
  const settle = drafts.settle.bind(drafts)
  drafts.settle = (id) => (id === broken ? Promise.reject(new Refusal('unavailable')) : settle(id))
  house.pass(61_000)
  await house.kit.tick()
  drafts.settle = settle
  expect(await rows()).toEqual({ threads: [], comments: 0 })
  draftId = broken
  expect((await rows()).threads).toEqual([{ id: left[0]!.id, state: 'placing' }])
  await house.kit.tick()
  expect((await rows()).threads).toEqual([])
})

test('a disk that fails while the mark is placed leaves a thread that its second sending opens', async () => {
  const spot = await placeOf(house, draftId, 'дорогу')
  const body = send(spot)
  const { drafts } = house.kit
  const placeMark = drafts.placeMark.bind(drafts)
  drafts.placeMark = async (...parts) => {
    await placeMark(...parts)
    throw new Refusal('unavailable')
  }
  expect((await boris.post(`/drafts/${draftId}/threads`, body)).body).toEqual({ code: 'unavailable' })
  drafts.placeMark = placeMark
  expect((await list()).threads).toEqual([])
  const { body: thread } = await boris.post<Thread>(`/drafts/${draftId}/threads`, body)
  expect((await list()).threads).toEqual([thread])
  expect(under(await textNow(), thread.id)).toEqual(['дорогу'])
})

test('comments of a file are taken in with the names that it gives, which are nobody’s of ours', async () => {
  const [id, other] = [newId(), newId()]
  const words = { quote: 'дорогу', resolved: false, at: '2024-02-01T10:00:00.000Z' }
  const noted = await table.as(anna, (work) =>
    noteBrought(work, draftId, [
      {
        ...{ ...words, id, author: 'Иванов И. И.', text: 'Уточнить' },
        replies: [{ author: 'Петрова', at: null, text: '' }],
      },
      { ...words, id: other, author: '', text: 'а'.repeat(9000), resolved: true, replies: [] },
    ]),
  )
  expect(noted).toEqual([id, other])
  // Before the text with their marks is there, nobody sees them.
  expect((await list()).threads).toEqual([])
  expect(await table.as(anna, (work) => openBrought(work, draftId, noted))).toBe(2)
  const { threads } = await list()
  expect(threads).toMatchObject([
    {
      id,
      author: { id: null, name: 'Иванов И. И.' },
      openedAt: words.at,
      comments: [{ text: 'Уточнить' }, { author: { id: null, name: 'Петрова' }, text: '…' }],
    },
    { id: other, state: 'resolved', author: { id: null, name: '…' } },
  ])
  expect((await anna.delete(`/comments/${threads[0]!.comments[0]!.id}`)).body).toEqual({
    code: 'not_allowed',
  })
  expect((await anna.post(`/threads/${id}/resolve`)).status).toBe(200)
})

test('I2 · what a crash left of the comments of a file is opened where their marks came in, and forgotten elsewhere', async () => {
  const words = { quote: 'дорогу', author: 'Иванов', at: '2024-02-01T10:00:00.000Z', replies: [] }
  const [placed, lost] = [newId(), newId()]
  await table.as(anna, (work) =>
    noteBrought(work, draftId, [
      { ...words, id: placed, text: 'Уточнить', resolved: false },
      { ...words, id: lost, text: 'Куда?', resolved: true },
    ]),
  )
  const spot = await placeOf(house, draftId, 'дорогу')
  await house.kit.drafts.placeMark(draftId, { personId: anna.personId }, placed, spot)
  house.pass(61_000)
  await house.kit.tick()
  expect((await list()).threads).toMatchObject([{ id: placed, state: 'open', openedAt: words.at }])
  expect((await rows()).threads.map((each) => each.id)).toEqual([placed])
})

test('an export gets what was said without what was taken back', async () => {
  const { body: thread } = await begin()
  await anna.post(`/threads/${thread.id}/comments`, { text: 'Начальную', mentions: [], key: randomUUID() })
  await boris.delete(`/comments/${thread.comments[0]!.id}`)
  expect(await commentsOf(house.kit.db, draftId, { withInner: true })).toMatchObject([
    { id: thread.id, quote: 'построить школу', text: 'Начальную', replies: [], resolved: false },
  ])
  expect(await commentsOf(house.kit.db, draftId, { withInner: false })).toEqual([])
})

test('R-50 · an initiative is commented on by its circle while it is written, and by everybody with an account while it is discussed', async () => {
  const at = await place(house)
  const citizen = await house.as(await house.person())
  const { number, draft } = await initiativeAt(house, at, 'draft', { proposal: 'Поставить остановку.' })
  draftId = draft!.id
  const typist = await new Typist(origin, draftId, at.author.cookie).open()
  typist.write('Поставить остановку у школы')
  await typist.saved()
  typist.leave()
  const inner = await begin(at.official, 'остановку', 'Сметы нет')
  expect(inner).toMatchObject({ status: 201, body: { isInner: true } })
  expect((await citizen.get(`/drafts/${draftId}/threads`)).status).toBe(404)

  await askFor(at.author, number, 'publish-for-discussion')
  const outer = await begin(citizen, 'у школы', 'А у больницы?')
  expect(outer).toMatchObject({ status: 201, body: { isInner: false } })
  expect((await list(citizen)).threads.map(({ id }) => id)).toEqual([outer.body.id])
  expect((await list(at.observer)).threads).toHaveLength(2)
  const offered = async (who: Client) => {
    const url = `/drafts/${draftId}/threads/people`
    const { people } = (await who.get<{ people: { id: Id }[] }>(url)).body
    return new Set(people.map(({ id }) => id))
  }
  const ids = (...who: Client[]) => new Set(who.map((each) => each.personId))
  expect(await offered(at.official)).toEqual(
    ids(at.chair, at.secretary, at.member, at.author, at.observer, citizen),
  )
  // From outside one sees whose initiative it is and who speaks in the open, and speaks to nobody else.
  expect(await offered(citizen)).toEqual(ids(at.author))
  await leavesNothing(async () => {
    const named = await sent(house, citizen, draftId, 'у школы', 'Ответьте', [at.chair.personId])
    expect(named.body).toEqual({ code: 'mention_unknown', field: 'mentions' })
  })
  await begin(at.chair, 'остановку', 'Обсудим')
  expect(await offered(citizen)).toEqual(ids(at.author, at.chair))

  await askFor(at.author, number, 'submit-to-council')
  expect((await citizen.get(`/drafts/${draftId}/threads`)).status).toBe(404)
  expect((await begin(at.member, 'остановку', 'Голосуем')).body.isInner).toBe(true)
  await askFor(at.secretary, number, 'open-vote', { closesAt: after(house, minutes(60)) })
  expect((await list(at.member)).threads).toHaveLength(4)
  expect((await citizen.get(`/drafts/${draftId}/threads`)).body).toEqual({ code: 'not_allowed' })
})

test('the desk says where somebody is spoken to, until they answer, it is resolved, or the text is closed to them', async () => {
  const at = await place(house)
  const { number, draft } = await initiativeAt(house, at, 'draft')
  draftId = draft!.id
  const typist = await new Typist(origin, draftId, at.author.cookie).open()
  typist.write('Поставить остановку у школы')
  await typist.saved()
  typist.leave()
  const desk = async (who: Client) => (await who.get<DeskView>('/desk')).body.addressed
  const named = await sent(house, at.official, draftId, 'остановку', 'Посчитайте смету', [at.member.personId])
  expect(await desk(at.member)).toMatchObject([{ number, threadId: named.body.id, text: 'Посчитайте смету' }])
  expect(await desk(at.official)).toEqual([])
  const reply = (who: Client, text: string) =>
    who.post(`/threads/${named.body.id}/comments`, { text, mentions: [], key: randomUUID() })
  await reply(at.member, 'Посчитаем')
  expect(await desk(at.member)).toEqual([])
  expect(await desk(at.official)).toMatchObject([{ text: 'Посчитаем' }])
  await house.kit.db
    .updateTable('post')
    .set({ endsOn: '2020-01-01' })
    .where('personId', '=', at.official.personId)
    .execute()
  expect(await desk(at.official)).toEqual([])
  await sent(house, at.secretary, draftId, 'у школы', 'Верно?', [at.member.personId])
  const [asked] = await desk(at.member)
  await at.secretary.post(`/threads/${asked!.threadId}/resolve`)
  expect(await desk(at.member)).toEqual([])
})
