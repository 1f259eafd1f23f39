import { strFromU8, unzipSync } from 'fflate'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { CommandVerb } from '../shared/meetings/entries.ts'
import type { MeetingList, NewMeeting } from '../shared/meetings/planning.ts'
import { blockHtml } from '../shared/papers.ts'
import type { Id } from '../shared/values.ts'
import { newId } from '../server/lib/ids.ts'
import { writeCalendar } from '../server/lib/calendar.ts'
import { LinePresence } from '../server/meetings/presence.ts'
import { openHouse, type Client, type House } from './house.ts'
import { sitting, type Sitting } from './support/meetings.ts'
import { met, readMinutes, sign } from './support/minutes.ts'

let house: House
beforeAll(async () => void (house = await openHouse()))
afterAll(() => house.close())
beforeEach(() => house.setClock('2026-11-24T00:00:00.000Z'))

const toState = (id: Id, values: { state: 'planned' | 'cancelled'; noticedAt: null }) =>
  house.kit.db.updateTable('meeting').set(values).where('id', '=', id).execute()

/** Every door through which a meeting can be read. */
const doors = ({ id, slug, number }: Sitting) => [
  `/meetings/${id}`,
  `/councils/${slug}/meetings/${number}`,
  `/councils/${slug}/meetings/${number}/plan`,
  `/councils/${slug}/meetings/${number}/calendar.ics`,
  `/meetings/${id}/entries`,
  `/meetings/${id}/entries.json`,
  `/meetings/${id}/presence?at=2026-11-24T00:00:00.000Z`,
  `/councils/${slug}/meetings/${number}/minutes`,
  `/meetings/${id}/papers/attendance.docx`,
]

test.each(['planned', 'cancelled'] as const)(
  'a meeting that is %s and of which nobody was told is there for its council alone, by every door',
  async (state) => {
    const meeting = await sitting(house)
    const elsewhere = await sitting(house)
    await toState(meeting.id, { state, noticedAt: null })

    expect((await meeting.voters[1]!.get(`/meetings/${meeting.id}`)).status).toBe(200)
    for (const reader of [house.stranger, elsewhere.chair])
      for (const door of doors(meeting)) expect([door, (await reader.get(door)).status]).toEqual([door, 404])
    const actor = (await house.kit.identify(elsewhere.chair.cookie))!
    expect(await new LinePresence(house.kit).mayWatch(actor, meeting.id)).toBe(false)
  },
)

test('whoever may not know of a meeting that is planned cannot tell by a verb that it is there', async () => {
  const meeting = await sitting(house)
  const elsewhere = await sitting(house)
  await toState(meeting.id, { state: 'planned', noticedAt: null })
  const url = `/councils/${meeting.slug}/meetings/${meeting.number}`
  const begin = { key: newId(), verb: 'registration:opened', data: {} }
  const before = await house.journalOf(meeting.id)

  for (const { status, body } of [
    await elsewhere.chair.post(`/meetings/${meeting.id}/acts`, begin),
    await elsewhere.chair.get(`/meetings/${meeting.id}/check-in-code`),
    await elsewhere.chair.post(`${url}/cancel`, { reason: 'нет' }),
    await elsewhere.chair.post(`${url}/proposals`, { id: newId(), title: 'О мосте', reason: 'Нужен' }),
    await elsewhere.chair.put(`${url}/reply`, {
      who: meeting.voters[1]!.memberId,
      ...{ answer: 'in_person', reason: null, guest: null },
    }),
  ])
    expect([status, body]).toEqual([404, { code: 'not_found' }])
  expect(await house.journalOf(meeting.id)).toEqual(before)
  expect(house.publishedTo(`meeting:${meeting.id}`)).toEqual([])
})

test('a leap second is refused as no moment that clocks here know', async () => {
  const meeting = await sitting(house)
  await meeting.begin()
  const { status, body } = await meeting.chair.get(`/meetings/${meeting.id}/presence?at=2016-12-31T23:59:60Z`)
  expect([status, body['code']]).toEqual([400, 'invalid_request'])
})

test('a member who raises and lowers a hand without end is asked to wait; the others are not', async () => {
  const meeting = await sitting(house)
  await meeting.begin()
  const [, anna, boris] = meeting.voters
  const raise = (client: Client & { memberId: Id }, speechId: Id) =>
    meeting.act(client, 'speech:requested', { speechId, who: client.memberId, kind: 'debate' })
  let refused: { status: number; body: { code?: string } } | undefined
  for (let at = 0; at < 100 && !refused; at++) {
    const speechId = newId()
    const answer = await raise(anna!, speechId)
    if (answer.status === 200) await meeting.does(anna!, 'speech:withdrawn', { speechId })
    else refused = answer
  }
  expect(refused).toMatchObject({ status: 429, body: { code: 'too_many_requests' } })
  const written = (await meeting.entries()).length
  expect((await raise(anna!, newId())).status).toBe(429)
  expect(await meeting.entries()).toHaveLength(written)
  expect((await raise(boris!, newId())).status).toBe(200)
})

test('an observer looks on and never presides', async () => {
  const meeting = await sitting(house)
  const councilId = meeting.slug.slice('council-'.length)
  const observer = await house.member(councilId, { role: 'observer', hasVote: 0 })
  await meeting.begin()
  await meeting.seat(observer)
  const before = await meeting.entries()
  const { status, body } = await meeting.act(meeting.chair, 'presiding:changed', { who: observer.memberId })
  expect([status, body.code]).toEqual([404, 'not_found'])
  expect(await meeting.entries()).toEqual(before)
})

test('whoever presides and loses their seat meanwhile leads no more', async () => {
  const meeting = await sitting(house)
  await meeting.begin()
  const deputy = meeting.voters[1]!
  await meeting.does(meeting.chair, 'presiding:changed', { who: deputy.memberId })
  expect((await meeting.view(deputy)).can.lead).toBe(true)
  await house.kit.db
    .updateTable('councilMember')
    .set({ endsOn: '2026-11-23' })
    .where('id', '=', deputy.memberId)
    .execute()
  expect((await meeting.view(deputy)).can.lead).toBe(false)
  const before = await meeting.entries()
  const { status, body } = await meeting.act(deputy, 'recess:begun', { until: null })
  expect([status, body.code]).toEqual([403, 'not_allowed'])
  expect(await meeting.entries()).toEqual(before)
})

test('a name with a line end of any kind stays one line of a calendar', () => {
  const event = {
    ...{ uid: newId(), sequence: 1, url: 'https://veche.example', isCancelled: false },
    ...{ startsAt: '2026-12-08T06:00:00.000Z', endsAt: '2026-12-08T08:00:00.000Z' },
    ...{ title: 'Итоги\rATTENDEE:mailto:x@example.org\u2028\u0007', about: 'a\r\nb\nc', place: 'Зал\u0000' },
  }
  const text = writeCalendar([event], { timeZone: 'Asia/Kamchatka', now: '2026-11-24T00:00:00.000Z' })
  const lines = text.split('\r\n')
  expect(lines.find((each) => each.startsWith('SUMMARY:'))).toBe(
    String.raw`SUMMARY:Итоги\nATTENDEE:mailto:x@example.org\n`,
  )
  expect(lines).toContain(String.raw`DESCRIPTION:a\nb\nc`)
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\p{Cc}\u2028\u2029]/u)
})

const plan = (meeting: Sitting): NewMeeting => ({
  ...{ kind: 'regular', format: 'mixed', title: null },
  ...{ startsOn: '2026-12-08', startsTime: '18:00', endsOn: '2026-12-08', endsTime: '20:00' },
  ...{ place: 'Зал', callUrl: null, phone: null, presidingId: meeting.chair.memberId, secretaryId: null },
  ...{ calledBy: null, demandId: null, basis: null },
})

/** A meeting of the same council that is planned and not noticed. */
async function planned(meeting: Sitting): Promise<string> {
  const { status, body } = await meeting.secretary.post<{ number: number }>(
    `/councils/${meeting.slug}/meetings`,
    plan(meeting),
  )
  expect(status).toBe(201)
  return `/councils/${meeting.slug}/meetings/${body.number}`
}

test('a member has so many proposals open at a time, and then no more until some are decided', async () => {
  const meeting = await sitting(house)
  const url = await planned(meeting)
  const [, anna, boris] = meeting.voters
  const propose = (client: Client) =>
    client.post(`${url}/proposals`, { id: newId(), title: 'О мосте', reason: 'Нужен' })
  for (let at = 0; at < 20; at++) expect((await propose(anna!)).status).toBe(204)
  expect(await propose(anna!)).toMatchObject({ status: 422, body: { code: 'too_many_items' } })
  expect((await propose(boris!)).status).toBe(204)
})

test('a member has so many demands standing at a time', async () => {
  const meeting = await sitting(house)
  const [, anna, boris] = meeting.voters
  const demand = (client: Client) =>
    client.post(`/councils/${meeting.slug}/demands`, { id: newId(), question: 'О мосте', reason: 'Срочно' })
  for (let at = 0; at < 10; at++) expect((await demand(anna!)).status).toBe(204)
  expect(await demand(anna!)).toMatchObject({ status: 422, body: { code: 'too_many_items' } })
  expect((await demand(boris!)).status).toBe(204)
})

test('a calendar that follows the region keeps what comes next, however much has been', async () => {
  const meeting = await sitting(house)
  const row = await house.kit.db
    .selectFrom('meeting')
    .selectAll()
    .where('id', '=', meeting.id)
    .executeTakeFirstOrThrow()
  const many = Array.from({ length: 520 }, (_, at) => ({
    ...{ ...row, id: newId(), number: 10_000 + at },
    startsAt: '2026-10-01T00:00:00.000Z',
    endsAt: '2026-10-01T01:00:00.000Z',
  }))
  for (let at = 0; at < many.length; at += 40)
    await house.kit.db
      .insertInto('meeting')
      .values(many.slice(at, at + 40))
      .execute()
  const feed = await house.stranger.get<string>('/meetings.ics')
  expect(feed.body).toContain(`UID:${meeting.id}@veche`)
})

test('bytes of a file are not read for somebody who may attach none', async () => {
  const meeting = await sitting(house)
  const url = await planned(meeting)
  const send = (client: Client) =>
    house.app.inject({
      method: 'POST',
      url: `/api${url}/files`,
      headers: { cookie: client.cookie, 'content-type': 'multipart/form-data; boundary=x' },
      payload: 'no form at all',
    })
  const refused = await send(meeting.voters[1]!)
  expect([refused.statusCode, refused.json()]).toEqual([403, { code: 'not_allowed' }])
  const elsewhere = await send((await sitting(house)).chair)
  expect([elsewhere.statusCode, elsewhere.json()]).toEqual([404, { code: 'not_found' }])
})

const wrong: [what: string, CommandVerb, Record<string, unknown>][] = [
  ['somebody who is no id', 'attendance:in', { who: 'me', mode: 'video' }],
  ['a way to take part that is none', 'attendance:in', { who: newId(), mode: 'by_post' }],
  ['a list of speakers', 'speech:requested', { speechId: newId(), who: [newId()], kind: 'debate' }],
  ['a speech of thirty years', 'speech:given', { speechId: newId(), seconds: 1e9 }],
  ['an item without its fields', 'item:added', { item: { id: newId(), title: 'О мосте' }, afterId: null }],
  ['a decision too long', 'decision:recorded', { decisionId: newId(), text: 'x'.repeat(5001) }],
  ['a reason too long', 'recusal:declared', { who: newId(), itemId: newId(), reason: 'x'.repeat(501) }],
  ['a break until no moment', 'recess:begun', { until: 'soon' }],
  ['a break until a leap second', 'recess:begun', { until: '2016-12-31T23:59:60Z' }],
  ['a question too long', 'vote:opened', { itemId: null, question: 'x'.repeat(1001) }],
]
test.each(wrong)('%s is refused as input, and nothing is written', async (_, verb, data) => {
  const meeting = await sitting(house)
  await meeting.begin()
  const before = await meeting.entries()
  const { status, body } = await meeting.act(meeting.chair, verb, data)
  expect([status, body.code]).toEqual([400, 'invalid_request'])
  expect(await meeting.entries()).toEqual(before)
})

const sentRound = async (meeting: Sitting) =>
  expect((await meeting.secretary.post(`/meetings/${meeting.id}/minutes/circulate`, {})).status).toBe(204)

test('minutes are no business of another council: neither read nor worded nor signed there', async () => {
  const meeting = await met(house)
  const { chair } = await sitting(house)
  const url = `/meetings/${meeting.id}`
  const part = (await readMinutes(meeting)).parts[0]!
  await sentRound(meeting)
  const before = await house.journalOf(meeting.id)
  const { sha256 } = await readMinutes(meeting)
  for (const { status, body } of [
    await chair.get(`${url}/minutes.json`),
    await chair.get(`${url}/papers/minutes.docx`),
    await chair.get(`${url}/papers/extract.docx?items=${meeting.items[0]!}`),
    await chair.get(`${url}/papers/dissent.docx?of=${newId()}`),
    await chair.put(`${url}/minutes/parts/${part.key}`, { text: 'Иначе', version: part.version }),
    await chair.post(`${url}/minutes/circulate`, {}),
    await chair.post(`${url}/minutes/remarks`, { text: 'Иначе' }),
    await chair.post(`${url}/minutes/return`, { reason: 'Иначе' }),
    await chair.post(`${url}/minutes/publish`),
    await chair.post(`${url}/minutes/amend`, { reason: 'Иначе' }),
    await chair.post(`${url}/dissents`, { itemId: meeting.items[0]!, text: 'Против' }),
    await chair.post(`${url}/minutes/sign`, { sha256, password: sha256!.slice(0, 8) }),
  ])
    expect([status >= 400 && status < 500, body['code'] === undefined]).toEqual([true, false])
  expect(await house.journalOf(meeting.id)).toEqual(before)
})

test('of two who sign at once, and one who words in the same moment, nothing is signed that was not read', async () => {
  const meeting = await met(house)
  await sentRound(meeting)
  house.pass(10 * 86_400_000)
  const { parts, sha256 } = await readMinutes(meeting)
  const [part] = parts
  const answers = await Promise.all([
    sign(meeting, meeting.chair, { sha256 }),
    meeting.secretary.put<{ code?: string }>(`/meetings/${meeting.id}/minutes/parts/${part!.key}`, {
      ...{ text: 'Другие слова', version: part!.version },
    }),
    sign(meeting, meeting.chair, { sha256 }),
    sign(meeting, meeting.secretary, { sha256 }),
  ])
  expect(answers.every(({ status }) => status < 500)).toBe(true)
  const after = await readMinutes(meeting)
  const signatures = await house.kit.db
    .selectFrom('minutesSignature')
    .innerJoin('minutes', 'minutes.id', 'minutesId')
    .select(['role', 'minutesSignature.sha256 as read', 'minutes.sha256 as frozen'])
    .where('meetingId', '=', meeting.id)
    .execute()
  expect(new Set(signatures.map(({ role }) => role)).size).toBe(signatures.length)
  expect(signatures.every(({ read, frozen }) => read === frozen)).toBe(true)
  if (answers[1]?.status === 200) expect(after.state).toBe('remarks')
  else expect(after.state).not.toBe('remarks')
})

test('a vote that is annulled between two signatures voids them, and the minutes are signed anew', async () => {
  const meeting = await met(house)
  await sentRound(meeting)
  house.pass(10 * 86_400_000)
  expect((await sign(meeting, meeting.chair)).status).toBe(204)
  const read = await readMinutes(meeting)
  const annulled = await meeting.chair.post(`/votes/${meeting.voteId}/annul`, { reason: 'Ошибка' })
  expect(annulled.status).toBe(200)
  expect((await readMinutes(meeting)).state).toBe('remarks')
  expect((await readMinutes(meeting)).signers.every(({ signedAt }) => signedAt === null)).toBe(true)
  const { status, body } = await sign(meeting, meeting.secretary, { sha256: read.sha256 })
  expect([status, body.code]).toEqual([409, 'minutes_not_your_turn'])
  expect((await sign(meeting, meeting.chair)).status).toBe(204)
  expect((await sign(meeting, meeting.secretary)).status).toBe(204)
})

test('a list says of meetings that are over what their entries tell, also when a vote was annulled', async () => {
  const meeting = await met(house)
  const row = async () => {
    const { past } = (await house.stranger.get<MeetingList>(`/councils/${meeting.slug}/meetings`)).body
    return past.find(({ number }) => number === meeting.number)
  }
  const before = await meeting.state()
  expect(await row()).toMatchObject({ decisions: 1, quorum: before.quorum[0]!.quorum })
  expect(before.decisions).toHaveLength(1)
  await meeting.chair.post(`/votes/${meeting.voteId}/annul`, { reason: 'Ошибка' })
  expect(await row()).toMatchObject({ decisions: 0, quorum: before.quorum[0]!.quorum })
  expect((await meeting.state()).decisions).toEqual([])
})

test('a vote and a meeting that are closed at once by two are closed once, the vote first', async () => {
  const meeting = await sitting(house)
  await meeting.begin()
  const voteId = await meeting.ask()
  const answers = await Promise.all([
    meeting.act(meeting.chair, 'vote:closed', { voteId }),
    meeting.act(meeting.secretary, 'meeting:closed', {}),
    meeting.act(meeting.secretary, 'vote:closed', { voteId }),
    meeting.voters[1]!.put(`/votes/${voteId}/ballot`, { choice: 'for', turn: 1 }),
    meeting.act(meeting.chair, 'meeting:closed', {}),
  ])
  expect(answers.every(({ status }) => status < 500)).toBe(true)
  const verbs = (await meeting.entries()).map(({ verb }) => verb)
  expect(verbs.filter((verb) => verb === 'vote:closed')).toHaveLength(1)
  expect(verbs.filter((verb) => verb === 'meeting:closed').length).toBeLessThan(2)
  if (verbs.includes('meeting:closed'))
    expect(verbs.indexOf('vote:closed')).toBeLessThan(verbs.indexOf('meeting:closed'))
})

test('a member remarks on minutes so many times and then waits for answers', async () => {
  const meeting = await met(house)
  await sentRound(meeting)
  const remark = (client: Client) =>
    client.post(`/meetings/${meeting.id}/minutes/remarks`, { text: 'Не так было' })
  const [, anna, boris] = meeting.voters
  for (let at = 0; at < 20; at++) expect((await remark(anna!)).status).toBe(201)
  expect(await remark(anna!)).toMatchObject({ status: 422, body: { code: 'too_many_items' } })
  expect((await remark(boris!)).status).toBe(201)
})

test('no sheet is typed and no conflict told for somebody of another council', async () => {
  const meeting = await sitting(house)
  const elsewhere = await sitting(house)
  await meeting.begin()
  const voteId = await meeting.ask()
  const alien = elsewhere.voters[1]!
  const before = await house.journalOf(voteId)
  for (const { status, body } of [
    await elsewhere.secretary.put(`/votes/${voteId}/typed`, {
      ...{
        memberId: meeting.voters[1]!.memberId,
        way: 'roll_call',
        choice: 'for',
        dissent: null,
        demand: false,
      },
    }),
    await elsewhere.chair.post(`/votes/${voteId}/close`),
    await elsewhere.chair.post(`/votes/${voteId}/annul`, { reason: 'Так' }),
    await alien.put(`/votes/${voteId}/ballot`, { choice: 'for', turn: 1 }),
    await meeting.secretary.post(`/councils/${meeting.slug}/conflicts`, {
      ...{ memberId: alien.memberId, subject: null, matter: 'Мост', reason: 'Родня' },
    }),
  ])
    expect([status, body['code']]).toEqual([404, 'not_found'])
  expect(await house.journalOf(voteId)).toEqual(before)
  const { votes } = await meeting.state()
  expect(votes[0]!.closedAt).toBeNull()
})

test('signs that no paper can carry leave a paper that opens, and no markup gets into the minutes', async () => {
  const meeting = await sitting(house, { items: ['О мосте\u0001\u001b <script>alert(1)</script> & "так"'] })
  await meeting.begin()
  await meeting.does(meeting.chair, 'meeting:closed', {})
  const view = await readMinutes(meeting)
  const html = view.blocks.map(blockHtml).join('')
  expect(html).toContain('&lt;script&gt;')
  expect(html).not.toContain('<script')
  const file = await house.app.inject({
    url: `/api/meetings/${meeting.id}/papers/minutes.docx`,
    headers: { cookie: meeting.secretary.cookie },
  })
  expect(file.statusCode).toBe(200)
  const xml = strFromU8(unzipSync(file.rawPayload)['word/document.xml']!)
  expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/)
  expect(xml).toContain('&lt;script&gt;')
})
