import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { files } from '../../client/texts/files.ts'
import { refusalWords } from '../../client/texts/refusals.ts'
import { readWord } from '../../server/drafts/convert/word-read.ts'
import type { ThreadList } from '../../shared/comments.ts'
import type { SuggestionsView } from '../../shared/suggestions.ts'
import { asWordWrites } from '../fixtures/word/as-word-writes.ts'
import { startDemo, type Demo } from '../support/demo.ts'
import { openBrowser, Reader } from '../support/reader.ts'
import { ask, beginText, openText } from '../support/writing.ts'

const t = files.ru

let demo: Demo
let browser: Browser
let igor: Reader
let page: Page
let draftId = ''

const menu = () => page.locator('details summary', { hasText: t.menu })
const dialog = () => page.getByRole('dialog', { name: t.take.title })

async function choose(name: string, bytes: Uint8Array) {
  await menu().click()
  await page.getByRole('button', { name: t.import }).click()
  await dialog()
    .locator('input[type=file]')
    .setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) })
  await dialog().getByRole('button', { name: t.take.look }).click()
}

async function download(name: string): Promise<Buffer> {
  await menu().click()
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name, exact: true }).click(),
  ])
  return readFileSync(await file.path())
}

beforeAll(async () => {
  ;[demo, browser] = await Promise.all([startDemo(), openBrowser()])
  igor = await Reader.sitDown(browser, demo.origin, { as: 'Лазарев' })
  page = igor.page
  const begun = await beginText(igor, 'Мост через Вывенку', {
    problem: 'Через реку не перейти.',
    proposal: 'Построить мост.',
  })
  draftId = begun.draftId
  await openText(igor, begun.road)
})
afterAll(async () => {
  await browser?.close()
  await demo?.stop()
})

test('a file is shown first, also on a phone, and comes in with suggestions and comments', async () => {
  await choose('решение.docx', asWordWrites())
  await dialog().getByText(t.take.holds('решение.docx')).waitFor()
  const shown = await dialog().innerText()
  for (const words of [t.take.headings(1), t.take.items(5), t.take.footnotes(1), t.take.losses.contents])
    expect(shown).toContain(words)
  expect(shown).toContain(t.take.proposals(['Иванова А. А.', 'Петров О.']))
  expect(await page.locator('.ProseMirror').innerText()).not.toContain('Решение совета')

  await page.setViewportSize({ width: 360, height: 740 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
  await page.setViewportSize({ width: 1280, height: 900 })

  await dialog().getByRole('button', { name: t.take.put }).click()
  await dialog().getByText(t.take.tookProposals(2)).waitFor()
  await dialog().getByText(t.take.tookComments(1)).waitFor()
  await page.keyboard.press('Escape')
  await page.locator('.ProseMirror').getByText('Решение совета').waitFor()
  expect((await ask<ThreadList>(page, 'GET', `/drafts/${draftId}/threads`)).threads).toHaveLength(1)
  expect(JSON.stringify(await ask<SuggestionsView>(page, 'GET', `/drafts/${draftId}/suggestions`))).toContain(
    'Петров О.',
  )
})

test('a file of another kind gets a sentence that says what to do, and another file may be chosen', async () => {
  await choose('письмо.rtf', new TextEncoder().encode('{\\rtf1 Решение}'))
  await dialog().getByText(refusalWords.ru.file_is_rtf).waitFor()
  await dialog().locator('input[type=file]').waitFor()
  await page.keyboard.press('Escape')
})

test('the menu is used by keyboard, and the text leaves as Word with what stands beside it', async () => {
  await menu().focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(t.word)
  await page.keyboard.press('Escape')
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('SUMMARY')
  const { proposals, comments } = await readWord(await download(t.review))
  expect(proposals.map((each) => each.author).toSorted()).toEqual(['Иванова А. А.', 'Петров О.'])
  expect(comments.map((each) => each.quote)).toEqual(['решил'])
})

test('a PDF is made where the server has a browser, with the words of the text', async () => {
  const { formats } = await ask<{ formats: string[] }>(page, 'GET', `/drafts/${draftId}/files`)
  if (!formats.includes('pdf')) {
    await menu().click()
    await page.getByRole('button', { name: t.pdfByPrinting }).waitFor()
    return
  }
  const pdf = await download(t.pdf)
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
  if (existsSync('/usr/bin/pdftotext'))
    expect(execFileSync('pdftotext', ['-', '-'], { input: pdf, encoding: 'utf8' })).toContain(
      'Решение совета',
    )
})

test('nothing in the console was wrong', () => expect(igor.troubles).toEqual([]))
