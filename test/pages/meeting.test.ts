import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { shortName } from '../../client/lib/names.ts'
import { meetings } from '../../client/texts/meetings.ts'
import { ui } from '../../client/texts/ui.ts'
import { votes } from '../../client/texts/votes.ts'
import type { Entry } from '../../shared/meetings/entries.ts'
import type { MeetingView } from '../../shared/meetings/views.ts'
import { startDemo, type Demo } from '../support/demo.ts'
import { isReadAtTenMetres } from '../support/hall.ts'
import { Caller, planDay } from '../support/meeting-day.ts'
import { openBrowser, Reader } from '../support/reader.ts'

/**
 * A council meets: the chair leads by keyboard, the secretary takes down who came, a member is there with a phone, the hall looks at
 * its screen. Everybody's page follows by itself.
 */

const t = meetings.ru
const v = votes.ru
const MEMBER = 'Шадрин Роман Валерьевич'
const ROAD = 'О состоянии дороги в порт'
const PROPOSAL = 'Рекомендовать администрации чистить дорогу до девяти утра.'

let demo: Demo
let browser: Browser
let chair: Reader
let secretary: Reader
let member: Reader
let hall: Page
let meeting: MeetingView
let at = ''

const shows = (page: Page | Locator, words: string | RegExp) => page.getByText(words).first().waitFor()
const banner = (page: Page, words: string) => page.locator('.banner').getByText(words)
const dialog = (page: Page) => page.locator('dialog[open]')
const entries = async () =>
  (
    await (
      await Caller.of(demo.origin, 'Белова')
    ).ask<{ entries: Entry[] }>('GET', `/meetings/${meeting.id}/entries`)
  ).entries
const count = async (verb: Entry['verb']) => (await entries()).filter((each) => each.verb === verb).length

/** Presses the key of a verb, and Enter in the question that it opens. */
async function answers(page: Page, key: string, confirm: string): Promise<void> {
  await page.keyboard.press(key)
  await dialog(page).getByRole('button', { name: confirm, exact: true }).waitFor()
  await dialog(page).getByRole('button', { name: confirm, exact: true }).focus()
  await page.keyboard.press('Enter')
  await dialog(page).waitFor({ state: 'detached' })
}

/** Waits for the next step to be this one, and takes it by its key; while a question is open, keys belong to the question. */
async function takes(page: Page, step: string): Promise<void> {
  await dialog(page).waitFor({ state: 'detached' })
  await page.locator('.next').getByRole('button', { name: step, exact: true }).waitFor()
  await page.keyboard.press('n')
}

beforeAll(async () => {
  demo = await startDemo()
  browser = await openBrowser()
  const office = await Caller.of(demo.origin, 'Белова')
  meeting = await planDay(office, 'olyutorsky', [
    { title: ROAD, proposal: PROPOSAL, speaker: 'Каюрин П. С.', minutes: 15 },
    { title: 'Разное' },
  ])
  at = `/councils/olyutorsky/meetings/${meeting.number}`
  ;[chair, secretary, member] = (await Promise.all(
    ['Громова', 'Белова', 'Шадрин'].map((as) => Reader.sitDown(browser, demo.origin, { as })),
  )) as [Reader, Reader, Reader]
  hall = await secretary.context.newPage()
  await Promise.all([
    chair.visit(`${at}/console`),
    secretary.visit(`${at}/console`),
    member.visit(at),
    hall.goto(`${demo.origin}${at}/screen`),
  ])
  await Promise.all([chair, secretary, member].map(({ page }) => shows(page, ui.ru.line.here)))
})

afterAll(async () => {
  await browser?.close()
  await demo?.stop()
})

test('the chair opens registration, and everybody’s page shows it by itself', async () => {
  await chair.inspect()
  await isReadAtTenMetres(hall)
  await answers(chair.page, 'n', t.lead.steps.registration)
  await shows(member.page, t.now.registration)
  await banner(member.page, t.banner.checkIn).waitFor()
  await shows(hall, t.hall.codeHow)
  await isReadAtTenMetres(hall)
})

test('a member checks in with the code on the screen of the hall', async () => {
  const { page } = member
  await member.inspect()
  await page.getByLabel(t.mine.code).fill('000000')
  await page.getByRole('button', { name: t.mine.checkIn }).click()
  await page.getByRole('status').filter({ hasText: /Код/ }).first().waitFor()
  const code = await hall.locator('.code').innerText()
  await page.getByLabel(t.mine.code).fill(code)
  await page.getByRole('button', { name: t.mine.checkIn }).click()
  await shows(page, /Вы в зале с/)
  await shows(hall, `${t.quorum.not}: ${t.quorum.count(1, 7)}`)
})

test('the secretary takes down who came, by a few letters and Enter; a double click is one act', async () => {
  const { page } = secretary
  const before = await count('attendance:in')
  await page.keyboard.press('r')
  for (const name of ['каюр', 'лазар']) {
    await page.keyboard.type(name)
    await page.keyboard.press('Enter')
  }
  await page.getByRole('button', { name: t.lead.inHallOf('Ким Алексей Дмитриевич') }).dblclick()
  await page.getByRole('button', { name: t.lead.goneOf('Ким Алексей Дмитриевич') }).waitFor()
  await page.getByRole('button', { name: t.lead.goneOf('Лазарев Игорь Олегович') }).waitFor()
  expect(await count('attendance:in')).toBe(before + 3)
  await secretary.inspect()
})

test('the chair opens the meeting, adopts the agenda and begins its first item by one key', async () => {
  const { page } = chair
  await takes(page, t.lead.steps.presiding(shortName('Громова Людмила Андреевна')))
  await takes(page, t.lead.steps.open)
  await takes(page, t.lead.steps.agenda)
  await takes(page, t.lead.steps.begin('1', ROAD))
  await shows(member.page.locator('#now-title + *'), t.now.item('1'))
  await shows(hall, ROAD)
  await chair.inspect()
})

test('a member raises a hand, gets the floor and sees it; the hall sees the name', async () => {
  const { page } = member
  await page.getByRole('button', { name: t.floor.ask.debate, exact: true }).dblclick()
  await shows(page, t.floor.youWait(1, t.floor.kinds.debate))
  expect(await count('speech:requested')).toBe(1)
  await chair.page
    .locator('.next')
    .getByRole('button', { name: t.lead.steps.give(shortName(MEMBER)) })
    .waitFor()
  await chair.page.keyboard.press('g')
  await banner(page, t.banner.speak).waitFor()
  await shows(hall, MEMBER)
  await isReadAtTenMetres(hall)
  await chair.page.keyboard.press('p')
  await shows(page, t.floor.paused)
  await chair.page.keyboard.press('p')
  await page.getByText(t.floor.paused).first().waitFor({ state: 'detached' })
  await member.inspect()
  await chair.page.keyboard.press('e')
  await banner(page, t.banner.speak).waitFor({ state: 'detached' })
})

test('what was asked on a lost line is sent when the line is back, and once', async () => {
  const { page, context } = member
  await context.setOffline(true)
  await shows(page, /Нет связи с/)
  await page.getByRole('button', { name: t.floor.ask.question, exact: true }).click()
  await shows(page, t.waiting)
  await context.setOffline(false)
  await shows(page, t.floor.youWait(1, t.floor.kinds.question))
  expect(await count('speech:requested')).toBe(2)
  await page.getByRole('button', { name: t.floor.lower }).click()
  await page.getByRole('button', { name: t.floor.ask.question, exact: true }).waitFor()
})

test('what was asked without an answer before the page was loaded anew is asked again, and once', async () => {
  const { page } = member
  const before = await count('speech:requested')
  await page.route('**/acts', (route) => route.abort())
  await page.getByRole('button', { name: t.floor.ask.order, exact: true }).click()
  await shows(page, t.sending)
  await page.unroute('**/acts')
  await page.reload()
  await shows(page, t.floor.youWait(1, t.floor.kinds.order))
  expect(await count('speech:requested')).toBe(before + 1)
  await page.getByRole('button', { name: t.floor.lower }).click()
  await page.getByRole('button', { name: t.floor.ask.order, exact: true }).waitFor()
})

test('a question is put, voted on where one stands, and closed; the numbers are everywhere at once', async () => {
  const { page } = chair
  await answers(page, 'v', t.lead.put)
  await banner(member.page, t.banner.vote).waitFor()
  await shows(hall, v.castTitle)
  await isReadAtTenMetres(hall)
  await member.inspect()
  await member.page.getByRole('button', { name: v.choices.for, exact: true }).click()
  await banner(member.page, t.banner.vote).waitFor({ state: 'detached' })
  await hall.locator('.cast').filter({ hasText: /^1/ }).waitFor()
  for (const name of ['Громова', 'Каюрин', 'Лазарев'])
    await (
      await Caller.of(demo.origin, name)
    ).ask('PUT', `/votes/${(await open()).voteId}/ballot`, { choice: 'for', turn: 1 })
  await page.locator('.next').getByRole('button', { name: t.lead.steps.closeVote }).waitFor()
  await answers(page, 'n', v.closeNow)
  await shows(hall, v.outcomes.adopted)
  await isReadAtTenMetres(hall)
  await shows(member.page, v.outcomes.adopted)
})

const open = async () => {
  const vote = (await entries()).findLast((each) => each.verb === 'vote:opened')
  if (vote?.verb !== 'vote:opened') throw new Error('no vote was opened')
  return vote.data
}

test('the laptop of the chair dies: on another one the console is the same, and the decision is written there', async () => {
  await chair.leave()
  chair = await Reader.sitDown(browser, demo.origin, { as: 'Громова' })
  await chair.visit(`${at}/console`)
  await shows(chair.page, ui.ru.line.here)
  await chair.page.locator('.next').getByRole('button', { name: t.lead.steps.decide }).waitFor()
  await answers(chair.page, 'd', t.lead.write)
  await shows(member.page, PROPOSAL)
  expect(await count('decision:recorded')).toBe(1)
})

test('the server is killed and comes back: every page catches up by itself', async () => {
  await demo.kill()
  await shows(member.page, /Нет связи с/)
  await demo.start()
  for (const { page } of [chair, secretary, member]) await shows(page, ui.ru.line.here)
  await takes(chair.page, t.lead.steps.begin('2', 'Разное'))
  await shows(hall, 'Разное')
  await shows(
    member.page.locator('section').filter({ has: member.page.locator('#now-title') }),
    t.now.item('2'),
  )
})

test('a break, and the end: the page says what remains, and stays as the record', async () => {
  const { page } = chair
  await answers(page, 'b', t.lead.steps.recess)
  await shows(hall, /^Перерыв до \d\d:\d\d$/)
  await isReadAtTenMetres(hall)
  await takes(page, t.lead.steps.resume)
  await page.locator('.next').getByRole('button', { name: t.lead.steps.vote, exact: true }).waitFor()
  await page.keyboard.press('d')
  await dialog(page).getByRole('button', { name: t.lead.noted }).click()
  await dialog(page).getByRole('button', { name: t.lead.write, exact: true }).click()
  await takes(page, t.lead.steps.close)
  await shows(dialog(page), t.lead.closeFinal)
  await dialog(page).getByRole('button', { name: t.lead.steps.close, exact: true }).click()
  await shows(hall, t.now.closed)
  await shows(member.page, t.now.closed)
  await member.inspect()
  await member.visit(`${at}/presence?time=12:00`)
  await member.inspect()
  for (const { troubles } of [chair, secretary, member]) expect(troubles).toEqual([])
})

test('the page is read without scripts, and a stranger reads it too', async () => {
  const reader = await Reader.sitDown(browser, demo.origin, { withoutScripts: true })
  expect(await reader.visit(at)).toBe(200)
  await shows(reader.page, t.now.closed)
  await shows(reader.page, PROPOSAL)
  expect(await reader.visit(`${at}/console`)).toBe(403)
  await reader.leave()
})
