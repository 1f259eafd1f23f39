import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addDays } from '../shared/calendar.ts'
import type { CompositionView, ManagedMember } from '../shared/councils.ts'
import type { DeskView } from '../shared/desk.ts'
import type { InitiativeView } from '../shared/initiatives.ts'
import type { StandingView } from '../shared/mandates.ts'
import type { Id } from '../shared/values.ts'
import type { VoteView } from '../shared/votes-views.ts'
import {
  findCouncil,
  listElectorate,
  listExcused,
  rulesInForce,
  rulesUsed,
} from '../server/councils/queries.ts'
import { newId } from '../server/lib/ids.ts'
import { check } from '../verify/check.ts'
import { openHouse, type Client, type House } from './house.ts'
import { address, card } from './support/initiatives.ts'
import { openedVote } from './support/votes.ts'

let house: House
let administrator: Client
beforeAll(async () => {
  house = await openHouse()
  administrator = await house.as(await house.person({ administrator: true }))
})
afterAll(() => house.close())

const DAY = 86_400_000
const refusal = (status: number, code: string, field?: string) => ({
  status,
  body: field ? { code, field } : { code },
})
const STRANGER = refusal(401, 'sign_in_required')
const NOT_ALLOWED = refusal(403, 'not_allowed')
const NOT_FOUND = refusal(404, 'not_found')
const in_ = (days: number) => addDays(house.today, days)

/** A council with a chair, a secretary without a vote and two members, and how its pages are asked. */
async function council() {
  const id = await house.council()
  const chair = await house.member(id, { role: 'chair' })
  const secretary = await house.member(id, { role: 'secretary', hasVote: 0 })
  const anna = await house.member(id)
  const boris = await house.member(id)
  const { slug = '', established } = (await findCouncil(house.kit.db, id))!
  const path = `/councils/${slug}`
  return {
    ...{ id, slug, path, established, chair, secretary, anna, boris },
    on: async (day?: string, client: Client = house.stranger) =>
      (await client.get<CompositionView>(`${path}/composition${day ? `?on=${day}` : ''}`)).body,
    electorate: async (subject: readonly [string, Id] | null = null, day = house.today) => {
      const { electors, others, actual } = await listElectorate(house.kit.db, id, day, subject)
      return {
        in: electors.map(({ memberId }) => memberId).toSorted(),
        out: new Map(others.map(({ memberId, why }) => [memberId, why])),
        actual,
      }
    },
    standing: async (client: Client) => (await client.get<StandingView>(`${path}/standing`)).body,
    rows: async () => ({
      seats: await house.kit.db.selectFrom('councilMember').selectAll().orderBy('id').execute(),
      leaves: await house.kit.db.selectFrom('memberLeave').selectAll().orderBy('id').execute(),
      conflicts: await house.kit.db.selectFrom('memberConflict').selectAll().orderBy('id').execute(),
      journal: await house.journalOf(id),
    }),
  }
}

/** An initiative of this council that everybody may read. */
const published = async (councilId: Id, author: Client) => {
  const { body } = await author.post<InitiativeView>('/initiatives', card(councilId))
  await author.post(`${address(body.number)}/publish-for-discussion`)
  return body.id
}

const whyIn = ({ seats }: CompositionView) => new Map(seats.map(({ memberId, why }) => [memberId, why]))

const invitee = (email: string, more: object = {}) => ({
  email,
  familyName: 'Новая',
  givenName: 'Ольга',
  patronymic: null,
  role: 'member',
  hasVote: true,
  organizationId: null,
  startsOn: house.today,
  endsOn: null,
  ...more,
})

describe('the composition of a council on a day', () => {
  test('R-73 · names who sat, who voted and why the others did not, the vacancies and the rules used', async () => {
    const { id, on, chair, secretary, anna, boris, established } = await council()
    await house.member(id, { startsOn: in_(-400), endsOn: in_(-200) })
    const today = await on()
    expect(today).toMatchObject({
      on: house.today,
      numbers: { established, members: 4, withVote: 3, vacant: established - 3, quorum: 2 },
      rules: rulesUsed((await rulesInForce(house.kit.db, id, house.today))!),
    })
    expect(whyIn(today)).toEqual(
      new Map([
        [chair.memberId, 'member_with_vote'],
        [secretary.memberId, 'no_vote'],
        [anna.memberId, 'member_with_vote'],
        [boris.memberId, 'member_with_vote'],
      ]),
    )
    const then = await on(in_(-300))
    expect(then).toMatchObject({ numbers: { members: 1, withVote: 1, vacant: established - 1 } })
    expect(then.history).toHaveLength(1)
    expect(await on('2001-01-01')).toMatchObject({ seats: [], rules: null, numbers: { quorum: null } })
  })

  test('R-73 · a term holds on its last day and is over on the next', async () => {
    const { id, on } = await council()
    const { memberId } = await house.member(id, { endsOn: in_(5) })
    expect(whyIn(await on(in_(5))).get(memberId)).toBe('member_with_vote')
    expect(whyIn(await on(in_(6))).has(memberId)).toBe(false)
  })

  test('counts vacancies by the established number of that day', async () => {
    const { id, path, on, established } = await council()
    const { name, shortName, authorityId } = (await findCouncil(house.kit.db, id))!
    const resize = (to: number) =>
      administrator.patch(path, { name, shortName, authorityId, established: to })
    const day = house.today
    house.pass(3 * DAY)
    await resize(15)
    house.pass(3 * DAY)
    await resize(12)
    for (const [when, seats] of [
      [day, established],
      [addDays(day, 2), established],
      [addDays(day, 3), 15],
      [addDays(day, 5), 15],
      [addDays(day, 6), 12],
    ] as const)
      expect((await on(when)).numbers, when).toMatchObject({ established: seats, vacant: seats - 3 })
  })

  test.each([
    ['a day that is none', 'on=2026-02-30'],
    ['nothing', 'on='],
    ['a word', 'on=yesterday'],
  ])('is not asked for on %s', async (_, query) => {
    const { path } = await council()
    expect(await house.stranger.get(`${path}/composition?${query}`)).toMatchObject(
      refusal(400, 'invalid_request', 'on'),
    )
    expect(await house.stranger.get('/councils/nowhere/composition')).toMatchObject(NOT_FOUND)
  })
})

describe('a seat that passes to another person', () => {
  test('names whom it replaces and by which act; why the earlier one left is for the council only', async () => {
    const { id, path, on, secretary, anna, boris } = await council()
    expect(
      (
        await secretary.patch(`${path}/members/${anna.memberId}`, {
          endsOn: in_(-1),
          endReason: 'resigned',
          endBasis: 'Заявление от 20.11.2026',
        })
      ).status,
    ).toBe(204)
    const basis = 'Постановление от 22.11.2026 № 7'
    const added = await secretary.post<{ memberId: Id }>(
      `${path}/members`,
      invitee('next@example.org', { replacesId: anna.memberId, basis }),
    )
    expect(added.status).toBe(201)
    const { memberId } = added.body
    const seat = ({ history }: CompositionView, of: Id) => history.find((each) => each.memberId === of)
    expect(seat(await on(), memberId)).toMatchObject({
      basis,
      replaces: { memberId: anna.memberId },
      replacedBy: null,
    })
    expect(seat(await on(), anna.memberId)).toMatchObject({
      replacedBy: { memberId, name: 'Новая Ольга' },
      endReason: null,
      endBasis: null,
    })
    expect(seat(await on(house.today, boris), anna.memberId)).toMatchObject({
      endReason: 'resigned',
      endBasis: 'Заявление от 20.11.2026',
    })
    expect(seat(await on(in_(-1)), anna.memberId)).toMatchObject({ replacedBy: null })
    const { members } = (await secretary.get<{ members: ManagedMember[] }>(`${path}/members`)).body
    expect(members.find((each) => each.memberId === memberId)).toMatchObject({
      basis,
      replacesId: anna.memberId,
    })
    expect((await house.journalOf(id)).at(-1)).toMatchObject({
      verb: 'member:added',
      data: expect.stringContaining(`"replacesId":"${anna.memberId}"`),
    })
  })

  test('is refused while the seat is held, to a second person, and for a seat of another council', async () => {
    const { path, secretary, anna, rows } = await council()
    const other = await council()
    const post = (email: string, more: object) => secretary.post(`${path}/members`, invitee(email, more))
    const before = await rows()
    expect(await post('held@example.org', { replacesId: anna.memberId })).toMatchObject(
      refusal(409, 'seat_not_vacated', 'replacesId'),
    )
    expect(await post('theirs@example.org', { replacesId: other.anna.memberId })).toMatchObject(
      refusal(400, 'invalid_request', 'replacesId'),
    )
    expect(await rows()).toEqual(before)
    await secretary.patch(`${path}/members/${anna.memberId}`, { endsOn: in_(-1) })
    expect((await post('first@example.org', { replacesId: anna.memberId })).status).toBe(201)
    expect(await post('second@example.org', { replacesId: anna.memberId })).toMatchObject(
      refusal(409, 'seat_passed_on', 'replacesId'),
    )
  })

  test('keeps no reason for an end that was taken back', async () => {
    const { path, secretary, anna } = await council()
    const change = (body: object) => secretary.patch(`${path}/members/${anna.memberId}`, body)
    await change({ endsOn: in_(10), endReason: 'term', endBasis: 'Положение, пункт 3' })
    await change({ endsOn: null })
    const { members } = (await secretary.get<{ members: ManagedMember[] }>(`${path}/members`)).body
    expect(members.find(({ memberId }) => memberId === anna.memberId)).toMatchObject({
      endsOn: null,
      endReason: null,
      endBasis: null,
    })
  })
})

describe('a conflict of interest told ahead', () => {
  const conflict = (memberId: Id, more: object = {}) => ({
    memberId,
    subject: null,
    matter: 'Ремонт клуба',
    reason: 'Подряд выполняет мой брат',
    ...more,
  })
  const subject = { kind: 'initiative', id: '' }
  const other = ['initiative', '01890000-0000-7000-8000-000000000002'] as const

  test('puts its member outside the electorate of that subject alone, until it is taken back', async () => {
    const { id, path, anna, boris, chair, electorate, standing } = await council()
    subject.id = await published(id, anna)
    const told = await anna.post<{ id: Id }>(`${path}/conflicts`, conflict(anna.memberId, { subject }))
    expect(told.status).toBe(201)
    const of = ['initiative', subject.id] as const
    expect(await electorate(of)).toMatchObject({ actual: 3 })
    expect((await electorate(of)).in).toEqual([chair.memberId, boris.memberId].toSorted())
    expect((await electorate(of)).out.get(anna.memberId)).toBe('recused')
    for (const question of [other, null] as const)
      expect((await electorate(question)).in).toContain(anna.memberId)
    expect((await standing(boris)).conflicts).toMatchObject([
      { memberId: anna.memberId, subject, matter: 'Ремонт клуба', can: { withdraw: false } },
    ])
    expect((await house.journalOf(id)).at(-1)?.data).not.toContain('брат')

    const withdraw = () => anna.post(`${path}/conflicts/${told.body.id}/withdraw`)
    expect((await withdraw()).status).toBe(204)
    expect((await withdraw()).status).toBe(204)
    expect((await electorate(of)).in).toContain(anna.memberId)
    expect((await standing(boris)).conflicts).toEqual([])
    expect((await house.journalOf(id)).map(({ verb }) => verb)).toEqual([
      'conflict:declared',
      'conflict:withdrawn',
    ])
  })

  test('is the member’s own to tell and to take back, or that of who keeps the roll', async () => {
    const { path, anna, boris, secretary, rows } = await council()
    const elsewhere = await council()
    const told = await secretary.post<{ id: Id }>(`${path}/conflicts`, conflict(anna.memberId))
    expect(told.status).toBe(201)
    const before = await rows()
    const at = `${path}/conflicts/${told.body.id}/withdraw`
    for (const [client, answer] of [
      [boris, NOT_ALLOWED],
      [elsewhere.secretary, NOT_FOUND],
      [house.stranger, STRANGER],
    ] as const) {
      expect(await client.post(`${path}/conflicts`, conflict(anna.memberId))).toMatchObject(answer)
      expect(await client.post(at)).toMatchObject(answer)
    }
    for (const [field, wrong] of [
      ['matter', { matter: ' ' }],
      ['reason', { reason: '' }],
      ['subject.kind', { subject: { ...subject, kind: 'weather' } }],
      ['memberId', { memberId: 'anna' }],
    ] as const)
      expect(await anna.post(`${path}/conflicts`, conflict(anna.memberId, wrong))).toMatchObject({
        status: 400,
        body: { code: 'invalid_request', ...(field === 'subject.kind' ? {} : { field }) },
      })
    expect(await anna.post(`${path}/conflicts`, conflict(elsewhere.anna.memberId))).toMatchObject(NOT_FOUND)
    for (const strange of [newId(), await published(elsewhere.id, elsewhere.anna)])
      expect(
        await anna.post(
          `${path}/conflicts`,
          conflict(anna.memberId, { subject: { kind: 'initiative', id: strange } }),
        ),
      ).toMatchObject({ status: 404, body: { code: 'not_found', field: 'subject' } })
    expect(
      await elsewhere.secretary.post(`${elsewhere.path}/conflicts/${told.body.id}/withdraw`),
    ).toMatchObject(NOT_FOUND)
    expect(await rows()).toEqual(before)
    expect((await anna.post(at)).status).toBe(204)
  })

  test('is told of a hundred matters at most, and of another when one is taken back', async () => {
    const { id, path, anna, boris, rows } = await council()
    const enteredBy = anna.personId
    await house.kit.db
      .insertInto('memberConflict')
      .values(
        Array.from({ length: 100 }, () => ({
          ...{ id: newId(), councilId: id, memberId: anna.memberId, subjectKind: null, subjectId: null },
          ...{ matter: 'Ремонт', reason: 'Брат', enteredBy, enteredAt: house.now.toISOString() },
        })),
      )
      .execute()
    const before = await rows()
    expect(await anna.post(`${path}/conflicts`, conflict(anna.memberId))).toMatchObject({
      ...{ status: 422, body: { code: 'too_many_items' } },
    })
    expect(await rows()).toEqual(before)
    expect((await boris.post(`${path}/conflicts`, conflict(boris.memberId))).status).toBe(201)
    const first = before.conflicts.find(({ councilId }) => councilId === id)
    await anna.post(`${path}/conflicts/${first!.id}/withdraw`)
    expect((await anna.post(`${path}/conflicts`, conflict(anna.memberId))).status).toBe(201)
  })
})

describe('absences and suspensions told ahead', () => {
  const leave = (memberId: Id, more: object = {}) => ({
    memberId,
    kind: 'absence',
    startsOn: in_(1),
    endsOn: in_(3),
    reason: 'Отпуск',
    ...more,
  })

  test('absence.removal · an absence told ahead is a good reason on its days and leaves the vote', async () => {
    const { id, path, anna, electorate } = await council()
    expect((await anna.post(`${path}/leaves`, leave(anna.memberId))).status).toBe(201)
    const excused = await Promise.all(
      [0, 1, 3, 4].map(async (day) => (await listExcused(house.kit.db, id, in_(day))).has(anna.memberId)),
    )
    expect(excused).toEqual([false, true, true, false])
    expect((await electorate(null, in_(2))).in).toContain(anna.memberId)
  })

  test('R-73 · a suspension takes the vote away while it lasts, and its member out of the number', async () => {
    const { path, secretary, anna, on, electorate } = await council()
    const suspended = await secretary.post<{ id: Id }>(
      `${path}/leaves`,
      leave(anna.memberId, { kind: 'suspension', endsOn: null, reason: 'Решение совета' }),
    )
    expect(suspended.status).toBe(201)
    expect((await electorate(null, in_(0))).in).toContain(anna.memberId)
    const later = await electorate(null, in_(100))
    expect([later.out.get(anna.memberId), later.actual]).toEqual(['suspended', 2])
    expect(whyIn(await on(in_(1))).get(anna.memberId)).toBe('suspended')
    expect(await anna.post(`${path}/leaves/${suspended.body.id}/withdraw`)).toMatchObject(NOT_ALLOWED)
    expect((await secretary.post(`${path}/leaves/${suspended.body.id}/withdraw`)).status).toBe(204)
    expect((await electorate(null, in_(100))).in).toContain(anna.memberId)
  })

  test('the reason of an absence is read by the member and who keeps the roll; what is over is left out', async () => {
    const { path, anna, boris, chair, standing } = await council()
    await anna.post(`${path}/leaves`, leave(anna.memberId))
    const reasons = async (client: Client) => (await standing(client)).leaves.map(({ reason }) => reason)
    expect([await reasons(anna), await reasons(chair), await reasons(boris)]).toEqual([
      ['Отпуск'],
      ['Отпуск'],
      [null],
    ])
    expect((await standing(anna)).members.map(({ memberId }) => memberId)).toEqual([anna.memberId])
    expect((await standing(chair)).members).toHaveLength(4)
    expect([(await standing(anna)).can.suspend, (await standing(chair)).can.suspend]).toEqual([false, true])
    house.pass(4 * DAY)
    expect(await reasons(anna)).toEqual([])
  })

  test('are refused without a last day, upside down, for another and for oneself where it takes another', async () => {
    const { path, anna, boris, rows } = await council()
    const elsewhere = await council()
    const before = await rows()
    const post = (client: Client, body: object) => client.post(`${path}/leaves`, body)
    expect(await post(anna, leave(anna.memberId, { endsOn: null }))).toMatchObject(
      refusal(400, 'invalid_request', 'endsOn'),
    )
    expect(await post(anna, leave(anna.memberId, { endsOn: in_(0) }))).toMatchObject(
      refusal(422, 'term_ends_before_start', 'endsOn'),
    )
    expect(await post(anna, leave(anna.memberId, { kind: 'suspension' }))).toMatchObject(NOT_ALLOWED)
    expect(await post(boris, leave(anna.memberId))).toMatchObject(NOT_ALLOWED)
    expect(await post(elsewhere.chair, leave(anna.memberId))).toMatchObject(NOT_FOUND)
    expect(await post(house.stranger, leave(anna.memberId))).toMatchObject(STRANGER)
    expect(await house.stranger.get(`${path}/standing`)).toMatchObject(STRANGER)
    expect(await elsewhere.anna.get(`${path}/standing`)).toMatchObject(NOT_FOUND)
    expect(await rows()).toEqual(before)
  })
})

describe('a term that ends', () => {
  /** Lets the night pass in the councils of Kamchatka. */
  async function night() {
    house.setClock(`${house.today}T11:59:00.000Z`)
    await house.kit.tick()
    house.pass(2 * 60_000)
    await house.kit.tick()
  }
  /** Letters of the last night: those of earlier ones are delivered. */
  const lettersAbout = async (shown: string) =>
    (await house.kit.db.selectFrom('letter').selectAll().orderBy('id').execute()).filter(({ body }) =>
      body.includes(shown),
    )

  test('R-73 · is told by mail 60 and 30 days ahead to its member and those who keep the roll, once each', async () => {
    const { id, path } = await council()
    const personId = await house.person({ email: `ends-${id}@example.org` })
    const { memberId } = await house.member(id, { personId, endsOn: in_(62) })
    const about = () => lettersAbout(`${path}/composition`)
    await night()
    expect(await about()).toEqual([])
    await night()
    const first = await about()
    expect(first).toHaveLength(3)
    expect(first.find(({ recipient }) => recipient === `ends-${id}@example.org`)?.body).toContain('Ваш срок')
    await night()
    expect(await about()).toEqual([])
    // The server was down for a month: what was missed is made good, once.
    house.pass(31 * DAY)
    await house.kit.tick()
    expect(await about()).toHaveLength(3)
    await night()
    expect(await about()).toEqual([])
    expect((await house.journalOf(memberId)).map(({ verb, data }) => [verb, data])).toEqual([
      ['term:warned', expect.stringContaining('"within":60')],
      ['term:warned', expect.stringContaining('"within":30')],
    ])
  })

  test('R-73 · stands on the desk of its member and of who keeps the roll, and on nobody else’s', async () => {
    const { id, chair, secretary, anna } = await council()
    const ends = await house.member(id, { endsOn: in_(60) })
    const termsOf = async (client: Client) => (await client.get<DeskView>('/desk')).body.terms
    const expected = { memberId: ends.memberId, endsOn: in_(60), today: house.today }
    expect(await termsOf(ends)).toMatchObject([{ ...expected, isMine: true }])
    for (const client of [chair, secretary])
      expect(await termsOf(client)).toMatchObject([{ ...expected, isMine: false }])
    expect(await termsOf(anna)).toEqual([])
  })

  test('is not told when the next term follows without a gap', async () => {
    const { id, path } = await council()
    const personId = await house.person()
    await house.member(id, { personId, endsOn: in_(20) })
    await house.member(id, { personId, startsOn: in_(21) })
    await night()
    expect(await lettersAbout(`${path}/composition`)).toEqual([])
  })
})

describe('a vote', () => {
  test('R-73 · freezes with its terms who is suspended or stands aside and why; anybody can check its record', async () => {
    const { id, path, secretary, chair, anna, boris } = await council()
    const vera = await house.member(id)
    const subject = { kind: 'initiative', id: await published(id, anna) }
    await anna.post(`${path}/conflicts`, { memberId: anna.memberId, subject, matter: 'Клуб', reason: 'Брат' })
    await secretary.post(`${path}/leaves`, {
      ...{ memberId: boris.memberId, kind: 'suspension', reason: 'Решение совета' },
      ...{ startsOn: house.today, endsOn: null },
    })
    const voteId = await openedVote(house, id, { subject: ['initiative', subject.id] })
    const vote = (await chair.get<VoteView>(`/votes/${voteId}`)).body
    expect(vote.terms.electorate.electors.map(({ memberId }) => memberId)).toEqual(
      expect.arrayContaining([chair.memberId, vera.memberId]),
    )
    expect(vote.terms.electorate.electors).toHaveLength(2)
    expect(new Map(vote.terms.electorate.others.map(({ memberId, why }) => [memberId, why]))).toEqual(
      new Map([
        [secretary.memberId, 'no_vote'],
        [anna.memberId, 'recused'],
        [boris.memberId, 'suspended'],
      ]),
    )
    // The chair, Vera and Anna are members with a vote; Anna only stands aside here.
    expect(vote.terms.numbers.actual).toBe(3)
    expect(await anna.put(`/votes/${voteId}/ballot`, { choice: 'for', turn: 1 })).toMatchObject({
      body: { code: 'not_an_elector' },
    })
    for (const client of [chair, vera])
      expect((await client.put(`/votes/${voteId}/ballot`, { choice: 'for', turn: 1 })).status).toBe(200)
    await chair.post(`/votes/${voteId}/close`)
    const { payload } = await house.app.inject({ url: `/api/votes/${voteId}/record.json` })
    expect(check(payload)).toMatchObject({ wrong: null, count: { outcome: 'adopted' } })
  })
})
