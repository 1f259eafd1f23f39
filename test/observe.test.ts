import { sql } from 'kysely'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { openLog } from '../server/lib/log.ts'
import { openHouse, type House } from './house.ts'
import { occupy } from './support/occupy.ts'

let house: House
const written: string[] = []
beforeAll(async () => {
  house = await openHouse({}, openLog('error', { write: (line) => void written.push(line) }))
})
afterAll(() => house.close())

const health = () => house.app.inject('/health')

test('a database that does not answer makes the server not ready, within two seconds', async () => {
  const { statusCode, body } = await health()
  expect([statusCode, JSON.parse(body)]).toEqual([200, { live: true, ready: true }])
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const letGo = occupy(house.kit.db)
  const asked = [health(), health()]
  while (vi.getTimerCount() < 2) await new Promise((resolve) => setImmediate(resolve))
  await vi.advanceTimersByTimeAsync(2000)
  for (const { statusCode, body } of await Promise.all(asked)) {
    expect(statusCode).toBe(503)
    expect(JSON.parse(body)).toEqual({ live: true, ready: false })
  }
  vi.useRealTimers()
  await letGo()
  expect((await health()).statusCode).toBe(200)
})

const SECRET = 'Тайная Анна'

test('a row that breaks a rule is in no line of the log', async () => {
  written.length = 0
  const error: unknown = await sql`insert into person (id, family_name) values (${SECRET}, ${SECRET})`
    .execute(house.kit.db)
    .catch((each: unknown) => each)
  house.kit.log.error({ err: error }, 'a query failed')
  house.app.log.error(error)
  expect(written).toHaveLength(2)
  for (const line of written) {
    expect(line).not.toContain(SECRET)
    const { err } = JSON.parse(line) as { err: Record<string, unknown> }
    expect(Object.keys(err)).toEqual(expect.arrayContaining(['type', 'code', 'stack']))
  }
})

test('an error of PostgreSQL is told by code, table and constraint, without the words it quotes', () => {
  written.length = 0
  const detail = `Failing row contains (${SECRET}).`
  const error = Object.assign(new Error(`invalid input syntax for type integer: "${SECRET}"`), {
    severity: 'ERROR',
    code: '22P02',
    table: 'person',
    constraint: 'person_email',
    detail,
    where: detail,
    parameters: [SECRET],
  })
  house.kit.log.error({ err: error }, 'a query failed')
  expect(written.join()).not.toContain(SECRET)
  const { err } = JSON.parse(written[0]!) as { err: Record<string, unknown> }
  expect(err).toEqual({
    type: 'Error',
    code: '22P02',
    table: 'person',
    constraint: 'person_email',
    stack: expect.stringContaining('observe.test') as string,
  })
})

test('a mistake of ours is told with its message, code and place, and with nothing that hangs on it', () => {
  written.length = 0
  const error = Object.assign(new RangeError('too far', { cause: new Error(SECRET) }), {
    code: 'FAR',
    body: SECRET,
  })
  house.kit.log.error({ err: error }, 'something failed')
  const { err } = JSON.parse(written[0]!) as { err: Record<string, unknown> }
  expect(err).toEqual({
    type: 'RangeError',
    message: 'too far',
    code: 'FAR',
    stack: expect.stringContaining('observe.test') as string,
  })
})

test('a slow link has a quarter of an hour for what it sends, and a minute to say what it wants', () => {
  const { requestTimeout, headersTimeout, timeout } = house.app.server
  expect({ requestTimeout, headersTimeout, timeout }).toEqual({
    requestTimeout: 900_000,
    headersTimeout: 60_000,
    timeout: 300_000,
  })
})
