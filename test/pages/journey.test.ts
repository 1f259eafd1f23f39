import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { drafts } from '../../client/texts/drafts.ts'
import { files } from '../../client/texts/files.ts'
import { exchanges } from '../../client/texts/exchanges.ts'
import { gatherings } from '../../client/texts/gatherings.ts'
import { initiatives } from '../../client/texts/initiatives.ts'
import { meetings } from '../../client/texts/meetings.ts'
import { reviews } from '../../client/texts/reviews.ts'
import { ui } from '../../client/texts/ui.ts'
import { votes } from '../../client/texts/votes.ts'
import { startDemo, type Demo } from '../support/demo.ts'
import { openBrowser, Reader } from '../support/reader.ts'

/**
 * What Veche is for, from the first word to the answer, as people do it: an activist at the end of a satellite link, a chair, a
 * secretary and an official, each in a browser of their own. Every page they pass is looked at by axe and at 360 px.
 */

const t = {
  initiatives: initiatives.ru,
  drafts: drafts.ru,
  files: files.ru,
  votes: votes.ru,
  reviews: reviews.ru,
  exchanges: exchanges.ru,
  gatherings: gatherings.ru,
  ui: ui.ru,
}
const TITLE = 'Тёплая комната для ожидания рейса'
const RESOLUTION = join(import.meta.dirname, '../fixtures/resolution-2017.txt')

let demo: Demo
let browser: Browser
let activist: Reader
let chair: Reader
let secretary: Reader
let official: Reader
let number = ''

const road = () => `/initiatives/${number}`
const text = (page: Page) => page.locator('.ProseMirror')
/** Waits until the text has the words; says what it has when it does not come to that. */
async function reads(page: Page, words: string): Promise<void> {
  await text(page)
    .getByText(words)
    .first()
    .waitFor()
    .catch(async () => expect(await text(page).innerText()).toContain(words))
}
const stands = (page: Page, ...kinds: string[]) =>
  page.locator(kinds.map((kind) => `[data-status=${kind}]`).join(', ')).waitFor()
const saved = (page: Page) => stands(page, 'saved')

/** A verb that asks before it does; on a page without scripts the question unfolds in its place. */
async function confirm(page: Page, verb: string, done: string = verb): Promise<void> {
  await page
    .locator('summary:visible, button[aria-haspopup=dialog]:visible')
    .filter({ hasText: verb })
    .first()
    .click()
  await page.locator('dialog[open], details[open]').getByRole('button', { name: done, exact: true }).click()
}

beforeAll(async () => {
  demo = await startDemo()
  browser = await openBrowser()
  const sit = (as: string, satellite = false) => Reader.sitDown(browser, demo.origin, { as, satellite })
  ;[activist, chair, secretary, official] = await Promise.all([
    sit('Нестерова', true),
    sit('Громова'),
    sit('Белова'),
    sit('Гусев'),
  ])
})

afterAll(async () => {
  await browser?.close()
  await demo?.stop()
})

test('an activist begins an initiative and asks a co-author', async () => {
  const { page } = activist
  await activist.visit('/initiatives/new')
  await activist.inspect()
  await page.getByLabel(t.initiatives.new.name).fill(TITLE)
  await page.getByLabel(t.initiatives.new.problem).fill('Рейса ждут сутками, ждать негде.')
  await page.getByLabel(t.initiatives.new.proposal).fill('Открыть комнату в здании порта.')
  for (const [label, value] of [
    [t.initiatives.new.council, /Олюторск/],
    [t.initiatives.new.municipality, /Олюторск/],
    [t.initiatives.new.sector, /Социальн/],
    [t.initiatives.new.kind, /Качество/],
  ] as const)
    await choose(page, label, value)
  await page.getByRole('button', { name: t.initiatives.new.submit }).click()
  await page.waitForURL(/\/initiatives\/[^/]+\/text$/)
  number = decodeURIComponent(/initiatives\/([^/]+)/.exec(page.url())?.[1] ?? '')
  expect(number).toMatch(/^ИН-30827-\d{4}-\d{3}$/)

  await activist.visit(`${road()}/coauthors?q=Громова`)
  await activist.inspect()
  await page
    .getByRole('button', { name: /Добавить/ })
    .first()
    .click()
  await activist.visit(road())
  await activist.inspect()
  await page.getByText('Громова Людмила Андреевна').first().waitFor()
})

test('a draft does not exist for anybody outside', async () => {
  const stranger = await Reader.sitDown(browser, demo.origin)
  expect(await stranger.visit(road())).toBe(404)
  expect(await stranger.visit(`${road()}/text`)).toBe(404)
  await stranger.inspect()
  await stranger.visit('/initiatives')
  expect(await stranger.page.content()).not.toContain(TITLE)
  await stranger.leave()
})

test('three people write at once, one of them at the end of a satellite link', async () => {
  const writers = [activist, chair, secretary]
  await Promise.all(writers.map((each) => each.visit(`${road()}/text`)))
  for (const { page } of writers) await saved(page)
  await activist.inspect()

  await Promise.all(
    writers.map(async ({ page }, at) => {
      await text(page).getByText(['Рейса ждут', 'Открыть комнату', 'План реализации'][at]!).click()
      await page.keyboard.press('End')
      await page.keyboard.type([' В пургу — трое суток.', ' Ключ у дежурного.', ' на зиму'][at]!, {
        delay: 30,
      })
    }),
  )
  for (const { page } of writers) {
    for (const words of ['В пургу — трое суток.', 'Ключ у дежурного.', 'План реализации на зиму'])
      await reads(page, words)
    await saved(page)
  }
})

test('what is written without a line stays and merges when it returns', async () => {
  const { page, context } = chair
  await context.setOffline(true)
  await text(page).getByText('Ключ у дежурного.').click()
  await page.keyboard.press('End')
  await page.keyboard.type(' Чайник от «Добрых соседей».')
  await stands(page, 'offline_kept')
  await text(secretary.page).getByText('План реализации').click()
  await secretary.page.keyboard.press('End')
  await secretary.page.keyboard.type(' и лето')
  await context.setOffline(false)
  await reads(secretary.page, 'Чайник от «Добрых соседей».')
  await reads(page, 'План реализации на зиму и лето')
  await saved(page)
})

test('the server dies under typing and nothing that was acknowledged is lost', async () => {
  const { page } = secretary
  await text(page).getByText('План реализации').click()
  await page.keyboard.press('End')
  await page.keyboard.type(' (первый год)')
  await saved(page)
  // The browser's own network process may die of a throttled socket whose server vanishes, and the cookies with it.
  await activist.page.goto('about:blank')
  await demo.kill()
  await stands(page, 'offline_saved', 'offline_kept')
  await demo.start()
  await saved(page)
  await page.reload()
  await reads(page, 'План реализации на зиму и лето (первый год)')
})

test('a real resolution comes in with its structure and goes out as a Word file', async () => {
  const { page } = chair
  const menu = page.locator('summary').filter({ hasText: t.files.menu })
  await menu.click()
  await page.getByRole('button', { name: t.files.import }).click()
  await page.locator('input[type=file]').setInputFiles(RESOLUTION)
  await page.getByRole('button', { name: t.files.take.look }).click()
  await page.getByRole('button', { name: t.files.take.put, exact: true }).click()
  await reads(page, 'закрепить функции по работе')
  await expect.poll(() => text(page).locator('ol[data-numbering=cyrillic] > li').count()).toBe(4)
  await page.getByRole('button', { name: ui.ru.close, exact: true }).click()
  await saved(page)
  const exported = page.getByRole('link', { name: t.files.word, exact: true })
  if (!(await exported.isVisible())) await menu.click()
  const [download] = await Promise.all([page.waitForEvent('download'), exported.click()])
  expect(download.suggestedFilename()).toMatch(/\.docx$/)
})

test('the authors open the discussion and hand the text to the council', async () => {
  const { page } = activist
  for (const verb of [t.initiatives.verbs.openDiscussion, t.initiatives.verbs.sendToCouncil]) {
    await activist.visit(road())
    await confirm(page, verb)
    await page.waitForLoadState()
  }
  await activist.visit(road())
  await page.getByText(t.initiatives.states.council_review).first().waitFor()
})

test('an exchange session is led from a phone, heard by everybody at once and by who comes late', async () => {
  await chair.visit('/exchanges')
  await chair.inspect()
  await chair.page.getByRole('link', { name: 'Как собрать добровольцев в малом селе' }).click()
  await chair.inspect()
  const at = `${new URL(chair.page.url()).pathname}/live`
  await Promise.all([chair, activist, official].map((each) => each.visit(at)))
  for (const { page } of [chair, activist, official]) await page.getByText(t.ui.line.here).first().waitFor()

  await confirm(chair.page, t.gatherings.lead.open)
  await activist.page.getByRole('button', { name: t.gatherings.floor.raise }).click()
  await chair.page
    .getByRole('button', { name: /Дать слово: Нестерова/ })
    .first()
    .click()
  await activist.page.getByText(t.gatherings.floor.youSpeak).first().waitFor()
  await official.page.getByLabel(t.gatherings.questions.ask).fill('Сколько нужно тепла на одну комнату?')
  await official.page.getByRole('button', { name: t.gatherings.questions.send }).click()
  await activist.page
    .getByRole('button', { name: /Поддерживаю/ })
    .first()
    .click()
  await chair.page.getByText('Сколько нужно тепла на одну комнату?').first().waitFor()
  await official.inspect()

  const late = await Reader.sitDown(browser, demo.origin, { as: 'Уварова' })
  await late.visit(at)
  await late.page.getByText('Сколько нужно тепла на одну комнату?').first().waitFor()
  await late.page
    .getByText(/Нестерова/)
    .first()
    .waitFor()
  await text(late.page).click()
  await late.page.keyboard.type('Договорились: список дежурных до пятницы.')
  await reads(chair.page, 'Договорились: список дежурных до пятницы.')
  await saved(late.page)
  await late.leave()
  await confirm(chair.page, t.gatherings.lead.close)
  await official.page.getByText(t.gatherings.isOver).first().waitFor()
})

test('the secretary puts the frozen text to the vote, members vote from any device', async () => {
  const { page } = secretary
  await secretary.visit(`${road()}/vote`)
  await secretary.inspect()
  await page.getByLabel(t.votes.open.check).check()
  await page.getByRole('button', { name: t.votes.open.submit }).click()
  await page.getByRole('link', { name: t.initiatives.voteTo }).first().click()
  await page.waitForURL(/\/votes\//)
  const vote = new URL(page.url()).pathname

  const choices = { Громова: 'for', Каюрин: 'for', Лазарев: 'for', Уварова: 'for', Ким: 'against' } as const
  for (const [name, choice] of Object.entries(choices)) {
    const member =
      name === 'Громова'
        ? chair
        : await Reader.sitDown(browser, demo.origin, { as: name, satellite: name === 'Ким' })
    await member.visit(vote)
    await member.page.getByRole('button', { name: t.votes.choices[choice], exact: true }).click()
    await member.page
      .getByText(/принято? сервером/)
      .first()
      .waitFor()
    if (member !== chair) await member.leave()
  }
  await chair.page.getByRole('button', { name: t.votes.choices.abstain, exact: true }).click()
  await chair.page
    .getByText(new RegExp(`${t.votes.choicesMine.abstain}.*принято? сервером`))
    .first()
    .waitFor()
  await chair.inspect()
  await page.getByText(t.votes.castOf(5, 7)).first().waitFor()
  expect(await page.content()).not.toContain('Каюрин Павел Степанович</td>')

  await confirm(page, t.votes.close, t.votes.closeNow)
  await page.getByText(t.votes.outcomes.adopted).first().waitFor()
  await secretary.inspect()
  for (const words of ['участвовали 5 из 7', 'Не голосовали 2'])
    await page.getByText(new RegExp(words)).first().waitFor()
})

test('nothing is accepted into the text after the freeze', async () => {
  await activist.visit(`${road()}/text`)
  await activist.page
    .getByText(/закреплен/)
    .first()
    .waitFor()
  await activist.inspect()
  expect(await activist.page.locator('[contenteditable=true]').count()).toBe(0)
})

test('the official registers it, answers in time, and everybody concerned sees the answer', async () => {
  await secretary.visit(`${road()}/submit`)
  await secretary.inspect()
  await choose(secretary.page, t.initiatives.submitPage.authority, /Олюторск/)
  await submitForm(secretary.page)

  const { page } = official
  await official.visit('/desk')
  await official.inspect()
  await official.visit('/desk/in-tray')
  await official.inspect()
  await page.getByRole('link', { name: TITLE }).first().click()
  await official.inspect()
  await page.getByLabel(t.reviews.register.number).fill('01-14/501')
  await page.getByRole('button', { name: t.reviews.register.submit }).click()
  await page
    .getByLabel(t.reviews.conclude.text)
    .fill('Комната открывается с 1 декабря, ключ у дежурного порта.')
  await choose(page, t.reviews.conclude.verdict, /Поддержать частично/)
  await page.getByLabel(t.reviews.conclude.part).fill('комната на 12 мест')
  await page.getByLabel(t.reviews.conclude.outNumber).fill('01-15/640')
  await official.inspect()
  const sure = page.getByLabel(t.reviews.conclude.sure)
  if (await sure.count()) await sure.check()
  await page.getByRole('button', { name: t.reviews.conclude.submit }).click()
  await page.getByText('комната на 12 мест').first().waitFor()

  await activist.visit(road())
  await activist.page.getByText(t.initiatives.states.accepted_partially).first().waitFor()
})

test('anybody reads the whole path without an account and without scripts', async () => {
  const citizen = await Reader.sitDown(browser, demo.origin, { withoutScripts: true })
  const { page } = citizen
  await citizen.visit(road())
  for (const words of [
    TITLE,
    'В пургу — трое суток.',
    'Комната открывается с 1 декабря',
    '01-14/501',
    'комната на 12 мест',
  ])
    await page.getByText(words).first().waitFor()
  for (const path of [
    road(),
    '/',
    '/initiatives',
    '/councils',
    '/councils/olyutorsky',
    '/exchanges',
    '/authorities/admin-olyutorsky',
  ]) {
    await citizen.visit(path)
  }
  await citizen.visit('/')
  await page.getByRole('link', { name: TITLE }).first().waitFor()
  await citizen.leave()

  const reader = await Reader.sitDown(browser, demo.origin)
  for (const path of [
    road(),
    '/',
    '/initiatives',
    '/councils',
    '/councils/olyutorsky',
    '/exchanges',
    '/authorities/admin-olyutorsky',
    '/councils/palana/meetings',
    '/councils/palana/meetings/1/minutes',
    '/councils/palana/meetings/2',
    '/councils/palana/meetings/3/notice',
    '/councils/palana/plan',
    '/votes?council=palana',
    '/about',
    '/sign-in',
  ]) {
    expect(await reader.visit(path), path).toBe(200)
    await reader.inspect()
  }
  expect([activist, chair, secretary, official, reader].flatMap(({ troubles }) => troubles)).toEqual([])
})

test('a newcomer to the demonstration reads who was at the meeting that was held, and what it decided', async () => {
  const reader = await Reader.sitDown(browser, demo.origin)
  await reader.visit('/councils/palana/meetings')
  await reader.page.getByRole('link', { name: 'Заседание № 1' }).click()
  await reader.page.getByText(meetings.ru.quorum.was).waitFor()
  await reader.page.getByRole('heading', { name: meetings.ru.past.title }).waitFor()
  await reader.page.getByText(meetings.ru.quorum.count(8, 9)).waitFor()
  await reader.inspect()
  await reader.page.getByRole('link', { name: meetings.ru.minutes }).click()
  await reader.page.getByText('Сначала письмо котельной').waitFor()
  await reader.leave()
})

/** A choice made of radio buttons, or of a list. */
async function choose(page: Page, label: string, option: RegExp): Promise<void> {
  const list = page.getByLabel(label, { exact: true })
  if ((await list.count()) === 1 && (await list.evaluate((element) => element.tagName)) === 'SELECT') {
    const value = await list.locator('option').filter({ hasText: option }).first().getAttribute('value')
    await list.selectOption(value)
    return
  }
  const group = page.getByRole('group', { name: label })
  if (await group.count()) await group.getByLabel(option).first().check()
}

async function submitForm(page: Page): Promise<void> {
  await page.locator('main form').last().getByRole('button').last().click()
  await page.waitForLoadState()
}
