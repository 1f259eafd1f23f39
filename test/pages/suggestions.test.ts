import type { Editor } from '@tiptap/core'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { suggestions } from '../../client/texts/suggestions.ts'
import type { DraftView } from '../../shared/drafts.ts'
import { startDemo, type Demo } from '../support/demo.ts'
import { openBrowser, Reader } from '../support/reader.ts'
import { ask, beginText, choose, text } from '../support/writing.ts'

const t = suggestions.ru
const proposal = 'Открыть тёплую комнату в здании школы.'

let demo: Demo
let browser: Browser
/** Writes the text; suggests; reads and decides without scripts. */
let lyudmila: Reader
let igor: Reader
let plain: Reader
let road = ''
let draftId = ''

const stored = async () => (await ask<DraftView>(lyudmila.page, 'GET', `/drafts/${draftId}`)).html

beforeAll(async () => {
  demo = await startDemo()
  browser = await openBrowser()
  igor = await Reader.sitDown(browser, demo.origin, { as: 'Лазарев' })
  lyudmila = await Reader.sitDown(browser, demo.origin, { as: 'Громова' })
  plain = await Reader.sitDown(browser, demo.origin, { as: 'Громова', withoutScripts: true })
  ;({ road, draftId } = await beginText(lyudmila, 'Комната ожидания', { proposal }))
})

afterAll(async () => {
  await browser?.close()
  await demo?.stop()
})

test('Who suggests writes in the text itself, sees what is new and what is gone, and sends it with a reason', async () => {
  const { page } = igor
  await igor.visit(`${road}/suggest`)
  await page.getByRole('button', { name: t.suggest }).click()
  await text(page).waitFor()
  await page.locator('[data-status=saved]', { hasText: t.mode.saved }).waitFor()
  await choose(page, 'сутками')
  await page.keyboard.type('неделями')
  await choose(page, 'школы')
  await page.keyboard.type('больницы')
  await text(page).locator('ins', { hasText: 'неделями' }).waitFor()
  await text(page).locator('del', { hasText: 'сутками' }).waitFor()
  await page.getByText(t.changes(2), { exact: true }).waitFor()
  await page.locator('[data-status=saved]', { hasText: t.mode.saved }).waitFor()
  await igor.inspect()
  await page.getByLabel(t.note).fill('Зимой рейс переносят и на неделю.')
  await page.getByRole('button', { name: t.mode.send }).click()
  await page.getByText(t.mode.sent).waitFor()
  expect(await stored()).toContain('сутками')
})

test('Who writes the text sees changes in it and beside it, and accepts one with its author', async () => {
  const { page } = lyudmila
  await lyudmila.visit(road)
  await text(page).waitFor()
  await page.locator('[data-side=suggestions]').click()
  await text(page).locator('del', { hasText: 'сутками' }).waitFor()
  await text(page).locator('ins', { hasText: 'неделями' }).waitFor()
  await page.getByText('Зимой рейс переносят и на неделю.').first().waitFor()
  await lyudmila.inspect()
  // By keyboard alone.
  await page
    .getByRole('button', { name: /^Принять правку: Лазарев/ })
    .first()
    .focus()
  await page.keyboard.press('Enter')
  await page.getByText(t.panel.done.accepted).waitFor()
  await text(page).filter({ hasText: 'неделями' }).waitFor()
  expect(await stored()).toContain('Рейса ждут неделями.')
  await expect.poll(() => page.locator('article[data-change]').count()).toBe(1)
})

test('Whole items, blocks and kinds of blocks are shown where they came, went or changed', async () => {
  const { page } = igor
  const other = await beginText(igor, 'Порядок дежурства', { proposal })
  await ask(page, 'POST', `/drafts/${other.draftId}/suggestions`)
  await igor.visit(`${other.road}/suggest`)
  await page.locator('[data-status=saved]').waitFor()
  await choose(page, 'Проблема')
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await page.keyboard.type('1) сутки 2')
  await page.keyboard.press('Enter')
  await page.keyboard.type('смена')
  await choose(page, 'Предложение')
  await page.keyboard.press('Control+Alt+0')
  await text(page).locator('ins', { hasText: 'смена' }).waitFor()
  await text(page).locator('.change-shape', { hasText: 'Предложение' }).waitFor()
  await choose(page, 'сутки 2')
  await page.evaluate(() => {
    const { editor } = document.querySelector('.ProseMirror') as HTMLElement & { editor: Editor }
    editor.commands.deleteNode('listItem')
  })
  await page.locator('[data-status=saved]').waitFor()
  await igor.inspect()
  expect(igor.troubles).toEqual([])
})

test('Without scripts changes are read in the text and clause by clause, and declined for a reason', async () => {
  const { page } = plain
  await plain.visit(`${road}/suggestions`)
  await page.getByRole('link', { name: /^Лазарев/ }).click()
  expect(await page.locator('.document del', { hasText: 'школы' }).count()).toBe(1)
  expect(await page.locator('.document ins', { hasText: 'больницы' }).textContent()).toContain('добавлено')
  await page.locator('article details summary').click()
  await page.getByLabel(t.reason, { exact: false }).fill('В больнице нет места.')
  await page.getByRole('button', { name: /^Отклонить правку/ }).click()
  await page.getByText(t.nothingLeft).waitFor()
  await page.locator('details summary', { hasText: t.decided }).click()
  await page.getByText('В больнице нет места.').waitFor()
  expect(await stored()).toContain('в здании школы')
})

test('Who suggested reads what was decided and why', async () => {
  const { page } = igor
  await igor.visit(`${road}/suggest`)
  await page.locator('details summary', { hasText: t.decided }).click()
  await page.getByText('В больнице нет места.').waitFor()
  await igor.inspect()
  await igor.visit(`${road}/suggestions`)
  await igor.inspect()
  expect([...igor.troubles, ...lyudmila.troubles]).toEqual([])
})
