import { TURN_SECONDS, type Done } from '../../shared/gatherings.ts'
import type { Id, Instant } from '../../shared/values.ts'
import { createDraft } from '../drafts/actions.ts'
import type { Work } from '../lib/act.ts'
import { newId } from '../lib/ids.ts'
import { record } from '../lib/journal.ts'
import { refuseIf } from '../lib/refuse.ts'
import { endAttendance } from './attendance.ts'
import { listTurns, type Gathering } from './queries.ts'
import { whyNotCancel, whyNotChange, whyNotClose, whyNotOpen, whyNotStart, whyNotEndAt } from './rules.ts'
import { leadIn, nothingNew, step } from './step.ts'
import { endTurns } from './turns.ts'

declare module '../lib/act.ts' {
  interface News {
    'gathering:changed': MovedGathering
    'gathering:opened': MovedGathering
    'gathering:closed': MovedGathering
    'gathering:cancelled': MovedGathering
  }
}

export interface MovedGathering {
  gatheringId: Id
  kind: string
  notesDraftId: Id | null
}

/** What may change until the opening. */
export interface GatheringPlan {
  startsAt: Instant
  endsAt: Instant
  moderatorId: Id
  place: string | null
  /** Where the call is, `https` only: the subject has looked. */
  callUrl: string | null
}

/**
 * Plans a gathering of some kind, with an empty draft for its notes; whether the actor may is the subject's to say. Answers with its id. Refuses `starts_in_past`,
 * `ends_before_start`.
 */
export async function planGathering(
  work: Work,
  { councilId, kind, timeZone, plan }: { councilId: Id; kind: string; timeZone: string; plan: GatheringPlan },
): Promise<Id> {
  refuseTimes(plan, work.now)
  const id = newId()
  const notesDraftId = await createDraft(work, { councilId, subjectKind: 'gathering' })
  await work.trx
    .insertInto('gathering')
    .values({
      ...{ id, councilId, kind, timeZone, ...plan },
      ...{ state: 'planned', version: 1, currentItemId: null, turnSeconds: TURN_SECONDS.usual },
      ...{ notesDraftId, openedAt: null, closedAt: null },
    })
    .execute()
  await record(work, { verb: 'gathering:planned', subject: ['gathering', id], councilId, data: { kind } })
  return id
}

/**
 * Plans it anew, until it is opened. Refuses `not_allowed`, `gathering_already_live`, `gathering_over`, `starts_in_past` for a new
 * time, `ends_before_start`.
 */
export async function changeGathering(work: Work, gatheringId: Id, plan: GatheringPlan): Promise<Done> {
  const { gathering } = await leadIn(work, gatheringId)
  refuseIf(whyNotChange(gathering.state))
  const { startsAt, endsAt, moderatorId, place, callUrl } = plan
  const isSame =
    gathering.startsAt === startsAt &&
    gathering.endsAt === endsAt &&
    gathering.moderatorId === moderatorId &&
    gathering.place === place &&
    gathering.callUrl === callUrl
  if (isSame) return nothingNew
  if (startsAt !== gathering.startsAt || endsAt !== gathering.endsAt) refuseTimes(plan, work.now)
  const done = await step(work, gathering, {
    ...{ name: 'gathering:changed', verb: 'gathering:changed', data: { startsAt, endsAt } },
    ...{ changes: {}, set: { startsAt, endsAt, moderatorId, place, callUrl } },
  })
  await work.tell('gathering:changed', moved(gathering))
  return done
}

/** A moderator opens it. Refuses `not_allowed`, `gathering_over`. */
export async function openGathering(work: Work, gatheringId: Id): Promise<Done> {
  const { gathering } = await leadIn(work, gatheringId)
  refuseIf(whyNotOpen(gathering.state))
  if (gathering.state === 'live') return nothingNew
  const done = await step(work, gathering, {
    ...{ name: 'gathering:changed', verb: 'gathering:opened' },
    ...{ changes: {}, set: { state: 'live', openedAt: work.now } },
  })
  await work.tell('gathering:opened', moved(gathering))
  return done
}

/**
 * A moderator closes it: whoever speaks has finished, hands go down, everybody leaves. Refuses `not_allowed`,
 * `gathering_not_live`, `gathering_over` after a cancellation.
 */
export async function closeGathering(work: Work, gatheringId: Id): Promise<Done> {
  const { gathering } = await leadIn(work, gatheringId)
  refuseIf(whyNotClose(gathering.state))
  if (gathering.state === 'closed') return nothingNew
  const turns = await endTurns(work, gatheringId)
  const attendance = await endAttendance(work, gatheringId)
  const done = await step(work, gathering, {
    ...{ name: 'gathering:changed', verb: 'gathering:closed' },
    changes: { turns: await listTurns(work.trx, gatheringId, turns), attendance },
    set: { state: 'closed', closedAt: work.now },
  })
  await work.tell('gathering:closed', moved(gathering))
  return done
}

/** A moderator calls it off before the opening. Refuses `not_allowed`, `gathering_already_live`, `gathering_over`. */
export async function cancelGathering(work: Work, gatheringId: Id): Promise<Done> {
  const { gathering } = await leadIn(work, gatheringId)
  if (gathering.state === 'cancelled') return nothingNew
  refuseIf(whyNotCancel(gathering.state))
  const done = await step(work, gathering, {
    ...{ name: 'gathering:changed', verb: 'gathering:cancelled' },
    ...{ changes: {}, set: { state: 'cancelled', closedAt: work.now } },
  })
  await work.tell('gathering:cancelled', moved(gathering))
  return done
}

function refuseTimes({ startsAt, endsAt }: GatheringPlan, now: Instant): void {
  refuseIf(whyNotStart(startsAt, now), 'startsAt')
  refuseIf(whyNotEndAt(endsAt, startsAt), 'endsAt')
}

const moved = ({ id, kind, notesDraftId }: Gathering): MovedGathering => ({
  ...{ gatheringId: id, kind, notesDraftId },
})
