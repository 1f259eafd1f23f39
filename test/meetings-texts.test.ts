import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { DraftView } from '../shared/drafts.ts'
import type { MinutesFile } from '../shared/meetings/minutes.ts'
import type { PlanView } from '../shared/meetings/planning.ts'
import { paperText } from '../shared/papers.ts'
import type { Id } from '../shared/values.ts'
import { digest, newId } from '../server/lib/ids.ts'
import { canonical } from '../verify/canonical.ts'
import { checkMinutes } from '../verify/minutes.ts'
import { openHouse, type Answer, type Client, type House } from './house.ts'
import { Table } from './support/collab.ts'
import { sitting, type Sitting } from './support/meetings.ts'
import { readMinutes, signed, withPassword } from './support/minutes.ts'
import { Council } from './support/procedures.ts'
import { linesOf } from './support/suggestions.ts'

let house: House
let table: Table
let meeting: Sitting
let url: string
beforeAll(async () => {
  house = await openHouse()
  table = new Table(house)
})
afterAll(() => house.close())
beforeEach(async () => {
  meeting = await sitting(house, { items: ['О дороге', 'О пароме'] })
  url = `/councils/${meeting.slug}/meetings/${meeting.number}`
  await house.kit.db
    .updateTable('agendaItem')
    .set({ proposal: 'Рекомендовать чистить дорогу.\nДо девяти утра.' })
    .where('id', '=', meeting.items[0]!)
    .execute()
})

const begin = (client: Client = meeting.secretary, itemId: Id = meeting.items[0]!) =>
  client.post(`${url}/agenda/${itemId}/text`)
const planned = async () => (await meeting.secretary.get<PlanView>(`${url}/plan`)).body.agenda[0]!
const begun = async (): Promise<Id> => {
  expect((await begin()).status).toBe(204)
  return (await planned()).draftId!
}
const roleOf = async (client: Client, draftId: Id) =>
  (await client.get<DraftView>(`/drafts/${draftId}`)).body.role

const everything = async () => {
  const tables = ['meeting', 'agendaItem', 'draft', 'journal'] as const
  const rows = await Promise.all(tables.map((table) => house.kit.db.selectFrom(table).selectAll().execute()))
  return [JSON.stringify(rows), house.published.length]
}

/** Asserts the code, and that nothing was written or published. */
async function refuses(ask: () => Promise<Answer>, status: number, code: string) {
  const before = await everything()
  expect(await ask()).toMatchObject({ status, body: { code } })
  expect(await everything()).toEqual(before)
}

test('R-71 · the secretary begins the text of a decision with its proposal, once, and it stays when the item is changed', async () => {
  const draftId = await begun()
  expect(await begun()).toBe(draftId)
  const { body } = await meeting.secretary.get<DraftView>(`/drafts/${draftId}`)
  expect(body.html).toContain('<p>Рекомендовать чистить дорогу.</p><p>До девяти утра.</p>')
  const { title, speaker, minutes, proposal, voteForm, decisionClass } = await planned()
  await meeting.secretary.put(`${url}/agenda/${meeting.items[0]!}`, {
    ...{
      title: `${title} в порт`,
      speaker,
      minutes,
      proposal,
      voteForm,
      decisionClass,
      initiativeNumber: null,
    },
  })
  expect(await planned()).toMatchObject({ title: 'О дороге в порт', draftId })
})

test('R-71 · whoever arranges the meeting writes, members propose, others read; when it is over nobody writes', async () => {
  const draftId = await begun()
  const official = await house.as(await house.person())
  const roles = async () =>
    Promise.all([meeting.secretary, meeting.voters[1]!, official].map((each) => roleOf(each, draftId)))
  expect(await roles()).toEqual(['write', 'suggest', 'read'])
  await meeting.begin()
  await meeting.does(meeting.chair, 'meeting:closed', {})
  expect(await roles()).toEqual(['read', 'read', 'read'])
})

test('R-71 · a text is begun by nobody else, for no item of another meeting, and not once the meeting goes on', async () => {
  await refuses(() => begin(meeting.voters[1]), 403, 'not_allowed')
  await refuses(() => begin(house.stranger), 401, 'sign_in_required')
  await refuses(() => begin(meeting.secretary, newId()), 404, 'not_found')
  const other = await meeting.again(['О мосте'])
  await refuses(() => begin(meeting.secretary, other.items[0]), 404, 'not_found')
  await meeting.begin()
  await refuses(() => begin(), 409, 'meeting_wrong_phase')
})

test('R-76 · the text of an item is what its procedure is about, and it goes over with the item', async () => {
  const draftId = await begun()
  await meeting.begin()
  const opened = await meeting.chair.post<{ id: Id }>(`/drafts/${draftId}/procedures`, {
    ...{ title: 'О дороге', meetingId: meeting.id, itemId: meeting.items[0]! },
  })
  expect([200, 201]).toContain(opened.status)

  const failed = await sitting(house, { items: ['О школе'] })
  const at = `/councils/${failed.slug}/meetings`
  await failed.secretary.post(`${at}/${failed.number}/agenda/${failed.items[0]!}/text`)
  await failed.does(failed.secretary, 'registration:opened', {})
  await failed.does(failed.chair, 'meeting:failed', {})
  const again = await failed.again([])
  expect((await failed.secretary.post(`${at}/${again.number}/carry`, { from: failed.number })).status).toBe(
    204,
  )
  const [item] = (await failed.secretary.get<PlanView>(`${at}/${again.number}/plan`)).body.agenda
  expect(item!.draftId).not.toBeNull()
  expect(await roleOf(failed.secretary, item!.draftId!)).toBe('write')
})

test('R-71 · R-76 · what the secretary wrote is amended by a member, adopted in whole at the meeting, and stands in its minutes', async () => {
  const draftId = await begun()
  const { chair, secretary, voters } = meeting
  const id = meeting.slug.slice('council-'.length)
  const council = new Council(house, table, { id, draftId, chair, secretary, voters })
  await council.suggest(voters[1]!, ['девяти', 'восьми'])
  await council.open({ meetingId: meeting.id, itemId: meeting.items[0]! })
  await meeting.begin()
  const carry = async (verb: string, body: object = {}) => {
    const { step } = await council.does(chair, verb, body)
    for (const each of voters) await each.put(`/votes/${step!.voteId!}/ballot`, { choice: 'for', turn: 1 })
    await meeting.does(chair, 'vote:closed', { voteId: step!.voteId! })
  }
  await carry('basis')
  const { amendments } = await council.does(chair, 'close-list')
  await carry('votes', { amendments: amendments.map((each) => each.id) })
  await carry('whole')

  const { state, result } = await council.view()
  expect(state).toBe('adopted')
  expect(await linesOf(house, draftId)).toEqual(['Рекомендовать чистить дорогу.', 'До восьми утра.'])
  await meeting.does(chair, 'meeting:closed', {})
  await withPassword(house, chair, secretary)
  await signed(house, meeting)
  const paper = paperText({ title: '', blocks: (await readMinutes(meeting)).blocks })
  expect(paper).toContain('слова «девяти» заменить словами «восьми» | принята')
  expect(paper).toContain('ТЕКСТ, ПРИНЯТЫЙ В ЦЕЛОМ\nРекомендовать чистить дорогу.\nДо восьми утра.')
  expect(paper).toContain(`Контрольная сумма принятого текста (SHA-256): ${result!.sha256}`)

  const { body: file } = await secretary.get<MinutesFile>(`/meetings/${meeting.id}/minutes.json`)
  expect(checkMinutes(file).wrong).toBeNull()
  const adopted = Object.values(file.minutes.ballots).find(({ text }) => text)!
  adopted.text!.content = { type: 'doc', content: [] }
  file.sha256 = digest(canonical(file.minutes))
  for (const each of file.signatures) each.sha256 = file.sha256
  expect(checkMinutes(file).wrong).toMatchObject({ what: 'fact' })
})
