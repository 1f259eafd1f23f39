import { strFromU8, unzipSync } from 'fflate'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { NewWorkItem, WorkPlanView } from '../shared/meetings/work-plan.ts'
import { workPlanPaper } from '../shared/meetings/work-plan-paper.ts'
import { paperText } from '../shared/papers.ts'
import { newId } from '../server/lib/ids.ts'
import { openHouse, type Answer, type Client, type House } from './house.ts'
import { initiativeAt, place } from './support/initiatives.ts'
import { sitting, type Sitting } from './support/meetings.ts'

let house: House
let at: Sitting
let url: string
beforeAll(async () => void (house = await openHouse()))
afterAll(() => house.close())
beforeEach(async () => {
  house.setClock('2026-11-24T00:00:00.000Z')
  at = await sitting(house)
  url = `/councils/${at.slug}/plans/2026`
})

const item = (values: Partial<NewWorkItem> = {}): NewWorkItem => ({
  ...{ id: newId(), section: 1, title: 'Заседание об итогах года', form: 'meeting' },
  ...{ fromMonth: 10, toMonth: 12, responsible: 'Громова Л. А.', coExecutors: null, expected: null },
  ...{ meetingNumber: null, initiativeNumber: null, ...values },
})

const view = async (client: Client = at.secretary) => (await client.get<WorkPlanView>(url)).body

async function begun(): Promise<void> {
  expect((await at.secretary.post(url)).status).toBe(204)
}

async function add(values: Partial<NewWorkItem> = {}): Promise<string> {
  const one = item(values)
  expect((await at.secretary.post(`${url}/items`, one)).status).toBe(204)
  return one.id
}

/** A decision of the meeting, on its first item. */
async function decided(text = 'Утвердить план работы.'): Promise<string> {
  await at.begin()
  const decisionId = newId()
  await at.does(at.chair, 'decision:recorded', {
    ...{ decisionId, itemId: at.items[0]!, text, voteId: null, responsible: null, dueOn: null },
  })
  return decisionId
}

async function adopted(): Promise<void> {
  const decisionId = await decided()
  const answer = await at.chair.post(`${url}/adopt`, { meetingNumber: at.number, decisionId })
  expect(answer.status).toBe(204)
}

async function refuses(ask: () => Promise<Answer>, status: number, body: Record<string, unknown>) {
  const rows = async () =>
    JSON.stringify([
      await house.kit.db.selectFrom('workPlan').selectAll().execute(),
      await house.kit.db.selectFrom('workPlanItem').selectAll().execute(),
      await house.kit.db.selectFrom('journal').select('id').execute(),
      house.published.length,
    ])
  const before = await rows()
  expect(await ask()).toMatchObject({ status, body })
  expect(await rows()).toBe(before)
}

test('T15 · a draft is begun once, and is the council’s until it is adopted', async () => {
  expect(await view()).toMatchObject({ exists: false, can: { begin: true, edit: false } })
  await begun()
  await begun()
  await add()
  expect(await view(at.voters[1])).toMatchObject({ exists: true, can: { edit: false, begin: false } })
  expect(await view(house.stranger)).toMatchObject({ exists: false, items: [], years: [] })
  await refuses(() => at.voters[1]!.post(`${url}/items`, item()), 403, { code: 'not_allowed' })
  await refuses(() => house.stranger.post(url), 401, { code: 'sign_in_required' })
  const foreign = await sitting(house)
  await refuses(() => foreign.chair.post(url), 403, { code: 'not_allowed' })
  await refuses(() => foreign.chair.post(`${url}/items`, item()), 403, { code: 'not_allowed' })
})

test('items stand in sections in their order, and each is there once', async () => {
  await begun()
  const first = await add({ title: 'Первое' })
  const second = await add({ title: 'Второе' })
  const report = await add({ section: 7, form: 'report', title: 'Отчёт' })
  await at.secretary.post(`${url}/items`, item({ id: first }))
  const titles = async () => (await view()).items.map(({ number, title }) => `${number} ${title}`)
  expect(await titles()).toEqual(['1.1 Первое', '1.2 Второе', '7.1 Отчёт'])
  await at.secretary.post(`${url}/items/${second}/move`, { position: 1 })
  expect(await titles()).toEqual(['1.1 Второе', '1.2 Первое', '7.1 Отчёт'])
  const { id: _, ...changed } = item({ section: 7, title: 'Второе' })
  await at.secretary.put(`${url}/items/${second}`, changed)
  expect(await titles()).toEqual(['1.1 Первое', '7.1 Отчёт', '7.2 Второе'])
  await at.secretary.delete(`${url}/items/${report}`)
  expect(await titles()).toEqual(['1.1 Первое', '7.1 Второе'])
})

test.each([
  [
    'a term that ends before it begins',
    { fromMonth: 6, toMonth: 3 },
    422,
    { code: 'months_reversed', field: 'toMonth' },
  ],
  ['a section that T15 does not have', { section: 8 }, 400, { code: 'invalid_request', field: 'section' }],
  ['a title of spaces', { title: ' ' }, 400, { code: 'invalid_request', field: 'title' }],
  ['a meeting that is not there', { meetingNumber: 99 }, 404, { code: 'not_found', field: 'meetingNumber' }],
  [
    'an initiative that is not there',
    { initiativeNumber: 'ИН-1' },
    404,
    { code: 'not_found', field: 'initiativeNumber' },
  ],
] as const)('an item with %s is refused', async (_, values, status, body) => {
  await begun()
  await refuses(() => at.secretary.post(`${url}/items`, item(values)), status, body)
})

test('T15 · a plan is adopted by a decision of a meeting, and its items stand from then on', async () => {
  await begun()
  const empty = { meetingNumber: at.number, decisionId: newId() }
  await refuses(() => at.chair.post(`${url}/adopt`, empty), 422, { code: 'plan_empty' })
  const id = await add()
  await refuses(() => at.chair.post(`${url}/adopt`, empty), 404, { code: 'not_found', field: 'decisionId' })
  await refuses(() => at.chair.put(`${url}/items/${id}/mark`, { doneOn: '2026-11-01', note: null }), 409, {
    code: 'plan_not_adopted',
  })
  const decisionId = await decided()
  expect((await view()).decisions).toEqual([
    { meetingNumber: at.number, decisionId, text: 'Утвердить план работы.' },
  ])
  await refuses(() => at.voters[1]!.post(`${url}/adopt`, { meetingNumber: at.number, decisionId }), 403, {
    code: 'not_allowed',
  })
  expect((await at.chair.post(`${url}/adopt`, { meetingNumber: at.number, decisionId })).status).toBe(204)

  expect(await view(house.stranger)).toMatchObject({
    adopted: { meetingNumber: at.number, decidedOn: '2026-11-24', text: 'Утвердить план работы.' },
    years: [2026],
  })
  for (const ask of [
    () => at.chair.post(`${url}/items`, item()),
    () => at.chair.delete(`${url}/items/${id}`),
    () => at.chair.post(`${url}/items/${id}/move`, { position: 1 }),
    () => at.chair.post(`${url}/adopt`, { meetingNumber: at.number, decisionId }),
  ])
    await refuses(ask, 409, { code: 'plan_is_adopted' })
})

test('a linked item is fulfilled when its meeting is closed, an unlinked one by hand, and a late one is told', async () => {
  await begun()
  const linked = await add({ meetingNumber: at.number })
  const manual = await add({ title: 'Выезд', form: 'visit', fromMonth: 1, toMonth: 3 })
  await adopted()
  expect((await view()).items.map(({ state }) => state)).toEqual(['due', 'unfulfilled'])
  await refuses(
    () => at.chair.put(`${url}/items/${linked}/mark`, { doneOn: '2026-11-24', note: null }),
    409,
    {
      code: 'mark_is_computed',
    },
  )
  await refuses(
    () => at.chair.put(`${url}/items/${manual}/mark`, { doneOn: '2026-11-25', note: null }),
    400,
    {
      ...{ code: 'invalid_request', field: 'doneOn' },
    },
  )
  await at.chair.put(`${url}/items/${manual}/mark`, { doneOn: '2026-03-20', note: 'Выехали в Хаилино' })
  await at.does(at.chair, 'item:ended', { itemId: at.items[0]! })
  await at.does(at.chair, 'meeting:closed', {})
  const seen = await view(house.stranger)
  expect(seen.items).toMatchObject([
    { state: 'done', isComputed: true, meeting: { number: at.number } },
    { state: 'done', isComputed: false, doneOn: '2026-03-20', doneNote: 'Выехали в Хаилино' },
  ])
  expect(seen.counts).toEqual({ done: 2, due: 0, unfulfilled: 0 })
  await at.chair.put(`${url}/items/${manual}/mark`, { doneOn: null, note: null })
  expect((await view()).counts).toEqual({ done: 1, due: 0, unfulfilled: 1 })
})

test('an item that is linked to an initiative is fulfilled when the council has decided on it', async () => {
  const here = await place(house)
  const of = `/councils/council-${here.councilId}/plans/2026`
  const open = await initiativeAt(house, here, 'council_review')
  const closed = await initiativeAt(house, here, 'adopted')
  await here.secretary.post(of)
  for (const { number } of [open, closed])
    await here.secretary.post(`${of}/items`, item({ section: 2, initiativeNumber: number }))
  const { items } = (await here.secretary.get<WorkPlanView>(of)).body
  expect(items.map(({ state, doneOn }) => [state, doneOn])).toEqual([
    ['due', null],
    ['done', '2026-11-24'],
  ])
  const relinked = { meetingNumber: null, initiativeNumber: closed.number }
  expect((await here.chair.put(`${of}/items/${items[0]!.id}/links`, relinked)).status).toBe(204)
  const foreign = { meetingNumber: at.number + 7, initiativeNumber: null }
  expect(await here.chair.put(`${of}/items/${items[0]!.id}/links`, foreign)).toMatchObject({ status: 404 })
})

test('T15 · an adopted plan is one table by section on a sheet that lies, and a Word file for everybody', async () => {
  await begun()
  await add({ title: 'Выезд в Хаилино', section: 4, form: 'visit', fromMonth: 7, toMonth: 9 })
  const done = await add({ coExecutors: 'Община', expected: 'Протокол', fromMonth: 1, toMonth: 12 })
  const paper = (client: Client) =>
    house.app.inject({
      ...{ method: 'GET', url: `/api${url}/paper.docx` },
      headers: client.cookie ? { cookie: client.cookie } : {},
    })
  // A draft is the council's.
  expect((await paper(house.stranger)).statusCode).toBe(404)
  expect(paperText(workPlanPaper(await view()))).toContain('ПРОЕКТ')
  await adopted()
  await at.secretary.put(`${url}/items/${done}/mark`, { doneOn: '2026-11-20', note: 'Проведено' })

  const plan = await view(house.stranger)
  expect(plan.formats).toContain('docx')
  expect(workPlanPaper(plan).isLandscape).toBe(true)
  const lines = paperText(workPlanPaper(plan)).replaceAll('\u00a0', ' ').split('\n')
  expect(lines).toContain(`(протокол № ${at.number})`)
  expect(lines.slice(lines.indexOf('I. Заседания'))).toEqual([
    'I. Заседания',
    '№ | Мероприятие, вопрос | Форма | Срок | Ответственные | Соисполнители | Ожидаемый результат | Отметка об исполнении',
    '1.1 | Заседание об итогах года | заседание | в течение года | Громова Л. А. | Община | Протокол | исполнено, 20 ноября 2026 г., Проведено',
    'IV. Общественный контроль и мониторинг',
    '№ | Мероприятие, вопрос | Форма | Срок | Ответственные | Соисполнители | Ожидаемый результат | Отметка об исполнении',
    '4.1 | Выезд в Хаилино | выезд | III квартал | Громова Л. А. |  |  | не исполнено',
  ])
  const { statusCode, rawPayload, headers } = await paper(house.stranger)
  expect([statusCode, headers['content-type']]).toEqual([
    200,
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  ])
  const xml = strFromU8(unzipSync(rawPayload)['word/document.xml']!)
  expect(xml).toContain('w:orient="landscape"')
  expect(xml).toContain('Выезд в Хаилино')
  expect(
    (await house.app.inject({ method: 'GET', url: `/api/councils/${at.slug}/plans/2031/paper.docx` }))
      .statusCode,
  ).toBe(404)
})
