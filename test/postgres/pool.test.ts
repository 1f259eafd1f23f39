import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { openHouse, type House } from '../house.ts'
import { occupy } from '../support/occupy.ts'

let house: House
beforeAll(async () => void (house = await openHouse()))
afterAll(() => house.close())

test('whoever gets no connection within ten seconds may come again', async () => {
  const client = await house.as(await house.person())
  // The pool fills itself first: making a connection has a clock of its own.
  await occupy(house.kit.db)()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const letGo = occupy(house.kit.db)
  const asked = client.get('/me')
  while (vi.getTimerCount() < 1) await new Promise((resolve) => setImmediate(resolve))
  await vi.advanceTimersByTimeAsync(10_000)
  expect(await asked).toMatchObject({ status: 503, body: { code: 'unavailable' } })
  vi.useRealTimers()
  await letGo()
  expect((await client.get('/me')).status).toBe(200)
})
