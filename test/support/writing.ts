import type { Editor } from '@tiptap/core'
import type { Page } from 'playwright-core'
import { drafts } from '../../client/texts/drafts.ts'
import type { Reader } from './reader.ts'

/** Whoever writes in a browser, through the editor that a page of ours shows. */

const MOST_MS = 60_000
type Shown = HTMLElement & { editor: Editor }

export const text = (page: Page) => page.locator('.ProseMirror')

export const becomes = (page: Page, words: string) =>
  page.locator('[data-status]').filter({ hasText: words }).waitFor({ timeout: MOST_MS })

export const saved = (page: Page) => becomes(page, drafts.ru.status.saved)

export const sees = (page: Page, words: string) =>
  text(page).filter({ hasText: words }).waitFor({ timeout: MOST_MS })

/** Asks the API as whoever sits at the page. */
export const ask = <T>(page: Page, method: string, path: string, body?: unknown): Promise<T> =>
  page.evaluate(
    async ([method, path, body]) => {
      const headers = body ? { 'content-type': 'application/json' } : undefined
      const answer = await fetch(`/api${path}`, {
        method,
        headers,
        body: body && JSON.stringify(body),
      } as RequestInit)
      return answer.json() as Promise<unknown>
    },
    [method, path, body] as const,
  ) as Promise<T>

export interface Begun {
  number: string
  /** The page of its text. */
  road: string
  draftId: string
}

/** Begins an initiative with a text of its own. */
export async function beginText(
  reader: Reader,
  title: string,
  { problem = 'Рейса ждут сутками.', proposal = 'Открыть тёплую комнату.' } = {},
): Promise<Begun> {
  await reader.visit('/councils')
  const { councils } = await ask<{ councils: { id: string; slug: string }[] }>(
    reader.page,
    'GET',
    '/councils',
  )
  const begun = await ask<{ number: string; draft: { id: string } }>(reader.page, 'POST', '/initiatives', {
    councilId: councils.find((each) => each.slug === 'olyutorsky')!.id,
    title,
    kind: 'quality_of_life',
    sector: 'volunteering',
    municipalityCode: 'oly',
    problem,
    proposal,
  })
  return { number: begun.number, road: `/initiatives/${begun.number}/text`, draftId: begun.draft.id }
}

export async function openText(reader: Reader, road: string): Promise<Page> {
  await reader.visit(road)
  await text(reader.page).waitFor()
  await saved(reader.page)
  return reader.page
}

/** Puts the caret after some words, through the editor itself: a selection of the browser's reaches it a moment later. */
export async function standAfter(page: Page, words: string): Promise<void> {
  await sees(page, words)
  await page.evaluate((words) => {
    const { editor } = document.querySelector('.ProseMirror') as Shown
    let at = 0
    editor.state.doc.descendants((node, position) => {
      const within = at === 0 && node.isText ? node.text!.indexOf(words) : -1
      if (within >= 0) at = position + within + words.length
    })
    // Not the command `focus`, which waits for a frame: a page behind another has none.
    editor.view.focus()
    editor.commands.setTextSelection(at)
  }, words)
}

/** Selects words through the editor itself: a selection of the browser's reaches it a moment later. */
export const choose = (page: Page, words: string) =>
  page.evaluate((words) => {
    const { editor } = document.querySelector('.ProseMirror') as Shown
    editor.state.doc.descendants((node, position) => {
      const within = node.isText ? node.text!.indexOf(words) : -1
      if (within < 0) return
      editor.view.focus()
      editor.commands.setTextSelection({ from: position + within, to: position + within + words.length })
    })
  }, words)

/** Takes everything out of the text and begins a new line. */
export async function clear(page: Page): Promise<void> {
  await page.evaluate(() => {
    const { editor } = document.querySelector('.ProseMirror') as Shown
    editor.view.focus()
    editor.commands.clearContent(true)
  })
}

/** The text as its editor has it. */
export const jsonOf = (page: Page) =>
  page.evaluate(() => (document.querySelector('.ProseMirror') as Shown).editor.getJSON())

/** Puts HTML or plain words on the clipboard and pastes them. */
export const paste = (page: Page, html: string, plain = '') =>
  page.evaluate(
    ([html, plain]) => {
      const clipboardData = new DataTransfer()
      if (html) clipboardData.setData('text/html', html)
      if (plain) clipboardData.setData('text/plain', plain)
      document
        .querySelector('.ProseMirror')!
        .dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    },
    [html, plain] as const,
  )
