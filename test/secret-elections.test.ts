import { afterAll, beforeAll, expect, test } from 'vitest'
import { canonical } from '../verify/canonical.ts'
import { checkForms } from '../verify/forms.ts'
import type { SecretView } from '../shared/secret-views.ts'
import type { StoredRules } from '../shared/council-rules.ts'
import { defaultCouncilRules } from '../shared/council-rules.ts'
import type { VoteView } from '../shared/votes-views.ts'
import type { Id } from '../shared/values.ts'
import { digest } from '../server/lib/ids.ts'
import { openHouse, type House } from './house.ts'
import { expectRecordsRecompute } from './support/records.ts'
import { sitting, type Sitting } from './support/meetings.ts'
import { cast, issueAll, secretView } from './support/secret-votes.ts'

/** Whom a council elects in secret at its meeting is counted by two programs that share no line. */

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(async () => {
  expect(await expectRecordsRecompute(house)).toBeGreaterThan(0)
  await house.close()
})

const NAMES = ['Петрова', 'Ким', 'Лазарев']

async function meetingOf(rules?: StoredRules): Promise<Sitting> {
  const meeting = await sitting(house, { members: 6, ...(rules && { rules }) })
  await meeting.begin()
  return meeting
}

/** A secret election; `picks` are candidates by their places, null against all, each of one elector. */
async function elect(
  meeting: Sitting,
  picks: readonly (number | null)[],
  follows?: { voteId: Id; why: 'second_round' },
) {
  const { chair, voters } = meeting
  const [opened] = await meeting.does(chair, 'vote:opened', {
    ...{ itemId: meeting.items[0]!, question: 'Кого избрать заместителем?', form: 'secret', stage: null },
    decisionClass: 'secret_personal',
    ...(follows ? { follows } : { options: NAMES }),
  })
  if (opened?.verb !== 'vote:opened') throw new Error('the vote was not opened')
  const { voteId } = opened.data
  const { manifest, manifestSha256 } = await secretView(chair, voteId)
  const made = { manifest: manifest!, mh: manifestSha256! }
  const ballots = await issueAll(voteId, made, voters.slice(0, picks.length))
  await chair.post(`/votes/${voteId}/issuance/close`)
  const { candidates = [] } = (await chair.get<VoteView>(`/votes/${voteId}`)).body.terms
  for (const [at, pick] of picks.entries())
    await cast(house, voteId, await ballots[at]!.ballot(pick === null ? 'against' : candidates[pick]!.id))
  await meeting.does(chair, 'vote:closed', { voteId })
  const { result } = (await chair.get<VoteView>(`/votes/${voteId}`)).body
  const protocol = (await chair.get<SecretView>(`/votes/${voteId}/secret`)).body.protocol!
  const { payload } = await house.app.inject({ url: `/api/votes/${voteId}/record.json` })
  return { voteId, candidates, result: result!, protocol, file: payload }
}

test('E4 · nobody has the majority: the two leaders go to a second round, which elects one; both rounds recompute', async () => {
  const meeting = await meetingOf()
  const first = await elect(meeting, [0, 0, 0, 1, 1, 2, null])
  const [one, other] = first.candidates.map(({ id }) => id)
  expect(first.result).toMatchObject({
    outcome: 'second_round',
    election: { elected: null, runoff: [one, other] },
  })
  expect(first.protocol.counts!.map(({ votes }) => votes)).toEqual([3, 2, 1, 1])
  expect(await checkForms(first.file)).toMatchObject({
    wrong: null,
    tally: { outcome: 'second_round', runoff: [one, other] },
  })

  const second = await elect(meeting, [1, 1, 1, 1, 0, 0], { voteId: first.voteId, why: 'second_round' })
  expect(second.candidates.map(({ title }) => title)).toEqual(NAMES.slice(0, 2))
  expect(second.result).toMatchObject({ outcome: 'adopted', election: { elected: second.candidates[1]!.id } })
  expect(await checkForms(second.file)).toMatchObject({
    wrong: null,
    tally: { outcome: 'adopted', elected: second.candidates[1]!.id },
  })
})

test('E5 · two leaders who are equal in the second round are voted on again, and no casting vote elects', async () => {
  const rules = { ...defaultCouncilRules, tie: { ...defaultCouncilRules.tie, rule: 'revote' as const } }
  const meeting = await meetingOf(rules)
  const first = await elect(meeting, [0, 0, 0, 1, 1, 2])
  const second = await elect(meeting, [0, 0, 0, 1, 1, 1], { voteId: first.voteId, why: 'second_round' })
  expect(second.result).toMatchObject({ outcome: 'revote', tieBrokenBy: null, election: { elected: null } })
  expect(await checkForms(second.file)).toMatchObject({
    wrong: null,
    tally: { outcome: 'revote', isCast: false },
  })
})

test('E2 · measured by the ballots that were issued, four of six elect where seven are present; both counts say so', async () => {
  const secret = { ...defaultCouncilRules.secret, base: 'issued' as const }
  const meeting = await meetingOf({ ...defaultCouncilRules, secret })
  const { result, file } = await elect(meeting, [0, 0, 0, 0, 1, null])
  expect(result).toMatchObject({ outcome: 'adopted', quorum: { present: 7 }, decision: { base: 6 } })
  expect(await checkForms(file)).toMatchObject({ wrong: null, tally: { majority: { base: 6 } } })
})

test('another winner, or another second round, written into the record is named', async () => {
  const meeting = await meetingOf()
  const { file, candidates } = await elect(meeting, [0, 0, 0, 0, 1, 2])
  for (const changed of [{ elected: candidates[1]!.id }, { runoff: candidates.map(({ id }) => id) }]) {
    const { sha256: _, ...record } = JSON.parse(file) as { sha256: string; result: { election: object } }
    Object.assign(record.result.election, changed)
    const forged = `${canonical({ ...record, sha256: digest(canonical(record)) })}\n`
    expect((await checkForms(forged)).wrong).toMatchObject({ what: 'election' })
  }
})
