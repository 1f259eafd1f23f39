import { whyNotLive, whyOver, type Done, type ItemInput } from '../../shared/gatherings.ts'
import type { Id } from '../../shared/values.ts'
import type { Work } from '../lib/act.ts'
import { newId } from '../lib/ids.ts'
import { refuse, refuseIf } from '../lib/refuse.ts'
import { listProgramme, type Gathering } from './queries.ts'
import { isSameItem, moved, typedItem } from './rules.ts'
import { leadIn, nothingNew, step } from './step.ts'

const ITEMS = 100

/**
 * Adds an item at the end, unless the last one says just the same: then it was sent twice. Refuses `not_allowed`,
 * `gathering_over`, `too_large` beyond a hundred items.
 */
export async function addItem(work: Work, gatheringId: Id, input: ItemInput): Promise<Done> {
  const gathering = await toEdit(work, gatheringId)
  const programme = await listProgramme(work.trx, gatheringId)
  const item = typedItem(input)
  const last = programme.at(-1)
  if (last && isSameItem(last, item)) return nothingNew
  if (programme.length >= ITEMS) refuse('too_large')
  const id = newId()
  await work.trx
    .insertInto('programmeItem')
    .values({ id, gatheringId, position: programme.length + 1, ...item })
    .execute()
  return tell(work, gathering, 'programme:added', id)
}

/** Rewrites an item. Refuses `not_allowed`, `gathering_over`, `not_found`. */
export async function changeItem(work: Work, gatheringId: Id, itemId: Id, input: ItemInput): Promise<Done> {
  const gathering = await toEdit(work, gatheringId)
  const programme = await listProgramme(work.trx, gatheringId)
  const before = programme.find(({ id }) => id === itemId) ?? refuse('not_found')
  const item = typedItem(input)
  if (isSameItem(before, item)) return nothingNew
  await work.trx.updateTable('programmeItem').set(item).where('id', '=', itemId).execute()
  return tell(work, gathering, 'programme:changed', itemId)
}

/** Moves an item to a place counted from 1. Refuses `not_allowed`, `gathering_over`, `not_found`. */
export async function moveItem(work: Work, gatheringId: Id, itemId: Id, position: number): Promise<Done> {
  const gathering = await toEdit(work, gatheringId)
  const programme = await listProgramme(work.trx, gatheringId)
  const from = programme.findIndex(({ id }) => id === itemId)
  if (from < 0) refuse('not_found')
  if (Math.min(position, programme.length) === from + 1) return nothingNew
  await number(work, moved(programme, from, position))
  return tell(work, gathering, 'programme:moved', itemId)
}

/** Takes an item out; one that is gone already is gone. Refuses `not_allowed`, `gathering_over`. */
export async function removeItem(work: Work, gatheringId: Id, itemId: Id): Promise<Done> {
  const gathering = await toEdit(work, gatheringId)
  const programme = await listProgramme(work.trx, gatheringId)
  const rest = programme.filter(({ id }) => id !== itemId)
  if (rest.length === programme.length) return nothingNew
  await work.trx.deleteFrom('programmeItem').where('id', '=', itemId).execute()
  await number(work, rest)
  const wasCurrent = gathering.currentItemId === itemId
  return tell(work, gathering, 'programme:removed', itemId, wasCurrent ? { currentItemId: null } : undefined)
}

/** A moderator moves on to an item, or to none. Refuses `not_allowed`, `gathering_not_live`, `gathering_over`, `not_found`. */
export async function moveOn(work: Work, gatheringId: Id, itemId: Id | null): Promise<Done> {
  const { gathering } = await leadIn(work, gatheringId)
  refuseIf(whyNotLive(gathering.state))
  if (gathering.currentItemId === itemId) return nothingNew
  const programme = await listProgramme(work.trx, gatheringId)
  if (itemId !== null && !programme.some(({ id }) => id === itemId)) refuse('not_found')
  return step(work, gathering, {
    ...{ name: 'programme:changed', verb: 'programme:reached', data: { itemId } },
    ...{ changes: {}, set: { currentItemId: itemId } },
  })
}

async function toEdit(work: Work, gatheringId: Id): Promise<Gathering> {
  const { gathering } = await leadIn(work, gatheringId)
  refuseIf(whyOver(gathering.state))
  return gathering
}

/** Writes down the order, from 1, where it is another than before. */
async function number({ trx }: Work, items: readonly { id: Id; position: number }[]): Promise<void> {
  for (const [index, { id, position }] of items.entries())
    if (position !== index + 1)
      await trx
        .updateTable('programmeItem')
        .set({ position: index + 1 })
        .where('id', '=', id)
        .execute()
}

async function tell(
  work: Work,
  gathering: Gathering,
  verb: string,
  itemId: Id,
  set?: Partial<Gathering>,
): Promise<Done> {
  const programme = await listProgramme(work.trx, gathering.id)
  return step(work, gathering, {
    ...{ name: 'programme:changed', verb, data: { itemId } },
    changes: { programme },
    ...(set && { set }),
  })
}
