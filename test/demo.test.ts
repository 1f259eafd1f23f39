import { afterAll, beforeAll, expect, test } from 'vitest'
import { marksIn } from '../shared/comments.ts'
import type { Id } from '../shared/values.ts'
import { NotADemonstration, seedDemo } from '../server/demo/seed.ts'
import { draftJson } from '../server/drafts/queries.ts'
import type { MinutesView } from '../shared/meetings/minutes-views.ts'
import type { MeetingList, PlanView } from '../shared/meetings/planning.ts'
import { whyNot } from '../shared/meetings/rules.ts'
import { quorumOf } from '../shared/meetings/quorum.ts'
import type { MeetingView } from '../shared/meetings/views.ts'
import type { WorkPlanView } from '../shared/meetings/work-plan.ts'
import type { SecretView } from '../shared/secret-views.ts'
import type { VoteResult } from '../shared/votes.ts'
import type { VoteSummary } from '../shared/votes-views.ts'
import { verdictOf } from '../verify/verdict.ts'
import { openHouse, type Client, type House } from './house.ts'

let demo: House
let own: House
let filled: House
let person: Id
beforeAll(async () => {
  demo = await openHouse({ mode: 'demo' })
  filled = await openHouse({ mode: 'demo' })
  await seedDemo(filled.kit)
  own = await openHouse({ mode: 'own' })
  person = await demo.person()
})
afterAll(() => Promise.all([demo.close(), own.close(), filled.close()]))

const signIn = async (headers: Record<string, string>, { house = demo, who = person } = {}) => {
  const ask = { method: 'POST', url: '/api/demo/sign-in', payload: { person: who } } as const
  const { statusCode } = await house.app.inject({ ...ask, headers })
  return statusCode
}
const sessions = () => demo.kit.db.selectFrom('session').selectAll().execute()

test('the demonstration signs in as anybody by one click, from this computer', async () => {
  expect(await signIn({ host: 'localhost:8080', origin: 'http://localhost:8080' })).toBe(204)
  const [opened] = await sessions()
  expect((await demo.journalOf(opened!.id)).map(({ verb, personId }) => [verb, personId])).toEqual([
    ['session:opened', person],
  ])
})

test.each([
  ['by a name that is lent to our address', { host: 'example.org' }, 404],
  ['by a lent name that calls itself ours', { host: 'example.org', 'x-forwarded-host': 'localhost' }, 404],
  ['from elsewhere through a proxy', { host: 'localhost', 'x-forwarded-for': '203.0.113.7' }, 404],
  ['from a page elsewhere', { host: 'localhost', origin: 'https://example.org' }, 403],
  ['from a page without a name', { host: 'localhost', origin: 'null' }, 403],
])('nobody is signed in %s', async (_, headers, status) => {
  const before = await sessions()
  expect(await signIn(headers as Record<string, string>)).toBe(status)
  expect(await sessions()).toEqual(before)
})

test('a region of one’s own has no such door', async () => {
  const who = await own.person()
  expect(await signIn({ host: 'localhost' }, { house: own, who })).toBe(404)
  expect((await own.stranger.get('/demo/people')).status).toBe(404)
})

test('a demonstration is known again after somebody with another address was invited, and is not filled twice', async () => {
  await filled.person({ email: 'guest@elsewhere.test' })
  const count = () => filled.kit.db.selectFrom('initiative').select('id').execute()
  const before = await count()
  await seedDemo(filled.kit)
  expect(await count()).toEqual(before)
})

test('in the demonstration people talk about words that stand in their texts', async () => {
  const threads = await filled.kit.db.selectFrom('thread').select(['id', 'draftId', 'state']).execute()
  expect(threads.map(({ state }) => state).toSorted()).toEqual(['open', 'open', 'open', 'open', 'resolved'])
  for (const { id, draftId } of threads)
    expect(marksIn(await draftJson(filled.kit.db, draftId)).has(id), id).toBe(true)
})

test('in the demonstration people suggest changes, of which some are decided and some stand side by side', async () => {
  const rows = await filled.kit.db
    .selectFrom('suggestion')
    .select(['state', 'baseDraftId', 'sentAt'])
    .orderBy('id')
    .execute()
  expect(rows.map(({ state }) => state)).toEqual(['decided', 'sent', 'sent'])
  const decisions = await filled.kit.db
    .selectFrom('suggestionDecision')
    .select('decision')
    .orderBy('id')
    .execute()
  expect(decisions.map(({ decision }) => decision)).toEqual(['accepted', 'accepted', 'declined'])
  const text = JSON.stringify(await draftJson(filled.kit.db, rows[0]!.baseDraftId))
  expect(text).toContain('до пятого декабря')
  expect(text).toContain('и два печника')
  expect(text).not.toContain('круглый год')
})

test('a region of real people is never touched', async () => {
  const real = await openHouse({ mode: 'demo' })
  await real.person({ email: 'somebody@example.org' })
  await expect(seedDemo(real.kit)).rejects.toThrow(NotADemonstration)
  expect(await real.kit.db.selectFrom('council').select('id').execute()).toEqual([])
  await real.close()
})

const COUNCIL = '/councils/palana'

/** Somebody of the filled demonstration, by their family name. */
async function sitting(familyName: string): Promise<Client> {
  const { id } = await filled.kit.db
    .selectFrom('person')
    .select('id')
    .where('familyName', '=', familyName)
    .executeTakeFirstOrThrow()
  return filled.as(id)
}

const meetings = async (client = filled.stranger) =>
  (await client.get<MeetingList>(`${COUNCIL}/meetings`)).body

test('in the demonstration a council has met, is about to meet and will meet', async () => {
  const { past, upcoming } = await meetings()
  expect(past.map(({ phase, decisions }) => [phase, decisions])).toEqual([['closed', 5]])
  expect(upcoming.map(({ phase, kind }) => [kind, phase])).toEqual([
    ['regular', 'registration'],
    ['extraordinary', 'notified'],
  ])
})

test('the meeting that was held kept its quorum, split evenly once, and let the presiding officer decide', async () => {
  const [held] = (await meetings()).past
  const { body } = await filled.stranger.get<MeetingView>(`${COUNCIL}/meetings/${held!.number}`)
  const { people, agenda, votes, quorum, decisions } = body.state!
  expect(people.filter(({ hasVote }) => hasVote)).toHaveLength(9)
  expect(people.filter(({ intervals }) => intervals.some(({ mode }) => mode === 'video'))).toHaveLength(1)
  expect(agenda.map(({ recused, dissenting }) => [recused.length, dissenting.length])).toEqual([
    [0, 0],
    [1, 1],
    [0, 0],
    [0, 0],
    [0, 0],
  ])
  expect(quorum.every((each) => each.quorum.reached)).toBe(true)
  const counted = votes.map(({ result }) => result as VoteResult)
  expect(
    counted.map((each) => [each.for, each.against, each.abstain, each.outcome, each.tieBrokenBy]),
  ).toEqual([
    [9, 0, 0, 'adopted', null],
    [5, 2, 1, 'adopted', null],
    [9, 0, 0, 'adopted', null],
    [3, 5, 1, 'not_adopted', null],
    [7, 1, 1, 'adopted', null],
    [8, 0, 1, 'adopted', null],
    [4, 4, 0, 'adopted', 'chair'],
  ])
  expect(votes.map(({ stage }) => stage)).toEqual([
    null,
    null,
    'basis',
    'amendment',
    'amendment',
    'whole',
    null,
  ])
  expect(decisions.map(({ voteId }) => voteId === null)).toEqual([false, false, false, false, true])
})

test('anybody reads the minutes of the meeting that was held: signed by both, published, with a dissenting opinion', async () => {
  const [held] = (await meetings()).past
  const { status, body } = await filled.stranger.get<MinutesView>(
    `${COUNCIL}/meetings/${held!.number}/minutes`,
  )
  expect([status, body.state, body.number]).toEqual([200, 'published', 1])
  expect(body.signers.map(({ role, signedAt }) => [role, signedAt !== null])).toEqual([
    ['presiding', true],
    ['secretary', true],
  ])
  const paper = JSON.stringify(body.blocks)
  expect(paper).toContain('Спросил также об освещении')
  expect(paper).toContain('Сначала письмо котельной')
})

test('the meeting of today has a quorum in its open registration, and its chair may open it at once', async () => {
  const [today] = (await meetings()).upcoming
  const chair = await sitting('Черных')
  const { body } = await chair.get<MeetingView>(`${COUNCIL}/meetings/${today!.number}`)
  const state = body.state!
  expect(quorumOf(state, null)).toMatchObject({ present: 5, needed: 5, reached: true })
  expect(whyNot(state, { who: state.presidingId, leads: true }, { verb: 'meeting:opened', data: {} })).toBe(
    null,
  )
  expect(state.agenda.map(({ number }) => number)).toEqual(['1', '2', '2.1', '2.2', '3'])
})

test('for the meeting of next week everybody was told in time, and some have answered', async () => {
  const next = (await meetings()).upcoming.at(-1)!
  const secretary = await sitting('Орлова')
  const { body } = await secretary.get<PlanView>(`${COUNCIL}/meetings/${next.number}/plan`)
  expect(body.notices.map(({ lateReason }) => lateReason)).toEqual([null])
  expect(body.isNoticeOutdated).toBe(false)
  expect(body.expected).toMatchObject({ inPerson: 4, video: 1, absent: 1, silent: 3 })
  expect(body.materials).toHaveLength(3)
  expect(body.agenda.every(({ proposal }) => proposal !== null)).toBe(true)
})

test('the work plan of the year is adopted, partly fulfilled and partly overdue', async () => {
  const { body } = await filled.stranger.get<WorkPlanView>(`${COUNCIL}/plans/${filled.now.getFullYear()}`)
  expect(body.adopted?.meetingNumber).toBe(1)
  expect(body.counts).toEqual({ done: 4, due: 4, unfulfilled: 1 })
})

test('an absentee vote, a secret one and a rating are open to be taken part in', async () => {
  const { id } = (await meetings()).past[0]!.council
  const member = await sitting('Тимофеева')
  const { body } = await member.get<{ votes: VoteSummary[] }>(`/votes?council=${id}&state=open`)
  expect(body.votes.map(({ form }) => form).toSorted()).toEqual(['absentee', 'rating', 'secret'])
})

test('in the demonstration a council has elected in secret, with a board and a protocol, and another one issues ballots', async () => {
  const secret = await filled.kit.db.selectFrom('secretVote').select('voteId').orderBy('voteId').execute()
  const views = await Promise.all(
    secret.map(async ({ voteId }) => (await filled.stranger.get<SecretView>(`/votes/${voteId}/secret`)).body),
  )
  const held = views.find(({ phase }) => phase === 'tallied')!
  expect(held.protocol).toMatchObject({
    outcome: 'adopted',
    numbers: { roll: 7, present: 6, issued: 6, cast: 6, valid: 6, invalid: 0 },
    counts: [{ votes: 5 }, { votes: 1 }, { votes: 0 }],
  })
  // Anybody checks it without the server.
  const { payload } = await filled.app.inject({ url: `/api/votes/${held.voteId}/record.json` })
  expect((await verdictOf(payload, {}, 'ru')).code).toBe(0)
  expect(
    await filled.kit.db.selectFrom('secretKey').select('voteId').where('voteId', '=', held.voteId).execute(),
  ).toEqual([])

  const { voteId } = secret.find((each) => each.voteId !== held.voteId)!
  const member = await sitting('Попов')
  const open = (await member.get<SecretView>(`/votes/${voteId}/secret`)).body
  expect(open).toMatchObject({ phase: 'issuance_open', can: { issue: true }, mine: { issuedAt: null } })
  expect(open.issuance.every(({ issuedAt }) => issuedAt === null)).toBe(true)
})
