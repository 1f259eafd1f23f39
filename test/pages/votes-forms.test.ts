import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { refusalWords } from '../../client/texts/refusals.ts'
import { voteForms } from '../../client/texts/votes-forms.ts'
import { votes } from '../../client/texts/votes.ts'
import { startDemo, type Demo } from '../support/demo.ts'
import { openBrowser, Reader } from '../support/reader.ts'

const t = votes.ru
const f = voteForms.ru

let demo: Demo
let browser: Browser
/** The secretary and the chair. */
let belova: Reader
let gromova: Reader
/** A member without scripts. */
let lazarev: Reader

beforeAll(async () => {
  demo = await startDemo()
  browser = await openBrowser()
  belova = await Reader.sitDown(browser, demo.origin, { as: 'Белова' })
  gromova = await Reader.sitDown(browser, demo.origin, { as: 'Громова' })
  lazarev = await Reader.sitDown(browser, demo.origin, { as: 'Лазарев', withoutScripts: true })
})

afterAll(async () => {
  await browser?.close()
  await demo?.stop()
})

/** The secretary announces a vote of the council's own; answers with its page. */
async function announced(form: keyof typeof f.forms, options: readonly string[] = []): Promise<string> {
  const { page } = belova
  expect(await belova.visit('/votes/new?council=olyutorsky')).toBe(200)
  await page.getByRole('textbox', { name: f.fresh.question }).fill(`Проверка: ${f.forms[form]}`)
  await page.locator(`[name="form"][value="${form}"]`).check()
  await page.getByLabel(f.fresh.options).fill(options.join('\n'))
  await page.getByLabel(f.fresh.check).check()
  await page.getByRole('button', { name: f.fresh.submit }).click()
  await page.waitForURL((url) => /^\/votes\/[0-9a-f-]{36}$/.test(url.pathname))
  return new URL(page.url()).pathname
}

test('R-76 · a vote of the council’s own is announced by a form; a refusal stands beside the field and loses nothing', async () => {
  const { page } = belova
  await belova.visit('/votes/new?council=olyutorsky')
  await belova.inspect()
  await page.getByRole('textbox', { name: f.fresh.question }).fill('Кого избрать?')
  await page.locator('[name="form"][value="election"]').check()
  await page.getByLabel(f.fresh.check).check()
  await page.getByRole('button', { name: f.fresh.submit }).click()
  expect(await page.getByRole('alert').textContent()).toContain(refusalWords.ru.invalid_request)
  expect(await page.getByLabel(f.fresh.options).getAttribute('aria-invalid')).toBe('true')
  expect(await page.getByRole('textbox', { name: f.fresh.question }).inputValue()).toBe('Кого избрать?')
  expect(await lazarev.visit('/votes/new?council=olyutorsky')).toBe(403)
})

test('an election is voted on without scripts, counted by name and annulled by the chair with a reason', async () => {
  const at = await announced('election', ['Громова Людмила', 'Ким Сергей', 'Уварова Нина'])
  await belova.inspect()
  await lazarev.visit(at)
  await lazarev.page.getByRole('button', { name: 'Ким Сергей' }).click()
  await lazarev.page.getByRole('button', { name: 'Ким Сергей', pressed: true }).waitFor()

  await belova.visit(at)
  await belova.page.getByRole('button', { name: t.close }).click()
  await belova.page.getByRole('button', { name: t.closeNow }).click()
  await belova.page.getByRole('table', { name: t.byNameTitle }).waitFor()
  await belova.inspect()
  expect(await belova.page.getByRole('table', { name: t.resultTitle }).textContent()).toContain('Ким Сергей')

  const { page } = gromova
  await gromova.visit(at)
  await page.getByRole('button', { name: f.annul.verb }).click()
  await page.getByLabel(f.annul.reason).fill('Двое голосовали с одного телефона.')
  await page.getByRole('dialog').getByRole('button', { name: f.annul.confirm }).click()
  await page.getByText(f.annulledBecause('Двое голосовали с одного телефона.')).waitFor()
  await gromova.inspect()
})

test('T5 · a sheet is handed in without scripts with its dissent, typed from paper, printed, and a session is demanded', async () => {
  const at = await announced('absentee')
  const { page } = lazarev
  await lazarev.visit(at)
  await page.getByRole('radio', { name: t.choices.against, exact: true }).check()
  await page.getByLabel(f.sheet.dissent).fill('Денег на это нет.')
  await page.getByRole('button', { name: f.sheet.send }).click()
  await page.getByText(f.sheet.kept(t.choicesMine.against)).waitFor()

  await belova.visit(`${at}/typing`)
  await belova.inspect()
  await belova.page.getByLabel(f.typing.member).selectOption({ index: 1 })
  await belova.page.getByRole('radio', { name: t.choices.for, exact: true }).check()
  await belova.page.getByRole('button', { name: f.typing.send }).click()
  await belova.page.getByText(f.typing.states.agreed).waitFor()
  await belova.page.getByLabel(f.typing.member).selectOption({ index: 1 })
  await belova.page.getByRole('radio', { name: f.typing.spoilt }).check()
  await belova.page.getByRole('button', { name: f.typing.send }).click()
  await belova.page.getByText(f.typing.mine(f.spoilt)).waitFor()
  await belova.inspect()

  await belova.visit(`${at}/sheet?all`)
  await belova.inspect()
  expect(await belova.page.locator('article.document').count()).toBe(7)
  expect(await belova.page.locator('article.document h2').last().textContent()).toContain('№ 7')

  await page.locator('summary', { hasText: f.sheet.demand }).click()
  await page.locator('form[action="?/demand"] button').click()
  await page.getByText(f.sheet.demanded).waitFor()
  await gromova.visit(at)
  await gromova.page.getByText(f.sheet.demands(1, 3)).waitFor()
  const inWord = (name: string) => `${name}, ${f.papers.in('docx')}`
  await lazarev.visit(at)
  await page.getByRole('link', { name: inWord(f.papers.kinds.sheet) }).waitFor()
  await gromova.page.getByText(f.papers.named(7)).click()
  const own = page.getByRole('link', { name: /^Лазарев .*файл Word$/ })
  expect(await own.count()).toBe(1)
  expect(
    (await page.request.get(new URL((await own.getAttribute('href'))!, demo.origin).href)).status(),
  ).toBe(200)
  await gromova.page
    .getByRole('link', { name: /файл Word$/ })
    .nth(7)
    .waitFor()
  await gromova.inspect()
})

test('a rating says on its page that it is no decision, and takes the pick of an account without scripts', async () => {
  const at = await announced('rating', ['Дорога', 'Школа', 'Причал'])
  await belova.inspect()
  const { page } = lazarev
  await lazarev.visit(at)
  expect(await page.getByText(f.rating.flag).count()).toBe(1)
  await page.getByRole('radio', { name: 'Школа' }).check()
  await page.getByRole('button', { name: f.rating.send }).click()
  await page.getByText(f.rating.kept).waitFor()
  await belova.visit(at)
  expect(await belova.page.getByText(f.rating.voters(1)).count()).toBe(1)
})

test('a mixed vote says beforehand which ballot counts, and two operators type a sheet without seeing each other’s word', async () => {
  const at = await announced('mixed')
  await gromova.visit(at)
  await gromova.page.getByText(f.waysMixed).waitFor()
  for (const [reader, choice] of [
    [belova, 'for'],
    [gromova, 'against'],
  ] as const) {
    await reader.visit(`${at}/typing`)
    expect(await reader.page.getByText(f.typing.mine(t.choices.for)).count()).toBe(0)
    await reader.page.getByLabel(f.typing.member).selectOption({ index: 3 })
    await reader.page.getByRole('radio', { name: f.ways.paper }).check()
    await reader.page.getByRole('radio', { name: t.choices[choice], exact: true }).check()
    await reader.page.getByRole('button', { name: f.typing.send }).click()
    await reader.page.getByText(f.typing.mine(t.choices[choice])).waitFor()
  }
  await gromova.page.getByText(f.typing.states.differs).waitFor()
  await gromova.inspect()
  expect(await gromova.visit('/votes?council=olyutorsky')).toBe(200)
  await gromova.inspect()
  await gromova.page.getByRole('link', { name: `Проверка: ${f.forms.mixed}` }).click()
  await gromova.page.waitForURL((url) => url.pathname === at)
  for (const { troubles } of [belova, gromova]) expect(troubles).toEqual([])
})
