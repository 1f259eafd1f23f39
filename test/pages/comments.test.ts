import type { Editor } from '@tiptap/core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { comments } from '../../client/texts/comments.ts'
import { drafts } from '../../client/texts/drafts.ts'
import type { Thread, ThreadList } from '../../shared/comments.ts'
import { startDemo, type Demo } from '../support/demo.ts'
import { openBrowser, Reader } from '../support/reader.ts'
import { ask, beginText, jsonOf, paste, text } from '../support/writing.ts'

const t = comments.ru

let demo: Demo
let browser: Browser
/** Who writes the text, and an official who may only comment on it. */
let igor: Reader
let official: Reader
let road = ''
let draftId = ''

const panel = (page: Page) => page.getByRole('complementary', { name: t.title })
const marked = (page: Page) => text(page).locator('.comment-words')

const threads = async (page: Page): Promise<Thread[]> =>
  (await ask<ThreadList>(page, 'GET', `/drafts/${draftId}/threads`)).threads

async function open(reader: Reader): Promise<Page> {
  await reader.visit(road)
  await text(reader.page).waitFor()
  return reader.page
}

/** Selects words through the browser, as a pointer does. */
async function select(page: Page, words: string): Promise<void> {
  await text(page).filter({ hasText: words }).waitFor()
  await page.evaluate((words) => {
    const walker = document.createTreeWalker(document.querySelector('.ProseMirror')!, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
      const at = walker.currentNode.nodeValue!.indexOf(words)
      if (at < 0) continue
      const { editor } = document.querySelector('.ProseMirror') as HTMLElement & { editor: Editor }
      if (editor.isEditable) editor.view.focus()
      getSelection()!.setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + words.length)
      return
    }
  }, words)
}

/** Selects words through the editor itself, or stands at the end: a selection of the browser's reaches it a moment later. */
const take = (page: Page, words: string) =>
  page.evaluate((words) => {
    const { editor } = document.querySelector('.ProseMirror') as HTMLElement & { editor: Editor }
    let from = editor.state.doc.content.size - 1
    editor.state.doc.descendants((node, at) => {
      const within = words && node.isText ? node.text!.indexOf(words) : -1
      if (within >= 0) from = Math.min(from, at + within)
    })
    editor.view.focus()
    editor.commands.setTextSelection({ from, to: from + words.length })
  }, words)

beforeAll(async () => {
  demo = await startDemo()
  browser = await openBrowser()
  igor = await Reader.sitDown(browser, demo.origin, { as: 'Лазарев' })
  official = await Reader.sitDown(browser, demo.origin, { as: 'Гусев' })
  ;({ road, draftId } = await beginText(igor, 'Комната ожидания'))
})

afterAll(async () => {
  await browser?.close()
  await demo?.stop()
})

test('Who may only comment selects words, says something about them, and the writer sees both at once', async () => {
  const [one, two] = await Promise.all([open(igor), open(official)])
  await select(two, 'тёплую комнату')
  await two.getByRole('button', { name: t.addTo }).click()
  await panel(two).getByRole('combobox', { name: t.words }).fill('Где именно?')
  await panel(two).getByRole('button', { name: t.send }).click()
  await marked(two).filter({ hasText: 'тёплую комнату' }).waitFor()

  await marked(one).filter({ hasText: 'тёплую комнату' }).click()
  await panel(one).getByText('Где именно?').waitFor()
  expect(await marked(one).getAttribute('aria-description')).toMatch(/^Замечание: Гусев/)
  await panel(one)
    .getByRole('button', { name: t.replyTo('тёплую комнату') })
    .click()
  await panel(one).getByRole('combobox', { name: t.replyWords }).fill('В аэропорту')
  await one.keyboard.press('Control+Enter')
  await panel(two).getByText('В аэропорту').waitFor()
  expect((await threads(one)).map(({ comments: said }) => said.map((each) => each.text))).toEqual([
    ['Где именно?', 'В аэропорту'],
  ])
  await igor.inspect()
  await official.inspect()
})

test('What is half written outlives a closed panel, a lost line and a page that is loaded anew', async () => {
  const { page } = official
  await select(page, 'Рейса ждут')
  await page.keyboard.press('Control+Alt+m')
  const words = panel(page).getByRole('combobox', { name: t.words })
  await words.fill('Сколько человек?')
  await panel(page).getByRole('button', { name: drafts.ru.side.close }).click()
  await page.getByRole('button', { name: t.title }).click()
  expect(await words.inputValue()).toBe('Сколько человек?')

  await official.context.setOffline(true)
  await panel(page).getByRole('button', { name: t.send }).click()
  await panel(page).getByRole('alert').waitFor()
  expect(await words.inputValue()).toBe('Сколько человек?')
  await official.context.setOffline(false)

  await open(official)
  await page.getByRole('button', { name: t.title }).click()
  await panel(page).getByText('Рейса ждут').first().waitFor()
  expect(await words.inputValue()).toBe('Сколько человек?')
  await panel(page).getByRole('button', { name: t.send }).click()
  await marked(page).filter({ hasText: 'Рейса ждут' }).waitFor()
  expect(await threads(page)).toHaveLength(2)
})

test('By keyboard alone: to the next comment, a paragraph chosen, somebody spoken to, done with it', async () => {
  const page = await open(igor)
  await marked(page).first().waitFor()
  await page.keyboard.press('Control+Alt+PageDown')
  const [first, second] = [0, 1].map((at) => panel(page).locator('[data-thread]').nth(at))
  await page.waitForFunction(() => document.activeElement?.matches('[data-thread]'))
  expect(await first!.getAttribute('aria-current')).toBe('true')
  await page.keyboard.press('Control+Alt+PageDown')
  await page.waitForFunction(
    (id) => document.activeElement?.getAttribute('data-thread') === id,
    await second!.getAttribute('data-thread'),
  )
  await second!.getByRole('button', { name: t.resolve }).press('Enter')
  await panel(page).getByText(t.resolved(1)).waitFor()

  await panel(page)
    .getByRole('combobox', { name: t.block })
    .selectOption({ label: 'Открыть тёплую комнату.' })
  const words = panel(page).getByRole('combobox', { name: t.words })
  await words.pressSequentially('@Гро')
  await panel(page)
    .getByRole('option', { name: /Громова/ })
    .waitFor()
  await page.keyboard.press('Enter')
  await page.keyboard.type('что скажете?')
  expect(await words.inputValue()).toBe('@Громова Людмила что скажете?')
  await page.keyboard.press('Control+Enter')
  await panel(page).getByText('что скажете?').last().waitFor()
  const said = (await threads(page)).at(-1)!
  expect(said.quote).toBe('Открыть тёплую комнату.')
  expect(said.comments[0]!.mentions.map(({ name }) => name)).toEqual(['Громова Людмила Андреевна'])
})

test('Words that are cut and pasted keep their comment; a copy, and words pasted under a foreign mark, have none', async () => {
  const page = await open(igor)
  const { id } = (await threads(page)).find(({ quote }) => quote === 'Рейса ждут')!
  const own = text(page).locator(`[data-thread="${id}"]`)
  const before = await text(page).textContent()
  const undoAll = async () => {
    for (let step = 0; step < 6; step++) await page.keyboard.press('Control+z')
    await expect.poll(() => text(page).textContent()).toBe(before)
    await own.filter({ hasText: /^Рейса ждут$/ }).waitFor()
  }
  await own.waitFor()

  await take(page, 'Рейса ждут')
  await page.keyboard.press('Control+x')
  await own.waitFor({ state: 'detached' })
  await take(page, '')
  await page.keyboard.press('Control+v')
  await own.filter({ hasText: /^Рейса ждут$/ }).waitFor()
  await text(official.page).locator(`[data-thread="${id}"]`).filter({ hasText: 'Рейса ждут' }).waitFor()
  expect(await text(page).textContent()).toMatch(/Рейса ждут$/)
  await undoAll()

  // One word of several comes back under the same mark.
  await take(page, 'ждут')
  await page.keyboard.press('Control+x')
  await own.filter({ hasText: /^Рейса\s*$/ }).waitFor()
  await page.keyboard.press('Control+v')
  await own.filter({ hasText: /^Рейса ждут$/ }).waitFor()
  await undoAll()

  await take(page, 'Рейса ждут')
  await page.keyboard.press('Control+c')
  await take(page, '')
  await page.keyboard.press('Control+v')
  await text(page)
    .filter({ hasText: /Рейса ждут$/ })
    .waitFor()
  await paste(page, `<p><span data-comment="${id}">не те слова</span></p>`)
  await text(page).filter({ hasText: 'не те слова' }).waitFor()
  expect(await own.allTextContents()).toEqual(['Рейса ждут'])
  expect(JSON.stringify(await jsonOf(page)).split(id)).toHaveLength(2)
  await undoAll()
  expect(igor.troubles).toEqual([])
})

test('Without scripts a comment is begun by its words, answered and resolved', async () => {
  const plain = await Reader.sitDown(browser, demo.origin, { as: 'Лазарев', withoutScripts: true })
  const { page } = plain
  await plain.visit(road)
  await page.getByRole('link', { name: t.title }).click()
  await page.getByLabel(t.about).fill('слов, которых там нет')
  await page.getByLabel(t.words, { exact: true }).fill('Где ключ?')
  await page.getByRole('button', { name: t.send }).click()
  await page.getByRole('alert').waitFor()
  expect(await page.getByLabel(t.words, { exact: true }).inputValue()).toBe('Где ключ?')
  await page.getByLabel(t.about).fill('Открыть тёплую')
  await page.getByRole('button', { name: t.send }).click()
  const thread = page.getByRole('region', { name: 'Открыть тёплую', exact: true })
  await thread.getByText('Где ключ?').waitFor()
  await thread.locator('summary').click()
  await thread.getByLabel(t.replyWords).fill('У дежурного')
  await thread.getByRole('button', { name: t.reply }).click()
  await thread.getByText('У дежурного').waitFor()
  await thread.getByRole('button', { name: t.resolve }).click()
  await thread.getByRole('button', { name: t.reopen }).waitFor()
  expect(plain.page.url()).toContain('/text/comments')
  await plain.leave()
  await igor.visit(`${road}/comments`)
  await igor.inspect()
})

test('Beside the notes of an exchange everybody in the room comments on their words', async () => {
  const { page } = igor
  await igor.visit('/exchanges')
  const { councils, cohosts } = await ask<{
    councils: { id: string; members: { id: string; name: string }[] }[]
    cohosts: { id: string }[]
  }>(page, 'GET', '/exchanges/choices')
  const [council] = councils
  const { id } = await ask<{ id: string }>(page, 'POST', '/exchanges', {
    ...{ councilId: council!.id, cohostId: cohosts[0]!.id },
    moderatorId: council!.members.find(({ name }) => name.startsWith('Лазарев'))!.id,
    ...{ title: 'Замечания к записям', description: 'Опыт двух посёлков.', place: null, callUrl: null },
    ...{ startsOn: '2099-11-25', startsTime: '18:00', endsOn: '2099-11-25', endsTime: '19:30' },
  })
  const { gatheringId } = await ask<{ gatheringId: string }>(page, 'GET', `/exchanges/${id}`)
  await ask(page, 'POST', `/gatherings/${gatheringId}/open`)
  const road = `/exchanges/${id}/live`
  await igor.visit(road)
  await text(page).click()
  await page.keyboard.type('Подписи собирают в селе')
  await official.visit(road)
  const other = official.page
  await select(other, 'Подписи')
  await other.keyboard.press('Control+Alt+m')
  await panel(other).getByRole('combobox', { name: t.words }).fill('Сколько?')
  await panel(other).getByRole('button', { name: t.send }).click()
  await marked(other).filter({ hasText: 'Подписи' }).waitFor()
  await marked(page).filter({ hasText: 'Подписи' }).click()
  await panel(page).getByText('Сколько?').waitFor()
  await panel(page)
    .getByRole('button', { name: t.replyTo('Подписи') })
    .click()
  await panel(page).getByRole('combobox', { name: t.replyWords }).fill('Двести')
  await page.keyboard.press('Control+Enter')
  await panel(other).getByText('Двести').waitFor()
  await igor.inspect()
  await official.inspect()

  const plain = await Reader.sitDown(browser, demo.origin, { as: 'Гусев', withoutScripts: true })
  await plain.visit(road)
  await plain.page.getByRole('link', { name: t.title, exact: true }).click()
  await plain.page.getByLabel(t.about).fill('собирают в селе')
  await plain.page.getByLabel(t.words, { exact: true }).fill('Кто именно?')
  await plain.page.getByRole('button', { name: t.send }).click()
  await plain.page
    .getByRole('region', { name: 'собирают в селе', exact: true })
    .getByText('Кто именно?')
    .waitFor()
  await plain.leave()
  await panel(page).getByText('Кто именно?').waitFor()
  await igor.visit(`${road}/comments`)
  await igor.inspect()
})

test('Words that are deleted leave their comment in the list, and a link of a letter opens it', async () => {
  const page = await open(igor)
  await text(page).locator('p', { hasText: 'Рейса ждут сутками.' }).click({ clickCount: 3 })
  await page.keyboard.press('Delete')
  if (!(await panel(page).isVisible())) await page.getByRole('button', { name: t.title }).click()
  const [orphan] = (await threads(page)).filter(({ quote }) => quote === 'Рейса ждут')
  await panel(page).locator(`[data-thread="${orphan!.id}"]`).getByText(t.gone).waitFor()

  const other = await official.context.newPage()
  await other.goto(`${demo.origin}${encodeURI(road)}#comment-${orphan!.id}`)
  await panel(other).locator(`[data-thread="${orphan!.id}"][aria-current]`).waitFor()
  await other.close()
  expect(igor.troubles.concat(official.troubles)).toEqual([])
})
