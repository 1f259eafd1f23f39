import { expect } from 'vitest'
import type { AmendmentLine, ProcedureView } from '../../shared/procedures.ts'
import type { DraftJson } from '../../shared/draft-schema.ts'
import type { Choice } from '../../shared/votes.ts'
import type { Id } from '../../shared/values.ts'
import type { StoredRules } from '../../shared/council-rules.ts'
import { createDraft } from '../../server/drafts/actions.ts'
import { act } from '../../server/lib/act.ts'
import type { Answer, Client, House } from '../house.ts'
import type { Table } from './collab.ts'
import { doc, paragraph } from './collab.ts'
import { begin, rewrite, send } from './suggestions.ts'

type Member = Client & { memberId: Id }
type Reply = Answer<ProcedureView & { code?: string }>

export const swap = (from: string, to: string) => (json: DraftJson) => {
  const text = JSON.stringify(json)
  if (!text.includes(from)) throw new Error(`«${from}» is not in the text`)
  return JSON.parse(text.replace(from, to)) as DraftJson
}

/** A council with a text before it, and what its people do with it. */
export class Council {
  readonly house: House
  readonly table: Table
  readonly id: Id
  readonly draftId: Id
  readonly chair: Member
  readonly secretary: Member
  /** With a vote, the chair first. */
  readonly voters: Member[]
  procedureId: Id = ''

  constructor(
    house: House,
    table: Table,
    parts: Pick<Council, 'id' | 'draftId' | 'chair' | 'secretary' | 'voters'>,
  ) {
    this.house = house
    this.table = table
    this.id = parts.id
    this.draftId = parts.draftId
    this.chair = parts.chair
    this.secretary = parts.secretary
    this.voters = parts.voters
  }

  ask = (who: Client, verb: string, body?: object): Promise<Reply> =>
    who.post(`/procedures/${this.procedureId}/${verb}`, body)

  /** Does one thing that has to go well. */
  async does(who: Client, verb: string, body?: object): Promise<ProcedureView> {
    const { status, body: view } = await this.ask(who, verb, body)
    expect(view.code ?? status, verb).toBe(200)
    return view
  }

  async view(who: Client = this.chair): Promise<ProcedureView> {
    return (await who.get<ProcedureView>(`/procedures/${this.procedureId}`)).body
  }

  async open(place: object = {}): Promise<ProcedureView> {
    const { status, body } = await this.chair.post<ProcedureView & { code?: string }>(
      `/drafts/${this.draftId}/procedures`,
      {
        title: 'О дорогах',
        ...place,
      },
    )
    expect(body.code ?? status).toBe(200)
    this.procedureId = body.id
    return body
  }

  /** A suggestion of somebody with these words in place of those, sent. */
  async suggest(who: Client, ...swaps: [string, string][]): Promise<Id> {
    const begun = await begin(who, this.draftId)
    for (const each of swaps) await rewrite(this.house, begun, swap(...each))
    return (await send(who, begun, 'Так точнее.')).id
  }

  get until(): { closesAt: string } {
    return { closesAt: new Date(this.house.now.getTime() + 3_600_000).toISOString() }
  }

  /** Everybody votes so, and the chair closes the vote that is open. */
  async vote(choices: readonly Choice[]): Promise<ProcedureView> {
    const { step } = await this.view()
    for (const [at, choice] of choices.entries())
      expect((await this.voters[at]!.put(`/votes/${step!.voteId}/ballot`, { choice, turn: 1 })).status).toBe(
        200,
      )
    expect((await this.chair.post(`/votes/${step!.voteId}/close`)).status).toBe(200)
    return this.view()
  }

  yes = () => this.vote(this.voters.map(() => 'for'))
  no = () => this.vote(this.voters.map(() => 'against'))

  /** Adopted as a basis, the list of amendments closed. */
  async toAmendments(): Promise<ProcedureView> {
    await this.does(this.chair, 'basis', this.until)
    await this.yes()
    return this.does(this.chair, 'close-list')
  }

  async put(...amendments: AmendmentLine[]): Promise<ProcedureView> {
    return this.does(this.chair, 'votes', { amendments: amendments.map(({ id }) => id), ...this.until })
  }
}

export const lines = [
  'Отремонтировать мост до первого сентября.',
  'Деньги выделяет администрация района.',
  'Контроль возложить на совет.',
]

/** A council of `members` voters with a text before it that all of them write. */
export async function councilWithText(
  house: House,
  table: Table,
  values: { members?: number; text?: DraftJson; rules?: StoredRules; id?: Id } = {},
): Promise<Council> {
  const { members = 3, text = doc(...lines.map(paragraph)), rules } = values
  const id = values.id ?? (await house.council({ established: members, ...(rules && { rules }) }))
  const chair = await house.member(id, { role: 'chair' })
  const secretary = await house.member(id, { role: 'secretary', hasVote: 0 })
  const voters = [chair]
  while (voters.length < members) voters.push(await house.member(id))
  return new Council(house, table, {
    ...{ id, chair, secretary, voters },
    draftId: await draftOf(house, table, id, [secretary, ...voters], text),
  })
}

export async function draftOf(
  house: House,
  table: Table,
  councilId: Id,
  writers: readonly Client[],
  text: DraftJson,
): Promise<Id> {
  const actor = (await house.kit.identify(writers[0]!.cookie))!
  const draftId = await act(house.kit, actor, (work) =>
    createDraft(work, { councilId, subjectKind: table.kind, content: text }),
  )
  for (const each of writers) table.allow(draftId, each, 'write')
  return draftId
}
