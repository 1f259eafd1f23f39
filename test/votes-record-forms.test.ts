import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { act } from '../server/lib/act.ts'
import { clockActor } from '../server/lib/actor.ts'
import { digest, newId } from '../server/lib/ids.ts'
import { closeVote } from '../server/votes/actions.ts'
import { canonical } from '../verify/canonical.ts'
import { checkForms } from '../verify/forms.ts'
import type { FormsRecord } from '../verify/forms-record.ts'
import { openHouse, type House } from './house.ts'
import { castAll, openedVote, votingCouncil } from './support/votes.ts'

let house: House
/** A vote at a meeting: of eight members seven are there, one of whom stands aside; four «за», two «против», one left before the end. */
let file: string
let election: string
/** A mixed vote of five: two «за», a void sheet. */
let sheets: string
beforeAll(async () => {
  house = await openHouse()
  const { councilId, members } = await votingCouncil(house, 8)
  const ids = members.map(({ memberId }) => memberId)
  const here = ids.slice(0, 7)
  const sitting = {
    ...{ meetingId: newId(), itemId: newId(), present: here, entitled: ids.slice(0, 6) },
    presiding: ids[0]!,
  }
  const close = (voteId: string) =>
    act(house.kit, clockActor, (work) => closeVote(work, voteId, 'hand', { present: here.slice(0, 6) }))
  const record = async (voteId: string) =>
    (await house.app.inject({ url: `/api/votes/${voteId}/record.json` })).payload
  const voteId = await openedVote(house, councilId, { closesAt: null, sitting })
  await castAll(voteId, members, [4, 2, 0])
  await close(voteId)
  file = await record(voteId)

  const electionId = await openedVote(house, councilId, {
    ...{ form: 'election', closesAt: null, sitting, question: 'Кого избрать?' },
    options: ['Анна', 'Борис', 'Вера'],
  })
  const view = await members[0]!.get<{ terms: { candidates: { id: string }[] } }>(`/votes/${electionId}`)
  const [anna, boris, vera] = view.body.terms.candidates.map(({ id }) => id)
  for (const [at, choice] of [anna, anna, boris, boris, vera, 'against'].entries())
    await members[at]!.put(`/votes/${electionId}/ballot`, { choice, turn: 1 })
  await close(electionId)
  election = await record(electionId)

  const own = await votingCouncil(house, 5)
  const mixedId = await openedVote(house, own.councilId, { form: 'mixed' })
  await castAll(mixedId, own.members, [2, 0, 0])
  const spoilt = { memberId: own.members[2]!.memberId, way: 'paper', choice: 'invalid' }
  for (const operator of [own.chair, own.secretary]) await operator.put(`/votes/${mixedId}/typed`, spoilt)
  await own.chair.post(`/votes/${mixedId}/close`)
  sheets = await record(mixedId)
})
afterAll(() => house.close())

function resealed(from: string, edit: (record: FormsRecord) => unknown): string {
  const record = JSON.parse(from) as FormsRecord
  edit(record)
  record.termsSha256 = digest(canonical(record.terms))
  const { sha256: _, ...rest } = record
  return `${canonical({ ...rest, sha256: digest(canonical(rest)) })}\n`
}
const what = async (content: string) => (await checkForms(content)).wrong?.what ?? null
const result = (record: FormsRecord) => record.result as Record<string, Record<string, unknown>>

test('a vote at a meeting and an election recompute from their records', async () => {
  expect(await checkForms(file)).toMatchObject({
    wrong: null,
    tally: { outcome: 'adopted', quorum: { count: 6, base: 8 }, majority: { base: 6, needed: 4 } },
  })
  expect(await checkForms(election)).toMatchObject({ wrong: null, tally: { outcome: 'second_round' } })
})

describe('tampering with a vote at a meeting', () => {
  test.each<[string, (record: FormsRecord) => unknown, string]>([
    ['a ballot', (r) => (r.electors[0]!.ballot!.choice = 'against'), 'number'],
    ['a ballot that is gone', (r) => (r.electors[5]!.ballot = null), 'number'],
    ['a choice that is none', (r) => (r.electors[0]!.ballot!.choice = 'maybe'), 'ballot_choice'],
    ['a way that this vote does not have', (r) => (r.electors[0]!.ballot!.way = 'paper'), 'ballot_way'],
    [
      'a ballot from after the end',
      (r) => (r.electors[0]!.ballot!.at = '2030-01-01T00:00:00.000Z'),
      'ballot_time',
    ],
    ['who counted at the closing', (r) => r.standing!.pop(), 'number'],
    ['a stranger who counted', (r) => r.standing!.push(newId()), 'standing'],
    ['no quorum at the closing', (r) => (r.standing = null), 'standing'],
    ['who could vote', (r) => r.terms.sitting!.entitled.pop(), 'sitting'],
    ['who was present', (r) => r.terms.sitting!.present.push(newId()), 'sitting'],
    ['when the quorum is looked at', (r) => (r.terms.sitting!.check = 'opening_only'), 'number'],
    ['who presides', (r) => (r.terms.sitting!.presiding = newId()), 'sitting'],
    ['the form', (r) => (r.terms.form = 'mixed'), 'parts'],
    ['the class', (r) => (r.terms.decision.class = 'qualified'), 'majority'],
    ['how many members there are', (r) => (r.terms.numbers.actual = 6), 'actual'],
    ['the base', (r) => (result(r)['decision']!['base'] = 7), 'number'],
    ['the quorum', (r) => (result(r)['quorum']!['present'] = 7), 'number'],
    ['the outcome', (r) => Object.assign(result(r), { outcome: 'not_adopted' }), 'outcome'],
    ['a part of another form', (r) => (r.demands = []), 'parts'],
  ])('%s, codes recomputed: it is named', async (_, edit, named) => {
    expect(await what(resealed(file, edit))).toBe(named)
  })

  const told = (r: FormsRecord) =>
    result(r)['election'] as unknown as { elected: string | null; runoff: string[] }
  test.each<[string, (record: FormsRecord) => unknown, string]>([
    ['who is elected', (r) => (told(r).elected = told(r).runoff[0]!), 'election'],
    ['who goes into the second round', (r) => told(r).runoff.pop(), 'election'],
    ['the outcome', (r) => Object.assign(result(r), { outcome: 'adopted' }), 'outcome'],
    ['a candidate', (r) => r.terms.candidates!.pop(), 'options'],
  ])('with an election: %s: it is named', async (_, edit, named) => {
    expect(await what(resealed(election, edit))).toBe(named)
  })
})

describe('T5 · a void sheet', () => {
  const spoilt = (r: FormsRecord) => r.electors.find(({ ballot }) => ballot?.choice === 'invalid')!

  test('recomputes: its member took part and did not vote', async () => {
    expect(await checkForms(sheets)).toMatchObject({
      wrong: null,
      result: { for: 2, notVoted: 3, invalid: 1 },
      tally: { outcome: 'adopted', quorum: { count: 3, base: 5 } },
    })
  })

  test('was not told apart in earlier records, which still recompute', async () => {
    const earlier = resealed(sheets, (r) => {
      Object.assign(spoilt(r).ballot!, { choice: 'abstain' })
      const { invalid: _, ...rest } = r.result as { invalid: number }
      r.result = { ...rest, abstain: 1, notVoted: 2 }
    })
    expect(await what(earlier)).toBeNull()
  })

  test.each<[string, (record: FormsRecord) => unknown, string]>([
    ['that is made a vote', (r) => (spoilt(r).ballot!.choice = 'against'), 'number'],
    ['that is gone', (r) => (spoilt(r).ballot = null), 'number'],
    ['that is not told', (r) => delete (r.result as { invalid?: number }).invalid, 'number'],
    ['that is told twice', (r) => Object.assign(result(r), { invalid: 2 }), 'number'],
    ['that came by the app', (r) => (spoilt(r).ballot!.way = 'app'), 'ballot_choice'],
    [
      'that is put before a vote',
      (r) => {
        const { ballot } = spoilt(r)
        spoilt(r).others = [{ ...ballot!, way: 'app', choice: 'for' }]
      },
      'ballot_way',
    ],
  ])('%s, codes recomputed: it is named', async (_, edit, named) => {
    expect(await what(resealed(sheets, edit))).toBe(named)
  })
})
