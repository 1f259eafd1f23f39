import { readFileSync } from 'node:fs'
import type { Editor } from '@tiptap/core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { comfort } from '../../client/texts/comfort.ts'
import { drafts } from '../../client/texts/drafts.ts'
import type { DraftView } from '../../shared/drafts.ts'
import { startDemo, type Demo } from '../support/demo.ts'
import { openBrowser, Reader } from '../support/reader.ts'
import {
  ask,
  beginText,
  clear,
  jsonOf,
  openText,
  paste,
  saved,
  sees,
  standAfter,
  text,
} from '../support/writing.ts'

const t = comfort.ru

let demo: Demo
let browser: Browser
let igor: Reader
let lyudmila: Reader
let road = ''
let draftId = ''

const stored = () => ask<DraftView>(igor.page, 'GET', `/drafts/${draftId}`)

async function begin(title: string) {
  const begun = await beginText(igor, title)
  ;({ road, draftId } = begun)
  const page = await openText(igor, road)
  await clear(page)
  return page
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

test('A text that is taken from the page while somebody types in it goes without a fault', async () => {
  const other = await beginText(igor, 'Другой текст')
  const page = await begin('Текст под рукой')
  await page.keyboard.type('Пишу')
  await page.evaluate((href) => {
    const link = document.createElement('a')
    link.href = href
    document.querySelector('main')!.append(link)
    link.click()
  }, other.road)
  await sees(page, 'Рейса ждут сутками.')
  expect(igor.troubles).toEqual([])
})

test('A slash lists what may be inserted; words in Russian, by the wrong layout too, and the keyboard choose', async () => {
  const page = await begin('Список за чертой')
  await page.keyboard.type('/')
  const list = page.getByRole('listbox', { name: t.slash.title })
  await list.waitFor()
  await igor.inspect()
  await page.keyboard.type('nf,k')
  await list.getByRole('option', { name: t.inserts.table[0] }).waitFor()
  expect(await list.getByRole('option').count()).toBe(1)
  expect(await text(page).getAttribute('aria-activedescendant')).toContain('table')
  await page.keyboard.press('Enter')
  await text(page).locator('table').waitFor()
  expect(await text(page).textContent()).toBe('')
  await page.keyboard.press('Control+z')
  await sees(page, '/nf,k')
  await clear(page)
  await page.keyboard.type('и /заг')
  await list.waitFor()
  await page.keyboard.press('Escape')
  await list.waitFor({ state: 'detached' })
  await page.keyboard.type('ол')
  await sees(page, 'и /загол')
  expect(await list.count()).toBe(0)
  await page.keyboard.type(' и/или')
  expect(await list.count()).toBe(0)
  await page.keyboard.press('Enter')
  await page.keyboard.type('/сноска')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: t.footnote.title }).waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.type('после')
  await sees(page, 'после')
})

test('A citation follows its item, leads to it, and says when it is gone', async () => {
  const page = await begin('Пункты')
  await page.keyboard.type('1) первый')
  await page.keyboard.press('Enter')
  await page.keyboard.type('второй')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await page.keyboard.type('подпункт про сроки')
  await page.keyboard.press('Control+Shift+9')
  await page.keyboard.press('Control+End')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await page.keyboard.type('Согласно ')
  await page.keyboard.press('Control+Alt+p')
  const dialog = page.getByRole('dialog', { name: t.cite.title })
  await dialog.getByRole('combobox').fill('срок')
  await igor.inspect()
  await page.keyboard.press('Enter')
  await sees(page, 'Согласно пункт\u00a02а')
  await page.keyboard.type(' сделать так.')
  await saved(page)
  expect((await stored()).html).toMatch(/<li id="clause-(c[a-z\d-]+)".*href="#clause-\1"[^>]*>2а<\/a>/)

  // Somebody else puts an item before it: the name follows for both, and nobody wrote it down.
  const other = await openText(lyudmila, road)
  await standAfter(other, 'первый')
  await other.keyboard.press('Enter')
  await other.keyboard.type('вставка')
  await sees(page, 'пункт\u00a03а сделать')
  await sees(other, 'пункт\u00a03а сделать')

  // A copy is another item: the citation stays with the first.
  await standAfter(page, 'подпункт про сроки')
  const cited = await page.evaluate(() => {
    const { editor } = document.querySelector('.ProseMirror') as HTMLElement & { editor: Editor }
    const list = editor.view.dom.querySelector('ol ol')!.outerHTML
    editor.view.pasteHTML(list)
    return [...editor.view.dom.querySelectorAll('[data-clause]')].length
  })
  expect(cited).toBe(1)
  await page.keyboard.press('Control+z')

  await standAfter(page, 'подпункт про сроки')
  await page.evaluate(() => {
    const { editor } = document.querySelector('.ProseMirror') as HTMLElement & { editor: Editor }
    editor.commands.deleteNode('listItem')
  })
  await sees(page, 'пункт\u00a03а (пункт удалён)')
  await sees(other, 'пункт\u00a03а (пункт удалён)')
  await page.keyboard.press('Control+z')
  await sees(page, 'пункт\u00a03а сделать')
})

test('A footnote is put, read aloud, edited by keyboard and numbered by itself', async () => {
  const page = await begin('Сноски')
  await page.keyboard.type('Рыба')
  await page.keyboard.press('Control+Alt+f')
  await page.getByLabel(t.footnote.words).fill('Закон № 166-ФЗ')
  await igor.inspect()
  await page.keyboard.press('Enter')
  await page.keyboard.type(' нужна')
  await text(page).getByLabel(t.footnote.aloud('Закон № 166-ФЗ')).waitFor()
  await sees(page, ' нужна')
  await page.getByRole('region', { name: t.footnote.list }).getByText('Закон № 166-ФЗ').waitFor()
  await standAfter(page, 'Рыба')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await page.getByLabel(t.footnote.words).fill('Закон о рыболовстве')
  await page.keyboard.press('Enter')
  await text(page).locator('[data-footnote="Закон о рыболовстве"]').waitFor()
  await saved(page)
  expect((await stored()).html).toMatch(/Рыба<sup class="footnote" data-footnote="Закон о рыболовстве">/)
  await igor.inspect()
})

test('Find counts, walks, and replaces all in one step; a reader finds too', async () => {
  const page = await begin('Поиск')
  await page.keyboard.type('Ещё рыба, ЕЩЕ рыба и еще рыбы.')
  await page.keyboard.press('Control+f')
  const bar = page.getByRole('search')
  await bar.getByLabel(t.find.words, { exact: true }).fill('еще')
  await bar.getByText(t.find.of(1, 3)).waitFor()
  await page.keyboard.press('Enter')
  await bar.getByText(t.find.of(2, 3)).waitFor()
  await igor.inspect()
  await bar.getByLabel(t.find.matchCase).check()
  await bar.getByText(t.find.of(1, 1)).waitFor()
  await bar.getByLabel(t.find.matchCase).uncheck()
  await bar.getByLabel(t.find.by).fill('снова')
  await bar.getByRole('button', { name: t.find.all }).click()
  await bar.getByText(t.find.replaced(3)).waitFor()
  await sees(page, 'снова рыба, снова рыба и снова рыбы.')
  await page.keyboard.press('Escape')
  await bar.waitFor({ state: 'detached' })
  await page.keyboard.press('Control+z')
  await sees(page, 'Ещё рыба, ЕЩЕ рыба и еще рыбы.')
  await saved(page)

  const observer = await Reader.sitDown(browser, demo.origin, { as: 'Зимина' })
  await observer.visit(road)
  await sees(observer.page, 'Ещё рыба')
  await text(observer.page).focus()
  await observer.page.keyboard.press('Control+f')
  await observer.page.getByLabel(t.find.words, { exact: true }).fill('рыб')
  await observer.page.getByText(t.find.of(1, 3)).waitFor()
  expect(await observer.page.getByLabel(t.find.by).count()).toBe(0)
  await observer.inspect()
  await observer.leave()
})

test('Words are counted, headings lead to their place, and an empty text offers the sections of an initiative', async () => {
  const page = await begin('Разделы')
  await page.getByRole('button', { name: t.start.put }).click()
  await text(page).getByRole('heading', { name: t.sections.risks }).waitFor()
  await page
    .locator('[data-counts]')
    .getByText(/\d+ слов/)
    .waitFor()
  await page.keyboard.type('Нет тёплой комнаты.')
  expect(await text(page).locator('h2 + p').first().textContent()).toBe('Нет тёплой комнаты.')
  await page.getByRole('button', { name: t.outline.title }).click()
  await page
    .getByRole('complementary', { name: t.outline.title })
    .getByRole('button', { name: t.sections.costs })
    .click()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.type('Смета.')
  await sees(page, 'Смета.')
  await igor.inspect()
  await page.keyboard.press('Alt+F10')
  await page.keyboard.press('Escape')
  expect(await text(page).evaluate((element) => element === document.activeElement)).toBe(true)
})

test('The whole screen is taken and given back by keyboard', async () => {
  const page = await begin('Во весь экран')
  await page.keyboard.press('Control+Shift+f')
  await page.waitForFunction(() => document.fullscreenElement ?? document.querySelector('.filling'))
  await page.keyboard.type('Пишу')
  await igor.inspect()
  await page.keyboard.press('Control+Shift+f')
  await page.waitForFunction(() => !document.fullscreenElement && !document.querySelector('.filling'))
  await sees(page, 'Пишу')
})

test('The keys are all in one list', async () => {
  const page = await begin('Клавиши')
  await page.keyboard.press('Control+/')
  const dialog = page.getByRole('dialog', { name: drafts.ru.keys.title })
  await dialog.getByText('Ctrl+Shift+F').waitFor()
  await igor.inspect()
})

const clipboard = (name: string) =>
  readFileSync(new URL(`../fixtures/clipboard/${name}.html`, import.meta.url), 'utf8')

test('What Word, LibreOffice, Google and Excel put on the clipboard comes in with its structure and without its looks', async () => {
  const page = await begin('Из других программ')
  const pasted = async (name: string) => {
    await clear(page)
    await paste(page, clipboard(name))
    await saved(page)
    const { html } = await stored()
    expect(html, name).not.toMatch(/style=|class="(?!footnote)|mso|<font|<span(?! )|color/i)
    return html.replaceAll('&nbsp;', ' ')
  }
  const word = await pasted('word')
  expect(word).toMatch(/^<h1>О порядке вылова<\/h1><h2>1\. ?Общие положения<\/h2>/)
  expect(word).toMatch(/<p><strong>Жители<\/strong> сёл<sup class="footnote" data-footnote="Закон № 166-ФЗ">/)
  expect(word).toMatch(
    /просят до мая, см\. <a href="https:\/\/www\.kamgov\.ru\/ryba"[^>]*>сайт<\/a> и закладку\.<\/p>/,
  )
  expect(word).toContain(
    '<ol data-numbering="decimal"><li><p>установить сроки:</p><ol data-numbering="cyrillic"><li><p>весенние;</p></li><li><p>осенние;</p></li></ol></li><li><p>опубликовать их.</p></li></ol>',
  )
  expect(word).toContain(
    '<ol start="3" data-numbering="decimal"><li><p>помочь общинам.</p></li></ol><ul><li><p>точка</p></li></ul>',
  )
  expect(word).toMatch(
    /<thead><tr><th scope="col" colspan="2"><p><strong>Рейсы<\/strong><\/p><\/th><\/tr><\/thead><tbody><tr><td><p>2025<\/p><\/td><td><p>12 раз<\/p>/,
  )
  expect(word.match(/Закон № 166-ФЗ/g)).toHaveLength(2)

  const office = await pasted('libreoffice')
  expect(office).toMatch(/<p><strong>Жирно<\/strong> и ссылка (<u>)?<a href="https:\/\/www\.kamgov\.ru\/"/)
  expect(office).toMatch(
    /<ol data-numbering="decimal"><li><p>первый<sup class="footnote" data-footnote="Закон № 166-ФЗ">.*?<\/sup><\/p><ol data-numbering="decimal"><li><p>буква а<\/p><\/li><li><p>буква б<\/p><\/li><\/ol><\/li><li><p>второй<\/p><\/li><\/ol><p>Между<\/p><ol start="3"/,
  )
  expect(office).toMatch(/<thead><tr><th scope="col"><p>Год<\/p>/)

  const nested =
    /<ol data-numbering="decimal"><li><p>первый<\/p><ol data-numbering="cyrillic"><li><p>буква<\/p><\/li><\/ol><\/li><li><p>второй<\/p><\/li><\/ol>/
  expect(await pasted('word-online')).toMatch(nested)
  const google = await pasted('google-docs')
  expect(google).toMatch(nested)
  expect(google).toContain('<h2>Сроки</h2><p>Просто <strong>жирно</strong><em> курсив</em><s> нет</s></p>')
  expect(await pasted('excel')).toMatch(
    /<tr><td colspan="2"><p>Показатель<\/p><\/td><td><p>2026<\/p><\/td><\/tr><tr><td><p>1<\/p><\/td><td><p>рейс<\/p><\/td><td><p>1 200<\/p>/,
  )
})

test('Plain lines with numbers become lists, and a year at the start of a line does not', async () => {
  const page = await begin('Простой текст')
  await paste(
    page,
    '',
    'Решили:\n1) первое:\nа) буква;\nб) другая;\n2) второе\n2025. Год прошёл\n- тире\n- ещё',
  )
  await saved(page)
  expect((await stored()).html).toBe(
    '<p>Решили:</p><ol data-numbering="decimal"><li><p>первое:</p><ol data-numbering="cyrillic"><li><p>буква;</p></li><li><p>другая;</p></li></ol></li><li><p>второе</p></li></ol><p>2025. Год прошёл</p><ul><li><p>тире</p></li><li><p>ещё</p></li></ul>',
  )
})

test('A book that is pasted at once is refused with its words kept, and a hundred pages come in', async () => {
  const page = await begin('Много сразу')
  const sentence = 'Жители сёл Олюторского района просят открыть тёплую комнату ожидания. '
  await paste(page, '', sentence.repeat(8000))
  const dialog = page.getByRole('dialog', { name: t.paste.title })
  await dialog.getByText(t.paste.tooLarge(Math.ceil((sentence.length * 8000) / 2000))).waitFor()
  await igor.inspect()
  await page.keyboard.press('Enter')
  expect(JSON.stringify(await jsonOf(page))).not.toContain('Жители')
  await paste(page, '', `${sentence.repeat(6)}\n`.repeat(480))
  await saved(page)
  expect((await stored()).words).toBe(480 * 6 * 9)
})

/** The paragraphs of a text without the carets of others. */
const lines = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('.ProseMirror p')].map((each) => {
      const copy = each.cloneNode(true) as Element
      copy.querySelectorAll('.draft-caret').forEach((caret) => caret.remove())
      return copy.textContent
    }),
  )

test('A word that a phone composes survives what others write in the same line and elsewhere, and goes back and comes again', async () => {
  const page = await begin('Составное слово')
  await page.keyboard.type('Начало  конец.')
  await page.keyboard.press('Enter')
  await page.keyboard.type('Другая строка.')
  await saved(page)
  const other = await openText(lyudmila, road)
  await standAfter(page, 'Начало ')
  const phone = await igor.context.newCDPSession(page)
  const compose = (words: string) =>
    phone.send('Input.imeSetComposition', {
      text: words,
      selectionStart: words.length,
      selectionEnd: words.length,
    })
  const typed = 'ӄойԓыӈын'
  for (let length = 1; length <= 3; length++) await compose(typed.slice(0, length))
  await standAfter(other, 'Другая строка.')
  await other.keyboard.type(' Ещё.')
  await saved(other)
  for (let length = 4; length <= 5; length++) await compose(typed.slice(0, length))
  await standAfter(other, 'конец.')
  await other.keyboard.type(' Хвост.')
  await saved(other)
  await compose(typed.slice(0, 6))
  await standAfter(other, 'Нача')
  await other.keyboard.type('_')
  await saved(other)
  for (let length = 7; length <= typed.length; length++) await compose(typed.slice(0, length))
  await phone.send('Input.insertText', { text: typed })
  await page.keyboard.type('!')
  await sees(page, 'конец. Хвост.')
  await Promise.all([saved(page), saved(other)])
  const wanted = [`Нача_ло ${typed}! конец. Хвост.`, 'Другая строка. Ещё.']
  expect(await lines(page)).toEqual(wanted)
  await sees(other, typed)
  expect(await lines(other)).toEqual(wanted)
  // How much one step takes back depends on how fast it was typed; what others wrote stays in any case.
  await page.keyboard.press('Control+z')
  const left = (await lines(page)).join('\n')
  expect(left).not.toContain(`${typed}!`)
  for (const theirs of ['_', ' Хвост.', ' Ещё.']) expect(left).toContain(theirs)
  for (let steps = 0; steps < 10 && (await lines(page))[0] !== wanted[0]; steps++)
    await page.keyboard.press('Control+Shift+z')
  expect(await lines(page)).toEqual(wanted)
  expect(igor.troubles).toEqual([])
})

test('Signs of two and of many units are replaced and deleted whole while others write beside them', async () => {
  const page = await begin('Знаки')
  await page.keyboard.type('а👩б👩‍👩‍👧‍👦в𝄞г')
  await saved(page)
  const other = await openText(lyudmila, road)
  await standAfter(other, 'в𝄞г')
  await other.keyboard.type(' 🏔️ӽ')
  await sees(page, '🏔️ӽ')
  // 👨 differs from 👩 by the second half of a pair only.
  await page.evaluate(() => {
    const { editor } = document.querySelector('.ProseMirror') as HTMLElement & { editor: Editor }
    editor.view.focus()
    editor.commands.setTextSelection({ from: 2, to: 4 })
  })
  await page.keyboard.insertText('👨')
  await standAfter(page, 'в𝄞')
  await Promise.all([page.keyboard.press('Backspace'), other.keyboard.type('ԓ')])
  await sees(page, 'ӽԓ')
  await standAfter(page, '👩‍👩‍👧‍👦')
  await page.keyboard.press('Backspace')
  await Promise.all([saved(page), saved(other)])
  const [line = ''] = await lines(page)
  expect(line).toMatch(/^а👨б.*вг 🏔️ӽԓ$/u)
  expect(line.isWellFormed()).toBe(true)
  await sees(other, 'ӽԓ')
  await expect.poll(() => lines(other)).toEqual([line])
  expect((await stored()).html).toContain(line)
  expect([...igor.troubles, ...lyudmila.troubles]).toEqual([])
})

test('A table is changed by its own bar; everything is reached by keyboard, at 360 px, in forced colours and on paper', async () => {
  const page = await begin('Таблица')
  await page.keyboard.type('/таб')
  await page.getByRole('option', { name: t.inserts.table[0] }).waitFor()
  await page.keyboard.press('Enter')
  await text(page).locator('table').waitFor()
  for (const head of ['Год', 'Рейсов', 'Людей']) {
    await page.keyboard.type(head)
    await page.keyboard.press('Tab')
  }
  await igor.inspect()
  await standAfter(page, 'Людей')
  const heads = () => text(page).locator('th').count()
  await page.getByRole('button', { name: t.table.headRow }).click()
  await expect.poll(heads).toBe(0)
  await page.getByRole('button', { name: t.table.headRow }).click()
  await expect.poll(heads).toBe(3)
  await page.keyboard.press('Shift+ArrowDown')
  await page.getByRole('button', { name: t.table.merge }).click()
  await text(page).locator('[rowspan="2"]').waitFor()
  await page.getByRole('button', { name: t.table.split }).click()
  await text(page).locator('[rowspan="2"]').waitFor({ state: 'detached' })

  // Every control of the bar is one of its stops.
  await page.keyboard.press('Alt+F10')
  const stops = await page.locator('[role=toolbar] :is(button, select)').count()
  const reached = new Set<string>()
  for (let step = 0; step < stops; step++) {
    reached.add(await page.evaluate(() => (document.activeElement as HTMLElement).dataset.tool ?? 'style'))
    await page.keyboard.press('ArrowRight')
  }
  expect(reached.size).toBe(stops)

  await page.keyboard.press('Escape')
  // What was split off stays a head; one without words says nothing to whoever listens to a table.
  await text(page)
    .locator('th:not(:has-text("Год")):not(:has-text("Рейсов")):not(:has-text("Людей"))')
    .click()
  await page.keyboard.type('Взрослых')
  await sees(page, 'Взрослых')
  await page.emulateMedia({ forcedColors: 'active' })
  await igor.inspect()
  await page.emulateMedia({ forcedColors: null, media: 'print' })
  expect(await page.getByRole('toolbar').isVisible()).toBe(false)
  expect(await page.locator('[data-counts]').isVisible()).toBe(false)
  await page.emulateMedia({ media: null })
  const small = await page.evaluate(() =>
    [...document.querySelectorAll('.draft-editor :is(button, select, summary, input)')]
      .map((each) => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()] as const)
      .filter(([, { width, height }]) => width > 0 && (width < 24 || height < 24))
      .map(([html]) => html),
  )
  expect(small).toEqual([])
})
