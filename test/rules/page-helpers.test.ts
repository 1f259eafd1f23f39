import { expect, test } from 'vitest'
import type { Cookies } from '@sveltejs/kit'
import { api } from '../../client/lib/api.ts'
import { applySetCookies, cookieHeader } from '../../client/lib/cookies.ts'
import { inside, refused, typed } from '../../client/lib/forms.ts'
import { toLook } from '../../client/lib/look.ts'
import { meetingOf } from '../../client/lib/subjects.ts'

const answer = (status: number, body: unknown) => () => Promise.resolve(Response.json(body, { status }))

test('a refusal is an answer with its code and field', async () => {
  const call = api(answer(422, { code: 'reason_required', field: 'reason' }))
  expect(await call.post('/x', {})).toEqual({
    ok: false,
    status: 422,
    code: 'reason_required',
    field: 'reason',
  })
})

test('no answer is the refusal `offline`', async () => {
  expect(await api(() => Promise.reject(new TypeError('fetch failed'))).get('/x')).toEqual({
    ok: false,
    status: 0,
    code: 'offline',
  })
})

test('an answer that is no JSON is a refusal of the server', async () => {
  const call = api(() => Promise.resolve(new Response('<h1>502</h1>', { status: 502 })))
  expect(await call.get('/x')).toEqual({ ok: false, status: 502, code: 'internal' })
})

test('what was typed comes back with a refusal, passwords and files do not', () => {
  const form = new FormData()
  form.set('title', 'О дорогах')
  form.set('newPassword', 'секрет')
  form.set('file', new File(['x'], 'x.docx'))
  const { status, data } = refused({ ok: false, status: 409, code: 'conflict' }, typed(form))
  expect([status, data]).toEqual([409, { refusal: { code: 'conflict' }, values: { title: 'О дорогах' } }])
})

test.each([
  ['/initiatives/12?a=b', '/initiatives/12?a=b'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['https://evil.example', '/'],
  ['/a\n/b', '/'],
  [null, '/'],
])('going back to %j leads to %s', (address, path) => {
  expect(inside(address)).toBe(path)
})

test('a cookie set by the API reaches the browser as it was written, and the API again', () => {
  const jar = new Map<string, [value: string, options: object]>()
  const cookies = {
    getAll: () => [...jar].map(([name, [value]]) => ({ name, value })),
    set: (name: string, value: string, options: object) => void jar.set(name, [value, options]),
  } as unknown as Cookies

  applySetCookies(cookies, ['session=a%2Bb; Path=/; HttpOnly; SameSite=Lax; Max-Age=60', 'plain=1'])

  expect(jar.get('session')).toEqual([
    'a+b',
    { path: '/', httpOnly: true, secure: false, sameSite: 'lax', maxAge: 60 },
  ])
  expect(cookieHeader(cookies)).toBe('session=a%2Bb; plain=1')
})

test('a look from a broken cookie is the usual look', () => {
  expect(toLook({ theme: 'pink', scale: 'large', zone: 'Mars/Olympus' })).toEqual({
    theme: 'system',
    contrast: 'normal',
    scale: 'large',
    zone: '',
  })
})

test('a vote knows the way back to its meeting and the item; apart from meetings, or for who may not open one, there is none', async () => {
  const sitting = { meetingId: 'm', itemId: 'i' }
  const agenda = [{ id: 'i', number: '2.1', title: 'О ремонте' }]
  const meeting = { council: { slug: 'sovet' }, number: 5, state: { agenda } }
  expect(await meetingOf(answer(200, meeting), sitting)).toEqual({
    slug: 'sovet',
    number: 5,
    item: { number: '2.1', title: 'О ремонте' },
  })
  expect(await meetingOf(answer(200, meeting), { ...sitting, itemId: null })).toMatchObject({ item: null })
  expect(await meetingOf(answer(404, { code: 'not_found' }), sitting)).toBeNull()
  expect(await meetingOf(answer(200, meeting), null)).toBeNull()
})
