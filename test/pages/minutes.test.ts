import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { minutes } from '../../client/texts/minutes.ts'
import { codeOf } from '../../shared/codes.ts'
import type { MinutesView } from '../../shared/meetings/minutes-views.ts'
import { absenceWords } from '../../shared/meetings/minutes.ts'
import type { MeetingView } from '../../shared/meetings/views.ts'
import { Demo } from '../support/demo.ts'
import { Caller, planDay } from '../support/meeting-day.ts'
import { freePort } from '../support/postgres.ts'
import { openBrowser, Reader } from '../support/reader.ts'

/** The secretary words the minutes while the council meets; members remark, two sign, anybody reads. */

const t = minutes.ru
const SLUG = 'olyutorsky'

let demo: Demo
let dataDir: string
let browser: Browser
let clerk: Caller
let secretary: Reader
let member: Reader
let meeting: MeetingView
let at = ''
let itemId = ''
let absentName = ''

const shows = (page: Page, words: string) => page.getByText(words).first().waitFor()
const read = () => clerk.ask<MinutesView>('GET', at)
const plain = (text: string) => text.replaceAll('\u00a0', ' ')

/** Opens the place for the course of the discussion, and answers with its field. */
async function place(page: Page) {
  const label = t.parts.note('', '1')
  await page.locator('summary').filter({ hasText: label }).click()
  return page.getByRole('textbox', { name: label })
}

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'veche-demo-'))
  demo = new Demo(await freePort(), dataDir)
  await demo.start()
  browser = await openBrowser()
  clerk = await Caller.of(demo.origin, 'Белова')
  meeting = await planDay(clerk, SLUG, [{ title: 'О дороге в порт', speaker: 'Громова Людмила Андреевна' }])
  at = `/councils/${SLUG}/meetings/${meeting.number}/minutes`
  itemId = meeting.agenda[0]!.id
  await clerk.act(meeting.id, 'registration:opened', {})
  const { state } = await clerk.ask<MeetingView>('GET', `/meetings/${meeting.id}`)
  const absent = state!.people.findLast(
    ({ role, hasVote, name }) => role === 'member' && hasVote && !/^Шадрин/.test(name),
  )!
  absentName = absent.name
  for (const { id, role } of state!.people)
    if (role !== 'invitee' && id !== absent.id)
      await clerk.act(meeting.id, 'attendance:in', { who: id, mode: 'in_person' })
  await clerk.act(meeting.id, 'meeting:opened', {})
  await clerk.act(meeting.id, 'agenda:adopted', { voteId: null })
  ;[secretary, member] = (await Promise.all(
    ['Белова', 'Шадрин'].map((as) => Reader.sitDown(browser, demo.origin, { as })),
  )) as [Reader, Reader]
  await Promise.all([secretary.visit(at), member.visit(at)])
})

afterAll(async () => {
  await browser?.close()
  await demo?.stop()
})

test('T1 · the page follows the meeting by itself', async () => {
  await clerk.act(meeting.id, 'item:begun', { itemId })
  await shows(member.page, 'СЛУШАЛИ:')
  await shows(secretary.page, 'СЛУШАЛИ:')
  expect(await member.page.getByText(t.wording, { exact: true }).count()).toBe(0)
})

test('R-78 · what the secretary types is stored as it is typed, and everybody reads it', async () => {
  const field = await place(secretary.page)
  await secretary.inspect()
  await field.fill('Обсудили очистку дороги.')
  await secretary.page.getByRole('status').filter({ hasText: t.saved }).waitFor()
  await shows(member.page, 'Обсудили очистку дороги.')
  await member.inspect()
})

test('R-78 · two who word one place at once lose nothing: the second is shown what stands and chooses', async () => {
  const field = secretary.page.getByRole('textbox', { name: t.parts.note('', '1') })
  await secretary.context.setOffline(true)
  await field.fill('Слова секретаря.')
  await clerk.ask('PUT', `/meetings/${meeting.id}/minutes/parts/note:${itemId}`, {
    text: 'Слова председателя.',
    version: 1,
  })
  await secretary.context.setOffline(false)
  await secretary.page.getByRole('alert').filter({ hasText: 'Слова председателя.' }).waitFor()
  expect(await field.inputValue()).toBe('Слова секретаря.')
  await secretary.inspect()
  await secretary.page.getByRole('button', { name: t.keepMine }).click()
  await shows(member.page, 'Слова секретаря.')
})

test('T1 · why somebody was away is chosen, never told', async () => {
  const { page } = secretary
  const label = t.parts.absent(absentName)
  await page.locator('summary').filter({ hasText: label }).click()
  const choice = page.getByRole('combobox', { name: label })
  expect(await choice.locator('option').allInnerTexts()).toEqual([t.absence, ...absenceWords])
  await shows(member.page, absenceWords[1])
  await choice.selectOption(absenceWords[0])
  await shows(member.page, absenceWords[0])
  await secretary.inspect()
})

test('T3 · the sheet with contacts is for whoever arranges the meeting, the one without for the council', async () => {
  const links = ({ page }: Reader, words: string) =>
    page.getByRole('link', { name: words, exact: true }).count()
  for (const [reader, counts] of [
    [secretary, [1, 1]],
    [member, [1, 0]],
  ] as const)
    // prettier-ignore
    expect([await links(reader, t.sheet), await links(reader, t.sheetContacts)]).toEqual(counts)
  const download = secretary.page.waitForEvent('download')
  await secretary.page.getByRole('link', { name: t.sheetContacts, exact: true }).click()
  expect((await download).suggestedFilename()).toContain('Лист регистрации')
})

test('R-76 · a place is worded without scripts', async () => {
  const reader = await Reader.sitDown(browser, demo.origin, { as: 'Белова', withoutScripts: true })
  await reader.visit(at)
  const field = await place(reader.page)
  await field.fill('Записано без сценариев.')
  await reader.page.locator('form').filter({ has: field }).getByRole('button', { name: t.save }).click()
  await shows(reader.page, 'Записано без сценариев.')
  await reader.leave()
})

test('T1 · the draft goes round, a member remarks, the secretary answers', async () => {
  await clerk.act(meeting.id, 'meeting:closed', {})
  const { page } = secretary
  await page.getByRole('button', { name: t.circulate }).click()
  await secretary.inspect()
  await page.locator('dialog[open]').getByRole('button', { name: t.circulate }).click()
  await member.page.getByRole('textbox', { name: t.remark }).fill('Меня не было на вопросе 1.')
  await member.page.getByRole('button', { name: t.sendRemark }).click()
  await shows(page, 'Меня не было на вопросе 1.')
  await page.getByRole('button', { name: t.reject, exact: true }).click()
  await page.locator('.error').first().waitFor()
  await page.getByRole('textbox', { name: t.answerReason }).fill('По листу регистрации были.')
  await page.getByRole('button', { name: t.reject, exact: true }).click()
  await shows(member.page, 'По листу регистрации были.')
  await secretary.inspect()
})

/** As if the days of the rules had passed: a demonstration lives in the present. */
function daysPass(): void {
  const database = new DatabaseSync(join(dataDir, 'veche.sqlite'))
  database.exec(`update minutes set remarks_until = '2000-01-01'`)
  database.close()
}

test('T1 · in the place of a signer who has left the council the secretary lets the deputy sign', async () => {
  const chairId = (await clerk.ask<MeetingView>('GET', `/meetings/${meeting.id}`)).state!.presidingId!
  const leaves = (day: string | null) => {
    const database = new DatabaseSync(join(dataDir, 'veche.sqlite'))
    database.prepare('update council_member set ends_on = ? where id = ?').run(day, chairId)
    if (day === null) database.exec('delete from minutes_signer')
    database.close()
  }
  leaves('2020-01-01')
  await secretary.visit(at)
  const { substitute } = (await read()).signers[0]!
  const { page } = secretary
  await page.getByRole('button', { name: t.substitute(substitute!) }).click()
  await secretary.inspect()
  await page
    .locator('dialog[open]')
    .getByRole('button', { name: t.substitute(substitute!) })
    .click()
  await shows(page, 'Вместо председательствующего')
  expect((await read()).signers[0]).toMatchObject({ name: substitute, substitute: null })
  leaves(null)
})

test('T1 · two sign, the secretary publishes, and anybody reads and prints the paper and nothing else', async () => {
  daysPass()
  const chair = await Reader.sitDown(browser, demo.origin, { as: 'Громова' })
  for (const reader of [chair, secretary]) {
    await reader.visit(at)
    const { page } = reader
    await page.getByRole('button', { name: t.sign, exact: true }).click()
    const dialog = page.locator('dialog[open]')
    await dialog.getByLabel(t.code).fill('00000000')
    await dialog.getByRole('button', { name: t.sign, exact: true }).click()
    await page.locator('dialog[open] .error').waitFor()
    await reader.inspect()
    await dialog.getByLabel(t.code).fill(codeOf((await read()).sha256!))
    await dialog.getByRole('button', { name: t.sign, exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
  }
  await shows(secretary.page, t.states.signed)
  await secretary.page.getByRole('button', { name: t.publish }).click()
  await secretary.page.locator('dialog[open]').getByRole('button', { name: t.publish }).click()
  await shows(secretary.page, t.states.published)
  await secretary.inspect()

  const stranger = await Reader.sitDown(browser, demo.origin)
  expect(await stranger.visit(at)).toBe(200)
  await stranger.inspect()
  await stranger.page.emulateMedia({ media: 'print' })
  const printed = plain(await stranger.page.locator('body').innerText())
  expect(printed.trimStart()).toMatch(/^Общественный совет/)
  expect(printed).toContain('ПРОТОКОЛ')
  expect(printed).toContain('Записано без сценариев.')
  for (const other of [t.wording, t.files, t.docx, t.signers]) expect(printed).not.toContain(other)
  for (const reader of [secretary, member, chair, stranger]) expect(reader.troubles).toEqual([])
})
