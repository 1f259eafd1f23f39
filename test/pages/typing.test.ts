import type { Editor } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { comfort } from '../../client/texts/comfort.ts'
import { comments } from '../../client/texts/comments.ts'
import type { DraftView } from '../../shared/drafts.ts'
import { startDemo, type Demo } from '../support/demo.ts'
import { openBrowser, Reader } from '../support/reader.ts'
import { ask, beginText, openText, saved, standAfter, text } from '../support/writing.ts'

/** What a key costs is counted in looks at the text, not in time: a machine may be as busy as it likes. */

const KEYS = 12
const LETTERS = 200

let demo: Demo
let browser: Browser
let igor: Reader

type Shown = HTMLElement & { editor: Editor }

beforeAll(async () => {
  demo = await startDemo()
  browser = await openBrowser()
  igor = await Reader.sitDown(browser, demo.origin, { as: 'Лазарев' })
})

afterAll(async () => {
  await browser?.close()
  await demo?.stop()
})

/** A text of so many paragraphs with three comments, its panel and a search open; answers with the page. */
async function longText(blocks: number): Promise<Page> {
  const { road, draftId } = await beginText(igor, `Текст из ${blocks} абзацев`)
  const page = await openText(igor, road)
  await page.evaluate(
    ([blocks, letters]) => {
      const line = (at: number) => `начало-${at} ${'жители сёл просят открыть комнату '.repeat(20)}`
      const { editor } = document.querySelector('.ProseMirror') as Shown
      editor.commands.setContent({
        type: 'doc',
        content: Array.from({ length: blocks }, (_, at) => ({
          type: 'paragraph',
          content: [{ type: 'text', text: line(at).slice(0, letters) }],
        })),
      })
    },
    [blocks, LETTERS] as const,
  )
  await expect
    .poll(async () => (await ask<DraftView>(page, 'GET', `/drafts/${draftId}`)).html)
    .toContain(`начало-${blocks - 1} `)
  for (const at of [1, blocks / 2, blocks - 1])
    await ask(page, 'POST', `/drafts/${draftId}/threads`, {
      ...{ quote: `начало-${at} жители`, text: 'Почему?', mentions: [], key: `comment-${at}` },
    })
  await page.getByRole('button', { name: comments.ru.title }).click()
  await expect.poll(() => text(page).locator('.comment-words').count()).toBe(3)
  await page.keyboard.press('Control+f')
  await page.getByRole('search').getByLabel(comfort.ru.find.words, { exact: true }).fill('комнату')
  await text(page).locator('.found').first().waitFor()
  return page
}

/** How many letters of the text are read again for each key, and how many of its nodes are visited. */
async function workOf(page: Page): Promise<{ letters: number; nodes: number }> {
  await standAfter(page, 'начало-4 ')
  await page.evaluate(() => {
    const { editor } = document.querySelector('.ProseMirror') as Shown
    const prototype = Object.getPrototypeOf(editor.state.doc) as Node
    const { nodesBetween, textBetween, toJSON } = prototype
    const work = Object.assign(window, { work: { letters: 0, nodes: 0 } }).work
    let isInside = false
    prototype.nodesBetween = function (from, to, look, start) {
      if (isInside) return nodesBetween.call(this, from, to, look, start)
      isInside = true
      try {
        nodesBetween.call(
          this,
          from,
          to,
          (...seen) => {
            work.nodes++
            return look(...seen)
          },
          start,
        )
      } finally {
        isInside = false
      }
    }
    prototype.textBetween = function (...range) {
      const words = textBetween.apply(this, range)
      work.letters += words.length
      return words
    }
    prototype.toJSON = function () {
      work.letters += this.isText ? this.nodeSize : 0
      return toJSON.call(this) as unknown
    }
  })
  for (let key = 0; key < KEYS; key++) await page.keyboard.press('KeyA')
  await text(page)
    .filter({ hasText: `начало-4 ${'a'.repeat(KEYS)}` })
    .waitFor()
  await saved(page)
  return page.evaluate((keys) => {
    const { work } = window as never as { work: { letters: number; nodes: number } }
    return { letters: work.letters / keys, nodes: work.nodes / keys }
  }, KEYS)
}

test('§ 11 · a key in a text of 60 000 letters, with comments and a search open, reads no more of it than in a short one', async () => {
  const short = await workOf(await longText(10))
  const long = await workOf(await longText(60_000 / LETTERS))
  // A block that was changed is read again by the search, the count of words and the list of paragraphs.
  expect(short.letters).toBeLessThan(6 * LETTERS)
  expect(long.letters).toBeLessThan(6 * LETTERS)
  // Every block is asked whether it is another, and nothing in it.
  expect(long.nodes).toBeLessThan((6 * 60_000) / LETTERS)
  expect(igor.troubles).toEqual([])
})
