import { expect } from 'vitest'
import type { CommandData, CommandVerb, Entry } from '../../shared/meetings/entries.ts'
import type { CheckInCode, MeetingView, PastView } from '../../shared/meetings/views.ts'
import type { StoredRules } from '../../shared/council-rules.ts'
import type { MeetingFormat } from '../../shared/meetings/entries.ts'
import type { MeetingState } from '../../shared/meetings/state.ts'
import type { Id } from '../../shared/values.ts'
import { newId } from '../../server/lib/ids.ts'
import type { Answer, Client, House } from '../house.ts'

export type Member = Client & { memberId: Id }

/** A council that has come together, and everything a test says to it. */
export class Sitting {
  readonly house: House
  readonly id: Id
  readonly slug: string
  readonly number: number
  readonly items: Id[]
  readonly invitees: Id[]
  readonly chair: Member
  readonly secretary: Member
  /** All with a vote, the chair first. */
  readonly voters: Member[]

  constructor(house: House, parts: Omit<Sitting, 'house' | 'at' | SittingVerbs>) {
    this.house = house
    this.id = parts.id
    this.slug = parts.slug
    this.number = parts.number
    this.items = parts.items
    this.invitees = parts.invitees
    this.chair = parts.chair
    this.secretary = parts.secretary
    this.voters = parts.voters
  }

  /** Asks for one thing; what was asked under a `key` before is asked again with it. */
  act<V extends CommandVerb>(
    client: Client,
    verb: V,
    data: CommandData<V>,
    key: Id = newId(),
  ): Promise<Answer<{ entries: Entry[]; code?: string }>> {
    return client.post(`/meetings/${this.id}/acts`, { key, verb, data })
  }

  /** Does one thing that has to go well; answers with the entries. */
  async does<V extends CommandVerb>(client: Client, verb: V, data: CommandData<V>): Promise<Entry[]> {
    const { status, body } = await this.act(client, verb, data)
    expect(body.code ?? status, verb).toBe(200)
    return body.entries
  }

  async view(client: Client = this.chair): Promise<MeetingView> {
    return (await client.get<MeetingView>(`/meetings/${this.id}`)).body
  }

  async state(): Promise<MeetingState> {
    return (await this.view()).state!
  }

  async entries(): Promise<Entry[]> {
    return (await this.chair.get<{ entries: Entry[] }>(`/meetings/${this.id}/entries`)).body.entries
  }

  async past(at: string): Promise<PastView> {
    return (await this.chair.get<PastView>(`/meetings/${this.id}/presence?at=${at}`)).body
  }

  async code(): Promise<string> {
    return (await this.secretary.get<CheckInCode>(`/meetings/${this.id}/check-in-code`)).body.code
  }

  /** The secretary takes down that these are in the hall. */
  async seat(...members: readonly { memberId: Id }[]): Promise<void> {
    for (const { memberId } of members)
      await this.does(this.secretary, 'attendance:in', { who: memberId, mode: 'in_person' })
  }

  /** Registration, everybody in the hall, the meeting open, the agenda adopted, its first item begun. */
  async begin(present: readonly { memberId: Id }[] = this.voters): Promise<void> {
    await this.does(this.secretary, 'registration:opened', {})
    await this.seat(...present)
    await this.does(this.chair, 'meeting:opened', {})
    await this.does(this.chair, 'agenda:adopted', { voteId: null })
    await this.does(this.chair, 'item:begun', { itemId: this.items[0]! })
  }

  /** The same council comes together once more. */
  async again(items: readonly string[]): Promise<Sitting> {
    const councilId = this.slug.slice('council-'.length)
    const { chair, secretary, voters, slug } = this
    const meeting = await this.house.meeting(councilId, {
      ...{ presidingId: chair.memberId, secretaryId: secretary.memberId, items },
    })
    return new Sitting(this.house, { ...meeting, slug, chair, secretary, voters })
  }

  /** Puts a question on the current item; answers with the id of the vote. */
  async ask(question = 'Поддержать?', itemId: Id | null = this.items[0]!): Promise<Id> {
    const entries = await this.does(this.chair, 'vote:opened', {
      itemId,
      question,
      form: 'open_roll_call',
      decisionClass: 'ordinary',
      stage: null,
    })
    const [opened] = entries
    if (opened?.verb !== 'vote:opened') throw new Error('the vote was not opened')
    return opened.data.voteId
  }
}

type SittingVerbs =
  'again' | 'act' | 'does' | 'view' | 'state' | 'entries' | 'past' | 'code' | 'seat' | 'begin' | 'ask'

/** A council of a chair and members with a vote and a secretary without, with a meeting that was noticed. */
export async function sitting(
  house: House,
  values: {
    members?: number
    rules?: StoredRules
    established?: number
    format?: MeetingFormat
    items?: string[]
    invitees?: { name: string; personId?: Id }[]
  } = {},
): Promise<Sitting> {
  const { members = 4, rules, established, format, items, invitees } = values
  const councilId = await house.council({ ...(rules && { rules }), ...(established && { established }) })
  const chair = await house.member(councilId, { role: 'chair' })
  const secretary = await house.member(councilId, { role: 'secretary', hasVote: 0 })
  const voters = [chair]
  for (let n = 0; n < members; n++) voters.push(await house.member(councilId))
  const meeting = await house.meeting(councilId, {
    presidingId: chair.memberId,
    secretaryId: secretary.memberId,
    ...(format && { format }),
    ...(items && { items }),
    ...(invitees && { invitees }),
  })
  return new Sitting(house, { ...meeting, slug: `council-${councilId}`, chair, secretary, voters })
}
