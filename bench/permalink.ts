import { chromium, type CDPSession } from 'playwright-core'
import { findChromium } from '../test/support/chromium.ts'
import { startDemo } from '../test/support/demo.ts'

/**
 * The public page of an initiative whose path is finished, read by somebody at the end of a satellite link: bytes over the wire
 * and the moment its words can be read, with nothing in any cache. Goal: at most 20 kB, within 1.5 s at 256 kbit/s and 600 ms.
 */

const RUNS = 5
const LINK = { latency: 600, downloadThroughput: 256_000 / 8, uploadThroughput: 256_000 / 8 }
const GOAL = { bytes: 20_000, milliseconds: 1500 }

const median = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!

async function countBytes(cdp: CDPSession): Promise<() => number> {
  let bytes = 0
  cdp.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength))
  await cdp.send('Network.enable')
  return () => bytes
}

const demo = await startDemo()
const executablePath = findChromium()
if (!executablePath) throw new Error('No Chromium was found: `npm test` installs one.')
const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
})
try {
  const list = (await (await fetch(`${demo.origin}/api/initiatives?state=accepted`)).json()) as {
    initiatives: Array<{ number: string }>
  }
  const number = list.initiatives[0]!.number
  const bytes: number[] = []
  const painted: number[] = []
  for (let run = 0; run < RUNS; run++) {
    const context = await browser.newContext({ viewport: { width: 360, height: 740 } })
    const page = await context.newPage()
    const cdp = await context.newCDPSession(page)
    const total = await countBytes(cdp)
    await cdp.send('Network.emulateNetworkConditions', { offline: false, ...LINK })
    const answer = await page.goto(`${demo.origin}/initiatives/${encodeURIComponent(number)}`, {
      waitUntil: 'load',
    })
    if (answer?.status() !== 200) throw new Error(`The page answered ${answer?.status()}.`)
    painted.push(
      await page.evaluate(
        () =>
          new Promise<number>((resolve) => {
            new PerformanceObserver((list) => {
              const first = list.getEntriesByName('first-contentful-paint')[0]
              if (first) resolve(first.startTime)
            }).observe({ type: 'paint', buffered: true })
          }),
      ),
    )
    bytes.push(total())
    await context.close()
  }
  process.stdout.write(`| measure | median of ${RUNS} | goal |\n|---|---|---|\n`)
  process.stdout.write(`| bytes over the wire, everything | ${median(bytes)} | ≤ ${GOAL.bytes} |\n`)
  process.stdout.write(
    `| words on the screen, 256 kbit/s · 600 ms | ${Math.round(median(painted))} ms | ≤ ${GOAL.milliseconds} ms |\n`,
  )
} finally {
  await browser.close()
  await demo.stop()
}
