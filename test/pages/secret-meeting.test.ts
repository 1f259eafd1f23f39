import { readFile } from 'node:fs/promises'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { meetings } from '../../client/texts/meetings.ts'
import { secretVotes } from '../../client/texts/secret-votes.ts'
import { secretTold } from '../../client/texts/secret-told.ts'
import { ui } from '../../client/texts/ui.ts'
import { voteForms } from '../../client/texts/votes-forms.ts'
import { votes } from '../../client/texts/votes.ts'
import { boardCode } from '../../shared/codes.ts'
import type { CouncilView } from '../../shared/councils.ts'
import type { CommandData, Entry } from '../../shared/meetings/entries.ts'
import type { MeetingView } from '../../shared/meetings/views.ts'
import type { SecretView } from '../../shared/secret-views.ts'
import type { Board, BoardHead, IssueReply } from '../../shared/secret-votes.ts'
import type { VoteView } from '../../shared/votes-views.ts'
import { startDemo, type Demo } from '../support/demo.ts'
import { isReadAtTenMetres } from '../support/hall.ts'
import { Caller, planDay } from '../support/meeting-day.ts'
import { openBrowser, Reader } from '../support/reader.ts'
import { Voter } from '../support/secret-votes.ts'

/**
 * A council elects in secret at its meeting: the chair leads from the console by keyboard, two electors have browsers of their own, one
 * of them with a bad line, the hall looks at its screen, and the minutes quote the board.
 */

const t = secretVotes.ru
const s = secretTold.ru
const m = meetings.ru
const v = votes.ru
const e = voteForms.ru.election
const ITEM = 'Об избрании заместителя председателя'
const QUESTION = 'Избрать Уварову заместителем председателя?'
const SEATED = ['Громова', 'Каюрин', 'Лазарев', 'Уварова', 'Ким', 'Шадрин', 'Полякова']
/** They vote without a browser. */
const OTHERS = ['Лазарев', 'Уварова', 'Ким', 'Полякова']

let demo: Demo
let browser: Browser
let office: Caller
let chair: Reader
let first: Reader
let second: Reader
/** Their ballot is taken elsewhere, while they look at other pages. */
let elsewhere: Reader
let hall: Page
let meeting: MeetingView
let at = ''
let voteId = ''
const voters: Voter[] = []

const shows = (page: Page | Locator, words: string | RegExp) => page.getByText(words).first().waitFor()
const says = (page: Page, text: string) => page.getByText(text, { exact: true }).first().waitFor()
const button = (page: Page | Locator, name: string) => page.getByRole('button', { name, exact: true })
const link = (page: Page, name: string) => page.getByRole('link', { name, exact: true })
const dialog = (page: Page) => page.locator('dialog[open]')
const nextIs = (step: string) => button(chair.page.locator('.next'), step).waitFor()

/** The chair presses a key, and Enter on the answer to the question that it opens. */
async function answers(key: string, confirm: string): Promise<void> {
  const { page } = chair
  await page.keyboard.press(key)
  await button(dialog(page), confirm).focus()
  await page.keyboard.press('Enter')
  await dialog(page).waitFor({ state: 'detached' })
}

const lastPut = async () => {
  const { entries } = await office.ask<{ entries: Entry[] }>('GET', `/meetings/${meeting.id}/entries`)
  const put = entries.findLast(({ verb }) => verb === 'vote:opened')
  return put?.verb === 'vote:opened' ? put.data.voteId : ''
}

beforeAll(async () => {
  demo = await startDemo()
  browser = await openBrowser()
  office = await Caller.of(demo.origin, 'Белова')
  meeting = await planDay(office, 'olyutorsky', [{ title: ITEM, proposal: QUESTION }, { title: 'Разное' }])
  at = `/councils/olyutorsky/meetings/${meeting.number}`
  const { seats } = await office.ask<CouncilView>('GET', '/councils/olyutorsky')
  await office.act(meeting.id, 'registration:opened', {})
  for (const name of SEATED) {
    const who = seats.find((each) => each.name.startsWith(name))!.memberId
    await office.act(meeting.id, 'attendance:in', { who, mode: 'in_person' })
  }
  await office.act(meeting.id, 'meeting:opened', {})
  await office.act(meeting.id, 'agenda:adopted', { voteId: null })
  const { state } = await office.ask<MeetingView>('GET', `/meetings/${meeting.id}`)
  await office.act(meeting.id, 'item:begun', { itemId: state!.agenda[0]!.id })
  ;[chair, first, second, elsewhere] = (await Promise.all(
    ['Громова', 'Каюрин', 'Шадрин', 'Ким'].map((as) => Reader.sitDown(browser, demo.origin, { as })),
  )) as [Reader, Reader, Reader, Reader]
  hall = (await Reader.sitDown(browser, demo.origin, { as: 'Белова' })).page
  await Promise.all([
    chair.visit(`${at}/console`),
    first.visit(at),
    second.visit(at),
    hall.goto(`${demo.origin}${at}/screen`),
  ])
  await Promise.all([chair, first, second].map(({ page }) => shows(page, ui.ru.line.here)))
})

afterAll(async () => {
  await browser?.close()
  await demo?.stop()
})

test('the chair puts a question in secret by keyboard, and everybody’s page says that ballots are given out', async () => {
  const { page } = chair
  await page.keyboard.press('v')
  await dialog(page).getByLabel(m.lead.form).selectOption('secret')
  await shows(dialog(page), m.lead.secretHow)
  await chair.inspect()
  await button(dialog(page), m.lead.put).focus()
  await page.keyboard.press('Enter')
  await dialog(page).waitFor({ state: 'detached' })
  await nextIs(t.closeIssuance)
  await shows(hall, m.hall.issued)
  await isReadAtTenMetres(hall)
  await first.page.locator('.banner').getByText(m.banner.ballots).waitFor()
  await chair.inspect()
  await first.inspect()
  voteId = await lastPut()
})

test('an elector takes a ballot by keyboard on a page of its own, and keeps the focus', async () => {
  const { page } = first
  await link(page, m.ballot.secret.take).click()
  await button(page, t.take).waitFor()
  await first.inspect()
  await button(page, t.take).focus()
  await page.keyboard.press('Enter')
  await says(page, t.has)
  await page.locator('.said:focus').waitFor()
  await first.inspect()
  // Back at the meeting nobody waits for them any more.
  await link(page, t.backToMeeting).click()
  await shows(page, m.ballot.secret.waitHint)
  await page.locator('.banner').waitFor({ state: 'detached' })
  await link(page, m.ballot.secret.wait).click()
  await says(page, t.has)
})

test('a stranger sees at the meeting how far it is, and nothing of the ballots', async () => {
  const stranger = await Reader.sitDown(browser, demo.origin)
  await stranger.visit(at)
  await shows(stranger.page, QUESTION)
  await stranger.inspect()
  expect(await stranger.visit(`/votes/${voteId}/secret`)).toBe(404)
  await stranger.leave()
})

test('T-V10 · an answer that is lost on the line is asked for again, and one ballot is issued', async () => {
  const { page } = second
  await link(page, m.ballot.secret.take).click()
  await button(page, t.take).waitFor()
  await page.route('**/issue', async (route) => {
    // The server hears it, and the answer never arrives.
    await route.fetch()
    await route.abort()
  })
  await button(page, t.take).click()
  await says(page, t.takeLost)
  await page.unroute('**/issue')
  // As after a closed page: what was kept asks again by itself.
  await page.reload()
  await says(page, t.has)
  const { issuance } = await office.ask<SecretView>('GET', `/votes/${voteId}/secret`)
  expect(issuance.filter(({ issuedAt }) => issuedAt !== null)).toHaveLength(2)

  await elsewhere.visit(at)
  await shows(elsewhere.page, ui.ru.line.here)
  const { manifest, manifestSha256 } = await office.ask<SecretView>('GET', `/votes/${voteId}/secret`)
  for (const name of OTHERS) {
    const voter = await Voter.of(manifest!, manifestSha256!)
    const caller = await Caller.of(demo.origin, name)
    const { blinded } = voter
    await voter.unblind(await caller.ask<IssueReply>('POST', `/votes/${voteId}/issue`, { blinded }))
    voters.push(voter)
  }
  await hall.locator('.cast').filter({ hasText: /^6/ }).waitFor()
})

test('§6.5 · whoever’s ballot was taken elsewhere is told on any page until they have seen the vote', async () => {
  const { page } = elsewhere
  const told = page.getByText(s.issued(QUESTION)).first()
  await told.waitFor()
  await elsewhere.inspect()
  // A page without scripts says it, too.
  await elsewhere.visit('/desk')
  await told.waitFor()
  await elsewhere.inspect()
  await link(page, s.open).click()
  await says(page, t.other)
  await elsewhere.visit('/desk')
  await page.getByRole('heading', { level: 1 }).waitFor()
  expect(await told.count()).toBe(0)
})

test('the chair is told who stays without a ballot, themselves among them, and ends the issuing', async () => {
  const { page } = chair
  await page.keyboard.press('n')
  await shows(dialog(page), t.closeIssuanceWithout(1))
  await shows(dialog(page), t.closeIssuanceMine)
  await chair.inspect()
  await page.keyboard.press('Escape')
  // Somebody was shown another board before.
  await elsewhere.visit(at)
  await shows(elsewhere.page, ui.ru.line.here)
  const other = JSON.stringify([{ size: 2, hash: '0'.repeat(64), signature: null }])
  await elsewhere.page.evaluate(
    ([key, heads]) => localStorage.setItem(key!, heads!),
    [`board-heads:${voteId}`, other],
  )
  await dialog(page).waitFor({ state: 'detached' })
  await answers('n', t.closeIssuance)
  await nextIs(m.lead.steps.closeVote)
  await shows(hall, v.castTitle)
  await isReadAtTenMetres(hall)
})

test('T-V5 · whoever was shown two boards is told on any page, what it means and what to do, and keeps the proof', async () => {
  const { page } = elsewhere
  await shows(page, s.forked)
  await elsewhere.inspect()
  await link(page, s.whatToDo).click()
  await says(page, t.fork.title)
  await shows(page, boardCode('0'.repeat(64)))
  await elsewhere.inspect()
  const saving = page.waitForEvent('download')
  await button(page, t.fork.file).click()
  const proof = JSON.parse(await readFile(await (await saving).path(), 'utf8')) as { heads: BoardHead[] }
  const { heads } = await office.ask<Board>('GET', `/votes/${voteId}/board.json`)
  expect(proof.heads).toHaveLength(2)
  expect(proof.heads).toContainEqual(heads[1])
  // Nobody else has been shown two.
  expect(await first.page.getByText(t.fork.title).count()).toBe(0)
  expect(elsewhere.troubles).toEqual([])
})

test('T-V4 T-V10 · electors vote; one changes their mind, one votes without a line and sends it later', async () => {
  const { page } = first
  await button(page, t.choices.against).waitFor()
  await first.inspect()
  await button(page, t.choices.against).focus()
  await page.keyboard.press('Enter')
  await says(page, t.taken(t.choices.against))
  // The button that was pressed is still under the finger.
  await page.locator('button:focus').filter({ hasText: t.choices.against }).waitFor()
  await button(page, t.choices.for).click()
  await says(page, t.taken(t.choices.for))
  await first.inspect()

  await button(second.page, t.choices.against).waitFor()
  await second.context.setOffline(true)
  await button(second.page, t.choices.against).click()
  await says(second.page, t.castLost)
  await second.inspect()
  await second.context.setOffline(false)
  await says(second.page, t.taken(t.choices.against))

  for (const voter of voters) {
    const answer = await fetch(`${demo.origin}/api/votes/${voteId}/secret-ballots`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(await voter.ballot('for')),
    })
    expect(answer.status).toBe(200)
  }
  await hall.locator('.cast').filter({ hasText: /^6/ }).waitFor()
})

test('the chair ends the vote: the hall has the numbers and the code, an elector finds the ballot of their receipt', async () => {
  await answers('n', v.closeNow)
  const { heads } = await office.ask<Board>('GET', `/votes/${voteId}/board.json`)
  const code = boardCode(heads.at(-1)!.hash)
  await shows(hall, v.outcomes.adopted)
  await shows(hall, code)
  await isReadAtTenMetres(hall)
  await chair.visit(at)
  await shows(chair.page, code)

  const { page } = first
  await says(page, t.protocolTitle)
  await page.reload()
  await says(page, t.receiptTitle)
  await button(page, t.check).click()
  await says(page, t.good)
  await says(page, t.mineFound)
  const own = page.getByRole('row').filter({ hasText: t.yours('').trim() })
  expect(await own.count()).toBe(2)
  await own.filter({ hasText: t.choices.for }).filter({ hasText: t.counted }).waitFor()
  await first.inspect()

  const saving = page.waitForEvent('download')
  await button(page, t.saveReceipt).click()
  const stranger = await Reader.sitDown(browser, demo.origin)
  await stranger.visit(`/votes/${voteId}/secret`)
  await stranger.page.getByLabel(t.showReceipt).setInputFiles(await (await saving).path())
  await shows(stranger.page, t.receiptSays(t.choices.for))
  await shows(stranger.page, t.receiptFound)
  await stranger.inspect()
  await stranger.leave()
  for (const { troubles } of [chair, first, second]) expect(troubles).toEqual([])
})

test('the hall reads who is elected by name, while people vote and after', async () => {
  const names = ['Лазарев Игорь Олегович', 'Уварова Тамара Сергеевна', 'Ким Алексей Дмитриевич']
  const { state } = await office.ask<MeetingView>('GET', `/meetings/${meeting.id}`)
  const put: CommandData<'vote:opened'> = {
    ...{ itemId: state!.agenda[0]!.id, question: 'Кого избрать заместителем председателя?' },
    ...{ form: 'election', decisionClass: 'organizational', stage: null },
    options: [...names, 'Полякова Вера Максимовна', 'Шадрин Роман Валерьевич'],
  }
  await (await Caller.of(demo.origin, 'Громова')).act(meeting.id, 'vote:opened', put)
  for (const name of names) await shows(hall, name)
  await isReadAtTenMetres(hall)
  const elected = await lastPut()
  const { terms } = await office.ask<VoteView>('GET', `/votes/${elected}`)
  for (const name of SEATED)
    await (
      await Caller.of(demo.origin, name)
    ).ask('PUT', `/votes/${elected}/ballot`, { choice: terms.candidates![1]!.id, turn: 1 })
  await chair.visit(`${at}/console`)
  await shows(chair.page, ui.ru.line.here)
  await answers('n', v.closeNow)
  await shows(hall, e.elected(names[1]!))
  await hall.locator('.won .votes').filter({ hasText: /^7$/ }).waitFor()
  await isReadAtTenMetres(hall)
  await shows(chair.page, e.elected(names[1]!))
  await chair.inspect()
  // Somebody opens the page only now.
  await first.visit(at)
  await shows(first.page, e.elected(names[1]!))
  await first.inspect()
})

test('T1 T4 · the minutes quote the code of the board and have the protocol of the counting commission', async () => {
  await office.act(meeting.id, 'meeting:closed', {})
  const { heads } = await office.ask<Board>('GET', `/votes/${voteId}/board.json`)
  const [one, two] = heads.at(-1)!.hash.match(/.{4}/g) ?? []
  await chair.visit(`${at}/minutes`)
  await shows(chair.page, new RegExp(`${one}.${two}`, 'i'))
  await shows(chair.page, /протокол счётной комиссии/i)
  await chair.inspect()
  for (const { troubles } of [chair, first, second, elsewhere]) expect(troubles).toEqual([])
})
