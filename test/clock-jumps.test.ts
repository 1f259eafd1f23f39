import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkMeeting } from '../verify/meeting.ts'
import { verdictOf } from '../verify/verdict.ts'
import type { VoteView } from '../shared/votes-views.ts'
import type { Id } from '../shared/values.ts'
import { openHouse, type House } from './house.ts'
import { deeds, putIn } from './support/deeds.ts'
import { sitting, type Sitting } from './support/meetings.ts'
import { withPassword, signed } from './support/minutes.ts'
import { expectRecordsRecompute } from './support/records.ts'
import { cast, issueAll, secretView } from './support/secret-votes.ts'
import { after, minutes, openedVote, votingCouncil } from './support/votes.ts'

const HOUR = minutes(60)
const DAY = 24 * HOUR

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(async () => {
  expect(await expectRecordsRecompute(house)).toBeGreaterThan(0)
  await house.close()
})

const jumps = [
  ['back by an hour', -HOUR],
  ['ahead by a day', DAY],
] as const

/** What a clock that is wrong by so much may refuse: a term that it believes over, or that has not begun by it. */
const mayRefuse: Partial<Record<string, string>> = {
  'a question of the council that is put': 'vote_closes_in_past',
}

/** The entries follow one another in time, and what was known of the past is known still. */
async function expectInOrder(meeting: Sitting, known: ReadonlyMap<string, unknown>): Promise<void> {
  const at = (await meeting.entries()).map((each) => each.at)
  expect(at).toEqual(at.toSorted())
  for (const [moment, past] of known) expect(await meeting.past(moment), moment).toEqual(past)
  const { payload } = await house.app.inject({ url: `/api/meetings/${meeting.id}/entries.json` })
  expect(checkMeeting(payload)).toMatchObject({ wrong: null, meeting: { backwards: null } })
}

/** Who was here at every moment at which something happened, but the last, which is not over. */
async function pastOf(meeting: Sitting): Promise<Map<string, unknown>> {
  const known = new Map<string, unknown>()
  const at = (await meeting.entries()).map((each) => each.at)
  for (const moment of new Set(at)) if (moment < at.at(-1)!) known.set(moment, await meeting.past(moment))
  return known
}

describe.each(jumps)('R-76 · the clock goes %s', (_, by) => {
  test.each(deeds)(
    'before %s: done or refused with its code, and nothing runs backwards',
    async (name, prepare) => {
      const { meeting, ask } = await prepare(house)
      house.pass(1000)
      const { entries } = (await meeting.chair.get<{ entries: unknown[] }>(`/meetings/${meeting.id}/entries`))
        .body
      const known = entries.length > 0 ? await pastOf(meeting) : new Map<string, unknown>()
      house.jump(by)
      const { status, body } = await ask()
      const code = (body as { code?: string } | null)?.code
      if (by > 0 && mayRefuse[name]) expect(code).toBe(mayRefuse[name])
      else expect(code ?? status).toBeLessThan(300)
      house.jump(-by)
      if ((await meeting.entries()).length > 0) await expectInOrder(meeting, known)
    },
  )

  test.each(['open_roll_call', 'open_count', 'mixed', 'election', 'secret'] as const)(
    'between all acts of a vote in the form %s at a meeting: its record and the minutes recompute',
    async (form) => {
      const meeting = await sitting(house, { members: 4, format: 'mixed' })
      await withPassword(house, meeting.chair, meeting.secretary)
      await meeting.begin()
      const voteId = await putIn(meeting, form)
      house.jump(by)
      await voteIn(meeting, voteId, form, () => house.jump(-by))
      house.jump(by)
      await meeting.does(meeting.chair, 'vote:closed', { voteId })
      house.jump(-by)
      expect((await meeting.state()).votes).toMatchObject([{ outcome: 'adopted' }])
      const known = await pastOf(meeting)
      house.jump(by)
      await meeting.does(meeting.chair, 'meeting:closed', {})
      await expectInOrder(meeting, known)
      await signed(house, meeting)
      const { payload } = await house.app.inject({
        url: `/api/meetings/${meeting.id}/minutes.json`,
        headers: { cookie: meeting.chair.cookie },
      })
      expect(await verdictOf(payload, {}, 'en')).toMatchObject({ code: 0 })
      house.jump(-by)
    },
  )
})

/** Everybody votes for it, the clock moves in the middle of that. */
async function voteIn(meeting: Sitting, voteId: Id, form: string, move: () => void): Promise<void> {
  const { voters, chair, secretary } = meeting
  const at = `/votes/${voteId}`
  if (form === 'open_count') {
    const hands = { for: 5, against: 0, abstain: 0, casting: 'for' }
    expect((await secretary.post(`${at}/hands`, hands)).status).toBe(200)
    move()
    expect((await chair.post(`${at}/hands`, hands)).status).toBe(200)
  } else if (form === 'secret') {
    const { manifest, manifestSha256 } = await secretView(chair, voteId)
    const ballots = await issueAll(voteId, { manifest: manifest!, mh: manifestSha256! }, voters)
    move()
    expect((await chair.post(`${at}/issuance/close`)).status).toBe(200)
    for (const each of ballots) expect((await cast(house, voteId, await each.ballot('for'))).status).toBe(200)
  } else {
    const { terms } = (await chair.get<VoteView>(at)).body
    for (const [n, each] of voters.entries()) {
      if (n === 2) move()
      expect((await each.put(`${at}/ballot`, { choice: terms.options[0], turn: 1 })).status).toBe(200)
    }
    if (form === 'mixed')
      for (const operator of [chair, secretary])
        expect(
          (await operator.put(`${at}/typed`, { memberId: voters[4]!.memberId, way: 'paper', choice: 'for' }))
            .status,
        ).toBe(200)
  }
}

describe('a clock that jumps ahead over a term', () => {
  const stateOf = async (voteId: Id) =>
    (await house.kit.db.selectFrom('vote').select('state').where('id', '=', voteId).executeTakeFirstOrThrow())
      .state

  test('ends no vote by itself; put right again, the vote takes ballots as if nothing had been', async () => {
    const { voteId, members } = await votingCouncil(house, 3)
    await house.kit.tick()
    house.jump(DAY)
    await house.kit.tick()
    const early = await members[0]!.put(`/votes/${voteId}/ballot`, { choice: 'for', turn: 1 })
    expect([early.body.code, await stateOf(voteId)]).toEqual(['vote_closed', 'open'])
    house.jump(-DAY)
    await house.kit.tick()
    expect((await members[0]!.put(`/votes/${voteId}/ballot`, { choice: 'for', turn: 1 })).status).toBe(200)
    house.pass(HOUR)
    await house.kit.tick()
    expect(await stateOf(voteId)).toBe('closed')
  })

  test('is believed after ten minutes: whoever slept through a term closes what is over', async () => {
    const { voteId } = await votingCouncil(house, 3)
    await house.kit.tick()
    house.jump(DAY)
    await house.kit.tick()
    house.pass(minutes(10) - 1000)
    await house.kit.tick()
    expect(await stateOf(voteId)).toBe('open')
    house.pass(1000)
    await house.kit.tick()
    expect(await stateOf(voteId)).toBe('closed')
    house.jump(-DAY)
    await house.kit.tick()
  })

  test('destroys no key of a secret vote', async () => {
    const { councilId, members } = await votingCouncil(house, 5)
    const voteId = await openedVote(house, councilId, {
      form: 'secret',
      issuanceClosesAt: after(house, minutes(10)),
      closesAt: after(house, minutes(20)),
    })
    await house.kit.tick()
    house.jump(DAY)
    await house.kit.tick()
    house.jump(-DAY)
    await house.kit.tick()
    const { manifest, manifestSha256 } = await secretView(members[0]!, voteId)
    await issueAll(voteId, { manifest: manifest!, mh: manifestSha256! }, members)
  })
})
