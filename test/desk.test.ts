import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { DeskView } from '../shared/desk.ts'
import { openHouse, type Client, type House } from './house.ts'
import { address, ask, initiativeAt, place, type Place } from './support/initiatives.ts'

const DAY = 86_400_000

let house: House
let at: Place
beforeAll(async () => void (house = await openHouse()))
afterAll(() => house.close())
beforeEach(async () => void (at = await place(house)))

const desk = async (client: Client) => (await client.get<DeskView>('/desk')).body
const duties = async (client: Client) =>
  (await desk(client)).initiatives.map(({ number, duty }) => [number, duty])

test('a stranger has no desk', async () => {
  expect(await house.stranger.get('/desk')).toMatchObject({ status: 401, body: { code: 'sign_in_required' } })
})

test('somebody new finds an empty desk', async () => {
  const anna = await house.as(await house.person())
  expect(await desk(anna)).toMatchObject({
    ...{ votes: [], initiatives: [], reviews: [], news: [] },
    can: { inTray: false },
  })
})

test('a vote waits for its electors until they cast a ballot, and for nobody else', async () => {
  const { votes } = await initiativeAt(house, at, 'vote')
  const { id, closesAt } = votes[0]!

  expect((await desk(at.member)).votes).toMatchObject([{ id, closesAt }])
  expect((await desk(at.observer)).votes).toEqual([])
  expect((await desk(at.official)).votes).toEqual([])
  await at.member.put(`/votes/${id}/ballot`, { choice: 'abstain', turn: 1 })
  expect((await desk(at.member)).votes).toEqual([])
  expect((await desk(at.chair)).votes).toHaveLength(1)
})

test('a vote whose time is over waits for nobody, closed or not', async () => {
  await initiativeAt(house, at, 'vote')
  house.pass(2 * 60 * 60_000)
  expect((await desk(at.member)).votes).toEqual([])
})

test('an initiative waits for its authors while it is theirs, then for secretary and chair', async () => {
  const draft = await initiativeAt(house, at, 'draft')
  house.pass(1000)
  const discussed = await initiativeAt(house, at, 'public_discussion')
  const reviewed = await initiativeAt(house, at, 'council_review')
  house.pass(1000)
  const adopted = await initiativeAt(house, at, 'adopted')

  const authors = [
    [draft.number, 'openDiscussion'],
    [discussed.number, 'sendToCouncil'],
  ]
  const leaders = [
    [reviewed.number, 'openVote'],
    [adopted.number, 'submit'],
  ]
  expect(await duties(at.author)).toEqual(authors)
  expect(await duties(at.secretary)).toEqual(leaders)
  expect(await duties(at.chair)).toEqual(leaders)
  expect(await duties(at.member)).toEqual([])
  expect(await duties(at.official)).toEqual([])
})

test('a coauthor has the same desk as the author for what they write together', async () => {
  const { number } = await initiativeAt(house, at, 'draft')
  const { status } = await at.author.post(`${address(number)}/coauthors`, { personId: at.member.personId })
  expect(status).toBe(200)
  expect(await duties(at.member)).toEqual([[number, 'openDiscussion']])
})

test('what came back waits for its author with the reason, and is news', async () => {
  const { number } = await initiativeAt(house, at, 'council_review')
  await ask(at.secretary, number, 'return-to-draft', { reason: 'Нет сметы' })

  const { initiatives, news } = await desk(at.author)
  expect(initiatives).toMatchObject([{ number, duty: 'mend', reason: 'Нет сметы' }])
  expect(news).toMatchObject([{ number, verb: 'returnToDraft', reason: 'Нет сметы' }])
  // Opened again it is an ordinary discussion.
  await ask(at.author, number, 'publish-for-discussion')
  expect((await desk(at.author)).initiatives).toMatchObject([{ duty: 'sendToCouncil', reason: null }])
})

test('news of an initiative are what others did with it, the latest first', async () => {
  const { number } = await initiativeAt(house, at, 'accepted')
  const { news } = await desk(at.author)
  expect(news.map((each) => [each.number, each.verb])).toEqual(
    ['accept', 'register', 'submit', 'adopt', 'openVote'].map((verb) => [number, verb]),
  )
  expect((await desk(at.member)).news).toEqual([])
})

test('an official finds what has to be registered and answered, overdue first, and only of their authority', async () => {
  const start = house.now
  const submitted = await initiativeAt(house, at, 'submitted_to_authority')
  const registered = await initiativeAt(house, at, 'registered')

  const own = await desk(at.official)
  expect(own.can.inTray).toBe(true)
  expect(own.reviews).toMatchObject([
    { id: submitted.review!.id, term: { what: 'register', isOverdue: false } },
    { id: registered.review!.id, term: { what: 'conclude', dueOn: registered.review!.dueOn } },
  ])
  const elsewhere = await house.post(await house.organization())
  expect((await desk(elsewhere)).reviews).toEqual([])

  house.pass(10 * DAY)
  expect((await desk(at.official)).reviews[0]?.term).toMatchObject({ isOverdue: true, daysLeft: -7 })
  house.setClock(start)
})

test('somebody who speaks for an NKO has no in-tray', async () => {
  const representative = await house.post(await house.organization({ kind: 'nko' }), 'representative')
  expect((await desk(representative)).can).toEqual({ inTray: false })
})
