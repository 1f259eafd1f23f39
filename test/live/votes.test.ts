import { afterAll, beforeAll, expect, test } from 'vitest'
import { afterVoteChanged, type VoteChanged, type VoteView } from '../../shared/votes-views.ts'
import { openHouse, type House } from '../house.ts'
import { ask, listening, watch } from '../support/live.ts'
import { votingCouncil } from '../support/votes.ts'

let house: House
let url: string
beforeAll(async () => {
  house = await openHouse()
  url = await listening(house)
})
afterAll(() => house.close())

test('what was read plus what was heard equals what is read again, at every step of a vote', async () => {
  const { voteId, members, chair, secretary } = await votingCouncil(house, 5)
  const read = async () => (await members[4]!.get<VoteView>(`/votes/${voteId}`)).body
  const watcher = await watch<VoteChanged>(url, members[4]!, `vote:${voteId}`, 'vote:changed')
  let state = await read()
  const verify = async () => {
    const again = await read()
    await watcher.until((event) => event.version === again.version)
    state = watcher.received.reduce<VoteView>(afterVoteChanged, state)
    // Names, and what this reader may do, come with reading again; the event is the same for everybody.
    expect(state).toEqual({ ...again, ballots: state.ballots, can: state.can })
  }

  await chair.put(`/votes/${voteId}/ballot`, { choice: 'for', turn: 1 })
  await verify()
  await Promise.all([
    members[2]!.put(`/votes/${voteId}/ballot`, { choice: 'against', turn: 1 }),
    members[3]!.put(`/votes/${voteId}/ballot`, { choice: 'for', turn: 1 }),
  ])
  await verify()
  await chair.put(`/votes/${voteId}/ballot`, { choice: 'abstain', turn: 2 })
  await verify()
  await secretary.post(`/votes/${voteId}/close`)
  await verify()
  expect(state).toMatchObject({ state: 'closed', cast: 3, result: { outcome: 'not_adopted' } })
  watcher.leave()
})

test('events that come twice or out of turn leave the newest', () => {
  const at = (version: number): VoteChanged => ({
    id: 'a',
    state: 'open',
    version,
    cast: version,
    closedAt: null,
    closedBy: null,
    result: null,
  })
  expect([at(3), at(2), at(3), at(1)].reduce(afterVoteChanged, at(0))).toEqual(at(3))
})

test('nothing that is heard while the vote is open says who voted or how', async () => {
  const { voteId, members, chair } = await votingCouncil(house, 3)
  const watcher = await watch<VoteChanged>(url, members[2]!, `vote:${voteId}`, 'vote:changed')
  await chair.put(`/votes/${voteId}/ballot`, { choice: 'against', turn: 1 })
  const heard = JSON.stringify(await watcher.until((event) => event.cast === 1))

  expect(heard).not.toContain('against')
  expect(heard).not.toContain(chair.memberId)
  expect(heard).not.toContain(chair.personId)
  watcher.leave()
})

test('somebody from another council may not enter the room while the vote is open, and may afterwards', async () => {
  const { voteId, secretary } = await votingCouncil(house, 3)
  const outsider = await house.member(await house.council())
  const before = await ask(url, outsider, `vote:${voteId}`)
  expect(before.answer).toEqual({ code: 'not_found' })
  await secretary.post(`/votes/${voteId}/close`)
  const afterwards = await ask(url, outsider, `vote:${voteId}`)
  expect(afterwards.answer).toEqual({ ok: true })
  before.socket.disconnect()
  afterwards.socket.disconnect()
})
