import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Done, GatheringView, Room } from '../shared/gatherings.ts'
import type { Id } from '../shared/values.ts'
import { buildApp } from '../server/app.ts'
import { planGathering } from '../server/gatherings/actions.ts'
import { act } from '../server/lib/act.ts'
import { clockActor } from '../server/lib/actor.ts'
import { newId } from '../server/lib/ids.ts'
import { openHouse, TIME_ZONE, type Answer, type Client, type House } from './house.ts'

let house: House
beforeAll(async () => void (house = await openHouse()))
afterAll(() => house.close())

const HOUR = 3_600_000
const hence = (ms: number) => new Date(house.now.getTime() + ms).toISOString()

/** A gathering of its own council, led by a member; `state: 'live'` opens it. */
async function gathering({ state = 'live' }: { state?: 'planned' | 'live' | 'closed' | 'cancelled' } = {}) {
  const councilId = await house.council()
  const [moderator, chair, anna] = await Promise.all([
    house.member(councilId),
    house.member(councilId, { role: 'chair' }),
    house.member(councilId),
  ])
  const plan = { startsAt: hence(HOUR), endsAt: hence(2 * HOUR), moderatorId: moderator.personId }
  const id = await act(house.kit, clockActor, (work) =>
    planGathering(work, {
      ...{ councilId, kind: 'test', timeZone: TIME_ZONE },
      plan: { ...plan, place: null, callUrl: null },
    }),
  )
  if (state === 'cancelled') await moderator.post(`/gatherings/${id}/cancel`)
  if (state === 'live' || state === 'closed') await moderator.post(`/gatherings/${id}/open`)
  if (state === 'closed') await moderator.post(`/gatherings/${id}/close`)
  return { id, councilId, moderator, chair, anna }
}

const view = async (client: Client, id: Id): Promise<GatheringView> =>
  (await client.get<Room>(`/gatherings/${id}`)).body.gathering

const raise = async (client: Client, id: Id): Promise<Id> =>
  (await client.post<Done>(`/gatherings/${id}/turns`)).body.event?.turns?.[0]?.id ?? ''

const ask = async (client: Client, id: Id, text: string): Promise<Id> =>
  (await client.post<Done>(`/gatherings/${id}/questions`, { text })).body.event?.questions?.[0]?.id ?? ''

/** Asserts the code, and that nothing was written, published or noted in the journal. */
async function refuses(id: Id, code: string, deed: () => Promise<Answer<unknown>>): Promise<void> {
  const reader = await house.as(await house.person())
  const before = [
    await view(reader, id),
    await house.journalOf(id),
    house.publishedTo(`gathering:${id}`).length,
  ]
  const { body } = await deed()
  const after = [
    await view(reader, id),
    await house.journalOf(id),
    house.publishedTo(`gathering:${id}`).length,
  ]
  expect(body).toMatchObject({ code })
  expect(after).toEqual(before)
}

/** Asserts that an act done again answers well and changes nothing. */
async function isDoneOnce(id: Id, deed: () => Promise<Answer<Done>>): Promise<void> {
  const first = await deed()
  expect(first).toMatchObject({ status: 200, body: { event: { version: expect.any(Number) } } })
  const published = house.publishedTo(`gathering:${id}`).length
  expect(await deed()).toMatchObject({ status: 200, body: { event: null } })
  expect(house.publishedTo(`gathering:${id}`)).toHaveLength(published)
}

test('a stranger does not come in, and an unknown gathering is not found', async () => {
  const { id, anna } = await gathering()
  expect((await house.stranger.get(`/gatherings/${id}`)).body).toEqual({ code: 'sign_in_required' })
  expect((await house.stranger.post(`/gatherings/${id}/turns`)).body).toEqual({ code: 'sign_in_required' })
  expect((await anna.get(`/gatherings/${newId()}`)).body).toEqual({ code: 'not_found' })
  expect((await anna.post(`/gatherings/${newId()}/turns`)).body).toEqual({ code: 'not_found' })
})

test('R-51 · members, officials and activists take part; the moderator, the chair and the secretary lead', async () => {
  const { id, councilId, moderator, chair, anna } = await gathering({ state: 'planned' })
  const secretary = await house.member(councilId, { role: 'secretary' })
  const official = await house.post(await house.organization())
  const activist = await house.as(await house.person())
  const elsewhere = await house.member(await house.council(), { role: 'chair' })
  const roles = await Promise.all(
    [moderator, chair, secretary, anna, official, activist, elsewhere].map(
      async (each) => (await each.get<Room>(`/gatherings/${id}`)).body.self.role,
    ),
  )
  expect(roles).toEqual([...Array<string>(3).fill('moderator'), ...Array<string>(4).fill('participant')])
})

test('a gathering is opened and closed once, each noted with its actor and told to the room', async () => {
  const { id, moderator } = await gathering({ state: 'planned' })
  await isDoneOnce(id, () => moderator.post<Done>(`/gatherings/${id}/open`))
  await isDoneOnce(id, () => moderator.post<Done>(`/gatherings/${id}/close`))
  expect((await house.journalOf(id)).map(({ verb, personId }) => [verb, personId])).toEqual([
    ['gathering:planned', null],
    ['gathering:opened', moderator.personId],
    ['gathering:closed', moderator.personId],
  ])
  expect(house.publishedTo(`gathering:${id}`).map(([, name]) => name)).toEqual([
    'gathering:changed',
    'gathering:changed',
  ])
})

test('a participant neither opens nor closes nor cancels, nor gives the floor', async () => {
  const { id, anna } = await gathering({ state: 'planned' })
  for (const verb of ['open', 'close', 'cancel'])
    await refuses(id, 'not_allowed', () => anna.post(`/gatherings/${id}/${verb}`))
  const live = await gathering()
  const turn = await raise(live.anna, live.id)
  await refuses(live.id, 'not_allowed', () => live.anna.post(`/gatherings/${live.id}/turns/${turn}/give`, {}))
})

test('what is over is not opened again, what is live is not cancelled, what is planned is not closed', async () => {
  const closed = await gathering({ state: 'closed' })
  await refuses(closed.id, 'gathering_over', () => closed.moderator.post(`/gatherings/${closed.id}/open`))
  const live = await gathering()
  await refuses(live.id, 'gathering_already_live', () => live.moderator.post(`/gatherings/${live.id}/cancel`))
  const planned = await gathering({ state: 'planned' })
  await refuses(planned.id, 'gathering_not_live', () =>
    planned.moderator.post(`/gatherings/${planned.id}/close`),
  )
  await isDoneOnce(planned.id, () => planned.moderator.post<Done>(`/gatherings/${planned.id}/cancel`))
  await refuses(planned.id, 'gathering_over', () => planned.moderator.post(`/gatherings/${planned.id}/open`))
})

test('a programme is written, reordered and cut; the order stays without gaps', async () => {
  const { id, moderator } = await gathering({ state: 'planned' })
  const add = (title: string) =>
    moderator.post<Done>(`/gatherings/${id}/programme`, { title, speaker: ' ', minutes: 15 })
  for (const title of ['Открытие', 'Опыт Паланы', 'Вопросы']) await add(title)
  expect((await add(' Вопросы ')).body.event).toBeNull()
  const order = async () =>
    (await view(moderator, id)).programme.map(({ position, title }) => `${position} ${title}`)
  expect(await order()).toEqual(['1 Открытие', '2 Опыт Паланы', '3 Вопросы'])

  const [first, second, third] = (await view(moderator, id)).programme
  await isDoneOnce(id, () => moderator.post(`/gatherings/${id}/programme/${third?.id}/move`, { position: 1 }))
  expect(await order()).toEqual(['1 Вопросы', '2 Открытие', '3 Опыт Паланы'])
  const rewritten = { title: 'Опыт посёлка', speaker: 'И. И. Иванова', minutes: null }
  await isDoneOnce(id, () => moderator.put(`/gatherings/${id}/programme/${second?.id}`, rewritten))
  await isDoneOnce(id, () => moderator.delete(`/gatherings/${id}/programme/${first?.id}`))
  expect((await view(moderator, id)).programme).toMatchObject([
    { position: 1, title: 'Вопросы', speaker: null },
    { position: 2, ...rewritten },
  ])
})

test('a programme takes no item without a title, none of a participant, and none after the end', async () => {
  const { id, moderator, anna } = await gathering()
  const item = { title: 'Открытие', speaker: null, minutes: null }
  await refuses(id, 'invalid_request', () =>
    moderator.post(`/gatherings/${id}/programme`, { ...item, title: '  ' }),
  )
  await refuses(id, 'invalid_request', () =>
    moderator.post(`/gatherings/${id}/programme`, { ...item, minutes: 0 }),
  )
  await refuses(id, 'not_allowed', () => anna.post(`/gatherings/${id}/programme`, item))
  await refuses(id, 'not_found', () => moderator.put(`/gatherings/${id}/programme/${newId()}`, item))
  await moderator.post(`/gatherings/${id}/close`)
  await refuses(id, 'gathering_over', () => moderator.post(`/gatherings/${id}/programme`, item))
})

test('the current item is one of the programme, only while live, and none once it is removed', async () => {
  const { id, moderator, anna } = await gathering({ state: 'planned' })
  const other = await gathering()
  const add = async (client: Client, where: Id) =>
    (await client.post<Done>(`/gatherings/${where}/programme`, { title: 'А', speaker: null, minutes: null }))
      .body.event?.programme?.[0]?.id
  const itemId = await add(moderator, id)
  const move = (client: Client, item: unknown) =>
    client.put<Done>(`/gatherings/${id}/current-item`, { itemId: item })
  await refuses(id, 'gathering_not_live', () => move(moderator, itemId))
  await moderator.post(`/gatherings/${id}/open`)
  const foreign = await add(other.moderator, other.id)
  await refuses(id, 'not_found', () => move(moderator, foreign))
  await refuses(id, 'not_allowed', () => move(anna, itemId))
  await isDoneOnce(id, () => move(moderator, itemId))
  expect((await view(anna, id)).currentItemId).toBe(itemId)
  await moderator.delete(`/gatherings/${id}/programme/${itemId}`)
  expect(await view(anna, id)).toMatchObject({ currentItemId: null, programme: [] })
})

test('R-10 · a hand is raised, given the floor for its seconds and done; one is given at a time', async () => {
  const { id, moderator, chair, anna } = await gathering()
  const hers = await raise(anna, id)
  const theirs = await raise(chair, id)
  await isDoneOnce(id, () => moderator.post(`/gatherings/${id}/turns/${hers}/give`, { seconds: 90 }))
  house.pass(50_000)
  await isDoneOnce(id, () => moderator.post(`/gatherings/${id}/turns/${theirs}/give`, {}))
  const turns = (await view(anna, id)).turns
  expect(turns.find((each) => each.id === hers)).toMatchObject({
    ...{ state: 'done', seconds: 90, doneAt: house.now.toISOString() },
  })
  expect(turns.find((each) => each.id === theirs)).toMatchObject({
    state: 'given',
    seconds: 180,
    doneAt: null,
  })
  await isDoneOnce(id, () => chair.post(`/gatherings/${id}/turns/${theirs}/done`))
  expect((await view(anna, id)).turns.map((each) => each.state)).toEqual(['done', 'done'])
})

test('a hand raised twice, even at once, is one hand in the queue', async () => {
  const { id, moderator, anna } = await gathering()
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => anna.post<Done>(`/gatherings/${id}/turns`)),
  )
  expect(answers.map((each) => each.status)).toEqual(Array<number>(5).fill(200))
  const turns = (await view(anna, id)).turns
  expect(turns).toMatchObject([{ state: 'raised', person: { id: anna.personId } }])
  await moderator.post(`/gatherings/${id}/turns/${turns[0]?.id}/give`, {})
  await refuses(id, 'already_in_queue', () => anna.post(`/gatherings/${id}/turns`))
})

test('a hand is lowered by its owner or a moderator, and by nobody else', async () => {
  const { id, moderator, chair, anna } = await gathering()
  const colleague = await house.as(await house.person())
  const hers = await raise(anna, id)
  await refuses(id, 'not_allowed', () => colleague.post(`/gatherings/${id}/turns/${hers}/withdraw`))
  await isDoneOnce(id, () => anna.post(`/gatherings/${id}/turns/${hers}/withdraw`))
  await refuses(id, 'turn_wrong_state', () => moderator.post(`/gatherings/${id}/turns/${hers}/give`, {}))
  const again = await raise(anna, id)
  await isDoneOnce(id, () => chair.post(`/gatherings/${id}/turns/${again}/withdraw`))
  expect((await view(anna, id)).turns).toEqual([])
})

test('a turn is ended by its speaker or a moderator only once it was given', async () => {
  const { id, moderator, anna } = await gathering()
  const colleague = await house.as(await house.person())
  const hers = await raise(anna, id)
  await refuses(id, 'turn_wrong_state', () => anna.post(`/gatherings/${id}/turns/${hers}/done`))
  await moderator.post(`/gatherings/${id}/turns/${hers}/give`, {})
  await refuses(id, 'not_allowed', () => colleague.post(`/gatherings/${id}/turns/${hers}/done`))
  await refuses(id, 'turn_wrong_state', () => anna.post(`/gatherings/${id}/turns/${hers}/withdraw`))
  const { moderator: stranger } = await gathering()
  await refuses(id, 'not_allowed', () => stranger.post(`/gatherings/${id}/turns/${hers}/give`, {}))
})

test('a turn of another gathering is not found', async () => {
  const [one, other] = [await gathering(), await gathering()]
  const turn = await raise(other.anna, other.id)
  await refuses(one.id, 'not_found', () => one.moderator.post(`/gatherings/${one.id}/turns/${turn}/give`, {}))
  const question = await ask(other.anna, other.id, 'Когда?')
  await refuses(one.id, 'not_found', () =>
    one.moderator.post(`/gatherings/${one.id}/questions/${question}/answered`),
  )
})

test.each([
  ['before the opening', 'planned', 'gathering_not_live'],
  ['after the closing', 'closed', 'gathering_over'],
  ['after a cancellation', 'cancelled', 'gathering_over'],
] as const)('a hand is not raised %s', async (_, state, code) => {
  const { id, anna } = await gathering({ state })
  await refuses(id, code, () => anna.post(`/gatherings/${id}/turns`))
})

test('closing ends the speech, lowers the hands and lets everybody go in one event', async () => {
  const { id, moderator, chair, anna } = await gathering()
  const given = await raise(anna, id)
  await moderator.post(`/gatherings/${id}/turns/${given}/give`, {})
  await raise(chair, id)
  const before = await view(anna, id)
  const { body } = await moderator.post<Done>(`/gatherings/${id}/close`)
  expect(body.event).toMatchObject({ version: before.version + 1, head: { state: 'closed' } })
  expect((await view(anna, id)).turns).toMatchObject([{ id: given, state: 'done' }])
})

test('a question is asked, supported once by each, taken back and answered', async () => {
  const { id, moderator, chair, anna } = await gathering({ state: 'planned' })
  const question = await ask(anna, id, '  Как собрали подписи?\nИ за сколько дней? ')
  const support = `/gatherings/${id}/questions/${question}/support`
  await isDoneOnce(id, () => chair.put<Done>(support))
  await isDoneOnce(id, () => moderator.put<Done>(support))
  const shown = (await view(anna, id)).questions
  expect(shown).toMatchObject([
    {
      text: 'Как собрали подписи?\nИ за сколько дней?',
      supporters: [chair.personId, moderator.personId].toSorted(),
    },
  ])
  await isDoneOnce(id, () => chair.delete<Done>(support))
  expect((await view(anna, id)).questions[0]?.supporters).toEqual([moderator.personId])
  await refuses(id, 'not_allowed', () => anna.put(support))
  await refuses(id, 'not_allowed', () => anna.post(`/gatherings/${id}/questions/${question}/answered`))
  await isDoneOnce(id, () => moderator.post(`/gatherings/${id}/questions/${question}/answered`))
  await refuses(id, 'question_closed', () => chair.put(support))
  await refuses(id, 'question_closed', () => anna.post(`/gatherings/${id}/questions/${question}/withdraw`))
})

test('an event about a support carries the supporter, not the crowd', async () => {
  const { id, chair, anna } = await gathering()
  const question = await ask(anna, id, 'Сколько это стоило?')
  const { body } = await chair.put<Done>(`/gatherings/${id}/questions/${question}/support`)
  expect(body.event?.questions).toMatchObject([{ id: question, supported: [chair.personId] }])
  expect(body.event?.questions?.[0]).not.toHaveProperty('supporters')
})

test('a question sent twice is asked once, and its author takes it back for everybody', async () => {
  const { id, chair, anna } = await gathering()
  const answers = await Promise.all(
    [1, 2, 3].map(() => anna.post<Done>(`/gatherings/${id}/questions`, { text: 'Кто?' })),
  )
  expect(answers.map((each) => each.status)).toEqual([200, 200, 200])
  const questions = (await view(chair, id)).questions
  expect(questions).toHaveLength(1)
  const withdraw = `/gatherings/${id}/questions/${questions[0]?.id}/withdraw`
  await refuses(id, 'not_allowed', () => chair.post(withdraw))
  await isDoneOnce(id, () => anna.post<Done>(withdraw))
  expect((await view(chair, id)).questions).toEqual([])
})

test('five questions of one person wait at a time, each of at most 500 characters', async () => {
  const { id, moderator, anna } = await gathering()
  await refuses(id, 'invalid_request', () =>
    anna.post(`/gatherings/${id}/questions`, { text: 'а'.repeat(501) }),
  )
  await refuses(id, 'invalid_request', () => anna.post(`/gatherings/${id}/questions`, { text: ' \n ' }))
  const first = await ask(anna, id, 'а'.repeat(500))
  for (const n of [2, 3, 4, 5]) await ask(anna, id, `Вопрос ${n}`)
  await refuses(id, 'too_many_questions', () => anna.post(`/gatherings/${id}/questions`, { text: 'Шестой' }))
  await moderator.post(`/gatherings/${id}/questions/${first}/answered`)
  expect((await anna.post(`/gatherings/${id}/questions`, { text: 'Шестой' })).status).toBe(200)
})

test('nothing is asked or supported after the end', async () => {
  const { id, moderator, chair, anna } = await gathering()
  const question = await ask(anna, id, 'Что дальше?')
  await moderator.post(`/gatherings/${id}/close`)
  await refuses(id, 'gathering_over', () => chair.post(`/gatherings/${id}/questions`, { text: 'Поздно?' }))
  await refuses(id, 'gathering_over', () => chair.put(`/gatherings/${id}/questions/${question}/support`))
  expect((await view(chair, id)).questions).toMatchObject([{ state: 'asked' }])
})

test('every act is a line in the journal, without the words of a question or a name', async () => {
  const { id, moderator, anna } = await gathering()
  const turn = await raise(anna, id)
  await moderator.post(`/gatherings/${id}/turns/${turn}/give`, {})
  await ask(anna, id, 'Тайное слово?')
  const lines = await house.journalOf(id)
  expect(lines.map((each) => each.verb)).toEqual([
    ...['gathering:planned', 'gathering:opened', 'turn:raised', 'turn:given', 'question:asked'],
  ])
  expect(lines.map((each) => each.data).join()).not.toMatch(/Тайное|Тестова/)
})

test('an interval that a crash left open ends at the last sign of life', async () => {
  const fallen = await openHouse()
  try {
    const councilId = await fallen.council()
    const anna = await fallen.member(councilId)
    const startsAt = new Date(fallen.now.getTime() + HOUR).toISOString()
    const endsAt = new Date(fallen.now.getTime() + 2 * HOUR).toISOString()
    const id = await act(fallen.kit, clockActor, (work) =>
      planGathering(work, {
        ...{ councilId, kind: 'test', timeZone: TIME_ZONE },
        plan: { startsAt, endsAt, moderatorId: anna.personId, place: null, callUrl: null },
      }),
    )
    await anna.post(`/gatherings/${id}/open`)
    const inAt = fallen.now.toISOString()
    fallen.pass(10 * 60_000)
    const seenAt = fallen.now.toISOString()
    await fallen.kit.db
      .insertInto('attendance')
      .values({ id: newId(), gatheringId: id, personId: anna.personId, inAt, outAt: null, seenAt })
      .execute()
    fallen.pass(HOUR)

    fallen.kit.metrics.clear()
    const again = await buildApp(fallen.kit)
    await again.ready()
    expect((await view(anna, id)).attendance).toMatchObject([
      { person: { id: anna.personId }, inAt, outAt: seenAt },
    ])
    await again.close()
  } finally {
    await fallen.close()
  }
})
