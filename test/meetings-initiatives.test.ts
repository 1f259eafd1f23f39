import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Entry } from '../shared/meetings/entries.ts'
import type { MeetingView } from '../shared/meetings/views.ts'
import type { DecisionClass } from '../shared/votes.ts'
import type { ProcedureView } from '../shared/procedures.ts'
import type { Id } from '../shared/values.ts'
import { newId } from '../server/lib/ids.ts'
import { openHouse, type House } from './house.ts'
import { initiativeAt, place, read, type Place } from './support/initiatives.ts'

let house: House

beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

/** A meeting with an initiative on its agenda that goes on, its item begun, everybody but the observer in the hall. */
async function begun(at: Place, initiativeId: Id) {
  const meeting = await house.meeting(at.councilId, {
    presidingId: at.chair.memberId,
    items: ['Об инициативе'],
  })
  const [itemId] = meeting.items
  await house.kit.db.updateTable('agendaItem').set({ initiativeId }).where('id', '=', itemId!).execute()
  const does = async (verb: string, data: object) => {
    const { status, body } = await at.chair.post<{ entries: Entry[]; code?: string }>(
      `/meetings/${meeting.id}/acts`,
      { key: newId(), verb, data },
    )
    expect(body.code ?? status).toBe(200)
    return body.entries
  }
  const convened = await does('registration:opened', {})
  for (const { memberId } of [at.chair, at.secretary, at.member, at.author])
    await does('attendance:in', { who: memberId, mode: 'in_person' })
  await does('meeting:opened', {})
  await does('item:begun', { itemId })
  const ask = async (decisionClass: DecisionClass = 'ordinary') => {
    const question = { question: 'Поддержать инициативу?', form: 'open_roll_call', stage: null }
    const [opened] = await does('vote:opened', { itemId, ...question, decisionClass })
    if (opened?.verb !== 'vote:opened') throw new Error('the vote was not opened')
    return opened.data
  }
  return { id: meeting.id, itemId: itemId!, does, ask, convened }
}

test('R-25 · an initiative that is voted on at a meeting is adopted there, and its text is the one that was voted on', async () => {
  const at = await place(house)
  const { id, number } = await initiativeAt(house, at, 'council_review')
  const meeting = await begun(at, id)
  const { voteId } = await meeting.ask()
  expect((await read(at.author, number)).state).toBe('vote')
  for (const elector of [at.chair, at.secretary, at.member])
    expect((await elector.put(`/votes/${voteId}/ballot`, { choice: 'for', turn: 1 })).status).toBe(200)
  await meeting.does('vote:closed', { voteId })
  const adopted = await read(at.author, number)
  expect([adopted.state, adopted.votes.map((each) => each.id)]).toEqual(['adopted', [voteId]])
  const { body } = await at.chair.get<MeetingView>(`/meetings/${meeting.id}`)
  expect(body.state!.votes).toMatchObject([{ voteId, outcome: 'adopted' }])
})

test('R-25 · a question of procedure decides nothing about the initiative, nor does one that is not before the council', async () => {
  const at = await place(house)
  const { id, number } = await initiativeAt(house, at, 'council_review')
  const meeting = await begun(at, id)
  const { voteId } = await meeting.ask('procedural')
  await meeting.does('vote:closed', { voteId })
  expect((await read(at.author, number)).state).toBe('council_review')

  const other = await initiativeAt(house, at, 'public_discussion')
  const second = await begun(at, other.id)
  const asked = await second.ask()
  await second.does('vote:closed', { voteId: asked.voteId })
  expect((await read(at.author, other.number)).state).toBe('public_discussion')
})

test('R-25 · a vote at a meeting that decides nothing gives the initiative back to the council, with its text open', async () => {
  const at = await place(house)
  const { id, number, draft } = await initiativeAt(house, at, 'council_review')
  const meeting = await begun(at, id)
  const { voteId } = await meeting.ask()
  for (const { memberId } of [at.member, at.author, at.secretary])
    await meeting.does('attendance:out', { who: memberId })
  await meeting.does('vote:closed', { voteId })
  const back = await read(at.author, number)
  expect([back.state, back.votes[0]!.result?.outcome]).toEqual(['council_review', 'no_quorum'])
  expect((await at.author.get<{ state: string }>(`/drafts/${draft!.id}`)).body.state).toBe('open')
})

/** The text of an initiative that is dealt with under an item, and what the chair does with it. */
async function dealtWith(at: Place, draftId: Id, meeting: Awaited<ReturnType<typeof begun>>) {
  const led = async (path: string, body: object) => {
    const { status, body: procedure } = await at.chair.post<ProcedureView>(path, body)
    expect(status, JSON.stringify(procedure)).toBeLessThan(300)
    return procedure
  }
  const { id } = await led(`/drafts/${draftId}/procedures`, {
    ...{ title: 'Об остановке', meetingId: meeting.id, itemId: meeting.itemId },
  })
  const vote = async (stage: 'basis' | 'whole', choice: 'for' | 'against') => {
    const { step } = await led(`/procedures/${id}/${stage}`, {})
    const voteId = step!.voteId!
    for (const elector of [at.chair, at.secretary, at.member])
      await elector.put(`/votes/${voteId}/ballot`, { choice, turn: 1 })
    await meeting.does('vote:closed', { voteId })
    return voteId
  }
  return {
    vote,
    closeList: () => led(`/procedures/${id}/close-list`, {}),
    view: async () => (await at.chair.get<ProcedureView>(`/procedures/${id}`)).body,
  }
}

test('domain §0.6 · an initiative whose text is adopted as a basis and in whole is adopted, with the very text of the last vote', async () => {
  const at = await place(house)
  const { id, number, draft } = await initiativeAt(house, at, 'council_review')
  const text = await dealtWith(at, draft!.id, await begun(at, id))
  await text.vote('basis', 'for')
  expect((await read(at.author, number)).state).toBe('council_review')
  await text.closeList()
  await text.vote('whole', 'for')
  const adopted = await read(at.author, number)
  expect(adopted.state).toBe('adopted')
  expect((await text.view()).result!.revisionId).toBe(adopted.text!.revisionId)
})

const lettersTo = async ({ personId }: Place['author']) =>
  (
    await house.kit.db
      .selectFrom('letter')
      .innerJoin('person', 'person.email', 'letter.recipient')
      .select(['subject', 'body'])
      .where('person.id', '=', personId)
      .orderBy('letter.id')
      .execute()
  ).map(({ subject, body }) => `${subject}\n${body}`)

test('domain §3 · an initiative whose text is voted down in whole is not adopted, its text is closed, and its authors are told by which numbers', async () => {
  const at = await place(house)
  const { id, number, draft } = await initiativeAt(house, at, 'council_review')
  const text = await dealtWith(at, draft!.id, await begun(at, id))
  await text.vote('basis', 'for')
  await text.closeList()
  const voteId = await text.vote('whole', 'against')
  const lost = await read(at.author, number)
  expect([lost.state, lost.votes.map((each) => each.id)]).toEqual(['not_adopted', [voteId]])
  const { state, result } = await text.view()
  expect([state, result!.revisionId]).toEqual(['rejected', lost.text!.revisionId])
  expect((await at.author.get(`/drafts/${draft!.id}`)).body).toMatchObject({ role: 'read', state: 'frozen' })
  expect((await lettersTo(at.author)).at(-1)).toMatch(
    /не принята советом[^]*Совет не принял текст в целом: за – 0, против – 3/,
  )
})

test('domain §3 · an initiative whose text is not taken as a basis goes back to its authors, who write in it again and are told why', async () => {
  const at = await place(house)
  const { id, number, draft } = await initiativeAt(house, at, 'council_review')
  const text = await dealtWith(at, draft!.id, await begun(at, id))
  await text.vote('basis', 'against')
  const back = await read(at.author, number)
  expect([back.state, (await text.view()).state]).toEqual(['draft', 'rejected'])
  expect((await at.author.get(`/drafts/${draft!.id}`)).body).toMatchObject({ role: 'write', state: 'open' })
  expect((await lettersTo(at.author)).at(-1)).toMatch(
    /возвращена на доработку[^]*Совет не принял текст за основу: за – 0, против – 3/,
  )
})

test('R-73 · a conflict of interest told ahead is in the chain from the first, and its member does not vote on the item', async () => {
  const at = await place(house)
  const { id } = await initiativeAt(house, at, 'council_review')
  const slug = `council-${at.councilId}`
  const told = await at.member.post(`/councils/${slug}/conflicts`, {
    ...{ memberId: at.member.memberId, subject: { kind: 'initiative', id } },
    ...{ matter: 'Тёплая остановка', reason: 'Учредитель заявителя.' },
  })
  expect(told.status, JSON.stringify(told.body)).toBeLessThan(300)
  const meeting = await begun(at, id)
  expect(meeting.convened.slice(1)).toMatchObject([
    {
      verb: 'recusal:declared',
      data: { who: at.member.memberId, itemId: meeting.itemId, reason: 'заявлено до заседания' },
    },
  ])
  expect(JSON.stringify(meeting.convened)).not.toContain('Учредитель')
  const { voteId, entitled } = await meeting.ask()
  expect(entitled).not.toContain(at.member.memberId)
  const ballot = await at.member.put<{ code: string }>(`/votes/${voteId}/ballot`, { choice: 'for', turn: 1 })
  expect(ballot.body.code).toBe('not_an_elector')
})
