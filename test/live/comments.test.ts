import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  applyThreadEvent,
  threadEvents,
  type Thread,
  type ThreadEvent,
  type ThreadList,
} from '../../shared/comments.ts'
import type { Id } from '../../shared/values.ts'
import { openHouse, type Client, type House } from '../house.ts'
import { doc, paragraph, Table } from '../support/collab.ts'
import { sent } from '../support/comments.ts'
import { ask, listening } from '../support/live.ts'

let house: House
let table: Table
let url: string
let anna: Client
let boris: Client
let citizen: Client
let draftId: Id
/** Who works on a text, and which texts everybody may have a say in, as the subject of the test says it. */
const inside = new Set<Id>()
const discussed = new Set<Id>()

beforeAll(async () => {
  house = await openHouse()
  table = new Table(house)
  house.kit.drafts.circle(table.kind, {
    describe: async (_db, id) => ({
      title: 'О школе',
      path: '/texts/1',
      people: [
        { id: anna.personId, name: 'Анна' },
        { id: boris.personId, name: 'Борис' },
      ],
      isOpenToAll: discussed.has(id),
    }),
    isInside: async (_db, actor) => inside.has(actor.personId!),
  })
  url = await listening(house)
})
beforeEach(async () => {
  ;[anna, boris, citizen] = [
    await house.as(await house.person({ email: `anna-${randomUUID()}@example.org` })),
    await house.as(await house.person()),
    await house.as(await house.person({ email: `citizen-${randomUUID()}@example.org` })),
  ]
  inside.add(anna.personId).add(boris.personId)
  draftId = await table.draft(
    [
      [anna, 'write'],
      [boris, 'comment'],
    ],
    doc(paragraph('Совет решил построить школу')),
  )
})
afterAll(() => house.close())

const open = () => {
  discussed.add(draftId)
  table.allow(draftId, citizen, 'comment')
}
const list = async (who: Client) => (await who.get<ThreadList>(`/drafts/${draftId}/threads`)).body
const begin = async (who: Client, text = 'Какую?', mentions: Id[] = []) =>
  (await sent(house, who, draftId, 'школу', text, mentions)).body
const reply = (who: Client, thread: Thread, text = 'Такую', mentions: Id[] = []) =>
  who.post<Thread>(`/threads/${thread.id}/comments`, { text, mentions, key: randomUUID() })
const letters = () => house.kit.db.selectFrom('letter').select(['recipient', 'subject', 'body']).execute()

/** Somebody in a room with everything that came, in its order. */
async function watcher(who: Client, noun: 'circle' | 'comments') {
  const { socket, answer } = await ask(url, who, `${noun}:${draftId}`)
  const heard: [name: string, event: ThreadEvent][] = []
  let wake = () => {}
  socket.onAny((name: string, event: ThreadEvent) => {
    heard.push([name, event])
    wake()
  })
  socket.on('disconnect', () => wake())
  const until = async (isTrue: () => boolean) => {
    while (!isTrue()) await new Promise<void>((resolve) => (wake = resolve))
  }
  return { answer, heard, socket, until }
}

test('what was read first, with everything heard since, is what is read afterwards', async () => {
  await begin(anna)
  let threads: readonly Thread[] = (await list(boris)).threads
  const { heard, until, socket } = await watcher(boris, 'circle')
  const seed = 20261124
  let state = seed
  const random = (n: number) => (state = (state * 48271) % 2147483647) % n
  for (let n = 0; n < 60; n++) {
    house.pass(30_000)
    const now = (await list(anna)).threads
    const thread = now[random(now.length)]
    const own = thread?.comments.find(({ author, deletedAt }) => author.id === anna.personId && !deletedAt)
    const deeds = [
      () => begin(anna, `Вопрос ${n}`),
      () => thread && reply(anna, thread, `Ответ ${n}`),
      () => thread && anna.post(`/threads/${thread.id}/resolve`),
      () => thread && anna.post(`/threads/${thread.id}/reopen`),
      () => own && anna.patch(`/comments/${own.id}`, { text: `Иначе ${n}`, mentions: [] }),
      () => own && anna.delete(`/comments/${own.id}`),
    ]
    await deeds[random(deeds.length)]!()
  }
  const told = house.publishedTo(`circle:${draftId}`).length
  await until(() => heard.length >= told - 1)
  expect(heard.every(([name]) => threadEvents.some((each) => each === name))).toBe(true)
  for (const [, event] of heard) {
    const next = applyThreadEvent(threads, event)
    expect(next, `seed ${seed}`).not.toBe('refetch')
    threads = next as readonly Thread[]
  }
  expect(threads, `seed ${seed}`).toEqual((await list(boris)).threads)
  // What comes again, or late, changes nothing.
  for (const [, event] of heard)
    if (threads.some(({ id }) => id === event.thread.id))
      expect(applyThreadEvent(threads, event)).toBe(threads)
  socket.disconnect()
})

test('a change that was missed is noticed by the next one', async () => {
  const thread = await begin(anna)
  await reply(boris, thread)
  await reply(boris, thread)
  const events = house.publishedTo(`circle:${draftId}`).map(([, , event]) => event as ThreadEvent)
  expect(applyThreadEvent([thread], events[2]!)).toBe('refetch')
  expect(applyThreadEvent([], events[1]!)).toBe('refetch')
})

test('who only reads enters neither room; who may have a say enters only the one for everybody', async () => {
  const reader = await house.as(await house.person())
  table.allow(draftId, reader, 'read')
  open()
  for (const noun of ['circle', 'comments'] as const) {
    const { answer, socket } = await watcher(reader, noun)
    expect(answer).toEqual({ code: 'not_found' })
    socket.disconnect()
  }
  const circle = await watcher(citizen, 'circle')
  const comments = await watcher(citizen, 'comments')
  expect([circle.answer, comments.answer]).toEqual([{ code: 'not_found' }, { ok: true }])
  circle.socket.disconnect()
  comments.socket.disconnect()
})

test('R-50 · in a public discussion citizens see what was begun in it, never what was said before among those who work on the text', async () => {
  const inner = await begin(anna, 'Между нами: денег нет')
  open()
  const { heard, until, socket } = await watcher(citizen, 'comments')
  await reply(boris, inner, 'Совсем нет')
  const outer = await begin(citizen, 'А где она будет?')
  await reply(anna, outer, 'У моста')
  await until(() => heard.length === 2)
  expect(heard.map(([name, { thread }]) => [name, thread.id])).toEqual([
    ['thread:opened', outer.id],
    ['comment:added', outer.id],
  ])
  expect((await list(citizen)).threads.map(({ id }) => id)).toEqual([outer.id])
  expect((await list(anna)).threads.map(({ id, isInner }) => [id, isInner])).toEqual([
    [inner.id, true],
    [outer.id, false],
  ])
  const refused = { status: 404, body: { code: 'not_found' } }
  expect(await reply(citizen, inner)).toMatchObject(refused)
  expect(await citizen.post(`/threads/${inner.id}/resolve`)).toMatchObject(refused)
  socket.disconnect()
})

test('I6 · who is no longer admitted is cut off from the room at once', async () => {
  open()
  const { heard, socket, until } = await watcher(citizen, 'comments')
  const insider = await watcher(boris, 'circle')
  discussed.delete(draftId)
  table.allow(draftId, citizen, null)
  inside.delete(boris.personId)
  await house.kit.drafts.recheck(draftId)
  await until(() => socket.disconnected)
  await insider.until(() => insider.socket.disconnected)
  await begin(anna)
  expect([heard, insider.heard]).toEqual([[], []])
})

test('who is spoken to by name gets a letter with the words and the way there; who began a thread hears of answers', async () => {
  await house.kit.db.deleteFrom('letter').execute()
  const thread = await begin(anna, 'Борис, какую?', [boris.personId])
  await reply(boris, thread, 'Начальную')
  await reply(anna, thread, 'Спасибо')
  const [first, second, ...rest] = await letters()
  expect(rest).toEqual([])
  expect(first).toMatchObject({ subject: 'Вас упомянули в замечании: О школе' })
  expect(first!.body).toContain('Борис, какую?')
  expect(first!.body).toContain(`http://localhost:8080/texts/1#comment-${thread.id}`)
  expect(second).toMatchObject({ subject: 'Ответ на ваше замечание: О школе' })
  expect(second!.recipient).toMatch(/^anna-/)
})

test('only who may read the text is spoken to by name, and outside of the circle only where everybody hears', async () => {
  const stranger = await house.person()
  const inner = await begin(anna)
  open()
  const outer = await begin(citizen, 'Я здесь')
  const people = async (who: Client, thread?: Thread) =>
    (
      await who.get<{ people: { id: Id }[] }>(
        `/drafts/${draftId}/threads/people${thread ? `?thread=${thread.id}` : ''}`,
      )
    ).body.people.map(({ id }) => id)
  expect(await people(anna, inner)).toEqual([boris.personId])
  expect(await people(anna)).toEqual([boris.personId, citizen.personId])
  // Who works on the text is told to others only once they have spoken where everybody reads.
  expect(await people(citizen)).toEqual([])
  await reply(anna, outer, 'Мы слышим')
  expect(await people(citizen)).toEqual([anna.personId])

  const before = [house.published.length, await letters()]
  for (const [thread, mention] of [
    [inner, citizen.personId],
    [inner, stranger],
  ] as const)
    expect((await reply(anna, thread, 'Слышите?', [mention])).body).toEqual({
      code: 'mention_unknown',
      field: 'mentions',
    })
  expect([house.published.length, await letters()]).toEqual(before)
})
