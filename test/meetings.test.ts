import { afterAll, beforeAll, expect, test } from 'vitest'
import { defaultCouncilRules, type CouncilRules } from '../shared/council-rules.ts'
import type { DeskView } from '../shared/desk.ts'
import { foldEntries } from '../shared/meetings/fold.ts'
import { quorumOf } from '../shared/meetings/quorum.ts'
import type { AbsencesView } from '../shared/meetings/views.ts'
import type { Id } from '../shared/values.ts'
import { newId } from '../server/lib/ids.ts'
import { openHouse, type Client, type House } from './house.ts'
import { sitting, type Member, type Sitting } from './support/meetings.ts'

let house: House

beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

/** Says that something was refused, and that nothing was written and nobody told. */
async function refused(
  meeting: Sitting,
  attempt: () => ReturnType<Sitting['act']>,
  code: string,
): Promise<void> {
  const [before, told] = [await meeting.entries(), house.published.length]
  const { body, status } = await attempt()
  expect([body.code, status >= 400]).toEqual([code, true])
  expect(await meeting.entries()).toEqual(before)
  expect(house.published.slice(told)).toEqual([])
}

test('R-73 · a member checks in with the code on the screen of the hall, and with no other', async () => {
  const meeting = await sitting(house)
  const anna = meeting.voters[1]!
  const checkIn = (code?: string) =>
    meeting.act(anna, 'attendance:in', {
      who: anna.memberId,
      mode: 'in_person',
      ...(code !== undefined && { code }),
    })
  await refused(meeting, () => checkIn('000000'), 'not_allowed')
  await meeting.does(meeting.secretary, 'registration:opened', {})
  const code = await meeting.code()
  const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0')
  await refused(meeting, () => checkIn(wrong), 'check_in_code_wrong')
  await refused(meeting, () => checkIn(), 'check_in_code_wrong')
  house.pass(120_000)
  await refused(meeting, () => checkIn(code), 'check_in_code_wrong')
  const fresh = await meeting.code()
  house.pass(60_000)
  const answer = await checkIn(`${fresh.slice(0, 3)} ${fresh.slice(3)}`)
  expect(answer.body.entries).toMatchObject([
    { verb: 'attendance:in', data: { who: anna.memberId, mode: 'in_person', by: 'self' } },
  ])
  await refused(meeting, () => checkIn(fresh), 'already_present')
})

test('R-73 · six digits are not guessed: who tries too often waits', async () => {
  const meeting = await sitting(house)
  const anna = meeting.voters[1]!
  await meeting.does(meeting.secretary, 'registration:opened', {})
  const right = await meeting.code()
  const wrong = String((Number(right) + 1) % 1_000_000).padStart(6, '0')
  const guess = async () =>
    (await meeting.act(anna, 'attendance:in', { who: anna.memberId, mode: 'in_person', code: wrong })).body
      .code
  const answers = []
  for (let n = 0; n < 11; n++) answers.push(await guess())
  expect(answers.slice(0, 10)).toEqual(Array(10).fill('check_in_code_wrong'))
  expect(answers[10]).toBe('too_many_requests')
  await meeting.seat(anna)
})

test('R-73 · the code is for whoever leads, not for who could pass it on', async () => {
  const meeting = await sitting(house)
  const of = async (client: Client) => (await client.get(`/meetings/${meeting.id}/check-in-code`)).status
  expect(await of(meeting.secretary)).toBe(200)
  expect(await of(meeting.voters[1]!)).toBe(403)
  expect(await of(house.stranger)).toBe(401)
})

test('R-73 · who was here is known for any second of the past, with the quorum of that second', async () => {
  const meeting = await sitting(house, { members: 2 })
  const [chair, anna, boris] = meeting.voters as [Member, Member, Member]
  await meeting.does(meeting.secretary, 'registration:opened', {})
  await meeting.seat(chair, anna)
  const first = house.now.toISOString()
  house.pass(600_000)
  await meeting.does(meeting.chair, 'meeting:opened', {})
  await meeting.does(meeting.secretary, 'attendance:in', { who: boris.memberId, mode: 'video' })
  const second = house.now.toISOString()
  house.pass(300_000)
  await meeting.does(meeting.secretary, 'attendance:out', { who: anna.memberId })
  await meeting.does(meeting.secretary, 'attendance:out', { who: boris.memberId })
  const third = house.now.toISOString()
  house.pass(60_000)
  await meeting.seat(anna)

  const here = async (at: string) => {
    const past = await meeting.past(at)
    return { who: past.present.map(({ who }) => who), phase: past.phase, quorum: past.quorum }
  }
  const [c, a, b] = [chair.memberId, anna.memberId, boris.memberId]
  const quorum = (present: number) => ({ present, base: 3, needed: 2, reached: present >= 2 })
  expect(await here(first)).toEqual({ who: [c, a], phase: 'registration', quorum: quorum(2) })
  expect(await here(second)).toEqual({ who: [c, a, b], phase: 'in_session', quorum: quorum(3) })
  expect(await here(third)).toEqual({ who: [c], phase: 'in_session', quorum: quorum(1) })
  expect(await here(new Date(Date.parse(third) - 1).toISOString())).toMatchObject({ who: [c, a, b] })
  expect(await here(house.now.toISOString())).toMatchObject({ who: [c, a], quorum: quorum(2) })
  expect(await here(new Date(Date.parse(first) - 1).toISOString())).toMatchObject({ who: [], quorum: null })
  expect((await meeting.past('yesterday')) as unknown).toMatchObject({ code: 'invalid_request' })
})

test('R-73 · an invited person speaks and is not counted; somebody may be added at the door', async () => {
  const guest = await house.as(await house.person())
  const meeting = await sitting(house, {
    members: 2,
    invitees: [{ name: 'Гость Мария', personId: guest.personId }, { name: 'Эксперт' }],
  })
  await meeting.begin()
  const [guestId, expertId] = meeting.invitees as [Id, Id]
  const late = newId()
  await meeting.does(meeting.secretary, 'participant:added', { id: late, name: ' Сосед ', title: null })
  for (const who of [guestId, expertId, late])
    await meeting.does(meeting.secretary, 'attendance:in', { who, mode: 'in_person' })
  await meeting.does(guest, 'speech:requested', { speechId: newId(), who: guestId, kind: 'debate' })
  await refused(
    meeting,
    () =>
      meeting.act(guest, 'recusal:declared', { who: guestId, itemId: meeting.items[0]!, reason: 'Родство' }),
    'not_found',
  )
  await refused(
    meeting,
    () => meeting.act(guest, 'attendance:in', { who: expertId, mode: 'in_person' }),
    'not_allowed',
  )
  const { speeches, people } = await meeting.state()
  expect(speeches).toMatchObject([{ who: guestId, state: 'requested' }])
  expect(people.find(({ id }) => id === late)).toMatchObject({
    name: 'Сосед',
    hasVote: false,
    role: 'invitee',
  })
  expect((await meeting.past(house.now.toISOString())).quorum).toMatchObject({ present: 3, base: 3 })
})

test('R-73 · nobody takes part remotely where the meeting is in person', async () => {
  const meeting = await sitting(house, { format: 'in_person' })
  await meeting.does(meeting.secretary, 'registration:opened', {})
  const who = meeting.voters[1]!.memberId
  const remote = (client: Client) => meeting.act(client, 'attendance:in', { who, mode: 'video' })
  await refused(meeting, () => remote(meeting.voters[1]!), 'no_video_here')
  await refused(meeting, () => remote(meeting.secretary), 'no_video_here')
})

test('R-76 · what is asked again under its key is answered as it was then, and done once', async () => {
  const meeting = await sitting(house)
  await meeting.begin()
  const key = newId()
  const speech = { speechId: newId(), who: meeting.voters[1]!.memberId, kind: 'question' as const }
  const once = await meeting.act(meeting.voters[1]!, 'speech:requested', speech, key)
  const told = house.published.length
  await meeting.does(meeting.chair, 'speech:given', { speechId: speech.speechId, seconds: 120 })
  await meeting.does(meeting.chair, 'speech:ended', { speechId: speech.speechId })
  const before = await meeting.entries()
  const again = await meeting.act(meeting.voters[1]!, 'speech:requested', speech, key)
  expect(again.body).toEqual(once.body)
  expect(await meeting.entries()).toEqual(before)
  expect(house.published.slice(told).filter(([, event]) => event === 'meeting:moved')).toHaveLength(2)
})

test('two secretaries at once: one right answer each, and the meeting has it once', async () => {
  const meeting = await sitting(house)
  const both = (ask: (client: Client) => ReturnType<Sitting['act']>) =>
    Promise.all([ask(meeting.secretary), ask(meeting.chair)])
  const codes = (answers: Awaited<ReturnType<Sitting['act']>>[]) =>
    answers.map(({ body }) => body.code ?? 'done').toSorted()
  const opened = await both((client) => meeting.act(client, 'registration:opened', {}))
  expect(codes(opened)).toEqual(['done', 'meeting_wrong_phase'])
  for (const { memberId } of meeting.voters) {
    const seated = await both((client) =>
      meeting.act(client, 'attendance:in', { who: memberId, mode: 'in_person' }),
    )
    expect(codes(seated)).toEqual(['already_present', 'done'])
  }
  expect(codes(await both((client) => meeting.act(client, 'meeting:opened', {})))).toEqual([
    'done',
    'meeting_wrong_phase',
  ])
  expect(await meeting.entries()).toHaveLength(2 + meeting.voters.length)
})

test('another laptop of the chair has the same meeting, and each entry the code of the one before', async () => {
  const meeting = await sitting(house)
  await meeting.begin()
  const elsewhere = await house.as(meeting.chair.personId)
  expect(await meeting.view(elsewhere)).toEqual(await meeting.view())
  const entries = await meeting.entries()
  expect(foldEntries(entries)).toEqual(await meeting.state())
  expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1))
})

/** The rules of §4 that a quorum goes by, and what they make of so many in the hall, at a distance and recused. */
const half = { num: 1, den: 2, strict: true }
const quorums: [
  name: string,
  quorum: Partial<CouncilRules['quorum']>,
  council: { members: number; established?: number },
  here: { hall: number; video?: number; recused?: number },
  found: { present: number; base: number; needed: number; reached: boolean },
][] = [
  [
    'more than half of ten members, five here',
    { fraction: half },
    { members: 10 },
    { hall: 5 },
    { present: 5, base: 10, needed: 6, reached: false },
  ],
  [
    'not less than half of ten members, five here',
    { fraction: { ...half, strict: false } },
    { members: 10 },
    { hall: 5 },
    { present: 5, base: 10, needed: 5, reached: true },
  ],
  [
    'not less than two thirds of seven, five here',
    { fraction: { num: 2, den: 3, strict: false } },
    { members: 7 },
    { hall: 5 },
    { present: 5, base: 7, needed: 5, reached: true },
  ],
  [
    'more than half of the established number of twelve with eight members',
    { fraction: half, base: 'established_number' },
    { members: 8, established: 12 },
    { hall: 6 },
    { present: 6, base: 12, needed: 7, reached: false },
  ],
  [
    'remote members count',
    { fraction: half, countRemote: true },
    { members: 8 },
    { hall: 3, video: 2 },
    { present: 5, base: 8, needed: 5, reached: true },
  ],
  [
    'remote members do not count',
    { fraction: half, countRemote: false },
    { members: 8 },
    { hall: 3, video: 2 },
    { present: 3, base: 8, needed: 5, reached: false },
  ],
  [
    'recused members count',
    { fraction: half, countRecused: true },
    { members: 8 },
    { hall: 5, recused: 1 },
    { present: 5, base: 8, needed: 5, reached: true },
  ],
  [
    'recused members do not count',
    { fraction: half, countRecused: false },
    { members: 8 },
    { hall: 5, recused: 1 },
    { present: 4, base: 8, needed: 5, reached: false },
  ],
]

test.each(quorums)('§4 quorum · %s', async (_, quorum, { members, established }, here, found) => {
  const meeting = await sitting(house, {
    members: members - 1,
    rules: { ...defaultCouncilRules, quorum: { ...defaultCouncilRules.quorum, ...quorum } },
    established: established ?? members,
  })
  await meeting.does(meeting.secretary, 'registration:opened', {})
  const { hall, video = 0, recused = 0 } = here
  await meeting.seat(...meeting.voters.slice(0, hall))
  for (const { memberId } of meeting.voters.slice(hall, hall + video))
    await meeting.does(meeting.secretary, 'attendance:in', { who: memberId, mode: 'video' })
  const itemId = meeting.items[0]!
  for (const { memberId } of meeting.voters.slice(0, recused))
    await meeting.does(meeting.secretary, 'recusal:declared', { who: memberId, itemId, reason: 'Родство' })
  expect(quorumOf(await meeting.state(), itemId)).toEqual(found)
  if (recused > 0) return
  if (found.reached) await meeting.does(meeting.chair, 'meeting:opened', {})
  else {
    await refused(meeting, () => meeting.act(meeting.chair, 'meeting:opened', {}), 'meeting_no_quorum')
    await meeting.does(meeting.chair, 'meeting:failed', {})
    expect((await meeting.state()).phase).toBe('failed_quorum')
  }
})

test('§4 quorum.check · a lost quorum is written down with its second, and no question is put until it is regained', async () => {
  const meeting = await sitting(house, { members: 2 })
  const [, anna, boris] = meeting.voters as [Member, Member, Member]
  await meeting.begin()
  house.pass(1000)
  await meeting.does(meeting.secretary, 'attendance:out', { who: anna.memberId })
  expect((await meeting.state()).quorum).toHaveLength(1)
  house.pass(1000)
  const lost = await meeting.does(boris, 'attendance:out', { who: boris.memberId })
  const at = house.now.toISOString()
  expect(lost).toMatchObject([
    { verb: 'attendance:out', at, data: { by: 'self' } },
    { verb: 'quorum:lost', at, data: { quorum: { present: 1, base: 3, needed: 2, reached: false } } },
  ])
  const put = () =>
    meeting.act(meeting.chair, 'vote:opened', {
      itemId: meeting.items[0]!,
      question: 'Поддержать?',
      form: 'open_roll_call',
      decisionClass: 'ordinary',
      stage: null,
    })
  await refused(meeting, put, 'meeting_no_quorum')
  house.pass(1000)
  const back = await meeting.does(meeting.secretary, 'attendance:in', {
    who: anna.memberId,
    mode: 'in_person',
  })
  expect(back.at(-1)).toMatchObject({ verb: 'quorum:regained', at: house.now.toISOString() })
  expect((await put()).status).toBe(200)
})

test('§4 quorum.check · a vote ends without a decision when the quorum is gone at its closing, if the rules look at each vote', async () => {
  const outcomes: Record<string, string | null> = {}
  for (const check of ['opening_and_each_vote', 'opening_only'] as const) {
    const meeting = await sitting(house, {
      members: 2,
      rules: { ...defaultCouncilRules, quorum: { ...defaultCouncilRules.quorum, check } },
      established: 3,
    })
    const [chair, anna, boris] = meeting.voters as [Member, Member, Member]
    await meeting.begin()
    const voteId = await meeting.ask()
    for (const each of [chair, anna]) await each.put(`/votes/${voteId}/ballot`, { choice: 'for', turn: 1 })
    for (const each of [anna, boris])
      await meeting.does(meeting.secretary, 'attendance:out', { who: each.memberId })
    const closed = await meeting.does(meeting.chair, 'vote:closed', { voteId })
    expect(closed).toMatchObject([{ verb: 'vote:closed', data: { voteId } }])
    outcomes[check] = (await meeting.state()).votes[0]!.outcome
    expect(await meeting.does(meeting.secretary, 'vote:closed', { voteId })).toEqual(closed)
  }
  expect(outcomes).toEqual({ opening_and_each_vote: 'no_quorum', opening_only: 'adopted' })
})

test('T1 · за + против + воздержались + не голосовали are those who are here and may vote', async () => {
  const meeting = await sitting(house, { members: 4 })
  const [chair, anna, boris, vera] = meeting.voters as [Member, Member, Member, Member]
  await meeting.begin(meeting.voters.slice(0, 4))
  const [itemId] = meeting.items as [Id]
  await meeting.does(vera, 'recusal:declared', { who: vera.memberId, itemId, reason: 'Родство' })
  const voteId = await meeting.ask()
  await chair.put(`/votes/${voteId}/ballot`, { choice: 'for', turn: 1 })
  await anna.put(`/votes/${voteId}/ballot`, { choice: 'against', turn: 1 })
  for (const outside of [vera, meeting.voters[4]!]) {
    const { body } = await outside.put(`/votes/${voteId}/ballot`, { choice: 'for', turn: 1 })
    expect(body).toEqual({ code: 'not_an_elector' })
  }
  await refused(
    meeting,
    () => meeting.act(vera, 'recusal:withdrawn', { who: vera.memberId, itemId }),
    'item_was_voted_on',
  )
  await refused(meeting, () => meeting.act(meeting.chair, 'meeting:closed', {}), 'vote_in_progress')
  await refused(
    meeting,
    () => meeting.act(meeting.chair, 'presiding:changed', { who: anna.memberId }),
    'vote_in_progress',
  )
  await meeting.does(chair, 'vote:closed', { voteId })
  const [vote] = (await meeting.state()).votes
  expect(vote).toMatchObject({
    entitled: [chair.memberId, anna.memberId, boris.memberId],
    result: { for: 1, against: 1, abstain: 0, notVoted: 1 },
  })
})

test('R-74 · while a meeting goes on, the desk of everybody who sits in the council leads there, and of nobody else', async () => {
  const meeting = await sitting(house)
  const anna = meeting.voters[1]!
  const waiting = async (who: Client) =>
    (await who.get<DeskView>('/desk')).body.meetings.filter(({ duty }) => duty === 'attend')
  expect(await waiting(anna)).toEqual([])
  await meeting.begin()
  expect((await waiting(anna)).map(({ number }) => number)).toEqual([meeting.number])
  expect(await waiting(await house.as(await house.person()))).toEqual([])
  await meeting.does(meeting.chair, 'meeting:closed', {})
  expect(await waiting(anna)).toEqual([])
})

test('domain §2.2 · who stays away without a word is named to the council, with the meetings, and to nobody else', async () => {
  const house = await openHouse()
  const first = await sitting(house, {
    members: 4,
    rules: { absence: { inRow: 2, perYear: null } },
    items: ['О дороге'],
  })
  const [, anna, boris] = first.voters
  const absences = async () =>
    (await first.chair.get<AbsencesView>(`/councils/${first.slug}/absences`)).body.warnings
  await first.begin(first.voters.filter((each) => each !== anna && each !== boris))
  await first.does(first.chair, 'meeting:closed', {})
  expect((await absences()).map(({ memberId, isReached }) => [memberId, isReached])).toEqual(
    [anna!, boris!].map(({ memberId }) => [memberId, false]),
  )
  house.pass(86_400_000 * 7)
  const second = await first.again(['О мосте'])
  await second.begin(second.voters.filter((each) => each !== anna))
  await second.does(second.chair, 'meeting:closed', {})
  expect(await absences()).toMatchObject([
    {
      ...{ memberId: anna!.memberId, rule: 'in_row', limit: 2, isReached: true },
      meetings: [first.number, second.number],
    },
  ])
  expect((await house.stranger.get(`/councils/${first.slug}/absences`)).status).toBe(404)
  await house.close()
})

test('a clock that is set back turns no meeting round: its entries follow one another, and its past can be asked for', async () => {
  const meeting = await sitting(house, { members: 2 })
  const [chair, anna] = meeting.voters as [Member, Member]
  await meeting.does(meeting.secretary, 'registration:opened', {})
  await meeting.seat(chair)
  const before = house.now
  house.pass(-3_600_000)
  await meeting.seat(anna)
  await meeting.does(meeting.chair, 'meeting:opened', {})
  const at = (await meeting.entries()).map((each) => each.at)
  expect(at).toEqual(at.toSorted())
  expect(new Set(at)).toEqual(new Set([before.toISOString()]))
  house.setClock(before)
  await meeting.does(anna, 'attendance:out', { who: anna.memberId })
  const past = await meeting.past(new Date(before.getTime() - 1).toISOString())
  expect([past.phase, past.present]).toEqual(['planned', []])
})
