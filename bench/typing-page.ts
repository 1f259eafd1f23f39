import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Editor } from '@tiptap/core'
import type { Browser, Page } from 'playwright-core'
import { build } from 'vite'
import type { DraftJson } from '../shared/draft-schema.ts'
import { startDemo } from '../test/support/demo.ts'
import { openBrowser, Reader } from '../test/support/reader.ts'
import { beginText, saved, text } from '../test/support/writing.ts'

/**
 * What a keystroke costs in a large text: our page with everything on beside a bare TipTap with the same schema and
 * text, in one browser, one after the other. CPU is what the page's main thread was busy, by the browser's own count.
 */

const BLOCKS = 300
const LETTERS = 60_000
const KEYS = 120
const PACE_MS = 40

const words = (count: number, at: number) =>
  'жители сёл Олюторского района просят открыть тёплую комнату ожидания на посадочной площадке и назначить дежурных '
    .repeat(Math.ceil(count / 100))
    .slice(at % 7, (at % 7) + count)

const paragraph = (content: DraftJson[]): DraftJson => ({ type: 'paragraph', content })

/** Headings, paragraphs with notes and citations, nested lists: as a long resolution is. */
function largeText(): DraftJson {
  const each = Math.floor(LETTERS / BLOCKS)
  const block = (at: number): DraftJson => {
    const line: DraftJson = { type: 'text', text: words(each, at) }
    if (at % 30 === 0)
      return { type: 'heading', attrs: { level: 2 }, content: [{ type: 'text', text: words(40, at) }] }
    if (at % 5 === 1) {
      const item = (text: string, clause?: string): DraftJson => ({
        type: 'listItem',
        ...(clause && { attrs: { clause } }),
        content: [paragraph([{ type: 'text', text }])],
      })
      const half = words(each / 2, at)
      return {
        type: 'orderedList',
        attrs: { numbering: 'decimal' },
        content: [item(half, `b${at}`), item(half)],
      }
    }
    const note: DraftJson[] = at % 10 === 2 ? [{ type: 'footnote', attrs: { text: words(60, at) } }] : []
    const cited: DraftJson[] =
      at % 10 === 2 ? [{ type: 'citation', attrs: { clause: `b${at - 1}`, label: '1' } }] : []
    return paragraph([line, ...note, ...cited])
  }
  return { type: 'doc', content: Array.from({ length: BLOCKS }, (_, at) => block(at)) }
}

type Shown = HTMLElement & { editor: Editor }

async function bundleOfBare(): Promise<string> {
  const dir = mkdtempSync(join(tmpdir(), 'veche-bare-'))
  await build({
    configFile: false,
    logLevel: 'error',
    root: join(import.meta.dirname, '..'),
    build: {
      outDir: dir,
      lib: { entry: join(import.meta.dirname, 'bare-page.ts'), formats: ['iife'], name: 'bare' },
    },
    define: { 'process.env.NODE_ENV': '"production"' },
  })
  const file = readdirSync(dir).find((name) => name.endsWith('.js'))!
  const code = readFileSync(join(dir, file), 'utf8')
  rmSync(dir, { recursive: true })
  return code
}

async function busyMs(page: Page, work: () => Promise<void>) {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Performance.enable')
  const metrics = async () =>
    Object.fromEntries(
      (await cdp.send('Performance.getMetrics')).metrics.map(({ name, value }) => [name, value]),
    )
  await page.evaluate(() => {
    const seen = { long: 0, worst: 0 }
    Object.assign(window, { seen })
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) {
        seen.long++
        seen.worst = Math.max(seen.worst, duration)
      }
    }).observe({ type: 'longtask' })
  })
  const before = await metrics()
  await work()
  const after = await metrics()
  const seen = await page.evaluate(() => (window as never as { seen: { long: number; worst: number } }).seen)
  const spent = (name: string) => (after[name]! - before[name]!) * 1000
  await cdp.detach()
  return {
    task: spent('TaskDuration'),
    script: spent('ScriptDuration'),
    layout: spent('LayoutDuration') + spent('RecalcStyleDuration'),
    ...seen,
  }
}

async function standInTheMiddle(page: Page) {
  await page.evaluate(() => {
    const { editor } = document.querySelector('.ProseMirror') as Shown
    editor.view.focus()
    editor.commands.setTextSelection(Math.floor(editor.state.doc.content.size / 2))
    editor.view.dispatch(editor.state.tr.scrollIntoView())
  })
  await page.waitForTimeout(1500)
}

async function typing(page: Page) {
  await standInTheMiddle(page)
  const spent = await busyMs(page, async () => {
    for (let key = 0; key < KEYS; key++) {
      await page.keyboard.press(key % 6 === 5 ? 'Space' : 'KeyA')
      await page.waitForTimeout(PACE_MS)
    }
  })
  return spent
}

const rows: string[][] = []
function row(
  name: string,
  count: number,
  { task, script, layout, long, worst }: Awaited<ReturnType<typeof busyMs>>,
) {
  const ms = (value: number) => (value / count).toFixed(2)
  rows.push([name, ms(task), ms(script), ms(layout), String(long), worst.toFixed(0)])
}

async function bare(browser: Browser, code: string, json: DraftJson, collaborating: boolean) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
  await page.setContent('<main style="max-width:74ch;margin:auto"></main>')
  await page.addScriptTag({ content: code })
  await page.evaluate(
    ([json, collaborating]) => {
      const { open } = (
        window as never as { bare: { open: (json: unknown, collaborating: boolean) => void } }
      ).bare
      open(json, collaborating)
    },
    [json, collaborating] as const,
  )
  const spent = await typing(page)
  await page.close()
  return spent
}

const json = largeText()
const demo = await startDemo()
const browser = await openBrowser()
try {
  const code = await bundleOfBare()
  const reader = await Reader.sitDown(browser, demo.origin, { as: 'Лазарев' })
  const { road } = await beginText(reader, 'Большой текст')
  await reader.visit(road)
  const { page } = reader
  await text(page).waitFor()
  await saved(page)
  row('Veche, a text of two lines', KEYS, await typing(page))
  await page.evaluate(
    (json) => (document.querySelector('.ProseMirror') as Shown).editor.commands.setContent(json),
    json,
  )
  await saved(page)

  row('bare TipTap, local typing', KEYS, await bare(browser, code, json, false))
  row('TipTap with Collaboration, local typing', KEYS, await bare(browser, code, json, true))
  row('Veche, local typing', KEYS, await typing(page))

  await page.keyboard.press('Control+f')
  await page.getByRole('search').getByRole('textbox').first().fill('комнату')
  await page.keyboard.press('Escape')

  const other = await Reader.sitDown(browser, demo.origin, { as: 'Громова' })
  await other.visit(road)
  await saved(other.page)
  await standInTheMiddle(other.page)
  await other.page.evaluate(() => {
    const { editor } = document.querySelector('.ProseMirror') as Shown
    editor.commands.setTextSelection(200)
  })
  row(
    "Veche, somebody else's typing",
    KEYS,
    await busyMs(page, async () => {
      for (let key = 0; key < KEYS; key++) {
        await other.page.keyboard.press('KeyB')
        await other.page.waitForTimeout(PACE_MS)
      }
    }),
  )
  const head = ['', 'CPU ms per key', 'script', 'style and layout', 'tasks over 50 ms', 'longest, ms']
  for (const line of [head, head.map(() => '---'), ...rows]) process.stdout.write(`| ${line.join(' | ')} |\n`)
} finally {
  await browser.close()
  await demo.stop()
}
