import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { digest } from '../../server/lib/ids.ts'
import { canonical } from '../../verify/canonical.ts'
import type { VoteRecord } from '../../verify/record.ts'
import { openHouse, type House } from '../house.ts'
import { openBrowser, Reader } from '../support/reader.ts'
import { castAll, minutes, votingCouncil } from '../support/votes.ts'

const root = resolve(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'veche-verify-page-'))
const run = promisify(execFile)
let house: House
let browser: Browser
let reader: Reader
let record: string
let day: string

const at = (name: string) => join(folder, name)
function kept(name: string, content: string): string {
  writeFileSync(at(name), content)
  return at(name)
}
/** What the command says of a file, line by line. */
async function command(file: string, ...args: string[]): Promise<string[]> {
  const said = await run(process.execPath, ['verify/verify.ts', file, ...args], { cwd: root }).catch(
    (error: { stdout: string; stderr: string }) => error,
  )
  return `${said.stdout}${said.stderr}`.trimEnd().split('\n')
}

beforeAll(async () => {
  await run(
    process.execPath,
    ['node_modules/vite/bin/vite.js', 'build', '--config', 'vite.verify.ts', '--outDir', folder],
    {
      cwd: root,
    },
  )
  house = await openHouse()
  const { voteId, members, secretary } = await votingCouncil(house, 5)
  await castAll(voteId, members, [3, 1, 0])
  house.pass(minutes(1))
  await secretary.post(`/votes/${voteId}/close`)
  await house.kit.tick()
  house.setClock('2026-11-25T00:00:00.000Z')
  await house.kit.tick()
  const fetched = async (url: string) => (await house.app.inject({ url: `/api${url}` })).payload
  record = kept('vote.json', await fetched(`/votes/${voteId}/record.json`))
  day = kept('day.json', await fetched('/journal/days/2026-11-24/seals.json'))
  browser = await openBrowser()
  reader = await Reader.sitDown(browser, 'file://')
  await reader.context.setOffline(true)
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await reader.leave()
  await browser.close()
  await house.close()
})

const page = () => reader.page
const shown = () => page().locator('article').allInnerTexts()
const verdict = (name: string, word: string, lines: string[]) => [name, word, ...lines].join('\n\n')

test('the page reads files from a disk, without a connection, in the words of the command, in both languages', async () => {
  const asked: string[] = []
  page().on('request', (request) => void asked.push(request.url()))
  await reader.visit(at('veche-verify.html'))
  await page().getByLabel('Файлы для проверки').setInputFiles([record, day])
  await page().locator('article').nth(1).waitFor()
  expect(await shown()).toEqual([
    verdict('vote.json', 'Сходится', await command(record)),
    verdict('day.json', 'Сходится', await command(day)),
  ])

  await page().getByRole('button', { name: 'English' }).click()
  await page().getByText('Agrees', { exact: true }).first().waitFor()
  expect(await shown()).toEqual([
    verdict('vote.json', 'Agrees', await command(record, '--en')),
    verdict('day.json', 'Agrees', await command(day, '--en')),
  ])
  expect(await page().getAttribute('html', 'lang')).toBe('en')
  expect(asked.filter((url) => !url.startsWith('data:'))).toEqual([`file://${at('veche-verify.html')}`])
  expect(reader.troubles).toEqual([])
})

test('the page names the first thing that is wrong, and what is none of ours', async () => {
  const forged = JSON.parse(readFileSync(record, 'utf8')) as VoteRecord
  forged.result.for = 5
  const { sha256: _, ...rest } = forged
  const file = kept('forged.json', `${canonical({ ...rest, sha256: digest(canonical(rest)) })}\n`)
  const other = kept('other.json', '{}')
  await reader.visit(at('veche-verify.html'))
  await page().getByLabel('Файлы для проверки').setInputFiles([file, other])
  await page().locator('article').nth(1).waitFor()
  expect(await shown()).toEqual([
    verdict('forged.json', 'Не сходится', ['Неверно голосов «за»: записано 5, а по подсчёту 3.']),
    verdict('other.json', 'Не проверено', await command(other)),
  ])
})

test('the page holds a file against a code that is known, and says when that is none', async () => {
  await reader.visit(at('veche-verify.html'))
  const code = page().getByLabel('Код, который вы знаете')
  await page().getByLabel('Файлы для проверки').setInputFiles(record)
  await code.fill('a'.repeat(64))
  await code.blur()
  await page().getByText('Это другой протокол').waitFor()
  await code.fill('short')
  await code.blur()
  await page().getByText('Код состоит из 64 знаков').waitFor()
  expect(await code.getAttribute('aria-invalid')).toBe('true')
  await code.fill((JSON.parse(readFileSync(record, 'utf8')) as VoteRecord).termsSha256)
  await code.blur()
  await page().getByText('Сходится', { exact: true }).waitFor()
})

test('a file may be dropped anywhere on the page', async () => {
  await reader.visit(at('veche-verify.html'))
  const content = readFileSync(day, 'utf8')
  const files = await page().evaluateHandle((text) => {
    const transfer = new DataTransfer()
    transfer.items.add(new File([text], 'dropped.json'))
    return transfer
  }, content)
  await page().dispatchEvent('main', 'drop', { dataTransfer: files })
  await page().locator('article').waitFor()
  expect(await shown()).toEqual([verdict('dropped.json', 'Сходится', await command(day))])
})

test('the command that is published, in plain JavaScript, says the same', async () => {
  const vite = ['node_modules/vite/bin/vite.js', 'build', '--config', 'vite.verify.ts', '--mode', 'command']
  await run(process.execPath, [...vite, '--outDir', at('dist')], { cwd: root })
  writeFileSync(at('package.json'), '{"type":"module"}')
  const { stdout } = await run(process.execPath, [at('dist/verify.js'), record])
  expect(stdout.trimEnd().split('\n')).toEqual(await command(record))
})

test('a page from a disk can verify signatures, which a secret vote takes', async () => {
  await reader.visit(at('veche-verify.html'))
  expect(await page().evaluate(() => typeof crypto.subtle.verify)).toBe('function')
})

test('the page can send nothing anywhere', async () => {
  await reader.context.setOffline(false)
  const origin = await house.listen()
  await reader.visit(at('veche-verify.html'))
  const sent = await page().evaluate(
    (url) =>
      fetch(url, { mode: 'no-cors' }).then(
        () => 'sent',
        () => 'refused',
      ),
    `${origin}/api/journal/days`,
  )
  expect(sent).toBe('refused')
})

test('the page is for everybody: by keyboard, on a phone, with a screen reader', async () => {
  await reader.visit(at('veche-verify.html'))
  await reader.inspect()
  await page().getByLabel('Файлы для проверки').setInputFiles([record, day])
  await page().locator('article').nth(1).waitFor()
  await reader.inspect()
  await page().locator('body').press('Tab')
  const order = ['English', 'files', 'code', 'text']
  for (const name of order) {
    const focused = () => {
      const { id, textContent } = document.activeElement!
      return id || textContent
    }
    expect(await page().evaluate(focused)).toBe(name)
    await page().keyboard.press('Tab')
  }
})
