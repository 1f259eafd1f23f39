import type { SuggestionDecision } from '../../shared/suggestions.ts'
import type { Id } from '../../shared/values.ts'
import type { Work } from '../lib/act.ts'
import { post } from '../lib/mail.ts'
import { listAddressees } from '../people/queries.ts'
import { decidedLetter, suggestedLetter } from './letters.ts'
import { linkTo, type Surroundings } from './moves.ts'
import { findInitiativeOfDraft, listCoauthors } from './queries.ts'

interface Word {
  baseDraftId: Id
  ownerId: Id
}

/** Somebody has suggested changes of the text: those who write it are told, without the words. */
export async function tellAuthors(
  work: Work,
  house: Surroundings,
  { baseDraftId, ownerId }: Word,
): Promise<void> {
  const initiative = await findInitiativeOfDraft(work.trx, baseDraftId)
  if (!initiative) return
  const writers = (await listCoauthors(work.trx, initiative.id)).filter(({ role }) => role === 'write')
  const all = new Set([initiative.authorId, ...writers.map(({ personId }) => personId)])
  all.delete(ownerId)
  if (all.size === 0) return
  const link = `${linkTo(house, initiative)}/text/suggestions`
  for (const to of await listAddressees(work.trx, [...all]))
    await post(work, suggestedLetter(to, initiative, work.actor.name, link))
}

/** Everything that somebody suggested is decided: they are told how, and why not. */
export async function tellSuggester(
  work: Work,
  house: Surroundings,
  { baseDraftId, ownerId, decisions }: Word & { decisions: readonly SuggestionDecision[] },
): Promise<void> {
  const initiative = await findInitiativeOfDraft(work.trx, baseDraftId)
  if (!initiative || work.actor.personId === ownerId) return
  const link = `${linkTo(house, initiative)}/text/suggest`
  for (const to of await listAddressees(work.trx, [ownerId]))
    await post(work, decidedLetter(to, initiative, decisions, link))
}
