import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addDays } from '../shared/calendar.ts'
import { defaultCouncilRules } from '../shared/council-rules.ts'
import type { CouncilView, ManagedMember, RollAnswer, RulesHistory, SeatChange } from '../shared/councils.ts'
import type { SeatRole } from '../shared/people.ts'
import type { Id } from '../shared/values.ts'
import { findCouncil, listMembersOn, rulesInForce } from '../server/councils/queries.ts'
import { openHouse, type Client, type House } from './house.ts'

let house: House
let administrator: Client
const cut: string[] = []
beforeAll(async () => {
  house = await openHouse()
  administrator = await house.as(await house.person({ administrator: true }))
  house.kit.onCut((whose) => void cut.push(whose))
})
beforeEach(() => void (cut.length = 0))
afterAll(() => house.close())

const refusal = (status: number, code: string, field?: string) => ({
  status,
  body: field ? { code, field } : { code },
})
const NOT_ALLOWED = refusal(403, 'not_allowed')
const STRANGER = refusal(401, 'sign_in_required')

/** A council with a chair and a secretary, and how its pages and roll are asked. */
async function council(more: Parameters<House['council']>[0] = {}) {
  const id = await house.council(more)
  const chair = await house.member(id, { role: 'chair' })
  const secretary = await house.member(id, { role: 'secretary' })
  const { slug = '' } = (await findCouncil(house.kit.db, id)) ?? {}
  const path = `/councils/${slug}`
  return {
    ...{ id, slug, path, chair, secretary },
    view: async (client: Client = house.stranger) => (await client.get<CouncilView>(path)).body,
    roll: async () => (await secretary.get<{ members: ManagedMember[] }>(`${path}/members`)).body.members,
    change: (who: Client, memberId: Id, change: SeatChange) =>
      who.patch(`${path}/members/${memberId}`, change),
    rows: () =>
      house.kit.db
        .selectFrom('councilMember')
        .selectAll()
        .where('councilId', '=', id)
        .orderBy('id')
        .execute(),
  }
}

const invitee = (email: string, more: object = {}) => ({
  email,
  familyName: 'Новая',
  givenName: 'Ольга',
  patronymic: 'Ивановна',
  role: 'member' as SeatRole,
  hasVote: true,
  organizationId: null,
  startsOn: house.today,
  endsOn: null,
  ...more,
})

const lettersTo = async (email: string) =>
  (
    await house.kit.db.selectFrom('letter').selectAll().where('recipient', '=', email).orderBy('id').execute()
  ).map(({ body }) => body)

const linkIn = (letter = '') => /\/link\/([\w-]+)/.exec(letter)?.[1] ?? ''

describe('founding a council', () => {
  const card = (more: object = {}) => ({
    kind: 'municipal',
    name: 'Общественный совет при Главе городского округа «посёлок Палана»',
    shortName: 'Совет Паланы',
    municipalityCode: 'pal',
    authorityId: null,
    established: 12,
    validFrom: '2016-03-01',
    basis: 'Постановление Администрации от 01.03.2016 № 31',
    ...more,
  })
  const count = async () => (await house.kit.db.selectFrom('council').select('id').execute()).length

  test('R-73 · is an administrator’s act; the registry shows it with rules, numbers and authority', async () => {
    const authorityId = await house.organization({ name: 'Администрация Паланы' })
    const created = await administrator.post<{ id: Id; slug: string }>('/councils', card({ authorityId }))
    expect(created).toMatchObject({ status: 201, body: { slug: 'sovet-palany' } })
    expect((await house.stranger.get('/councils/sovet-palany')).body).toMatchObject({
      municipality: { code: 'pal', name: 'городской округ «посёлок Палана»' },
      authority: { name: 'Администрация Паланы' },
      today: house.today,
      seats: [],
      numbers: { members: 0, established: 12, withVote: 0, quorum: 1 },
      rules: { validFrom: '2016-03-01', rules: defaultCouncilRules },
      can: { edit: false, manageMembers: false, addRules: false, openSecretVote: false },
    })
    const { councils } = (await house.stranger.get<{ councils: CouncilView[] }>('/councils')).body
    expect(councils.map(({ slug }) => slug)).toContain('sovet-palany')
    expect((await house.journalOf(created.body.id)).map(({ verb }) => verb)).toEqual([
      'council:created',
      'rules:added',
    ])
  })

  test.each([
    ['an address that is taken', { slug: 'once' }, 409, 'slug_taken', 'slug'],
    [
      'a municipality that is not there',
      { municipalityCode: 'msk' },
      400,
      'invalid_request',
      'municipalityCode',
    ],
    ['no seats', { established: 0 }, 400, 'invalid_request', 'established'],
    ['a time zone that is none', { timeZone: 'UTC+12' }, 400, 'invalid_request', 'timeZone'],
    [
      'rules that nobody could meet',
      {
        rules: {
          ...defaultCouncilRules,
          quorum: { ...defaultCouncilRules.quorum, fraction: { num: 3, den: 2, strict: false } },
        },
      },
      400,
      'invalid_request',
      'rules.quorum.fraction',
    ],
    [
      'more seats at least than at most',
      { rules: { ...defaultCouncilRules, seats: { min: 12, max: 8 } } },
      400,
      'invalid_request',
      'rules.seats',
    ],
  ])('is refused with %s', async (_, slip, status, code, field) => {
    if ('slug' in slip) await administrator.post('/councils', card(slip))
    const before = await count()
    expect(await administrator.post('/councils', card({ slug: `fresh-${before}`, ...slip }))).toMatchObject(
      refusal(status, code, field),
    )
    expect(await count()).toBe(before)
  })

  test('beside an organization that is no authority is refused', async () => {
    const authorityId = await house.organization({ kind: 'nko' })
    const before = await count()
    expect(await administrator.post('/councils', card({ slug: 'beside', authorityId }))).toMatchObject(
      refusal(422, 'not_an_authority', 'authorityId'),
    )
    expect(await count()).toBe(before)
  })

  test('and correcting it is refused to everybody else', async () => {
    const { path, chair, view } = await council()
    const correction = { name: 'Другой', shortName: 'Другой', authorityId: null, established: 8 }
    for (const [client, answer] of [
      [chair, NOT_ALLOWED],
      [house.stranger, STRANGER],
    ] as const) {
      expect(await client.post('/councils', card({ slug: 'theirs' }))).toMatchObject(answer)
      expect(await client.patch(path, correction)).toMatchObject(answer)
    }
    expect((await view()).name).not.toBe('Другой')
    expect((await administrator.patch(path, correction)).status).toBe(204)
    expect(await view()).toMatchObject({ name: 'Другой', numbers: { established: 8 } })
    expect(await administrator.patch('/councils/nowhere', correction)).toMatchObject(
      refusal(404, 'not_found'),
    )
  })
})

describe('the public summary', () => {
  test('shows who sits with which role and for whom, and no e-mail of anybody', async () => {
    const { id, view, path } = await council()
    const organizationId = await house.organization({ kind: 'nko', name: 'АНО' })
    const observer = await house.member(id, { role: 'observer', hasVote: 0 })
    await house.kit.db
      .updateTable('councilMember')
      .set({ organizationId })
      .where('id', '=', observer.memberId)
      .execute()
    const shown = await view()
    expect(shown.seats.map(({ role }) => role)).toEqual(['chair', 'secretary', 'observer'])
    expect(shown.seats[2]).toMatchObject({ hasVote: false, organization: { name: 'Администрация' } })
    expect(shown.numbers).toMatchObject({ members: 3, withVote: 2, quorum: 2 })
    const everything = await house.app.inject(`/api${path}`)
    expect(everything.body).not.toContain('@')
    expect(await house.stranger.get('/councils/nowhere')).toMatchObject(refusal(404, 'not_found'))
  })

  test('R-73 · leaves out who has left and who has not begun', async () => {
    const { id, view } = await council()
    await house.member(id, { endsOn: addDays(house.today, -1) })
    await house.member(id, { startsOn: addDays(house.today, 1) })
    expect((await view()).seats).toHaveLength(2)
    expect(await listMembersOn(house.kit.db, id, addDays(house.today, -1))).toHaveLength(3)
    expect(await listMembersOn(house.kit.db, id, addDays(house.today, 1))).toHaveLength(3)
  })
})

describe('rules of a council', () => {
  const version = (validFrom: string, more: object = {}) => ({
    validFrom,
    basis: 'Решение совета, протокол № 7',
    rules: { ...defaultCouncilRules, replyDueDays: { days: 20, working: true } },
    ...more,
  })

  test('are entered by the chair for a day to come, and come into force on it', async () => {
    const { id, path, chair, view } = await council()
    const tomorrow = addDays(house.today, 1)
    expect((await chair.post(`${path}/rules`, version(tomorrow))).status).toBe(204)
    expect((await view()).rules?.rules.replyDueDays.days).toBe(30)
    expect((await rulesInForce(house.kit.db, id, tomorrow))?.rules.replyDueDays).toEqual({
      days: 20,
      working: true,
    })
    expect(await rulesInForce(house.kit.db, id, '2001-01-01')).toBeUndefined()
    const { versions } = (await house.stranger.get<RulesHistory>(`${path}/rules`)).body
    expect(versions.map(({ when }) => when)).toEqual(['ahead', 'now'])
    expect(await house.journalOf(id)).toMatchObject([{ verb: 'rules:added', personId: chair.personId }])
  })

  test('may be written anew while they lie ahead, and not once their day has come', async () => {
    const { id, path, chair } = await council()
    const today = version(house.today)
    const tomorrow = addDays(house.today, 1)
    await chair.post(`${path}/rules`, version(tomorrow))
    const rules = { ...defaultCouncilRules, replyDueDays: { days: 15, working: false } }
    expect((await chair.post(`${path}/rules`, version(tomorrow, { rules }))).status).toBe(204)
    expect((await rulesInForce(house.kit.db, id, tomorrow))?.rules.replyDueDays.days).toBe(15)
    expect((await chair.post(`${path}/rules`, today)).status).toBe(204)
    expect(await chair.post(`${path}/rules`, { ...today, rules })).toMatchObject(
      refusal(409, 'rules_in_force', 'validFrom'),
    )
    expect((await rulesInForce(house.kit.db, id, house.today))?.rules.replyDueDays.days).toBe(20)
  })

  test.each([
    ['yesterday', () => version(addDays(house.today, -1)), 422, 'rules_start_in_past', 'validFrom'],
    ['a day that is none', () => version('2026-02-30'), 400, 'invalid_request', 'validFrom'],
    ['no basis', () => version(house.today, { basis: '' }), 400, 'invalid_request', 'basis'],
    [
      'a rule left out',
      () => version(house.today, { rules: { quorum: {} } }),
      400,
      'invalid_request',
      undefined,
    ],
    ['the whole as text', () => version(house.today, { rules: 'simple' }), 400, 'invalid_request', 'rules'],
  ])('are refused from %s', async (_, given, status, code, field) => {
    const { id, path, chair } = await council()
    const answer = await chair.post(`${path}/rules`, given())
    expect(answer).toMatchObject({ status, body: { code, ...(field && { field }) } })
    expect(await house.journalOf(id)).toEqual([])
    expect((await house.stranger.get<RulesHistory>(`${path}/rules`)).body.versions).toHaveLength(1)
  })

  test('are entered by the chair and the administrator only, each in their own council', async () => {
    const { path, id, secretary } = await council()
    const other = await council()
    for (const [client, answer] of [
      [secretary, NOT_ALLOWED],
      [other.chair, NOT_ALLOWED],
      [house.stranger, STRANGER],
    ] as const)
      expect(await client.post(`${path}/rules`, version(house.today))).toMatchObject(answer)
    expect(await house.journalOf(id)).toEqual([])
    expect((await administrator.post(`${path}/rules`, version(house.today))).status).toBe(204)
    expect(await administrator.post('/councils/nowhere/rules', version(house.today))).toMatchObject(
      refusal(404, 'not_found'),
    )
    expect(await house.stranger.get('/councils/nowhere/rules')).toMatchObject(refusal(404, 'not_found'))
  })
})

describe('inviting a member', () => {
  test('opens an account, mails a link for seven days and seats them', async () => {
    const { id, path, secretary, view, roll } = await council()
    const email = 'olga-new@example.org'
    const added = await secretary.post(`${path}/members`, invitee(email.toUpperCase(), { role: 'deputy' }))
    expect(added.status).toBe(201)
    expect((await view()).seats).toMatchObject([{}, { name: 'Новая Ольга Ивановна', role: 'deputy' }, {}])
    expect(await roll()).toMatchObject([{}, { isWaiting: true, when: 'now' }, { isWaiting: false }])
    const [letter] = await lettersTo(email)
    expect(letter).toContain('Общественный совет проверочного района')
    expect(letter).toContain('Здравствуйте, Ольга Ивановна!')
    house.pass(7 * 86_400_000 - 1)
    expect(
      (await house.stranger.post(`/links/${linkIn(letter)}`, { password: 'тундра и море' })).status,
    ).toBe(204)
    expect((await roll()).some(({ isWaiting }) => isWaiting)).toBe(false)
    const [line] = await house.journalOf(id)
    expect(line).toMatchObject({ verb: 'member:added', personId: secretary.personId, councilId: id })
    expect(line?.data).not.toMatch(/Ольга|@/)
  })

  test('seats somebody who has an account, keeps their name and tells them without a link', async () => {
    const { path, secretary, view } = await council()
    const personId = await house.person({ email: 'has-account@example.org', familyName: 'Своя' })
    await house.kit.db
      .updateTable('person')
      .set({ passwordDigest: 'set' })
      .where('id', '=', personId)
      .execute()
    expect((await secretary.post(`${path}/members`, invitee('has-account@example.org'))).status).toBe(201)
    expect((await view()).seats.map(({ name }) => name)).toContain('Своя Анна Петровна')
    const [letter = ''] = await lettersTo('has-account@example.org')
    expect(letter).toContain(path)
    expect(linkIn(letter)).toBe('')
    expect(cut).toContain(`person:${personId}`)
  })

  test('is mailed again with a new link until there is a password', async () => {
    const { path, secretary, chair, roll } = await council()
    await secretary.post(`${path}/members`, invitee('again@example.org'))
    const memberId = (await roll()).find(({ isWaiting }) => isWaiting)?.memberId
    const again = `${path}/members/${memberId}/invitation`
    expect((await secretary.post(again)).status).toBe(204)
    const [first, second] = (await lettersTo('again@example.org')).map(linkIn)
    expect(second).not.toBe(first)
    const member = await house.member((await council()).id)
    for (const [client, answer] of [
      [member, NOT_ALLOWED],
      [house.stranger, STRANGER],
    ] as const)
      expect(await client.post(again)).toMatchObject(answer)
    await house.stranger.post(`/links/${second}`, { password: 'тундра и море' })
    expect(await chair.post(again)).toMatchObject(refusal(409, 'already_joined'))
    expect(await lettersTo('again@example.org')).toHaveLength(2)
    expect(await secretary.post(`${path}/members/${member.memberId}/invitation`)).toMatchObject(
      refusal(404, 'not_found'),
    )
  })

  test('gives an observer no vote, whatever was asked', async () => {
    const { path, secretary, view } = await council()
    await secretary.post(
      `${path}/members`,
      invitee('watching@example.org', { role: 'observer', hasVote: true }),
    )
    expect((await view()).seats.at(-1)).toMatchObject({ role: 'observer', hasVote: false })
  })

  test.each([
    ['twice', { email: 'twice@example.org' }, 409, 'already_member'],
    ['as a second chair', { role: 'chair' }, 409, 'chair_taken'],
    [
      'with a vote, being the administrator',
      { email: 'administrator@example.org' },
      422,
      'administrator_cannot_vote',
    ],
    ['for a term that ends before it begins', { endsOn: '2020-01-01' }, 422, 'term_ends_before_start'],
    ['with an e-mail that is none', { email: 'olga' }, 400, 'invalid_request'],
    ['as a king', { role: 'king' }, 400, 'invalid_request'],
    ['without a name', { familyName: ' ' }, 400, 'invalid_request'],
    [
      'for an organization that is not there',
      { organizationId: '01890000-0000-7000-8000-000000000000' },
      400,
      'invalid_request',
    ],
  ])('is refused %s: nobody is seated and nothing is mailed', async (_, given, status, code) => {
    const slip = given as { email?: string }
    const { path, secretary, rows } = await council()
    if (slip.email?.startsWith('twice')) await secretary.post(`${path}/members`, invitee(slip.email))
    if (slip.email?.startsWith('administrator') && code === 'administrator_cannot_vote')
      await house.person({ email: slip.email, administrator: true })
    const before = await rows()
    const email = slip.email ?? 'refused@example.org'
    const letters = (await lettersTo(email)).length
    const answer = await secretary.post(`${path}/members`, invitee('refused@example.org', slip))
    expect(answer).toMatchObject({ status, body: { code } })
    expect(await rows()).toEqual(before)
    expect(await lettersTo(email)).toHaveLength(letters)
  })

  test('is the secretary’s, the chair’s and the administrator’s, each in their own council', async () => {
    const { id, path, chair, rows } = await council()
    const other = await council()
    const member = await house.member(id)
    const before = await rows()
    for (const [client, answer] of [
      [member, NOT_ALLOWED],
      [other.secretary, NOT_ALLOWED],
      [house.stranger, STRANGER],
    ] as const) {
      expect(await client.post(`${path}/members`, invitee('not-theirs@example.org'))).toMatchObject(answer)
      expect(await client.get(`${path}/members`)).toMatchObject(answer)
    }
    expect(await rows()).toEqual(before)
    for (const client of [chair, administrator])
      expect(
        (await client.post(`${path}/members`, invitee(`by-${client.personId}@example.org`))).status,
      ).toBe(201)
    expect(await administrator.post('/councils/nowhere/members', invitee('x@example.org'))).toMatchObject(
      refusal(404, 'not_found'),
    )
  })
})

describe('changing a seat', () => {
  test('gives another role and vote at once and cuts the person’s open lines', async () => {
    const { id, secretary, change, view } = await council()
    const member = await house.member(id)
    expect((await change(secretary, member.memberId, { role: 'deputy', hasVote: false })).status).toBe(204)
    expect((await view()).seats.find(({ memberId }) => memberId === member.memberId)).toMatchObject({
      role: 'deputy',
      hasVote: false,
    })
    expect((await member.get('/me')).body).toMatchObject({ seats: [{ role: 'deputy' }] })
    expect(cut).toEqual([`person:${member.personId}`])
    expect(await house.journalOf(id)).toMatchObject([
      {
        verb: 'member:changed',
        personId: secretary.personId,
        data: expect.stringContaining('"role":"deputy"'),
      },
    ])
  })

  test('R-73 · ends a term: the seat is held to local midnight and lost with it, open lines too', async () => {
    const { id, secretary, change } = await council()
    const member = await house.member(id)
    expect((await change(secretary, member.memberId, { endsOn: house.today })).status).toBe(204)
    await house.kit.tick()
    cut.length = 0
    house.setClock(`${house.today}T11:59:59.999Z`)
    await house.kit.tick()
    expect((await member.get('/me')).body).toMatchObject({ seats: [{ councilId: id }] })
    expect(cut).toEqual([])
    house.pass(1)
    await house.kit.tick()
    expect((await member.get('/me')).body).toMatchObject({ seats: [] })
    expect(cut).toContain(`person:${member.personId}`)
    expect(
      (await listMembersOn(house.kit.db, id, addDays(house.today, -1))).map(({ memberId }) => memberId),
    ).toContain(member.memberId)
  })

  test('takes a mistaken seat back at once, by ending it the day before it began', async () => {
    const { path, secretary, change, view, roll } = await council()
    const { memberId } = (
      await secretary.post<{ memberId: Id }>(`${path}/members`, invitee('oops@example.org'))
    ).body
    expect(await change(secretary, memberId, { endsOn: addDays(house.today, -2) })).toMatchObject(
      refusal(422, 'term_ends_before_start'),
    )
    expect((await change(secretary, memberId, { endsOn: addDays(house.today, -1) })).status).toBe(204)
    expect((await view()).seats.map(({ memberId }) => memberId)).not.toContain(memberId)
    expect((await roll()).find((each) => each.memberId === memberId)?.when).toBe('past')
    expect((await secretary.post(`${path}/members`, invitee('oops@example.org'))).status).toBe(201)
  })

  test('never leaves a council without somebody who can keep its roll', async () => {
    const { id, chair, secretary, change, rows } = await council()
    const tomorrow = addDays(house.today, 1)
    expect((await change(secretary, chair.memberId, { endsOn: tomorrow })).status).toBe(204)
    const before = await rows()
    for (const no of [{ endsOn: tomorrow }, { endsOn: addDays(house.today, 30) }])
      expect(await change(secretary, secretary.memberId, no)).toMatchObject(refusal(409, 'last_secretary'))
    expect(await change(administrator, secretary.memberId, { endsOn: tomorrow })).toMatchObject(
      refusal(409, 'last_secretary'),
    )
    expect(await rows()).toEqual(before)
    expect((await change(secretary, secretary.memberId, { role: 'member' })).status).toBe(204)
    expect(await change(chair, chair.memberId, { role: 'member' })).toMatchObject(
      refusal(409, 'last_secretary'),
    )
    await house.member(id, { role: 'secretary' })
    expect((await change(chair, chair.memberId, { role: 'member' })).status).toBe(204)
  })

  test('is refused for a second chair, another council’s seat and an unknown one', async () => {
    const { id, secretary, change, rows } = await council()
    const other = await council()
    const member = await house.member(id)
    const before = await rows()
    expect(await change(secretary, member.memberId, { role: 'chair' })).toMatchObject(
      refusal(409, 'chair_taken'),
    )
    expect(await change(secretary, other.chair.memberId, { role: 'member' })).toMatchObject(
      refusal(404, 'not_found'),
    )
    expect(await change(other.secretary, member.memberId, { role: 'deputy' })).toMatchObject(NOT_ALLOWED)
    expect(await change(member, member.memberId, { hasVote: true })).toMatchObject(NOT_ALLOWED)
    expect(await change(house.stranger, member.memberId, { role: 'deputy' })).toMatchObject(STRANGER)
    expect(await rows()).toEqual(before)
    expect(cut).toEqual([])
  })

  test('of one person into two at once leaves one: the roll is locked', async () => {
    const { id, path, secretary } = await council()
    const both = await Promise.all([
      secretary.post(`${path}/members`, invitee('race@example.org')),
      secretary.post(`${path}/members`, invitee('race@example.org')),
    ])
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409])
    const today = await listMembersOn(house.kit.db, id, house.today)
    expect(today.filter(({ familyName }) => familyName === 'Новая')).toHaveLength(1)
  })
})

describe('a pasted list', () => {
  const list = (lines: readonly string[], more: object = {}) => ({
    text: lines.join('\r\n'),
    startsOn: house.today,
    endsOn: null,
    ...more,
  })
  const outcomes = ({ rows }: RollAnswer) => rows.map(({ line, outcome }) => [line, outcome])

  test('is judged line by line without writing anything, and its good lines are seated in one act', async () => {
    const { id, path, secretary, rows, view } = await council()
    await house.organization({ kind: 'nko', name: 'АНО «Северный маяк»' })
    await house.person({ email: 'known-in-list@example.org', familyName: 'Тестова' })
    const member = await house.member(id, { personId: await house.person({ email: 'sits@example.org' }) })
    await house.person({ email: 'rules@example.org', administrator: true })
    const text = [
      'ФИО;Почта;Роль;Организация',
      'Ӄайӄа Тэвӈӄа;teva@example.org;член совета;«АНО "Северный маяк"»',
      'Иванова Анна Петровна;KNOWN-in-list@example.org;;Неизвестная организация',
      'Сидит Уже;sits@example.org;член',
      'Опечатка Пётр;petr.example.org;член',
      'Безымянный;one@example.org;член',
      'Король Артур;king@example.org;король',
      '',
      'Ӄайӄа Ещё Раз;TEVA@example.org;член',
      'Второй Председатель;two@example.org;председатель',
      'Админ С Голосом;rules@example.org;член',
      'Служащий Без;clerk@example.org;секретарь без права голоса',
    ]
    const before = await rows()
    const preview = await secretary.post<RollAnswer>(`${path}/members/preview`, list(text))
    expect(preview.status).toBe(200)
    expect(outcomes(preview.body)).toEqual([
      [2, 'new_person'],
      [3, 'known_person'],
      [4, 'already_member'],
      [5, 'email_wrong'],
      [6, 'name_missing'],
      [7, 'role_unknown'],
      [9, 'duplicate'],
      [10, 'chair_taken'],
      [11, 'administrator_cannot_vote'],
      [12, 'new_person'],
    ])
    expect(preview.body).toMatchObject({ good: 3, bad: 7 })
    expect(preview.body.rows[0]?.notes).toEqual([])
    expect(preview.body.rows[1]?.notes).toEqual(['organization_unknown', 'name_differs'])
    expect(await rows()).toEqual(before)
    expect(await lettersTo('teva@example.org')).toEqual([])

    const done = await secretary.post<RollAnswer>(`${path}/members/import`, list(text))
    expect(done).toMatchObject({ status: 200, body: preview.body })
    const seats = (await view()).seats
    expect(seats).toHaveLength(6)
    expect(seats.find(({ name }) => name === 'Ӄайӄа Тэвӈӄа')).toMatchObject({
      organization: { name: 'Администрация' },
      hasVote: true,
    })
    expect(seats.find(({ name }) => name === 'Служащий Без')).toMatchObject({
      role: 'secretary',
      hasVote: false,
    })
    expect(seats.map(({ memberId }) => memberId)).toContain(member.memberId)
    expect(await lettersTo('teva@example.org')).toHaveLength(1)
    const again = await secretary.post<RollAnswer>(`${path}/members/import`, list(text))
    expect(again.body).toMatchObject({ good: 0, bad: 10 })
    expect(await lettersTo('teva@example.org')).toHaveLength(1)
  })

  test.each([
    ['201 lines', () => list(Array(201).fill('А Б;a@example.org')), 422, 'too_many_rows', 'text'],
    ['more than 64 kB', () => list(['я'.repeat(32 * 1024 + 1)]), 413, 'too_large', 'text'],
    ['a body of a megabyte', () => list(['a'.repeat(1_000_000)]), 413, 'too_large', undefined],
    ['a term upside down', () => list([], { endsOn: '2020-01-01' }), 422, 'term_ends_before_start', 'endsOn'],
    ['a number instead of text', () => list([], { text: 7 }), 400, 'invalid_request', 'text'],
  ])('is refused with %s', async (_, given, status, code, field) => {
    const { path, secretary, rows } = await council()
    const before = await rows()
    for (const verb of ['preview', 'import'])
      expect(await secretary.post(`${path}/members/${verb}`, given())).toMatchObject(
        refusal(status, code, field),
      )
    expect(await rows()).toEqual(before)
  })

  test('is nobody’s but whose roll it is', async () => {
    const { id, path, rows } = await council()
    const other = await council()
    const member = await house.member(id)
    const before = await rows()
    for (const verb of ['preview', 'import'])
      for (const [client, answer] of [
        [member, NOT_ALLOWED],
        [other.secretary, NOT_ALLOWED],
        [house.stranger, STRANGER],
      ] as const)
        expect(await client.post(`${path}/members/${verb}`, list(['А Б;a@example.org']))).toMatchObject(
          answer,
        )
    expect(await administrator.post('/councils/nowhere/members/preview', list([]))).toMatchObject(
      refusal(404, 'not_found'),
    )
    expect(await rows()).toEqual(before)
  })
})
