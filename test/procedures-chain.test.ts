import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Entry } from '../shared/meetings/entries.ts'
import { minutesFacts } from '../shared/meetings/minutes-facts.ts'
import { minutesPaper } from '../shared/meetings/minutes-paper.ts'
import { paperText } from '../shared/papers.ts'
import type { AmendmentLine, ProcedureView } from '../shared/procedures.ts'
import type { Choice } from '../shared/votes.ts'
import { openHouse, type House } from './house.ts'
import { doc, paragraph, Table } from './support/collab.ts'
import { sitting } from './support/meetings.ts'
import { Council, draftOf, lines } from './support/procedures.ts'
import { list } from './support/suggestions.ts'

let house: House
let table: Table

beforeAll(async () => {
  house = await openHouse()
  table = new Table(house)
})
afterAll(() => house.close())

/** A text under the item of a meeting that goes on, with what is suggested for it; `vote` closes the question that is put. */
async function atMeeting(...suggested: [string, string][][]) {
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
  await decide(await council.does(chair, 'basis', {}), 'for')
  const { amendments, basis } = await council.does(chair, 'close-list')
  return {
    ...{ meeting, council, basis: basis! },
    of: { procedureId: council.procedureId, itemId: meeting.items[0]! },
    one: (number: number) => amendments.find((each) => each.number === number)!,
    asks: (amendment: AmendmentLine) => council.does(chair, 'consent', { amendments: [amendment.id] }),
    vote: async (choice: Choice, ...chosen: AmendmentLine[]) =>
      decide(await council.does(chair, 'votes', { amendments: chosen.map((each) => each.id) }), choice),
  }
}

type Told = Awaited<ReturnType<typeof atMeeting>>

/** What the chain tells of the text, without who was there and how it was voted. */
const told = async ({ meeting }: Told) =>
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
