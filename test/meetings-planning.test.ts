import { zipSync, strToU8 } from 'fflate'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { DeskView } from '../shared/desk.ts'
import type { MeetingList, NewItem, NewMeeting, PlanChoices, PlanView } from '../shared/meetings/planning.ts'
import type { MeetingView } from '../shared/meetings/views.ts'
import type { PortalView } from '../shared/portal.ts'
import type { Id } from '../shared/values.ts'
import { newId } from '../server/lib/ids.ts'
import { openHouse, type Answer, type Client, type House } from './house.ts'
import { initiativeAt, place, type Place } from './support/initiatives.ts'

let house: House
let at: Place
let slug: string
beforeAll(async () => void (house = await openHouse()))
afterAll(() => house.close())
beforeEach(async () => {
  await house.kit.db.deleteFrom('letter').execute()
  house.setClock('2026-11-24T00:00:00.000Z')
  at = await place(house)
  slug = `council-${at.councilId}`
})

/** 8 December 2026, six in the evening in Kamchatka: a fortnight ahead, in time by every rule. */
const STARTS_AT = '2026-12-08T06:00:00.000Z'

const input = (values: Partial<NewMeeting> = {}): NewMeeting => ({
  ...{ kind: 'regular', format: 'mixed', title: 'Итоги года' },
  ...{ startsOn: '2026-12-08', startsTime: '18:00', endsOn: '2026-12-08', endsTime: '20:00' },
  ...{ place: ' с. Тиличики, библиотека ', callUrl: 'https://call.example.org/1', phone: null },
  ...{ presidingId: at.chair.memberId, secretaryId: at.secretary.memberId },
  ...{ calledBy: null, demandId: null, basis: null },
  ...values,
})
const change = (version: number, values: Partial<NewMeeting> & { reason?: string } = {}) => {
  const { kind: _, calledBy: _by, demandId: _demand, basis: _basis, ...plan } = input(values)
  return { reason: null, ...plan, ...values, version }
}
const item = (values: Partial<NewItem> = {}): NewItem => ({
  ...{ id: newId(), parentId: null, title: 'О плане на год', speaker: 'Л. А. Громова', minutes: 20 },
  ...{ proposal: 'Утвердить план.', voteForm: 'open_roll_call', decisionClass: 'ordinary' },
  ...{ initiativeNumber: null, ...values },
})

/** A meeting that was planned by the secretary; what is asked of it. */
class Planned {
  readonly url: string
  readonly number: number
  constructor(number: number, of = slug) {
    this.number = number
    this.url = `/councils/${of}/meetings/${number}`
  }
  view = async (client: Client, guest?: string) =>
    (await client.get<PlanView>(`${this.url}/plan${guest ? `?guest=${guest}` : ''}`)).body
  add = async (values: Partial<NewItem> = {}) => {
    const one = item(values)
    expect((await at.secretary.post(`${this.url}/agenda`, one)).status).toBe(204)
    return one.id
  }
  notify = async (client: Client = at.secretary, lateReason: string | null = null) =>
    client.post(`${this.url}/notice`, { version: (await this.view(at.secretary)).version, lateReason })
}

async function planned(values: Partial<NewMeeting> = {}): Promise<Planned> {
  const { status, body } = await at.secretary.post<{ number: number }>(
    `/councils/${slug}/meetings`,
    input(values),
  )
  expect(status).toBe(201)
  return new Planned(body.number)
}

async function notified(values: Partial<NewMeeting> = {}): Promise<Planned> {
  const meeting = await planned(values)
  await meeting.add()
  expect((await meeting.notify()).status).toBe(204)
  await forgetLetters()
  return meeting
}

const letters = async () =>
  (await house.kit.db.selectFrom('letter').selectAll().orderBy('id').execute()).map((each) => each)
const forgetLetters = () => house.kit.db.deleteFrom('letter').execute()

const everything = async () => {
  const tables = [
    'meeting',
    'agendaItem',
    'invitee',
    'meetingChange',
    'meetingNotice',
    'meetingReply',
    'agendaMaterial',
    'agendaMaterialPart',
    'agendaProposal',
    'meetingDemand',
    'meetingDemandName',
    'letter',
    'journal',
  ] as const
  const rows = await Promise.all(tables.map((table) => house.kit.db.selectFrom(table).selectAll().execute()))
  return [JSON.stringify(rows), house.published.length]
}

/** Asserts the code, and that nothing was written or published. */
async function refuses(ask: () => Promise<Answer>, status: number, body: Record<string, unknown>) {
  const before = await everything()
  expect(await ask()).toMatchObject({ status, body })
  expect(await everything()).toEqual(before)
}

test('R-71 · the secretary plans a meeting in the time of the council, once however often it is sent', async () => {
  const { status, body } = await at.secretary.post<{ number: number }>(`/councils/${slug}/meetings`, input())
  expect([status, body.number]).toEqual([201, 1])
  const again = await at.secretary.post<{ number: number }>(`/councils/${slug}/meetings`, input())
  expect(again.body.number).toBe(1)
  const next = await at.chair.post<{ number: number }>(
    `/councils/${slug}/meetings`,
    input({ startsOn: '2027-03-02', endsOn: '2027-03-02' }),
  )
  expect(next.body.number).toBe(2)

  const view = await new Planned(1).view(at.member)
  expect(view).toMatchObject({
    ...{ number: 1, phase: 'planned', startsAt: STARTS_AT, place: 'с. Тиличики, библиотека' },
    callUrl: 'https://call.example.org/1',
    presiding: { role: 'chair' },
    secretary: { role: 'secretary' },
    minutes: { items: 0, meeting: 120 },
    can: { arrange: false, sendLate: false, propose: true, reply: false },
  })
  expect((await house.journalOf(view.id)).map(({ verb }) => verb)).toEqual(['meeting:planned'])
})

test.each([
  ['a member without an office', 'member', {}, 403, { code: 'not_allowed' }],
  ['an observer', 'observer', {}, 403, { code: 'not_allowed' }],
  [
    'a link without encryption',
    'secretary',
    { callUrl: 'http://call.example.org' },
    422,
    { code: 'call_link_not_https', field: 'callUrl' },
  ],
  [
    'a script for a link',
    'secretary',
    { callUrl: 'javascript:alert(1)' },
    422,
    { code: 'call_link_not_https' },
  ],
  [
    'a time that has passed',
    'secretary',
    { startsOn: '2026-11-24', endsOn: '2026-11-24', startsTime: '11:59', endsTime: '13:00' },
    422,
    { code: 'starts_in_past' },
  ],
  ['an end before the beginning', 'secretary', { endsTime: '17:59' }, 422, { code: 'ends_before_start' }],
  [
    'a day that does not exist',
    'secretary',
    { startsOn: '2027-02-30' },
    400,
    { code: 'invalid_request', field: 'startsOn' },
  ],
  [
    'somebody from elsewhere in the chair',
    'secretary',
    { presidingId: '0191e8f0-0000-7000-8000-000000000000' },
    422,
    { code: 'presiding_not_member', field: 'presidingId' },
  ],
  [
    'an extraordinary one of nobody',
    'secretary',
    { kind: 'extraordinary' as const },
    422,
    { code: 'caller_not_allowed', field: 'calledBy' },
  ],
  [
    'the chair’s own one, by the secretary',
    'secretary',
    { kind: 'extraordinary' as const, calledBy: 'chair' as const, basis: 'Паводок' },
    422,
    { code: 'caller_not_allowed' },
  ],
  [
    'one of a body that may not call',
    'chair',
    { kind: 'extraordinary' as const, calledBy: 'head_of_body' as const, basis: 'Паводок' },
    422,
    { code: 'caller_not_allowed' },
  ],
  [
    'an extraordinary one without a reason',
    'chair',
    { kind: 'extraordinary' as const, calledBy: 'chair' as const, basis: ' ' },
    422,
    { code: 'reason_required', field: 'basis' },
  ],
  [
    'a demand that nobody made',
    'secretary',
    { kind: 'extraordinary' as const, calledBy: 'members' as const },
    409,
    { code: 'demand_not_met', field: 'demandId' },
  ],
] as const)('a plan is refused: %s', async (_, who, values, status, body) => {
  await refuses(() => at[who].post(`/councils/${slug}/meetings`, input(values)), status, body)
})

test('while it is planned a meeting is known to its council only', async () => {
  const meeting = await planned()
  await meeting.add()
  for (const client of [house.stranger, at.official, await house.member(await house.council())])
    expect(await client.get(`${meeting.url}/plan`)).toMatchObject({ status: 404 })
  await meeting.notify()
  const seen = await meeting.view(house.stranger)
  expect(seen).toMatchObject({ phase: 'notified', callUrl: null, replies: [], expected: null })
  expect(seen.agenda).toHaveLength(1)
})

test('the telephone of a meeting is for those who take part, unless the council gives it to everybody', async () => {
  const meeting = await notified({ phone: '8 415 44' })
  const phones = async (client: Client) => [
    (await meeting.view(client)).phone,
    (await client.get<MeetingView>(meeting.url)).body.phone,
  ]
  expect(await phones(at.member)).toEqual(['8 415 44', '8 415 44'])
  expect(await phones(house.stranger)).toEqual([null, null])
  expect(await phones(at.official)).toEqual([null, null])
  expect((await house.stranger.get(`${meeting.url}/calendar.ics`)).status).toBe(200)
  const { version } = await meeting.view(at.secretary)
  const open = { ...change(version, { phone: '8 415 44' }), isPhonePublic: true }
  expect((await at.secretary.put(`${meeting.url}/plan`, open)).status).toBe(204)
  expect(await phones(house.stranger)).toEqual(['8 415 44', '8 415 44'])
  // Left out, it stays as it was.
  const later = change(version + 1, { phone: '8 415 55' })
  expect((await at.secretary.put(`${meeting.url}/plan`, later)).status).toBe(204)
  expect(await phones(house.stranger)).toEqual(['8 415 55', '8 415 55'])
})

test('an agenda is numbered by place, and moved with what stands under it', async () => {
  const meeting = await planned()
  const [first, second] = [await meeting.add({ title: 'Первый' }), await meeting.add({ title: 'Второй' })]
  const under = await meeting.add({ title: 'Под вторым', parentId: second, minutes: 5 })
  const numbers = async () =>
    (await meeting.view(at.member)).agenda.map(({ number, title }) => `${number} ${title}`)
  expect(await numbers()).toEqual(['1 Первый', '2 Второй', '2.1 Под вторым'])
  expect((await meeting.view(at.member)).minutes.items).toBe(40)

  const move = (id: Id, parentId: Id | null, position: number) =>
    at.chair.post(`${meeting.url}/agenda/${id}/move`, { parentId, position })
  await move(second, null, 1)
  expect(await numbers()).toEqual(['1 Второй', '1.1 Под вторым', '2 Первый'])
  await move(under, null, 99)
  expect(await numbers()).toEqual(['1 Второй', '2 Первый', '3 Под вторым'])
  await move(first, second, 1)
  await move(under, first, 1)
  expect(await numbers()).toEqual(['1 Второй', '1.1 Первый', '1.1.1 Под вторым'])

  await refuses(() => move(second, under, 1), 400, { code: 'invalid_request', field: 'parentId' })
  await refuses(() => move(second, newId(), 1), 404, { code: 'not_found' })
  const deep = item({ parentId: under })
  await refuses(() => at.chair.post(`${meeting.url}/agenda`, deep), 422, { code: 'agenda_too_deep' })
  await refuses(() => at.member.delete(`${meeting.url}/agenda/${first}`), 403, { code: 'not_allowed' })
  expect((await at.chair.delete(`${meeting.url}/agenda/${second}`)).status).toBe(204)
  expect(await numbers()).toEqual([])
})

test('an item that is sent twice stands once, and one of another meeting is nobody’s here', async () => {
  const meeting = await planned()
  const one = item()
  await at.secretary.post(`${meeting.url}/agenda`, one)
  await at.secretary.post(`${meeting.url}/agenda`, one)
  expect((await meeting.view(at.chair)).agenda).toHaveLength(1)
  const other = await planned({ startsOn: '2026-12-09', endsOn: '2026-12-09' })
  await refuses(() => at.secretary.post(`${other.url}/agenda`, one), 409, { code: 'conflict' })
  await refuses(() => at.secretary.delete(`${other.url}/agenda/${one.id}`), 404, { code: 'not_found' })
})

test('an item names an initiative that is before this council, and brings its text with it', async () => {
  const meeting = await planned()
  const initiative = await initiativeAt(house, at, 'council_review')
  const draft = await initiativeAt(house, at, 'draft')
  await meeting.add({ initiativeNumber: initiative.number })
  const [one] = (await meeting.view(at.member)).agenda
  expect(one).toMatchObject({ initiative: { number: initiative.number, title: initiative.title } })
  expect(one?.draftId).not.toBeNull()
  for (const initiativeNumber of [draft.number, 'ИН-00000-2026-999'])
    await refuses(() => at.secretary.post(`${meeting.url}/agenda`, item({ initiativeNumber })), 422, {
      code: 'initiative_not_before_council',
      field: 'initiativeNumber',
    })
})

test('T7 · the notice goes to every member and invited person, with the agenda and a calendar entry', async () => {
  const meeting = await planned()
  await meeting.add({ title: 'О дорогах' })
  const guest = { id: newId(), name: 'Иванов Пётр', title: 'глава села', email: 'ivanov@example.org' }
  expect((await at.secretary.post(`${meeting.url}/invitees`, guest)).status).toBe(204)
  expect((await meeting.notify()).status).toBe(204)

  const sent = await letters()
  expect(sent).toHaveLength(6)
  const theirs = sent.find(({ recipient }) => recipient === guest.email)
  expect(theirs?.subject).toContain('Извещение о заседании 8 декабря')
  expect(theirs?.body).toContain('Здравствуйте, Иванов Пётр!')
  expect(theirs?.body).toContain('1. О дорогах (докладчик Л. А. Громова, 20 мин.)')
  expect(theirs?.body).toContain('Прошу подтвердить участие до 7 декабря')
  expect(theirs?.body).toContain('18:00')
  const unfolded = theirs?.calendar?.replaceAll('\r\n ', '') ?? ''
  expect(unfolded).toContain('DTSTART;TZID=Asia/Kamchatka:20261208T180000')
  expect(unfolded).toContain('SEQUENCE:3')
  expect((await meeting.view(at.member)).notices).toMatchObject([{ lateReason: null, lastOn: '2026-12-01' }])

  await meeting.notify()
  expect(await letters()).toHaveLength(6)
})

test.each([
  ['without an agenda', {}, false, 'agenda_empty', undefined],
  ['without a place', { place: null }, true, 'place_required', 'place'],
  ['without a way to connect', { format: 'video' as const, callUrl: null }, true, 'call_required', 'callUrl'],
] as const)('a notice %s is not sent', async (_, values, hasItem, code, field) => {
  const meeting = await planned(values)
  if (hasItem) await meeting.add()
  await refuses(() => meeting.notify(), 422, field ? { code, field } : { code })
})

test('§4 notice.days · a late notice is the chair’s to send, with a reason that is written down', async () => {
  const meeting = await planned()
  await meeting.add()
  expect((await meeting.view(at.chair)).terms).toMatchObject({
    ...{ noticeOn: '2026-12-01', materialsOn: '2026-12-01', isNoticeLate: false },
  })
  house.setClock('2026-12-01T13:00:00.000Z')
  const view = await meeting.view(at.secretary)
  expect(view).toMatchObject({ terms: { isNoticeLate: true, today: '2026-12-02' }, can: { sendLate: false } })
  await refuses(() => meeting.notify(), 422, { code: 'notice_late', field: 'lateReason' })
  await refuses(() => meeting.notify(at.secretary, 'Ждали повестку'), 422, { code: 'notice_late' })
  await refuses(() => meeting.notify(at.chair, '  '), 422, { code: 'notice_late' })
  expect((await meeting.notify(at.chair, 'Ждали повестку')).status).toBe(204)
  expect((await meeting.view(at.member)).notices).toMatchObject([{ lateReason: 'Ждали повестку' }])
})

test('an answer is each one’s own, counts towards the expected quorum, and is replaced by the next', async () => {
  const meeting = await notified()
  const reply = (client: Client, who: Id, answer: string, reason: string | null = null) =>
    client.put(`${meeting.url}/reply`, { who, answer, reason, guest: null })
  expect((await reply(at.member, at.member.memberId, 'in_person')).status).toBe(204)
  expect((await reply(at.author, at.author.memberId, 'video')).status).toBe(204)
  expect((await reply(at.chair, at.chair.memberId, 'absent', 'Командировка')).status).toBe(204)
  // By telephone, to the secretary.
  expect((await reply(at.secretary, at.secretary.memberId, 'in_person')).status).toBe(204)

  expect((await meeting.view(at.member)).expected).toEqual({
    ...{ inPerson: 2, video: 1, absent: 1, silent: 0 },
    quorum: { present: 3, base: 4, needed: 3, reached: true },
  })
  await reply(at.author, at.author.memberId, 'absent', 'Заболел')
  const view = await meeting.view(at.author)
  expect(view.expected?.quorum).toMatchObject({ present: 2, reached: false })
  expect(view.self).toMatchObject({ answer: 'absent', reason: 'Заболел' })

  await refuses(() => reply(at.member, at.author.memberId, 'in_person'), 403, { code: 'not_allowed' })
  await refuses(() => reply(at.member, at.member.memberId, 'absent'), 422, { code: 'reason_required' })
  await refuses(() => reply(house.stranger, at.member.memberId, 'in_person'), 401, {
    code: 'sign_in_required',
  })
  await refuses(() => reply(at.member, newId(), 'in_person'), 404, { code: 'not_found' })
})

test('a guest without an account answers by the word from their letter, and by no other', async () => {
  const meeting = await planned({ format: 'in_person' })
  await meeting.add()
  const guest = { id: newId(), name: 'Иванов Пётр', title: null, email: 'ivanov@example.org' }
  await at.secretary.post(`${meeting.url}/invitees`, guest)
  await meeting.notify()
  const letter = (await letters()).find(({ recipient }) => recipient === guest.email)
  const word = /guest=(\S+)/.exec(letter?.body ?? '')?.[1] ?? ''
  const answer = (said: string | null, values: Record<string, unknown> = {}) =>
    house.stranger.put(`${meeting.url}/reply`, {
      ...{ who: guest.id, answer: 'in_person', reason: null, guest: said, ...values },
    })
  await refuses(() => answer(`${guest.id}.${'A'.repeat(22)}`), 401, { code: 'sign_in_required' })
  await refuses(() => answer(word, { who: at.member.memberId }), 401, { code: 'sign_in_required' })
  await refuses(() => answer(word, { answer: 'video' }), 422, { code: 'no_video_here' })
  expect((await answer(word)).status).toBe(204)
  expect((await meeting.view(house.stranger, word)).self).toMatchObject({
    name: guest.name,
    answer: 'in_person',
  })
  expect((await meeting.view(house.stranger)).self).toBeNull()
})

test('a meeting is moved with a reason: all are told, answers and calendars follow', async () => {
  const meeting = await notified()
  await at.member.put(`${meeting.url}/reply`, {
    ...{ who: at.member.memberId, answer: 'in_person', reason: null, guest: null },
  })
  const { version } = await meeting.view(at.secretary)
  const moved = { startsOn: '2026-12-15', endsOn: '2026-12-15' }
  await refuses(() => at.secretary.put(`${meeting.url}/plan`, change(version, moved)), 422, {
    ...{ code: 'reason_required', field: 'reason' },
  })
  await refuses(() => at.secretary.put(`${meeting.url}/plan`, change(version - 1, moved)), 409, {
    code: 'conflict',
  })

  const told = await at.secretary.put(
    `${meeting.url}/plan`,
    change(version, { ...moved, reason: 'Нелётная погода' }),
  )
  expect(told.status).toBe(204)
  const sent = await letters()
  expect(sent).toHaveLength(5)
  expect(sent[0]?.subject).toContain('Заседание перенесено на 15 декабря')
  expect(sent[0]?.body).toContain('Нелётная погода')
  expect(sent[0]?.calendar).toContain(`SEQUENCE:${version + 1}`)
  const view = await meeting.view(at.member)
  expect(view).toMatchObject({
    ...{ startsAt: '2026-12-15T06:00:00.000Z', isNoticeOutdated: false, self: { answer: null } },
    changes: [{ what: 'moved', reason: 'Нелётная погода', startsAtBefore: STARTS_AT }],
  })
})

test('a meeting moved so near that notice would be late is moved by the chair only', async () => {
  const meeting = await notified()
  const { version } = await meeting.view(at.chair)
  const near = { startsOn: '2026-11-27', endsOn: '2026-11-27', reason: 'Паводок' }
  await refuses(() => at.secretary.put(`${meeting.url}/plan`, change(version, near)), 422, {
    code: 'notice_late',
  })
  expect((await at.chair.put(`${meeting.url}/plan`, change(version, near))).status).toBe(204)
  expect((await meeting.view(at.chair)).notices.at(-1)).toMatchObject({ lateReason: 'Паводок' })
})

test('a changed agenda makes the notice outdated until it is sent again', async () => {
  const meeting = await notified()
  await meeting.add({ title: 'Разное' })
  expect((await meeting.view(at.secretary)).isNoticeOutdated).toBe(true)
  await meeting.notify()
  expect((await meeting.view(at.secretary)).isNoticeOutdated).toBe(false)
  expect((await letters())[0]?.subject).toContain('Уточнено: заседание')
})

test('a meeting is called off with a reason, and nothing of it is planned any more', async () => {
  const meeting = await notified()
  await refuses(() => at.chair.post(`${meeting.url}/cancel`, { reason: ' ' }), 422, {
    code: 'reason_required',
  })
  await refuses(() => at.member.post(`${meeting.url}/cancel`, { reason: 'Так' }), 403, {
    code: 'not_allowed',
  })
  expect((await at.chair.post(`${meeting.url}/cancel`, { reason: 'Паводок' })).status).toBe(204)
  const sent = await letters()
  expect(sent).toHaveLength(5)
  expect(sent[0]?.calendar).toContain('STATUS:CANCELLED')
  for (const ask of [
    () => at.chair.post(`${meeting.url}/cancel`, { reason: 'Ещё раз' }),
    () => at.chair.post(`${meeting.url}/agenda`, item()),
    () => at.member.post(`${meeting.url}/proposals`, { id: newId(), title: 'О дорогах', reason: 'Грязь' }),
  ])
    await refuses(ask, 409, { code: 'meeting_wrong_phase' })
})

test('from the registration on nothing is planned any more', async () => {
  const meeting = await notified()
  const { id, version, agenda } = await meeting.view(at.chair)
  const opened = await at.chair.post(`/meetings/${id}/acts`, {
    key: newId(),
    verb: 'registration:opened',
    data: {},
  })
  expect(opened.status).toBe(200)
  const itemId = agenda[0]!.id
  const reply = { who: at.member.memberId, answer: 'in_person', reason: null, guest: null }
  for (const ask of [
    () => at.chair.put(`${meeting.url}/plan`, change(version, { title: 'Другое' })),
    () => at.chair.post(`${meeting.url}/notice`, { version, lateReason: null }),
    () => at.chair.post(`${meeting.url}/agenda/${itemId}/move`, { parentId: null, position: 1 }),
    () => at.chair.delete(`${meeting.url}/agenda/${itemId}`),
    () => at.member.put(`${meeting.url}/reply`, reply),
    () => at.chair.post(`${meeting.url}/cancel`, { reason: 'Поздно' }),
  ])
    await refuses(ask, 409, { code: 'meeting_wrong_phase' })
})

test('whoever presides instead of the chair arranges that meeting, and no other', async () => {
  const deputy = await house.member(at.councilId, { role: 'deputy' })
  const theirs = await planned({ presidingId: deputy.memberId })
  const other = await planned({ startsOn: '2026-12-09', endsOn: '2026-12-09' })
  expect((await deputy.post(`${theirs.url}/agenda`, item())).status).toBe(204)
  expect((await theirs.view(deputy)).can).toMatchObject({ arrange: true, sendLate: true })
  await refuses(() => deputy.post(`${other.url}/agenda`, item()), 403, { code: 'not_allowed' })
})

test('a member proposes an item; it is taken into the agenda or declined with a reason', async () => {
  const meeting = await planned()
  const propose = (client: Client, id: Id, title: string) =>
    client.post(`${meeting.url}/proposals`, { id, title, reason: 'Жители просят' })
  const [good, bad, own] = [newId(), newId(), newId()]
  for (const [id, title] of [
    [good, 'О дорогах'],
    [good, 'О дорогах'],
    [bad, 'О погоде'],
    [own, 'О связи'],
  ] as const)
    expect((await propose(at.member, id, title)).status).toBe(204)
  await refuses(() => propose(at.observer, newId(), 'Нет'), 403, { code: 'not_allowed' })
  await refuses(() => propose(at.official, newId(), 'Нет'), 404, { code: 'not_found' })

  const decide = (client: Client, id: Id, isAccepted: boolean, reason = '') =>
    client.post(`${meeting.url}/proposals/${id}/decide`, { isAccepted, reason })
  await refuses(() => decide(at.author, good, true), 403, { code: 'not_allowed' })
  await refuses(() => decide(at.chair, bad, false), 422, { code: 'reason_required' })
  expect((await decide(at.chair, good, true)).status).toBe(204)
  expect((await decide(at.chair, bad, false, 'Не наше дело')).status).toBe(204)
  await refuses(() => decide(at.chair, good, false, 'Передумали'), 409, { code: 'proposal_decided' })
  await refuses(() => at.author.post(`${meeting.url}/proposals/${own}/withdraw`), 404, { code: 'not_found' })
  expect((await at.member.post(`${meeting.url}/proposals/${own}/withdraw`)).status).toBe(204)

  const view = await meeting.view(at.member)
  expect(view.agenda.map(({ title }) => title)).toEqual(['О дорогах'])
  expect(view.proposals.map(({ state, answer }) => [state, answer])).toEqual([
    ['accepted', null],
    ['declined', 'Не наше дело'],
    ['withdrawn', null],
  ])
  const [, declined] = (await letters()).slice(-2)
  expect(declined?.body).toContain('Не наше дело')
})

/** A form with a file, as a browser sends it. */
async function upload(
  client: Client,
  meeting: Planned,
  bytes: Uint8Array,
  fields: Record<string, string> = {},
): Promise<Answer & { id: Id }> {
  const form = new FormData()
  const id = fields.id ?? newId()
  for (const [name, value] of Object.entries({ id, title: 'Справка', ...fields })) form.set(name, value)
  form.set('file', new Blob([new Uint8Array(bytes)]), 'название не важно.exe')
  const request = new Response(form)
  const response = await house.app.inject({
    method: 'POST',
    url: `/api${meeting.url}/files`,
    headers: { cookie: client.cookie, 'content-type': request.headers.get('content-type') ?? '' },
    payload: Buffer.from(await request.arrayBuffer()),
  })
  const body = response.body ? response.json<Record<string, unknown>>() : {}
  return { id, status: response.statusCode, body, headers: response.headers }
}

const PDF = strToU8('%PDF-1.7 справка')
const zip = (...names: string[]) => zipSync(Object.fromEntries(names.map((name) => [name, strToU8('<a/>')])))

test('a material is read by who takes part, by everybody once it is public, and runs nothing', async () => {
  const meeting = await notified()
  const { id, status } = await upload(at.secretary, meeting, PDF, { title: 'Справка «О дорогах»\r\nX: 1' })
  expect(status).toBe(204)
  const file = (client: Client) => client.get(`${meeting.url}/materials/${id}/file`)
  const mine = await file(at.member)
  expect(mine).toMatchObject({
    ...{ status: 200, body: '%PDF-1.7 справка' },
    headers: {
      'content-type': 'application/pdf',
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
    },
  })
  expect(mine.headers['content-disposition']).toMatch(
    /^attachment; filename="material.pdf"; filename\*=UTF-8''\S+\.pdf$/,
  )
  for (const client of [house.stranger, at.official, await house.member(await house.council())]) {
    expect(await file(client)).toMatchObject({ status: 404 })
    expect((await meeting.view(client)).materials).toEqual([])
  }
  await at.secretary.put(`${meeting.url}/materials/${id}/visibility`, { isPublic: true })
  expect((await file(house.stranger)).status).toBe(200)
  expect((await at.secretary.delete(`${meeting.url}/materials/${id}`)).status).toBe(204)
  expect((await file(at.member)).status).toBe(404)
})

test('a file in many parts comes back as it went', async () => {
  const meeting = await planned()
  const big = new Uint8Array(700_000).map((_, index) => index % 251)
  big.set(PDF)
  const { id } = await upload(at.secretary, meeting, big)
  const response = await house.app.inject({
    ...{ method: 'GET', url: `/api${meeting.url}/materials/${id}/file` },
    headers: { cookie: at.member.cookie },
  })
  expect(response.rawPayload.equals(Buffer.from(big))).toBe(true)
})

test.each([
  ['nothing', new Uint8Array(), 'file_empty'],
  ['a program', strToU8('MZ\u0090\u0000'), 'file_kind_unknown'],
  ['a page', strToU8('<html><script>alert(1)</script>'), 'file_kind_unknown'],
  ['a zip of anything', zip('a.exe'), 'file_kind_unknown'],
  ['a broken package', strToU8('PK\u0003\u0004 и всё'), 'file_broken'],
  ['a document with macros', zip('word/document.xml', 'word/vbaProject.bin'), 'file_has_macros'],
] as const)('a file is judged by its bytes: %s is refused', async (_, bytes, code) => {
  const meeting = await planned()
  await refuses(() => upload(at.secretary, meeting, bytes), 422, { code, field: 'file' })
})

test('office files and pictures are known by what is in them', async () => {
  const meeting = await planned()
  const odt = zipSync({
    mimetype: [strToU8('application/vnd.oasis.opendocument.text'), { level: 0 }],
    'content.xml': strToU8('<a/>'),
  })
  for (const bytes of [
    zip('word/document.xml'),
    zip('xl/workbook.xml'),
    odt,
    new Uint8Array([0xff, 0xd8, 0xff, 0xe0]),
  ])
    expect((await upload(at.secretary, meeting, bytes)).status).toBe(204)
  const kinds = (await meeting.view(at.member)).materials.map(({ mediaType }) => mediaType)
  expect(kinds.map((kind) => kind?.split(/[./]/).at(-1))).toEqual(['document', 'sheet', 'text', 'jpeg'])
})

test('a file that is too large, or somebody else’s, or of no meeting is refused', async () => {
  const meeting = await planned()
  const large = new Uint8Array(10 * 1024 * 1024 + 1)
  large.set(PDF)
  await refuses(() => upload(at.secretary, meeting, large), 413, { code: 'file_too_large' })
  await refuses(() => upload(at.member, meeting, PDF), 403, { code: 'not_allowed' })
  await refuses(() => upload(house.stranger, meeting, PDF), 401, { code: 'sign_in_required' })
  await refuses(() => upload(at.secretary, meeting, PDF, { id: 'x' }), 400, {
    code: 'invalid_request',
    field: 'id',
  })
  await refuses(() => upload(at.secretary, meeting, PDF, { itemId: newId() }), 404, { code: 'not_found' })
  const link = { id: newId(), itemId: null, title: 'Закон', isPublic: true, lateReason: null }
  for (const url of ['http://example.org', 'javascript:alert(1)', 'data:text/html,1'])
    await refuses(() => at.secretary.post(`${meeting.url}/materials`, { ...link, url }), 422, {
      ...{ code: 'link_not_https', field: 'url' },
    })
})

test('§4 materials.days · a material after its last day takes a reason', async () => {
  const meeting = await notified()
  house.setClock('2026-12-01T13:00:00.000Z')
  expect((await meeting.view(at.secretary)).terms.areMaterialsLate).toBe(true)
  await refuses(() => upload(at.secretary, meeting, PDF), 422, {
    code: 'reason_required',
    field: 'lateReason',
  })
  expect((await upload(at.secretary, meeting, PDF, { lateReason: 'Ответ пришёл вчера' })).status).toBe(204)
  expect((await meeting.view(at.member)).materials).toMatchObject([{ lateReason: 'Ответ пришёл вчера' }])
})

test('those who have not answered are reminded a day before, once', async () => {
  const meeting = await notified()
  await at.member.put(`${meeting.url}/reply`, {
    ...{ who: at.member.memberId, answer: 'in_person', reason: null, guest: null },
  })
  const { mailer } = house.kit
  const flush = mailer.flush.bind(mailer)
  // Letters stay where they can be looked at.
  mailer.flush = () => Promise.resolve(0)
  const silent = [at.chair, at.secretary, at.author, at.observer].map(({ personId }) => personId)
  const people = [...silent, at.member.personId]
  const known = await house.kit.db
    .selectFrom('person')
    .select(['id', 'email'])
    .where('id', 'in', people)
    .execute()
  const reminded = async () => {
    const to = (await letters()).map(({ recipient }) => recipient)
    return known.filter(({ email }) => to.includes(email)).map(({ id }) => id)
  }
  house.setClock('2026-12-07T05:59:59.000Z')
  await house.kit.tick()
  expect(await reminded()).toEqual([])
  house.setClock('2026-12-07T06:00:00.000Z')
  await house.kit.tick()
  expect((await reminded()).toSorted()).toEqual(silent.toSorted())
  await forgetLetters()
  house.pass(60_000)
  await house.kit.tick()
  expect(await reminded()).toEqual([])
  mailer.flush = flush
})

test('§4 extraordinary.by · a third of the members demand a meeting by joining their names', async () => {
  await Promise.all([1, 2].map(() => house.member(at.councilId)))
  // Six members with a vote: two names are enough.
  const id = newId()
  const made = { id, question: 'О паводке', reason: 'Вода поднялась' }
  const join = (client: Client) => client.post(`/councils/${slug}/demands/${id}/join`)
  const demands = async (client: Client) =>
    (await client.get<MeetingList>(`/councils/${slug}/meetings`)).body.demands
  await refuses(() => at.observer.post(`/councils/${slug}/demands`, made), 403, { code: 'not_allowed' })
  expect((await at.member.post(`/councils/${slug}/demands`, made)).status).toBe(204)
  await at.member.post(`/councils/${slug}/demands`, made)
  expect(await demands(at.author)).toMatchObject([
    { needed: 2, names: [expect.any(String)], isMet: false, can: { join: true, leave: false } },
  ])
  expect(await demands(house.stranger)).toEqual([])
  const call = { kind: 'extraordinary', calledBy: 'members', demandId: id } as const
  await refuses(() => at.secretary.post(`/councils/${slug}/meetings`, input(call)), 409, {
    code: 'demand_not_met',
  })
  await refuses(() => join(at.official), 403, { code: 'not_allowed' })

  expect((await join(at.author)).status).toBe(204)
  expect((await letters()).map(({ subject }) => subject)).toEqual([
    'Члены совета требуют внеочередного заседания, Общественный совет проверочного района',
    'Члены совета требуют внеочередного заседания, Общественный совет проверочного района',
  ])
  await refuses(() => at.member.post(`/councils/${slug}/demands/${id}/leave`), 409, { code: 'demand_is_met' })
  const meeting = await planned(call)
  expect(await meeting.view(at.member)).toMatchObject({
    ...{ kind: 'extraordinary', calledBy: 'members', basis: 'Вода поднялась' },
  })
  expect(await demands(at.member)).toEqual([])
})

test('a name is taken back while there are too few; with the last one the demand is gone', async () => {
  await Promise.all([1, 2, 3].map(() => house.member(at.councilId)))
  const id = newId()
  await at.member.post(`/councils/${slug}/demands`, { id, question: 'О дорогах', reason: 'Грязь' })
  await refuses(() => at.author.post(`/councils/${slug}/demands/${id}/leave`), 404, { code: 'not_found' })
  expect((await at.member.post(`/councils/${slug}/demands/${id}/leave`)).status).toBe(204)
  await refuses(() => at.author.post(`/councils/${slug}/demands/${id}/join`), 404, { code: 'not_found' })
})

test('R-30 · another meeting on that day with the same people or speaker is told to whoever arranges', async () => {
  const day = { startsOn: '2026-12-11', endsOn: '2026-12-11' }
  const first = await planned(day)
  await first.add({ speaker: 'Л. А.  Громова' })
  const otherId = await house.council()
  const chair = await house.member(otherId, { role: 'chair', personId: at.member.personId })
  const { body } = await chair.post<{ number: number }>(
    `/councils/council-${otherId}/meetings`,
    input({ ...day, presidingId: chair.memberId, secretaryId: null, startsTime: '19:00', endsTime: '20:30' }),
  )
  const other = new Planned(body.number, `council-${otherId}`)
  await chair.post(`${other.url}/agenda`, item({ speaker: 'л. а. громова' }))
  const { clashes } = await first.view(at.chair)
  expect(clashes).toMatchObject([{ kind: 'meeting', overlaps: true }])
  expect(clashes[0]?.names).toHaveLength(2)
  expect((await first.view(at.author)).clashes).toEqual([])
})

test('the calendar of a council has announced meetings only, and lets those go that are called off', async () => {
  const meeting = await notified({ title: 'Зима, дороги; свет' })
  await planned({ startsOn: '2026-12-09', endsOn: '2026-12-09' })
  const feed = async (of: string) => {
    const { body } = await house.stranger.get<string>(of)
    return body.replaceAll('\r\n ', '')
  }
  const calendar = await feed(`/councils/${slug}/meetings.ics`)
  expect(calendar.match(/BEGIN:VEVENT/g)).toHaveLength(1)
  expect(calendar).toContain(String.raw`SUMMARY:Проверочный совет: Зима\, дороги\; свет`)
  expect(calendar).toContain('TZOFFSETTO:+1200')
  expect(calendar).not.toContain('call.example.org')
  expect(await feed('/meetings.ics')).toContain('20261208T180000')
  await at.chair.post(`${meeting.url}/cancel`, { reason: 'Паводок' })
  expect(await feed(`/councils/${slug}/meetings.ics`)).toContain('STATUS:CANCELLED')
  const own = await at.member.get<string>(`${meeting.url}/calendar.ics`)
  expect(own.body.replaceAll('\r\n ', '')).toContain('call.example.org')
})

test('the list tells what is to come and what is over; the month of the region what was announced', async () => {
  const meeting = await notified()
  await planned({ startsOn: '2027-03-09', endsOn: '2027-03-09' })
  const list = async (client: Client) => (await client.get<MeetingList>(`/councils/${slug}/meetings`)).body
  expect((await list(at.member)).upcoming.map(({ number }) => number)).toEqual([1, 2])
  expect((await list(house.stranger)).upcoming.map(({ number }) => number)).toEqual([1])
  expect(await list(at.secretary)).toMatchObject({
    can: { plan: true, demand: true },
    sessions: { year: 2026, needed: 4, held: 0, planned: 1, isShort: true },
  })
  const month = await house.stranger.get<{ meetings: Array<{ number: number; council: { slug: string } }> }>(
    '/calendar?month=2026-12',
  )
  expect(month.body.meetings.filter(({ council }) => council.slug === slug)).toHaveLength(1)
  expect((await house.stranger.get('/calendar?month=2026-13')).status).toBe(400)
  await at.chair.post(`${meeting.url}/cancel`, { reason: 'Паводок' })
  house.setClock('2026-12-20T00:00:00.000Z')
  expect((await list(house.stranger)).past).toMatchObject([{ number: 1, phase: 'cancelled', decisions: 0 }])
})

test('the form of planning says who may preside and from which day on notice is in time', async () => {
  const choices = await at.secretary.get<PlanChoices>(`/councils/${slug}/meetings/choices`)
  expect(choices.body).toMatchObject({
    ...{ today: '2026-11-24', firstInTime: '2026-12-01', callers: ['members'], absentee: true },
  })
  expect(choices.body.people).toHaveLength(4)
  expect(await at.official.get(`/councils/${slug}/meetings/choices`)).toMatchObject({ status: 403 })
})

test('the desk says what waits about a meeting, and until when', async () => {
  const duties = async (client: Client) =>
    (await client.get<DeskView>('/desk')).body.meetings.map(({ number, duty, dueOn }) => [
      number,
      duty,
      dueOn,
    ])
  // Nothing is planned and nothing was held: with November nearly over the year of four sessions is behind.
  expect(await duties(at.chair)).toEqual([[null, 'sessions', null]])
  expect(await duties(at.member)).toEqual([])
  const meeting = await planned()
  await meeting.add()
  await at.member.post(`${meeting.url}/proposals`, { id: newId(), title: 'О дорогах', reason: 'Грязь' })
  const prepares = [
    [1, 'notify', '2026-12-01'],
    [1, 'papers', '2026-12-01'],
    [1, 'proposals', null],
  ]
  expect(await duties(at.secretary)).toEqual(prepares)
  await meeting.notify()
  expect(await duties(at.member)).toEqual([[1, 'reply', '2026-12-07']])
  expect(await duties(at.observer)).toEqual([])
  const reply = { who: at.member.memberId, answer: 'in_person', reason: null, guest: null }
  await at.member.put(`${meeting.url}/reply`, reply)
  expect(await duties(at.member)).toEqual([])
  await meeting.add({ title: 'Разное' })
  expect((await duties(at.chair)).map(([, duty]) => duty)).toContain('tellAgain')
})

test('§4 sessions.minPerYear, firstSession.maxDays · a missing session is told in time', async () => {
  const fresh = await house.council()
  const chair = await house.member(fresh, { role: 'chair', startsOn: '2026-11-20' })
  const duties = async () =>
    (await chair.get<DeskView>('/desk')).body.meetings.map(({ duty, dueOn }) => [duty, dueOn])
  expect((await duties())[0]?.[0]).toBe('firstSession')
  const { body } = await chair.post<{ number: number }>(
    `/councils/council-${fresh}/meetings`,
    input({ presidingId: chair.memberId, secretaryId: null }),
  )
  expect(body.number).toBe(1)
  expect(await duties()).toEqual([['notify', '2026-12-01']])
})

test('the front page of the region has announced meetings, and no longer those called off', async () => {
  const own = async () => {
    const { body } = await house.stranger.get<PortalView>('/portal')
    return body.meetings.filter(({ council }) => council.slug === slug)
  }
  // Before all the others of this house, which the page would show first.
  house.setClock('2026-11-01T00:00:00.000Z')
  const soon = await planned({ startsOn: '2026-11-20', endsOn: '2026-11-20' })
  await soon.add()
  expect(await own()).toEqual([])
  await soon.notify()
  expect(await own()).toMatchObject([{ number: 1, title: 'Итоги года', isLive: false }])
  await at.chair.post(`${soon.url}/cancel`, { reason: 'Паводок' })
  expect(await own()).toEqual([])
})
