import { expect } from 'vitest'
import type { MinutesView } from '../../shared/meetings/minutes-views.ts'
import type { Id } from '../../shared/values.ts'
import { newId } from '../../server/lib/ids.ts'
import { passwordDigest } from '../../server/people/passwords.ts'
import type { Client, House } from '../house.ts'
import { sitting, type Sitting } from './meetings.ts'

export const PASSWORD = 'Тихий залив 2026'

/** Gives people a password to sign with. */
export async function withPassword(house: House, ...people: readonly Client[]): Promise<void> {
  const digest = await passwordDigest(PASSWORD)
  await house.kit.db
    .updateTable('person')
    .set({ passwordDigest: digest })
    .where(
      'id',
      'in',
      people.map(({ personId }) => personId),
    )
    .execute()
}

export const minutesAt = ({ slug, number }: Pick<Sitting, 'slug' | 'number'>) =>
  `/councils/${slug}/meetings/${number}/minutes`

export const readMinutes = async (
  meeting: Sitting,
  client: Client = meeting.secretary,
  edition?: number,
): Promise<MinutesView> => {
  const query = edition === undefined ? '' : `?edition=${edition}`
  const { status, body } = await client.get<MinutesView>(`${minutesAt(meeting)}${query}`)
  expect(status).toBe(200)
  return body
}

/** A meeting that is over: a report, a question, a vote that carried, its decision; the second item was not reached. */
export async function met(
  house: House,
  values: Parameters<typeof sitting>[1] = {},
): Promise<Sitting & { voteId: Id; speechId: Id }> {
  const meeting = await sitting(house, { items: ['О ремонте дороги', 'О плане работы'], ...values })
  await withPassword(house, meeting.chair, meeting.secretary)
  const { chair, voters, items } = meeting
  const anna = voters[1]!
  await meeting.begin(voters.slice(0, -1))
  const speechId = newId()
  await meeting.does(chair, 'speech:requested', { speechId, who: anna.memberId, kind: 'report' })
  await meeting.does(chair, 'speech:given', { speechId, seconds: 300 })
  house.pass(60_000)
  await meeting.does(chair, 'speech:ended', { speechId })
  const voteId = await meeting.ask('Поддержать ремонт?')
  for (const voter of voters.slice(0, -1))
    await voter.put(`/votes/${voteId}/ballot`, { choice: voter === chair ? 'abstain' : 'for', turn: 1 })
  await meeting.does(chair, 'vote:closed', { voteId })
  await meeting.does(chair, 'decision:recorded', {
    decisionId: newId(),
    itemId: items[0]!,
    text: 'Поддержать ремонт дороги',
    voteId,
    responsible: 'Секретарь',
    dueOn: '2026-12-31',
  })
  await meeting.does(chair, 'dissent:announced', { who: voters[2]!.memberId, itemId: items[0]! })
  await meeting.does(chair, 'meeting:closed', {})
  return Object.assign(meeting, { voteId, speechId })
}

/** Signs as one of the signers, with what they read. */
export const sign = async (meeting: Sitting, client: Client, over: Record<string, unknown> = {}) => {
  const { sha256 } = await readMinutes(meeting, client)
  return client.post<{ code?: string }>(`/meetings/${meeting.id}/minutes/sign`, {
    sha256,
    password: PASSWORD,
    ...over,
  })
}

/** Sent round, the terms over, signed by both. */
export async function signed(house: House, meeting: Sitting): Promise<void> {
  expect((await meeting.secretary.post(`/meetings/${meeting.id}/minutes/circulate`, {})).status).toBe(204)
  house.pass(10 * 86_400_000)
  expect((await sign(meeting, meeting.chair)).status).toBe(204)
  expect((await sign(meeting, meeting.secretary)).status).toBe(204)
}
