import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'

const INSTALLED = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
]

/** A Chromium of the system, of `CHROMIUM_PATH`, or the one that Playwright installed; null where there is none. */
export function findChromium(): string | null {
  const candidates = [process.env['CHROMIUM_PATH'] ?? '', ...INSTALLED, chromium.executablePath()]
  return candidates.find((each) => each && existsSync(each)) ?? null
}
