import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Feed, PortalView } from '../shared/portal.ts'
import { openHouse, type House } from './house.ts'
import { ask, initiativeAt, place, type Place } from './support/initiatives.ts'

const DAY = 86_400_000

let house: House
let at: Place
beforeAll(async () => {
  house = await openHouse()
  at = await place(house)
})
afterAll(() => house.close())

const portal = async () => (await house.stranger.get<PortalView>('/portal')).body
const feed = async () => (await house.stranger.get<Feed>('/feed.json')).body
const byNumber = <T extends { number: string | null }>(list: readonly T[], number: string) =>
  list.find((each) => each.number === number)

test('an empty region has a portal with nothing in it', async () => {
  expect(await portal()).toEqual({
    now: house.now.toISOString(),
    discussed: [],
    votes: [],
    decided: [],
    answered: [],
    overdue: [],
    meetings: [],
    exchanges: [],
  })
  expect((await feed()).items).toEqual([])
})

test('what is discussed or before its council is shown with its council, what is voted on with how many have voted', async () => {
  const discussed = await initiativeAt(house, at, 'public_discussion')
  const reviewed = await initiativeAt(house, at, 'council_review')
  const voted = await initiativeAt(house, at, 'vote')
  await at.member.put(`/votes/${voted.votes[0]!.id}/ballot`, { choice: 'for', turn: 1 })

  const seen = await portal()
  expect(byNumber(seen.discussed, discussed.number)).toMatchObject({
    title: discussed.title,
    council: { shortName: 'Проверочный совет', timeZone: 'Asia/Kamchatka' },
    since: house.now.toISOString(),
  })
  expect(byNumber(seen.discussed, reviewed.number)).toBeDefined()
  expect(byNumber(seen.votes, voted.number)).toEqual({
    number: voted.number,
    question: voted.votes[0]!.question,
    council: expect.objectContaining({ slug: discussed.council.slug }) as unknown,
    closesAt: voted.votes[0]!.closesAt,
    cast: 1,
    electors: 4,
  })
})

test('R-65 · a decision is shown with its four numbers, in the portal and in the feed, once each', async () => {
  const adopted = await initiativeAt(house, at, 'adopted')
  const declined = await initiativeAt(house, at, 'not_adopted')

  const { decided } = await portal()
  expect(byNumber(decided, adopted.number)).toMatchObject({
    outcome: 'adopted',
    ...{ for: 3, against: 0, abstain: 0, notVoted: 1 },
  })
  expect(byNumber(decided, declined.number)).toMatchObject({ outcome: 'not_adopted', against: 3 })

  const items = (await feed()).items.filter(({ url }) => url.endsWith(encodeURIComponent(adopted.number)))
  expect(items).toMatchObject([{ tags: ['vote', 'adopted'], date_published: house.now.toISOString() }])
  expect(items[0]?.url).toBe(`http://localhost:8080/initiatives/${encodeURIComponent(adopted.number)}`)
})

test('an answer is shown with its verdict; the feed has the words of the authority', async () => {
  const answered = await initiativeAt(house, at, 'accepted_partially')

  expect(byNumber((await portal()).answered, answered.number)).toEqual({
    number: answered.number,
    title: answered.title,
    authority: { slug: `organization-${at.authorityId}`, shortName: 'Администрация' },
    verdict: 'accepted_partially',
    concludedOn: house.today,
  })
  const [latest, before] = (await feed()).items.filter(({ url }) =>
    url.endsWith(encodeURIComponent(answered.number)),
  )
  expect([latest?.tags, before?.tags].toSorted()).toEqual([
    ['answer', 'accepted_partially'],
    ['vote', 'adopted'],
  ])
  expect([latest, before].find((each) => each?.tags[0] === 'answer')?.content_text).toContain('Рассмотрено.')
})

test('R-72 · what an authority is late with is shown from the day after its term, with how late it is', async () => {
  const start = house.now
  const unregistered = await initiativeAt(house, at, 'submitted_to_authority')
  const unanswered = await initiativeAt(house, at, 'registered')
  const mine = async () =>
    (await portal()).overdue.filter(({ number }) => [unregistered.number, unanswered.number].includes(number))

  expect(await mine()).toEqual([])
  house.setClock(new Date(start.getTime() + 4 * DAY))
  expect(await mine()).toMatchObject([{ number: unregistered.number, what: 'register', days: 1 }])
  house.setClock(new Date(start.getTime() + 40 * DAY))
  expect(await mine()).toMatchObject([
    { number: unregistered.number, what: 'register', days: 37 },
    { number: unanswered.number, what: 'reply', dueOn: unanswered.review!.dueOn },
  ])
  house.setClock(start)
})

test('a draft is nowhere: not in the portal, not in the feed, also when it came back from the council', async () => {
  const title = 'Тайный черновик'
  await initiativeAt(house, at, 'draft', { title })
  const withdrawn = await initiativeAt(house, at, 'withdrawn', { title })
  const returned = await initiativeAt(house, at, 'council_review', { title })
  const { status } = await ask(at.secretary, returned.number, 'return-to-draft', { reason: 'Нет сметы' })
  expect(status).toBe(200)
  expect(withdrawn.state).toBe('withdrawn')

  const everything = JSON.stringify([await portal(), await feed()])
  expect(everything).not.toContain(title)
  expect(everything).not.toContain(returned.number)
})
