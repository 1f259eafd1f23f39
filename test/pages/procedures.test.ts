import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { procedures } from '../../client/texts/procedures.ts'
import { suggestions } from '../../client/texts/suggestions.ts'
import type { CouncilView } from '../../shared/councils.ts'
import type { MeetingView } from '../../shared/meetings/views.ts'
import type { ProcedureView } from '../../shared/procedures.ts'
import { startDemo, type Demo } from '../support/demo.ts'
import { Caller, planDay } from '../support/meeting-day.ts'
import { openBrowser, Reader } from '../support/reader.ts'
import { choose } from '../support/writing.ts'

/**
 * A text at a meeting: amendments are written in it, the list is closed, one is taken without objections and one by a vote, and the text
 * is adopted in whole. Whoever leads does so without scripts, everybody else's page follows by itself.
 */

const t = procedures.ru
const s = suggestions.ru

let demo: Demo
let browser: Browser
let chair: Caller
/** Leads without scripts; looks at the same with a machine's eyes; writes an amendment; only reads. */
let office: Reader
let leader: Reader
let member: Reader
let citizen: Reader
let voters: Caller[]
let meeting: MeetingView
let page = ''
let itemId = ''

const shows = (where: Page, words: string | RegExp) => where.getByText(words).first().waitFor()
const procedure = () => chair.ask<ProcedureView>('GET', `/items/${itemId}/procedure`)

/** Unfolds a question and says yes to it; what is to be filled in stands in it already. */
async function answers(verb: string): Promise<void> {
  const asked = office.page.locator('details', { has: office.page.locator('summary', { hasText: verb }) })
  await asked.locator('summary').click()
  await asked.getByRole('button', { name: verb, exact: true }).click()
}

/** Everybody who is there votes for, and the chair closes the vote. */
async function adopts(): Promise<void> {
  const { step } = await procedure()
  for (const each of voters)
    await each.ask('PUT', `/votes/${step!.voteId}/ballot`, { choice: 'for', turn: 1 })
  await chair.act(meeting.id, 'vote:closed', { voteId: step!.voteId! })
}

beforeAll(async () => {
  demo = await startDemo()
  browser = await openBrowser()
  chair = await Caller.of(demo.origin, 'Громова')
  const council = await chair.ask<CouncilView>('GET', '/councils/olyutorsky')
  const { number } = await chair.ask<{ number: string }>('POST', '/initiatives', {
    councilId: council.id,
    title: 'Комната ожидания',
    kind: 'quality_of_life',
    sector: 'volunteering',
    municipalityCode: 'oly',
    problem: 'Рейса ждут сутками.',
    proposal: 'Открыть тёплую комнату в здании школы.',
  })
  for (const move of ['publish-for-discussion', 'submit-to-council'])
    await chair.ask('POST', `/initiatives/${encodeURIComponent(number)}/${move}`)
  const secretary = await Caller.of(demo.origin, 'Белова')
  meeting = await planDay(secretary, 'olyutorsky', [
    { title: 'О комнате ожидания', initiativeNumber: number },
  ])
  itemId = meeting.agenda[0]!.id
  page = `/councils/olyutorsky/meetings/${meeting.number}/items/${itemId}`
  await chair.act(meeting.id, 'registration:opened', {})
  const seats = council.seats.filter(({ hasVote }) => hasVote)
  voters = await Promise.all(seats.map(({ name }) => Caller.of(demo.origin, name)))
  for (const seat of seats)
    await chair.act(meeting.id, 'attendance:in', { who: seat.memberId, mode: 'in_person' })
  await chair.act(meeting.id, 'meeting:opened', {})
  await chair.act(meeting.id, 'item:begun', { itemId })
  office = await Reader.sitDown(browser, demo.origin, { as: 'Белова', withoutScripts: true })
  leader = await Reader.sitDown(browser, demo.origin, { as: 'Громова' })
  member = await Reader.sitDown(browser, demo.origin, { as: 'Шадрин' })
  citizen = await Reader.sitDown(browser, demo.origin)
})

afterAll(async () => {
  await browser?.close()
  await demo?.stop()
})

test('whoever leads takes the text of an item into the procedure', async () => {
  await leader.visit(page)
  await leader.inspect()
  await office.visit(page)
  await office.page.getByRole('button', { name: t.open }).click()
  await shows(office.page, t.states.prepared)
  await shows(office.page, t.empty)
  await leader.visit(page)
  await leader.inspect()
})

test('a member writes amendments in the text itself, and finds them in the table, a clause each', async () => {
  await member.visit(page)
  await member.page.getByRole('link', { name: t.suggest }).click()
  await member.page.getByRole('button', { name: t.suggest }).click()
  const text = member.page.locator('.ProseMirror')
  await text.waitFor()
  await member.page.locator('[data-status=saved]', { hasText: s.mode.saved }).waitFor()
  await choose(member.page, 'сутками')
  await member.page.keyboard.type('неделями')
  await choose(member.page, 'школы')
  await member.page.keyboard.type('больницы')
  await text.locator('ins', { hasText: 'больницы' }).waitFor()
  await member.page.locator('[data-status=saved]', { hasText: s.mode.saved }).waitFor()
  await member.inspect()
  await member.page.getByRole('button', { name: t.suggest }).click()
  await member.page.waitForURL((url) => url.pathname === page)
  expect(await member.page.locator('tbody tr').count()).toBe(2)
  await shows(member.page, t.listOpen)
  await member.inspect()
})

test('the text is put as a basis without scripts, and the member’s page follows by itself', async () => {
  await office.visit(page)
  await answers(t.putBasis)
  await shows(office.page, t.states.basis_voting)
  await shows(member.page, t.states.basis_voting)
  await member.page.getByRole('link', { name: t.toVote }).waitFor()
  await adopts()
  await shows(member.page, t.states.basis_adopted)
  await office.visit(page)
  await answers(t.closeList)
  await shows(office.page, t.states.amendments)
  await shows(leader.page, t.states.amendments)
  await leader.inspect()
})

test('an amendment that nobody objects to is taken without a vote, another by a vote, and both are in the text that is adopted in whole', async () => {
  const choice = (number: number) => office.page.getByLabel(t.choose(number))
  await choice(1).check()
  await office.page.getByRole('button', { name: t.askChosen }).click()
  await shows(office.page, t.conclude)
  await member.page.getByRole('button', { name: t.object }).waitFor()
  await leader.page.getByRole('button', { name: t.takeBack }).waitFor()
  await leader.inspect()
  await office.page.getByRole('button', { name: t.conclude }).click()
  await shows(office.page, t.byConsent)
  await choice(2).check()
  await office.page.getByRole('button', { name: t.putChosen }).click()
  await shows(office.page, t.inVote)
  await adopts()
  await office.visit(page)
  await answers(t.putWhole)
  await shows(office.page, t.states.whole_voting)
  await adopts()
  await shows(member.page, t.states.adopted)
  await member.inspect()
  expect(member.troubles).toEqual([])
})

test('everybody reads the text as it was voted, its amendments with their numbers, and what they changed', async () => {
  await citizen.visit(page)
  await shows(citizen.page, t.states.adopted)
  await shows(citizen.page, 'Открыть тёплую комнату в здании больницы.')
  const { result } = await procedure()
  await shows(citizen.page, t.asWhole(result!.sha256))
  await shows(citizen.page, t.numbers(voters.length, 0, 0, 0))
  await citizen.page.locator('summary', { hasText: t.changed }).click()
  await citizen.page.locator('.document del', { hasText: 'школы' }).waitFor()
  await citizen.inspect()
  expect(citizen.troubles).toEqual([])
})
