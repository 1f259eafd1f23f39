import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { councils } from '../../client/texts/councils.ts'
import { refusalWords } from '../../client/texts/refusals.ts'
import { rules } from '../../client/texts/rules.ts'
import { startDemo, type Demo } from '../support/demo.ts'
import { openBrowser, Reader } from '../support/reader.ts'

const t = rules.ru
const AT = '/councils/olyutorsky/rules'

let demo: Demo
let browser: Browser
/** The chair. */
let lyudmila: Reader
let plain: Reader

beforeAll(async () => {
  demo = await startDemo()
  browser = await openBrowser()
  lyudmila = await Reader.sitDown(browser, demo.origin, { as: 'Громова' })
  plain = await Reader.sitDown(browser, demo.origin, { as: 'Громова', withoutScripts: true })
})

afterAll(async () => {
  await browser?.close()
  await demo?.stop()
})

test('R-73 · the rules are entered without scripts: examples with the council’s numbers, errors beside the field, nothing lost', async () => {
  const { page } = plain
  expect(await plain.visit(`${AT}/new`)).toBe(200)
  await page.getByLabel(councils.ru.rules.form.basis).fill('Решение совета, протокол № 12')
  // Seven members have a vote: the secretary is a civil servant.
  expect(await page.locator('[name="quorum.fraction"] option').first().textContent()).toContain(
    'из 7 нужно 4',
  )
  await page.locator('[name="seats.min"]').fill('12')
  await page.locator('[name="seats.max"]').fill('8')
  await page.locator('[name="notice.days"]').fill('5')
  await page.locator('[name="notice.working"]').selectOption('working')
  await page.locator('[name="quorum.base"][value="established_number"]').check()
  await page.locator('[name="tie.rule"][value="revote"]').check()
  await page.getByRole('button', { name: councils.ru.rules.addButton }).click()

  const problem = page.getByRole('alert')
  expect(await problem.textContent()).toContain(refusalWords.ru.invalid_request)
  expect(await problem.getByRole('link').getAttribute('href')).toBe('#field-seats.min')
  expect(await page.locator('[name="seats.min"]').getAttribute('aria-invalid')).toBe('true')
  expect(await page.getByLabel(councils.ru.rules.form.basis).inputValue()).toBe(
    'Решение совета, протокол № 12',
  )
  expect(await page.locator('[name="notice.days"]').inputValue()).toBe('5')
  expect(await page.locator('[name="notice.working"]').inputValue()).toBe('working')
  expect(await page.locator('[name="quorum.base"][value="established_number"]').isChecked()).toBe(true)

  await page.locator('[name="seats.max"]').fill('15')
  await page.getByRole('button', { name: councils.ru.rules.addButton }).click()
  await page.waitForURL((url) => url.pathname === AT)
  const latest = page.locator('article, section, .card').filter({ hasText: 'протокол № 12' }).first()
  const changes = await latest.getByRole('table').first().textContent()
  for (const words of [
    t.fields['seats.min'].label,
    '5 рабочих дней',
    t.choices['quorum.base'].established_number.title,
    t.choices['tie.rule'].revote.title,
  ])
    expect(changes).toContain(words)
  expect(changes).not.toContain(t.fields['vote.form'].label)
})

test('the form and the versions are read by everybody’s machine and fit a phone', async () => {
  expect(await lyudmila.visit(`${AT}/new`)).toBe(200)
  await lyudmila.inspect()
  expect(await lyudmila.visit(AT)).toBe(200)
  await lyudmila.inspect()
  expect(lyudmila.troubles).toEqual([])
})
