import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { DeskView } from '../shared/desk.ts'
import type { MeetingList, NewMeeting, PlanChoices, PlanView } from '../shared/meetings/planning.ts'
import type { Id } from '../shared/values.ts'
import type { VoteTerms } from '../shared/votes-views.ts'
import { fromJson } from '../server/lib/db/db.ts'
import { newId } from '../server/lib/ids.ts'
import { openHouse, type Answer, type Client, type House } from './house.ts'
import { initiativeAt, place } from './support/initiatives.ts'
import { sitting, type Sitting } from './support/meetings.ts'
import { expectRecordsRecompute } from './support/records.ts'
import { after, minutes, openedVote } from './support/votes.ts'

let house: House
/** A council with a meeting ahead; a third of its five members is two. */
let council: Sitting
let voteId: Id
beforeAll(async () => void (house = await openHouse()))
afterAll(async () => {
  expect(await expectRecordsRecompute(house)).toBeGreaterThan(0)
  await house.close()
})
beforeEach(async () => {
  house.setClock('2026-11-24T00:00:00.000Z')
  council = await sitting(house, { items: ['О дороге'] })
  voteId = await absentee()
})

const councilId = () => council.slug.slice('council-'.length)
const absentee = (of = councilId()) =>
  openedVote(house, of, {
    ...{ form: 'absentee', closesAt: after(house, minutes(60 * 24 * 14)) },
    ...{ subject: ['council', of], question: 'О паводке' },
  })
const demand = async (by: readonly Client[], of = voteId) => {
  for (const each of by) expect((await each.put(`/votes/${of}/demand`)).status).toBe(200)
}
const demanded = () => demand(council.voters.slice(1, 3))
const urlOf = (number = council.number) => `/councils/${council.slug}/meetings/${number}`
const put = (id = voteId, client: Client = council.secretary, number = council.number) =>
  client.post(`${urlOf(number)}/asked`, { voteId: id })
const planOf = async (number = council.number) =>
  (await council.secretary.get<PlanView>(`${urlOf(number)}/plan`)).body
const asked = async (client: Client = council.secretary) =>
  (await client.get<MeetingList>(`/councils/${council.slug}/meetings`)).body.asked
const duties = async (client: Client) =>
  (await client.get<DeskView>('/desk')).body.meetings.filter(({ duty }) => duty === 'session')

const everything = async () => {
  const tables = ['meeting', 'agendaItem', 'journal', 'vote'] as const
  const rows = await Promise.all(tables.map((table) => house.kit.db.selectFrom(table).selectAll().execute()))
  return [JSON.stringify(rows), house.published.length]
}

/** Asserts the code, and that nothing was written or published. */
async function refuses(ask: () => Promise<Answer>, status: number, body: Record<string, unknown>) {
  const before = await everything()
  expect(await ask()).toMatchObject({ status, body })
  expect(await everything()).toEqual(before)
}

test('§4 absentee.veto · what a third of members demanded a session for waits on the desk until it stands on an agenda', async () => {
  expect(await asked()).toEqual([])
  await demanded()
  expect(await asked()).toMatchObject([{ voteId, question: 'О паводке' }])
  expect(await asked(council.voters[1])).toEqual([])
  expect(await duties(council.secretary)).toMatchObject([{ title: 'О паводке', number: null }])
  expect(await duties(council.voters[1]!)).toEqual([])

  const { version } = await planOf()
  expect((await put()).status).toBe(204)
  expect((await put()).status).toBe(204)
  const plan = await planOf()
  expect(plan.agenda.map(({ title }) => title)).toEqual(['О дороге', 'О паводке'])
  expect(plan.version).toBe(version + 1)
  expect(house.published.at(-1)).toMatchObject([`meeting:${council.id}`, 'meeting:replanned', {}])
  expect([await asked(), await duties(council.secretary)]).toEqual([[], []])

  // A meeting that is called off considers nothing.
  await council.secretary.post(`${urlOf()}/cancel`, { reason: 'Шторм' })
  expect(await asked()).toMatchObject([{ voteId }])
})

test('§4 absentee.veto · the vote at the session follows the absentee one, once', async () => {
  await demanded()
  await put()
  const itemId = (await planOf()).agenda[1]!.id
  await council.begin()
  await council.does(council.chair, 'item:begun', { itemId })
  const termsOf = async (id: Id) =>
    fromJson<VoteTerms>(
      (await house.kit.db.selectFrom('vote').select('terms').where('id', '=', id).executeTakeFirstOrThrow())
        .terms,
    )
  const first = await council.ask('Ввести дежурство?', itemId)
  expect((await termsOf(first)).follows).toEqual({ voteId, why: 'session' })
  await council.does(council.chair, 'vote:closed', { voteId: first })
  expect((await termsOf(await council.ask('Кого назначить?', itemId))).follows ?? null).toBeNull()
})

test('§4 extraordinary.by · a session can be called for it, by those who demanded it, with the question on its agenda', async () => {
  await demanded()
  const { body: choices } = await council.secretary.get<PlanChoices>(
    `/councils/${council.slug}/meetings/choices`,
  )
  expect(choices.asked).toMatchObject([{ voteId }])
  const input: NewMeeting = {
    ...{ kind: 'extraordinary', format: 'in_person', title: null, place: 'Библиотека', callUrl: null },
    ...{ startsOn: '2026-12-08', startsTime: '18:00', endsOn: '2026-12-08', endsTime: '20:00', phone: null },
    ...{ presidingId: council.chair.memberId, secretaryId: null },
    ...{ calledBy: 'members', demandId: null, basis: null, voteId },
  }
  const call = (values: Partial<NewMeeting> = {}) =>
    council.secretary.post<{ number: number }>(`/councils/${council.slug}/meetings`, { ...input, ...values })
  await refuses(() => call({ voteId: newId() }), 404, { code: 'not_found', field: 'voteId' })
  await refuses(() => call({ voteId: null }), 409, { code: 'demand_not_met' })
  const { body } = await call()
  expect(await planOf(body.number)).toMatchObject({
    ...{ calledBy: 'members', basis: 'О паводке' },
    agenda: [{ title: 'О паводке' }],
  })
  expect((await call()).body.number).toBe(body.number)
})

test('§4 absentee.veto · refused: what nobody demanded, of another council, what stands elsewhere, and to whoever arranges nothing', async () => {
  await refuses(() => put(), 409, { code: 'nothing_to_follow', field: 'voteId' })
  await demanded()
  await refuses(() => put(voteId, council.voters[1]), 403, { code: 'not_allowed' })
  await refuses(() => put(newId()), 404, { code: 'not_found' })
  const other = await house.council()
  await house.member(other)
  const elsewhere = await absentee(other)
  await refuses(() => put(elsewhere), 404, { code: 'not_found' })
  expect((await put()).status).toBe(204)
  const next = await council.again([])
  await refuses(() => put(voteId, council.secretary, next.number), 409, { code: 'already_followed' })
})

test('§4 absentee.veto · an initiative that was voted on so comes with its text', async () => {
  const at = await place(house)
  const initiative = await initiativeAt(house, at, 'council_review')
  const of = await openedVote(house, at.councilId, {
    ...{ form: 'absentee', closesAt: after(house, minutes(60 * 24 * 14)) },
    subject: ['initiative', initiative.id],
  })
  await demand([at.chair, at.member], of)
  const meeting = await house.meeting(at.councilId, { presidingId: at.chair.memberId, items: [] })
  const url = `/councils/council-${at.councilId}/meetings/${meeting.number}`
  expect((await at.secretary.post(`${url}/asked`, { voteId: of })).status).toBe(204)
  const { body } = await at.secretary.get<PlanView>(`${url}/plan`)
  expect(body.agenda).toMatchObject([{ initiative: { number: initiative.number } }])
})
