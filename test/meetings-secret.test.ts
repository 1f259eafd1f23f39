import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { boardCode } from '../shared/codes.ts'
import { paperText } from '../shared/papers.ts'
import type { DeskView } from '../shared/desk.ts'
import type { VoteChanged, VoteView } from '../shared/votes-views.ts'
import type { Id } from '../shared/values.ts'
import { checkMeeting } from '../verify/meeting.ts'
import { checkMinutes, type MinutesFile } from '../verify/minutes.ts'
import { checkTogether } from '../verify/together.ts'
import { verdictOf } from '../verify/verdict.ts'
import { openHouse, type Client, type House } from './house.ts'
import { rechained, resigned } from './support/forger.ts'
import { expectRecordsRecompute } from './support/records.ts'
import { sitting, type Sitting } from './support/meetings.ts'
import { readMinutes, signed, withPassword } from './support/minutes.ts'
import { boardOf, cast, issueAll, secretView } from './support/secret-votes.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(async () => {
  expect(await expectRecordsRecompute(house)).toBeGreaterThan(0)
  await house.close()
})

const question = {
  question: 'Избрать Петрову?',
  form: 'secret',
  decisionClass: 'secret_personal',
  stage: null,
} as const

/** A meeting at which a secret question was put, with what its ballots are made of. */
async function secretSitting(members: number) {
  const meeting = await sitting(house, { members })
  await meeting.begin()
  const itemId = meeting.items[0]!
  const [opened] = await meeting.does(meeting.chair, 'vote:opened', { ...question, itemId })
  if (opened?.verb !== 'vote:opened') throw new Error('the vote was not opened')
  const { voteId } = opened.data
  const { manifest, manifestSha256 } = await secretView(meeting.chair, voteId)
  return { meeting, itemId, voteId, manifest: manifest!, mh: manifestSha256! }
}

const numbersOf = async (client: Client, voteId: Id) => {
  const { cast: voted, secret } = (await client.get<VoteView>(`/votes/${voteId}`)).body
  return { voted, ...secret }
}
const shut = (client: Client, voteId: Id) => client.post<{ code?: string }>(`/votes/${voteId}/issuance/close`)
/** What those who watch the vote were told last. */
const lastTold = (voteId: Id) => house.publishedTo(`vote:${voteId}`).at(-1)?.[2] as VoteChanged | undefined
const close = (meeting: Sitting, voteId: Id) => meeting.does(meeting.chair, 'vote:closed', { voteId })

/** Holds minutes, record and board of a secret vote against each other, and sees that each is named that says otherwise. */
async function expectTogether(meeting: Sitting, voteId: Id): Promise<string> {
  const download = async (path: string) => (await house.app.inject({ url: `/api${path}` })).payload
  const minutes = await download(`/meetings/${meeting.id}/minutes.json`)
  const record = await download(`/votes/${voteId}/record.json`)
  const board = await download(`/votes/${voteId}/board.json`)
  for (const file of [minutes, record, board]) expect((await verdictOf(file, {}, 'ru')).code).toBe(0)
  expect(checkTogether([minutes, record, board])).toEqual({ held: 2, wrong: null })

  const { boardHead } = checkedOf(minutes)
  expect((await verdictOf(board, { code: boardHead! }, 'ru')).code).toBe(0)
  expect((await verdictOf(board, { code: '0'.repeat(64) }, 'ru')).code).toBe(1)

  const other = (file: string, edit: (read: Loose) => unknown) => {
    const read = JSON.parse(file) as Loose
    edit(read)
    return JSON.stringify(read)
  }
  const zeros = '0'.repeat(64)
  const closing = (read: Loose) => read.entries!.find(({ verb }) => verb === 'vote:closed')!.data!
  const chained = (edit: (data: Record<string, unknown>) => unknown) =>
    rechained(minutesEntries(minutes), (read) => edit(closing(read as Loose)))
  expect(
    [
      [minutes, other(record, (read) => (read.sha256 = zeros))],
      [minutes, other(record, (read) => (read.termsSha256 = zeros))],
      [minutes, other(record, (read) => (read.result!.outcome = 'not_adopted'))],
      [minutes, other(record, (read) => (read.board!.heads.at(-1)!.hash = zeros))],
      [minutes, other(board, (read) => (read.heads!.at(-1)!.hash = zeros))],
      [minutes, other(board, (read) => (read.entries!.at(-1)!.counts = { for: 0, against: 5, abstain: 0 }))],
      [chained((data) => (data['boardHead'] = zeros)), board],
      [chained((data) => (data['recordSha256'] = zeros)), record],
    ].map((files) => checkTogether(files).wrong?.what),
  ).toEqual(['record', 'terms', 'result', 'head', 'head', 'counts', 'head', 'record'])

  const counting = (file: MinutesFile) => file.minutes.ballots[voteId]!.counting!
  const edits: [(file: MinutesFile) => unknown, string][] = [
    [(file) => (counting(file).head.hash = zeros), '/counting/head'],
    [(file) => (counting(file).counts![0]!.votes = 4), '/counting/counts'],
    [(file) => (counting(file).outcome = 'not_adopted'), '/counting/outcome'],
    [(file) => (counting(file).question = 'Другой?'), '/counting'],
    [(file) => delete file.minutes.ballots[voteId]!.counting, '/counting'],
  ]
  for (const [edit, where] of edits) {
    const { wrong } = checkMinutes(resigned(minutes, edit))
    expect(wrong).toEqual({ what: 'fact', where: `/ballots/${voteId}${where}` })
  }
  expect(checkMeeting(chained((data) => delete data['boardHead'])).wrong?.what).toBe('board_head_missing')
  return boardHead!
}

interface Loose {
  sha256?: string
  termsSha256?: string
  result?: { outcome: string }
  board?: { heads: { hash: string }[] }
  heads?: { hash: string }[]
  entries?: { verb?: string; data?: Record<string, unknown>; counts?: Record<string, number> }[]
}

const minutesEntries = (file: string) => {
  const { minutes, entries } = JSON.parse(file) as MinutesFile
  return JSON.stringify({ format: 'veche-meeting', version: 1, meetingId: minutes.meetingId, entries })
}

function checkedOf(minutes: string) {
  const checked = checkMinutes(JSON.parse(minutes))
  if (checked.wrong) throw new Error(JSON.stringify(checked.wrong))
  return checked.meeting.votes[0]!
}

describe('a secret vote at a meeting', () => {
  test('everybody sees how many took their ballots, then how many voted, then the code of the board that the entry keeps', async () => {
    const { meeting, voteId, ...made } = await secretSitting(5)
    const { chair, voters } = meeting
    expect(await numbersOf(chair, voteId)).toEqual({ voted: 0, issued: 0, isIssuing: true })
    const ballots = await issueAll(voteId, made, voters.slice(0, 5))
    expect(await numbersOf(voters[5]!, voteId)).toEqual({ voted: 0, issued: 5, isIssuing: true })

    expect((await shut(chair, voteId)).status).toBe(200)
    for (const voter of ballots) await cast(house, voteId, await voter.ballot('for'))
    expect(await numbersOf(voters[5]!, voteId)).toEqual({ voted: 5, issued: 5, isIssuing: false })
    await expect
      .poll(() => lastTold(voteId))
      .toMatchObject({ cast: 5, secret: { issued: 5, isIssuing: false } })

    const [closed] = await close(meeting, voteId)
    const head = (await boardOf(chair, voteId)).heads.at(-1)!
    expect(closed?.data).toMatchObject({
      outcome: 'adopted',
      result: { for: 5, notVoted: 1 },
      boardHead: head.hash,
    })
    const line = (await meeting.state()).votes[0]!
    expect(line).toMatchObject({ boardHead: head.hash, closedAt: closed?.at })
  })

  test('§6.5 · too few in the hall to hide one another: refused, nothing is written and nothing told', async () => {
    const meeting = await sitting(house, { members: 2 })
    await meeting.begin()
    const before = await meeting.entries()
    const told = house.publishedTo(`meeting:${meeting.id}`).length
    const { status, body } = await meeting.act(meeting.chair, 'vote:opened', {
      ...question,
      itemId: meeting.items[0]!,
    })
    expect([status, body.code]).toEqual([422, 'too_few_for_secret'])
    expect(await meeting.entries()).toEqual(before)
    expect(house.publishedTo(`meeting:${meeting.id}`)).toHaveLength(told)
    await close(meeting, await meeting.ask())
  })

  test('who presides ends the issuing, whatever their office; a member does not', async () => {
    const { meeting, voteId } = await secretSitting(5)
    const member = meeting.voters[3]!
    const { status, body } = await shut(member, voteId)
    expect([status, body.code]).toEqual([403, 'not_allowed'])
    expect(await numbersOf(member, voteId)).toMatchObject({ isIssuing: true })
    await shut(meeting.chair, voteId)
    await close(meeting, voteId)

    await meeting.does(meeting.chair, 'presiding:changed', { who: member.memberId })
    const [opened] = await meeting.does(member, 'vote:opened', { ...question, itemId: meeting.items[0]! })
    if (opened?.verb !== 'vote:opened') throw new Error('the vote was not opened')
    expect((await shut(member, opened.data.voteId)).status).toBe(200)
    expect(await numbersOf(member, opened.data.voteId)).toMatchObject({ isIssuing: false })
  })

  test('the desk of an elector has it while it waits, and the vote itself, with the moment of their ballot', async () => {
    const { meeting, voteId, ...made } = await secretSitting(5)
    const [, member, other] = meeting.voters
    const issuedAt = house.now.toISOString()
    await issueAll(voteId, made, [member!])
    const deskOf = async (client: Client) =>
      (await client.get<DeskView>('/desk')).body.votes.filter(({ id }) => id === voteId)
    expect(await deskOf(member!)).toMatchObject([{ closesAt: null, ballotIssuedAt: issuedAt }])
    expect(await deskOf(other!)).toMatchObject([{ closesAt: null, ballotIssuedAt: null }])
    const mineOf = async (client: Client) => (await client.get<VoteView>(`/votes/${voteId}`)).body.mine
    expect([await mineOf(member!), await mineOf(other!)]).toMatchObject([{ issuedAt }, { issuedAt: null }])
    expect(await mineOf(meeting.secretary)).toBeNull()
    expect(await deskOf(meeting.secretary)).toEqual([])
    await close(meeting, voteId)
    expect(await deskOf(member!)).toEqual([])
  })

  test('T1 T4 · the minutes quote the code of the board, attach the protocol of the counting commission, and confirm the vote', async () => {
    const { meeting, voteId, ...made } = await secretSitting(5)
    const { chair, secretary, voters } = meeting
    await withPassword(house, chair, secretary)
    const ballots = await issueAll(voteId, made, voters.slice(0, 5))
    await shut(chair, voteId)
    for (const voter of ballots) await cast(house, voteId, await voter.ballot('for'))
    await close(meeting, voteId)
    const procedural = await meeting.ask('Объявить перерыв?', null)
    await close(meeting, procedural)
    await meeting.does(chair, 'meeting:closed', {})

    const { hash } = (await boardOf(chair, voteId)).heads.at(-1)!
    const { blocks, countings } = await readMinutes(meeting)
    expect(countings).toEqual([{ voteId, question: question.question }])
    const text = paperText({ title: '', blocks }).replaceAll('\u00a0', ' ')
    for (const words of [
      `Контрольная сумма доски бюллетеней: ${boardCode(hash)}.`,
      'ПРОТОКОЛ СЧЁТНОЙ КОМИССИИ',
      '3. Выдано бюллетеней: 5',
      '7. Результат: за – 5, против – 0, воздержались – 0',
      '8. Решение: принято.',
      `Контрольная сумма доски: ${hash}`,
    ])
      expect(text).toContain(words)

    await signed(house, meeting)
    const stateOf = async (id: Id) => (await chair.get<VoteView>(`/votes/${id}`)).body.state
    expect([await stateOf(voteId), await stateOf(procedural)]).toEqual(['confirmed', 'confirmed'])
    await meeting.secretary.post(`/meetings/${meeting.id}/minutes/publish`)
    expect(await expectTogether(meeting, voteId)).toBe(hash)
  })
})
