import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openHouse, type Client, type House } from '../house.ts'
import { doc, paragraph, Table, Typist } from '../support/collab.ts'

let house: House
let table: Table
let origin: string
let anna: Client
let boris: Client
const typists: Typist[] = []

beforeAll(async () => {
  house = await openHouse()
  origin = await house.listen()
  table = new Table(house)
  anna = await house.as(await house.person({ familyName: 'Анкудинова' }))
  boris = await house.as(await house.person({ familyName: 'Борисов' }))
})
afterEach(() => typists.splice(0).forEach((each) => each.leave()))
afterAll(() => house.close())

function typist(draftId: string, who: Client): Promise<Typist> {
  const typist = new Typist(origin, draftId, who.cookie)
  typists.push(typist)
  return typist.open()
}

test('two people with an unmodified provider see what the other types, and both know when it is on disk', async () => {
  const id = await table.draft(
    [
      [anna, 'write'],
      [boris, 'write'],
    ],
    doc(paragraph('Решили:')),
  )
  const [a, b] = [await typist(id, anna), await typist(id, boris)]
  expect(a.text).toBe('Решили:')
  a.write('открыть школу')
  b.write('построить дорогу')
  await Promise.all([a.saved(), b.saved(), a.sees('дорогу'), b.sees('школу')])
  expect(a.text).toBe(b.text)
  expect((await table.logOf(id)).map((each) => each.personId).sort()).toEqual(
    [null, anna.personId, boris.personId].sort(),
  )
})
