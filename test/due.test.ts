import { createServer, type AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../server/lib/ids.ts'
import { openHouse, type House } from './house.ts'

/** A mail server that takes the call and says nothing. */
const silent = createServer()
let house: House
beforeAll(async () => {
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const { port } = silent.address() as AddressInfo
  house = await openHouse({ smtpUrl: `smtp://127.0.0.1:${port}` })
})
afterAll(() => house.close())

test('a mail server that says nothing holds up nothing else that is due', async () => {
  const now = house.now.toISOString()
  const letter = { id: newId(), recipient: 'anna@example.org', subject: 'Слово', body: 'Слово' }
  await house.kit.db
    .insertInto('letter')
    .values({ ...letter, attempts: 0, nextAttemptAt: now, createdAt: now })
    .execute()
  const calls: Array<() => void> = []
  const called = () => new Promise<void>((resolve) => void calls.push(resolve))
  house.kit.onDue(async () => calls.shift()?.())
  const rung = new Promise<{ destroy(): void }>((resolve) => silent.once('connection', resolve))
  const first = called()
  const ticks = [house.kit.tick()]
  await first
  const line = await rung
  const second = called()
  ticks.push(house.kit.tick())
  await second

  line.destroy()
  silent.close()
  await Promise.all(ticks)
  const waiting = await house.kit.db.selectFrom('letter').select('attempts').executeTakeFirstOrThrow()
  expect(waiting.attempts).toBe(1)
})
