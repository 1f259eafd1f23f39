import { afterAll, beforeAll, expect, test } from 'vitest'
import type {
  ExchangeChoices,
  ExchangeList,
  ExchangeLive,
  ExchangeView,
  NewExchange,
} from '../shared/exchanges.ts'
import type { ThreadList } from '../shared/comments.ts'
import type { DraftView } from '../shared/drafts.ts'
import type { Id } from '../shared/values.ts'
import { listUpcomingExchanges } from '../server/exchanges/queries.ts'
import { newId } from '../server/lib/ids.ts'
import { openHouse, type Answer, type Client, type House } from './house.ts'
import { doc, paragraph } from './support/collab.ts'
import { sent } from './support/comments.ts'

let house: House
beforeAll(async () => void (house = await openHouse()))
afterAll(() => house.close())

/** A council with people, an authority, and an exchange as a form would send it: tomorrow at six in the evening. */
async function beginnings(values: Partial<NewExchange> = {}) {
  const councilId = await house.council()
  const [anna, chair, cohostId] = await Promise.all([
    house.member(councilId),
    house.member(councilId, { role: 'chair' }),
    house.organization({ name: 'Администрация Олюторского района' }),
  ])
  const input: NewExchange = {
    ...{ councilId, cohostId, moderatorId: anna.personId },
    ...{ title: 'Как собрать подписи', description: 'Опыт двух посёлков.' },
    ...{ startsOn: '2026-11-25', startsTime: '18:00', endsOn: '2026-11-25', endsTime: '19:30' },
    ...{ place: null, callUrl: null },
    ...values,
  }
  return { councilId, anna, chair, cohostId, input }
}

async function planned(values: Partial<NewExchange> = {}) {
  const begun = await beginnings(values)
  const { body } = await begun.anna.post<{ id: Id }>('/exchanges', begun.input)
  const view = await see(begun.anna, body.id)
  return { ...begun, id: body.id, gatheringId: view.gatheringId }
}

const see = async (client: Client, id: Id): Promise<ExchangeView> =>
  (await client.get<ExchangeView>(`/exchanges/${id}`)).body

const count = async () =>
  (
    await house.kit.db
      .selectFrom('exchange')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow()
  ).n
const countGatherings = async () =>
  (
    await house.kit.db
      .selectFrom('gathering')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow()
  ).n

/** Asserts the code and that nothing was written or published. */
async function refusesToPlan(
  answer: () => Promise<Answer>,
  expected: Record<string, unknown>,
): Promise<void> {
  const before = [await count(), await countGatherings(), house.published.length]
  expect((await answer()).body).toEqual(expected)
  expect([await count(), await countGatherings(), house.published.length]).toEqual(before)
}

test('R-51 · a member plans an exchange with an authority, in the time of the council', async () => {
  const { anna, input, cohostId } = await beginnings({
    place: ' Дом культуры ',
    callUrl: 'https://call.example.org/1',
  })
  const { status, body } = await anna.post<{ id: Id }>('/exchanges', input)
  expect(status).toBe(201)
  const cohost = await house.kit.db
    .selectFrom('organization')
    .selectAll()
    .where('id', '=', cohostId)
    .executeTakeFirst()
  expect(await see(anna, body.id)).toMatchObject({
    ...{ title: 'Как собрать подписи', state: 'planned', timeZone: 'Asia/Kamchatka', place: 'Дом культуры' },
    ...{ startsAt: '2026-11-25T06:00:00.000Z', endsAt: '2026-11-25T07:30:00.000Z' },
    ...{ callUrl: 'https://call.example.org/1', hasCall: true, moderator: { id: anna.personId } },
    cohost: { name: cohost?.name, slug: cohost?.slug },
    can: { join: true, plan: true, editProgramme: true },
  })
  expect((await house.journalOf(body.id)).map(({ verb, personId }) => [verb, personId])).toEqual([
    ['exchange:planned', anna.personId],
  ])
})

test.each([
  ['a day that does not exist', { startsOn: '2027-02-30' }, { code: 'invalid_request', field: 'startsOn' }],
  ['an hour that does not exist', { endsTime: '24:00' }, { code: 'invalid_request', field: 'endsTime' }],
  [
    'a time that has passed',
    { startsOn: '2026-11-24', startsTime: '12:00' },
    { code: 'starts_in_past', field: 'startsAt' },
  ],
  ['an end before the start', { endsTime: '17:59' }, { code: 'ends_before_start', field: 'endsAt' }],
  ['an end at the start', { endsTime: '18:00' }, { code: 'ends_before_start', field: 'endsAt' }],
  [
    'a link without encryption',
    { callUrl: 'http://call.example.org' },
    { code: 'call_link_not_https', field: 'callUrl' },
  ],
  [
    'a script for a link',
    { callUrl: 'javascript:alert(1)' },
    { code: 'call_link_not_https', field: 'callUrl' },
  ],
  ['a title of spaces', { title: '  ' }, { code: 'invalid_request', field: 'title' }],
  ['a co-host nobody knows', { cohostId: newId() }, { code: 'cohost_not_authority', field: 'cohostId' }],
] as const)('an exchange with %s is refused', async (_, values, expected) => {
  const { anna, input } = await beginnings()
  await refusesToPlan(() => anna.post('/exchanges', { ...input, ...values }), expected)
})

test('a time that clocks skipped is refused in the zone of its council', async () => {
  const { anna, councilId, input } = await beginnings()
  await house.kit.db
    .updateTable('council')
    .set({ timeZone: 'Europe/Berlin' })
    .where('id', '=', councilId)
    .execute()
  const spring = { startsOn: '2027-03-28', startsTime: '02:30', endsOn: '2027-03-28', endsTime: '04:00' }
  await refusesToPlan(() => anna.post('/exchanges', { ...input, ...spring }), {
    ...{ code: 'time_does_not_exist', field: 'startsTime' },
  })
})

test('an NKO is no co-host, and nobody from outside the council or watching it leads', async () => {
  const { anna, councilId, input } = await beginnings()
  const nko = await house.organization({ kind: 'nko' })
  await refusesToPlan(() => anna.post('/exchanges', { ...input, cohostId: nko }), {
    ...{ code: 'cohost_not_authority', field: 'cohostId' },
  })
  const observer = await house.member(councilId, { role: 'observer' })
  for (const moderatorId of [await house.person(), observer.personId])
    await refusesToPlan(() => anna.post('/exchanges', { ...input, moderatorId }), {
      ...{ code: 'moderator_not_member', field: 'moderatorId' },
    })
})

test('nobody plans for a council they do not sit in', async () => {
  const { councilId, cohostId, input } = await beginnings()
  await refusesToPlan(() => house.stranger.post('/exchanges', input), { code: 'sign_in_required' })
  const others = await Promise.all([
    house.member(councilId, { role: 'observer' }),
    house.member(councilId, { endsOn: '2026-11-23' }),
    house.member(await house.council(), { role: 'chair' }),
    house.post(cohostId),
  ])
  for (const client of others)
    await refusesToPlan(() => client.post('/exchanges', input), { code: 'not_allowed' })
  await refusesToPlan(() => others[0].post('/exchanges', { ...input, councilId: newId() }), {
    code: 'not_found',
  })
})

test('a form that was sent twice plans one exchange', async () => {
  const { anna, input } = await beginnings()
  const first = await anna.post<{ id: Id }>('/exchanges', input)
  const before = await count()
  expect((await anna.post<{ id: Id }>('/exchanges', input)).body.id).toBe(first.body.id)
  expect(await count()).toBe(before)
})

test('an exchange is changed by whoever leads it while it is planned, and the room hears of it', async () => {
  const { id, gatheringId, anna, chair, councilId, input } = await planned()
  const other = await house.member(councilId)
  const changed = {
    ...input,
    title: 'Как собирать подписи',
    startsTime: '17:00',
    moderatorId: other.personId,
  }
  expect((await other.put(`/exchanges/${id}`, changed)).body).toEqual({ code: 'not_allowed' })
  expect(house.publishedTo(`gathering:${gatheringId}`)).toEqual([])
  expect((await chair.put(`/exchanges/${id}`, changed)).status).toBe(200)
  expect(await see(other, id)).toMatchObject({
    ...{ title: 'Как собирать подписи', startsAt: '2026-11-25T05:00:00.000Z', can: { plan: true } },
  })
  expect(house.publishedTo(`gathering:${gatheringId}`)).toMatchObject([
    [`gathering:${gatheringId}`, 'gathering:changed', { head: { startsAt: '2026-11-25T05:00:00.000Z' } }],
  ])
  expect((await see(anna, id)).can.plan).toBe(false)
})

test('an exchange that is live, closed or called off is not changed', async () => {
  const live = await planned()
  await live.anna.post(`/gatherings/${live.gatheringId}/open`)
  const called = await planned()
  await called.anna.post(`/gatherings/${called.gatheringId}/cancel`)
  const title = 'Другое название'
  for (const [{ id, anna, input }, code] of [
    [live, 'gathering_already_live'],
    [called, 'gathering_over'],
  ] as const) {
    expect((await anna.put(`/exchanges/${id}`, { ...input, title })).body).toEqual({ code })
    expect(await see(anna, id)).toMatchObject({ title: input.title, can: { plan: false } })
    expect((await house.journalOf(id)).map((each) => each.verb)).toEqual(['exchange:planned'])
  }
})

test('a stranger reads when and where, and neither the link of the call nor a name', async () => {
  const callUrl = 'https://call.example.org/secret'
  const { id, gatheringId, anna } = await planned({ callUrl })
  const item = { title: 'Опыт Паланы', speaker: 'Иванова И. И.', minutes: 20 }
  await anna.post(`/gatherings/${gatheringId}/programme`, item)
  const shown = await see(house.stranger, id)
  expect(shown).toMatchObject({
    ...{ title: 'Как собрать подписи', hasCall: true, callUrl: null, moderator: null },
    programme: [{ title: 'Опыт Паланы', speaker: null, minutes: 20 }],
    can: { join: false, plan: false, editProgramme: false },
  })
  const answers = await Promise.all([
    house.stranger.get(`/exchanges/${id}`),
    house.stranger.get('/exchanges'),
    house.stranger.get(`/exchanges/${id}/calendar.ics`),
  ])
  for (const { body } of answers) expect(JSON.stringify(body)).not.toMatch(/secret|Иванова|Тестова/)
  expect((await house.stranger.get(`/exchanges/${id}/live`)).body).toEqual({ code: 'sign_in_required' })
  expect((await house.stranger.get(`/exchanges/${newId()}`)).body).toEqual({ code: 'not_found' })
})

test('an activist of the region comes in: the live page has what it is about and the room', async () => {
  const { id, gatheringId, cohostId } = await planned()
  for (const client of [await house.as(await house.person()), await house.post(cohostId)]) {
    const { body } = await client.get<ExchangeLive>(`/exchanges/${id}/live`)
    expect(body).toMatchObject({
      exchange: { id, title: 'Как собрать подписи' },
      room: { gathering: { id: gatheringId, state: 'planned' }, self: { role: 'participant' } },
    })
  }
})

test('the calendar has what is live and to come before what is over, and the door of readers none called off', async () => {
  const ofOurs = (cards: readonly { id: Id }[], ours: readonly Id[]) =>
    cards.map(({ id }) => ours.indexOf(id)).filter((index) => index >= 0)
  const [over, live, soon, later, calledOff] = [
    await planned({ startsTime: '18:01' }),
    await planned({ startsTime: '18:02' }),
    await planned({ startsTime: '18:03' }),
    await planned({ startsOn: '2026-12-25', endsOn: '2026-12-25' }),
    await planned({ startsOn: '2026-12-26', endsOn: '2026-12-26' }),
  ]
  const ours = [over, live, soon, later, calledOff].map(({ id }) => id)
  for (const each of [over, live]) await each.anna.post(`/gatherings/${each.gatheringId}/open`)
  await over.anna.post(`/gatherings/${over.gatheringId}/close`)
  await calledOff.anna.post(`/gatherings/${calledOff.gatheringId}/cancel`)

  const { body } = await house.stranger.get<ExchangeList>('/exchanges')
  expect(ofOurs(body.upcoming, ours)).toEqual([1, 2, 3, 4])
  expect(ofOurs(body.past, ours)).toEqual([0])
  expect(body.can.plan).toBe(false)
  const open = await listUpcomingExchanges(house.kit.db, house.now.toISOString(), 100)
  expect(ofOurs(open, ours)).toEqual([1, 2, 3])
  const first = await listUpcomingExchanges(house.kit.db, house.now.toISOString(), 1)
  expect(first).toHaveLength(1)

  const begin = house.now
  house.setClock('2026-11-26T00:00:00.000Z')
  const next = (await live.chair.get<ExchangeList>('/exchanges')).body
  expect(ofOurs(next.upcoming, ours)).toEqual([1, 3, 4])
  expect(ofOurs(next.past, ours)).toEqual([2, 0])
  expect(next.can.plan).toBe(true)
  const older = await house.stranger.get<ExchangeList>('/exchanges?before=2026-11-25T06:03:00.000Z')
  expect(ofOurs(older.body.past, ours)).toEqual([0])
  expect(older.body.upcoming).toEqual([])
  house.setClock(begin)
})

test('the form of planning offers the councils of its reader, who sits there now, and authorities', async () => {
  const { anna, chair, councilId, cohostId } = await beginnings()
  const observer = await house.member(councilId, { role: 'observer' })
  const former = await house.member(councilId, { endsOn: '2026-11-23' })
  const { body } = await anna.get<ExchangeChoices>('/exchanges/choices')
  expect(body.councils.map(({ id }) => id)).toEqual([councilId])
  const offered = body.councils[0]?.members.map(({ id }) => id)
  expect(offered).toEqual([chair.personId, anna.personId])
  expect(offered).not.toContain(former.personId)
  expect(body.cohosts.map(({ id }) => id)).toContain(cohostId)
  expect((await observer.get<ExchangeChoices>('/exchanges/choices')).body.councils).toEqual([])
  expect((await house.stranger.get('/exchanges/choices')).body).toEqual({ code: 'sign_in_required' })
})

test('the shared notes are prepared by whoever leads, written by all while live, and frozen at the closing', async () => {
  const { id, gatheringId, anna } = await planned()
  const activist = await house.as(await house.person())
  const { body } = await anna.get<ExchangeLive>(`/exchanges/${id}/live`)
  const notes = body.room.gathering.notesDraftId ?? ''
  const roles = async () =>
    (
      await Promise.all(
        [anna, activist, house.stranger].map((each) => each.get<DraftView>(`/drafts/${notes}`)),
      )
    ).map((each) => (each.status === 200 ? `${each.body.role} ${each.body.state}` : each.status))
  expect(await roles()).toEqual(['write open', 'read open', 404])
  await anna.post(`/gatherings/${gatheringId}/open`)
  expect(await roles()).toEqual(['write open', 'write open', 404])
  await anna.post(`/gatherings/${gatheringId}/close`)
  expect(await roles()).toEqual(['read frozen', 'read frozen', 404])
  expect((await house.journalOf(notes)).map((each) => each.verb)).toEqual(['draft:created', 'draft:frozen'])
  const revision = await house.kit.db
    .selectFrom('revision')
    .selectAll()
    .where('draftId', '=', notes)
    .execute()
  expect(revision).toMatchObject([{ number: 1, title: 'Как собрать подписи', personId: anna.personId }])
})

test('R-51 · whoever is in the room comments on the notes while it is live; who only looks in later reads what was said', async () => {
  const { id, gatheringId, anna } = await planned()
  const activist = await house.as(await house.person())
  const { body } = await anna.get<ExchangeLive>(`/exchanges/${id}/live`)
  const notes = body.room.gathering.notesDraftId ?? ''
  await house.kit.drafts.edit(notes, anna, () => doc(paragraph('Подписи собирают в селе')))
  const list = async (who: Client) => (await who.get<ThreadList>(`/drafts/${notes}/threads`)).body
  const begin = (who: Client, mentions: Id[] = []) => sent(house, who, notes, 'Подписи', 'Сколько?', mentions)

  expect((await list(activist)).can).toEqual({ begin: false })
  expect((await begin(activist)).body).toEqual({ code: 'not_allowed' })
  await anna.post(`/gatherings/${gatheringId}/open`)
  const absent = await house.as(await house.person())
  expect((await begin(activist, [absent.personId])).body).toEqual({
    code: 'mention_unknown',
    field: 'mentions',
  })
  expect(await list(anna)).toMatchObject({ threads: [], isOpenToAll: true })
  const { status, body: thread } = await begin(activist, [anna.personId])
  expect([status, thread.isInner]).toEqual([201, false])
  const letter = await house.kit.db
    .selectFrom('letter')
    .select('body')
    .where('body', 'like', `%${thread.id}%`)
    .executeTakeFirst()
  expect(letter?.body).toContain(`/exchanges/${id}/live#comment-${thread.id}`)

  await anna.post(`/gatherings/${gatheringId}/close`)
  for (const who of [anna, absent])
    expect(await list(who)).toMatchObject({ threads: [{ id: thread.id }], can: { begin: false } })
  expect((await begin(anna)).body).toEqual({ code: 'draft_frozen' })
  expect((await house.stranger.get(`/drafts/${notes}/threads`)).body).toEqual({ code: 'sign_in_required' })
})

test('R-02 · the calendar file keeps the zone of the council, folds long lines and escapes what was typed', async () => {
  const title = 'Обмен; «опыт», и ещё очень длинное название, которое не помещается в одну строку файла'
  const { id, anna } = await planned({
    title,
    description: 'Первая строка\nBEGIN:VEVENT',
    place: 'Дом культуры, зал 2',
  })
  const { body, headers } = await anna.get<string>(`/exchanges/${id}/calendar.ics`)
  expect(headers['content-type']).toBe('text/calendar; charset=utf-8')
  expect(body.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true)
  const lines = body.replaceAll('\r\n ', '').split('\r\n')
  expect(lines).toEqual(
    expect.arrayContaining([
      'TZID:Asia/Kamchatka',
      'TZOFFSETTO:+1200',
      'DTSTART;TZID=Asia/Kamchatka:20261125T180000',
      'DTEND;TZID=Asia/Kamchatka:20261125T193000',
      String.raw`SUMMARY:Обмен\; «опыт»\, и ещё очень длинное название\, которое не помещается в одну строку файла`,
      String.raw`LOCATION:Дом культуры\, зал 2`,
      'STATUS:CONFIRMED',
    ]),
  )
  expect(lines.filter((line) => line === 'BEGIN:VEVENT')).toHaveLength(1)
})
