import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { DeskView } from '../shared/desk.ts'
import type { NewMeeting, PlanChoices, PlanView } from '../shared/meetings/planning.ts'
import type { MeetingView } from '../shared/meetings/views.ts'
import type { Id } from '../shared/values.ts'
import { newId } from '../server/lib/ids.ts'
import { openHouse, type Answer, type Client, type House } from './house.ts'
import { sitting, type Sitting } from './support/meetings.ts'

let house: House
let meeting: Sitting
beforeAll(async () => void (house = await openHouse()))
afterAll(() => house.close())
beforeEach(async () => {
  house.setClock('2026-11-24T00:00:00.000Z')
  meeting = await sitting(house, {
    items: ['О дороге', 'О пароме', 'О школе'],
    invitees: [{ name: 'Иванов Пётр' }],
  })
})

const urlOf = (number: number) => `/councils/${meeting.slug}/meetings/${number}`
const input = (values: Partial<NewMeeting> = {}): NewMeeting => ({
  ...{ kind: 'regular', format: 'mixed', title: null },
  ...{ startsOn: '2026-12-08', startsTime: '18:00', endsOn: '2026-12-08', endsTime: '20:00' },
  ...{ place: 'Библиотека', callUrl: 'https://call.example.org/1', phone: null },
  ...{ presidingId: meeting.chair.memberId, secretaryId: meeting.secretary.memberId },
  ...{ calledBy: null, demandId: null, basis: null, ...values },
})
const plan = async (values: Partial<NewMeeting> = {}): Promise<number> => {
  const { status, body } = await meeting.secretary.post<{ number: number; code?: string }>(
    `/councils/${meeting.slug}/meetings`,
    input(values),
  )
  expect(body.code ?? status).toBe(201)
  return body.number
}
const planOf = async (number: number, client: Client = meeting.secretary) =>
  (await client.get<PlanView>(`${urlOf(number)}/plan`)).body
const viewOf = async (number: number, client: Client = meeting.secretary) =>
  (await client.get<MeetingView>(urlOf(number))).body
const carry = (number: number, from: number, client: Client = meeting.secretary) =>
  client.post(`${urlOf(number)}/carry`, { from })
const choices = async (after: number) =>
  (await meeting.secretary.get<PlanChoices>(`/councils/${meeting.slug}/meetings/choices?after=${after}`)).body

/** Nobody but the chair comes. */
async function fail(of: Sitting = meeting): Promise<void> {
  await of.does(of.secretary, 'registration:opened', {})
  await of.seat(of.chair)
  await of.does(of.chair, 'meeting:failed', {})
}

/** The council hears the first of its items, strikes the third, and goes home. */
async function closeEarly(): Promise<void> {
  await meeting.begin()
  await meeting.does(meeting.chair, 'item:ended', { itemId: meeting.items[0]! })
  await meeting.does(meeting.chair, 'item:removed', { itemId: meeting.items[2]!, reason: 'Нет данных' })
  await meeting.does(meeting.chair, 'meeting:closed', {})
}

/** A file of two parts with an item, and a link with the meeting as a whole. */
async function attach(itemId: Id): Promise<void> {
  const addedBy = await house.person()
  const material = {
    ...{
      meetingId: meeting.id,
      isPublic: 1 as const,
      lateReason: 'Поздно',
      addedBy,
      addedAt: house.now.toISOString(),
    },
  }
  const id = newId()
  const { db } = house.kit
  await db
    .insertInto('agendaMaterial')
    .values([
      {
        ...material,
        id,
        itemId,
        title: 'Смета',
        url: null,
        mediaType: 'application/pdf',
        size: 4,
        sha256: 'aa',
      },
      {
        ...{ ...material, id: newId(), itemId: null, title: 'Справка', url: 'https://example.org/1' },
        ...{ mediaType: null, size: null, sha256: null },
      },
    ])
    .execute()
  for (const [part, text] of ['%P', 'DF'].entries())
    await db
      .insertInto('agendaMaterialPart')
      .values({ materialId: id, part, bytes: Buffer.from(text) })
      .execute()
}

const everything = async () => {
  const tables = ['meeting', 'agendaItem', 'invitee', 'agendaMaterial', 'meetingCarry', 'journal'] as const
  const rows = await Promise.all(tables.map((table) => house.kit.db.selectFrom(table).selectAll().execute()))
  return [JSON.stringify(rows), house.published.length]
}

/** Asserts the code, and that nothing was written or published. */
async function refuses(ask: () => Promise<Answer>, status: number, body: Record<string, unknown>) {
  const before = await everything()
  expect(await ask()).toMatchObject({ status, body })
  expect(await everything()).toEqual(before)
}

test('§2.2 · a meeting that failed for want of a quorum is called again as it was, on a workday for which notice is in time', async () => {
  await attach(meeting.items[1]!)
  await fail()
  const { follows } = await choices(meeting.number)
  // A week from the 24th, as the rules ask.
  expect(follows).toMatchObject({
    ...{ number: meeting.number, hasFailed: true, items: ['О дороге', 'О пароме', 'О школе'] },
    ...{ materials: 2, invitees: 1, place: 'Зал заседаний', startsOn: '2026-12-01' },
    presidingId: meeting.chair.memberId,
  })

  const number = await plan({ follows: meeting.number })
  const again = await planOf(number)
  expect(again.agenda.map((each) => [each.number, each.title])).toEqual([
    ['1', 'О дороге'],
    ['2', 'О пароме'],
    ['3', 'О школе'],
  ])
  expect(again.invitees).toMatchObject([{ name: 'Иванов Пётр' }])
  expect(again.materials).toMatchObject([
    { title: 'Смета', itemId: again.agenda[1]!.id, lateReason: null },
    { title: 'Справка', itemId: null, url: 'https://example.org/1' },
  ])
  const file = await house.app.inject({
    ...{ method: 'GET', url: `/api${urlOf(number)}/materials/${again.materials[0]!.id}/file` },
    headers: { cookie: meeting.secretary.cookie },
  })
  expect([file.statusCode, file.payload]).toEqual([200, '%PDF'])
  expect(again.carried.from).toMatchObject([{ number: meeting.number, phase: 'failed_quorum' }])
  expect((await viewOf(meeting.number)).carried.to).toMatchObject([{ number, phase: 'planned' }])
  // What was called and is not announced is the council's own to know.
  expect((await viewOf(meeting.number, house.stranger)).carried.to).toEqual([])
  expect((await house.journalOf(again.id)).at(-1)).toMatchObject({ verb: 'meeting:carried' })

  expect(await plan({ follows: meeting.number })).toBe(number)
  expect((await planOf(number)).agenda).toHaveLength(3)
})

test('§2.2 · the first day that is proposed is no day off', async () => {
  house.setClock('2026-11-28T00:00:00.000Z')
  await fail()
  // A week later it is Saturday, 5 December.
  expect((await choices(meeting.number)).follows?.startsOn).toBe('2026-12-07')
})

test('§4 extraordinary.by · what members demanded is called again by the same demand', async () => {
  const demandId = newId()
  for (const client of meeting.voters.slice(0, 2)) {
    const ask = { id: demandId, question: 'О паводке', reason: 'Вода идёт' }
    if (client === meeting.voters[0]) await client.post(`/councils/${meeting.slug}/demands`, ask)
    else await client.post(`/councils/${meeting.slug}/demands/${demandId}/join`, {})
  }
  await house.kit.db
    .updateTable('meeting')
    .set({ kind: 'extraordinary', calledBy: 'members', demandId, basis: 'Вода идёт' })
    .where('id', '=', meeting.id)
    .execute()
  await fail()
  const number = await plan({ kind: 'extraordinary', follows: meeting.number })
  expect(await planOf(number)).toMatchObject({
    ...{ kind: 'extraordinary', calledBy: 'members', basis: 'Вода идёт' },
  })
})

test('§2.2 · what a closed meeting did not come to goes to the next one by one act, once', async () => {
  await attach(meeting.items[1]!)
  await closeEarly()
  const number = await plan()
  expect((await viewOf(meeting.number)).carry).toMatchObject({ items: 1, into: [{ number }] })
  expect((await viewOf(meeting.number, meeting.voters[1])).carry).toBeNull()

  const { version } = await planOf(number)
  expect((await carry(number, meeting.number)).status).toBe(204)
  expect((await carry(number, meeting.number)).status).toBe(204)
  const next = await planOf(number)
  expect(next.agenda.map(({ title }) => title)).toEqual(['О пароме'])
  expect(next.materials.map(({ title }) => title)).toEqual(['Смета'])
  expect(next.invitees).toEqual([])
  expect(next.version).toBe(version + 1)
  expect(house.published.at(-1)).toMatchObject([`meeting:${next.id}`, 'meeting:replanned', {}])
  expect((await viewOf(meeting.number)).carry).toBeNull()
})

test('§2.2 · items go over once: refused to whoever arranges nothing, from a meeting that goes on, twice, and when nothing is left', async () => {
  const number = await plan()
  await refuses(() => carry(number, meeting.number), 409, { code: 'meeting_wrong_phase' })
  await refuses(() => carry(number, 77), 404, { code: 'not_found' })
  await closeEarly()
  await refuses(() => carry(number, meeting.number, meeting.voters[1]), 403, { code: 'not_allowed' })
  await refuses(() => carry(number, meeting.number, house.stranger), 401, { code: 'sign_in_required' })
  await refuses(() => carry(meeting.number, meeting.number), 409, { code: 'meeting_wrong_phase' })
  expect((await carry(number, meeting.number)).status).toBe(204)
  const later = await plan({ startsOn: '2026-12-15', endsOn: '2026-12-15' })
  await refuses(() => carry(later, meeting.number), 409, { code: 'items_carried' })
  await meeting.secretary.post(`${urlOf(number)}/cancel`, { reason: 'Шторм' })
  expect((await carry(later, meeting.number)).status).toBe(204)

  const other = await sitting(house, { items: ['О мосте'] })
  await other.begin()
  await other.does(other.chair, 'meeting:closed', {})
  meeting = other
  const bare = await plan()
  await refuses(() => carry(bare, other.number), 409, { code: 'nothing_to_carry' })
})

test('§2.2 · the desk asks chair and secretary to call a failed meeting again, until they have', async () => {
  const duties = async (client: Client) =>
    (await client.get<DeskView>('/desk')).body.meetings.filter(({ duty }) => duty === 'callAgain')
  await fail()
  expect(await duties(meeting.secretary)).toMatchObject([{ number: meeting.number }])
  expect(await duties(meeting.voters[1]!)).toEqual([])
  await plan({ follows: meeting.number })
  expect(await duties(meeting.secretary)).toEqual([])
})
