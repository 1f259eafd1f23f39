import { afterAll, beforeAll, expect, test } from 'vitest'
import type { InitiativeChanged } from '../../shared/initiatives.ts'
import { openHouse, type House } from '../house.ts'
import { address, ask as askFor, initiativeAt, place, read } from '../support/initiatives.ts'
import { ask, listening, watch } from '../support/live.ts'

let house: House
let url: string
beforeAll(async () => {
  house = await openHouse()
  url = await listening(house)
})
afterAll(() => house.close())

test('a visitor may not enter the room of a draft, and may once it is public', async () => {
  const at = await place(house)
  const visitor = await house.as(await house.person())
  const { id, number } = await initiativeAt(house, at, 'draft')
  const before = await ask(url, visitor, `initiative:${id}`)
  expect(before.answer).toEqual({ code: 'not_found' })
  expect((await ask(url, visitor, 'initiative:01890000-0000-7000-8000-000000000000')).answer).toEqual(
    before.answer,
  )

  await askFor(at.author, number, 'publish-for-discussion')
  const afterwards = await ask(url, visitor, `initiative:${id}`)
  expect(afterwards.answer).toEqual({ ok: true })
  before.socket.disconnect()
  afterwards.socket.disconnect()
})

test('whoever watches hears of a move, and reading again shows it', async () => {
  const at = await place(house)
  const { id, number, movedAt } = await initiativeAt(house, at, 'public_discussion')
  const watcher = await watch<InitiativeChanged>(url, at.member, `initiative:${id}`, 'initiative:changed')
  house.pass(1000)
  await askFor(at.author, number, 'submit-to-council')
  const heard = await watcher.until((event) => event.movedAt > movedAt)

  expect(heard).toEqual({ id, number, movedAt: (await read(at.member, number)).movedAt })
  watcher.leave()
})

test('a visitor who watched hears nothing of what happens after it was returned', async () => {
  const at = await place(house)
  const visitor = await house.as(await house.person())
  const { id, number } = await initiativeAt(house, at, 'council_review')
  const watcher = await watch<InitiativeChanged>(url, visitor, `initiative:${id}`, 'initiative:changed')
  await askFor(at.secretary, number, 'return-to-draft', { reason: 'Уточните смету' })
  await watcher.until(() => true)
  const heard = watcher.received.length
  await at.author.post(`${address(number)}/coauthors`, { personId: at.member.personId })
  await askFor(at.author, number, 'publish-for-discussion')
  // The next word is the publication: what was between was never said.
  await watcher.until((event) => watcher.received.indexOf(event) >= heard)
  expect(watcher.received).toHaveLength(heard + 1)
  watcher.leave()
})
