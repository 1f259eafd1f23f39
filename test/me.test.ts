import { afterAll, beforeAll, expect, test } from 'vitest'
import { openHouse, type House } from './house.ts'

let house: House
beforeAll(async () => void (house = await openHouse()))
afterAll(() => house.close())

test('a stranger has no person', async () => {
  expect((await house.stranger.get('/me')).body).toMatchObject({ person: null })
})

test('a signed-in person sees their own name', async () => {
  const anna = await house.as(await house.person({ familyName: 'Иванова' }))
  expect((await anna.get('/me')).body).toMatchObject({ person: { name: 'Иванова Анна Петровна' } })
})

test('the journal refuses to be rewritten', async () => {
  const { db } = house.kit
  const line = {
    id: 'a',
    at: 'b',
    personId: null,
    councilId: null,
    verb: 'c',
    subjectKind: 'd',
    subjectId: 'e',
    data: '{}',
  }
  await db.insertInto('journal').values(line).execute()
  await expect(db.updateTable('journal').set({ verb: 'x' }).execute()).rejects.toThrow('append only')
  await expect(db.deleteFrom('journal').execute()).rejects.toThrow('append only')
})
