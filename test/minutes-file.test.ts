import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { digest } from '../server/lib/ids.ts'
import { canonical } from '../verify/canonical.ts'
import { checkMinutes, type MinutesFile } from '../verify/minutes.ts'
import { verdictOf } from '../verify/verdict.ts'
import { openHouse, type House } from './house.ts'
import { resigned } from './support/forger.ts'
import { met, signed } from './support/minutes.ts'

let house: House
/** Signed and published minutes, as anybody downloads them. */
let text: string
beforeAll(async () => {
  house = await openHouse()
  const meeting = await met(house)
  await signed(house, meeting)
  await meeting.secretary.post(`/meetings/${meeting.id}/minutes/publish`)
  text = (await house.app.inject({ url: `/api/meetings/${meeting.id}/minutes.json` })).payload
})
afterAll(() => house.close())

const copy = () => JSON.parse(text) as MinutesFile
const forged = (edit: (file: MinutesFile) => void) => resigned(text, edit)
const what = (file: unknown, known = {}) => checkMinutes(file, known).wrong?.what ?? null

test('R-78 · signed minutes say what the entries of the meeting say, without the server', async () => {
  const file = copy()
  expect(what(file)).toBeNull()
  for (const code of [file.sha256, file.minutes.head.hash]) expect(what(file, { code })).toBeNull()
  expect(what(file, { code: digest('x') })).toBe('other_code')
  const { code, lines } = await verdictOf(text, {}, 'ru')
  expect(code).toBe(0)
  expect(lines.join(' ')).toContain('Протокол говорит то же, что записи заседания. Подписали: ')
})

describe('tampering with minutes', () => {
  const votes = ({ minutes: { facts } }: MinutesFile) => facts.items.flatMap((each) => each.votes)
  const items = ({ minutes: { facts } }: MinutesFile) => facts.items
  const roll = ({ minutes: { ballots } }: MinutesFile) => Object.values(ballots)[0]!.roll!
  const decided = ({ minutes: { facts } }: MinutesFile) => facts.items.flatMap((each) => each.decisions)

  test('after the signing is found by what was signed', () => {
    const file = copy()
    file.minutes.facts.actual += 1
    expect(what(file)).toBe('minutes_changed')
    file.sha256 = digest(canonical(file.minutes))
    expect(what(file)).toBe('signature')
    const half = copy()
    const [gone] = half.signatures.splice(1, 1)
    expect(checkMinutes(half).wrong).toEqual({ what: 'signature_missing', name: gone!.name })
    const stranger = copy()
    stranger.signatures[0]!.memberId = stranger.signatures[1]!.memberId
    expect(what(stranger)).toBe('signature')
    const other = copy()
    other.entries.pop()
    expect(what(other)).toBe('minutes_head')
  })

  test.each<[string, (file: MinutesFile) => unknown, string]>([
    ['how many members there are', (f) => (f.minutes.facts.actual += 1), '/actual'],
    ['somebody who was not there', (f) => f.minutes.facts.present.pop(), '/present'],
    ['when it was opened', (f) => (f.minutes.facts.openedAt = '2020-01-01T00:00:00.000Z'), '/openedAt'],
    ['the quorum', (f) => (f.minutes.facts.quorum.changes[0]!.present += 1), '/quorum/changes'],
    ['the number of the meeting', (f) => (f.minutes.facts.meeting.number += 1), '/meeting/number'],
    ['how many could vote', (f) => (votes(f)[0]!.entitled += 1), '/votes/'],
    ['a number of votes', (f) => Object.assign(votes(f)[0]!.result as object, { for: 99 }), '/votes/'],
    ['an outcome', (f) => (votes(f)[0]!.outcome = 'no_quorum'), '/votes/'],
    ['a question', (f) => (votes(f)[0]!.question = 'Другой вопрос?'), '/votes/'],
    ['what was decided', (f) => (decided(f)[0]!.text = 'Отклонить.'), '/items/1/decisions'],
    ['who answers for it', (f) => (decided(f)[0]!.responsible = 'Другой'), '/items/1/decisions'],
    ['until when', (f) => (decided(f)[0]!.dueOn = '2027-12-31'), '/items/1/decisions'],
    ['a decision that is gone', (f) => decided(f) && items(f)[0]!.decisions.pop(), '/items/1/decisions'],
    ['who spoke', (f) => (items(f)[0]!.reports[0]!.name = 'Другой'), '/items/1/reports'],
    [
      'a speech that nobody gave',
      (f) => items(f)[0]!.speeches.push(items(f)[0]!.reports[0]!),
      '/items/1/speeches',
    ],
    ['a speech that is gone', (f) => items(f)[0]!.reports.pop(), '/items/1/reports'],
    ['who dissents', (f) => items(f)[0]!.dissenting.pop(), '/items/1/dissenting'],
    ['what the item was called', (f) => (items(f)[0]!.title = 'О другом'), '/items/1/title'],
    ['an item that is gone', (f) => items(f).pop(), '/items/'],
    ['how somebody voted', (f) => (roll(f)[1]!.choice = 'against'), '/roll'],
    ['who voted', (f) => (roll(f)[1]!.memberId = roll(f)[0]!.memberId), '/roll'],
    ['somebody who did not vote', (f) => roll(f).pop(), '/roll'],
  ])('%s, signed anew: it is named', (_, edit, where) => {
    const { wrong } = checkMinutes(forged(edit))
    expect(wrong).toMatchObject({ what: 'fact', where: expect.stringContaining(where) as string })
  })
})
