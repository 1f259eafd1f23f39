import { AxeBuilder } from '@axe-core/playwright'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { expect } from 'vitest'
import { findChromium } from './chromium.ts'

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const DESK = { width: 1280, height: 900 }
const PHONE = { width: 360, height: 740 }
/** A village behind a satellite: 256 kbit/s, 600 ms. */
const SATELLITE = { latency: 600, downloadThroughput: 256_000 / 8, uploadThroughput: 256_000 / 8 }

export async function openBrowser(): Promise<Browser> {
  const executablePath = findChromium()
  if (!executablePath) throw new Error('No Chromium was found: `npm test` installs one.')
  // Where the system knows only Latin letters, Chromium gives a Russian file no name at all.
  return chromium.launch({ executablePath, args: ARGS, env: { ...process.env, LANG: 'C.UTF-8' } })
}

interface Habits {
  /** Whose one-click door of the demonstration to take, by the beginning of the name; nobody's when absent. */
  as?: string
  satellite?: boolean
  withoutScripts?: boolean
}

/** Somebody with a browser of their own, who looks at every page also on a phone and with a machine's eyes. */
export class Reader {
  readonly page: Page
  readonly context: BrowserContext
  readonly troubles: string[] = []
  readonly #origin: string

  private constructor(origin: string, context: BrowserContext, page: Page) {
    this.#origin = origin
    this.context = context
    this.page = page
    page.on('pageerror', (error) => this.troubles.push(String(error)))
  }

  static async sitDown(browser: Browser, origin: string, habits: Habits = {}): Promise<Reader> {
    const context = await browser.newContext({
      viewport: DESK,
      locale: 'ru-RU',
      timezoneId: 'Asia/Kamchatka',
      // A colour on its way to another has the contrast of neither.
      reducedMotion: 'reduce',
      javaScriptEnabled: !habits.withoutScripts,
    })
    context.setDefaultTimeout(30_000)
    const reader = new Reader(origin, context, await context.newPage())
    if (habits.as) await reader.#signIn(habits.as)
    if (habits.satellite) {
      const cdp = await context.newCDPSession(reader.page)
      await cdp.send('Network.enable')
      await cdp.send('Network.emulateNetworkConditions', { offline: false, ...SATELLITE })
    }
    return reader
  }

  async #signIn(name: string): Promise<void> {
    await this.page.goto(`${this.#origin}/sign-in`)
    await this.page.getByRole('button', { name }).click()
    await this.page.waitForURL((url) => url.pathname !== '/sign-in')
  }

  /** Goes to a page; answers with the status. */
  async visit(path: string): Promise<number> {
    const answer = await this.page.goto(this.#origin + encodeURI(path))
    return answer?.status() ?? 0
  }

  /** axe finds nothing (WCAG 2.2 AA), and nothing sticks out sideways at 360 px. */
  async inspect(): Promise<void> {
    const { violations } = await new AxeBuilder({ page: this.page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
      .analyze()
    const found = violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 200)).join(' ')}`,
    )
    expect(found, this.page.url()).toEqual([])
    await this.page.setViewportSize(PHONE)
    const sideways = await this.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(sideways, `${this.page.url()} at 360 px`).toBeLessThanOrEqual(0)
    await this.page.setViewportSize(DESK)
  }

  async leave(): Promise<void> {
    await this.context.close()
  }
}
