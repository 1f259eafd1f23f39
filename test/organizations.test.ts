import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Municipality, OrganizationSummary, OrganizationView } from '../shared/organizations.ts'
import { addDays } from '../shared/calendar.ts'
import type { Id } from '../shared/values.ts'
import { seedReference } from '../server/councils/seeds.ts'
import { findOrganization, listDaysOff } from '../server/organizations/queries.ts'
import { openHouse, type Client, type House } from './house.ts'

let house: House
let administrator: Client
beforeAll(async () => {
  house = await openHouse()
  administrator = await house.as(await house.person({ administrator: true }))
})
afterAll(() => house.close())

const refusal = (status: number, code: string, field?: string) => ({
  status,
  body: field ? { code, field } : { code },
})

const card = {
  kind: 'kmns_community',
  name: 'Территориально-соседская община «Ӄайӄа»',
  shortName: 'Община «Ӄайӄа»',
  municipalityCode: 'oly',
  inn: '4101172490',
  ogrn: '1154100000890',
}

const slugOf = async (id: Id) => (await findOrganization(house.kit.db, id))?.slug ?? ''
const view = async (client: Client, slug: string) =>
  (await client.get<OrganizationView>(`/organizations/${slug}`)).body
const count = async () => (await house.kit.db.selectFrom('organization').select('id').execute()).length

describe('reference data', () => {
  test('has the 14 municipalities of Kamchatka, whose people add up to the krai', async () => {
    const { municipalities } = (
      await house.stranger.get<{ municipalities: Municipality[] }>('/municipalities')
    ).body
    expect(municipalities).toHaveLength(14)
    expect(municipalities.reduce((sum, { population2021 }) => sum + (population2021 ?? 0), 0)).toBe(291_705)
  })

  test('calls a municipality what it was called on the day', async () => {
    const nameOn = async (on: string) => {
      const { body } = await house.stranger.get<{ municipalities: Municipality[] }>(
        `/municipalities?on=${on}`,
      )
      return body.municipalities.find(({ code }) => code === 'tig')?.name
    }
    expect(await nameOn('2017-02-16')).toBe('Тигильский муниципальный район')
    expect(await nameOn('2026-02-16')).toBe('Тигильский муниципальный округ')
    expect(await house.stranger.get('/municipalities?on=yesterday')).toMatchObject(
      refusal(400, 'invalid_request', 'on'),
    )
  })

  test('is the operator’s once it is there: seeding again changes nothing', async () => {
    const { db } = house.kit
    await db.updateTable('dayOff').set({ name: 'Наш день' }).where('on', '=', '2026-06-12').execute()
    const before = await listDaysOff(db)
    await seedReference(db)
    expect(await listDaysOff(db)).toEqual(before)
    expect(before).toContainEqual({ on: '2026-06-12', kind: 'holiday', name: 'Наш день' })
  })
})

describe('an organization', () => {
  test('R-24 · «община КМНС» is added by an administrator, stored and found with the letters of its name', async () => {
    const created = await administrator.post('/organizations', card)
    expect(created).toMatchObject({ status: 201, body: { slug: 'obshchina-kayka' } })
    expect((await house.stranger.get('/organizations/obshchina-kayka')).body).toMatchObject({
      kind: 'kmns_community',
      name: 'Территориально-соседская община «Ӄайӄа»',
      inn: '4101172490',
      ogrn: '1154100000890',
      municipality: { code: 'oly', name: 'Олюторский муниципальный район' },
      posts: [],
      can: { edit: false, managePosts: false },
    })
    const found = await house.stranger.get<{ organizations: OrganizationSummary[] }>(
      `/organizations?kind=kmns_community&q=${encodeURIComponent('ӄАЙӃА община')}`,
    )
    expect(found.body.organizations.map(({ slug }) => slug)).toEqual(['obshchina-kayka'])
    expect(found.body).toMatchObject({ can: { create: false } })
    expect(await house.journalOf(created.body['id'] as Id)).toMatchObject([
      { verb: 'organization:created', personId: administrator.personId },
    ])
  })

  test('is corrected by an administrator and keeps its address', async () => {
    const slug = await slugOf(await house.organization())
    const changed = {
      ...card,
      name: 'Другое имя',
      shortName: 'Другое',
      municipalityCode: null,
      inn: null,
      ogrn: null,
    }
    expect((await administrator.patch(`/organizations/${slug}`, changed)).status).toBe(204)
    expect(await view(house.stranger, slug)).toMatchObject({ name: 'Другое имя', municipality: null })
    expect(await administrator.patch('/organizations/nowhere', changed)).toMatchObject(
      refusal(404, 'not_found'),
    )
  })

  test.each([
    ['an ИНН with a slip of the pen', { inn: '4101172491' }, 422, 'inn_wrong', 'inn'],
    ['an ОГРН with a slip of the pen', { ogrn: '1154100000891' }, 422, 'ogrn_wrong', 'ogrn'],
    ['a kind that is none', { kind: 'club' }, 400, 'invalid_request', 'kind'],
    ['an empty name', { name: ' ' }, 400, 'invalid_request', 'name'],
    [
      'a municipality that is not there',
      { municipalityCode: 'msk' },
      400,
      'invalid_request',
      'municipalityCode',
    ],
    ['a time zone that is none', { timeZone: 'Камчатка' }, 400, 'invalid_request', 'timeZone'],
    ['an address with spaces', { slug: 'a b' }, 400, 'invalid_request', 'slug'],
    ['a name that makes no address', { shortName: '«…»' }, 400, 'invalid_request', 'slug'],
    ['an address that is taken', { slug: 'taken' }, 409, 'slug_taken', 'slug'],
  ])('is not added with %s', async (_, given, status, code, field) => {
    const slip = given as { slug?: string; shortName?: string }
    if (slip.slug === 'taken') await administrator.post('/organizations', { ...card, slug: 'taken' })
    const before = await count()
    expect(
      await administrator.post('/organizations', {
        ...card,
        slug: 'fresh',
        ...(slip.shortName && { slug: undefined }),
        ...slip,
      }),
    ).toMatchObject(refusal(status, code, field))
    expect(await count()).toBe(before)
  })

  test('is added and corrected by nobody but an administrator', async () => {
    const slug = await slugOf(await house.organization())
    const official = await house.post(await house.organization())
    const before = await count()
    for (const [client, status, code] of [
      [official, 403, 'not_allowed'],
      [house.stranger, 401, 'sign_in_required'],
    ] as const) {
      expect(await client.post('/organizations', { ...card, slug: 'theirs' })).toMatchObject(
        refusal(status, code),
      )
      expect(await client.patch(`/organizations/${slug}`, card)).toMatchObject(refusal(status, code))
    }
    expect(await count()).toBe(before)
    expect(await view(house.stranger, slug)).not.toMatchObject({ name: card.name })
  })
})

describe('a post', () => {
  const newcomer = (email: string, more: object = {}) => ({
    email,
    familyName: 'Новая',
    givenName: 'Ольга',
    patronymic: null,
    role: 'official',
    title: 'Начальник отдела',
    startsOn: house.today,
    endsOn: null,
    ...more,
  })
  const postsIn = (organizationId: Id) =>
    house.kit.db.selectFrom('post').selectAll().where('organizationId', '=', organizationId).execute()
  const lettersTo = async (email: string) =>
    (await house.kit.db.selectFrom('letter').selectAll().where('recipient', '=', email).execute()).map(
      ({ body }) => body,
    )

  test('is given by an official of the authority; a new person is invited for seven days', async () => {
    const id = await house.organization({ name: 'Агентство проверок' })
    const slug = await slugOf(id)
    const official = await house.post(id)
    const added = await official.post(`/organizations/${slug}/posts`, newcomer('olga@example.org'))
    expect(added.status).toBe(201)
    expect(await view(official, slug)).toMatchObject({
      can: { managePosts: true, edit: false },
      posts: [{ name: 'Новая Ольга', title: 'Начальник отдела', isWaiting: true }, { isWaiting: false }],
    })
    const [letter = ''] = await lettersTo('olga@example.org')
    expect(letter).toContain('Агентство проверок')
    const link = /\/link\/([\w-]+)/.exec(letter)?.[1]
    house.pass(7 * 86_400_000 - 1)
    expect((await house.stranger.post(`/links/${link}`, { password: 'тундра и море' })).status).toBe(204)
    expect(await house.journalOf(id)).toMatchObject([{ verb: 'post:added', personId: official.personId }])
  })

  test('of a known person is told to them without a new password, and cuts their open lines', async () => {
    const id = await house.organization({ kind: 'nko' })
    const slug = await slugOf(id)
    const personId = await house.person({ email: 'known@example.org' })
    await house.kit.db
      .updateTable('person')
      .set({ passwordDigest: 'set' })
      .where('id', '=', personId)
      .execute()
    const cut: string[] = []
    house.kit.onCut((whose) => void cut.push(whose))
    const body = newcomer('known@example.org', { role: 'representative' })
    expect((await administrator.post(`/organizations/${slug}/posts`, body)).status).toBe(201)
    const [letter] = await lettersTo('known@example.org')
    expect(letter).toContain(`/organizations/${slug}`)
    expect(letter).not.toContain('/link/')
    expect(cut).toEqual([`person:${personId}`])
  })

  test('shows officials to everybody, and who speaks for citizens to those who are signed in', async () => {
    const agency = await house.organization()
    const nko = await house.organization({ kind: 'nko' })
    await house.post(agency)
    await house.post(nko, 'representative')
    const member = await house.as(await house.person())
    expect((await view(house.stranger, await slugOf(agency))).posts).toMatchObject([{ role: 'official' }])
    expect((await view(house.stranger, await slugOf(nko))).posts).toEqual([])
    const [shown] = (await view(member, await slugOf(nko))).posts
    expect(shown).toMatchObject({ role: 'representative' })
    expect(shown).not.toHaveProperty('isWaiting')
  })

  test('R-73 · is held to the end of its last day there, and not a moment longer', async () => {
    const id = await house.organization()
    const slug = await slugOf(id)
    const official = await house.post(id)
    const [post] = await postsIn(id)
    expect(
      (await administrator.patch(`/organizations/${slug}/posts/${post?.id}`, { endsOn: house.today })).status,
    ).toBe(204)
    await house.kit.tick()
    const cut: string[] = []
    house.kit.onCut((whose) => void cut.push(whose))
    house.setClock(`${house.today}T11:59:59.999Z`)
    expect((await official.get('/me')).body).toMatchObject({ posts: [{ slug }] })
    await house.kit.tick()
    expect(cut).toEqual([])
    house.pass(1)
    expect((await official.get('/me')).body).toMatchObject({ posts: [] })
    await house.kit.tick()
    expect(cut).toContain(`person:${official.personId}`)
    expect(await official.post(`/organizations/${slug}/posts`, newcomer('late@example.org'))).toMatchObject(
      refusal(403, 'not_allowed'),
    )
  })

  test('is taken back at once by ending it the day before it began', async () => {
    const id = await house.organization()
    const slug = await slugOf(id)
    const { postId } = (
      await administrator.post<{ postId: Id }>(
        `/organizations/${slug}/posts`,
        newcomer('mistake@example.org'),
      )
    ).body
    const end = (endsOn: string) => administrator.patch(`/organizations/${slug}/posts/${postId}`, { endsOn })
    expect(await end(addDays(house.today, -2))).toMatchObject(
      refusal(422, 'term_ends_before_start', 'endsOn'),
    )
    expect((await end(addDays(house.today, -1))).status).toBe(204)
    expect((await view(house.stranger, slug)).posts).toEqual([])
  })

  test.each([
    ['an official of a citizens’ organization', 'nko', {}, 422, 'not_an_authority'],
    [
      'a term that ends before it begins',
      'local_authority',
      { endsOn: '2020-01-01' },
      422,
      'term_ends_before_start',
    ],
    ['the same post twice', 'local_authority', { email: 'twice@example.org' }, 409, 'already_holds_post'],
    ['a role that is none', 'local_authority', { role: 'king' }, 400, 'invalid_request'],
    ['an e-mail that is none', 'local_authority', { email: 'olga' }, 400, 'invalid_request'],
  ] as const)('is not given: %s', async (_, kind, slip, status, code) => {
    const id = await house.organization({ kind })
    const slug = await slugOf(id)
    if ('email' in slip && slip.email.startsWith('twice'))
      await administrator.post(`/organizations/${slug}/posts`, newcomer(slip.email))
    const before = await postsIn(id)
    const letters = (await lettersTo('slip@example.org')).length
    const answer = await administrator.post(
      `/organizations/${slug}/posts`,
      newcomer('slip@example.org', slip),
    )
    expect(answer).toMatchObject({ status, body: { code } })
    expect(await postsIn(id)).toEqual(before)
    expect(await lettersTo('slip@example.org')).toHaveLength(letters)
  })

  test('is not given or ended from outside: another authority, a citizens’ representative, a stranger', async () => {
    const id = await house.organization()
    const slug = await slugOf(id)
    await house.post(id)
    const [post] = await postsIn(id)
    const nko = await house.organization({ kind: 'nko' })
    const representative = await house.post(nko, 'representative')
    const outsider = await house.post(await house.organization())
    for (const [client, status, code] of [
      [outsider, 403, 'not_allowed'],
      [representative, 403, 'not_allowed'],
      [house.stranger, 401, 'sign_in_required'],
    ] as const) {
      const path = `/organizations/${slug}/posts`
      expect(await client.post(path, newcomer('x@example.org'))).toMatchObject(refusal(status, code))
      expect(await client.patch(`${path}/${post?.id}`, { endsOn: house.today })).toMatchObject(
        refusal(status, code),
      )
    }
    expect(
      await representative.post(`/organizations/${await slugOf(nko)}/posts`, newcomer('x@example.org')),
    ).toMatchObject(refusal(403, 'not_allowed'))
    expect(
      await administrator.patch(`/organizations/${await slugOf(nko)}/posts/${post?.id}`, {
        endsOn: house.today,
      }),
    ).toMatchObject(refusal(404, 'not_found'))
    expect(await postsIn(id)).toEqual([post])
  })
})
