import { whyNotLive, whyNotRaise, type Done } from '../../shared/gatherings.ts'
import type { Id } from '../../shared/values.ts'
import type { Work } from '../lib/act.ts'
import { newId } from '../lib/ids.ts'
import { refuse, refuseIf } from '../lib/refuse.ts'
import { listTurns, type Gathering } from './queries.ts'
import { whyNotEnd, whyNotGive, whyNotLower } from './rules.ts'
import { leadIn, nothingNew, standIn, step } from './step.ts'
import type { TurnTable } from './tables.ts'

/**
 * Raises a hand; a hand that is up stays where it is in the queue. Refuses `gathering_not_live`, `gathering_over`, and
 * `already_in_queue` to whoever is speaking.
 */
export async function raiseHand(work: Work, gatheringId: Id): Promise<Done> {
  const { gathering, person } = await standIn(work, gatheringId)
  const own = await findOwn(work, gatheringId, person.personId)
  if (own?.state === 'raised') return nothingNew
  refuseIf(whyNotRaise(gathering.state, own?.state))
  const id = newId()
  await work.trx
    .insertInto('turn')
    .values({
      ...{ id, gatheringId, personId: person.personId, state: 'raised' },
      ...{ raisedAt: work.now, givenAt: null, doneAt: null, seconds: gathering.turnSeconds },
    })
    .execute()
  return tell(work, gathering, 'turn:raised', [id])
}

/** Takes a raised hand down: one's own, or anybody's by a moderator. Refuses `not_allowed`, `turn_wrong_state`. */
export async function lowerHand(work: Work, gatheringId: Id, turnId: Id): Promise<Done> {
  const { gathering, person, role } = await standIn(work, gatheringId)
  const turn = await lockTurn(work, gatheringId, turnId)
  if (turn.personId !== person.personId && role !== 'moderator') refuse('not_allowed')
  refuseIf(whyNotLower(turn.state))
  if (turn.state === 'withdrawn') return nothingNew
  await setTurn(work, turnId, { state: 'withdrawn', doneAt: work.now })
  return tell(work, gathering, 'turn:withdrawn', [turnId])
}

/**
 * A moderator gives the floor to a raised hand, for so many seconds; whoever has it is done with that. Refuses `not_allowed`,
 * `gathering_not_live`, `turn_wrong_state`.
 */
export async function giveFloor(work: Work, gatheringId: Id, turnId: Id, seconds?: number): Promise<Done> {
  const { gathering } = await leadIn(work, gatheringId)
  refuseIf(whyNotLive(gathering.state))
  const turn = await lockTurn(work, gatheringId, turnId)
  refuseIf(whyNotGive(turn.state))
  if (turn.state === 'given') return nothingNew
  const ended = await endSpeaking(work, gatheringId)
  await setTurn(work, turnId, {
    ...{ state: 'given', givenAt: work.now },
    seconds: seconds ?? gathering.turnSeconds,
  })
  return tell(work, gathering, 'turn:given', [...ended, turnId])
}

/** The speaker has finished: said by the speaker or by a moderator. Refuses `not_allowed`, `turn_wrong_state`. */
export async function endTurn(work: Work, gatheringId: Id, turnId: Id): Promise<Done> {
  const { gathering, person, role } = await standIn(work, gatheringId)
  const turn = await lockTurn(work, gatheringId, turnId)
  if (turn.personId !== person.personId && role !== 'moderator') refuse('not_allowed')
  refuseIf(whyNotEnd(turn.state))
  if (turn.state === 'done') return nothingNew
  await setTurn(work, turnId, { state: 'done', doneAt: work.now })
  return tell(work, gathering, 'turn:done', [turnId])
}

/** At the closing: whoever speaks has finished, hands go down. Answers with the ids of the turns that changed. */
export async function endTurns(work: Work, gatheringId: Id): Promise<Id[]> {
  const ended = await endSpeaking(work, gatheringId)
  const lowered = await work.trx
    .updateTable('turn')
    .set({ state: 'withdrawn', doneAt: work.now })
    .where('gatheringId', '=', gatheringId)
    .where('state', '=', 'raised')
    .returning('id')
    .execute()
  return [...ended, ...lowered.map(({ id }) => id)]
}

async function endSpeaking({ trx, now }: Work, gatheringId: Id): Promise<Id[]> {
  const ended = await trx
    .updateTable('turn')
    .set({ state: 'done', doneAt: now })
    .where('gatheringId', '=', gatheringId)
    .where('state', '=', 'given')
    .returning('id')
    .execute()
  return ended.map(({ id }) => id)
}

const findOwn = ({ trx }: Work, gatheringId: Id, personId: Id) =>
  trx
    .selectFrom('turn')
    .select('state')
    .where('gatheringId', '=', gatheringId)
    .where('personId', '=', personId)
    .where('state', 'in', ['raised', 'given'])
    .executeTakeFirst()

/** Under the lock of its gathering, which every act on a turn takes first. */
async function lockTurn({ trx }: Work, gatheringId: Id, turnId: Id) {
  const turn = await trx
    .selectFrom('turn')
    .select(['personId', 'state'])
    .where('id', '=', turnId)
    .where('gatheringId', '=', gatheringId)
    .executeTakeFirst()
  return turn ?? refuse('not_found')
}

const setTurn = ({ trx }: Work, turnId: Id, values: Partial<TurnTable>) =>
  trx.updateTable('turn').set(values).where('id', '=', turnId).execute()

async function tell(work: Work, gathering: Gathering, verb: string, ids: readonly Id[]): Promise<Done> {
  const turns = await listTurns(work.trx, gathering.id, ids)
  return step(work, gathering, {
    ...{ name: 'turn:changed', verb, data: { turns: ids } },
    changes: { turns },
  })
}
