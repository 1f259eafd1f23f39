import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { revisions } from '../../client/texts/revisions.ts'
import { startDemo, type Demo } from '../support/demo.ts'
import { openBrowser, Reader } from '../support/reader.ts'
import { beginText, saved, sees, text } from '../support/writing.ts'

const t = revisions.ru

let demo: Demo
let browser: Browser
let igor: Reader
let lyudmila: Reader
let road = ''

async function write(reader: Reader, words: string): Promise<void> {
  await reader.visit(road)
  await text(reader.page).click()
  await saved(reader.page)
  await reader.page.keyboard.press('Control+End')
  await reader.page.keyboard.type(words, { delay: 5 })
  await sees(reader.page, words)
  await saved(reader.page)
}

beforeAll(async () => {
  demo = await startDemo()
  browser = await openBrowser()
  igor = await Reader.sitDown(browser, demo.origin, { as: 'Лазарев' })
  lyudmila = await Reader.sitDown(browser, demo.origin, { as: 'Громова' })
  ;({ road } = await beginText(igor, 'Тёплая комната'))
})

afterAll(async () => {
  await browser?.close()
  await demo?.stop()
})

test('Somebody names a version, the text changes, and they bring it back and look what was different', async () => {
  const { page } = igor
  await write(igor, ' Комната открыта всю ночь.')
  await page.locator('[data-side=versions]').click()
  await page.getByLabel(t.name.label).fill('до совещания')
  await page.getByRole('button', { name: t.name.save }).click()
  await page.getByText(t.name.done('до совещания')).waitFor()

  await write(lyudmila, ' Ключ у дежурного.')
  await sees(page, 'Ключ у дежурного.')
  await page.getByRole('button', { name: `${t.restore.verb}: до совещания` }).click()
  await igor.inspect()
  await page.getByRole('group').getByRole('button', { name: t.restore.confirm }).click()
  await page.getByText(t.restore.done).waitFor()
  await text(lyudmila.page).filter({ hasNotText: 'Ключ у дежурного.' }).waitFor()
  expect(await text(lyudmila.page).innerText()).toContain('Комната открыта всю ночь.')

  await page.getByRole('button', { name: t.restore.undo }).click()
  await sees(lyudmila.page, 'Ключ у дежурного.')

  await igor.visit(`${road}/versions`)
  await igor.inspect()
  await page.getByRole('link', { name: `${t.withNow}: до совещания` }).click()
  await page.getByText(/добавлено 3 слова, удалено 0 слов/).waitFor()
  // The keys come with the scripts, after the words.
  await page.getByText(t.comparison.keys).waitFor()
  await page.keyboard.press('Alt+ArrowDown')
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('INS')
  expect(await page.locator('ins').first().innerText()).toContain('Ключ у дежурного')
  await page.getByText(t.comparison.position(1, 1)).waitFor()
  await igor.inspect()
})

test('Whose words they are is seen in the text, and at the caret', async () => {
  const { page } = igor
  await igor.visit(road)
  await saved(page)
  await page.locator('[data-side=authors]').click()
  await page
    .getByText(/Лазарев/)
    .first()
    .waitFor()
  await page.getByRole('button', { name: t.authors.show }).click()
  const hers = page.locator('.ProseMirror .authored').filter({ hasText: 'Ключ у дежурного' })
  await hers.waitFor()
  expect(await hers.getAttribute('title')).toMatch(/^Громова/)
  await text(page).click()
  await page.keyboard.press('Control+End')
  await page.getByText(/^У курсора: Громова/).waitFor()
  await igor.inspect()
  await page.getByRole('button', { name: t.authors.hide }).click()
  await expect.poll(() => page.locator('.authored').count()).toBe(0)
})

test('Without scripts there are the same pages and forms', async () => {
  const plain = await Reader.sitDown(browser, demo.origin, { as: 'Лазарев', withoutScripts: true })
  const { page } = plain
  await plain.visit(`${road}/authors`)
  await page.locator('.authored').filter({ hasText: 'Ключ у дежурного' }).waitFor()
  expect(await page.locator('.contributors').innerText()).toMatch(/Громова.*\n?.*%/)

  await plain.visit(`${road}/versions`)
  await page.getByLabel(t.name.label).fill('после совещания')
  await page.getByRole('button', { name: t.name.save }).click()
  await page.getByText(t.name.done('после совещания')).waitFor()
  const line = page.locator('.versions > li').filter({ hasText: 'до совещания' })
  await line.locator('summary').filter({ hasText: t.restore.verb }).click()
  await line.getByRole('button', { name: t.restore.confirm }).click()
  await page.getByText(t.restore.done).waitFor()
  await sees(igor.page, 'Комната открыта всю ночь.')
  await text(igor.page).filter({ hasNotText: 'Ключ у дежурного' }).waitFor()

  await page.getByLabel(t.choose.from).selectOption({ index: 0 })
  await page.getByRole('button', { name: t.choose.go }).click()
  expect(new URL(page.url()).pathname).toMatch(/\/versions\/\d+\.\.(\d+|now)$/)
  await page.getByText(t.comparison.legend).waitFor()
  await plain.leave()
})

test('No page has failed in the browser', () => {
  expect([...igor.troubles, ...lyudmila.troubles]).toEqual([])
})
