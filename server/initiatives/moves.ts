import { dayIn } from '../../shared/calendar.ts'
import { initiativeMoves, type InitiativeVerb } from '../../shared/initiatives-states.ts'
import type { Id } from '../../shared/values.ts'
import type { Work } from '../lib/act.ts'
import { newId } from '../lib/ids.ts'
import { record } from '../lib/journal.ts'
import type { Kit } from '../lib/kit.ts'
import { post } from '../lib/mail.ts'
import { listAddressees } from '../people/queries.ts'
import { listSeated } from './concerned.ts'
import { moveLetter } from './letters.ts'
import { listCoauthors, type Initiative } from './queries.ts'
import { isPublished } from './rules.ts'
import { addStep } from './writes.ts'

/** What a move needs of the house beside its `Work`: where links lead, and the doors of open texts. */
export type Surroundings = Pick<Kit, 'config' | 'drafts'>

interface Moved {
  reason?: string | null | undefined
  /** The text that becomes public by this move. */
  revisionId?: Id
  voteId?: Id
  reviewId?: Id
}

/**
 * Moves an initiative that is held in this act: state, step, journal, live hint, letters. Whether it may is asked before; here is
 * the one place where it happens. Answers with the initiative as it now stands.
 */
export async function move(
  work: Work,
  house: Surroundings,
  initiative: Initiative,
  verb: InitiativeVerb,
  { reason: given, ...links }: Moved = {},
): Promise<Initiative> {
  const { trx, now, actor } = work
  const { id, councilId } = initiative
  const reason = given?.trim() || null
  const { to } = initiativeMoves[verb]
  const moved = { ...initiative, ...links, state: to, movedAt: now }
  await trx
    .updateTable('initiative')
    .set({ ...links, state: to, movedAt: now })
    .where('id', '=', id)
    .execute()
  await addStep(trx, {
    id: newId(),
    initiativeId: id,
    verb,
    state: to,
    at: now,
    personId: actor.personId,
    reason,
    revisionId: links.revisionId ?? null,
  })
  await record(work, {
    verb: 'initiative:moved',
    subject: ['initiative', id],
    councilId,
    // The reason stands in the step: words of people may name people, and the journal is for ever.
    data: { move: verb, from: initiative.state, to, ...links },
  })
  await tellWatchers(work, initiative, moved)
  // Rights at the text hang on where the initiative stands.
  work.after(() => house.drafts.recheck(initiative.draftId))
  await writeToConcerned(work, house, moved, verb, reason)
  return moved
}

/** A hint to read again. While it is not public only its writers get it: a room cannot be emptied of those who came before. */
export async function tellWatchers(
  work: Work,
  before: Initiative,
  after: Initiative = before,
): Promise<void> {
  const hint = { id: after.id, number: after.number, movedAt: after.movedAt }
  if (isPublished(before) || isPublished(after))
    work.publish(`initiative:${after.id}`, 'initiative:changed', hint)
  for (const personId of await listWriters(work, after))
    work.publish(`person:${personId}`, 'initiative:changed', hint)
}

async function listWriters({ trx }: Work, { id, authorId }: Initiative): Promise<Id[]> {
  return [authorId, ...(await listCoauthors(trx, id)).map((each) => each.personId)]
}

/** Verbs whose word the whole council hears: what the authority made of its decision. */
const forCouncil: readonly InitiativeVerb[] = ['accept', 'acceptPartially', 'reject']

async function writeToConcerned(
  work: Work,
  house: Surroundings,
  initiative: Initiative,
  verb: InitiativeVerb,
  note: string | null,
): Promise<void> {
  const { trx, actor, now } = work
  const today = dayIn(now, initiative.timeZone)
  const roles = forCouncil.includes(verb) ? [] : ['secretary']
  const concerned = new Set([
    ...(await listWriters(work, initiative)),
    // Nobody else knows of a text that was given up before it was shown.
    ...(initiative.revisionId === null ? [] : await listSeated(trx, initiative.councilId, today, roles)),
  ])
  if (actor.personId) concerned.delete(actor.personId)
  if (concerned.size === 0) return
  const link = linkTo(house, initiative)
  for (const to of await listAddressees(trx, [...concerned]))
    await post(work, moveLetter(to, initiative, verb, note, link))
}

/** The permalink. */
export const linkTo = ({ config }: Surroundings, { number }: { number: string }): string =>
  new URL(`/initiatives/${encodeURIComponent(number)}`, config.publicUrl).href
