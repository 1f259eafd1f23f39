import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addDays } from '../shared/calendar.ts'
import { grounds, type AuthorityView, type InTray, type ReviewView } from '../shared/reviews.ts'
import type { Id } from '../shared/values.ts'
import { fromJson } from '../server/lib/db/db.ts'
import { openHouse, type Client, type House } from './house.ts'
import { submittedReview, type Asked } from './support/reviews.ts'

const start = new Date('2026-11-24T00:00:00.000Z')
const DAY = 86_400_000

let house: House
const told: [news: string, reviewId: Id][] = []
beforeAll(async () => {
  house = await openHouse()
  house.kit.listeners.on(
    'review:registered',
    async (_, { reviewId }) => void told.push(['registered', reviewId]),
  )
  house.kit.listeners.on(
    'review:concluded',
    async (_, { reviewId }) => void told.push(['concluded', reviewId]),
  )
})
afterAll(() => house.close())
beforeEach(() => house.setClock(start))

const read = async (id: Id, client: Client = house.stranger) =>
  (await client.get<ReviewView>(`/reviews/${id}`)).body
const register = (client: Client, id: Id, number = `вх-${id}`, registeredOn = house.today) =>
  client.post<ReviewView>(`/reviews/${id}/register`, { number, registeredOn })
const conclude = (client: Client, id: Id, values: object = {}) =>
  client.post<ReviewView>(`/reviews/${id}/conclude`, {
    verdict: 'accepted',
    text: 'Инициатива поддержана.',
    outNumber: '01-15/287',
    ...values,
  })

const traces = async (asked: Asked) => ({
  review: await house.kit.db.selectFrom('review').selectAll().where('id', '=', asked.reviewId).execute(),
  conclusion: await house.kit.db
    .selectFrom('conclusion')
    .selectAll()
    .where('reviewId', '=', asked.reviewId)
    .execute(),
  journal: await house.journalOf(asked.reviewId),
  published: house.publishedTo(`authority:${asked.authorityId}`).length,
  told: told.filter(([, id]) => id === asked.reviewId),
})

describe('submission', () => {
  test('the authority finds it in the in-tray with the day by which it must be registered', async () => {
    const { reviewId, slug, official } = await submittedReview(house)
    const { body } = await official.get<InTray>(`/authorities/${slug}/in-tray`)

    // Three days after Tuesday, 24 November 2026.
    expect(body.waiting).toMatchObject([
      {
        id: reviewId,
        state: 'submitted',
        submittedOn: '2026-11-24',
        term: { what: 'register', dueOn: '2026-11-27', daysLeft: 3, isOverdue: false },
        can: { register: true, conclude: false },
      },
    ])
  })

  test('R-73 · only an authority can be asked', async () => {
    const nko = await house.organization({ kind: 'nko' })
    await expect(submittedReview(house, { authorityId: nko })).rejects.toMatchObject({
      code: 'not_an_authority',
    })
    const rows = house.kit.db.selectFrom('review').select('id').where('authorityId', '=', nko)
    expect(await rows.execute()).toEqual([])
  })
})

describe('registration', () => {
  test('the answer is due thirty days after the day of registration', async () => {
    const { reviewId, official } = await submittedReview(house)
    const { status, body } = await register(official, reviewId, ' 01-14/312 ')

    expect(status).toBe(200)
    expect(body).toMatchObject({
      state: 'registered',
      registration: { number: '01-14/312', on: '2026-11-24' },
      dueOn: '2026-12-24',
      term: { what: 'conclude', daysLeft: 30, isOverdue: false },
      can: { register: false, conclude: true },
    })
    expect(told).toContainEqual(['registered', reviewId])
  })

  test('R-73 · workdays are counted where the rules say so, and the journal names the version of the rules', async () => {
    const { reviewId, official } = await submittedReview(house, {
      rules: { replyDueDays: { days: 5, working: true } },
    })
    // A Tuesday; a weekend lies between.
    expect((await register(official, reviewId)).body.dueOn).toBe('2026-12-01')
    for (const { data } of await house.journalOf(reviewId))
      expect(fromJson(data)).toMatchObject({ rules: { basis: 'Положение о совете' } })
  })

  test('dueDate.onDayOff · a term that ends on a Saturday moves as the rules of the council say', async () => {
    const early = await submittedReview(house)
    const late = await submittedReview(house, { rules: { dueDateOnDayOff: 'next_workday' } })
    house.pass(2 * DAY)

    expect((await register(early.official, early.reviewId)).body.dueOn).toBe('2026-12-25')
    expect((await register(late.official, late.reviewId)).body.dueOn).toBe('2026-12-28')
  })

  test('domain §4 · submitted on 20.02.2017 it must be registered by 22.02, before the holiday, and answered by 22.03', async () => {
    await house.kit.db
      .insertInto('dayOff')
      .values({ on: '2017-02-23', kind: 'holiday', name: 'День защитника Отечества' })
      .onConflict((on) => on.doNothing())
      .execute()
    house.setClock('2017-02-20T02:00:00.000Z')
    const { reviewId, official } = await submittedReview(house)

    expect((await read(reviewId)).registerBy).toBe('2017-02-22')
    expect((await register(official, reviewId)).body.dueOn).toBe('2017-03-22')
  })

  test.each([
    ['the day of submission', 0, 200, undefined],
    ['today', 2, 200, undefined],
    ['the day before submission', -1, 422, 'registered_before_submitted'],
    ['tomorrow', 3, 400, 'invalid_request'],
  ] as const)('on %s is answered with its code', async (_, offset, status, code) => {
    const asked = await submittedReview(house)
    const submittedOn = house.today
    house.pass(2 * DAY)
    const before = await traces(asked)
    const answer = await register(asked.official, asked.reviewId, 'a', addDays(submittedOn, offset))

    expect(answer.status).toBe(status)
    if (!code) return
    expect(answer.body).toEqual({ code, field: 'registeredOn' })
    expect(await traces(asked)).toEqual(before)
  })

  test('the days are those of the council: late in the evening of UTC it is tomorrow in Kamchatka', async () => {
    house.setClock('2026-11-24T20:00:00.000Z')
    const { reviewId, official } = await submittedReview(house)
    expect((await read(reviewId)).submittedOn).toBe('2026-11-25')
    expect((await register(official, reviewId, 'a', '2026-11-25')).status).toBe(200)
  })

  test('a number is given once by an authority, and another authority may give it too', async () => {
    const first = await submittedReview(house)
    const second = await submittedReview(house, { authorityId: first.authorityId })
    const elsewhere = await submittedReview(house)
    await register(first.official, first.reviewId, '7')
    const before = await traces(second)

    expect(await register(second.official, second.reviewId, '7')).toMatchObject({
      status: 409,
      body: { code: 'registration_number_taken' },
    })
    expect(await traces(second)).toEqual(before)
    expect((await register(elsewhere.official, elsewhere.reviewId, '7')).status).toBe(200)
  })

  test('two officials at once register it once', async () => {
    const asked = await submittedReview(house)
    const other = await house.post(asked.authorityId)
    const answers = await Promise.all([
      register(asked.official, asked.reviewId, '1'),
      register(other, asked.reviewId, '2'),
    ])

    expect(answers.map((each) => each.status).sort()).toEqual([200, 409])
    expect((await traces(asked)).told).toHaveLength(1)
  })

  test.each([
    ['a stranger', 401, 'sign_in_required', () => Promise.resolve(house.stranger)],
    ['the secretary of the council', 403, 'not_allowed', (asked: Asked) => Promise.resolve(asked.secretary)],
    [
      'an official of another authority',
      403,
      'not_allowed',
      async () => house.post(await house.organization()),
    ],
    [
      'somebody who only represents the authority',
      403,
      'not_allowed',
      (asked: Asked) => house.post(asked.authorityId, 'representative'),
    ],
  ] as const)('%s is refused with %i %s: nothing written, nothing told', async (_, status, code, who) => {
    const asked = await submittedReview(house)
    const client = await who(asked)
    const before = await traces(asked)

    expect(await register(client, asked.reviewId)).toMatchObject({ status, body: { code } })
    expect(await traces(asked)).toEqual(before)
  })

  test.each([
    ['no number', { registeredOn: '2026-11-24' }],
    ['a blank number', { number: '  ', registeredOn: '2026-11-24' }],
    ['a number that is too long', { number: 'x'.repeat(61), registeredOn: '2026-11-24' }],
    ['a day that does not exist', { number: '1', registeredOn: '2026-11-31' }],
  ])('with %s is not understood', async (_, body) => {
    const asked = await submittedReview(house)
    const before = await traces(asked)
    expect(await asked.official.post(`/reviews/${asked.reviewId}/register`, body)).toMatchObject({
      status: 400,
      body: { code: 'invalid_request' },
    })
    expect(await traces(asked)).toEqual(before)
  })
})

describe('a conclusion', () => {
  const registered = async () => {
    const asked = await submittedReview(house)
    await register(asked.official, asked.reviewId)
    return asked
  }

  test('is read by everybody, with who signed it, when and how fast', async () => {
    const { reviewId, official } = await registered()
    house.pass(10 * DAY)
    const { status } = await conclude(official, reviewId)

    expect(status).toBe(200)
    expect(await read(reviewId)).toMatchObject({
      state: 'concluded',
      term: null,
      conclusion: {
        verdict: 'accepted',
        ground: null,
        part: null,
        outNumber: '01-15/287',
        concludedOn: '2026-12-04',
        days: 10,
        inTime: true,
      },
      can: { register: false, conclude: false },
    })
    expect(told).toContainEqual(['concluded', reviewId])
  })

  test.each([
    ['a refusal without a ground', { verdict: 'rejected' }, 422, 'ground_required'],
    ['a partial verdict without the part', { verdict: 'accepted_partially' }, 422, 'part_required'],
    [
      'a partial verdict with a blank part',
      { verdict: 'accepted_partially', part: ' ' },
      422,
      'part_required',
    ],
    ['a ground outside the list', { verdict: 'rejected', ground: 'no_wish' }, 400, 'invalid_request'],
    ['a verdict that is none', { verdict: 'later' }, 400, 'invalid_request'],
    ['a blank text', { text: ' \n' }, 400, 'invalid_request'],
    ['no outgoing number', { outNumber: '' }, 400, 'invalid_request'],
    ['a text that is too long', { text: 'x'.repeat(20_001) }, 400, 'invalid_request'],
  ])('T11 · %s cannot be signed', async (_, values, status, code) => {
    const asked = await registered()
    const before = await traces(asked)
    expect(await conclude(asked.official, asked.reviewId, values)).toMatchObject({ status, body: { code } })
    expect(await traces(asked)).toEqual(before)
  })

  test.each(grounds)('T11 · a refusal may name the ground %s', async (ground) => {
    const { reviewId, official } = await registered()
    const { body } = await conclude(official, reviewId, { verdict: 'rejected', ground, part: 'лишнее' })
    expect(body.conclusion).toMatchObject({ verdict: 'rejected', ground, part: null })
  })

  test('a partial verdict keeps the part, and no ground', async () => {
    const { reviewId, official } = await registered()
    const part = 'в части материалов'
    const { body } = await conclude(official, reviewId, {
      verdict: 'accepted_partially',
      part,
      ground: 'other',
    })
    expect(body.conclusion).toMatchObject({ verdict: 'accepted_partially', part, ground: null })
  })

  test('waits for the registration, and is signed once', async () => {
    const asked = await submittedReview(house)
    expect(await conclude(asked.official, asked.reviewId)).toMatchObject({
      status: 409,
      body: { code: 'review_wrong_state' },
    })
    await register(asked.official, asked.reviewId)
    const answers = await Promise.all([
      conclude(asked.official, asked.reviewId),
      conclude(asked.official, asked.reviewId, { verdict: 'rejected', ground: 'no_funds' }),
    ])
    expect(answers.map((each) => each.status).sort()).toEqual([200, 409])
    expect((await traces(asked)).told.filter(([news]) => news === 'concluded')).toHaveLength(1)
  })
})

describe('what is overdue', () => {
  test('shows by itself the day after the term, and nothing was written for it', async () => {
    const asked = await submittedReview(house)
    house.setClock('2026-11-27T11:59:00.000Z')
    expect((await read(asked.reviewId)).term).toMatchObject({ daysLeft: 0, isOverdue: false })
    const before = await traces(asked)
    house.setClock('2026-11-27T12:00:00.000Z')

    expect((await read(asked.reviewId)).term).toMatchObject({ daysLeft: -1, isOverdue: true })
    expect(await traces(asked)).toEqual(before)
  })

  test('stands on the public page of the authority, with what was asked and in what time it was answered', async () => {
    const answered = await submittedReview(house)
    const { authorityId, slug, official } = answered
    await register(official, answered.reviewId)
    const overdue = await submittedReview(house, { authorityId })
    await register(official, overdue.reviewId)
    house.pass(20 * DAY)
    await conclude(official, answered.reviewId)
    house.pass(20 * DAY)
    const fresh = await submittedReview(house, { authorityId })

    const { body } = await house.stranger.get<AuthorityView>(`/authorities/${slug}`)
    expect(body.numbers).toEqual({
      asked: 3,
      answered: 1,
      answeredInTime: 1,
      waiting: 2,
      overdue: 1,
      averageDays: 20,
    })
    expect(body.reviews.map((each) => each.id)).toEqual([fresh.reviewId, overdue.reviewId, answered.reviewId])
    expect(body.can).toEqual({ openInTray: false })
    const tray = (await (await house.as(official.personId)).get<InTray>(`/authorities/${slug}/in-tray`)).body
    expect(tray.waiting.map((each) => each.id)).toEqual([overdue.reviewId, fresh.reviewId])
    expect(tray.concluded.map((each) => each.id)).toEqual([answered.reviewId])
  })

  test('a late answer says that it was late', async () => {
    const { reviewId, official } = await submittedReview(house)
    await register(official, reviewId)
    house.pass(40 * DAY)
    // Nobody's session lasts that long.
    const later = await house.as(official.personId)
    expect((await conclude(later, reviewId)).body.conclusion).toMatchObject({ days: 40, inTime: false })
  })
})

test.each([
  ['a stranger', 401, 'sign_in_required', () => Promise.resolve(house.stranger)],
  [
    'an official of another authority',
    403,
    'not_allowed',
    async () => house.post(await house.organization()),
  ],
] as const)('the in-tray is closed to %s: %i %s', async (_, status, code, who) => {
  const { slug } = await submittedReview(house)
  const client = await who()
  expect(await client.get(`/authorities/${slug}/in-tray`)).toMatchObject({ status, body: { code } })
})

test('an organization that is no authority has no page of an authority', async () => {
  const nko = await house.organization({ kind: 'nko' })
  expect((await house.stranger.get(`/authorities/organization-${nko}`)).status).toBe(404)
})
