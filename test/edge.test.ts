import { afterAll, beforeAll, expect, test } from 'vitest'
import { openHouse, type Client, type House } from './house.ts'

let house: House
let client: Client
beforeAll(async () => {
  house = await openHouse()
  client = await house.as(await house.person({ familyName: 'Прежняя' }))
})
afterAll(() => house.close())

const nameOf = async () => (await client.get<{ person: { name: string } }>('/me')).body.person.name

test.each([
  ['a zero byte', '\0'],
  ['half a letter', '\ud800'],
])('%s is refused by its field wherever it stands, and nothing is written', async (_, text) => {
  const name = { familyName: `Новая${text}`, givenName: 'Анна', patronymic: null }
  expect(await client.patch('/me', name)).toMatchObject({
    status: 400,
    body: { code: 'invalid_request', field: 'familyName' },
  })
  expect(await nameOf()).toContain('Прежняя')
})

test('a zero byte in an address is refused', async () => {
  for (const url of ['/councils/%00', '/initiatives/%00', '/initiatives?q=%00', '/organizations?q=%00'])
    expect(await client.get(url)).toMatchObject({ status: 400, body: { code: 'invalid_request' } })
})

test('an address that cannot be decoded gets the answer of every refusal', async () => {
  for (const url of ['/councils/%', '/councils/%ff'])
    expect(await client.get(url)).toMatchObject({ status: 400, body: { code: 'invalid_request' } })
})

test('no cache keeps an answer of the API', async () => {
  expect((await client.get('/me')).headers['cache-control']).toBe('private, no-store')
})
