import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addDays, dayIn } from '../../shared/calendar.ts'
import { desk } from '../../client/texts/desk.ts'
import { gatherings } from '../../client/texts/gatherings.ts'
import { planning } from '../../client/texts/planning.ts'
import { workPlans } from '../../client/texts/work-plans.ts'
import { startDemo, type Demo } from '../support/demo.ts'
import { openBrowser, Reader } from '../support/reader.ts'

/**
 * A meeting is prepared: the secretary without scripts, as at the end of a satellite link, the chair by keyboard, a member with a
 * phone. Every page they pass is looked at by axe and at 360 px.
 */

const t = planning.ru
const { fields } = gatherings.ru.plan
const w = workPlans.ru
const COUNCIL = '/councils/olyutorsky'
const day = addDays(dayIn(new Date().toISOString(), 'Asia/Kamchatka'), 21)

let demo: Demo
let browser: Browser
let secretary: Reader
/** The secretary again, with scripts: axe is one. */
let eyes: Reader
let chair: Reader
let member: Reader
let at = ''

beforeAll(async () => {
  demo = await startDemo()
  browser = await openBrowser()
  const sit = (as: string, withoutScripts = false) =>
    Reader.sitDown(browser, demo.origin, { as, withoutScripts })
  ;[secretary, eyes, chair, member] = await Promise.all([
    sit('Белова', true),
    sit('Белова'),
    sit('Громова'),
    sit('Шадрин'),
  ])
})

afterAll(async () => {
  await browser?.close()
  await demo?.stop()
})

/** Looks at the page on which the secretary is. */
async function looks(): Promise<void> {
  const { pathname, search } = new URL(secretary.page.url())
  await eyes.visit(pathname + search)
  await eyes.inspect()
}

const shows = (page: Page, words: string) => page.getByText(words).first().waitFor()
const press = (page: Page, verb: string) =>
  page.getByRole('button', { name: verb, exact: true }).last().click()
const unfold = (page: Page, words: string) =>
  page.locator('summary:visible').filter({ hasText: words }).first().click()
const titles = async (page: Page) =>
  (await page.locator('ol .title').allInnerTexts()).map((each) => each.replaceAll(/\s+/g, ' ').trim())

async function addItem(page: Page, title: string, isFirst = false): Promise<void> {
  if (!isFirst) await unfold(page, t.agenda.add)
  const form = page.locator('form[action="?/addItem"]')
  await form.getByLabel(t.agenda.item, { exact: true }).fill(title)
  await form.getByLabel(t.agenda.minutes, { exact: true }).fill('20')
  await form.getByRole('button', { name: t.agenda.add }).click()
  await shows(page, title)
}

test('the secretary calls a meeting without scripts; what is refused is told and kept', async () => {
  const { page } = secretary
  await secretary.visit(COUNCIL)
  await looks()
  await page.getByRole('link', { name: t.all, exact: true }).click()
  await looks()
  await page.getByRole('link', { name: t.list.plan }).click()
  await looks()
  await page.locator('[name=title]').fill('Зимняя дорога')
  await page.getByLabel(fields.startsOn, { exact: true }).fill(day)
  await page.getByLabel(fields.startsTime, { exact: true }).fill('18:00')
  await page.getByLabel(fields.endsTime, { exact: true }).fill('17:00')
  await page.getByLabel(fields.place).fill('с. Тиличики, библиотека')
  await press(page, t.form.plan)
  await page.locator('.errors').waitFor()
  expect(await page.locator('[name=title]').inputValue()).toBe('Зимняя дорога')
  await page.getByLabel(fields.endsTime, { exact: true }).fill('20:00')
  await press(page, t.form.plan)
  await page.waitForURL(/\/meetings\/\d+\/agenda$/)
  at = new URL(page.url()).pathname.replace(/\/agenda$/, '')
})

test('the agenda, papers and guests are written without scripts', async () => {
  const { page } = secretary
  await looks()
  await addItem(page, 'О состоянии дороги', true)
  await addItem(page, 'О связи')
  await addItem(page, 'Разное')
  expect(await titles(page)).toEqual(['1 О состоянии дороги', '2 О связи', '3 Разное'])
  await page.getByRole('button', { name: t.agenda.moveOf(t.agenda.up, 'О связи') }).click()
  await page.waitForURL(/#item-/)
  expect(await titles(page)).toEqual(['1 О связи', '2 О состоянии дороги', '3 Разное'])

  await unfold(page, t.materials.addFile)
  const file = page.locator('form[action="?/addFile"]')
  await file.getByLabel(t.materials.file).setInputFiles({
    ...{ name: 'справка.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 справка') },
  })
  await file.getByLabel(t.materials.name, { exact: true }).fill('Справка о дороге')
  await file.getByRole('button', { name: t.materials.addFile }).click()
  await page.getByRole('link', { name: 'Справка о дороге' }).waitFor()
  await unfold(page, t.invitees.add)
  await page.getByLabel(t.invitees.name, { exact: true }).fill('Иванов Пётр Ильич')
  await press(page, t.invitees.add)
  await shows(page, 'Иванов Пётр Ильич')
  await looks()
})

test('the chair moves items by keyboard, and the keyboard stays where it was', async () => {
  const { page } = chair
  await chair.visit(`${at}/agenda`)
  await chair.inspect()
  const into = page.getByRole('button', { name: t.agenda.moveOf(t.agenda.into, 'Разное') })
  await page.locator('.grip').first().waitFor()
  await into.focus()
  await page.keyboard.press('Enter')
  await page
    .getByRole('status')
    .filter({ hasText: t.agenda.moved('Разное', '2.1') })
    .waitFor()
  expect(await titles(page)).toEqual(['1 О связи', '2 О состоянии дороги', '2.1 Разное'])
  const out = page.getByRole('button', { name: t.agenda.moveOf(t.agenda.out, 'Разное') })
  await out.focus()
  await page.keyboard.press('Enter')
  await page
    .getByRole('status')
    .filter({ hasText: t.agenda.moved('Разное', '3') })
    .waitFor()
  const up = page.getByRole('button', { name: t.agenda.moveOf(t.agenda.up, 'Разное') })
  await up.focus()
  await page.keyboard.press('Enter')
  await page
    .getByRole('status')
    .filter({ hasText: t.agenda.moved('Разное', '2') })
    .waitFor()
  expect(await up.evaluate((button) => button === document.activeElement)).toBe(true)
  expect(await titles(page)).toEqual(['1 О связи', '2 Разное', '3 О состоянии дороги'])
})

test('an item is dragged to another place', async () => {
  const { page } = chair
  const row = (title: string) => page.locator('ol > li').filter({ hasText: title })
  await row('О состоянии дороги')
    .locator('.grip')
    .dragTo(row('О связи'), { targetPosition: { x: 40, y: 4 } })
  await page
    .getByRole('status')
    .filter({ hasText: t.agenda.moved('О состоянии дороги', '1') })
    .waitFor()
  expect((await titles(page))[0]).toBe('1 О состоянии дороги')
})

test('a member proposes an item, and the chair takes it into the agenda', async () => {
  await member.visit(`${at}/agenda`)
  // What unfolds before the scripts are there is folded again by them.
  await member.page.waitForLoadState('networkidle')
  await unfold(member.page, t.proposals.propose)
  await member.page.getByLabel(t.proposals.what).fill('О тёплой комнате')
  await member.page.getByLabel(t.proposals.why).fill('Рейса ждут сутками.')
  await press(member.page, t.proposals.propose)
  await shows(member.page, t.proposals.states.open)
  await member.inspect()
  await chair.visit(`${at}/agenda`)
  await press(chair.page, t.proposals.accept)
  await shows(chair.page, t.proposals.states.accepted)
  expect(await titles(chair.page)).toContain('4 О тёплой комнате')
})

test('T7 · the notice is sent without scripts, and a member answers from the desk', async () => {
  const { page } = secretary
  await secretary.visit(`${at}/notice`)
  await looks()
  await unfold(page, t.notice.send)
  await page.locator('details[open]').getByRole('button', { name: t.notice.send, exact: true }).click()
  await shows(page, t.replies.title)
  await looks()

  await member.visit('/desk')
  await member.inspect()
  await member.page.getByRole('link', { name: t.duties.reply }).first().click()
  await member.page.waitForURL(/\/notice$/)
  await member.inspect()
  await member.page.getByRole('radio', { name: t.replies.answers.absent }).first().check()
  await press(member.page, t.replies.send)
  await member.page.getByRole('alert').waitFor()
  await member.page.getByRole('radio', { name: t.replies.answers.in_person }).first().check()
  await press(member.page, t.replies.send)
  await shows(member.page, t.replies.expected(1, 0, 0, 0).split(',')[0] ?? '')
  await member.visit('/desk')
  expect(await member.page.getByText(t.duties.reply).count()).toBe(0)
  expect(await member.page.getByText(desk.ru.title).count()).toBeGreaterThan(0)
})

test('everybody sees what was announced: in the council, in the region, on the front page', async () => {
  const stranger = await Reader.sitDown(browser, demo.origin)
  for (const path of [
    `${at}/notice`,
    `${at}/agenda`,
    `${COUNCIL}/meetings`,
    `/meetings?month=${day.slice(0, 7)}`,
    '/',
  ]) {
    expect(await stranger.visit(path), path).toBe(200)
    await stranger.inspect()
    await shows(stranger.page, 'Зимняя дорога')
  }
  await stranger.leave()
})

test('a meeting is moved with its reason, and then called off', async () => {
  const { page } = secretary
  await secretary.visit(`${at}/edit`)
  await looks()
  await page.getByLabel(fields.startsOn, { exact: true }).fill(addDays(day, 7))
  await press(page, t.form.saveAndTell)
  await page.locator('.errors').waitFor()
  await page.getByLabel(t.form.moveReason).fill('Нелётная погода')
  await press(page, t.form.saveAndTell)
  await page.waitForURL(/\/notice$/)
  await shows(page, 'Нелётная погода')
  await secretary.visit(`${at}/edit`)
  await unfold(page, t.cancel.verb)
  await page.getByLabel(t.reason, { exact: true }).last().fill('Паводок')
  await page.locator('details[open]').getByRole('button', { name: t.cancel.verb, exact: true }).click()
  await page.waitForURL(/\/notice$/)
  await shows(page, 'Паводок')
  await looks()
})

test('T15 · the plan of a year is drawn up without scripts', async () => {
  const { page } = secretary
  await secretary.visit(`${COUNCIL}/plan`)
  await looks()
  await press(page, w.begin)
  for (const title of ['Заседание об итогах года', 'Выезд в Хаилино']) {
    if ((await page.locator('details[open] form').count()) === 0) await unfold(page, w.add)
    const form = page.locator('form[action^="?/add"]')
    await form.getByLabel(w.columns.title).fill(title)
    await form.getByLabel(w.columns.responsible).fill('Громова Л. А.')
    await form.getByRole('button', { name: w.add }).click()
    await shows(page, title)
  }
  await looks()
  await page.getByRole('button', { name: w.moveOf(w.up, 'Выезд в Хаилино') }).click()
  await shows(page, '1.1')
  expect(await page.locator('th[scope=row]').first().innerText()).toContain('Выезд в Хаилино')
})
