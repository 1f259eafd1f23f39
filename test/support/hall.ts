import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** What is read at ten metres: nothing sticks out, and no letter is smaller than a twentieth of the height. */
export async function isReadAtTenMetres(hall: Page): Promise<void> {
  for (const size of [
    { width: 1280, height: 720 },
    { width: 1920, height: 1080 },
  ]) {
    await hall.setViewportSize(size)
    const seen = await hall.evaluate(() => {
      const root = document.documentElement
      const letters = [...document.querySelectorAll('.hall *')].filter(
        (each) =>
          !each.closest('.unseen') &&
          [...each.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim()),
      )
      const outside = letters.filter((each) => {
        const { left, right, top, bottom } = each.getBoundingClientRect()
        return left < 0 || top < 0 || right > innerWidth || bottom > innerHeight
      })
      return {
        scrolls: root.scrollHeight > innerHeight || root.scrollWidth > innerWidth,
        smallest: Math.min(...letters.map((each) => parseFloat(getComputedStyle(each).fontSize))),
        outside: outside.map((each) => each.textContent),
      }
    })
    expect(seen).toEqual({ scrolls: false, smallest: expect.any(Number) as number, outside: [] })
    expect(seen.smallest).toBeGreaterThanOrEqual(size.height / 20)
  }
}
