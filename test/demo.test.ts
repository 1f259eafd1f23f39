import { afterAll, beforeAll, expect, test } from 'vitest'
import { marksIn } from '../shared/comments.ts'
import type { Id } from '../shared/values.ts'
import { NotADemonstration, seedDemo } from '../server/demo/seed.ts'
import { draftJson } from '../server/drafts/queries.ts'
import { openHouse, type House } from './house.ts'

let demo: House
let own: House
let person: Id
beforeAll(async () => {
  demo = await openHouse({ mode: 'demo' })
  own = await openHouse({ mode: 'own' })
  person = await demo.person()
})
afterAll(() => Promise.all([demo.close(), own.close()]))

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
  const house = await openHouse({ mode: 'demo' })
  await seedDemo(house.kit)
  await house.person({ email: 'guest@elsewhere.test' })
  const count = () => house.kit.db.selectFrom('initiative').select('id').execute()
  const before = await count()
  await seedDemo(house.kit)
  expect(await count()).toEqual(before)
  await house.close()
})

test('in the demonstration people talk about words that stand in their texts', async () => {
  const house = await openHouse({ mode: 'demo' })
  await seedDemo(house.kit)
  const threads = await house.kit.db.selectFrom('thread').select(['id', 'draftId', 'state']).execute()
  expect(threads.map(({ state }) => state).toSorted()).toEqual(['open', 'open', 'open', 'open', 'resolved'])
  for (const { id, draftId } of threads)
    expect(marksIn(await draftJson(house.kit.db, draftId)).has(id), id).toBe(true)
  await house.close()
})

test('in the demonstration people suggest changes, of which some are decided and some stand side by side', async () => {
  const house = await openHouse({ mode: 'demo' })
  await seedDemo(house.kit)
  const rows = await house.kit.db
    .selectFrom('suggestion')
    .select(['state', 'baseDraftId', 'sentAt'])
    .orderBy('id')
    .execute()
  expect(rows.map(({ state }) => state)).toEqual(['decided', 'sent', 'sent'])
  const decisions = await house.kit.db
    .selectFrom('suggestionDecision')
    .select('decision')
    .orderBy('id')
    .execute()
  expect(decisions.map(({ decision }) => decision)).toEqual(['accepted', 'accepted', 'declined'])
  const text = JSON.stringify(await draftJson(house.kit.db, rows[0]!.baseDraftId))
  expect(text).toContain('до пятого декабря')
  expect(text).toContain('и два печника')
  expect(text).not.toContain('круглый год')
  await house.close()
})

test('a region of real people is never touched', async () => {
  const real = await openHouse({ mode: 'demo' })
  await real.person({ email: 'somebody@example.org' })
  await expect(seedDemo(real.kit)).rejects.toThrow(NotADemonstration)
  expect(await real.kit.db.selectFrom('council').select('id').execute()).toEqual([])
  await real.close()
})
