import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { Entry } from '../shared/meetings/entries.ts'
import { minutesFacts } from '../shared/meetings/minutes-facts.ts'
import { minutesPaper } from '../shared/meetings/minutes-paper.ts'
import { paperText } from '../shared/papers.ts'
import type { AmendmentLine, ProcedureView } from '../shared/procedures.ts'
import type { Choice } from '../shared/votes.ts'
import type { Id } from '../shared/values.ts'
import { checkMeeting } from '../verify/meeting.ts'
import { verdictOf } from '../verify/verdict.ts'
import { openHouse, type Client, type House } from './house.ts'
import { doc, paragraph, Table, Typist } from './support/collab.ts'
import { rechained } from './support/forger.ts'
import { sitting, type Sitting } from './support/meetings.ts'
import { Council, draftOf, lines, swap } from './support/procedures.ts'
import { begin, list, rewrite, send } from './support/suggestions.ts'

let house: House
let table: Table

beforeAll(async () => {
  house = await openHouse()
  table = new Table(house)
})
afterAll(() => house.close())

/** A text under the item of a meeting that goes on, with what is suggested for it; `decide` closes the question that is put. */
async function beforeMeeting(...suggested: [string, string][][]) {
  const meeting = await sitting(house, { members: 2 })
  const { chair, secretary, voters } = meeting
  const id = meeting.slug.replace('council-', '')
  const draftId = await draftOf(house, table, id, [secretary, ...voters], doc(...lines.map(paragraph)))
  const council = new Council(house, table, { id, draftId, chair, secretary, voters })
  await house.kit.db.updateTable('agendaItem').set({ draftId }).where('id', '=', meeting.items[0]!).execute()
  for (const [at, swaps] of suggested.entries()) {
    await council.suggest(voters[at + 1]!, ...swaps)
    house.pass(1000)
  }
  await council.open({ meetingId: meeting.id, itemId: meeting.items[0]! })
  await meeting.begin()
  const decide = async ({ step }: ProcedureView, choice: Choice) => {
    const voteId = step!.voteId!
    for (const each of voters) await each.put(`/votes/${voteId}/ballot`, { choice, turn: 1 })
    await meeting.does(chair, 'vote:closed', { voteId })
  }
  return { meeting, council, decide }
}

/** The same once it is adopted as a basis and its list is closed; `vote` puts amendments and closes the vote. */
async function atMeeting(...suggested: [string, string][][]) {
  const { meeting, council, decide } = await beforeMeeting(...suggested)
  const { chair } = meeting
  await decide(await council.does(chair, 'basis', {}), 'for')
  const { amendments, basis } = await council.does(chair, 'close-list')
  return {
    ...{ meeting, council, decide, basis: basis! },
    of: { procedureId: council.procedureId, itemId: meeting.items[0]! },
    one: (number: number) => amendments.find((each) => each.number === number)!,
    asks: (amendment: AmendmentLine) => council.does(chair, 'consent', { amendments: [amendment.id] }),
    vote: async (choice: Choice, ...chosen: AmendmentLine[]) =>
      decide(await council.does(chair, 'votes', { amendments: chosen.map((each) => each.id) }), choice),
  }
}

/** What the chain tells of the text, without who was there and how it was voted. */
const told = async ({ meeting }: { meeting: Sitting }) =>
  (await meeting.entries()).filter(({ verb }) => /^(amendment|text)/.test(verb))

/** Rows of the table of amendments in the minutes. */
function rowsOf(entries: readonly Entry[]): string[][] {
  const facts = minutesFacts(entries)!
  const document = { number: 1, year: 2026, edition: 1, reason: null, amends: null }
  const paper = minutesPaper({ facts, wording: {}, ballots: {}, dissents: [], document })
  const lines = paperText(paper).replaceAll('\u00a0', ' ').split('\n')
  const head = lines.findIndex((line) => line.startsWith('№ | Автор'))
  return lines
    .slice(head + 1)
    .map((line) => line.split(' | '))
    .slice(0, facts.items[0]!.amended!.length)
}

test('R-74 · that amendments are listed, asked about, objected to and taken stands in the chain of the meeting, and a vote names those it decides', async () => {
  const at = await atMeeting([
    ['сентября', 'октября'],
    ['администрация', 'глава'],
    ['на совет', 'на комиссию'],
  ])
  const { meeting, council, basis, of, one, asks, vote } = at
  const { chair, voters } = meeting
  const [first, second, third] = [one(1), one(2), one(3)]
  await asks(first)
  await council.does(chair, 'consent/take-back')
  await asks(second)
  await council.does(voters[2]!, 'consent/object')
  await asks(third)
  await council.does(chair, 'consent/conclude')
  await vote('against', first, second)

  expect((await told(at)).map(({ verb, data }) => ({ verb, data }))).toEqual([
    {
      verb: 'amendments:listed',
      data: {
        ...of,
        basisSha256: basis.sha256,
        leftOut: [],
        amendments: [first, second, third].map(({ id, number, author, passages, sha256 }) => ({
          ...{ id, number, author, sha256, clause: passages[0]!.place },
          wording: expect.stringMatching(/^слова «.+» заменить словами «.+»$/) as string,
        })),
      },
    },
    { verb: 'amendments:asked', data: { ...of, amendments: [first.id] } },
    { verb: 'amendments:unasked', data: { ...of, amendments: [first.id] } },
    { verb: 'amendments:asked', data: { ...of, amendments: [second.id] } },
    { verb: 'amendments:objected', data: { ...of, amendments: [second.id] } },
    { verb: 'amendments:asked', data: { ...of, amendments: [third.id] } },
    { verb: 'amendments:taken', data: { ...of, amendments: [third.id] } },
  ])
  const votes = (await meeting.state()).votes.map((each) => each.amendments?.map(({ number }) => number))
  expect(votes).toEqual([undefined, [1, 2]])

  const entries = await meeting.entries()
  expect(minutesFacts(entries)!.items[0]!.amended).toMatchObject([
    { number: 1, outcome: 'rejected', way: 'vote' },
    { number: 2, outcome: 'rejected', way: 'vote' },
    { number: 3, outcome: 'adopted', way: 'consent', voteId: null },
  ])
  const rows = rowsOf(entries)
  expect(rows.map((row) => row.slice(4))).toEqual([
    ['отклонена', '0 / 3 / 0 / 0'],
    ['отклонена', '0 / 3 / 0 / 0'],
    ['принята без возражений', '–'],
  ])
  const wording = 'слова «совет» заменить словами «комиссию»'
  expect(rows[2]!.slice(0, 4)).toEqual(['3', third.author, third.passages[0]!.place, wording])
})

test('R-74 · that an amendment fell with an adopted one, or was taken back, stands in the chain and in the minutes', async () => {
  const at = await atMeeting(
    [
      ['сентября', 'октября'],
      ['администрация', 'глава'],
    ],
    [['первого сентября', 'весны']],
  )
  const { meeting, council, of, one, vote } = at
  const { chair, voters } = meeting
  const [near, far, other] = [one(1), one(2), one(3)]
  await vote('for', near)
  await council.does(chair, `amendments/${far.id}/fall`)
  await council.does(voters[1]!, `amendments/${other.id}/withdraw`)
  const fell = { because: [1], reason: 'отпала: принята поправка № 1' }
  expect((await told(at)).slice(1)).toMatchObject([
    { verb: 'amendment:fallen', personId: chair.personId, data: { ...of, amendmentId: far.id, ...fell } },
    {
      verb: 'amendment:withdrawn',
      personId: voters[1]!.personId,
      data: { ...of, amendmentId: other.id, by: 'author', reason: 'снята автором' },
    },
  ])
  expect(rowsOf(await meeting.entries()).map((row) => row.slice(4))).toEqual([
    ['принята', '3 / 0 / 0 / 0'],
    ['отпала: принята поправка № 1', '–'],
    ['снята автором', '–'],
  ])
})

test('an amendment that goes with its suggestion, and a text that is given back, stand in the chain, too; after the end it says nothing more', async () => {
  const at = await atMeeting([['сентября', 'октября']], [['администрация', 'глава']])
  const { meeting, council, one } = at
  const { chair, voters } = meeting
  const [own] = (await list(voters[1]!, council.draftId)).suggestions
  expect((await voters[1]!.post(`/suggestions/${own!.id}/withdraw`)).status).toBe(200)
  await council.does(chair, 'give-back', { reason: 'Нужен расчёт.' })
  expect((await told(at)).slice(1)).toMatchObject([
    { verb: 'amendment:withdrawn', personId: voters[1]!.personId, data: { amendmentId: one(1).id } },
    { verb: 'text:returned', personId: chair.personId, data: { reason: 'Нужен расчёт.' } },
  ])
  await meeting.does(chair, 'meeting:closed', {})
  expect(minutesFacts(await meeting.entries())!.items[0]!.amended).toMatchObject([
    { number: 1, outcome: 'withdrawn' },
    { number: 2, outcome: 'pending' },
  ])

  const late = await atMeeting([['сентября', 'октября']])
  await late.meeting.does(late.meeting.chair, 'meeting:closed', {})
  const { length } = await late.meeting.entries()
  await late.council.does(late.meeting.voters[1]!, `amendments/${late.one(1).id}/withdraw`)
  expect(await late.meeting.entries()).toHaveLength(length)
})

test('an amendment whose author is away is taken over by a member who is there, or dropped by whoever leads; a word of the author is quoted', async () => {
  const at = await atMeeting([
    ['сентября', 'октября'],
    ['администрация', 'глава'],
    ['на совет', 'на комиссию'],
  ])
  const { meeting, council, of, one } = at
  const { secretary, voters } = meeting
  const [, author, other] = voters
  const [first, second, third] = [one(1), one(2), one(3)]
  const code = async (client: Client, verb: string, body?: object) =>
    (await council.ask(client, `amendments/${verb}`, body)).body.code
  const absence = { by: 'absence' }
  const untouched = async (attempt: () => Promise<string | undefined>, refusal: string) => {
    const [before, written, told] = [await council.view(), await meeting.entries(), house.published.length]
    expect(await attempt()).toBe(refusal)
    expect([await council.view(), await meeting.entries()]).toEqual([before, written])
    expect(house.published.slice(told)).toEqual([])
  }
  await untouched(() => code(secretary, `${first.id}/withdraw-for`, absence), 'author_is_here')
  await untouched(() => code(other!, `${first.id}/keep`), 'author_is_here')
  await untouched(() => code(other!, `${first.id}/withdraw-for`, absence), 'not_allowed')
  await untouched(
    () => code(secretary, `${first.id}/withdraw-for`, { by: 'on_behalf', reason: ' ' }),
    'reason_required',
  )
  const mine = async (client: Client) => (await council.view(client)).amendments.map(({ can }) => can)
  const no = { withdraw: false, withdrawFor: false, drop: false, keep: false }
  expect((await mine(author!))[0]).toEqual({ ...no, withdraw: true })
  expect((await mine(secretary))[0]).toEqual({ ...no, withdrawFor: true })
  expect((await mine(other!))[0]).toEqual(no)

  const reason = 'Позвонил секретарю.'
  await council.does(secretary, `amendments/${first.id}/withdraw-for`, { by: 'on_behalf', reason })
  await meeting.does(secretary, 'attendance:out', { who: author!.memberId })
  expect((await mine(other!))[1]).toEqual({ ...no, keep: true })
  expect((await mine(secretary))[1]).toEqual({ ...no, withdrawFor: true, drop: true })
  await untouched(() => code(secretary, `${second.id}/keep`), 'not_allowed')
  const { amendments } = await council.does(other!, `amendments/${second.id}/keep`)
  const { keeper } = amendments.find(({ id }) => id === second.id)!
  expect((await mine(other!))[1]).toEqual({ ...no, withdraw: true })
  expect((await mine(author!))[1]).toEqual(no)
  await untouched(() => code(secretary, `${second.id}/withdraw-for`, absence), 'author_is_here')
  await council.does(secretary, `amendments/${third.id}/withdraw-for`, absence)
  await untouched(() => code(secretary, `${third.id}/withdraw-for`, absence), 'amendment_decided')
  await council.does(other!, `amendments/${second.id}/withdraw`)

  const texts = {
    first: 'снята по просьбе автора: Позвонил секретарю.',
    second: 'снята тем, кто её поддержал',
    third: 'снята: автора нет, и никто её не поддержал',
  }
  expect((await told(at)).slice(1)).toMatchObject([
    {
      verb: 'amendment:withdrawn',
      personId: secretary.personId,
      data: { ...of, amendmentId: first.id, by: 'on_behalf', reason: texts.first },
    },
    { verb: 'amendment:taken_over', data: { ...of, amendmentId: second.id, name: keeper } },
    { verb: 'amendment:withdrawn', data: { amendmentId: third.id, by: 'absence', reason: texts.third } },
    { verb: 'amendment:withdrawn', data: { amendmentId: second.id, by: 'author', reason: texts.second } },
  ])
  const rows = rowsOf(await meeting.entries())
  expect(rows.map((row) => row[4])).toEqual([texts.first, texts.second, texts.third])
  expect(rows[1]![1]).toBe(`${second.author}; поддержал(а) ${keeper}`)
})

test('a suggestion that cannot be told apart into amendments is shown with what to do, and keeps the list open until it is split or left out by a ruling in the chain', async () => {
  const at = await beforeMeeting([['сентября', 'октября']])
  const { meeting, council, decide } = at
  const { chair, secretary, voters } = meeting
  const author = voters[2]!
  const begun = await begin(author, council.draftId)
  await rewrite(house, begun, swap('администрация', 'глава'))
  const { id: suggestionId } = await send(author, begun)
  const typist = await new Typist(await house.listen(), begun.draftId, author.cookie).open()
  const item = new Y.XmlElement('listItem')
  item.insert(0, [new Y.XmlText('сам по себе')])
  typist.root.push([item])
  await typist.saved()
  typist.leave()

  await decide(await council.does(chair, 'basis', {}), 'for')
  const shown = await council.view(author)
  expect(shown.tooLarge).toEqual([{ suggestionId, author: shown.tooLarge[0]!.author, isMine: true }])
  expect((await council.view(voters[1])).tooLarge).toMatchObject([{ suggestionId, isMine: false }])
  expect(shown.amendments).toHaveLength(1)
  const written = (await meeting.entries()).length
  const code = async (who: Client, verb: string, body?: object) =>
    (await council.ask(who, verb, body)).body.code
  expect(await code(chair, 'close-list')).toBe('suggestions_too_large')
  const why = { suggestionId, reason: 'Правит весь текст сразу.' }
  expect(await code(voters[1]!, 'leave-out', why)).toBe('not_allowed')
  expect(await code(chair, 'leave-out', { ...why, reason: ' ' })).toBe('reason_required')
  const [other] = (await list(voters[1]!, council.draftId)).suggestions
  expect(await code(chair, 'leave-out', { ...why, suggestionId: other!.id })).toBe('not_found')
  expect(await council.view(author)).toEqual(shown)
  expect(await meeting.entries()).toHaveLength(written)
  expect((await begin(voters[0]!, council.draftId)).can.write).toBe(true)

  const ruled = await council.does(secretary, 'leave-out', why)
  expect([ruled.tooLarge, ruled.leftOut]).toMatchObject([[], [why]])
  const { amendments, leftOut } = await council.does(chair, 'close-list')
  expect([amendments.length, leftOut]).toMatchObject([1, [why]])
  expect((await told(at))[0]).toMatchObject({
    data: { leftOut: [{ author: shown.tooLarge[0]!.author, reason: why.reason }] },
  })
})

describe('tampering with what became of amendments, chained anew', () => {
  let file: string
  let ids: Id[]
  beforeAll(async () => {
    const at = await atMeeting(
      [
        ['сентября', 'октября'],
        ['администрация', 'глава'],
        ['на совет', 'на комиссию'],
      ],
      [['первого сентября', 'весны']],
    )
    const { meeting, council, one, asks, vote, decide } = at
    const { chair, voters } = meeting
    await vote('for', one(1))
    await council.does(chair, `amendments/${one(2).id}/fall`)
    await asks(one(3))
    await council.does(chair, 'consent/conclude')
    await council.does(voters[1]!, `amendments/${one(4).id}/withdraw`)
    await decide(await council.does(chair, 'whole', {}), 'for')
    await meeting.does(chair, 'meeting:closed', {})
    file = (await house.app.inject({ url: `/api/meetings/${meeting.id}/entries.json` })).payload
    ids = [1, 2, 3, 4].map((number) => one(number).id)
  })

  test('as it was, it is told anew, with what became of each', () => {
    const checked = checkMeeting(file)
    if (checked.wrong) throw new Error(JSON.stringify(checked.wrong))
    const { unknown, items, amended } = checked.meeting
    expect(unknown).toBe(0)
    const outcomes = [...items.keys()].flatMap(amended).map(({ outcome }) => outcome)
    expect(outcomes).toEqual(['adopted', 'fallen', 'adopted', 'withdrawn'])
  })

  type Read = Parameters<Parameters<typeof rechained>[1]>[0]
  interface Told {
    amendments: { number: number; author: string; wording: string }[]
    because: number[]
    amendmentId: Id
    boardHead: string
  }
  const entry = (read: Read, verb: string, nth = 0) => read.entries.filter((each) => each.verb === verb)[nth]!
  const data = (read: Read, verb: string, nth = 0) => entry(read, verb, nth).data as Told
  const drop = (read: Read, verb: string) => read.entries.splice(read.entries.indexOf(entry(read, verb)), 1)

  test.each<[string, (read: Read) => unknown, string]>([
    ['the number of one', (r) => (data(r, 'amendments:listed').amendments[1]!.number = 7), 'amendment_list'],
    ['whose it is', (r) => (data(r, 'amendments:listed').amendments[0]!.author = 'Другой'), 'amendment_list'],
    [
      'its words at the vote',
      (r) => (data(r, 'vote:opened', 1).amendments[0]!.wording = 'иначе'),
      'amendment_list',
    ],
    [
      'a key of it',
      (r) => Object.assign(data(r, 'amendments:listed').amendments[0]!, { x: 1 }),
      'entry_shape',
    ],
    ['with which it fell', (r) => (data(r, 'amendment:fallen').because = [4]), 'amendment_state'],
    ['that it fell', (r) => drop(r, 'amendment:fallen'), 'amendments_left'],
    ['that it was withdrawn', (r) => drop(r, 'amendment:withdrawn'), 'amendments_left'],
    ['that it was asked about', (r) => drop(r, 'amendments:asked'), 'amendment_question'],
    [
      'what was taken',
      (r) => Object.assign(data(r, 'amendments:taken'), { amendments: [ids[3]] }),
      'amendment_question',
    ],
    [
      'one withdrawn that was voted',
      (r) => (data(r, 'amendment:withdrawn').amendmentId = ids[0]!),
      'amendment_state',
    ],
    ['one that fell twice', (r) => (data(r, 'amendment:withdrawn').amendmentId = ids[1]!), 'amendment_state'],
    [
      'a board of an open vote',
      (r) => (data(r, 'vote:closed').boardHead = '0'.repeat(64)),
      'board_head_missing',
    ],
  ])('%s: it is named in words', async (_, edit, what) => {
    const other = rechained(file, edit)
    expect(checkMeeting(other).wrong).toMatchObject({ what, seq: expect.any(Number) as number })
    const { code, lines } = await verdictOf(other, {}, 'ru')
    expect([code, lines.length]).toEqual([1, 1])
    expect(lines[0]).toMatch(/^Запись \d+: [^<>{}]+\.$/)
  })
})
