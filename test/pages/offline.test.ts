import type { Editor } from '@tiptap/core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { drafts } from '../../client/texts/drafts.ts'
import { offline } from '../../client/texts/offline.ts'
import { people } from '../../client/texts/people.ts'
import { startDemo, type Demo } from '../support/demo.ts'
import { openBrowser, Reader } from '../support/reader.ts'
import { beginText, becomes, text } from '../support/writing.ts'

const t = drafts.ru

let demo: Demo
let browser: Browser
let igor: Reader
let road = ''

/** Resolves when this browser keeps a page, or keeps none any more. */
const keeps = (page: Page, isKept: boolean) =>
  expect
    .poll(
      () =>
        page.evaluate(async () => {
          const caught = (await caches.keys()).map(async (name) => (await caches.open(name)).match('/_kept'))
          return (await Promise.all(caught)).some(Boolean)
        }),
      { timeout: 30_000 },
    )
    .toBe(isKept)

async function typeAtEnd(page: Page, words: string): Promise<void> {
  await page.evaluate(() => {
    const { editor } = document.querySelector('.ProseMirror') as HTMLElement & { editor: Editor }
    editor.view.focus()
    editor.commands.setTextSelection(editor.state.doc.content.size - 1)
  })
  await page.keyboard.type(words)
}

beforeAll(async () => {
  demo = await startDemo()
  browser = await openBrowser()
  igor = await Reader.sitDown(browser, demo.origin, { as: 'Лазарев' })
  ;({ road } = await beginText(igor, 'Пять дней без связи'))
})

afterAll(async () => {
  await browser?.close()
  await demo?.stop()
})

test('A text that was opened once opens without a server, takes edits through two visits, and they arrive', async () => {
  const { page } = igor
  await igor.visit(road)
  await becomes(page, t.status.saved)
  await keeps(page, true)
  await demo.kill()

  await igor.visit(road)
  await text(page).waitFor()
  await typeAtEnd(page, ' День первый.')
  await becomes(page, t.status.offline_kept)
  await page.reload()
  await text(page).filter({ hasText: 'День первый.' }).waitFor()
  await typeAtEnd(page, ' День второй.')
  await becomes(page, t.status.offline_kept)

  // A page that is not kept says what there is.
  await igor.visit('/councils')
  await page.getByRole('heading', { name: offline.ru.title }).waitFor()
  await igor.inspect()
  await page.getByRole('link', { name: 'Пять дней без связи' }).click()
  await text(page).filter({ hasText: 'День второй.' }).waitFor()

  await demo.start()
  await becomes(page, t.status.saved)
  await page.reload()
  await becomes(page, t.status.saved)
  await text(page).filter({ hasText: 'День первый. День второй.' }).waitFor()
})

test('A copy that the browser threw away is missed aloud', async () => {
  const { page } = igor
  await demo.kill()
  await typeAtEnd(page, ' Пропадёт.')
  await becomes(page, t.status.offline_kept)
  // As a browser that runs out of room: the databases go, nobody is asked.
  await page.goto('about:blank')
  await demo.start()
  await igor.visit('/about')
  await page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const gone = indexedDB.deleteDatabase('veche-drafts')
        gone.onsuccess = resolve
        gone.onerror = reject
      }),
  )
  await igor.visit(road)
  await becomes(page, t.status.saved)
  await page.getByRole('alert').getByRole('button', { name: t.understood }).click()
  expect(await text(page).textContent()).not.toContain('Пропадёт.')
  await page.reload()
  await becomes(page, t.status.saved)
  expect(await page.getByRole('alert').count()).toBe(0)
})

test('When the browser threw away all that pages had stored, the cookie of the server still misses it, once', async () => {
  const { page, context } = igor
  await igor.visit('/about')
  const cdp = await context.newCDPSession(page)
  const storageTypes = 'indexeddb,local_storage,cache_storage,service_workers'
  await cdp.send('Storage.clearDataForOrigin', { origin: demo.origin, storageTypes })
  await cdp.detach()
  await igor.visit(road)
  await becomes(page, t.status.saved)
  const alert = page.getByRole('alert').filter({ hasText: t.wiped })
  await alert.getByRole('button', { name: t.understood }).click()
  await page.reload()
  await becomes(page, t.status.saved)
  expect(await page.getByRole('alert').count()).toBe(0)
})

test('Where the network lets no WebSocket through, the text goes by HTTP and the page says so', async () => {
  const office = await Reader.sitDown(browser, demo.origin, { as: 'Громова' })
  const { page } = office
  await page.addInitScript(() => {
    window.WebSocket = class extends WebSocket {
      constructor() {
        super('ws://127.0.0.1:9/')
      }
    }
  })
  await office.visit(road)
  await becomes(page, t.status.saved)
  await page.getByText(t.detour).waitFor()
  await typeAtEnd(page, ' Из-за прокси.')
  await becomes(page, t.status.saved)
  await text(igor.page).filter({ hasText: 'Из-за прокси.' }).waitFor()
  await typeAtEnd(igor.page, ' Видно и там.')
  await text(page).filter({ hasText: 'Видно и там.' }).waitFor()
  await office.inspect()
  await office.leave()
})

test('Signing out takes the page from a shared computer, and the next person finds none of it', async () => {
  const { page } = igor
  await igor.visit(road)
  await becomes(page, t.status.saved)
  await keeps(page, true)
  await igor.visit('/sign-out')
  await page.getByRole('main').getByRole('button', { name: people.ru.signOut.button }).click()
  await page.waitForURL((url) => url.pathname === '/')
  await keeps(page, false)
})

test('On a line too slow to be heard, a kept page opens for its person and never for the next one', async () => {
  const { page, context } = igor
  // From a page that stays: nothing that the server says on the way to another one is heard.
  const signIn = (name: string) =>
    page.evaluate(async (name) => {
      const answer = await fetch('/api/demo/people')
      const people = (await answer.json()) as { person: string; name: string }[]
      const { person } = people.find((each) => each.name.startsWith(name))!
      await fetch('/api/demo/sign-in', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ person }),
      })
    }, name)
  await signIn('Лазарев')
  await igor.visit(road)
  await becomes(page, t.status.saved)
  await keeps(page, true)
  const beside = await context.newPage()
  await beside.goto(`${demo.origin}/about`)

  demo.pause()
  await igor.visit(road)
  await text(page).filter({ hasText: 'День первый.' }).waitFor()
  demo.resume()
  await becomes(page, t.status.saved)

  await signIn('Громова')
  demo.pause()
  const visit = igor.visit(road)
  await keeps(beside, false)
  demo.resume()
  await visit
  expect(await beside.evaluate(() => document.cookie)).toContain('veche_person=')
  await beside.close()
})

test('Whoever signs in without the other having signed out finds no page of theirs', async () => {
  const { page } = igor
  const signIn = async (name: string) => {
    await igor.visit('/sign-in')
    await page.getByRole('button', { name }).click()
    await page.waitForURL((url) => url.pathname !== '/sign-in')
  }
  await signIn('Лазарев')
  await igor.visit(road)
  await becomes(page, t.status.saved)
  await keeps(page, true)
  await signIn('Громова')
  await keeps(page, false)
  await demo.kill()
  await igor.visit(road)
  await page.getByRole('heading', { name: offline.ru.title }).waitFor()
  expect(await page.getByRole('link', { name: 'Пять дней без связи' }).count()).toBe(0)
  await demo.start()
})
