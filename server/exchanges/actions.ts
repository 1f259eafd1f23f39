import { dayIn } from '../../shared/calendar.ts'
import type { ExchangeInput, NewExchange } from '../../shared/exchanges.ts'
import { isAuthority } from '../../shared/organizations.ts'
import type { Id } from '../../shared/values.ts'
import { findCouncil, listMembersOn } from '../councils/queries.ts'
import { freezeDraft } from '../drafts/actions.ts'
import { changeGathering, planGathering, type GatheringPlan } from '../gatherings/actions.ts'
import type { Work } from '../lib/act.ts'
import { personOf } from '../lib/actor.ts'
import { newId } from '../lib/ids.ts'
import { record } from '../lib/journal.ts'
import { refuse, refuseIf } from '../lib/refuse.ts'
import { findOrganization } from '../organizations/queries.ts'
import { findExchange, findExchangeOf, findTwin } from './queries.ts'
import { mayPlan, timesOf, whyNotCall } from './rules.ts'

/**
 * Plans an exchange of experience of a council with an authority; one that was sent twice is planned once. Answers with its
 * id. Refuses `not_found` for a council, `not_allowed` to whoever does not sit in it, `time_does_not_exist`, `starts_in_past`,
 * `ends_before_start`, `cohost_not_authority`, `moderator_not_member`, `call_link_not_https`.
 */
export async function planExchange(work: Work, { councilId, ...input }: NewExchange): Promise<Id> {
  const { trx, now } = work
  const { personId } = personOf(work.actor)
  const council = (await findCouncil(trx, councilId)) ?? refuse('not_found')
  if (!mayPlan(work.actor, councilId)) refuse('not_allowed')
  const plan = await whatIsPlanned(work, council, input)
  const title = input.title.trim()
  const twin = await findTwin(trx, { councilId, title, createdBy: personId, startsAt: plan.startsAt })
  if (twin) return twin.id

  const { timeZone } = council
  const gatheringId = await planGathering(work, { councilId, kind: 'exchange', timeZone, plan })
  const id = newId()
  await trx
    .insertInto('exchange')
    .values({
      ...{ id, councilId, gatheringId, cohostId: input.cohostId, title },
      ...{ description: input.description.trim(), createdBy: personId, createdAt: now },
    })
    .execute()
  await record(work, {
    verb: 'exchange:planned',
    subject: ['exchange', id],
    councilId,
    data: { gatheringId },
  })
  return id
}

/**
 * Writes an exchange anew, by whoever leads it, until it is opened. Refuses `not_found`, `not_allowed`, `gathering_already_live`,
 * `gathering_over`, and what `planExchange` refuses; a time that stays may have passed.
 */
export async function changeExchange(work: Work, exchangeId: Id, input: ExchangeInput): Promise<void> {
  const exchange = (await findExchange(work.trx, exchangeId)) ?? refuse('not_found')
  const council = (await findCouncil(work.trx, exchange.councilId)) ?? refuse('not_found')
  const plan = await whatIsPlanned(work, council, input)
  await changeGathering(work, exchange.gatheringId, plan)
  const words = { title: input.title.trim(), description: input.description.trim(), cohostId: input.cohostId }
  await work.trx.updateTable('exchange').set(words).where('id', '=', exchangeId).execute()
  await record(work, {
    verb: 'exchange:changed',
    subject: ['exchange', exchangeId],
    councilId: exchange.councilId,
    data: { startsAt: plan.startsAt, endsAt: plan.endsAt },
  })
}

/** Freezes the notes of an exchange that was closed, under its title. */
export async function keepNotes(work: Work, gatheringId: Id, notesDraftId: Id): Promise<void> {
  const exchange = await findExchangeOf(work.trx, gatheringId)
  if (exchange) await freezeDraft(work, notesDraftId, exchange.title)
}

async function whatIsPlanned(
  work: Work,
  council: { id: Id; timeZone: string },
  input: ExchangeInput,
): Promise<GatheringPlan> {
  const times = timesOf(input, council.timeZone)
  if ('code' in times) refuse(times.code, times.field)
  const callUrl = input.callUrl?.trim() || null
  refuseIf(whyNotCall(callUrl), 'callUrl')
  const cohost = await findOrganization(work.trx, input.cohostId)
  if (!cohost || !isAuthority(cohost.kind)) refuse('cohost_not_authority', 'cohostId')
  const members = await listMembersOn(work.trx, council.id, dayIn(work.now, council.timeZone))
  const moderator = members.find((each) => each.personId === input.moderatorId && each.role !== 'observer')
  if (!moderator) refuse('moderator_not_member', 'moderatorId')
  return { ...times, moderatorId: input.moderatorId, place: input.place?.trim() || null, callUrl }
}
