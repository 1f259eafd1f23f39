import type { StoredRules } from '../../shared/council-rules.ts'
import type { InitiativeView, NewInitiative } from '../../shared/initiatives.ts'
import type { InitiativeState } from '../../shared/initiatives-states.ts'
import type { VoteSummary } from '../../shared/votes-views.ts'
import type { Id } from '../../shared/values.ts'
import type { Client, House } from '../house.ts'
import { after, minutes } from './votes.ts'

type Member = Client & { memberId: Id }

/** A council with people in every role, and the authority it works with. */
export interface Place {
  councilId: Id
  authorityId: Id
  chair: Member
  secretary: Member
  member: Member
  author: Member
  observer: Member
  official: Client
}

export async function place(house: House, rules: StoredRules = {}): Promise<Place> {
  const authorityId = await house.organization()
  const councilId = await house.council({ authorityId, rules })
  return {
    councilId,
    authorityId,
    chair: await house.member(councilId, { role: 'chair' }),
    secretary: await house.member(councilId, { role: 'secretary' }),
    member: await house.member(councilId),
    author: await house.member(councilId),
    observer: await house.member(councilId, { role: 'observer' }),
    official: await house.post(authorityId),
  }
}

export const card = (councilId: Id, values: Partial<NewInitiative> = {}): NewInitiative => ({
  councilId,
  title: 'Тёплая остановка у школы',
  kind: 'quality_of_life',
  sector: 'education',
  municipalityCode: 'oly',
  problem: 'Дети ждут автобус сорок минут.',
  proposal: 'Поставить остановку с обогревом.',
  ...values,
})

export const address = (number: string) => `/initiatives/${encodeURIComponent(number)}`

export const read = async (client: Client, number: string) =>
  (await client.get<InitiativeView>(address(number))).body

/** Asks for a move; answers with what came back. */
export const ask = (client: Client, number: string, path: string, body?: unknown) =>
  client.post<InitiativeView>(`${address(number)}/${path}`, body)

async function done(client: Client, number: string, path: string, body?: unknown): Promise<InitiativeView> {
  const answer = await ask(client, number, path, body)
  if (answer.status !== 200) throw new Error(`${path} was refused: ${JSON.stringify(answer.body)}`)
  return answer.body
}

/** Begins an initiative of the author and walks it to a state by the moves of those whose they are. */
export async function initiativeAt(
  house: House,
  at: Place,
  state: InitiativeState,
  values: Partial<NewInitiative> = {},
): Promise<InitiativeView> {
  const { author, secretary, chair, member, official } = at
  const created = await author.post<InitiativeView>('/initiatives', card(at.councilId, values))
  if (created.status !== 201) throw new Error(`not created: ${JSON.stringify(created.body)}`)
  const { number } = created.body
  let initiative = created.body
  const ends = (...states: InitiativeState[]) => states.includes(state)
  if (ends('draft')) return initiative
  if (ends('withdrawn')) return done(author, number, 'withdraw', { reason: 'Передумали' })
  initiative = await done(author, number, 'publish-for-discussion')
  if (ends('public_discussion')) return initiative
  initiative = await done(author, number, 'submit-to-council')
  if (ends('council_review')) return initiative
  initiative = await done(secretary, number, 'open-vote', { closesAt: after(house, minutes(60)) })
  if (ends('vote')) return initiative
  const choice = state === 'not_adopted' ? 'against' : 'for'
  const { id: voteId } = initiative.votes[0] as VoteSummary
  for (const elector of [chair, secretary, member])
    await elector.put(`/votes/${voteId}/ballot`, { choice, turn: 1 })
  await secretary.post(`/votes/${voteId}/close`)
  if (ends('adopted', 'not_adopted')) return read(author, number)
  initiative = await done(secretary, number, 'submit-to-authority', { authorityId: at.authorityId })
  if (ends('submitted_to_authority')) return initiative
  const review = `/reviews/${initiative.review!.id}`
  await official.post(`${review}/register`, { number: `вх-${number}`, registeredOn: house.today })
  if (ends('registered')) return read(author, number)
  await official.post(`${review}/conclude`, {
    verdict: state,
    ground: state === 'rejected' ? 'no_funds' : null,
    part: state === 'accepted_partially' ? 'в части материалов' : null,
    text: 'Рассмотрено.',
    outNumber: '01-15/287',
  })
  return read(author, number)
}
