import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { secretVotes } from '../../client/texts/secret-votes.ts'
import { votes } from '../../client/texts/votes.ts'
import type { CouncilView } from '../../shared/councils.ts'
import type { Board } from '../../shared/secret-votes.ts'
import { voteForms } from '../../client/texts/votes-forms.ts'
import { startDemo, type Demo } from '../support/demo.ts'
import { Caller } from '../support/meeting-day.ts'
import { openBrowser, Reader } from '../support/reader.ts'

/** A council of eight elects in secret: six in browsers of their own, from the ballot to the check of the board. */

const t = secretVotes.ru
const QUESTION = 'Избрать Лазарева заместителем председателя?'
const NAMES = ['Громова', 'Каюрин', 'Лазарев', 'Уварова', 'Ким', 'Шадрин']

let demo: Demo
let browser: Browser
let voters: Reader[]
let secretary: Reader
let stranger: Reader
let road = ''
beforeAll(async () => {
  demo = await startDemo()
  browser = await openBrowser()
  voters = []
  for (const as of NAMES) voters.push(await Reader.sitDown(browser, demo.origin, { as }))
  secretary = await Reader.sitDown(browser, demo.origin, { as: 'Белова' })
  stranger = await Reader.sitDown(browser, demo.origin)
})
afterAll(async () => {
  await browser?.close()
  await demo?.stop()
})

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const says = (page: Page, text: string) => page.getByText(text, { exact: true }).first().waitFor()

async function confirm(page: Page, verb: string): Promise<void> {
  await page.locator('button[aria-haspopup=dialog]:visible').filter({ hasText: verb }).click()
  await page.locator('dialog[open]').getByRole('button', { name: verb, exact: true }).click()
}

test('the secretary opens it, and everybody takes a ballot in their own browser', async () => {
  const { page: form } = secretary
  await secretary.visit('/councils/olyutorsky')
  await form.getByRole('link', { name: t.open.link }).click()
  await form.waitForURL(/secret-vote$/)
  await form.getByRole('textbox', { name: votes.ru.open.question }).fill(QUESTION)
  await form.getByLabel(t.open.sure).check()
  await secretary.inspect()
  await button(form, t.open.submit).click()
  await form.waitForURL(/\/secret$/)
  road = new URL(form.url()).pathname.replace(/\/secret$/, '')
  for (const { page } of voters) {
    await page.goto(demo.origin + road)
    await page.waitForURL(/\/secret$/)
    await button(page, t.take).click()
    await says(page, t.has)
  }
  await voters[0]!.inspect()
  await secretary.visit(road)
  await secretary.inspect()
  // What was kept before is found again.
  await voters[1]!.page.reload()
  await says(voters[1]!.page, t.has)
})

test('somebody on another device is told that their ballot was issued', async () => {
  const elsewhere = await Reader.sitDown(browser, demo.origin, { as: NAMES[2]! })
  await elsewhere.visit(`${road}/secret`)
  await says(elsewhere.page, t.other)
  await elsewhere.inspect()
  await elsewhere.leave()
})

test('without scripts it can be read, and says why it cannot be used', async () => {
  const plain = await Reader.sitDown(browser, demo.origin, { as: NAMES[3]!, withoutScripts: true })
  expect(await plain.visit(`${road}/secret`)).toBe(200)
  await says(plain.page, t.noScripts)
  await says(plain.page, t.limitsTitle)
  await plain.leave()
})

test('the secretary ends the issuing, and everybody votes; one changes their mind, one is without a line', async () => {
  await confirm(secretary.page, t.closeIssuance)
  for (const { page } of voters) await button(page, t.choices.for).waitFor()
  const last = voters.at(-1)!
  await last.context.setOffline(true)
  for (const [i, { page }] of voters.entries())
    await button(page, i < 4 ? t.choices.for : t.choices.against).click()
  for (const { page } of voters.slice(0, 4)) await says(page, t.taken(t.choices.for))
  await says(voters[4]!.page, t.taken(t.choices.against))
  await says(last.page, t.castLost)
  await last.context.setOffline(false)
  await says(last.page, t.taken(t.choices.against))

  const changing = voters[1]!.page
  await button(changing, t.choices.abstain).click()
  await says(changing, t.taken(t.choices.abstain))
  await voters[1]!.inspect()
  await says(secretary.page, t.cast(6))
})

test('after the end everybody finds their ballot and the same code, and a receipt says what it was', async () => {
  await confirm(secretary.page, t.close)
  for (const { page } of voters) await says(page, t.protocolTitle)
  const codes = new Set<string>()
  for (const reader of voters.slice(0, 3)) {
    const { page } = reader
    await button(page, t.check).click()
    await says(page, t.good)
    await says(page, t.mineFound)
    codes.add((await page.getByText(t.headNow('').trim()).first().innerText()).trim())
  }
  expect(codes.size).toBe(1)
  await voters[1]!.inspect()
  expect(voters.flatMap(({ troubles }) => troubles)).toEqual([])

  const { page } = voters[1]!
  const board = (await (await page.request.get(`${demo.origin}/api${road}/board.json`)).json()) as Board
  expect(board.ballots).toHaveLength(7)
  const closed = board.entries.at(-1)
  expect(closed?.kind === 'closed' && closed.counts).toEqual({ for: 3, against: 2, abstain: 1 })
})

test('a stranger checks the board without an account', async () => {
  expect(await stranger.visit(`${road}/secret`)).toBe(200)
  await button(stranger.page, t.check).click()
  await says(stranger.page, t.good)
  const { kinds, in: inFormat } = voteForms.ru.papers
  const paper = stranger.page.getByRole('link', { name: `${kinds.counting}, ${inFormat('docx')}` })
  const address = new URL((await paper.getAttribute('href'))!, demo.origin).href
  expect((await stranger.page.request.get(address)).status()).toBe(200)
  await stranger.inspect()
})

test('where a ballot is final it is chosen first, and cast after another look at it', async () => {
  const office = await Caller.of(demo.origin, 'Белова')
  const { id, today, rules } = await office.ask<CouncilView>('GET', '/councils/olyutorsky')
  const chair = await Caller.of(demo.origin, 'Громова')
  await chair.ask('POST', '/councils/olyutorsky/rules', {
    ...{ validFrom: today, basis: 'Регламент совета, пункт 5.7' },
    rules: { ...rules!.rules, vote: { ...rules!.rules.vote, change: 'no_change' } },
  })
  const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()
  const opened = await office.ask<{ id: string }>('POST', `/councils/${id}/secret-votes`, {
    ...{ question: 'Выразить доверие секретарю?', decisionClass: 'ordinary' },
    ...{ issuanceClosesAt: inHours(1), closesAt: inHours(2) },
  })
  const voter = voters[0]!
  const { page } = voter
  await voter.visit(`/votes/${opened.id}/secret`)
  await button(page, t.take).click()
  await says(page, t.has)
  await office.ask('POST', `/votes/${opened.id}/issuance/close`)
  await button(page, t.choices.against).click()
  await button(page, t.choices.for).click()
  await says(page, t.final)
  await voter.inspect()
  await button(page, t.castPicked(t.choices.for)).focus()
  await page.keyboard.press('Enter')
  await page.locator('.said:focus').waitFor()
  await says(page, t.taken(t.choices.for))
  // Another choice is no choice any more.
  await button(page, t.choices.against).click({ force: true })
  expect(await button(page, t.choices.for).getAttribute('aria-pressed')).toBe('true')
  expect(await page.getByText(t.final).count()).toBe(0)
  await voter.inspect()
  expect(voter.troubles).toEqual([])
})
