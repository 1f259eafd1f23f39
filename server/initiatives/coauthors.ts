import { dayIn } from '../../shared/calendar.ts'
import type { CoauthorRole } from '../../shared/initiatives.ts'
import type { Id } from '../../shared/values.ts'
import type { Work } from '../lib/act.ts'
import { record } from '../lib/journal.ts'
import { post } from '../lib/mail.ts'
import { refuse } from '../lib/refuse.ts'
import { listAddressees } from '../people/queries.ts'
import { findCandidate } from './concerned.ts'
import { heldForCoauthors } from './hold.ts'
import { coauthorLetter } from './letters.ts'
import { linkTo, tellWatchers, type Surroundings } from './moves.ts'
import { askedTo } from './queries.ts'
import { addCoauthor, removeCoauthor } from './writes.ts'

/**
 * Asks somebody of the region to write along, to suggest changes or to comment. Who was asked already is asked for this instead. Refuses `not_found`, `not_allowed`,
 * `initiative_wrong_state`, `invalid_request` for somebody who holds neither a seat nor a post, and for the author.
 */
export async function inviteCoauthor(
  work: Work,
  number: string,
  house: Surroundings,
  personId: Id,
  role: CoauthorRole = 'write',
): Promise<void> {
  const { trx, now, actor } = work
  const initiative = await heldForCoauthors(work, number)
  const { id, councilId, authorId } = initiative
  const isKnown = await findCandidate(trx, personId, dayIn(now, initiative.timeZone))
  if (!isKnown || personId === authorId) refuse('invalid_request', 'personId')
  const before = await askedTo(trx, id, personId)
  if (before === role) return
  await addCoauthor(trx, { initiativeId: id, personId, addedAt: now, role })
  const verb = before ? 'coauthor:changed' : 'coauthor:added'
  await record(work, { verb, subject: ['initiative', id], councilId, data: { personId, role } })
  await tellWatchers(work, initiative)
  work.after(() => house.drafts.recheck(initiative.draftId))
  for (const to of await listAddressees(trx, [personId]))
    await post(work, coauthorLetter(to, initiative, actor.name, role, linkTo(house, initiative)))
}

/** From now on they do not write along; their open text is closed at once. Refuses as `inviteCoauthor`. */
export async function dismissCoauthor(
  work: Work,
  number: string,
  house: Surroundings,
  personId: Id,
): Promise<void> {
  const initiative = await heldForCoauthors(work, number)
  const { id, councilId } = initiative
  if (!(await askedTo(work.trx, id, personId))) return
  await tellWatchers(work, initiative)
  await removeCoauthor(work.trx, id, personId)
  await record(work, { verb: 'coauthor:removed', subject: ['initiative', id], councilId, data: { personId } })
  work.after(() => house.drafts.recheck(initiative.draftId))
}
