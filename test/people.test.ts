import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Me } from '../shared/people.ts'
import type { Id } from '../shared/values.ts'
import { firstAdministratorLink } from '../server/people/first-administrator.ts'
import { passwordDigest } from '../server/people/passwords.ts'
import { Client, openHouse, type Answer, type House } from './house.ts'

const PASSWORD = 'северное сияние'
const HOUR_MS = 3_600_000

let house: House
beforeAll(async () => void (house = await openHouse()))
afterAll(() => house.close())

let count = 0
async function account(): Promise<{ id: Id; email: string }> {
  const email = `account-${++count}@example.org`
  const id = await house.person({ email })
  const digest = await passwordDigest(PASSWORD)
  await house.kit.db.updateTable('person').set({ passwordDigest: digest }).where('id', '=', id).execute()
  return { id, email }
}

/** The browser that got this answer: it comes back with the cookie. */
const comeBack = (answer: Answer, personId: Id = '') =>
  new Client(house.app, personId, String(answer.headers['set-cookie']).split(';')[0] ?? '')

const nameOf = async (client: Client) => (await client.get<Me>('/me')).body.person?.name

const sessionsOf = (personId: Id) =>
  house.kit.db.selectFrom('session').selectAll().where('personId', '=', personId).orderBy('id').execute()

async function lettersTo(email: string) {
  const letters = await house.kit.db
    .selectFrom('letter')
    .selectAll()
    .where('recipient', '=', email)
    .orderBy('id')
    .execute()
  return letters.map(({ body }) => /\/link\/([\w-]+)/.exec(body)?.[1] ?? '')
}

const refusal = (status: number, code: string, field?: string) => ({
  status,
  body: field ? { code, field } : { code },
})

describe('signing in', () => {
  test('opens a session for whoever knows the password, in any case of the e-mail', async () => {
    const { id, email } = await account()
    const answer = await house.stranger.post('/sign-in', { email: email.toUpperCase(), password: PASSWORD })
    expect(answer.status).toBe(204)
    expect(answer.headers['set-cookie']).toEqual([
      expect.stringMatching(/^veche_session=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/),
      `veche_person=${id}; Max-Age=2592000; Path=/; SameSite=Lax`,
    ])
    expect(await nameOf(comeBack(answer))).toMatch('Анна')
    const [session] = await sessionsOf(id)
    expect(await house.journalOf(session?.id ?? '')).toMatchObject([{ verb: 'session:opened', personId: id }])
  })

  test('takes a password as it was typed elsewhere: NFKC makes both the same', async () => {
    const { id, email } = await account()
    const digest = await passwordDigest('ёлочные игрушки ﬁ')
    await house.kit.db.updateTable('person').set({ passwordDigest: digest }).where('id', '=', id).execute()
    const decomposed = 'ёлочные игрушки fi'.normalize('NFD')
    expect((await house.stranger.post('/sign-in', { email, password: decomposed })).status).toBe(204)
  })

  test('ends the session that the same browser had', async () => {
    const first = await account()
    const second = await account()
    const browser = comeBack(
      await house.stranger.post('/sign-in', { email: first.email, password: PASSWORD }),
    )
    expect((await browser.post('/sign-in', { email: second.email, password: PASSWORD })).status).toBe(204)
    expect(await sessionsOf(first.id)).toEqual([])
  })

  test('gives one answer to a wrong password, an unknown e-mail, an invited person and a closed account', async () => {
    const { email } = await account()
    const closed = await account()
    await house.kit.db
      .updateTable('person')
      .set({ closedAt: house.now.toISOString() })
      .where('id', '=', closed.id)
      .execute()
    await house.person({ email: 'invited@example.org' })
    for (const attempt of [
      { email, password: 'южное сияние' },
      { email: 'nobody@example.org', password: PASSWORD },
      { email: 'invited@example.org', password: PASSWORD },
      { email: closed.email, password: PASSWORD },
    ]) {
      const answer = await house.stranger.post('/sign-in', attempt)
      expect(answer).toMatchObject(refusal(401, 'wrong_email_or_password'))
      expect(answer.headers['set-cookie']).toBeUndefined()
    }
  })

  test.each([
    ['no e-mail', { password: PASSWORD }, 'email'],
    ['an e-mail that is none', { email: 'anna', password: PASSWORD }, 'email'],
    ['a number for a password', { email: 'anna@example.org', password: 1 }, 'password'],
    ['a password of a megabyte', { email: 'anna@example.org', password: 'a'.repeat(201) }, 'password'],
  ])('is refused with %s', async (_, body, field) => {
    expect(await house.stranger.post('/sign-in', body)).toMatchObject(refusal(400, 'invalid_request', field))
  })

  test('is slowed down after ten attempts at one account, right or wrong, and only at that one', async () => {
    const { email } = await account()
    const other = await account()
    const attempt = (password: string) => house.stranger.post('/sign-in', { email, password })
    const attempts = await Promise.all(Array.from({ length: 10 }, () => attempt('южное сияние')))
    expect(attempts.map(({ status }) => status)).toEqual(Array(10).fill(401))
    expect(await attempt(PASSWORD)).toMatchObject(refusal(429, 'too_many_requests'))
    expect((await house.stranger.post('/sign-in', { email: other.email, password: PASSWORD })).status).toBe(
      204,
    )
  })
})

describe('sessions', () => {
  test('are listed to their owner, with the device in words and the last hour of use', async () => {
    const { id, email } = await account()
    const desk = await house.as(id)
    const signedIn = await house.app.inject({
      method: 'POST',
      url: '/api/sign-in',
      payload: { email, password: PASSWORD },
      headers: {
        'user-agent': 'Mozilla/5.0 (Windows NT 6.1; Win64; x64; rv:115.0) Gecko/20100101 Firefox/115.0',
      },
    })
    expect(signedIn.statusCode).toBe(204)
    house.pass(HOUR_MS)
    const used = house.now.toISOString()
    await nameOf(desk)
    await house.kit.tick()
    const { sessions } = (await desk.get<{ sessions: unknown[] }>('/sessions')).body
    expect(sessions).toMatchObject([
      { device: 'test', isCurrent: true, seenAt: used },
      { device: 'Firefox, Windows', isCurrent: false },
    ])
    house.pass(HOUR_MS / 2)
    await nameOf(desk)
    await house.kit.tick()
    expect((await desk.get('/sessions')).body).toMatchObject({ sessions: [{ seenAt: used }, {}] })
  })

  test('end when their owner signs out, and signing out twice is no mistake', async () => {
    const { id } = await account()
    const anna = await house.as(id)
    const answer = await anna.post('/sign-out')
    expect(answer).toMatchObject({ status: 204 })
    expect(answer.headers['set-cookie']).toEqual([
      expect.stringMatching(/^veche_session=;/),
      expect.stringMatching(/^veche_copies=; Max-Age=0; Path=\/api\/drafts;/),
      expect.stringMatching(/^veche_person=nobody;/),
    ])
    expect(await nameOf(anna)).toBeUndefined()
    expect((await anna.post('/sign-out')).status).toBe(204)
  })

  test('end one by one, or all but the one in use; their end is in the journal', async () => {
    const { id } = await account()
    const [here, phone, library] = [await house.as(id), await house.as(id), await house.as(id)]
    const [, second] = await sessionsOf(id)
    expect((await here.delete(`/sessions/${second?.id}`)).status).toBe(204)
    expect(await nameOf(phone)).toBeUndefined()
    expect(await house.journalOf(second?.id ?? '')).toMatchObject([{ verb: 'session:closed', personId: id }])
    expect((await here.delete('/sessions')).status).toBe(204)
    expect(await nameOf(library)).toBeUndefined()
    expect(await nameOf(here)).toMatch('Анна')
    expect(await here.delete(`/sessions/${second?.id}`)).toMatchObject(refusal(404, 'not_found'))
  })

  test('of somebody else are not found, and stay', async () => {
    const { id } = await account()
    await house.as(id)
    const [session] = await sessionsOf(id)
    const other = await house.as(await house.person())
    expect(await other.delete(`/sessions/${session?.id}`)).toMatchObject(refusal(404, 'not_found'))
    expect(await other.delete('/sessions/1')).toMatchObject(refusal(400, 'invalid_request', 'id'))
    expect(await sessionsOf(id)).toHaveLength(1)
  })

  test('run out after thirty days', async () => {
    const { id } = await account()
    const anna = await house.as(id)
    house.pass(30 * 24 * HOUR_MS)
    expect(await nameOf(anna)).toBeUndefined()
  })

  test('are nobody’s business without one', async () => {
    for (const answer of [
      await house.stranger.get('/sessions'),
      await house.stranger.delete('/sessions'),
      await house.stranger.patch('/me', { familyName: 'А', givenName: 'Б', patronymic: null }),
    ])
      expect(answer).toMatchObject(refusal(401, 'sign_in_required'))
  })
})

describe('one’s own name', () => {
  test('is changed by its owner; letters of the north stay as typed', async () => {
    const { id } = await account()
    const anna = await house.as(id)
    expect(
      (await anna.patch('/me', { familyName: ' Ӄайӄа ', givenName: 'Тэвӈӄа', patronymic: '' })).status,
    ).toBe(204)
    expect((await anna.get<Me>('/me')).body.person).toMatchObject({
      name: 'Ӄайӄа Тэвӈӄа',
      familyName: 'Ӄайӄа',
      patronymic: null,
    })
    expect(await house.journalOf(id)).toMatchObject([{ verb: 'person:renamed', personId: id, data: '{}' }])
  })

  test('is refused when it is empty, and stays', async () => {
    const { id } = await account()
    const anna = await house.as(id)
    const before = await nameOf(anna)
    expect(await anna.patch('/me', { familyName: '  ', givenName: 'Анна', patronymic: null })).toMatchObject(
      refusal(400, 'invalid_request', 'familyName'),
    )
    expect(await nameOf(anna)).toBe(before)
  })
})

describe('a forgotten password', () => {
  test('is replaced by a mailed link, once; every other session and link ends', async () => {
    const { id, email } = await account()
    const elsewhere = await house.as(id)
    await house.stranger.post('/forgot', { email })
    await house.stranger.post('/forgot', { email: email.toUpperCase() })
    const [unused = '', link = ''] = await lettersTo(email)
    expect((await house.stranger.get(`/links/${link}`)).body).toEqual({
      purpose: 'set_password',
      name: expect.stringContaining('Анна'),
      email,
    })

    const taken = await house.stranger.post(`/links/${link}`, { password: 'тундра и море' })
    expect(taken.status).toBe(204)
    expect(await nameOf(comeBack(taken))).toMatch('Анна')
    expect(await nameOf(elsewhere)).toBeUndefined()
    expect((await house.stranger.post('/sign-in', { email, password: PASSWORD })).status).toBe(401)
    expect((await house.stranger.post('/sign-in', { email, password: 'тундра и море' })).status).toBe(204)

    for (const used of [link, unused, 'никогда-не-было'].map(encodeURIComponent)) {
      expect(await house.stranger.get(`/links/${used}`)).toMatchObject(refusal(410, 'link_expired'))
      expect(await house.stranger.post(`/links/${used}`, { password: 'ещё один пароль' })).toMatchObject(
        refusal(410, 'link_expired'),
      )
    }
    expect((await house.journalOf(id)).map(({ verb }) => verb)).toEqual([
      'link:sent',
      'link:sent',
      'password:set',
    ])
  })

  test('is replaced once when all its links are opened in the same moment', async () => {
    const { id, email } = await account()
    for (let n = 0; n < 4; n++) await house.stranger.post('/forgot', { email })
    const answers = await Promise.all(
      (await lettersTo(email)).map((link) =>
        house.stranger.post(`/links/${link}`, { password: 'тундра и море' }),
      ),
    )
    expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 410, 410, 410])
    expect(await sessionsOf(id)).toHaveLength(1)
  })

  test('has a link for one hour', async () => {
    const { email } = await account()
    await house.stranger.post('/forgot', { email })
    const [link = ''] = await lettersTo(email)
    house.pass(HOUR_MS - 1)
    expect((await house.stranger.get(`/links/${link}`)).status).toBe(200)
    house.pass(1)
    expect(await house.stranger.post(`/links/${link}`, { password: 'тундра и море' })).toMatchObject(
      refusal(410, 'link_expired'),
    )
  })

  test('says the same for an e-mail that nobody has, and mails nothing', async () => {
    expect((await house.stranger.post('/forgot', { email: 'nobody@example.org' })).status).toBe(204)
    expect(await lettersTo('nobody@example.org')).toEqual([])
  })

  test('is mailed at most five times an hour', async () => {
    const { email } = await account()
    for (let sent = 0; sent < 5; sent++) await house.stranger.post('/forgot', { email })
    expect(await house.stranger.post('/forgot', { email })).toMatchObject(refusal(429, 'too_many_requests'))
    expect(await lettersTo(email)).toHaveLength(5)
  })

  test.each([
    ['is short', 'сияние'],
    ['is the e-mail', 'account@example.org'],
    ['is a row of the keyboard', 'йцукенгшщзх'],
    ['counts', '1234567890'],
    ['is one that everybody tries', 'Password123'],
    ['repeats itself', 'абвабвабвабв'],
  ])('is not replaced by one that %s; the link still works', async (_, password) => {
    const { email } = await account()
    const weak = password === 'account@example.org' ? email : password
    await house.stranger.post('/forgot', { email })
    const [link = ''] = await lettersTo(email)
    expect(await house.stranger.post(`/links/${link}`, { password: weak })).toMatchObject(
      refusal(422, 'password_too_weak', 'password'),
    )
    expect((await house.stranger.get(`/links/${link}`)).status).toBe(200)
  })
})

describe('an empty region', () => {
  const founder = {
    email: 'founder@example.org',
    familyName: 'Первая',
    givenName: 'Вера',
    patronymic: null,
    password: 'вулкан и океан',
  }
  let empty: House
  beforeAll(async () => void (empty = await openHouse()))
  afterAll(() => empty.close())
  const offer = async () => (await firstAdministratorLink(empty.kit))?.split('/welcome/')[1] ?? ''

  test('offers one link at a time, for a day, that makes the first administrator', async () => {
    const earlier = await offer()
    const link = await offer()
    expect(await empty.stranger.get(`/links/${earlier}`)).toMatchObject(refusal(410, 'link_expired'))
    expect((await empty.stranger.get(`/links/${link}`)).body).toEqual({
      purpose: 'first_administrator',
      name: null,
      email: null,
    })

    const nameless = { ...founder, familyName: undefined }
    expect(await empty.stranger.post(`/links/${link}`, nameless)).toMatchObject(
      refusal(400, 'invalid_request', 'familyName'),
    )
    expect(await empty.stranger.post(`/links/${link}`, { ...founder, password: 'founder' })).toMatchObject(
      refusal(422, 'password_too_weak', 'password'),
    )
    empty.pass(24 * HOUR_MS)
    expect(await empty.stranger.post(`/links/${link}`, founder)).toMatchObject(refusal(410, 'link_expired'))
    expect(await empty.kit.db.selectFrom('person').selectAll().execute()).toEqual([])

    const today = await offer()
    const taken = await empty.stranger.post(`/links/${today}`, founder)
    expect(taken.status).toBe(204)
    const cookie = String(taken.headers['set-cookie']).split(';')[0] ?? ''
    expect((await new Client(empty.app, '', cookie).get<Me>('/me')).body).toMatchObject({
      person: { name: 'Первая Вера', isAdministrator: true },
      can: { administer: true },
    })
  })

  test('is set up once', async () => {
    expect(await firstAdministratorLink(empty.kit)).toBeNull()
    const secret = 'a'.repeat(43)
    const { digest, newId } = await import('../server/lib/ids.ts')
    await empty.kit.db
      .insertInto('accountLink')
      .values({
        id: newId(),
        secretDigest: digest(secret),
        purpose: 'first_administrator',
        personId: null,
        createdAt: empty.now.toISOString(),
        expiresAt: new Date(empty.now.getTime() + HOUR_MS).toISOString(),
        usedAt: null,
      })
      .execute()
    const late = { ...founder, email: 'second@example.org' }
    expect(await empty.stranger.get(`/links/${secret}`)).toMatchObject(refusal(409, 'already_set_up'))
    expect(await empty.stranger.post(`/links/${secret}`, late)).toMatchObject(refusal(409, 'already_set_up'))
    expect(await empty.kit.db.selectFrom('person').selectAll().execute()).toHaveLength(1)
  })
})
