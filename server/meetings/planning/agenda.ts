import { AgendaLimits, depthOf, heightOf } from '../../../shared/meetings/planning.ts'
import type { ItemInput, ItemPlace, NewItem } from '../../../shared/meetings/planning.ts'
import type { Id } from '../../../shared/values.ts'
import { findInitiative } from '../../initiatives/queries.ts'
import type { Work } from '../../lib/act.ts'
import type { Trx } from '../../lib/db/db.ts'
import { record } from '../../lib/journal.ts'
import { refuse } from '../../lib/refuse.ts'
import { listPlannedItems, type Meeting } from '../queries.ts'
import { lockArranged, type Place } from './notice.ts'
import { findItem } from './queries.ts'
import { touch } from './touch.ts'

/**
 * Puts an item at the end of the agenda, or of what stands under another item; one that was sent twice is there once. Refuses, beside
 * `lockArranged`: `not_found` for the item above, `agenda_too_deep`, `too_many_items`, `initiative_not_before_council`, `conflict`.
 */
export async function addItem(work: Work, place: Place, { id, parentId, ...input }: NewItem): Promise<void> {
  const { meeting } = await lockArranged(work, place)
  await putItem(work, meeting, { id, parentId, ...input })
}

/** The same for a meeting that is locked already. */
export async function putItem(
  work: Work,
  meeting: Meeting,
  { id, parentId, ...input }: NewItem,
): Promise<void> {
  const { trx } = work
  const agenda = await listPlannedItems(trx, meeting.id)
  if (agenda.some((each) => each.id === id)) return
  const elsewhere = await trx.selectFrom('agendaItem').select('id').where('id', '=', id).executeTakeFirst()
  if (elsewhere) refuse('conflict')
  if (parentId !== null && !agenda.some((each) => each.id === parentId)) refuse('not_found', 'parentId')
  if (depthOf(agenda, parentId) >= AgendaLimits.depth) refuse('agenda_too_deep', 'parentId')
  if (agenda.length >= AgendaLimits.items) refuse('too_many_items')
  const position = agenda.filter((each) => each.parentId === parentId).length + 1
  const words = await wordsOf(trx, meeting.councilId, input)
  await trx
    .insertInto('agendaItem')
    .values({ ...words, id, meetingId: meeting.id, parentId, position })
    .execute()
  await noteItem(work, meeting, 'added', id)
}

/** Writes an item anew. Refuses, beside `lockArranged`: `not_found`, `initiative_not_before_council`. */
export async function changeItem(work: Work, place: Place, itemId: Id, input: ItemInput): Promise<void> {
  const { meeting } = await lockArranged(work, place)
  const item = (await findItem(work.trx, meeting.id, itemId)) ?? refuse('not_found')
  const words = await wordsOf(work.trx, meeting.councilId, input, item)
  await work.trx.updateTable('agendaItem').set(words).where('id', '=', itemId).execute()
  await noteItem(work, meeting, 'changed', itemId)
}

/** Takes an item off the agenda with all that stands under it; their materials stay with the meeting as a whole. */
export async function removeItem(work: Work, place: Place, itemId: Id): Promise<void> {
  const { trx } = work
  const { meeting } = await lockArranged(work, place)
  const agenda = await listPlannedItems(trx, meeting.id)
  const item = agenda.find((each) => each.id === itemId) ?? refuse('not_found')
  const under = (id: Id): Id[] => [
    ...agenda.filter((each) => each.parentId === id).flatMap((each) => under(each.id)),
    id,
  ]
  for (const id of under(itemId)) {
    await trx.updateTable('agendaMaterial').set({ itemId: null }).where('itemId', '=', id).execute()
    await trx.deleteFrom('agendaItem').where('id', '=', id).execute()
  }
  await order(
    trx,
    agenda.filter((each) => each.parentId === item.parentId && each.id !== itemId),
  )
  await noteItem(work, meeting, 'removed', itemId)
}

/**
 * Moves an item with all that stands under it. Refuses, beside `lockArranged`: `not_found`, `invalid_request` for a place under itself,
 * `agenda_too_deep`.
 */
export async function moveItem(
  work: Work,
  place: Place,
  itemId: Id,
  { parentId, position }: ItemPlace,
): Promise<void> {
  const { trx } = work
  const { meeting } = await lockArranged(work, place)
  const agenda = await listPlannedItems(trx, meeting.id)
  const item = agenda.find((each) => each.id === itemId) ?? refuse('not_found')
  const isUnder = (id: Id | null): boolean =>
    id !== null && (id === itemId || isUnder(agenda.find((each) => each.id === id)?.parentId ?? null))
  if (isUnder(parentId)) refuse('invalid_request', 'parentId')
  if (parentId !== null && !agenda.some((each) => each.id === parentId)) refuse('not_found', 'parentId')
  if (depthOf(agenda, parentId) + heightOf(agenda, itemId) > AgendaLimits.depth)
    refuse('agenda_too_deep', 'parentId')

  const left = agenda.filter((each) => each.parentId === item.parentId && each.id !== itemId)
  const beside = agenda.filter((each) => each.parentId === parentId && each.id !== itemId)
  const at = Math.min(position, beside.length + 1) - 1
  const now = [...beside.slice(0, at), item, ...beside.slice(at)]
  if (parentId === item.parentId && now.every((each, index) => each.position === index + 1)) return
  if (parentId !== item.parentId) {
    await trx.updateTable('agendaItem').set({ parentId }).where('id', '=', itemId).execute()
    await order(trx, left)
  }
  await order(trx, now)
  await noteItem(work, meeting, 'moved', itemId)
}

async function order(trx: Trx, items: ReadonlyArray<{ id: Id; position: number }>): Promise<void> {
  for (const [index, { id }] of items.entries())
    await trx
      .updateTable('agendaItem')
      .set({ position: index + 1 })
      .where('id', '=', id)
      .execute()
}

async function noteItem(work: Work, meeting: Meeting, what: string, itemId: Id): Promise<void> {
  await touch(work, meeting)
  await record(work, {
    verb: `agenda:${what}`,
    subject: ['meeting', meeting.id],
    councilId: meeting.councilId,
    data: { itemId },
  })
}

/** What of an item stands in the table; an initiative brings its text with it. One that was linked before may have moved on. */
async function wordsOf(
  trx: Trx,
  councilId: Id,
  input: ItemInput,
  before: { initiativeId: Id | null; draftId: Id | null } = { initiativeId: null, draftId: null },
) {
  const number = input.initiativeNumber?.trim() || null
  const initiative = number === null ? null : await findInitiative(trx, number)
  const isHere =
    initiative?.councilId === councilId &&
    (initiative.state === 'council_review' || initiative.id === before.initiativeId)
  if (number !== null && !isHere) refuse('initiative_not_before_council', 'initiativeNumber')
  return {
    title: input.title.trim(),
    speaker: input.speaker?.trim() || null,
    minutes: input.minutes,
    proposal: input.proposal?.trim() || null,
    voteForm: input.voteForm,
    decisionClass: input.decisionClass,
    initiativeId: initiative?.id ?? null,
    // A text of its own stays with an item that names no initiative.
    draftId: initiative?.draftId ?? (before.initiativeId === null ? before.draftId : null),
  }
}
