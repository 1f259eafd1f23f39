import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CommandData } from '../shared/meetings/entries.ts'
import type { VoteView } from '../shared/votes-views.ts'
import type { Id } from '../shared/values.ts'
import { openHouse, type House } from './house.ts'
import { sitting, type Sitting } from './support/meetings.ts'
import { expectRecordsRecompute } from './support/records.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(async () => {
  expect(await expectRecordsRecompute(house)).toBeGreaterThan(0)
  await house.close()
})

type Asked = CommandData<'vote:opened'>
const plain = {
  question: 'Поддержать?',
  form: 'open_roll_call',
  decisionClass: 'ordinary',
  stage: null,
} as const

async function put(meeting: Sitting, asked: Partial<Asked> = {}): Promise<Id> {
  const data = { ...plain, itemId: meeting.items[0]!, ...asked }
  const [opened] = await meeting.does(meeting.chair, 'vote:opened', data)
  if (opened?.verb !== 'vote:opened') throw new Error('the vote was not opened')
  return opened.data.voteId
}

const termsOf = async (meeting: Sitting, voteId: Id) =>
  (await meeting.chair.get<VoteView>(`/votes/${voteId}`)).body.terms

/** The first of the members choose so, one after the other. */
async function choose(meeting: Sitting, voteId: Id, choices: readonly string[]): Promise<void> {
  for (const [at, choice] of choices.entries())
    await meeting.voters[at]!.put(`/votes/${voteId}/ballot`, { choice, turn: 1 })
  await meeting.does(meeting.chair, 'vote:closed', { voteId })
}

test('after a tie the same question is put again, as it was, whatever else is sent; once', async () => {
  const meeting = await sitting(house, {
    members: 3,
    rules: { tie: { rule: 'revote', caster: 'presiding' } },
    items: ['Первый', 'Второй'],
  })
  await meeting.begin()
  const first = await put(meeting)
  await choose(meeting, first, ['for', 'for', 'against', 'against'])
  expect((await meeting.state()).votes[0]).toMatchObject({ outcome: 'revote' })

  const follows = { voteId: first, why: 'revote' } as const
  const again = await put(meeting, { question: 'Другое?', form: 'open_count', follows })
  expect(await termsOf(meeting, again)).toMatchObject({
    question: 'Поддержать?',
    form: 'open_roll_call',
    follows,
  })
  expect((await meeting.state()).votes[1]).toMatchObject({ voteId: again, follows })
  await choose(meeting, again, ['for', 'for', 'for', 'against'])

  const before = await meeting.entries()
  const refusals: [Partial<Asked>, string][] = [
    [{ follows }, 'already_followed'],
    [{ follows: { voteId: again, why: 'revote' } }, 'nothing_to_follow'],
    [{ follows: { voteId: meeting.id, why: 'revote' } }, 'not_found'],
    [{ follows, itemId: null }, 'not_found'],
  ]
  for (const [asked, code] of refusals) {
    const data = { ...plain, itemId: meeting.items[0]!, ...asked }
    expect((await meeting.act(meeting.chair, 'vote:opened', data)).body.code).toBe(code)
  }
  expect(await meeting.entries()).toEqual(before)
})

test('E3 · the second round of an election has the two leaders alone', async () => {
  const meeting = await sitting(house, { members: 5 })
  await meeting.begin()
  const first = await put(meeting, { form: 'election', options: ['Анна', 'Борис', 'Вера'] })
  const [anna, boris, vera] = (await termsOf(meeting, first)).candidates!.map(({ id }) => id)
  await choose(meeting, first, [anna!, anna!, boris!, boris!, vera!, 'abstain'])
  expect((await meeting.state()).votes[0]).toMatchObject({ outcome: 'second_round' })

  const second = await put(meeting, { form: 'election', follows: { voteId: first, why: 'second_round' } })
  expect((await termsOf(meeting, second)).candidates!.map(({ id }) => id)).toEqual([anna, boris])
  await choose(meeting, second, [anna!, anna!, anna!, anna!, boris!])
  expect((await meeting.state()).votes[1]).toMatchObject({ outcome: 'adopted' })
})
