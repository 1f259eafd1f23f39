import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { act } from '../server/lib/act.ts'
import { clockActor } from '../server/lib/actor.ts'
import { newId } from '../server/lib/ids.ts'
import { closeVote } from '../server/votes/actions.ts'
import { KeyCupboard } from '../server/votes/secret/cupboard.ts'
import { defaultCouncilRules } from '../shared/council-rules.ts'
import type { DeskView } from '../shared/desk.ts'
import { contradicting } from '../shared/board-heads.ts'
import { checkBoard, isReceipt } from '../shared/secret-board.ts'
import type { BallotIssued } from '../shared/secret-views.ts'
import type { Board, BoardHead, SecretBallot } from '../shared/secret-votes.ts'
import type { VoteView } from '../shared/votes-views.ts'
import { openHouse, type Client, type House } from './house.ts'
import { boardOf, cast, issueAll, secretCouncil, secretView, Voter } from './support/secret-votes.ts'
import { minutes, openedVote, votingCouncil } from './support/votes.ts'

let house: House
beforeAll(async () => (house = await openHouse()))
afterAll(() => house.close())

type Council = Awaited<ReturnType<typeof secretCouncil>>

const shut = (council: Council) => council.secretary.post(`/votes/${council.voteId}/issuance/close`)
const close = (council: Council) => council.secretary.post(`/votes/${council.voteId}/close`)

/** A vote in which so many of so many members have a ballot and may cast it. */
async function casting(issued = 2, n = 6) {
  const council = await secretCouncil(house, n)
  const voters = await issueAll(council.voteId, council, council.members.slice(0, issued))
  await shut(council)
  return { ...council, voters, voter: voters[0]!, other: voters[1]! }
}

/** Everything of the vote that an act could have changed. */
async function stored(voteId: string) {
  const { db } = house.kit
  const of = (table: 'secretIssue' | 'secretBallot' | 'boardEntry') =>
    db.selectFrom(table).selectAll().where('voteId', '=', voteId).execute()
  const journal = await house.journalOf(voteId)
  return JSON.stringify([
    await of('secretIssue'),
    await of('secretBallot'),
    await of('boardEntry'),
    journal,
    house.published.length,
  ])
}

async function refuses(voteId: string, deed: () => Promise<{ status: number; body: unknown }>, code: string) {
  const before = await stored(voteId)
  const { status, body } = await deed()
  expect(body).toMatchObject({ code })
  expect(status).toBeGreaterThanOrEqual(400)
  expect(await stored(voteId)).toBe(before)
}

describe('a secret vote', () => {
  test('goes from its announcement to a result that the board proves', async () => {
    const council = await secretCouncil(house, 6)
    const { voteId, members, secretary } = council
    expect((await secretView(secretary, voteId)).phase).toBe('issuance_open')
    const voters = await issueAll(voteId, council, members)
    expect((await shut(council)).status).toBe(200)
    expect((await secretView(secretary, voteId)).phase).toBe('open')

    for (const [i, voter] of voters.entries()) {
      const { status, body } = await cast(house, voteId, await voter.ballot(i < 4 ? 'for' : 'against'))
      expect(status).toBe(200)
      expect(await isReceipt(council.manifest, body)).toBe(true)
    }
    expect(await secretView(secretary, voteId)).toMatchObject({ cast: 6, protocol: null })
    expect((await boardOf(secretary, voteId)).ballots).toBeNull()

    expect((await close(council)).status).toBe(200)
    const { phase, protocol } = await secretView(house.stranger, voteId)
    expect(phase).toBe('tallied')
    expect(protocol).toMatchObject({
      outcome: 'adopted',
      numbers: { roll: 6, present: 6, issued: 6, cast: 6, valid: 6, invalid: 0 },
      counts: [
        { option: 'for', votes: 4 },
        { option: 'against', votes: 2 },
        { option: 'abstain', votes: 0 },
      ],
      broken: null,
    })
    const board = await boardOf(house.stranger, voteId)
    expect(await checkBoard(board)).toBeNull()
    expect(protocol?.head).toEqual(board.heads.at(-1))
  })

  test('is announced by a manifest that names everything that decides', async () => {
    const { manifest, mh, secretary, voteId } = await secretCouncil(house, 6)
    const { body } = await secretary.get<{ termsSha256: string }>(`/votes/${voteId}`)
    expect(manifest).toMatchObject({
      voteId,
      termsSha256: body.termsSha256,
      options: ['for', 'against', 'abstain'],
      rollSize: 6,
      kMin: 5,
      belowKMin: 'not_opened',
      tie: 'not_adopted',
      suite: 'RSABSSA-SHA384-PSS-Randomized',
    })
    expect(Buffer.from(manifest.tokenKey.n, 'base64url')).toHaveLength(384)
    const [line] = (await house.journalOf(voteId)).filter(({ verb }) => verb === 'issuance:opened')
    expect(JSON.parse(line!.data)).toEqual({ manifestSha256: mh })
  })

  test('is opened by the secretary or the chair of its council, with two windows', async () => {
    const { councilId, members, secretary } = await secretCouncil(house, 6)
    const at = (count: number) => new Date(house.now.getTime() + minutes(count)).toISOString()
    const asked = {
      question: 'Избрать председателем Анну Тестову?',
      decisionClass: 'secret_personal',
      issuanceClosesAt: at(10),
      closesAt: at(20),
    }
    const open = (client: Client, body: object = asked) =>
      client.post<{ id: string; code?: string }>(`/councils/${councilId}/secret-votes`, body)
    const { status, body } = await open(secretary)
    expect(status).toBe(201)
    expect(await secretView(secretary, body.id)).toMatchObject({
      phase: 'issuance_open',
      windows: { issuanceClosesAt: at(10), castingClosesAt: at(20) },
    })
    const count = async () => (await house.kit.db.selectFrom('vote').select('id').execute()).length
    const before = await count()
    expect((await open(members[3]!)).body.code).toBe('not_allowed')
    expect((await open(await house.as(await house.person()))).body.code).toBe('not_found')
    expect((await open(house.stranger)).body.code).toBe('sign_in_required')
    expect((await open(secretary, { ...asked, issuanceClosesAt: at(20) })).body.code).toBe(
      'issuance_wrong_time',
    )
    expect((await open(secretary, { ...asked, question: ' ' })).body.code).toBe('invalid_request')
    expect(await count()).toBe(before)
  })

  test('is refused where fewer would vote than hide one another', async () => {
    await expect(secretCouncil(house, 4)).rejects.toThrow('too_few_for_secret')
  })

  test('is refused when its windows do not follow each other', async () => {
    const at = (count: number) => new Date(house.now.getTime() + minutes(count)).toISOString()
    for (const issuanceClosesAt of [at(0), at(20), at(21)])
      await expect(secretCouncil(house, 6, { vote: { issuanceClosesAt } })).rejects.toThrow(
        'issuance_wrong_time',
      )
  })

  test('gets its keys from the clock when a crash came between', async () => {
    // Announced for later: its keys are made when it opens, by the clock, as after a crash.
    const opensAt = new Date(house.now.getTime() + minutes(1)).toISOString()
    const { voteId, secretary } = await secretCouncil(house, 6, { vote: { opensAt } })
    expect(await secretView(secretary, voteId)).toMatchObject({
      phase: 'announced',
      manifest: null,
      heads: [],
    })
    await refuses(
      voteId,
      () => secretary.post(`/votes/${voteId}/issue`, { blinded: 'A'.repeat(512) }),
      'issuance_not_open',
    )
    house.pass(minutes(1))
    await house.kit.tick()
    await house.kit.tick()
    expect(await secretView(secretary, voteId)).toMatchObject({ phase: 'issuance_open' })
    expect((await secretView(secretary, voteId)).heads).toHaveLength(1)
  })

  test('is seen by its council only until it is over, and then by everybody', async () => {
    const council = await casting()
    const { voteId } = council
    for (const path of [`/votes/${voteId}/secret`, `/votes/${voteId}/board.json`])
      expect((await house.stranger.get(path)).body).toEqual({ code: 'not_found' })
    await close(council)
    for (const path of [`/votes/${voteId}/secret`, `/votes/${voteId}/board.json`])
      expect((await house.stranger.get(path)).status).toBe(200)
  })
})

describe('issuing', () => {
  test('T-V1: the same request gets the same bytes, another one is refused', async () => {
    const council = await secretCouncil(house, 6)
    const { voteId, members } = council
    const [voter, second] = await Promise.all([
      Voter.of(council.manifest, council.mh),
      Voter.of(council.manifest, council.mh),
    ])
    const first = await voter.ask(members[2]!)
    expect(first.status).toBe(200)
    await refuses(voteId, () => second.ask(members[2]!), 'ballot_already_issued')
    const before = await stored(voteId)
    expect((await voter.ask(members[2]!)).body).toEqual(first.body)
    expect(await stored(voteId)).toBe(before)
  })

  test('T-V10: asked again at once, and after the issuing has ended, one ballot was issued', async () => {
    const council = await secretCouncil(house, 6)
    const { voteId, members } = council
    const voter = await Voter.of(council.manifest, council.mh)
    const [one, two] = await Promise.all([voter.ask(members[2]!), voter.ask(members[2]!)])
    expect(two.body).toEqual(one.body)
    await shut(council)
    const late = await voter.receive(members[2]!)
    expect(late.body).toEqual(one.body)
    expect((await cast(house, voteId, await voter.ballot('for'))).status).toBe(200)
    expect(
      await house.kit.db.selectFrom('secretIssue').selectAll().where('voteId', '=', voteId).execute(),
    ).toHaveLength(1)
  })

  test('T-V1: two devices at once get one ballot between them', async () => {
    const council = await secretCouncil(house, 6)
    const voters = await Promise.all([1, 2].map(() => Voter.of(council.manifest, council.mh)))
    const answers = await Promise.all(voters.map((voter) => voter.ask(council.members[2]!)))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409])
  })

  test('tells the person at once, and the council who has a ballot', async () => {
    const council = await secretCouncil(house, 6)
    const { voteId, members, secretary } = council
    const voter = await Voter.of(council.manifest, council.mh)
    await voter.ask(members[2]!)
    expect(house.publishedTo(`person:${members[2]!.personId}`)).toEqual([
      [
        `person:${members[2]!.personId}`,
        'ballot:issued',
        { voteId, question: 'Поддержать инициативу?', at: house.now.toISOString() },
      ],
    ])
    const issuedTo = async (client: Client) => (await client.get<BallotIssued[]>('/ballots/issued')).body
    expect(await issuedTo(members[2]!)).toEqual([
      { voteId, question: 'Поддержать инициативу?', at: house.now.toISOString() },
    ])
    expect(await issuedTo(members[3]!)).toEqual([])
    expect((await house.stranger.get('/ballots/issued')).status).toBe(401)
    const { issuance } = await secretView(secretary, voteId)
    expect(issuance.filter(({ issuedAt }) => issuedAt !== null).map(({ memberId }) => memberId)).toEqual([
      members[2]!.memberId,
    ])
    expect((await secretView(members[2]!, voteId)).mine).toEqual({ issuedAt: house.now.toISOString() })
  })

  test('refuses whoever is no elector, and does not show the vote to a stranger', async () => {
    const council = await secretCouncil(house, 6)
    const { voteId, councilId } = council
    const observer = await house.member(councilId, { role: 'observer', hasVote: 0 })
    const outsider = await house.as(await house.person())
    const voter = await Voter.of(council.manifest, council.mh)
    await refuses(voteId, () => voter.ask(observer), 'not_an_elector')
    await refuses(voteId, () => voter.ask(outsider), 'not_found')
    await refuses(voteId, () => voter.ask(house.stranger), 'sign_in_required')
  })

  test('refuses what is no blinded message of this key', async () => {
    const { voteId, members } = await secretCouncil(house, 6)
    const ask = (blinded: unknown) => () => members[2]!.post(`/votes/${voteId}/issue`, { blinded })
    await refuses(voteId, ask('A'.repeat(512)), 'blinded_message_invalid')
    await refuses(voteId, ask('_'.repeat(512)), 'blinded_message_invalid')
    for (const strange of ['', 'A'.repeat(511), 'A'.repeat(513), '='.repeat(512), 7, null, undefined])
      await refuses(voteId, ask(strange), 'invalid_request')
  })

  test('T-V6: is over at its time, whoever was late to say so, and after that nobody gets a ballot', async () => {
    const council = await secretCouncil(house, 6)
    const { voteId, members, secretary } = council
    const voter = await Voter.of(council.manifest, council.mh)
    house.pass(minutes(10))
    expect((await secretView(secretary, voteId)).phase).toBe('issuance_closed')
    await refuses(voteId, () => voter.ask(members[2]!), 'issuance_closed')
    await house.kit.tick()
    expect((await secretView(secretary, voteId)).phase).toBe('open')
    await refuses(voteId, () => voter.ask(members[2]!), 'issuance_closed')
  })

  test('is ended by the secretary or the chair, once', async () => {
    const council = await secretCouncil(house, 6)
    const { voteId, members, chair } = council
    const end = (client: Client) => () => client.post(`/votes/${voteId}/issuance/close`)
    await refuses(voteId, end(members[3]!), 'not_allowed')
    await refuses(voteId, end(await house.as(await house.person())), 'not_found')
    expect((await end(chair)()).status).toBe(200)
    const before = await stored(voteId)
    expect((await end(chair)()).status).toBe(200)
    expect(await stored(voteId)).toBe(before)
  })
})

describe('casting', () => {
  test('T-V2: a ballot that was tampered with anywhere is refused', async () => {
    const { voteId, voter, other } = await casting()
    const good = await voter.ballot('for')
    const foreign = await casting()
    const flip = (text: string) => (text.startsWith('A') ? 'B' : 'A') + text.slice(1)
    const { body, token, sig } = good
    const tampered: Record<string, SecretBallot> = {
      'another choice': { ...good, body: { ...body, choice: 'against' } },
      'another number': { ...good, body: { ...body, seq: 2 } },
      'another key': { ...good, body: { ...body, key: other.key } },
      'another vote': { ...good, body: { ...body, mh: foreign.mh } },
      'a choice that there is not': await voter.ballot('maybe'),
      'the token of another': { ...good, token: other.token! },
      'the token of another vote': { ...good, token: foreign.voter.token! },
      'a token for another message': { ...good, token: { ...token, msg: flip(token.msg) } },
      'another signature of the token': { ...good, token: { ...token, sig: flip(token.sig) } },
      'another signature of the ballot': { ...good, sig: flip(sig) },
      'the signature of another': { ...good, sig: (await other.ballot('for')).sig },
      'a key that is no point': { ...good, body: { ...body, key: flip(body.key) } },
    }
    for (const [name, ballot] of Object.entries(tampered))
      await refuses(voteId, () => cast(house, voteId, ballot), 'ballot_invalid').catch((error: unknown) => {
        throw new Error(name, { cause: error })
      })
    await refuses(foreign.voteId, () => cast(house, foreign.voteId, good), 'ballot_invalid')
    expect((await cast(house, voteId, good)).status).toBe(200)
  })

  test('T-V2: what is no ballot at all is refused with its field', async () => {
    const { voteId, voter } = await casting()
    const good = await voter.ballot('for')
    for (const strange of [
      {},
      { ...good, sig: 7 },
      { ...good, token: null },
      { ...good, body: { ...good.body, seq: 0 } },
      { ...good, body: { ...good.body, seq: 101 } },
      { ...good, body: { ...good.body, choice: '' } },
      { ...good, body: { ...good.body, key: `${good.body.key}=` } },
    ])
      await refuses(voteId, () => cast(house, voteId, strange), 'invalid_request')
    await refuses(voteId, () => cast(house, voteId, { ...good, more: 'x'.repeat(4096) }), 'too_large')
  })

  test('T-V3: a ballot sent again gets its receipt again, an older one is refused', async () => {
    const { voteId, voter } = await casting()
    const [first, second] = [await voter.ballot('for'), await voter.ballot('against', 2)]
    const receipt = await cast(house, voteId, first)
    const before = await stored(voteId)
    expect((await cast(house, voteId, first)).body).toEqual(receipt.body)
    expect(await stored(voteId)).toBe(before)
    expect((await cast(house, voteId, second)).status).toBe(200)
    const stale = await voter.ballot('abstain')
    await refuses(voteId, () => cast(house, voteId, stale), 'ballot_outdated')
    await refuses(voteId, async () => cast(house, voteId, await voter.ballot('for', 2)), 'ballot_outdated')
  })

  test('T-V4: of several ballots of one key the last counts, and the board shows them all', async () => {
    const council = await casting(6)
    const { voteId, voters, voter } = council
    for (const each of voters) await cast(house, voteId, await each.ballot('for'))
    await cast(house, voteId, await voter.ballot('abstain', 2))
    await cast(house, voteId, await voter.ballot('against', 5))
    await close(council)
    const { protocol } = await secretView(house.stranger, voteId)
    expect(protocol).toMatchObject({ numbers: { cast: 6, valid: 6 } })
    expect(protocol?.counts?.map(({ votes }) => votes)).toEqual([5, 1, 0])
    const board = await boardOf(house.stranger, voteId)
    expect(board.ballots).toHaveLength(8)
    expect(await checkBoard(board)).toBeNull()
  })

  test('T-V6: is refused before its window and after it, and its late repetition is answered', async () => {
    const council = await secretCouncil(house, 6)
    const { voteId } = council
    const voters = await issueAll(voteId, council, council.members.slice(0, 2))
    const ballots = await Promise.all(voters.map((voter) => voter.ballot('for')))
    await refuses(voteId, () => cast(house, voteId, ballots[0]), 'casting_not_open')
    house.pass(minutes(10))
    await refuses(voteId, () => cast(house, voteId, ballots[0]), 'casting_not_open')
    await house.kit.tick()
    const receipt = await cast(house, voteId, ballots[0])
    expect(receipt.status).toBe(200)
    house.pass(minutes(10))
    await refuses(voteId, () => cast(house, voteId, ballots[1]), 'vote_closed')
    expect((await cast(house, voteId, ballots[0])).body).toEqual(receipt.body)
    await house.kit.tick()
    expect((await secretView(house.stranger, voteId)).phase).toBe('tallied')
    await refuses(voteId, () => cast(house, voteId, ballots[1]), 'vote_closed')
  })

  test('T-V7: whatever could name the sender is refused, and nothing of it is needed', async () => {
    const { voteId, voter, members } = await casting()
    const ballot = await voter.ballot('for')
    const naming: Record<string, string>[] = [
      { cookie: members[0]!.cookie },
      { cookie: 'any=thing' },
      { authorization: 'Bearer x' },
      { referer: 'http://localhost:8080/votes' },
    ]
    for (const headers of naming)
      await refuses(voteId, () => cast(house, voteId, ballot, headers), 'ballot_names_sender')
    expect((await cast(house, voteId, ballot)).status).toBe(200)
  })

  test('a vote that is not secret, or is not there, has no ballot box', async () => {
    const { voter } = await casting()
    const ballot = await voter.ballot('for')
    const missing = '01990000-0000-7000-8000-000000000000'
    await refuses(missing, () => cast(house, missing, ballot), 'not_found')
    await refuses('x', () => cast(house, 'x', ballot), 'invalid_request')
  })

  test('says how many have voted while it is open, and nothing else', async () => {
    const { voteId, voter } = await casting()
    house.published.length = 0
    await cast(house, voteId, await voter.ballot('against'))
    const heard = house.publishedTo(`vote:${voteId}`)
    expect(heard.map(([, event]) => event)).toEqual(['vote:changed'])
    expect(JSON.stringify(heard)).not.toContain('against')
    expect(JSON.stringify(heard)).not.toContain(voter.key)
  })
})

describe('the keys', () => {
  const files = (voteId: string) =>
    readdirSync(join(house.kit.config.dataDir, 'ballot-keys')).filter((name) => name.startsWith(voteId))
  const rows = (voteId: string) =>
    house.kit.db.selectFrom('secretKey').select('purpose').where('voteId', '=', voteId).execute()

  test('go with their window: that of the tokens with the issuing, that of the board with the vote', async () => {
    const council = await secretCouncil(house, 6)
    const { voteId } = council
    expect(files(voteId).toSorted()).toEqual([`${voteId}.board`, `${voteId}.token`])
    await shut(council)
    expect([files(voteId), await rows(voteId)]).toEqual([[`${voteId}.board`], [{ purpose: 'board' }]])
    await close(council)
    expect([files(voteId), await rows(voteId)]).toEqual([[], []])
  })

  test('lie in the database under a lock that lies elsewhere', async () => {
    const { voteId, members, manifest, mh } = await secretCouncil(house, 6)
    const cupboard = new KeyCupboard(house.kit.config.dataDir)
    const { sealed } = await house.kit.db
      .selectFrom('secretKey')
      .select('sealed')
      .where('voteId', '=', voteId)
      .where('purpose', '=', 'token')
      .executeTakeFirstOrThrow()
    expect(cupboard.open(voteId, 'token', sealed)?.asymmetricKeyType).toBe('rsa')
    expect(new KeyCupboard('/nonexistent').open(voteId, 'token', sealed)).toBeNull()
    // As on a machine that only the database was brought to.
    cupboard.destroy(voteId, 'token')
    const voter = await Voter.of(manifest, mh)
    await refuses(voteId, () => voter.ask(members[2]!), 'signing_key_gone')
  })

  test('that are lost do not keep a vote from being closed: its board goes on unsigned', async () => {
    const council = await secretCouncil(house, 6)
    new KeyCupboard(house.kit.config.dataDir).destroy(council.voteId, 'board')
    expect((await close(council)).status).toBe(200)
    const board = await boardOf(house.stranger, council.voteId)
    expect(board.heads.map(({ signature }) => signature !== null)).toEqual([true, false, false, false])
    expect(await checkBoard(board)).toEqual({ what: 'signature', at: 1 })
  })

  test('that a crash left behind are swept out, those in use are not, nor those of another database', async () => {
    const { voteId } = await secretCouncil(house, 6)
    const cupboard = new KeyCupboard(house.kit.config.dataDir)
    const votes = [{ voteId }]
    cupboard.sweep(votes, [
      { voteId, purpose: 'token' },
      { voteId, purpose: 'board' },
    ])
    cupboard.sweep([{ voteId: 'another' }], [])
    expect(files(voteId)).toHaveLength(2)
    cupboard.sweep(votes, [{ voteId, purpose: 'board' }])
    expect(files(voteId)).toEqual([`${voteId}.board`])
  })
})

describe('anybody who checks the board', () => {
  let board: Board
  beforeAll(async () => {
    const council = await casting(6)
    for (const [i, voter] of council.voters.entries())
      await cast(house, council.voteId, await voter.ballot(i < 3 ? 'for' : 'against'))
    await close(council)
    board = await boardOf(house.stranger, council.voteId)
  })

  const changed = (change: (board: Board) => void) => {
    const copy = structuredClone(board)
    change(copy)
    return checkBoard(copy)
  }
  const received = ({ entries }: Board) => (entries[2] as { ballots: string[] }).ballots

  test('finds nothing wrong with it as it is, and cannot find fault with the beginning of it', async () => {
    expect(await checkBoard(board)).toBeNull()
    const begun = {
      ...board,
      entries: board.entries.slice(0, 2),
      heads: board.heads.slice(0, 2),
      ballots: null,
    }
    expect(await checkBoard(begun)).toBeNull()
  })

  test('T-V5: sees that an entry was dropped or swapped', async () => {
    expect(await changed(({ entries }) => void entries.splice(2, 1))).toEqual({ what: 'order', at: 2 })
    expect(await changed(({ entries }) => void entries.splice(1, 2, entries[2]!, entries[1]!))).toEqual({
      what: 'order',
      at: 1,
    })
    expect(await changed(({ heads }) => void heads.pop())).toEqual({ what: 'chain', at: 3 })
  })

  test('T-V5: sees that a ballot was dropped, swapped, added or changed', async () => {
    expect(await changed(({ ballots }) => void ballots!.splice(1, 1))).toEqual({
      what: 'ballot_missing',
      at: 1,
    })
    expect(await changed((copy) => void received(copy).splice(1, 1))).toEqual({ what: 'chain', at: 2 })
    expect(await changed((copy) => void received(copy).reverse())).toEqual({ what: 'chain', at: 2 })
    expect(await changed(({ ballots }) => void ballots!.push(ballots![0]!))).toEqual({
      what: 'ballot_unknown',
      at: 6,
    })
    expect(await changed(({ ballots }) => void (ballots![2]!.body.choice = 'abstain'))).toEqual({
      what: 'ballot_unknown',
      at: 2,
    })
  })

  test('T-V5: sees that a head was forged, and that the result is not that of the ballots', async () => {
    expect(await changed(({ heads }) => void (heads[3]!.signature = heads[2]!.signature))).toEqual({
      what: 'signature',
      at: 3,
    })
    const counts = ({ entries }: Board) => (entries[3] as { counts: Record<string, number> }).counts
    expect(await changed((copy) => void (counts(copy)['for'] = 4))).toEqual({ what: 'chain', at: 3 })
  })

  test('T-V5: two people who were shown two boards see it as soon as they compare', () => {
    const [first, second] = board.heads as [BoardHead, BoardHead]
    const forked = { ...second, hash: first.hash }
    expect(contradicting([first, ...board.heads])).toEqual([])
    expect(contradicting([first, forked, ...board.heads])).toEqual([forked, second])
    // Somebody who is behind has seen what another has not yet.
    expect(contradicting([first])).toEqual([])
  })
})

describe('counting', () => {
  test('fewer ballots than hide one another are not opened, and nothing is decided', async () => {
    const council = await casting(5)
    const { voteId, voters } = council
    for (const voter of voters.slice(0, 4)) await cast(house, voteId, await voter.ballot('for'))
    await close(council)
    const { protocol } = await secretView(house.stranger, voteId)
    expect(protocol).toMatchObject({ outcome: 'revote', counts: null, numbers: { issued: 5, cast: 4 } })
    const board = await boardOf(house.stranger, voteId)
    expect(board.ballots).toBeNull()
    expect(await checkBoard(board)).toBeNull()
    expect(
      await house.kit.db.selectFrom('secretBallot').selectAll().where('voteId', '=', voteId).execute(),
    ).toEqual([])
  })

  test('T-V8: more ballots than were issued decide nothing, and the protocol says which relation broke', async () => {
    const council = await casting(6)
    const { voteId, voters, members } = council
    for (const voter of voters) await cast(house, voteId, await voter.ballot('for'))
    await house.kit.db
      .deleteFrom('secretIssue')
      .where('voteId', '=', voteId)
      .where('memberId', '=', members[0]!.memberId)
      .execute()
    await close(council)
    const { protocol } = await secretView(house.stranger, voteId)
    expect(protocol).toMatchObject({ outcome: 'revote', broken: 'issued >= cast' })
  })

  test('T-V8: a ballot that somebody changed in the database is invalid', async () => {
    const council = await casting(6)
    const { voteId, voters } = council
    for (const voter of voters) await cast(house, voteId, await voter.ballot('for'))
    const key = voters[0]!.key
    const { ballot } = await house.kit.db
      .selectFrom('secretBallot')
      .select('ballot')
      .where('key', '=', key)
      .executeTakeFirstOrThrow()
    await house.kit.db
      .updateTable('secretBallot')
      .set({ ballot: ballot.replace('"choice":"for"', '"choice":"against"') })
      .where('key', '=', key)
      .execute()
    await close(council)
    const { protocol } = await secretView(house.stranger, voteId)
    expect(protocol).toMatchObject({ numbers: { cast: 6, valid: 5, invalid: 1 } })
    expect((await checkBoard(await boardOf(house.stranger, voteId)))?.what).toBe('ballot_unknown')
  })

  test('T-V13: ballots stand on the board in the order of their hashes, not in that of the issuing', async () => {
    const council = await casting(9, 9)
    const { voteId, voters } = council
    for (const voter of voters) await cast(house, voteId, await voter.ballot('for'))
    await close(council)
    const board = await boardOf(house.stranger, voteId)
    const [, issuance, received] = board.entries
    const hashes = received?.kind === 'received' ? received.ballots : []
    expect(hashes).toEqual(hashes.toSorted())
    const members =
      issuance?.kind === 'issuance_closed' ? issuance.issued.map(({ memberId }) => memberId) : []
    expect(members).toEqual(members.toSorted())
    const keys = (board.ballots ?? []).map(({ body }) => body.key)
    expect(keys).toHaveLength(9)
    const { rows } = await house.kit.db
      .selectFrom('secretBallot')
      .select('sha256')
      .where('voteId', '=', voteId)
      .orderBy('sha256')
      .execute()
      .then((found) => ({ rows: found.map(({ sha256 }) => sha256) }))
    expect(rows).toEqual(hashes)
  })

  test('T-V11: a tie is settled by nobody, not even where the council has a casting vote', async () => {
    for (const [rule, outcome] of [
      ['chair_casting', 'not_adopted'],
      ['revote', 'revote'],
    ] as const) {
      const tie = { rule, caster: 'presiding' } as const
      const council = await secretCouncil(house, 6, { rules: { tie } })
      expect(council.manifest.tie).toBe(outcome)
      const voters = await issueAll(council.voteId, council, council.members)
      await shut(council)
      for (const [i, voter] of voters.entries())
        await cast(house, council.voteId, await voter.ballot(i < 3 ? 'for' : 'against'))
      await close(council)
      const { body } = await house.stranger.get<VoteView>(`/votes/${council.voteId}`)
      expect(body.result).toMatchObject({ outcome, for: 3, against: 3, tieBrokenBy: null })
      expect(body.ballots).toBeNull()
    }
  })

  test('at a meeting present are those who were there, and who took no ballot did not vote', async () => {
    const seated = await votingCouncil(house, 8)
    const ids = seated.members.map(({ memberId }) => memberId)
    const sitting = {
      meetingId: newId(),
      itemId: null,
      present: ids.slice(0, 7),
      entitled: ids.slice(0, 7),
      presiding: ids[2]!,
    }
    const { councilId } = seated
    const voteId = await openedVote(house, councilId, { form: 'secret', sitting, closesAt: null })
    const { manifest, manifestSha256 } = await secretView(seated.chair, voteId)
    expect(manifest).toMatchObject({
      rollSize: 7,
      windows: { issuanceClosesAt: null, castingClosesAt: null },
    })
    const sealed = { manifest: manifest!, mh: manifestSha256! }
    const absent = await Voter.of(sealed.manifest, sealed.mh)
    await refuses(voteId, () => absent.ask(seated.members[7]!), 'not_an_elector')
    const voters = await issueAll(voteId, sealed, seated.members.slice(0, 6))
    // Who presides over the meeting ends the issuing, whatever their role.
    await refuses(voteId, () => seated.members[3]!.post(`/votes/${voteId}/issuance/close`), 'not_allowed')
    expect((await seated.members[2]!.post(`/votes/${voteId}/issuance/close`)).status).toBe(200)
    for (const voter of voters.slice(0, 5)) await cast(house, voteId, await voter.ballot('for'))
    await act(house.kit, clockActor, (work) => closeVote(work, voteId, 'hand', { present: sitting.present }))
    const { body } = await house.stranger.get<VoteView>(`/votes/${voteId}`)
    expect(body.result).toMatchObject({ outcome: 'adopted', for: 5, notVoted: 2 })
    const { protocol } = await secretView(house.stranger, voteId)
    expect(protocol?.numbers).toEqual({ roll: 8, present: 7, issued: 6, cast: 5, valid: 5, invalid: 0 })
    expect(await checkBoard(await boardOf(house.stranger, voteId))).toBeNull()
  })

  test('a person is elected in secret among several, and a ballot names one of them or is against all', async () => {
    const council = await secretCouncil(house, 6, {
      vote: { options: ['Анна Тестова', 'Борис Пробный'], decisionClass: 'secret_personal' },
    })
    const { voteId, manifest } = council
    const [anna, boris] = manifest.options as [string, string]
    expect(manifest.options).toEqual([anna, boris, 'against'])
    const voters = await issueAll(voteId, council, council.members)
    await shut(council)
    await refuses(voteId, async () => cast(house, voteId, await voters[0]!.ballot('for')), 'ballot_invalid')
    for (const [i, voter] of voters.entries())
      await cast(house, voteId, await voter.ballot(i < 4 ? anna : i < 5 ? boris : 'against'))
    await close(council)
    const { body } = await house.stranger.get<VoteView>(`/votes/${voteId}`)
    expect(body.result).toMatchObject({ outcome: 'adopted', election: { elected: anna } })
    expect(await checkBoard(await boardOf(house.stranger, voteId))).toBeNull()
  })

  test('where ballots are not changed the first one counts', async () => {
    const rules = { vote: { ...defaultCouncilRules.vote, change: 'no_change' as const } }
    const council = await secretCouncil(house, 6, { rules })
    const { voteId } = council
    const [voter] = await issueAll(voteId, council, council.members.slice(0, 1))
    await shut(council)
    expect((await cast(house, voteId, await voter!.ballot('for'))).status).toBe(200)
    await refuses(
      voteId,
      async () => cast(house, voteId, await voter!.ballot('against', 2)),
      'ballot_is_final',
    )
  })

  test('the desk shows who has a ballot to take or to cast, and when one was issued to them', async () => {
    const council = await secretCouncil(house, 6)
    const { voteId, members } = council
    const deskOf = async (client: Client) => {
      const { body } = await client.get<DeskView>('/desk')
      return body.votes.filter(({ id }) => id === voteId).map(({ ballotIssuedAt }) => ballotIssuedAt)
    }
    expect(await deskOf(members[2]!)).toEqual([null])
    const issuedAt = house.now.toISOString()
    await issueAll(voteId, council, members.slice(2, 3))
    expect(await deskOf(members[2]!)).toEqual([issuedAt])
    await shut(council)
    expect(await deskOf(members[2]!)).toEqual([issuedAt])
    expect(await deskOf(members[3]!)).toEqual([])
  })

  test('the record of the vote holds its board, and no ballot by name', async () => {
    const council = await casting(6)
    const { voteId, voters } = council
    for (const voter of voters) await cast(house, voteId, await voter.ballot('for'))
    await close(council)
    const { body } = await house.stranger.get<{ board: Board; electors: { ballot: unknown }[] }>(
      `/votes/${voteId}/record.json`,
    )
    expect(await checkBoard(body.board)).toBeNull()
    expect(body.electors.map(({ ballot }) => ballot)).toEqual([null, null, null, null, null, null])
  })

  test('closing twice at once is closing once', async () => {
    const council = await casting()
    await Promise.all([close(council), close(council)])
    expect((await boardOf(house.stranger, council.voteId)).entries).toHaveLength(4)
  })
})
