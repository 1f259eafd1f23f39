import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Id } from '../shared/values.ts'
import { digest } from '../server/lib/ids.ts'
import type { Board } from '../verify/board-record.ts'
import { checkBoard } from '../verify/board.ts'
import { canonical } from '../verify/canonical.ts'
import { checkForms } from '../verify/forms.ts'
import type { FormsRecord } from '../verify/forms-record.ts'
import { verdictOf } from '../verify/verdict.ts'
import { openHouse, type House } from './house.ts'
import { cast, issueAll, secretCouncil } from './support/secret-votes.ts'
import { minutes } from './support/votes.ts'

let house: House
let file: string
beforeAll(async () => {
  house = await openHouse()
  file = (await held(7, 6, ['for', 'for', 'for', 'for', 'against', 'abstain'])).file
})
afterAll(() => house.close())

const download = async (voteId: Id, name: string) =>
  (await house.app.inject({ url: `/api/votes/${voteId}/${name}.json` })).payload

/** A secret vote from the announcement to the count; the first voter changes their mind once. */
async function held(members: number, issued: number, choices: string[]) {
  const council = await secretCouncil(house, members)
  const voters = await issueAll(council.voteId, council, council.members.slice(0, issued))
  house.pass(minutes(11))
  await house.kit.tick()
  const put = async (at: number, choice: string, seq = 1) => {
    const { status } = await cast(house, council.voteId, await voters[at]!.ballot(choice, seq))
    expect(status).toBeLessThan(300)
  }
  await put(0, 'against')
  for (const [at, choice] of choices.entries()) await put(at, choice, at === 0 ? 2 : 1)
  house.pass(minutes(10))
  await house.kit.tick()
  return { ...council, voters, file: await download(council.voteId, 'record') }
}

type Sealed = FormsRecord & { board: Board }
const copyOf = (from: string) => JSON.parse(from) as Sealed
/** As a forger would who computes every code anew, and has no key. */
function forged(edit: (record: Sealed) => void, from = file): string {
  const record = copyOf(from)
  edit(record)
  let before = Buffer.alloc(32)
  record.board.heads.forEach((head, at) => {
    const bytes = Buffer.concat([before, Buffer.from(canonical(record.board.entries[at]))])
    head.hash = digest(bytes)
    before = Buffer.from(head.hash, 'hex')
  })
  return resealed(record)
}
function resealed(record: FormsRecord): string {
  record.termsSha256 = digest(canonical(record.terms))
  const { sha256: _, ...rest } = record
  return `${canonical({ ...rest, sha256: digest(canonical(rest)) })}\n`
}
const what = async (content: string) => (await checkForms(content)).wrong?.what ?? null

test('the record of a secret vote recomputes from its board: chain, signatures, tokens, ballots, the commission’s numbers and the outcome', async () => {
  const checked = await checkForms(file)
  expect(checked).toMatchObject({
    wrong: null,
    result: { for: 4, against: 1, abstain: 1, notVoted: 1, outcome: 'adopted' },
    board: { closed: { numbers: { roll: 7, present: 6, issued: 6, cast: 6, valid: 6, invalid: 0 } } },
  })
  const { code, lines } = await verdictOf(file, {}, 'ru')
  expect(code).toBe(0)
  expect(lines.join(' ')).toContain('Бюллетени, подписи и цепочка доски проверены.')
})

test('a board by itself is checked, too, also while the vote goes on', async () => {
  const { voteId, chair, members, ...council } = await secretCouncil(house, 6)
  await issueAll(voteId, council, members)
  house.pass(minutes(11))
  await house.kit.tick()
  const open = await chair.get(`/votes/${voteId}/board.json`)
  expect(await checkBoard(open.body)).toMatchObject({ wrong: null, closed: null })
  const whole = JSON.stringify(copyOf(file).board)
  const { code, lines } = await verdictOf(whole, {}, 'en')
  expect([code, lines[1]]).toEqual([0, 'Issued 6, cast 6, valid 6, invalid 0.'])
})

test('too few ballots to open them decide nothing, and that recomputes', async () => {
  const few = await held(7, 6, ['for', 'for', 'against'])
  expect(await checkForms(few.file)).toMatchObject({ wrong: null, board: { closed: { counts: null } } })
})

describe('T-V2 T-V5 · tampering with a secret vote', () => {
  const entry = (record: Sealed, at: number) => record.board.entries[at] as Record<string, unknown>
  const ballot = (record: Sealed, at = 0) => record.board.ballots![at]!
  const numbers = (record: Sealed) => entry(record, 3)['numbers'] as Record<string, number>

  test('with an entry, its code or their order is found by the chain', async () => {
    const changed = copyOf(file)
    ;(entry(changed, 2)['ballots'] as string[]).pop()
    expect(await what(resealed(changed))).toBe('board_head')
    const cut = copyOf(file)
    cut.board.entries.splice(1, 1)
    expect(await what(resealed(cut))).toBe('shape')
    expect(await what(forged((record) => (entry(record, 2)['ballots'] as string[]).pop()))).toBe(
      'board_signature',
    )
  })

  test.each<[string, (record: Sealed) => void, string]>([
    ['a ballot that is gone', (r) => void r.board.ballots!.pop(), 'ballot_missing'],
    ['a ballot that nobody cast', (r) => (ballot(r).body.seq = 9), 'ballot_unknown'],
    ['a ballot twice', (r) => void r.board.ballots!.push(ballot(r)), 'ballot_twice'],
    ['a signature', (r) => (r.board.heads[0]!.signature = r.board.heads[1]!.signature), 'board_signature'],
    ['a head that is gone', (r) => void r.board.heads.pop(), 'board_heads'],
    ['a board of another vote', (r) => (r.board.voteId = r.council.id), 'board_vote'],
    ['no board', (r) => void Reflect.deleteProperty(r, 'board'), 'parts'],
    ['the question', (r) => (r.terms.question = 'Другой вопрос?'), 'manifest'],
    [
      'somebody on the roll',
      (r) => (r.terms.electorate.electors[0]!.name = r.electors[0]!.name = 'Другая'),
      'manifest',
    ],
    ['the result', (r) => Object.assign(r.result as object, { for: 5 }), 'number'],
    ['the outcome', (r) => Object.assign(r.result as object, { outcome: 'not_adopted' }), 'outcome'],
  ])('%s: it is named', async (_, edit, named) => {
    const record = copyOf(file)
    edit(record)
    expect(await what(resealed(record))).toBe(named)
  })

  /** Heads without signatures: what is found by arithmetic alone, even by whoever holds the key of the board. */
  const unsigned = (edit: (record: Sealed) => void) =>
    forged((record) => {
      edit(record)
      for (const head of record.board.heads) head.signature = null
    })
  test.each<[string, (record: Sealed) => void, string]>([
    ['ballots that the commission counted', (r) => (numbers(r)['cast'] = 7), 'board_number'],
    ['ballots that were issued', (r) => (numbers(r)['issued'] = 7), 'board_number'],
    ['the roll', (r) => (numbers(r)['roll'] = 8), 'board_number'],
    [
      'the counts',
      (r) => Object.assign(entry(r, 3)['counts'] as object, { for: 3, against: 2 }),
      'board_number',
    ],
    [
      'a relation that holds',
      (r) => Object.assign(entry(r, 3), { broken: 'issued >= cast' }),
      'board_number',
    ],
    [
      'somebody who got two ballots',
      (r) => {
        const issued = entry(r, 1)['issued'] as { memberId: string }[]
        issued[1]!.memberId = issued[0]!.memberId
      },
      'board_issued',
    ],
    [
      'the choice of a ballot, with its code',
      (r) => {
        const counted = r.board.ballots!.find(({ body }) => body.choice === 'for')!
        const before = digest(canonical(counted))
        counted.body.choice = 'against'
        const received = entry(r, 2)['ballots'] as string[]
        received.splice(received.indexOf(before), 1, digest(canonical(counted)))
        received.sort()
      },
      'board_number',
    ],
  ])('by whoever holds the key: %s: it is named', async (_, edit, named) => {
    expect(await what(unsigned(edit))).toBe(named)
  })
})
