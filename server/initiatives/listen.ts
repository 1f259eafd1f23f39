import { dayIn } from '../../shared/calendar.ts'
import type { Kit } from '../lib/kit.ts'
import { refuse } from '../lib/refuse.ts'
import { listInsiders } from './concerned.ts'
import '../procedures/actions.ts'
import {
  followAnnulment,
  followConclusion,
  followProcedure,
  followRegistration,
  followVote,
} from './follow.ts'
import { tellAuthors, tellSuggester } from './suggested.ts'
import {
  findInitiative,
  findInitiativeOfDraft,
  findStepOfRevision,
  askedTo,
  listCoauthors,
} from './queries.ts'
import { draftAccess, isInsider, isPublished, mayReadHistory, maySee } from './rules.ts'

/** What initiatives promise to the mechanics: who may open their texts, who may watch, and to move when something was decided. */
export function listen(kit: Kit): void {
  kit.drafts.access('initiative', async (db, actor, draftId) => {
    const initiative = await findInitiativeOfDraft(db, draftId)
    if (!initiative) return null
    return draftAccess(actor, initiative, await askedTo(db, initiative.id, actor.personId))
  })
  kit.drafts.circle('initiative', {
    describe: async (db, draftId) => {
      const initiative = await findInitiativeOfDraft(db, draftId)
      if (!initiative) return null
      const { id, title, number, state, timeZone, authorId } = initiative
      const insiders = await listInsiders(db, initiative, dayIn(kit.clock().toISOString(), timeZone))
      const writing = new Set([authorId, ...(await listCoauthors(db, id)).map((each) => each.personId)])
      return {
        title,
        path: `/initiatives/${encodeURIComponent(number)}/text`,
        // Whose initiative it is stands on its card; who else works on it, its circle knows.
        people: insiders.map((each) => ({ ...each, isShown: writing.has(each.id) })),
        isOpenToAll: state === 'public_discussion',
      }
    },
    isInside: async (db, actor, draftId) => {
      const initiative = await findInitiativeOfDraft(db, draftId)
      return (
        initiative !== undefined &&
        isInsider(actor, initiative, await askedTo(db, initiative.id, actor.personId))
      )
    },
  })
  kit.drafts.publicRevision('initiative', async (db, revision) => {
    const initiative = await findStepOfRevision(db, revision.id)
    return initiative !== undefined && isPublished(initiative)
  })
  kit.drafts.history('initiative', async (db, actor, draftId) => {
    const initiative = await findInitiativeOfDraft(db, draftId)
    if (!initiative) return false
    return mayReadHistory(actor, initiative, await askedTo(db, initiative.id, actor.personId))
  })
  kit.live.room('initiative', {
    mayWatch: async (actor, id) => {
      const initiative = await findInitiative(kit.db, id)
      if (!initiative) return false
      return maySee(actor, initiative, await askedTo(kit.db, initiative.id, actor.personId))
    },
  })
  kit.listeners.on('vote:closed', (work, closed) => followVote(work, kit, closed))
  kit.listeners.on('vote:annulled', (work, annulled) => followAnnulment(work, kit, annulled))
  kit.listeners.on('conflict:declared', async ({ trx, actor }, { councilId, subject }) => {
    const initiative = await findInitiative(trx, subject.id)
    if (initiative?.councilId !== councilId) return refuse('not_found', 'subject')
    if (!maySee(actor, initiative, await askedTo(trx, initiative.id, actor.personId)))
      refuse('not_found', 'subject')
  })
  kit.listeners.on('procedure:ended', (work, ended) => followProcedure(work, kit, ended))
  kit.listeners.on('review:registered', (work, word) => followRegistration(work, kit, word))
  kit.listeners.on('suggestion:sent', (work, word) => tellAuthors(work, kit, word))
  kit.listeners.on('suggestion:decided', (work, word) => tellSuggester(work, kit, word))
  kit.listeners.on('review:concluded', (work, word) => followConclusion(work, kit, word))
}
