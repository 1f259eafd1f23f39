import type { FileProposal } from '../../shared/suggestions.ts'
import type { Id } from '../../shared/values.ts'
import type { Draft } from '../drafts/queries.ts'
import type { Person } from '../lib/actor.ts'
import type { Kit } from '../lib/kit.ts'
import { openProposalsOf, takeProposals } from './actions.ts'

/** How suggestions leave in a file as tracked changes of their authors, and come in from one. */
export const suggestionsInFiles = (kit: Kit) => ({
  of: (_person: Person, draft: Draft) => openProposalsOf(kit, draft.id),
  take: async (person: Person, draftId: Id, brought: readonly FileProposal[]) =>
    (await takeProposals(kit, person, draftId, brought)).length,
})
