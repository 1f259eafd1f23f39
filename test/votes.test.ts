import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { digest } from '../server/lib/ids.ts'
import type { ClosedVote } from '../server/votes/actions.ts'
import { addDays } from '../shared/calendar.ts'
import { moreThanHalf } from '../shared/fractions.ts'
import type { Outcome } from '../shared/votes.ts'
import type { BallotReceipt, VoteSummary, VoteView } from '../shared/votes-views.ts'
import type { Id } from '../shared/values.ts'
import { openHouse, type Client, type House } from './house.ts'
import { after, castAll, frozenText, minutes, openedVote, votingCouncil } from './support/votes.ts'

let house: House
const told: ClosedVote[] = []
beforeAll(async () => {
  house = await openHouse()
  house.kit.listeners.on('vote:closed', async (_work, closed) => void told.push(closed))
})
afterAll(() => house.close())

const ballotsOf = (voteId: Id) =>
  house.kit.db.selectFrom('openBallot').selectAll().where('voteId', '=', voteId).execute()
const read = async (client: Client, voteId: Id) => (await client.get<VoteView>(`/votes/${voteId}`)).body
const cast = (client: Client, voteId: Id, choice: string, turn = 1) =>
  client.put<BallotReceipt>(`/votes/${voteId}/ballot`, { choice, turn })
const close = (client: Client, voteId: Id) => client.post<VoteView>(`/votes/${voteId}/close`)

/** What must not move when something is refused. */
const traces = async (voteId: Id) => ({
  ballots: await ballotsOf(voteId),
  journal: await house.journalOf(voteId),
  published: house.publishedTo(`vote:${voteId}`).length,
})

/** The checksum as anybody outside would compute it. */
const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sorted)
    : value !== null && typeof value === 'object'
      ? Object.fromEntries(
          Object.keys(value)
            .sort()
            .map((key) => [key, sorted((value as Record<string, unknown>)[key])]),
        )
      : value

describe('opening', () => {
  test('the terms name the question, the text, the electors, the numbers and the rules, under one checksum', async () => {
    const councilId = await house.council({ established: 9 })
    const { revisionId, sha256 } = await frozenText(house, councilId)
    const chair = await house.member(councilId, { role: 'chair' })
    const servant = await house.member(councilId, { role: 'secretary', hasVote: 0 })
    const observer = await house.member(councilId, { role: 'observer' })
    await house.member(councilId, { endsOn: addDays(house.today, -1) })
    await house.member(councilId, { startsOn: addDays(house.today, 1) })
    const voteId = await openedVote(house, councilId, { revisionId })

    const vote = await read(chair, voteId)
    expect(vote.terms).toMatchObject({
      question: 'Поддержать инициативу?',
      options: ['for', 'against', 'abstain'],
      text: { revisionId, sha256 },
      electorate: {
        electors: [{ memberId: chair.memberId, role: 'chair' }],
        others: [
          { memberId: servant.memberId, why: 'no_vote' },
          { memberId: observer.memberId, why: 'observer' },
        ],
      },
      numbers: { established: 9, actual: 1 },
      rules: { basis: 'Положение о совете', quorum: { base: 'actual_members' } },
      decision: { class: 'ordinary', base: 'present', fraction: { num: 1, den: 2, strict: true } },
    })
    expect(vote.termsSha256).toBe(digest(JSON.stringify(sorted(vote.terms))))
  })

  test('an administrator whom the roll gives a vote is no elector, and the terms say why (domain §3)', async () => {
    const councilId = await house.council()
    const chair = await house.member(councilId, { role: 'chair' })
    const personId = await house.person({ administrator: true })
    const administrator = await house.member(councilId, { personId, hasVote: 1 })
    const voteId = await openedVote(house, councilId)

    const { terms } = await read(chair, voteId)
    expect(terms.electorate).toMatchObject({
      electors: [{ memberId: chair.memberId }],
      others: [{ memberId: administrator.memberId, why: 'administrator' }],
    })
    expect(terms.numbers.actual).toBe(1)
    const before = await traces(voteId)
    expect(await cast(administrator, voteId, 'for')).toMatchObject({ status: 403 })
    expect(await traces(voteId)).toEqual(before)
  })

  test('a time with an offset is kept as the same moment in UTC', async () => {
    const { voteId, chair } = await votingCouncil(house, 3, {
      vote: { closesAt: '2027-01-01T12:00:00+12:00' },
    })
    expect((await read(chair, voteId)).terms.closesAt).toBe('2027-01-01T00:00:00.000Z')
  })

  test.each([
    ['a closing time that has come', 'vote_closes_in_past'],
    ['a council without members', 'no_electors'],
    ['a text of another council', 'revision_missing'],
  ])('%s is refused and no vote exists', async (what, code) => {
    const councilId = await house.council()
    if (code !== 'no_electors') await house.member(councilId)
    const foreign = await frozenText(house, await house.council())
    const opening = openedVote(house, councilId, {
      ...(what.includes('time') ? { closesAt: house.now.toISOString() } : {}),
      ...(what.includes('text') ? { revisionId: foreign.revisionId } : {}),
    })

    await expect(opening).rejects.toMatchObject({ code })
    const votes = house.kit.db.selectFrom('vote').select('id').where('councilId', '=', councilId)
    expect(await votes.execute()).toEqual([])
  })

  test('rules that change later do not change an open vote', async () => {
    const { voteId, councilId, members, secretary } = await votingCouncil(house, 7)
    await castAll(voteId, members, [4, 0, 0])
    await house.kit.db.updateTable('council').set({ established: 30 }).where('id', '=', councilId).execute()
    await house.kit.db
      .updateTable('councilRules')
      .set({ rules: '{}' })
      .where('councilId', '=', councilId)
      .execute()

    expect((await close(secretary, voteId)).body.result).toMatchObject({ outcome: 'adopted' })
  })
})

describe('a ballot', () => {
  test('is accepted with the moment it was stored, and the journal says who, not how', async () => {
    const { voteId, chair } = await votingCouncil(house, 3)
    const { status, body } = await cast(chair, voteId, 'against')

    expect(status).toBe(200)
    expect(body).toEqual({ voteId, choice: 'against', turn: 1, castAt: house.now.toISOString() })
    const lines = (await house.journalOf(voteId)).filter((each) => each.verb === 'ballot:cast')
    expect(lines.map((each) => JSON.parse(each.data) as unknown)).toEqual([
      { memberId: chair.memberId, turn: 1 },
    ])
  })

  test('may be changed while the vote is open; it stays one ballot and the last counts', async () => {
    const { voteId, chair } = await votingCouncil(house, 3)
    await cast(chair, voteId, 'for')
    const { status } = await cast(chair, voteId, 'against', 2)

    expect(status).toBe(200)
    expect(await ballotsOf(voteId)).toMatchObject([{ choice: 'against', turn: 2 }])
    expect(await read(chair, voteId)).toMatchObject({
      cast: 1,
      version: 3,
      mine: { choice: 'against', turn: 2 },
    })
  })

  test.each([
    ['a choice that is none', { choice: 'maybe', turn: 1 }],
    ['a turn that is no number', { choice: 'for', turn: '1' }],
    ['a turn of nought', { choice: 'for', turn: 0 }],
    ['no turn', { choice: 'for' }],
    ['nothing', {}],
  ])('with %s is not understood and nothing moves', async (_, body) => {
    const { voteId, chair } = await votingCouncil(house, 3)
    const before = await traces(voteId)

    expect(await chair.put(`/votes/${voteId}/ballot`, body)).toMatchObject({
      status: 400,
      body: { code: 'invalid_request' },
    })
    expect(await traces(voteId)).toEqual(before)
  })

  test.each([
    ['a stranger', 401, 'sign_in_required', () => Promise.resolve(house.stranger)],
    ['a member of another council', 404, 'not_found', async () => house.member(await house.council())],
    ['an observer', 403, 'not_an_elector', (councilId: Id) => house.member(councilId, { role: 'observer' })],
    [
      'a secretary without a vote',
      403,
      'not_an_elector',
      (councilId: Id) => house.member(councilId, { hasVote: 0 }),
    ],
    ['a member seated after the opening', 403, 'not_an_elector', (councilId: Id) => house.member(councilId)],
  ] as const)(
    'of %s is refused with %i %s: nothing written, nothing published',
    async (_, status, code, who) => {
      const { voteId, councilId } = await votingCouncil(house, 3)
      const client = await who(councilId)
      const before = await traces(voteId)

      expect(await cast(client, voteId, 'for')).toMatchObject({ status, body: { code } })
      expect(await traces(voteId)).toEqual(before)
    },
  )

  test('of an administrator who is no member is refused: whoever runs the server does not vote', async () => {
    const { voteId } = await votingCouncil(house, 3)
    const administrator = await house.as(await house.person({ administrator: true }))
    expect(await cast(administrator, voteId, 'for')).toMatchObject({ body: { code: 'not_found' } })
    expect(await ballotsOf(voteId)).toEqual([])
  })
})

describe('each has one right answer:', () => {
  test('two ballots of two members at once are both counted', async () => {
    const { voteId, members } = await votingCouncil(house, 3)
    const answers = await Promise.all([
      cast(members[0]!, voteId, 'for'),
      cast(members[2]!, voteId, 'against'),
    ])

    expect(answers.map((each) => each.status)).toEqual([200, 200])
    expect(await read(members[0]!, voteId)).toMatchObject({ cast: 2, version: 3 })
  })

  test('two ballots of one member at once, from two devices: one counts, the other is told it is outdated', async () => {
    const { voteId, chair } = await votingCouncil(house, 3)
    const answers = await Promise.all([cast(chair, voteId, 'for'), cast(chair, voteId, 'against')])

    expect(answers.map((each) => each.status).sort()).toEqual([200, 409])
    const accepted = answers.find((each) => each.status === 200)!.body
    expect(answers.find((each) => each.status === 409)!.body).toMatchObject({ code: 'ballot_outdated' })
    expect(await ballotsOf(voteId)).toMatchObject([{ choice: accepted.choice, turn: 1 }])
    expect((await read(chair, voteId)).mine).toMatchObject({ choice: accepted.choice, turn: 1 })
  })

  test('a ballot in the last millisecond counts, and one at closing time does not, though nobody has closed yet', async () => {
    const { voteId, members } = await votingCouncil(house, 3)
    house.pass(minutes(60) - 1)
    expect((await cast(members[0]!, voteId, 'for')).status).toBe(200)
    house.pass(1)
    const before = await traces(voteId)

    expect(await cast(members[2]!, voteId, 'for')).toMatchObject({
      status: 409,
      body: { code: 'vote_closed' },
    })
    expect(await read(members[2]!, voteId)).toMatchObject({ state: 'open', can: { cast: false } })
    expect(await traces(voteId)).toEqual(before)
  })

  test('a ballot a millisecond after closing by hand is refused', async () => {
    const { voteId, members, secretary } = await votingCouncil(house, 3)
    await close(secretary, voteId)
    house.pass(1)
    const before = await traces(voteId)

    expect(await cast(members[2]!, voteId, 'for')).toMatchObject({
      status: 409,
      body: { code: 'vote_closed' },
    })
    expect(await traces(voteId)).toEqual(before)
  })

  test('a member whose term ended yesterday is refused, one whose term ends today is not', async () => {
    const councilId = await house.council()
    const leaving = await house.member(councilId, { endsOn: house.today })
    const voteId = await openedVote(house, councilId, { closesAt: after(house, minutes(72 * 60)) })
    expect((await cast(leaving, voteId, 'for')).status).toBe(200)
    house.pass(minutes(24 * 60))
    const before = await traces(voteId)

    expect(await cast(leaving, voteId, 'against', 2)).toMatchObject({
      status: 403,
      body: { code: 'not_an_elector' },
    })
    expect(await traces(voteId)).toEqual(before)
  })

  test('a member whose term was renewed during the vote keeps their ballot', async () => {
    const councilId = await house.council()
    const renewed = await house.member(councilId, { endsOn: house.today })
    await house.member(councilId, { personId: renewed.personId, startsOn: addDays(house.today, 1) })
    const voteId = await openedVote(house, councilId, { closesAt: after(house, minutes(72 * 60)) })
    await cast(renewed, voteId, 'for')
    house.pass(minutes(24 * 60))

    expect((await cast(renewed, voteId, 'against', 2)).status).toBe(200)
    expect(await ballotsOf(voteId)).toMatchObject([{ memberId: renewed.memberId, choice: 'against' }])
  })

  test('a ballot sent twice over a bad link gets the same answer and is written once', async () => {
    const { voteId, chair } = await votingCouncil(house, 3)
    const first = await cast(chair, voteId, 'for')
    house.pass(1000)
    const before = await traces(voteId)
    const second = await cast(chair, voteId, 'for')

    expect(second).toMatchObject({ status: 200, body: first.body })
    expect(await traces(voteId)).toEqual(before)
  })

  test('a ballot sent again after closing, because its answer was lost, is told that it was accepted', async () => {
    const { voteId, chair, secretary } = await votingCouncil(house, 3)
    const first = await cast(chair, voteId, 'for')
    await close(secretary, voteId)
    const before = await traces(voteId)

    expect(await cast(chair, voteId, 'for')).toMatchObject({ status: 200, body: first.body })
    expect(await traces(voteId)).toEqual(before)
  })

  test.each([
    ['a late copy of an earlier choice', 'for', 1],
    ['a competing choice of the same turn', 'abstain', 2],
    ['a turn that skips one', 'for', 4],
  ])('%s is outdated and changes nothing', async (_, choice, turn) => {
    const { voteId, chair } = await votingCouncil(house, 3)
    await cast(chair, voteId, 'for')
    await cast(chair, voteId, 'against', 2)
    const before = await traces(voteId)

    expect(await cast(chair, voteId, choice, turn)).toMatchObject({
      status: 409,
      body: { code: 'ballot_outdated' },
    })
    expect(await traces(voteId)).toEqual(before)
  })

  test('two closings at once make one result, one line and one word to the subject', async () => {
    const { voteId, members, chair, secretary } = await votingCouncil(house, 3)
    await castAll(voteId, members, [2, 1, 0])
    const answers = await Promise.all([close(chair, voteId), close(secretary, voteId)])

    expect(answers.map((each) => each.status)).toEqual([200, 200])
    expect(answers[0].body.result).toEqual(answers[1].body.result)
    expect((await house.journalOf(voteId)).filter((each) => each.verb === 'vote:closed')).toHaveLength(1)
    expect(told.filter((each) => each.voteId === voteId)).toHaveLength(1)
  })

  test('a ballot and the closing at once: either it was in time and is counted, or it is refused', async () => {
    const { voteId, members, secretary } = await votingCouncil(house, 3)
    const [ballot, closing] = await Promise.all([cast(members[2]!, voteId, 'for'), close(secretary, voteId)])

    expect([200, 409]).toContain(ballot.status)
    expect(closing.body.result?.for).toBe(ballot.status === 200 ? 1 : 0)
    expect(await ballotsOf(voteId)).toHaveLength(ballot.status === 200 ? 1 : 0)
  })
})

describe('while the vote is open', () => {
  test('nobody sees how another voted: neither member, nor who runs it', async () => {
    const { voteId, members, chair, secretary } = await votingCouncil(house, 4)
    await cast(members[3]!, voteId, 'against')

    for (const client of [chair, secretary, members[2]!]) {
      const vote = await read(client, voteId)
      expect(vote).toMatchObject({
        cast: 1,
        electors: 4,
        ballots: null,
        result: null,
        mine: { choice: null, turn: 0 },
      })
      expect(JSON.stringify(vote)).not.toContain('"choice":"against"')
    }
    expect((await read(members[3]!, voteId)).mine).toMatchObject({ choice: 'against', turn: 1 })
  })

  test('the event tells how many, and nothing personal', async () => {
    const { voteId, chair } = await votingCouncil(house, 3)
    await cast(chair, voteId, 'against')
    expect(house.publishedTo(`vote:${voteId}`).at(-1)?.[2]).toEqual({
      id: voteId,
      state: 'open',
      version: 2,
      cast: 1,
      closedAt: null,
      closedBy: null,
      result: null,
    })
  })

  test.each([
    ['a stranger', () => Promise.resolve(house.stranger)],
    ['a member of another council', async () => house.member(await house.council())],
  ])('%s gets the answer of a vote that is not there', async (_, who) => {
    const { voteId, councilId } = await votingCouncil(house, 3)
    const client = await who()
    expect(await client.get(`/votes/${voteId}`)).toMatchObject({ status: 404, body: { code: 'not_found' } })
    const { body } = await client.get<{ votes: VoteSummary[] }>(`/votes?council=${councilId}`)
    expect(body.votes).toEqual([])
  })
})

describe('closing', () => {
  test('everybody may read who voted how, and the numbers', async () => {
    const { voteId, councilId, members, secretary } = await votingCouncil(house, 7)
    await castAll(voteId, members, [4, 1, 1])
    const { status, body } = await close(secretary, voteId)

    expect(status).toBe(200)
    expect(body).toMatchObject({ state: 'closed', closedBy: 'hand', can: { cast: false, close: false } })
    const seen = await read(house.stranger, voteId)
    expect(seen.result).toMatchObject({ outcome: 'adopted', for: 4, against: 1, abstain: 1, notVoted: 1 })
    expect(seen.ballots?.map((each) => each.choice).sort()).toEqual([
      'abstain',
      'against',
      'for',
      'for',
      'for',
      'for',
      null,
    ])
    expect(seen.mine).toBeNull()
    const list = await house.stranger.get<{ votes: VoteSummary[] }>(
      `/votes?council=${councilId}&state=closed`,
    )
    expect(list.body.votes).toMatchObject([
      { id: voteId, electors: 7, cast: 6, result: { outcome: 'adopted' } },
    ])
  })

  test.each([
    ['a stranger', 401, 'sign_in_required', () => Promise.resolve(house.stranger)],
    [
      'a member of another council',
      404,
      'not_found',
      async () => house.member(await house.council(), { role: 'chair' }),
    ],
    ['a member', 403, 'not_allowed', (councilId: Id) => house.member(councilId)],
    ['a deputy', 403, 'not_allowed', (councilId: Id) => house.member(councilId, { role: 'deputy' })],
  ] as const)('%s may not close: %i %s', async (_, status, code, who) => {
    const { voteId, councilId } = await votingCouncil(house, 3)
    const client = await who(councilId)
    const before = await traces(voteId)

    expect(await close(client, voteId)).toMatchObject({ status, body: { code } })
    expect(await traces(voteId)).toEqual(before)
  })

  test('the clock closes at the time of the terms and not before', async () => {
    const { voteId, members, chair } = await votingCouncil(house, 3)
    await castAll(voteId, members, [2, 0, 0])
    house.pass(minutes(60) - 1)
    await house.kit.tick()
    expect(await read(chair, voteId)).toMatchObject({ state: 'open' })
    house.pass(1)
    await house.kit.tick()

    expect(await read(chair, voteId)).toMatchObject({
      state: 'closed',
      closedBy: 'clock',
      result: { outcome: 'adopted' },
    })
    const line = (await house.journalOf(voteId)).at(-1)
    expect(line).toMatchObject({ verb: 'vote:closed', personId: null })
  })

  test('a vote that cannot be closed does not hold up the one after it', async () => {
    house.kit.listeners.on('vote:closed', async (_work, { subject: [kind] }) => {
      if (kind === 'stuck') throw new Error('the subject cannot move')
    })
    const broken = await votingCouncil(house, 3, { vote: { subject: ['stuck', 'a'] } })
    const sound = await votingCouncil(house, 3)
    house.pass(minutes(61))
    await house.kit.tick()

    expect(await read(sound.chair, sound.voteId)).toMatchObject({ state: 'closed' })
    await house.kit.db
      .updateTable('vote')
      .set({ closesAt: '2099-01-01T00:00:00.000Z' })
      .where('id', '=', broken.voteId)
      .execute()
  })

  test('the subject hears it in the same act, and a subject that fails undoes the closing', async () => {
    const { voteId, secretary } = await votingCouncil(house, 3, { vote: { subject: ['broken', 'a'] } })
    house.kit.listeners.on('vote:closed', async (_work, { subject: [kind] }) => {
      if (kind === 'broken') throw new Error('the subject cannot move')
    })
    const before = await traces(voteId)

    expect((await close(secretary, voteId)).status).toBe(500)
    expect(await read(secretary, voteId)).toMatchObject({ state: 'open', result: null })
    expect(await traces(voteId)).toEqual(before)
    await house.kit.db
      .updateTable('vote')
      .set({ closesAt: '2099-01-01T00:00:00.000Z' })
      .where('id', '=', voteId)
      .execute()
  })

  test.each([7, 8, 14, 30])(
    'T-V11 · of %i members more than half make the quorum, one fewer does not',
    async (n) => {
      const half = Math.floor(n / 2)
      for (const [voters, outcome] of [
        [half, 'no_quorum'],
        [half + 1, 'adopted'],
      ] as const) {
        const { voteId, members, secretary } = await votingCouncil(house, n)
        await castAll(voteId, members, [voters, 0, 0])
        const { body } = await close(secretary, voteId)
        expect(body.result).toMatchObject({
          outcome,
          notVoted: n - voters,
          quorum: { present: voters, base: n, needed: half + 1, reached: outcome === 'adopted' },
        })
      }
    },
  )
})

describe('T-V11 · the vectors of domain §4 through HTTP', () => {
  const majority = (base: string) => ({
    decision: {
      default: { base, fraction: moreThanHalf },
      qualified: { base: 'established_number', fraction: { num: 2, den: 3, strict: false } },
    },
  })
  const tie = (rule: string) => ({ tie: { rule, caster: 'presiding' } })

  test.each<[string, number, [number, number, number], object, Outcome, object?]>([
    ['4-3-3 of 10, base present', 10, [4, 3, 3], majority('present'), 'not_adopted'],
    ['4-3-3 of 10, за outweighs против', 10, [4, 3, 3], majority('votes_for_against'), 'adopted'],
    ['5-5-0 of 10, the chair за', 10, [5, 5, 0], tie('chair_casting'), 'adopted'],
    ['5-5-0 of 10, a tie adopts nothing', 10, [5, 5, 0], tie('not_adopted'), 'not_adopted'],
    ['5-5-0 of 10, a tie is voted again', 10, [5, 5, 0], tie('revote'), 'revote'],
    ['5-4-1 of 10, base present', 10, [5, 4, 1], majority('present'), 'not_adopted'],
    ['5-4-1 of 10, за outweighs против', 10, [5, 4, 1], majority('votes_for_against'), 'adopted'],
    ['6-0-4 of 10, base present', 10, [6, 0, 4], majority('present'), 'adopted'],
    [
      '7-0-3 of 10, established 15',
      10,
      [7, 0, 3],
      majority('established_number'),
      'not_adopted',
      { established: 15 },
    ],
    ['8 of established 12, two thirds', 12, [8, 0, 0], {}, 'adopted', { decisionClass: 'qualified' }],
    ['7 of established 12, two thirds', 12, [7, 0, 0], {}, 'not_adopted', { decisionClass: 'qualified' }],
  ])('%s', async (_, n, numbers, rules, outcome, extra = {}) => {
    const { established = n, ...vote } = extra as { established?: number; decisionClass?: 'qualified' }
    const { voteId, members, secretary } = await votingCouncil(house, n, { rules, established, vote })
    await castAll(voteId, members, numbers)
    const { body } = await close(secretary, voteId)

    const [inFavour, against, abstain] = numbers
    const notVoted = n - inFavour - against - abstain
    expect(body.result).toMatchObject({ outcome, for: inFavour, against, abstain, notVoted })
  })

  test('a deputy decides a tie in place of a chair who did not take part', async () => {
    const councilId = await house.council()
    await house.member(councilId, { role: 'chair' })
    const deputy = await house.member(councilId, { role: 'deputy' })
    const secretary = await house.member(councilId, { role: 'secretary' })
    const voteId = await openedVote(house, councilId)
    await cast(deputy, voteId, 'for')
    await cast(secretary, voteId, 'against')

    expect((await close(secretary, voteId)).body.result).toMatchObject({
      outcome: 'adopted',
      tieBrokenBy: 'chair',
    })
  })

  test('of two deputies who took part neither presides, and a tie adopts nothing', async () => {
    const councilId = await house.council()
    const deputies = [
      await house.member(councilId, { role: 'deputy' }),
      await house.member(councilId, { role: 'deputy' }),
    ]
    const secretary = await house.member(councilId, { role: 'secretary' })
    const voteId = await openedVote(house, councilId)
    await cast(deputies[0]!, voteId, 'for')
    await cast(deputies[1]!, voteId, 'against')

    expect((await close(secretary, voteId)).body.result).toMatchObject({
      outcome: 'not_adopted',
      tieBrokenBy: null,
    })
  })
})

describe('whatever the order,', () => {
  test('ballots of many members, shuffled, changed and sent twice, are each counted once and as last accepted', async () => {
    const sent = fc.record({
      member: fc.nat(11),
      choice: fc.constantFrom('for', 'against', 'abstain'),
      turn: fc.integer({ min: 1, max: 4 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(sent, { minLength: 20, maxLength: 80 }), async (storm) => {
        const { voteId, members, secretary } = await votingCouncil(house, 12)
        const accepted = new Map<number, BallotReceipt>()
        // Eight at a time, each also sent again at once.
        for (let i = 0; i < storm.length; i += 8)
          await Promise.all(
            storm.slice(i, i + 8).flatMap((ballot) =>
              [1, 2].map(async () => {
                const { status, body } = await cast(
                  members[ballot.member]!,
                  voteId,
                  ballot.choice,
                  ballot.turn,
                )
                if (status === 200 && body.turn >= (accepted.get(ballot.member)?.turn ?? 0))
                  accepted.set(ballot.member, body)
              }),
            ),
          )

        const stored = await ballotsOf(voteId)
        expect(stored).toHaveLength(accepted.size)
        for (const [member, { choice, turn }] of accepted)
          expect(stored).toContainEqual(
            expect.objectContaining({ memberId: members[member]!.memberId, choice, turn }),
          )
        const { result } = (await close(secretary, voteId)).body
        expect(result!.for + result!.against + result!.abstain).toBe(accepted.size)
        expect(result!.notVoted).toBe(12 - accepted.size)
      }),
      { numRuns: 8 },
    )
  })
})
