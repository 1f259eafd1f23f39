import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { VoteView } from '../shared/votes-views.ts'
import { openHouse, type Client, type House } from './house.ts'
import { putIn } from './support/deeds.ts'
import { sitting, type Member } from './support/meetings.ts'
import { expectRecordsRecompute } from './support/records.ts'
import { secretView, Voter } from './support/secret-votes.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(async () => {
  expect(await expectRecordsRecompute(house)).toBeGreaterThan(0)
  await house.close()
})

async function voting(form: 'open_roll_call' | 'mixed' | 'election' | 'secret') {
  const meeting = await sitting(house, { members: 4, format: 'mixed' })
  await meeting.begin()
  const voteId = await putIn(meeting, form)
  const [chair, anna, boris] = meeting.voters as [Member, Member, Member]
  const at = `/votes/${voteId}`
  const { terms } = (await chair.get<VoteView>(at)).body
  const cast = (client: Client, turn = 1) =>
    client.put<{ code?: string }>(`${at}/ballot`, { choice: terms.options[0], turn })
  return { meeting, voteId, at, chair, anna, boris, cast }
}

describe('§4 · a member who leaves while a question is open', () => {
  test.each(['open_roll_call', 'mixed', 'election'] as const)(
    'casts no ballot in the form %s until they are back; the one that they cast before stays',
    async (form) => {
      const { meeting, voteId, at, chair, anna, boris, cast } = await voting(form)
      expect((await cast(boris)).status).toBe(200)
      for (const each of [anna, boris]) await meeting.does(each, 'attendance:out', { who: each.memberId })
      const before = await house.journalOf(voteId)
      expect([(await cast(anna)).body.code, (await cast(boris, 2)).body.code]).toEqual([
        'not_present',
        'not_present',
      ])
      expect((await cast(boris)).status, 'sent again').toBe(200)
      expect(await house.journalOf(voteId)).toEqual(before)
      expect((await anna.get<VoteView>(at)).body.can.cast).toBe(false)

      await meeting.seat(anna)
      expect((await anna.get<VoteView>(at)).body.can.cast).toBe(true)
      expect((await cast(anna)).status).toBe(200)
      await meeting.does(chair, 'vote:closed', { voteId })
      const [line] = (await meeting.state()).votes
      expect(line!.result).toMatchObject({ for: 2, notVoted: 3, quorum: { present: 4 } })
    },
  )

  test('takes no secret ballot', async () => {
    const { meeting, voteId, chair, anna } = await voting('secret')
    const { manifest, manifestSha256 } = await secretView(chair, voteId)
    const voter = await Voter.of(manifest!, manifestSha256!)
    await meeting.does(anna, 'attendance:out', { who: anna.memberId })
    expect((await voter.ask(anna)).body).toEqual({ code: 'not_present' })
    await meeting.seat(anna)
    expect((await voter.ask(anna)).status).toBe(200)
    await meeting.does(chair, 'vote:closed', { voteId })
  })

  test('is counted once or refused when the ballot flies while the secretary takes them out', async () => {
    const { meeting, voteId, at, chair, anna, cast } = await voting('open_roll_call')
    const [ballot] = await Promise.all([
      cast(anna),
      meeting.does(meeting.secretary, 'attendance:out', { who: anna.memberId }),
    ])
    expect(ballot.status === 200 || ballot.body.code === 'not_present').toBe(true)
    await meeting.does(chair, 'vote:closed', { voteId })
    const { result } = (await chair.get<VoteView>(at)).body
    expect(result?.for).toBe(ballot.status === 200 ? 1 : 0)
  })
})
