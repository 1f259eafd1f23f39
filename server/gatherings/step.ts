import type { Done, GatheringEvent, GatheringEventName, GatheringRole } from '../../shared/gatherings.ts'
import type { Id } from '../../shared/values.ts'
import type { Work } from '../lib/act.ts'
import { personOf, type Person } from '../lib/actor.ts'
import { record } from '../lib/journal.ts'
import { refuse } from '../lib/refuse.ts'
import { headOf, lockGathering, type Gathering } from './queries.ts'
import { roleIn } from './rules.ts'

export interface Stand {
  gathering: Gathering
  person: Person
  role: GatheringRole
}

/** Loads and locks a gathering for somebody in it; refuses `sign_in_required` and `not_found`. */
export async function standIn(work: Work, gatheringId: Id): Promise<Stand> {
  const person = personOf(work.actor)
  const gathering = (await lockGathering(work.trx, gatheringId)) ?? refuse('not_found')
  const role = roleIn(gathering, person) ?? refuse('not_found')
  return { gathering, person, role }
}

/** As `standIn`, for what only a moderator does; refuses `not_allowed` too. */
export async function leadIn(work: Work, gatheringId: Id): Promise<Stand> {
  const stand = await standIn(work, gatheringId)
  return stand.role === 'moderator' ? stand : refuse('not_allowed')
}

export const nothingNew: Done = { event: null }

export interface Step {
  /** The event, and the word of the journal where there is no better one. */
  name: GatheringEventName
  verb: string
  data?: Record<string, unknown>
  changes: Omit<GatheringEvent, 'version' | 'head'>
  /** The columns of the gathering itself that change with it. */
  set?: Partial<Omit<Gathering, 'id' | 'version'>>
}

/** Ends an act on a locked gathering: one version more, one line in the journal, one event to the room. */
export async function step(
  work: Work,
  gathering: Gathering,
  { name, verb, data, changes, set }: Step,
): Promise<Done> {
  const next = { ...gathering, ...set, version: gathering.version + 1 }
  await work.trx
    .updateTable('gathering')
    .set({ ...set, version: next.version })
    .where('id', '=', gathering.id)
    .execute()
  await record(work, {
    verb,
    subject: ['gathering', gathering.id],
    councilId: gathering.councilId,
    ...(data && { data }),
  })
  const event: GatheringEvent = {
    version: next.version,
    ...(set && { head: await headOf(work.trx, next) }),
    ...changes,
  }
  work.publish(`gathering:${gathering.id}`, name, event)
  return { event }
}
