import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BoardGrown } from '../../shared/secret-views.ts'
import { openHouse, type House } from '../house.ts'
import { ask, listening, Watcher } from '../support/live.ts'
import { boardOf, issueAll, secretCouncil } from '../support/secret-votes.ts'

let house: House
let url: string
beforeAll(async () => {
  house = await openHouse()
  url = await listening(house)
})
afterAll(() => house.close())

test('§6.3 · signed heads reach whoever sits in the council, whatever they look at, and say nothing of anybody', async () => {
  const council = await secretCouncil(house, 6)
  const { voteId, members, secretary, councilId } = council
  const observer = await house.member(councilId, { role: 'observer', hasVote: 0 })
  const outsider = await house.as(await house.person())
  // They ask for no room of the vote; that of the council nobody can ask for.
  const lines = await Promise.all(
    [members[4]!, observer, outsider].map((who) => ask(url, who, `council:${councilId}`)),
  )
  expect(lines.map(({ answer }) => answer)).toEqual(Array(3).fill({ code: 'invalid_request' }))
  const [member, onlooker, stranger] = lines.map(
    ({ socket }) => new Watcher<BoardGrown>(socket, 'heads:signed'),
  )

  await issueAll(voteId, council, members.slice(0, 2))
  await secretary.post(`/votes/${voteId}/issuance/close`)
  await secretary.post(`/votes/${voteId}/close`)
  const { heads } = await boardOf(members[4]!, voteId)
  const isLast = (grown: BoardGrown) => grown.heads.at(-1)?.size === heads.length
  for (const watcher of [member!, onlooker!]) {
    await watcher.until(isLast)
    expect(watcher.received).toEqual([
      { voteId, heads: heads.slice(1, 2) },
      { voteId, heads: heads.slice(2) },
    ])
  }
  expect(stranger!.received).toEqual([])
  for (const { socket } of lines) socket.disconnect()
})
