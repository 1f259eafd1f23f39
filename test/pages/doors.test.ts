import { encode } from 'uqr'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { meetings } from '../../client/texts/meetings.ts'
import { planning } from '../../client/texts/planning.ts'
import { ui } from '../../client/texts/ui.ts'
import { voteForms } from '../../client/texts/votes-forms.ts'
import { newId } from '../../server/lib/ids.ts'
import type { Entry } from '../../shared/meetings/entries.ts'
import type { CheckInCode, MeetingView } from '../../shared/meetings/views.ts'
import { startDemo, type Demo } from '../support/demo.ts'
import { isReadAtTenMetres } from '../support/hall.ts'
import { Caller, planDay } from '../support/meeting-day.ts'
import { openBrowser, Reader } from '../support/reader.ts'

/**
 * How people come to a meeting: by the code on the screen, read with a camera or typed while the page is still on its way; as strangers
 * who only look; and how two of them count hands.
 */

const t = meetings.ru
const hands = voteForms.ru.hands

let demo: Demo
let browser: Browser
let office: Caller
let chair: Caller
let secretary: Reader
let member: Reader
let meeting: MeetingView
let at = ''

const shows = (page: Page, words: string | RegExp) => page.getByText(words).first().waitFor()

beforeAll(async () => {
  demo = await startDemo()
  browser = await openBrowser()
  ;[office, chair] = await Promise.all([Caller.of(demo.origin, 'Белова'), Caller.of(demo.origin, 'Громова')])
  meeting = await planDay(office, 'olyutorsky', [{ title: 'О дороге в порт' }, { title: 'Разное' }])
  at = `/councils/olyutorsky/meetings/${meeting.number}`
  ;[secretary, member] = (await Promise.all(
    ['Белова', 'Шадрин'].map((as) => Reader.sitDown(browser, demo.origin, { as })),
  )) as [Reader, Reader]
})

afterAll(async () => {
  await browser?.close()
  await demo?.stop()
})

/** Scripts wait until the returned function lets them come, as on a thin line. */
async function scriptsWait({ context }: Reader): Promise<() => Promise<void>> {
  let letCome: () => void = () => undefined
  const come = new Promise<void>((resolve) => (letCome = resolve))
  await context.route('**/_app/**/*.js', async (route) => {
    await come
    await route.continue()
  })
  return async () => {
    letCome()
    await context.unrouteAll({ behavior: 'wait' })
  }
}

const code = async () => (await office.ask<CheckInCode>('GET', `/meetings/${meeting.id}/check-in-code`)).code
const act = <V extends Parameters<Caller['act']>[1]>(by: Caller, verb: V, data: object) =>
  by.act(meeting.id, verb, data as never)

test('what was unfolded before the scripts came stays unfolded', async () => {
  const letCome = await scriptsWait(secretary)
  const { page } = secretary
  await page.goto(`${demo.origin}${at}/agenda`, { waitUntil: 'commit' })
  const add = page.locator('details.add')
  await add.locator('summary').click()
  await add.getByLabel(planning.ru.agenda.item, { exact: true }).fill('О связи')
  await letCome()
  // The grips stand there once the page lives.
  await page.locator('.grip').first().waitFor()
  expect(await add.getAttribute('open')).not.toBeNull()
  expect(await add.getByLabel(planning.ru.agenda.item, { exact: true }).inputValue()).toBe('О связи')
})

test('the hall shows a QR code of the page with the code in its fragment, and no letter is too small beside it', async () => {
  await act(office, 'registration:opened', {})
  const hall = await secretary.context.newPage()
  await hall.goto(`${demo.origin}${at}/screen`)
  await shows(hall, t.hall.codeHow)
  await isReadAtTenMetres(hall)
  const typed = (await hall.locator('.code').innerText()).replaceAll(/\D/g, '')
  const { data } = encode(`${demo.origin}${at}#code=${typed}`, { ecc: 'M', border: 4 })
  const dark = data.flat().filter(Boolean).length
  const path = await hall.getByRole('img', { name: t.hall.qr }).locator('path').getAttribute('d')
  expect(path?.split('M').length).toBe(dark + 1)
  await hall.close()
  await secretary.visit(`${at}/console`)
  await secretary.page.getByText(t.lead.qr).click()
  await secretary.page.getByRole('img', { name: t.hall.qr }).waitFor()
  await secretary.inspect()
})

test('who reads the code with a camera presses one button, and no request carries the code but that', async () => {
  const { page } = member
  const asked: string[] = []
  page.on('request', (request) => void asked.push(request.url()))
  const read = await code()
  await page.goto(`${demo.origin}${at}#code=${read}`)
  await expect.poll(() => page.getByLabel(t.mine.code).inputValue()).toBe(read)
  expect(new URL(page.url()).hash).toBe('')
  await member.inspect()
  await page.getByRole('button', { name: t.mine.checkIn }).click()
  await shows(page, /Вы в зале с/)
  expect(asked.filter((url) => url.includes(read))).toEqual([])
})

test('a code that is typed before the scripts come stays, and the button works without them', async () => {
  const early = await Reader.sitDown(browser, demo.origin, { as: 'Каюрин' })
  const { page } = early
  const letCome = await scriptsWait(early)
  await page.goto(demo.origin + at, { waitUntil: 'commit' })
  await page.getByLabel(t.mine.code).fill(await code())
  await page.getByRole('button', { name: t.mine.checkIn }).click()
  await shows(page, /Вы в зале с/)
  await letCome()

  const slow = await Reader.sitDown(browser, demo.origin, { as: 'Лазарев' })
  const letIn = await scriptsWait(slow)
  await slow.page.goto(demo.origin + at, { waitUntil: 'commit' })
  await slow.page.getByLabel(t.mine.code).fill('123 456')
  await letIn()
  await shows(slow.page, ui.ru.line.here)
  expect(await slow.page.getByLabel(t.mine.code).inputValue()).toBe('123 456')
  await Promise.all([early.leave(), slow.leave()])
})

test('a stranger’s page follows the meeting by itself, also after its line was gone', async () => {
  const stranger = await Reader.sitDown(browser, demo.origin)
  const { page } = stranger
  await stranger.visit(at)
  await shows(page, ui.ru.line.here)
  const { state } = await office.ask<MeetingView>('GET', `/meetings/${meeting.id}`)
  for (const { id, hasVote, intervals } of state?.people ?? [])
    if (hasVote && intervals.length === 0) await act(office, 'attendance:in', { who: id, mode: 'in_person' })
  await act(chair, 'meeting:opened', {})
  await shows(page, t.now.beforeItems)
  await stranger.context.setOffline(true)
  await act(chair, 'agenda:adopted', { voteId: null })
  await act(chair, 'item:begun', { itemId: meeting.agenda[0]!.id })
  await stranger.context.setOffline(false)
  await shows(page, t.now.item('1'))
  await stranger.inspect()
  await stranger.leave()
})

test('two persons count hands, each alone: what differs is counted again, what agrees stands', async () => {
  const { entries } = (await act(chair, 'vote:opened', {
    ...{ itemId: meeting.agenda[0]!.id, question: 'Чистить до девяти?', form: 'open_count' },
    ...{ decisionClass: 'ordinary', stage: null },
  })) as { entries: Entry[] }
  const [opened] = entries
  const voteId = opened?.verb === 'vote:opened' ? opened.data.voteId : newId()
  const first = await Reader.sitDown(browser, demo.origin, { as: 'Громова' })
  const count = async ({ page }: Reader, numbers: readonly [string, string, string]) => {
    await page.goto(`${demo.origin}/votes/${voteId}`)
    for (const [index, label] of [hands.for, hands.against, hands.abstain].entries())
      await page.getByLabel(label, { exact: true }).first().fill(numbers[index]!)
    await page.getByRole('button', { name: hands.send }).click()
  }
  await first.visit(`/votes/${voteId}`)
  await first.inspect()
  await count(first, ['4', '1', '0'])
  await shows(first.page, hands.waiting)
  await secretary.visit(`/votes/${voteId}`)
  await shows(secretary.page, hands.second)
  await count(secretary, ['3', '1', '0'])
  await shows(secretary.page, hands.differed)
  await count(secretary, ['4', '1', '0'])
  await count(first, ['4', '1', '0'])
  await shows(first.page, hands.agreed)
  await secretary.visit(`/votes/${voteId}`)
  await shows(secretary.page, hands.agreed)
  await secretary.inspect()
  await act(chair, 'vote:closed', { voteId })
  const { state } = await office.ask<MeetingView>('GET', `/meetings/${meeting.id}`)
  expect(state?.votes.find((each) => each.voteId === voteId)?.result).toMatchObject({ for: 4, against: 1 })
  await first.leave()
})
