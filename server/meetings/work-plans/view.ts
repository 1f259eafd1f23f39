import { dayIn } from '../../../shared/calendar.ts'
import { planStateOf, type WorkItem, type WorkPlanView } from '../../../shared/meetings/work-plan.ts'
import type { Id, Instant } from '../../../shared/values.ts'
import { findCouncilBySlug } from '../../councils/queries.ts'
import { seatIn, type Actor } from '../../lib/actor.ts'
import type { Db } from '../../lib/db/db.ts'
import { findMeeting, readState } from '../queries.ts'
import { mayLead } from '../rules.ts'
import { findPlan, listDecidedAt, listDecisive, listPlanItems, listPlanYears } from './queries.ts'
import type { OfYear } from './actions.ts'

const MEETINGS = 8

/**
 * The plan of a council for a year with its fulfilment (T15): of a linked item by its meeting or initiative, of others by hand. A draft
 * is for the council; for everybody else there is none yet. Undefined for a council that is not there.
 */
export async function viewWorkPlan(
  db: Db,
  { slug, year }: OfYear,
  { actor, now }: { actor: Actor | null; now: Instant },
): Promise<Omit<WorkPlanView, 'formats'> | undefined> {
  const council = await findCouncilBySlug(db, slug)
  if (!council) return undefined
  const { id, name, shortName, timeZone } = council
  const sits = seatIn(actor, id) !== undefined
  const leads = mayLead(actor, id)
  const found = await findPlan(db, id, year)
  const plan = found && (sits || found.adoptedAt !== null) ? found : undefined
  const today = dayIn(now, timeZone)
  const items = plan ? await itemsOf(db, plan.id, { year, today, timeZone }) : []
  const isDraft = plan !== undefined && plan.adoptedAt === null
  const count = (state: WorkItem['state']) => items.filter((each) => each.state === state).length
  return {
    council: { id, slug, name, shortName, timeZone },
    ...{ year, today, items },
    years: await listPlanYears(db, id, sits),
    exists: plan !== undefined,
    adopted: plan?.meetingId ? await adoptionOf(db, plan, timeZone) : null,
    counts: { done: count('done'), due: count('due'), unfulfilled: count('unfulfilled') },
    decisions: isDraft && leads ? await listDecisions(db, id) : [],
    can: {
      begin: leads && plan === undefined,
      edit: leads && isDraft,
      adopt: leads && isDraft && items.length > 0,
      mark: leads && plan !== undefined && !isDraft,
    },
  }
}

async function itemsOf(
  db: Db,
  planId: Id,
  { year, today, timeZone }: { year: number; today: string; timeZone: string },
): Promise<WorkItem[]> {
  const rows = await listPlanItems(db, planId)
  const decided = await listDecidedAt(
    db,
    rows.flatMap(({ initiativeId }) => initiativeId ?? []),
  )
  const places = new Map<number, number>()
  return rows.map((row): WorkItem => {
    const place = (places.get(row.section) ?? 0) + 1
    places.set(row.section, place)
    const heldOn =
      row.meetingState === 'closed' && row.startsAt !== null ? dayIn(row.startsAt, timeZone) : null
    const decidedAt = decided.get(row.initiativeId ?? '')
    const isComputed = row.meetingId !== null || row.initiativeId !== null
    // Linked to both, it is done when both are.
    const days = [
      ...(row.meetingId === null ? [] : [heldOn]),
      ...(row.initiativeId === null ? [] : [decidedAt ? dayIn(decidedAt, timeZone) : null]),
    ]
    const computed = days.includes(null) ? null : (days.toSorted().at(-1) ?? null)
    const doneOn = isComputed ? computed : row.doneOn
    const { id, section, title, form, fromMonth, toMonth, responsible, coExecutors, expected } = row
    return {
      ...{ id, section, title, form, fromMonth, toMonth, responsible, coExecutors, expected },
      number: `${section}.${place}`,
      meeting: row.meetingNumber === null ? null : { number: row.meetingNumber, heldOn },
      initiative:
        row.initiativeNumber === null
          ? null
          : { number: row.initiativeNumber, title: row.initiativeTitle ?? '' },
      state: planStateOf({ toMonth, doneOn }, year, today),
      ...{ doneOn, doneNote: isComputed ? null : row.doneNote, isComputed },
    }
  })
}

async function adoptionOf(
  db: Db,
  plan: { meetingId: Id | null; decisionId: Id | null },
  timeZone: string,
): Promise<WorkPlanView['adopted']> {
  const meeting = plan.meetingId ? await findMeeting(db, plan.meetingId) : undefined
  if (!meeting) return null
  const { decisions } = await readState(db, meeting)
  const decision = decisions.find(({ id }) => id === plan.decisionId)
  const decidedOn = dayIn(decision?.at ?? meeting.startsAt, timeZone)
  return { meetingNumber: meeting.number, decidedOn, text: decision?.text ?? '' }
}

/** Decisions of the latest meetings, by which a plan could be adopted. */
async function listDecisions(db: Db, councilId: Id): Promise<WorkPlanView['decisions']> {
  const meetings = await listDecisive(db, councilId, MEETINGS)
  const lists = await Promise.all(
    meetings.map(async (meeting) => {
      const { decisions } = await readState(db, meeting)
      return decisions.map(({ id, text }) => ({ meetingNumber: meeting.number, decisionId: id, text }))
    }),
  )
  return lists.flat()
}
