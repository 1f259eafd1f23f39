import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { journal } from '../../client/texts/journal.ts'
import { buildApp } from '../../server/app.ts'
import { openKit } from '../../server/lib/kit.ts'
import { mountPages } from '../../server/pages.ts'
import { House, testConfig } from '../house.ts'
import { openBrowser, Reader } from '../support/reader.ts'
import { votingCouncil } from '../support/votes.ts'

const t = journal.ru
const dataDir = mkdtempSync(join(tmpdir(), 'veche-journal-page-'))
let house: House
let browser: Browser
let origin: string

beforeAll(async () => {
  const clock = { now: new Date('2026-11-24T00:00:00.000Z') }
  const kit = await openKit(testConfig({ dataDir }), pino({ level: 'silent' }), () => clock.now)
  const app = await buildApp(kit)
  await mountPages(app, { mode: 'production', publicUrl: 'http://localhost:8080' })
  house = new House(kit, app, clock)
  origin = await house.listen()
  browser = await openBrowser()
})
afterAll(async () => {
  await browser.close()
  await house.close()
  rmSync(dataDir, { recursive: true })
})

test('the journal shows its days to anybody without scripts, and their rows to an administrator', async () => {
  const reader = await Reader.sitDown(browser, origin, { withoutScripts: true })
  const { page } = reader
  expect(await reader.visit('/journal')).toBe(200)
  await page.getByText(t.empty).waitFor()

  await votingCouncil(house, 3)
  await house.kit.tick()
  house.setClock('2026-11-25T00:00:00.000Z')
  await house.kit.tick()
  const { head } = await house.kit.db
    .selectFrom('journalSeal')
    .select('hash as head')
    .where('seq', '=', 1)
    .executeTakeFirstOrThrow()
  await reader.visit('/journal')
  await page.getByRole('rowheader', { name: '24 ноября 2026' }).waitFor()
  await page.getByText(head.slice(0, 16).match(/.{4}/g)!.join(' ')).click()
  await page.getByText(head, { exact: true }).waitFor()
  await page.getByText(t.first).waitFor()
  expect(await page.getByRole('link', { name: /^Строки за/ }).count()).toBe(0)

  const { cookie } = await house.as(await house.person({ administrator: true }))
  const [name, value] = cookie.split('=') as [string, string]
  await reader.context.addCookies([{ name, value, url: origin }])
  await reader.visit('/journal')
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: /^Строки за/ }).click()
  expect((await download).suggestedFilename()).toBe('journal-2026-11-24.json')
  await reader.leave()
})

test('the journal and the page that checks are for everybody, and one leads to the other', async () => {
  const reader = await Reader.sitDown(browser, origin)
  await reader.visit('/journal')
  await reader.inspect()
  await reader.page.getByRole('link', { name: t.check }).click()
  await reader.page.waitForURL(`${origin}/verify`)
  await reader.page.getByLabel('Файлы для проверки').waitFor()
  await reader.inspect()
  const download = reader.page.waitForEvent('download')
  await reader.page.getByRole('link', { name: 'Сохранить эту страницу' }).click()
  expect((await download).suggestedFilename()).toBe('veche-verify.html')
  expect(reader.troubles).toEqual([])
  await reader.leave()
})
