import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { unreadable } from './unreadable.ts'

const TIME_LIMIT = 30_000
/** A thousand pages of text; a browser would need more memory for them than a small server has. */
const MOST_HTML = 8 * 1024 * 1024
const MOST_WAITING = 8

const options = [
  '--headless',
  '--disable-gpu',
  '--disable-extensions',
  '--disable-background-networking',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--no-default-browser-check',
  '--renderer-process-limit=1',
  // The page forbids itself scripts and addresses; should one slip in, it reaches nobody.
  '--host-resolver-rules=MAP * ~NOTFOUND',
  '--no-pdf-header-footer',
  '--generate-pdf-document-outline',
]

/** Chromium refuses to run as root with its sandbox; whoever runs a server so has none to lose. */
const sandbox = () => (process.getuid?.() === 0 ? ['--no-sandbox'] : [])

let last: Promise<unknown> = Promise.resolve()
let waiting = 0

function run(chromium: string, args: readonly string[], timeLimit: number): Promise<void> {
  return new Promise((resolve, reject) => {
    // A group of its own, for its helpers must end with it.
    const child = spawn(chromium, args, {
      detached: true,
      stdio: 'ignore',
      env: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: tmpdir(), LANG: 'C.UTF-8' },
    })
    let isLate = false
    const end = () => {
      try {
        process.kill(-child.pid!, 'SIGKILL')
      } catch {
        // All of them are gone already.
      }
    }
    const timer = setTimeout(() => {
      isLate = true
      end()
    }, timeLimit)
    child.once('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
    child.once('exit', (code) => {
      clearTimeout(timer)
      end()
      if (isLate) reject(new Error('late'))
      else if (code === 0) resolve()
      else reject(new Error(`Chromium ended with ${code}.`))
    })
  })
}

async function printed(chromium: string, html: Uint8Array, timeLimit: number): Promise<Uint8Array> {
  const place = await mkdtemp(join(tmpdir(), 'veche-pdf-'))
  try {
    const [page, pdf] = [join(place, 'page.html'), join(place, 'page.pdf')]
    await writeFile(page, html)
    const own = [
      `--user-data-dir=${join(place, 'profile')}`,
      `--print-to-pdf=${pdf}`,
      pathToFileURL(page).href,
    ]
    await run(chromium, [...options, ...sandbox(), ...own], timeLimit).catch((error: Error) => {
      if (error.message === 'late') unreadable('conversion_timeout')
      throw error
    })
    return await readFile(pdf)
  } finally {
    await rm(place, { recursive: true, force: true, maxRetries: 3 })
  }
}

/**
 * A page of ours → bytes of a tagged PDF with an outline, fonts embedded, printed by a Chromium of this machine; one at a time.
 * Rejects with `conversion_timeout`, `conversion_busy`, `file_bomb`, and with a plain error when Chromium does not run.
 */
export async function printPdf(
  chromium: string,
  html: Uint8Array,
  { timeLimit = TIME_LIMIT }: { timeLimit?: number } = {},
): Promise<Uint8Array> {
  if (html.length > MOST_HTML) unreadable('file_bomb')
  if (waiting >= MOST_WAITING) unreadable('conversion_busy')
  waiting += 1
  const mine = last.then(() => printed(chromium, html, timeLimit))
  last = mine.catch(() => undefined)
  return mine.finally(() => (waiting -= 1))
}
