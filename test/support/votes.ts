import { act } from '../../server/lib/act.ts'
import { clockActor } from '../../server/lib/actor.ts'
import { digest, newId } from '../../server/lib/ids.ts'
import { openVote, type OpenedVote } from '../../server/votes/actions.ts'
import type { StoredRules } from '../../shared/council-rules.ts'
import type { Choice } from '../../shared/votes.ts'
import type { Id } from '../../shared/values.ts'
import type { Client, House } from '../house.ts'

type Member = Client & { memberId: Id }

export const minutes = (count: number) => count * 60_000
export const after = (house: House, milliseconds: number) =>
  new Date(house.now.getTime() + milliseconds).toISOString()

/** A frozen text of the council. */
export async function frozenText(house: House, councilId: Id): Promise<{ revisionId: Id; sha256: string }> {
  const { db } = house.kit
  const createdAt = house.now.toISOString()
  const [draftId, revisionId] = [newId(), newId()]
  const content = '{"type":"doc","content":[]}'
  const sha256 = digest(content)
  await db
    .insertInto('draft')
    .values({
      id: draftId,
      councilId,
      subjectKind: 'initiative',
      state: 'frozen',
      head: 1,
      epoch: 1,
      schemaVersion: 1,
      frozenSeq: 1,
      createdAt,
      changedAt: createdAt,
    })
    .execute()
  await db
    .insertInto('revision')
    .values({
      id: revisionId,
      draftId,
      number: 1,
      seq: 1,
      title: 'Добровольцы – пожилым',
      content,
      sha256,
      personId: null,
      createdAt,
    })
    .execute()
  return { revisionId, sha256 }
}

/** Opens a vote of the council for an hour, as the subject that asks would do. */
export const openedVote = (house: House, councilId: Id, values: Partial<OpenedVote> = {}): Promise<Id> =>
  act(house.kit, clockActor, (work) =>
    openVote(work, {
      councilId,
      subject: ['initiative', newId()],
      question: 'Поддержать инициативу?',
      revisionId: null,
      decisionClass: 'ordinary',
      closesAt: after(house, minutes(60)),
      ...values,
    }),
  )

/** A council of `n` members, the chair first and the secretary second, with an open vote. */
export async function votingCouncil(
  house: House,
  n: number,
  values: { rules?: StoredRules; established?: number; vote?: Partial<OpenedVote> } = {},
): Promise<{ councilId: Id; voteId: Id; members: Member[]; chair: Member; secretary: Member }> {
  const councilId = await house.council({ rules: values.rules ?? {}, established: values.established ?? n })
  const members: Member[] = []
  for (let i = 0; i < n; i++)
    members.push(
      await house.member(councilId, { role: i === 0 ? 'chair' : i === 1 ? 'secretary' : 'member' }),
    )
  const voteId = await openedVote(house, councilId, values.vote)
  return { councilId, voteId, members, chair: members[0]!, secretary: members[1]! }
}

/** The first members vote in this order: за, против, воздержался; the rest stay silent. */
export async function castAll(
  voteId: Id,
  members: readonly Client[],
  numbers: readonly [number, number, number],
) {
  const words: Choice[] = ['for', 'against', 'abstain']
  const choices = words.flatMap((choice, i) => Array<Choice>(numbers[i]!).fill(choice))
  for (const [i, choice] of choices.entries()) {
    const { status } = await members[i]!.put(`/votes/${voteId}/ballot`, { choice, turn: 1 })
    if (status !== 200) throw new Error(`Member ${i} was refused with ${status}.`)
  }
}
