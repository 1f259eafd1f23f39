import type { Browser, Page } from 'playwright-core'
import * as Y from 'yjs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { drafts } from '../../client/texts/drafts.ts'
import { people } from '../../client/texts/people.ts'
import type { DraftView } from '../../shared/drafts.ts'
import { startDemo, type Demo } from '../support/demo.ts'
import { Typist } from '../support/collab.ts'
import { openBrowser, Reader } from '../support/reader.ts'
import { ask, becomes, beginText, openText, saved, sees, standAfter, text } from '../support/writing.ts'

const t = drafts.ru

let demo: Demo
let browser: Browser
/** Two members of a council, each in a browser of their own. */
let igor: Reader
let lyudmila: Reader
let number = ''
let road = ''
let draftId = ''

const stored = (page: Page) => ask<DraftView>(page, 'GET', `/drafts/${draftId}`)

/** The same in a page beside, which may be closed. */
async function openAside(reader: Reader): Promise<Page> {
  const page = await reader.context.newPage()
  await page.goto(`${demo.origin}${encodeURI(road)}`)
  await saved(page)
  return page
}

/** Begins a text of its own for the test that follows. */
async function begin(title: string): Promise<void> {
  ;({ number, road, draftId } = await beginText(igor, title))
}

beforeAll(async () => {
  demo = await startDemo()
  browser = await openBrowser()
  igor = await Reader.sitDown(browser, demo.origin, { as: 'Лазарев' })
  lyudmila = await Reader.sitDown(browser, demo.origin, { as: 'Громова' })
})

afterAll(async () => {
  await browser?.close()
  await demo?.stop()
})

test('Two people who type at once see one text, whole letters and each other', async () => {
  await begin('Комната ожидания')
  const [one, two] = await Promise.all([openText(igor, road), openText(lyudmila, road)])
  await standAfter(one, 'Рейса ждут сутками.')
  await standAfter(two, 'Открыть тёплую комнату.')
  await Promise.all([
    one.keyboard.type(' Чавʼчуваӈ, ӄой, ԓыги, ӽ и 👩‍👩‍👧‍👦.', { delay: 10 }),
    two.keyboard.type(' Ключ — у дежурного 🏔️, ӈэй.', { delay: 12 }),
  ])
  await Promise.all([saved(one), saved(two)])
  await sees(one, 'Открыть тёплую комнату. Ключ — у дежурного 🏔️, ӈэй.')
  await sees(two, 'Рейса ждут сутками. Чавʼчуваӈ, ӄой, ԓыги, ӽ и 👩‍👩‍👧‍👦.')
  const words = async (page: Page) =>
    page.evaluate(() =>
      [...document.querySelectorAll('.ProseMirror :is(p, h1, h2)')].map((each) => {
        const copy = each.cloneNode(true) as Element
        copy.querySelectorAll('.draft-caret').forEach((caret) => caret.remove())
        return copy.textContent
      }),
    )
  expect(await words(one)).toEqual(await words(two))
  expect((await stored(one)).html).toContain('ӄой, ԓыги, ӽ и 👩‍👩‍👧‍👦.')
  await one.getByRole('listitem').filter({ hasText: 'Громова Людмила Андреевна' }).waitFor()
  await one.locator('.draft-flag', { hasText: 'Громова Л.А.' }).waitFor()
})

test('Undo takes back only what this person did', async () => {
  const { page: one } = igor
  const { page: two } = lyudmila
  await standAfter(one, 'Открыть тёплую комнату.')
  await one.keyboard.type(' Моё.')
  await sees(two, 'Моё.')
  await standAfter(two, 'Рейса ждут сутками.')
  await two.keyboard.type(' Чужое.')
  await sees(one, 'Чужое.')
  await one.getByRole('button', { name: t.tools.undo }).click()
  await text(two).filter({ hasNotText: 'Моё.' }).waitFor()
  await sees(one, 'Чужое.')
  await Promise.all([saved(one), saved(two)])
})

test('A syllable that is being composed survives what others write meanwhile', async () => {
  const { page: one } = igor
  const { page: two } = lyudmila
  await standAfter(one, 'Чужое.')
  const keyboard = await igor.context.newCDPSession(one)
  await keyboard.send('Input.imeSetComposition', { text: ' ㅎ', selectionStart: 2, selectionEnd: 2 })
  await standAfter(two, 'ӈэй.')
  await two.keyboard.type(' Пока тот слагал.')
  await sees(one, 'Пока тот слагал.')
  await keyboard.send('Input.imeSetComposition', { text: ' 한', selectionStart: 2, selectionEnd: 2 })
  await keyboard.send('Input.insertText', { text: ' 한글' })
  await sees(two, 'Чужое. 한글')
  await Promise.all([saved(one), saved(two)])
  expect((await stored(one)).html.match(/한/g)).toHaveLength(1)
})

test('What Word puts on the clipboard comes in clean, with its list', async () => {
  const { page } = igor
  await standAfter(page, 'Пока тот слагал.')
  await page.keyboard.press('Enter')
  const item = (level: number, mark: string, words: string) =>
    `<p class=MsoListParagraph style='margin-left:36pt;mso-list:l0 level${level} lfo1'><![if !supportLists]><span style='mso-list:Ignore'>${mark}<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>${words}<o:p></o:p></p>`
  await page.evaluate(
    (html) => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/html', html)
      document
        .querySelector('.ProseMirror')!
        .dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    },
    `<html><head><style>p{color:red}</style></head><body><p class=MsoNormal style='color:#ff0000'><b style='mso-bidi-font-weight:normal'>Из Word</b><o:p></o:p></p>${item(1, '1)', 'первый')}${item(2, 'а)', 'буква')}${item(1, '2)', 'второй')}</body></html>`,
  )
  await saved(page)
  const { html } = await stored(page)
  expect(html).toContain('<p><strong>Из Word</strong></p>')
  expect(html).toMatch(
    /<ol[^>]*decimal[^>]*><li><p>первый<\/p><ol[^>]*cyrillic[^>]*><li><p>буква<\/p><\/li><\/ol><\/li><li><p>второй/,
  )
  expect(html).not.toMatch(/style=|mso|red/)
})

test('The bar makes lists, tables and links by keyboard, and the page has no fault that axe knows', async () => {
  const { page } = igor
  await igor.inspect()
  await standAfter(page, 'второй')
  await page.keyboard.press('Alt+F10')
  await page.keyboard.press('End')
  const tool = () => page.evaluate(() => (document.activeElement as HTMLElement).dataset.tool)
  while ((await tool()) !== 'table') await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Enter')
  await text(page).locator('table').waitFor()
  for (const head of ['Показатель', '2025', '2026']) {
    await page.keyboard.type(head)
    await page.keyboard.press('Tab')
  }
  await page.keyboard.type('По данным: ')
  await page.keyboard.press('Control+k')
  await page.getByLabel(t.link.address).fill('javascript:alert(1)')
  await page.keyboard.press('Enter')
  await page.getByText(t.link.wrong).waitFor()
  await igor.inspect()
  await page.getByLabel(t.link.address).fill('www.kamgov.ru')
  await page.keyboard.press('Enter')
  await text(page).locator('a[href="https://www.kamgov.ru"]').waitFor()
  await page.getByRole('button', { name: t.table.rowAfter }).click()
  await saved(page)
  expect((await stored(page)).html.match(/<tr>/g)).toHaveLength(4)
  await page.emulateMedia({ colorScheme: 'dark' })
  await igor.inspect()
  await page.emulateMedia({ colorScheme: null })
})

test('«Saved» is said only of what a killed server still has', async () => {
  await begin('Дежурство на льду')
  const page = await openText(igor, road)
  await page.evaluate(() => {
    const says = document.querySelector('[data-status]')!
    Object.assign(window, { promised: [] })
    new MutationObserver(() => {
      if (says.getAttribute('data-status') === 'saved')
        promises().push(document.querySelector('.ProseMirror p')!.textContent)
    }).observe(says, { attributes: true })
    const promises = () => (window as never as { promised: string[] }).promised
  })
  const promised = () => page.evaluate(() => (window as never as { promised: string[] }).promised)
  await standAfter(page, 'Рейса ждут сутками.')
  for (let round = 1; round <= 2; round++) {
    const before = (await promised()).length
    const typing = page.keyboard.type(` Круг ${round}: слово за словом, слово за словом.`, { delay: 25 })
    await page.waitForFunction(
      (before) => (window as never as { promised: string[] }).promised.length > before,
      before,
    )
    await demo.kill()
    const last = (await promised()).at(-1)!
    await typing
    await becomes(page, 'Нет связи')
    await demo.start()
    const { html } = await stored(lyudmila.page)
    // More than was promised may be there: the word of it had not come yet.
    expect(html.replace(/<[^>]*>/g, '').replaceAll('&nbsp;', ' ')).toContain(last.trim())
    await saved(page)
    await sees(page, `Круг ${round}: слово за словом, слово за словом.`)
  }
  expect((await stored(page)).html.match(/Круг/g)).toHaveLength(2)
})

test('Edits made without a connection outlive the page and merge with what others wrote meanwhile', async () => {
  let page = await openAside(igor)
  await demo.kill()
  await becomes(page, t.status.offline_saved)
  await standAfter(page, 'Открыть')
  await page.keyboard.press('Control+Backspace')
  await text(page).filter({ hasNotText: 'Открыть' }).waitFor()
  await standAfter(page, 'тёплую комнату.')
  await page.keyboard.type(' Написано без связи.')
  await sees(page, 'Написано без связи.')
  await becomes(page, t.status.offline_kept)
  await page.close({ runBeforeUnload: false })
  await demo.start()

  const other = await openText(lyudmila, road)
  expect(await text(other).textContent()).not.toContain('Написано без связи')
  await standAfter(other, 'Рейса ждут сутками.')
  await other.keyboard.type(' А другая писала тут.')
  await saved(other)

  page = await openAside(igor)
  for (const each of [page, other]) {
    await sees(each, 'Написано без связи.')
    await sees(each, 'А другая писала тут.')
    await text(each).filter({ hasNotText: 'Открыть' }).waitFor()
  }
  await page.close()
})

test('A node from a newer version is neither shown broken nor deleted', async () => {
  await begin('Новая версия')
  const page = await openText(lyudmila, road)
  const cookies = await lyudmila.context.cookies()
  const typist = new Typist(
    demo.origin,
    draftId,
    cookies.map(({ name, value }) => `${name}=${value}`).join('; '),
  )
  await typist.open()
  const callout = new Y.XmlElement('callout')
  callout.insert(0, [new Y.XmlText('Из будущего')])
  typist.root.push([callout])
  await typist.saved()
  await page.getByText(t.unknown).waitFor()
  expect(await text(page).count()).toBe(0)
  await page.reload()
  await page.getByText(t.unknown).waitFor()
  expect(typist.root.toJSON()).toContain('Из будущего')
  typist.leave()
})

test('A page that lost its way stops, keeps the text and hands it over', async () => {
  await begin('Сбой на странице')
  const page = await openText(lyudmila, road)
  await standAfter(page, 'Рейса ждут сутками.')
  await page.evaluate(() => {
    WebSocket.prototype.send = () => {
      throw new URIError('URI malformed')
    }
  })
  await page.keyboard.type('!')
  await becomes(page, t.rejected(t.why.broken))
  expect(await text(page).getAttribute('contenteditable')).toBe('false')
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: t.download }).click(),
  ])
  const stream = await download.createReadStream()
  const bytes = await new Response(stream as never).text()
  expect(bytes).toContain('Рейса ждут сутками.')
  await page.reload()
  await saved(page)
})

test('Who only reads sees what others write, and has nothing to write with', async () => {
  await begin('Наблюдатель')
  const page = await openText(lyudmila, road)
  const observer = await Reader.sitDown(browser, demo.origin, { as: 'Зимина' })
  await observer.visit(road)
  await becomes(observer.page, t.status.reading)
  expect(await text(observer.page).getAttribute('contenteditable')).toBe('false')
  expect(await observer.page.getByRole('toolbar').count()).toBe(0)
  await observer.inspect()
  await standAfter(page, 'Рейса ждут сутками.')
  await page.keyboard.type(' Видно всем.')
  await sees(observer.page, 'Видно всем.')
  await becomes(observer.page, t.status.reading)
  expect(observer.troubles).toEqual([])
  await observer.leave()
})

test('Edits of somebody signed out wait for them, whoever else signs in at this computer', async () => {
  await begin('Общий компьютер')
  const page = await openAside(igor)
  await standAfter(page, 'Рейса ждут сутками.')
  const { page: beside } = igor
  const signIn = async (name: string) => {
    await igor.visit('/sign-in')
    await beside.getByRole('button', { name }).click()
    await beside.waitForURL((url) => url.pathname !== '/sign-in')
  }
  const lookBack = () =>
    Promise.all([
      page.waitForResponse('**/api/me'),
      page.evaluate(() => void dispatchEvent(new Event('focus'))),
    ])
  await igor.visit('/sign-out')
  await beside.getByRole('main').getByRole('button', { name: people.ru.signOut.button }).click()
  await becomes(page, t.stopped(t.why.signed_out))
  const rows = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const open = indexedDB.open('veche-drafts')
        open.onsuccess = () => {
          const count = open.result.transaction('row').objectStore('row').count()
          count.onsuccess = () => resolve(count.result)
        }
      }),
  )
  expect(rows, 'what is left of the texts on a shared computer').toBe(0)
  await page.keyboard.type(' Уже после выхода.')
  await becomes(page, t.status.offline_kept)

  await signIn('Полякова')
  await lookBack()
  await becomes(page, t.status.offline_kept)
  expect((await stored(lyudmila.page)).html).not.toContain('Уже после выхода.')

  await signIn('Лазарев')
  await igor.visit('/sign-out')
  await beside.getByText('Общий компьютер: ').waitFor()
  await igor.inspect()
  await lookBack()
  await saved(page)
  expect((await stored(page)).html).toContain('Уже после выхода.')
  await page.close()
})

test('A text that is frozen says so to everybody, and edits that came too late are handed back', async () => {
  await begin('Закрепление')
  await ask(igor.page, 'POST', `/initiatives/${number}/publish-for-discussion`, {})
  await ask(igor.page, 'POST', `/initiatives/${number}/submit-to-council`, {})
  const [one, two] = await Promise.all([openAside(igor), openText(lyudmila, road)])
  await igor.context.setOffline(true)
  await standAfter(one, 'Рейса ждут сутками.')
  await one.keyboard.type(' Опоздало.')
  await becomes(one, t.status.offline_kept)

  const secretary = await Reader.sitDown(browser, demo.origin, { as: 'Белова' })
  const closesAt = new Date(Date.now() + 3_600_000).toISOString()
  await ask(secretary.page, 'POST', `/initiatives/${number}/open-vote`, { closesAt })
  await becomes(two, t.status.frozen)
  expect(await text(two).getAttribute('contenteditable')).toBe('false')

  await igor.context.setOffline(false)
  await becomes(one, t.rejected(t.why.frozen))
  await text(one).filter({ hasNotText: 'Опоздало' }).waitFor()
  const [download] = await Promise.all([
    one.waitForEvent('download'),
    one.getByRole('button', { name: t.download }).click(),
  ])
  expect(await new Response((await download.createReadStream()) as never).text()).toContain('Опоздало.')
  await one.getByRole('button', { name: t.discard }).click()
  await one.getByRole('dialog').getByRole('button', { name: t.discard }).click()
  await becomes(one, t.status.frozen)
  await secretary.leave()
})
