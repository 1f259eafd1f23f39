import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mandates } from '../../client/texts/mandates.ts'
import { startDemo, type Demo } from '../support/demo.ts'
import { openBrowser, Reader } from '../support/reader.ts'

const t = mandates.ru
const AT = '/councils/olyutorsky'

let demo: Demo
let browser: Browser

beforeAll(async () => {
  demo = await startDemo()
  browser = await openBrowser()
})

afterAll(async () => {
  await browser?.close()
  await demo?.stop()
})

test('R-73 · a member tells a conflict of interest and an absence without scripts, and takes one back', async () => {
  const { page, visit } = await plainReader('Лазарев')
  expect(await visit(`${AT}/standing`)).toBe(200)
  await page.getByLabel(t.standing.matter).fill('Ремонт клуба в Тиличиках')
  await page.getByLabel(t.standing.reason, { exact: true }).fill('Подряд выполняет брат')
  await page.getByRole('button', { name: t.standing.submit, exact: true }).click()
  await page.getByText(t.standing.done.declared).waitFor()
  expect(await page.getByText('Ремонт клуба в Тиличиках').count()).toBe(1)

  const [startsOn, endsOn] = [page.getByLabel(t.standing.startsOn), page.getByLabel(t.standing.endsOn)]
  await startsOn.fill('2030-05-10')
  await endsOn.fill('2030-05-01')
  await page.getByLabel(t.standing.why, { exact: true }).fill('Отпуск')
  await page.getByRole('button', { name: t.standing.save, exact: true }).click()
  await page.getByRole('alert').waitFor()
  expect(await startsOn.inputValue()).toBe('2030-05-10')
  expect(await page.getByLabel(t.standing.why, { exact: true }).inputValue()).toBe('Отпуск')
  await endsOn.fill('2030-05-20')
  await page.getByRole('button', { name: t.standing.save, exact: true }).click()
  await page.getByText(t.standing.done.entered).waitFor()

  await page.getByRole('button', { name: /Ремонт клуба/ }).click()
  await page.getByText(t.standing.done.withdrawn).waitFor()
  expect(await page.getByText('Ремонт клуба в Тиличиках').count()).toBe(0)
})

test('the composition on a day is asked for without scripts, and both pages are read by everybody’s machine', async () => {
  const { page, visit } = await plainReader()
  expect(await visit(`${AT}/composition`)).toBe(200)
  const rows = page.getByRole('table').first().getByRole('row')
  expect(await rows.count()).toBe(10)
  await page.getByLabel(t.composition.on).fill('2001-01-01')
  await page.getByRole('button', { name: t.composition.show }).click()
  await page.getByText(t.composition.nobody).waitFor()

  const chair = await Reader.sitDown(browser, demo.origin, { as: 'Громова' })
  for (const path of ['composition', 'standing', 'members']) {
    expect(await chair.visit(`${AT}/${path}`)).toBe(200)
    await chair.inspect()
  }
  await chair.page.getByRole('link', { name: /Лазарев/ }).click()
  await chair.page.getByLabel(t.seat.endReason).waitFor()
  await chair.inspect()
  expect(chair.troubles).toEqual([])
})

async function plainReader(as?: string) {
  const reader = await Reader.sitDown(browser, demo.origin, { ...(as && { as }), withoutScripts: true })
  return { page: reader.page, visit: (path: string) => reader.visit(path) }
}
