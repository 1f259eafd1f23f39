import { isDay, dayIn } from '../../../shared/calendar.ts'
import type {
  NewWorkItem,
  WorkItemInput,
  WorkItemLinks,
  WorkItemMark,
  WorkPlanAdoption,
} from '../../../shared/meetings/work-plan.ts'
import type { Id } from '../../../shared/values.ts'
import { findCouncilBySlug, type Council } from '../../councils/queries.ts'
import { findInitiative } from '../../initiatives/queries.ts'
import type { Work } from '../../lib/act.ts'
import { personOf } from '../../lib/actor.ts'
import type { Trx } from '../../lib/db/db.ts'
import { newId } from '../../lib/ids.ts'
import { record } from '../../lib/journal.ts'
import { refuse } from '../../lib/refuse.ts'
import { findMeetingByNumber, readState } from '../queries.ts'
import { mayLead } from '../rules.ts'
import { findPlan, findPlanItem, listPlanItems, lockPlan } from './queries.ts'

export interface OfYear {
  slug: string
  year: number
}

const ITEMS = 300

/** Begins the plan of a year; one that is there already stays. Refuses `not_found`, `not_allowed`. */
export async function beginPlan(work: Work, { slug, year }: OfYear): Promise<void> {
  const { council, personId } = await leading(work, slug)
  if (await findPlan(work.trx, council.id, year)) return
  const id = newId()
  await work.trx
    .insertInto('workPlan')
    .values({
      ...{ id, councilId: council.id, year, createdBy: personId, createdAt: work.now },
      ...{ meetingId: null, decisionId: null, adoptedAt: null },
    })
    .onConflict((conflict) => conflict.columns(['councilId', 'year']).doNothing())
    .execute()
  await record(work, { verb: 'plan:begun', subject: ['plan', id], councilId: council.id, data: { year } })
}

/**
 * Puts an item at the end of its section of a draft; one that was sent twice is there once. Refuses `not_found`, `not_allowed`,
 * `plan_is_adopted`, `months_reversed`, `too_many_items`, `conflict`, and `not_found` for what it is linked to.
 */
export async function addPlanItem(work: Work, of: OfYear, { id, ...input }: NewWorkItem): Promise<void> {
  const { trx } = work
  const { plan, council } = await draft(work, of)
  const items = await listPlanItems(trx, plan.id)
  if (items.some((each) => each.id === id)) return
  if (await trx.selectFrom('workPlanItem').select('id').where('id', '=', id).executeTakeFirst())
    refuse('conflict')
  if (items.length >= ITEMS) refuse('too_many_items')
  const words = await wordsOf(trx, council, of.slug, input)
  const position = items.filter(({ section }) => section === input.section).length + 1
  await trx
    .insertInto('workPlanItem')
    .values({ id, planId: plan.id, position, ...words, doneOn: null, doneNote: null })
    .execute()
  await note(work, council, plan.id, 'changed', id)
}

/** Writes an item of a draft anew; in another section it comes last. Refuses what `addPlanItem` does. */
export async function changePlanItem(work: Work, of: OfYear, id: Id, input: WorkItemInput): Promise<void> {
  const { trx } = work
  const { plan, council } = await draft(work, of)
  const item = (await findPlanItem(trx, plan.id, id)) ?? refuse('not_found')
  const words = await wordsOf(trx, council, of.slug, input)
  const items = await listPlanItems(trx, plan.id)
  const there = items.filter(({ section }) => section === input.section).length
  const position = item.section === input.section ? item.position : there + 1
  await trx
    .updateTable('workPlanItem')
    .set({ ...words, position })
    .where('id', '=', id)
    .execute()
  if (item.section !== input.section)
    await order(
      trx,
      items.filter((each) => each.section === item.section && each.id !== id),
    )
  await note(work, council, plan.id, 'changed', id)
}

/** Moves an item within its section. Refuses `not_found`, `not_allowed`, `plan_is_adopted`. */
export async function movePlanItem(work: Work, of: OfYear, id: Id, position: number): Promise<void> {
  const { plan, council } = await draft(work, of)
  const items = await listPlanItems(work.trx, plan.id)
  const item = items.find((each) => each.id === id) ?? refuse('not_found')
  const beside = items.filter((each) => each.section === item.section && each.id !== id)
  const at = Math.min(position, beside.length + 1) - 1
  await order(work.trx, [...beside.slice(0, at), item, ...beside.slice(at)])
  await note(work, council, plan.id, 'changed', id)
}

/** Takes an item out of a draft. Refuses `not_found`, `not_allowed`, `plan_is_adopted`. */
export async function removePlanItem(work: Work, of: OfYear, id: Id): Promise<void> {
  const { plan, council } = await draft(work, of)
  const items = await listPlanItems(work.trx, plan.id)
  const item = items.find((each) => each.id === id) ?? refuse('not_found')
  await work.trx.deleteFrom('workPlanItem').where('id', '=', id).execute()
  await order(
    work.trx,
    items.filter((each) => each.section === item.section && each.id !== id),
  )
  await note(work, council, plan.id, 'changed', id)
}

/**
 * Adopts the plan by a decision of a meeting of the council (T15, domain §2.2): from then on its items stand. Refuses `not_found`,
 * `not_allowed`, `plan_is_adopted`, `plan_empty`, and `not_found` with the field for a meeting or decision that is not there.
 */
export async function adoptPlan(work: Work, of: OfYear, { meetingNumber, decisionId }: WorkPlanAdoption) {
  const { trx, now } = work
  const { plan, council } = await draft(work, of)
  if ((await listPlanItems(trx, plan.id)).length === 0) refuse('plan_empty')
  const meeting =
    (await findMeetingByNumber(trx, of.slug, meetingNumber)) ?? refuse('not_found', 'meetingNumber')
  const { decisions } = await readState(trx, meeting)
  if (!decisions.some(({ id }) => id === decisionId)) refuse('not_found', 'decisionId')
  await trx
    .updateTable('workPlan')
    .set({ meetingId: meeting.id, decisionId, adoptedAt: now })
    .where('id', '=', plan.id)
    .execute()
  await record(work, {
    verb: 'plan:adopted',
    subject: ['plan', plan.id],
    councilId: council.id,
    data: { meetingId: meeting.id, decisionId },
  })
}

/**
 * Marks an item of an adopted plan as fulfilled on a day, or takes the mark back. Refuses `not_found`, `not_allowed`,
 * `plan_not_adopted`, `mark_is_computed` for an item that is linked, `invalid_request` for a day to come.
 */
export async function markPlanItem(
  work: Work,
  of: OfYear,
  id: Id,
  { doneOn, note: said }: WorkItemMark,
): Promise<void> {
  const { trx, now } = work
  const { plan, council } = await locked(work, of)
  if (plan.adoptedAt === null) refuse('plan_not_adopted')
  const item = (await findPlanItem(trx, plan.id, id)) ?? refuse('not_found')
  if (item.meetingId !== null || item.initiativeId !== null) refuse('mark_is_computed')
  if (doneOn !== null && (!isDay(doneOn) || doneOn > dayIn(now, council.timeZone)))
    refuse('invalid_request', 'doneOn')
  const doneNote = doneOn === null ? null : said?.trim() || null
  await trx.updateTable('workPlanItem').set({ doneOn, doneNote }).where('id', '=', id).execute()
  await note(work, council, plan.id, doneOn === null ? 'unmarked' : 'marked', id)
}

/** Links an item to the meeting or initiative by which it is fulfilled, also of an adopted plan. Refuses `not_found`, `not_allowed`. */
export async function linkPlanItem(work: Work, of: OfYear, id: Id, input: WorkItemLinks): Promise<void> {
  const { trx } = work
  const { plan, council } = await locked(work, of)
  if (!(await findPlanItem(trx, plan.id, id))) refuse('not_found')
  const links = await linksOf(trx, council, of.slug, input)
  await trx.updateTable('workPlanItem').set(links).where('id', '=', id).execute()
  await note(work, council, plan.id, 'linked', id)
}

async function leading(work: Work, slug: string): Promise<{ council: Council; personId: Id }> {
  const { personId } = personOf(work.actor)
  const council = (await findCouncilBySlug(work.trx, slug)) ?? refuse('not_found')
  if (!mayLead(work.actor, council.id)) refuse('not_allowed')
  return { council, personId }
}

async function locked(work: Work, { slug, year }: OfYear) {
  const { council } = await leading(work, slug)
  const plan = (await lockPlan(work.trx, council.id, year)) ?? refuse('not_found')
  return { council, plan }
}

async function draft(work: Work, of: OfYear) {
  const found = await locked(work, of)
  if (found.plan.adoptedAt !== null) refuse('plan_is_adopted')
  return found
}

async function linksOf(
  trx: Trx,
  council: Council,
  slug: string,
  { meetingNumber, initiativeNumber }: WorkItemLinks,
): Promise<{ meetingId: Id | null; initiativeId: Id | null }> {
  const meeting = meetingNumber === null ? null : await findMeetingByNumber(trx, slug, meetingNumber)
  if (meeting === undefined) refuse('not_found', 'meetingNumber')
  const number = initiativeNumber?.trim() || null
  const initiative = number === null ? null : await findInitiative(trx, number)
  if (initiative === undefined || (initiative !== null && initiative.councilId !== council.id))
    refuse('not_found', 'initiativeNumber')
  return { meetingId: meeting?.id ?? null, initiativeId: initiative?.id ?? null }
}

async function wordsOf(trx: Trx, council: Council, slug: string, input: WorkItemInput) {
  const { section, form, fromMonth, toMonth } = input
  if (toMonth < fromMonth) refuse('months_reversed', 'toMonth')
  return {
    ...{ section, form, fromMonth, toMonth },
    title: input.title.trim(),
    responsible: input.responsible.trim(),
    coExecutors: input.coExecutors?.trim() || null,
    expected: input.expected?.trim() || null,
    ...(await linksOf(trx, council, slug, input)),
  }
}

async function order(trx: Trx, items: ReadonlyArray<{ id: Id }>): Promise<void> {
  for (const [index, { id }] of items.entries())
    await trx
      .updateTable('workPlanItem')
      .set({ position: index + 1 })
      .where('id', '=', id)
      .execute()
}

const note = (work: Work, council: Council, planId: Id, what: string, itemId: Id) =>
  record(work, {
    verb: `plan:${what}`,
    subject: ['plan', planId],
    councilId: council.id,
    data: { itemId },
  })
