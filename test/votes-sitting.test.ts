import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { act } from '../server/lib/act.ts'
import { clockActor } from '../server/lib/actor.ts'
import { newId } from '../server/lib/ids.ts'
import {
  annulVote,
  closeVote,
  confirmVote,
  type ClosedVote,
  type OpenedVote,
} from '../server/votes/actions.ts'
import type { StoredRules } from '../shared/council-rules.ts'
import type { VoteView } from '../shared/votes-views.ts'
import type { Id } from '../shared/values.ts'
import { openHouse, type Client, type House } from './house.ts'
import { expectRecordsRecompute } from './support/records.ts'
import { after, castAll, minutes, openedVote, votingCouncil } from './support/votes.ts'

let house: House
const told: ClosedVote[] = []
beforeAll(async () => {
  house = await openHouse()
  house.kit.listeners.on('vote:closed', async (_work, closed) => void told.push(closed))
})
afterAll(async () => {
  expect(await expectRecordsRecompute(house)).toBeGreaterThan(0)
  await house.close()
})

const read = async (client: Client, voteId: Id) => (await client.get<VoteView>(`/votes/${voteId}`)).body
const traces = async (voteId: Id) => ({
  vote: await house.kit.db.selectFrom('vote').selectAll().where('id', '=', voteId).execute(),
  ballots: await house.kit.db.selectFrom('openBallot').selectAll().where('voteId', '=', voteId).execute(),
  journal: (await house.journalOf(voteId)).length,
  published: house.publishedTo(`vote:${voteId}`).length,
})

interface Sat {
  /** Of `n` members how many are there, and how many of these are recused. */
  n?: number
  present?: number
  recused?: number
  presiding?: number | null
  rules?: StoredRules
  vote?: Partial<OpenedVote>
}

/** A council at a meeting: the first members are there, the last of these are recused. */
async function sitting({ n = 10, present = n, recused = 0, presiding = 0, rules = {}, vote = {} }: Sat = {}) {
  const council = await votingCouncil(house, n, { rules })
  const ids = council.members.map(({ memberId }) => memberId)
  const here = ids.slice(0, present)
  const voteId = await openedVote(house, council.councilId, {
    closesAt: null,
    sitting: {
      meetingId: newId(),
      itemId: newId(),
      present: here,
      entitled: here.slice(0, present - recused),
      presiding: presiding === null ? null : ids[presiding]!,
    },
    ...vote,
  })
  const close = (standing: readonly Id[] = here) =>
    act(house.kit, clockActor, (work) => closeVote(work, voteId, 'hand', { present: standing }))
  return { ...council, voteId, here, close }
}

describe('a vote at a meeting', () => {
  test('T1 · за + против + воздержались + не голосовали are those entitled and present: the base; a recused member is in the quorum alone', async () => {
    const { voteId, members, chair, close } = await sitting({ n: 12, present: 10, recused: 1 })
    await castAll(voteId, members, [4, 2, 1])
    await close()

    const { result, terms } = await read(chair, voteId)
    expect(result).toMatchObject({
      outcome: 'not_adopted',
      quorum: { present: 10, base: 12, reached: true },
      decision: { base: 9, baseName: 'present', needed: 5 },
    })
    const { for: yes, against, abstain, notVoted } = result!
    expect([yes, against, abstain, notVoted]).toEqual([4, 2, 1, 2])
    expect(terms).toMatchObject({ closesAt: null, form: 'open_roll_call', numbers: { actual: 12 } })
    expect(terms.electorate.electors).toHaveLength(9)
    expect(terms.electorate.others.map(({ why }) => why)).toEqual(Array(3).fill('not_entitled'))
  })

  test('the subject hears the outcome, the numbers and the code of the record that anybody can read', async () => {
    const { voteId, members, chair, close } = await sitting()
    await castAll(voteId, members, [6, 0, 4])
    await close()

    const news = told.find((each) => each.voteId === voteId)!
    const { body } = await chair.get<{ sha256: string; version: number; standing: Id[] }>(
      `/votes/${voteId}/record.json`,
    )
    expect(news).toMatchObject({ outcome: 'adopted', result: { for: 6, abstain: 4 } })
    expect(body).toMatchObject({ sha256: news.recordSha256, version: 2 })
    expect(body.standing).toHaveLength(10)
  })

  test('somebody who is absent or recused is no elector', async () => {
    const { voteId, members } = await sitting({ n: 8, present: 7, recused: 1 })
    const before = await traces(voteId)
    for (const outsider of [members[6]!, members[7]!]) {
      const { status, body } = await outsider.put(`/votes/${voteId}/ballot`, { choice: 'for', turn: 1 })
      expect([status, body.code]).toEqual([403, 'not_an_elector'])
    }
    expect(await traces(voteId)).toEqual(before)
  })

  test('mixed at a meeting: sheets are typed for who is there, and refused for who is not', async () => {
    const { voteId, chair, here, members, close } = await sitting({
      n: 8,
      present: 7,
      vote: { form: 'mixed' },
    })
    const type = (memberId: Id) =>
      chair.put<{ code?: string }>(`/votes/${voteId}/typed`, { memberId, way: 'paper', choice: 'for' })
    const before = await traces(voteId)
    expect((await type(members[7]!.memberId)).body.code).toBe('not_an_elector')
    expect(await traces(voteId)).toEqual(before)
    expect((await type(here[0]!)).status).toBeLessThan(300)
    await close()
  })

  test.each([
    ['opening_and_each_vote', 'no_quorum', 5],
    ['opening_only', 'adopted', 10],
  ] as const)(
    'quorum.check %s: when half have left before the closing it is %s',
    async (check, outcome, of) => {
      const { voteId, members, here, chair, close } = await sitting({ rules: { quorum: { check } } })
      await castAll(voteId, members, [8, 0, 0])
      await close(here.slice(0, 5))
      expect((await read(chair, voteId)).result).toMatchObject({ outcome, quorum: { present: of, base: 10 } })
    },
  )

  test.each([
    ['presiding', 2, 'adopted', 'chair'],
    ['chair_only', 2, 'not_adopted', null],
    ['chair_only', 0, 'adopted', 'chair'],
    ['presiding', null, 'not_adopted', null],
  ] as const)('5-5-0, tie.caster %s, member %s presides: %s', async (caster, presiding, outcome, by) => {
    const { voteId, members, chair, close } = await sitting({
      presiding,
      rules: { tie: { rule: 'chair_casting', caster } },
    })
    await castAll(voteId, members, [5, 5, 0])
    await close()
    expect((await read(chair, voteId)).result).toMatchObject({ outcome, tieBrokenBy: by })
  })

  test('only the meeting closes it: not the secretary past it, not the clock', async () => {
    const { voteId, secretary } = await sitting()
    const before = await traces(voteId)
    const { status, body } = await secretary.post(`/votes/${voteId}/close`)
    expect([status, body.code]).toEqual([403, 'not_allowed'])
    expect((await read(secretary, voteId)).can.close).toBe(false)
    await expect(
      act(house.kit, clockActor, (work) => closeVote(work, voteId, 'clock')),
    ).rejects.toMatchObject({ code: 'vote_still_open' })
    house.pass(minutes(60_000))
    await house.kit.tick()
    expect(await traces(voteId)).toEqual(before)
  })

  test.each([
    ['no closing time apart from a meeting', { closesAt: null, sitting: null }, 'invalid_request'],
    ['an absentee vote', { form: 'absentee' as const }, 'vote_form_differs'],
    ['a rating', { form: 'rating' as const, options: ['а', 'б'] }, 'vote_form_differs'],
  ])('%s is refused at a meeting and nothing is written', async (_what, vote, code) => {
    const { councilId, members } = await votingCouncil(house, 7)
    const votes = () =>
      house.kit.db.selectFrom('vote').select('id').where('councilId', '=', councilId).execute()
    const before = await votes()
    const ids = members.map(({ memberId }) => memberId)
    const at = { meetingId: newId(), itemId: null, present: ids, entitled: ids, presiding: ids[0]! }
    await expect(
      openedVote(house, councilId, { closesAt: null, sitting: at, ...vote }),
    ).rejects.toMatchObject({ code })
    expect(await votes()).toEqual(before)
  })

  test('somebody of another council neither counts there nor votes', async () => {
    const [{ councilId }, other] = [await votingCouncil(house, 7), await votingCouncil(house, 7)]
    const ids = other.members.map(({ memberId }) => memberId)
    const at = { meetingId: newId(), itemId: null, present: ids, entitled: ids, presiding: null }
    await expect(openedVote(house, councilId, { closesAt: null, sitting: at })).rejects.toMatchObject({
      code: 'invalid_request',
    })
  })
})

describe('an announced vote', () => {
  const announced = async (opensIn = minutes(10)) => {
    const council = await votingCouncil(house, 5)
    const voteId = await openedVote(house, council.councilId, { opensAt: after(house, opensIn) })
    return { ...council, voteId }
  }

  test('opens by the clock with the very terms that were announced', async () => {
    const { voteId, chair } = await announced()
    const before = await read(chair, voteId)
    expect(before).toMatchObject({ state: 'announced', can: { cast: false, close: false } })
    house.pass(minutes(10))
    await house.kit.tick()

    const now = await read(chair, voteId)
    expect(now).toMatchObject({ state: 'open', terms: before.terms, termsSha256: before.termsSha256 })
    expect(now.version).toBeGreaterThan(before.version)
    expect((await chair.put(`/votes/${voteId}/ballot`, { choice: 'for', turn: 1 })).status).toBe(200)
  })

  test('takes no ballot and is not closed before it opens', async () => {
    const { voteId, chair, secretary } = await announced()
    const before = await traces(voteId)
    const ballot = await chair.put(`/votes/${voteId}/ballot`, { choice: 'for', turn: 1 })
    const closing = await secretary.post(`/votes/${voteId}/close`)
    expect([ballot.body.code, closing.body.code]).toEqual(['vote_not_open_yet', 'vote_not_open_yet'])
    expect(await traces(voteId)).toEqual(before)
  })

  test('does not open after its own closing', async () => {
    const { councilId } = await votingCouncil(house, 3)
    await expect(openedVote(house, councilId, { opensAt: after(house, minutes(60)) })).rejects.toMatchObject({
      code: 'opens_after_closing',
    })
  })

  test.each(['terms', 'termsSha256', 'question', 'decisionClass', 'form', 'mayChange'] as const)(
    'keeps its %s even against whoever holds the database',
    async (column) => {
      const { voteId } = await announced()
      const before = await traces(voteId)
      const loosened = { [column]: column === 'mayChange' ? 0 : 'qualified' }
      await expect(
        house.kit.db.updateTable('vote').set(loosened).where('id', '=', voteId).execute(),
      ).rejects.toThrow('frozen')
      expect(await traces(voteId)).toEqual(before)
    },
  )
})

describe('a counted vote', () => {
  const counted = async (numbers: [number, number, number] = [4, 0, 0]) => {
    const council = await votingCouncil(house, 5)
    await castAll(council.voteId, council.members, numbers)
    await council.secretary.post(`/votes/${council.voteId}/close`)
    return council
  }
  const confirm = (voteId: Id) => act(house.kit, clockActor, (work) => confirmVote(work, voteId))
  const annul = async (client: Client, voteId: Id, reason: string) =>
    client.post(`/votes/${voteId}/annul`, { reason })

  test.each([
    [[4, 0, 0], 'confirmed'],
    [[2, 0, 0], 'invalid'],
  ] as const)(
    'of %j is %s by the minutes, once, and stays to be read and checked',
    async (numbers, state) => {
      const { voteId, chair } = await counted([...numbers])
      await confirm(voteId)
      expect(await read(chair, voteId)).toMatchObject({ state, can: { annul: false } })
      expect((await house.stranger.get(`/votes/${voteId}/record.json`)).status).toBe(200)
      await expect(confirm(voteId)).rejects.toMatchObject({ code: 'vote_settled' })
      expect((await annul(chair, voteId, 'ошибка')).body.code).toBe('vote_settled')
    },
  )

  test('is annulled by the chair with a reason that everybody reads; its numbers stay', async () => {
    const { voteId, chair } = await counted()
    expect((await annul(chair, voteId, ' Голосовали при отключённой связи. ')).status).toBe(200)
    expect(await read(house.stranger, voteId)).toMatchObject({
      state: 'annulled',
      reason: 'Голосовали при отключённой связи.',
      result: { outcome: 'adopted', for: 4 },
    })
  })

  test('is not annulled by the secretary, without a reason, by a stranger, or while it is open', async () => {
    const { voteId, chair, secretary } = await counted()
    const open = await votingCouncil(house, 5)
    const before = await traces(voteId)
    const codes = []
    codes.push((await annul(secretary, voteId, 'ошибка')).body.code)
    codes.push((await annul(chair, voteId, '  ')).body.code)
    codes.push((await annul(open.chair, voteId, 'ошибка')).body.code)
    codes.push((await annul(open.chair, open.voteId, 'ошибка')).body.code)
    expect(codes).toEqual(['not_allowed', 'reason_required', 'not_allowed', 'vote_still_open'])
    expect(await traces(voteId)).toEqual(before)
  })

  test('is not annulled when its subject cannot go back: nothing is written', async () => {
    const { voteId, chair } = await counted()
    house.kit.listeners.on('vote:annulled', async (_work, news) => {
      if (news.voteId === voteId) throw new Error('the subject cannot go back')
    })
    const before = await traces(voteId)
    expect((await annul(chair, voteId, 'ошибка')).status).toBe(500)
    expect(await traces(voteId)).toEqual(before)
    await expect(
      act(house.kit, clockActor, (work) => annulVote(work, voteId, 'ошибка')),
    ).rejects.toMatchObject({ code: 'sign_in_required' })
  })
})
