import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { act } from '../server/lib/act.ts'
import { clockActor } from '../server/lib/actor.ts'
import { newId } from '../server/lib/ids.ts'
import { closeVote, type ClosedVote, type OpenedVote } from '../server/votes/actions.ts'
import type { StoredRules } from '../shared/council-rules.ts'
import type { TypedBallotBody, VoteView } from '../shared/votes-views.ts'
import type { Id } from '../shared/values.ts'
import { openHouse, type Client, type House } from './house.ts'
import { expectRecordsRecompute } from './support/records.ts'
import { after, castAll, minutes, openedVote, votingCouncil } from './support/votes.ts'

const days = (count: number) => minutes(count * 24 * 60)

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
const record = async (voteId: Id) =>
  (await house.stranger.get<Record<string, unknown>>(`/votes/${voteId}/record.json`)).body
const cast = (client: Client, voteId: Id, choice: string, turn = 1, more = {}) =>
  client.put(`/votes/${voteId}/ballot`, { choice, turn, ...more })
const type = (client: Client, voteId: Id, typed: TypedBallotBody) =>
  client.put<VoteView & { code: string }>(`/votes/${voteId}/typed`, typed)
const close = (client: Client, voteId: Id) => client.post<VoteView>(`/votes/${voteId}/close`)

/** Everything that a vote has anywhere. */
const traces = async (voteId: Id) => {
  const { db } = house.kit
  return {
    vote: await db.selectFrom('vote').selectAll().where('id', '=', voteId).execute(),
    ballots: await db.selectFrom('openBallot').selectAll().where('voteId', '=', voteId).execute(),
    typed: await db.selectFrom('typedBallot').selectAll().where('voteId', '=', voteId).execute(),
    demands: await db.selectFrom('sessionDemand').selectAll().where('voteId', '=', voteId).execute(),
    hands: await db.selectFrom('handCount').selectAll().where('voteId', '=', voteId).execute(),
    ratings: await db.selectFrom('ratingBallot').selectAll().where('voteId', '=', voteId).execute(),
    journal: (await house.journalOf(voteId)).length,
    published: house.publishedTo(`vote:${voteId}`).length,
    told: told.length,
  }
}

/** Each of these attempts is refused with its code and leaves nothing. */
async function refused(
  voteId: Id,
  attempts: readonly (readonly [string, () => Promise<{ status: number; body: unknown }>])[],
) {
  const before = await traces(voteId)
  for (const [code, attempt] of attempts) {
    const { body } = await attempt()
    expect((body as { code?: string }).code).toBe(code)
  }
  expect(await traces(voteId)).toEqual(before)
}

interface Asked {
  n?: number
  rules?: StoredRules
  vote?: Partial<OpenedVote>
}

const opened = async ({ n = 9, rules = {}, vote = {} }: Asked) => {
  const council = await votingCouncil(house, n, { rules })
  const deputy = await house.member(council.councilId, { role: 'deputy', hasVote: 0 })
  const voteId = await openedVote(house, council.councilId, vote)
  const ids = council.members.map(({ memberId }) => memberId)
  return { ...council, deputy, voteId, ids }
}

describe('raised hands (domain §6.1 B)', () => {
  /** A meeting of all members; the member with this number presides. */
  const hall = async ({
    n = 10,
    rules = {},
    presiding = 0,
  }: { n?: number; rules?: StoredRules; presiding?: number } = {}) => {
    const council = await votingCouncil(house, n, { rules })
    const deputy = await house.member(council.councilId, { role: 'deputy', hasVote: 0 })
    const ids = council.members.map(({ memberId }) => memberId)
    const voteId = await openedVote(house, council.councilId, {
      form: 'open_count',
      closesAt: null,
      sitting: { meetingId: newId(), itemId: null, present: ids, entitled: ids, presiding: ids[presiding]! },
    })
    const end = () => act(house.kit, clockActor, (work) => closeVote(work, voteId, 'hand', { present: ids }))
    return { ...council, deputy, voteId, ids, end }
  }
  const count = (
    client: Client,
    voteId: Id,
    [yes, no, abstain]: readonly [number, number, number],
    casting: string | null = null,
  ) =>
    client.post<VoteView & { code: string }>(`/votes/${voteId}/hands`, {
      for: yes,
      against: no,
      abstain,
      casting,
    })

  test('count when a second person comes to the same numbers, and add up with those who raised none', async () => {
    const { voteId, chair, secretary, end } = await hall()
    expect((await count(secretary, voteId, [6, 2, 1])).body.hands).toMatchObject({
      counted: 1,
      isMine: true,
      agreed: false,
    })
    await expect(end()).rejects.toMatchObject({ code: 'count_not_confirmed' })
    expect((await count(chair, voteId, [6, 2, 1])).body.hands).toMatchObject({ agreed: true })
    await end()

    expect((await read(chair, voteId)).result).toMatchObject({
      outcome: 'adopted',
      for: 6,
      against: 2,
      abstain: 1,
      notVoted: 1,
      decision: { base: 10 },
    })
    expect(await record(voteId)).toMatchObject({ version: 2, hands: { inFavour: 6, against: 2, abstain: 1 } })
  })

  test('nobody reads the first numbers before the second person has typed theirs: not the page, not the journal, not the line', async () => {
    const { voteId, chair, secretary } = await hall({ n: 30 })
    await count(secretary, voteId, [19, 8, 3])
    const view = JSON.stringify({ ...(await read(chair, voteId)), terms: null })
    const lines = JSON.stringify((await house.journalOf(voteId)).map(({ data }) => data))
    const words = JSON.stringify(house.publishedTo(`vote:${voteId}`).map(([, , data]) => data))
    for (const text of [view, lines, words]) expect(text).not.toMatch(/\b19\b/)
  })

  test('that differ are both void, both persons are told and count again', async () => {
    const { voteId, chair, secretary, deputy, end } = await hall()
    await count(secretary, voteId, [6, 2, 1])
    expect((await count(chair, voteId, [5, 3, 1])).body.hands).toEqual({
      round: 2,
      counted: 0,
      isMine: false,
      differed: true,
      agreed: false,
    })
    expect((await read(secretary, voteId)).hands).toMatchObject({ differed: true, counted: 0 })
    await expect(end()).rejects.toMatchObject({ code: 'count_not_confirmed' })
    await count(chair, voteId, [5, 3, 2])
    await count(deputy, voteId, [5, 3, 2])
    await end()
    expect((await read(chair, voteId)).result).toMatchObject({ outcome: 'not_adopted', for: 5 })
  })

  test('are refused from who has counted, from who may not, when they exceed the electors, and once confirmed', async () => {
    const { voteId, chair, secretary, deputy, members, end } = await hall()
    const stranger = await house.as(await house.person())
    await count(secretary, voteId, [6, 2, 1])
    await refused(voteId, [
      ['count_is_own', () => count(secretary, voteId, [6, 1, 1])],
      ['count_exceeds_electors', () => count(chair, voteId, [6, 2, 3])],
      ['count_contradicts_casting', () => count(chair, voteId, [6, 2, 0], 'abstain')],
      ['not_allowed', () => count(members[4]!, voteId, [6, 2, 1])],
      ['not_found', () => count(stranger, voteId, [6, 2, 1])],
      ['invalid_request', () => count(chair, voteId, [-1, 2, 1])],
      ['vote_form_differs', () => cast(members[4]!, voteId, 'for')],
    ])
    await count(chair, voteId, [6, 2, 1])
    await refused(voteId, [['count_confirmed', () => count(deputy, voteId, [6, 2, 1])]])
    await end()
    await refused(voteId, [['vote_closed', () => count(deputy, voteId, [6, 2, 1])]])
  })

  test.each([
    ['presiding', 0, 'for', 'adopted'],
    ['presiding', 3, 'against', 'not_adopted'],
    ['presiding', 3, null, 'not_adopted'],
    ['chair_only', 3, 'for', 'not_adopted'],
  ] as const)(
    '5-5-0 by hands, caster %s, member %i presides and votes %s: %s',
    async (caster, presiding, casting, outcome) => {
      const { voteId, chair, secretary, end } = await hall({
        presiding,
        rules: { tie: { rule: 'chair_casting', caster } },
      })
      for (const client of [chair, secretary]) await count(client, voteId, [5, 5, 0], casting)
      await end()
      expect((await read(chair, voteId)).result?.outcome).toBe(outcome)
    },
  )

  test('have no place apart from a meeting', async () => {
    const { councilId } = await votingCouncil(house, 3)
    await expect(openedVote(house, councilId, { form: 'open_count' })).rejects.toMatchObject({
      code: 'vote_form_differs',
    })
  })
})

describe('an absentee vote (T5)', () => {
  const absentee = (given: Asked = {}) =>
    opened({ ...given, vote: { form: 'absentee', closesAt: after(house, days(14)), ...given.vote } })
  const demand = (client: Client, voteId: Id) =>
    client.put<VoteView & { code: string }>(`/votes/${voteId}/demand`)

  test('is decided by sheets that came back, measured against the established number of seats [S17]', async () => {
    const { voteId, members, secretary } = await absentee({ n: 9 })
    await castAll(voteId, members, [5, 1, 1])
    await close(secretary, voteId)
    expect((await read(secretary, voteId)).result).toMatchObject({
      outcome: 'adopted',
      quorum: { present: 7, base: 9, needed: 5 },
      decision: { base: 9, baseName: 'established_number', needed: 5 },
      notVoted: 2,
      demands: { count: 0, needed: 3 },
    })
  })

  test('goes by its own quorum and base where the rules have others', async () => {
    const { voteId, members, secretary } = await absentee({
      n: 9,
      rules: { absentee: { quorum: { num: 2, den: 3, strict: false }, decisionBase: 'participants' } },
    })
    await castAll(voteId, members, [3, 2, 0])
    expect((await read(secretary, voteId)).terms).toMatchObject({ decision: { base: 'present' } })
    await close(secretary, voteId)
    expect((await read(secretary, voteId)).result).toMatchObject({
      outcome: 'no_quorum',
      quorum: { needed: 6 },
    })
  })

  test('keeps the words of a dissenting opinion with the sheet, for everybody to read after the closing', async () => {
    const { voteId, members, chair, secretary } = await absentee()
    await castAll(voteId, members, [4, 0, 0])
    const last = members[5]!
    await cast(last, voteId, 'against', 1, { dissent: ' Денег на это нет. ' })
    expect((await read(last, voteId)).mine).toMatchObject({ dissent: 'Денег на это нет.' })
    expect((await read(chair, voteId)).ballots).toBeNull()
    await close(secretary, voteId)

    const sheet = (await read(house.stranger, voteId)).ballots!.find(
      ({ memberId }) => memberId === last.memberId,
    )
    expect(sheet).toMatchObject({ choice: 'against', way: 'app', dissent: 'Денег на это нет.' })
    expect(JSON.stringify(await record(voteId))).toContain('Денег на это нет.')
  })

  test('takes a sheet of paper from the secretary; the hand of the member counts before it', async () => {
    const { voteId, members, ids, secretary } = await absentee()
    await castAll(voteId, members, [4, 0, 0])
    await type(secretary, voteId, { memberId: ids[6]!, way: 'paper', choice: 'against' })
    await type(secretary, voteId, { memberId: ids[7]!, way: 'paper', choice: 'against' })
    expect((await read(members[7]!, voteId)).mine).toMatchObject({
      typed: [{ choice: 'against', state: 'agreed' }],
    })
    await cast(members[7]!, voteId, 'for')
    await close(secretary, voteId)

    const view = await read(secretary, voteId)
    expect(view.result).toMatchObject({ outcome: 'adopted', for: 5, against: 1, notVoted: 3 })
    expect(view.ballots!.find(({ memberId }) => memberId === ids[7])).toMatchObject({
      choice: 'for',
      way: 'app',
      others: [{ way: 'paper', choice: 'against' }],
    })
  })

  test('T5 · counts a void sheet as returned in time and as no vote', async () => {
    const { voteId, members, ids, secretary } = await absentee({ n: 9 })
    await castAll(voteId, members, [3, 1, 0])
    const spoilt = { memberId: ids[7]!, way: 'paper', choice: 'invalid' } as const
    expect((await type(secretary, voteId, spoilt)).body.cast).toBe(5)
    await close(secretary, voteId)
    const view = await read(house.stranger, voteId)
    expect(view.result).toMatchObject({
      ...{ for: 3, against: 1, abstain: 0, notVoted: 5, invalid: 1 },
      quorum: { present: 5, base: 9, needed: 5, reached: true },
    })
    expect(view.ballots!.find(({ memberId }) => memberId === ids[7])).toMatchObject({ choice: 'invalid' })
  })

  test('is put to a session by a third of the members, and then decides nothing, whatever the sheets say', async () => {
    const { voteId, members, secretary } = await absentee({ n: 9 })
    await castAll(voteId, members, [9, 0, 0])
    await demand(members[0]!, voteId)
    await demand(members[0]!, voteId)
    await type(secretary, voteId, { memberId: members[3]!.memberId, way: 'paper', choice: 'for' }).then(
      ({ body }) => expect(body.code).toBe('ballot_exists'),
    )
    expect((await demand(members[1]!, voteId)).body).toMatchObject({
      state: 'open',
      demands: { count: 2, needed: 3 },
    })
    expect((await demand(members[2]!, voteId)).body).toMatchObject({
      state: 'closed',
      result: { outcome: 'converted', for: 9, demands: { count: 3, needed: 3 } },
    })
    expect(told.filter((each) => each.voteId === voteId)).toMatchObject([{ outcome: 'converted' }])
  })

  test.each([
    [7, 3],
    [8, 3],
    [9, 3],
    [10, 4],
    [13, 5],
    [30, 10],
  ])('T-V11 · of %i members %i demand a session', async (n, needed) => {
    const { voteId, secretary } = await absentee({ n })
    expect((await read(secretary, voteId)).demands).toEqual({ count: 0, needed })
  })

  test('is put to a session by one member where the rules say so, also on a sheet of paper', async () => {
    const { voteId, ids, secretary } = await absentee({ rules: { absentee: { veto: 'one_member' } } })
    const { body } = await type(secretary, voteId, {
      memberId: ids[3]!,
      way: 'paper',
      choice: 'abstain',
      demand: true,
    })
    expect(body).toMatchObject({ state: 'closed', result: { outcome: 'converted' } })
  })

  test.each<[string, string, Asked]>([
    ['a term shorter than five workdays', 'absentee_too_short', { vote: { closesAt: 'soon' } }],
    ['a council whose rules know none', 'absentee_not_allowed', { rules: { absentee: { enabled: false } } }],
  ])('%s is refused', async (_what, code, { rules = {}, vote }) => {
    const { councilId } = await votingCouncil(house, 5, { rules })
    const closesAt = after(house, vote ? days(2) : days(20))
    await expect(openedVote(house, councilId, { form: 'absentee', closesAt })).rejects.toMatchObject({ code })
    expect(
      await house.kit.db
        .selectFrom('vote')
        .select('id')
        .where('councilId', '=', councilId)
        .where('form', '=', 'absentee')
        .execute(),
    ).toEqual([])
  })

  test('refuses sheets and demands that are not theirs, of another form, or late', async () => {
    const { voteId, members, ids, chair, secretary, deputy } = await absentee()
    const other = await opened({})
    await refused(voteId, [
      ['not_found', () => demand(other.chair, voteId)],
      ['not_an_elector', () => demand(deputy, voteId)],
      ['not_allowed', () => type(members[4]!, voteId, { memberId: ids[5]!, way: 'paper', choice: 'for' })],
      [
        'not_an_elector',
        () => type(chair, voteId, { memberId: deputy.memberId, way: 'paper', choice: 'for' }),
      ],
      [
        'vote_form_differs',
        () => type(chair, voteId, { memberId: ids[5]!, way: 'roll_call', choice: 'for' }),
      ],
      ['invalid_request', () => type(chair, voteId, { memberId: ids[5]!, way: 'paper', choice: 'yes' })],
      ['invalid_request', () => cast(members[5]!, voteId, 'invalid')],
    ])
    await refused(other.voteId, [
      ['vote_form_differs', () => demand(other.members[3]!, other.voteId)],
      [
        'vote_form_differs',
        () => type(other.chair, other.voteId, { memberId: other.ids[5]!, way: 'paper', choice: 'for' }),
      ],
      ['vote_form_differs', () => cast(other.members[3]!, other.voteId, 'for', 1, { dissent: 'Нет.' })],
    ])
    await close(secretary, voteId)
    await refused(voteId, [
      ['vote_closed', () => demand(members[3]!, voteId)],
      ['vote_closed', () => type(secretary, voteId, { memberId: ids[5]!, way: 'paper', choice: 'for' })],
      ['vote_closed', () => cast(members[3]!, voteId, 'for')],
    ])
  })
})

describe('a mixed vote', () => {
  const mixed = (given: Asked = {}) => opened({ ...given, vote: { form: 'mixed', ...given.vote } })
  const paper = (memberId: Id, choice: string) => ({ memberId, way: 'paper' as const, choice })
  const spoken = (memberId: Id, choice: string) => ({ memberId, way: 'roll_call' as const, choice })

  test('has one electorate, one quorum and one count for what was cast, typed and spoken', async () => {
    const { voteId, members, ids, chair, secretary } = await mixed({ n: 9 })
    await castAll(voteId, members, [2, 1, 0])
    for (const operator of [chair, secretary]) {
      await type(operator, voteId, paper(ids[3]!, 'for'))
      await type(operator, voteId, paper(ids[4]!, 'for'))
    }
    await type(secretary, voteId, spoken(ids[5]!, 'for'))
    await type(secretary, voteId, spoken(ids[6]!, 'abstain'))
    await close(secretary, voteId)

    const view = await read(house.stranger, voteId)
    expect(view.result).toMatchObject({
      outcome: 'adopted',
      for: 5,
      against: 1,
      abstain: 1,
      notVoted: 2,
      quorum: { present: 7, base: 9 },
    })
    expect(view.ballots!.map(({ way }) => way)).toEqual(
      expect.arrayContaining(['app', 'paper', 'roll_call', null]),
    )
  })

  test('counts a sheet only when two operators have typed the same; neither sees the word of the other', async () => {
    const { voteId, ids, chair, secretary, deputy } = await mixed()
    await type(secretary, voteId, paper(ids[3]!, 'for'))
    expect((await read(chair, voteId)).typing).toEqual([
      { memberId: ids[3], way: 'paper', state: 'once', mine: null },
    ])
    const differing = (await type(chair, voteId, paper(ids[3]!, 'against'))).body.typing
    expect(differing).toMatchObject([{ state: 'differs', mine: { choice: 'against' } }])
    expect((await read(secretary, voteId)).typing).toMatchObject([
      { state: 'differs', mine: { choice: 'for' } },
    ])
    const corrected = (await type(chair, voteId, paper(ids[3]!, 'for'))).body.typing
    expect(corrected).toMatchObject([{ state: 'agreed' }])
    await type(deputy, voteId, paper(ids[4]!, 'for'))
    await close(secretary, voteId)
    expect((await read(chair, voteId)).ballots!.filter(({ choice }) => choice !== null)).toHaveLength(1)
  })

  test('T5 · takes a void sheet from two operators alike; a vote of the same member counts before it', async () => {
    const { voteId, members, ids, chair, secretary } = await mixed({ n: 5 })
    await castAll(voteId, members, [2, 0, 0])
    await refused(voteId, [['invalid_request', () => type(chair, voteId, spoken(ids[4]!, 'invalid'))]])
    await type(secretary, voteId, paper(ids[3]!, 'invalid'))
    for (const [at, state] of [
      [1, 'agreed'],
      [2, 'agreed'],
      [4, 'differs'],
    ] as const) {
      await type(secretary, voteId, paper(ids[at]!, 'invalid'))
      const { typing } = (await type(chair, voteId, paper(ids[at]!, at === 4 ? 'for' : 'invalid'))).body
      expect(typing!.find(({ memberId }) => memberId === ids[at])).toMatchObject({ state })
    }
    await close(secretary, voteId)

    const view = await read(house.stranger, voteId)
    expect(view.result).toMatchObject({ for: 2, notVoted: 3, invalid: 1, quorum: { present: 3 } })
    const by = new Map(view.ballots!.map((each) => [each.memberId, each]))
    const others = [{ way: 'paper', choice: 'invalid' }]
    expect(by.get(ids[1]!)).toMatchObject({ choice: 'for', way: 'app', others })
    expect([ids[2]!, ids[3]!, ids[4]!].map((id) => by.get(id)!.choice)).toEqual(['invalid', null, null])
  })

  test('lets a signed sheet count before the app, and the app before a word at the roll-call, as its terms say beforehand', async () => {
    const { voteId, members, ids, chair, secretary } = await mixed()
    expect((await read(chair, voteId)).terms.ways).toEqual(['paper', 'app', 'roll_call'])
    await cast(members[3]!, voteId, 'for')
    await refused(voteId, [['ballot_exists', () => type(secretary, voteId, spoken(ids[3]!, 'against'))]])
    await type(secretary, voteId, spoken(ids[4]!, 'against'))
    await cast(members[4]!, voteId, 'for')
    for (const operator of [chair, secretary]) await type(operator, voteId, paper(ids[3]!, 'against'))
    expect((await read(members[3]!, voteId)).mine).toMatchObject({
      choice: 'for',
      typed: [{ way: 'paper', choice: 'against', state: 'agreed' }],
    })
    await close(secretary, voteId)

    const by = new Map((await read(chair, voteId)).ballots!.map((each) => [each.memberId, each]))
    expect(by.get(ids[3]!)).toMatchObject({
      choice: 'against',
      way: 'paper',
      others: [{ way: 'app', choice: 'for' }],
    })
    expect(by.get(ids[4]!)).toMatchObject({
      choice: 'for',
      way: 'app',
      others: [{ way: 'roll_call', choice: 'against' }],
    })
  })

  test('tells watchers of each sheet in order, and never what it says', async () => {
    const { voteId, ids, chair, secretary } = await mixed()
    await type(secretary, voteId, paper(ids[3]!, 'against'))
    await type(chair, voteId, paper(ids[3]!, 'against'))
    const words = house
      .publishedTo(`vote:${voteId}`)
      .map(([, , data]) => data as { version: number; cast: number })
    expect(words.map(({ version }) => version)).toEqual(
      words.map(({ version }) => version).toSorted((a, b) => a - b),
    )
    expect(new Set(words.map(({ version }) => version)).size).toBe(words.length)
    expect(words.at(-1)).toMatchObject({ cast: 1 })
    expect(JSON.stringify(words)).not.toContain('against"')
  })
})

describe('the election of a person', () => {
  const candidates = ['Иванова Анна Петровна', 'Петров Пётр Ильич', 'Сидорова Ольга Львовна']
  const election = (given: Asked = {}) =>
    opened({
      ...given,
      vote: { form: 'election', decisionClass: 'organizational', options: candidates, ...given.vote },
    })
  const idsOf = async (client: Client, voteId: Id) =>
    (await read(client, voteId)).terms.candidates!.map(({ id }) => id)
  const vote = async (voteId: Id, members: readonly Client[], choices: readonly string[]) => {
    for (const [i, choice] of choices.entries())
      expect((await cast(members[i]!, voteId, choice)).status).toBe(200)
  }

  test('names its rule of a second round before the first ballot and elects by the majority', async () => {
    const { voteId, members, secretary } = await election()
    const [a, b] = await idsOf(secretary, voteId)
    expect((await read(secretary, voteId)).terms).toMatchObject({
      options: [a, b, expect.any(String), 'against'],
      election: { round: 1, secondRound: 'majority', tiedSecond: 'all' },
    })
    await vote(voteId, members, [a!, a!, a!, a!, a!, b!, b!, 'against'])
    await close(secretary, voteId)
    expect((await read(house.stranger, voteId)).result).toMatchObject({
      outcome: 'adopted',
      for: 7,
      against: 1,
      notVoted: 1,
      election: { elected: a },
    })
  })

  test('goes into a second round of the two leaders, a vote of its own with the same ids, once', async () => {
    const { councilId, voteId: _, members, secretary, chair } = await election()
    const own = await secretary.post<{ id: Id }>('/votes', {
      councilId,
      form: 'election',
      question: 'Избрать председателя',
      decisionClass: 'organizational',
      closesAt: after(house, minutes(60)),
      options: candidates,
    })
    const voteId = own.body.id
    const [a, b, c] = await idsOf(secretary, voteId)
    await vote(voteId, members, [a!, a!, a!, a!, b!, b!, b!, c!, c!])
    await close(secretary, voteId)
    expect(await read(secretary, voteId)).toMatchObject({
      result: { outcome: 'second_round', election: { runoff: [a, b] } },
      can: { follow: ['second_round', 'reconsideration'] },
    })
    const next = { why: 'second_round', closesAt: after(house, minutes(60)) }
    await refused(voteId, [
      ['not_allowed', () => members[4]!.post(`/votes/${voteId}/following`, next)],
      ['nothing_to_follow', () => secretary.post(`/votes/${voteId}/following`, { ...next, why: 'revote' })],
    ])
    const second = (await chair.post<{ id: Id }>(`/votes/${voteId}/following`, next)).body.id
    expect((await read(chair, second)).terms).toMatchObject({
      options: [a, b, 'against'],
      follows: { voteId, why: 'second_round' },
      election: { round: 2 },
    })
    await refused(voteId, [['already_followed', () => secretary.post(`/votes/${voteId}/following`, next)]])
    await vote(second, members, [a!, a!, a!, a!, b!, b!, b!, b!, b!])
    await close(secretary, second)
    expect((await read(chair, second)).result).toMatchObject({ outcome: 'adopted', election: { elected: b } })
  })

  test('takes one of its own options alone', async () => {
    const { voteId, members } = await election()
    const other = await election()
    const [foreign] = await idsOf(other.chair, other.voteId)
    await refused(voteId, [
      ['invalid_request', () => cast(members[3]!, voteId, 'for')],
      ['invalid_request', () => cast(members[3]!, voteId, 'abstain')],
      ['invalid_request', () => cast(members[3]!, voteId, foreign!)],
    ])
  })

  test.each([
    ['nobody to elect', { options: [] }],
    ['a name twice', { options: ['Иванова', 'иванова'] }],
    ['no options at all', { options: undefined }],
    ['options beside yes and no', { form: 'open_roll_call' as const, options: ['а'] }],
  ])('%s is refused', async (_what, { options, ...more }) => {
    const { councilId } = await votingCouncil(house, 3)
    await expect(
      openedVote(house, councilId, { form: 'election', ...more, ...(options && { options }) }),
    ).rejects.toMatchObject({ code: 'invalid_request' })
  })
})

describe('a rating (domain §6.1 E)', () => {
  const rating = async (choose = 2) => {
    const council = await votingCouncil(house, 3)
    const voteId = await openedVote(house, council.councilId, {
      form: 'rating',
      decisionClass: 'rating',
      options: ['Дорога', 'Школа', 'Причал'],
      choose,
    })
    const citizen = await house.as(await house.person())
    const ids = (await read(citizen, voteId)).terms.rating!.options.map(({ id }) => id)
    return { ...council, voteId, citizen, ids }
  }
  const rate = (client: Client, voteId: Id, picks: readonly string[], turn = 1) =>
    client.put<VoteView & { code: string }>(`/votes/${voteId}/rating`, { picks, turn })

  test('takes one vote of each account, counts totals only, and tells no subject', async () => {
    const { voteId, citizen, chair, secretary, ids } = await rating()
    await rate(citizen, voteId, [ids[0]!, ids[2]!])
    await rate(citizen, voteId, [ids[2]!], 2)
    await rate(chair, voteId, [ids[2]!, ids[1]!])
    expect((await read(citizen, voteId)).rating).toEqual({ mine: [ids[2]], turn: 2, result: null })
    await close(secretary, voteId)

    const view = await read(house.stranger, voteId)
    expect(view).toMatchObject({
      state: 'closed',
      result: null,
      ballots: null,
      cast: 2,
      rating: { result: { voters: 2, options: ids.map((id, i) => ({ id, votes: i })) } },
    })
    expect(told.some((each) => each.voteId === voteId)).toBe(false)
    expect(JSON.stringify([view, await record(voteId)])).not.toContain(citizen.personId)
  })

  test('the same sent again writes nothing', async () => {
    const { voteId, citizen, ids } = await rating()
    await rate(citizen, voteId, [ids[0]!])
    const before = await traces(voteId)
    expect((await rate(citizen, voteId, [ids[0]!])).status).toBe(200)
    expect(await traces(voteId)).toEqual(before)
  })

  test('refuses strangers, administrators, too many, unknown, outdated and late picks', async () => {
    const { voteId, citizen, secretary, ids } = await rating()
    const administrator = await house.as(await house.person({ administrator: true }))
    await refused(voteId, [
      ['sign_in_required', () => rate(house.stranger, voteId, [ids[0]!])],
      ['not_allowed', () => rate(administrator, voteId, [ids[0]!])],
      ['too_many_picks', () => rate(citizen, voteId, ids)],
      ['invalid_request', () => rate(citizen, voteId, [newId()])],
      ['invalid_request', () => rate(citizen, voteId, [ids[0]!, ids[0]!])],
      ['ballot_outdated', () => rate(citizen, voteId, [ids[0]!], 2)],
      ['not_an_elector', () => cast(citizen, voteId, 'for')],
    ])
    await close(secretary, voteId)
    await refused(voteId, [['vote_closed', () => rate(citizen, voteId, [ids[0]!])]])
  })
})

describe('at once', () => {
  test('two picks of one account from two devices: one counts, the other is told it is outdated', async () => {
    const { councilId } = await votingCouncil(house, 3)
    const voteId = await openedVote(house, councilId, {
      form: 'rating',
      decisionClass: 'rating',
      options: ['Дорога', 'Школа'],
    })
    const citizen = await house.as(await house.person())
    const ids = (await read(citizen, voteId)).terms.rating!.options.map(({ id }) => id)
    const answers = await Promise.all(
      ids.map((id) => citizen.put(`/votes/${voteId}/rating`, { picks: [id], turn: 1 })),
    )
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409])
    expect((await read(citizen, voteId)).cast).toBe(1)
  })

  test('many accounts rate, and each is counted once', async () => {
    const { councilId, secretary } = await votingCouncil(house, 3)
    const voteId = await openedVote(house, councilId, {
      form: 'rating',
      decisionClass: 'rating',
      options: ['Дорога', 'Школа'],
    })
    const citizens = await Promise.all(Array.from({ length: 12 }, async () => house.as(await house.person())))
    const ids = (await read(secretary, voteId)).terms.rating!.options.map(({ id }) => id)
    await Promise.all(
      citizens.map((each, i) => each.put(`/votes/${voteId}/rating`, { picks: [ids[i % 2]], turn: 1 })),
    )
    await close(secretary, voteId)
    expect((await read(secretary, voteId)).rating?.result).toMatchObject({
      voters: 12,
      options: [{ votes: 6 }, { votes: 6 }],
    })
  })

  test('the demands that reach the threshold: the vote ends once, and each later one is told that it is closed', async () => {
    const { voteId, members } = await opened({
      n: 9,
      vote: { form: 'absentee', closesAt: after(house, days(14)) },
    })
    const answers = await Promise.all(members.map((each) => each.put(`/votes/${voteId}/demand`)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(3)
    expect(answers.filter(({ body }) => body['code'] === 'vote_closed')).toHaveLength(6)
    expect(told.filter((each) => each.voteId === voteId)).toHaveLength(1)
    expect((await read(members[0]!, voteId)).result).toMatchObject({
      outcome: 'converted',
      demands: { count: 3 },
    })
  })

  test('two persons type their counts of hands: both are taken, in one round', async () => {
    const { councilId, members, chair, secretary } = await votingCouncil(house, 7)
    const ids = members.map(({ memberId }) => memberId)
    const voteId = await openedVote(house, councilId, {
      form: 'open_count',
      closesAt: null,
      sitting: { meetingId: newId(), itemId: null, present: ids, entitled: ids, presiding: ids[0]! },
    })
    const numbers = { for: 4, against: 1, abstain: 0, casting: null }
    const answers = await Promise.all(
      [chair, secretary].map((each) => each.post(`/votes/${voteId}/hands`, numbers)),
    )
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    expect((await read(chair, voteId)).hands).toMatchObject({ agreed: true, round: 1 })
  })
})

describe('a question of the council’s own', () => {
  const body = (councilId: Id) => ({
    councilId,
    form: 'open_roll_call',
    question: 'Утвердить план?',
    decisionClass: 'ordinary',
    closesAt: after(house, minutes(60)),
  })

  test('is put by the secretary and put again as a reconsideration that names the earlier vote (domain §6.7)', async () => {
    const { councilId, members, secretary } = await votingCouncil(house, 5)
    const {
      body: { id },
    } = await secretary.post<{ id: Id }>('/votes', body(councilId))
    await castAll(id, members, [4, 0, 0])
    await close(secretary, id)
    const again = await secretary.post<{ id: Id }>(`/votes/${id}/following`, {
      why: 'reconsideration',
      closesAt: after(house, minutes(60)),
    })
    expect((await read(secretary, again.body.id)).terms.follows).toEqual({
      voteId: id,
      why: 'reconsideration',
    })
    expect((await read(secretary, id)).followedBy).toEqual([
      { id: again.body.id, question: 'Утвердить план?' },
    ])
  })

  test('is put by nobody else, and a question of an initiative is not put again past it', async () => {
    const { councilId, voteId, members, chair, secretary } = await votingCouncil(house, 5)
    const stranger = await house.as(await house.person())
    const votes = () =>
      house.kit.db.selectFrom('vote').select('id').where('councilId', '=', councilId).execute()
    const before = await votes()
    const codes = [
      (await members[3]!.post('/votes', body(councilId))).body.code,
      (await stranger.post('/votes', body(councilId))).body.code,
      (await chair.post('/votes', { ...body(councilId), form: 'open_count' })).body.code,
      (await chair.post('/votes', body(newId()))).body.code,
    ]
    await close(secretary, voteId)
    codes.push(
      (
        await chair.post(`/votes/${voteId}/following`, {
          why: 'reconsideration',
          closesAt: after(house, minutes(60)),
        })
      ).body.code,
    )
    expect(codes).toEqual(['not_allowed', 'not_allowed', 'invalid_request', 'not_found', 'not_allowed'])
    expect(await votes()).toEqual(before)
  })

  test('lets no ballot be changed where the rules say so (vote.change)', async () => {
    const { voteId, members } = await votingCouncil(house, 5, { rules: { vote: { change: 'no_change' } } })
    await cast(members[0]!, voteId, 'for')
    await refused(voteId, [['ballot_is_final', () => cast(members[0]!, voteId, 'against', 2)]])
    expect((await cast(members[0]!, voteId, 'for')).status).toBe(200)
  })
})
