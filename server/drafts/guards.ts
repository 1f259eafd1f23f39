import type { FastifyRequest } from 'fastify'
import { draftStats } from '../../shared/draft-text.ts'
import type { DraftRole, DraftView } from '../../shared/drafts.ts'
import type { Id } from '../../shared/values.ts'
import { actorOf } from '../lib/actor.ts'
import type { Kit } from '../lib/kit.ts'
import { refuse } from '../lib/refuse.ts'
import { draftHtml } from './convert/html.ts'
import { draftJson, findDraft, findRevision, type Draft, type Revision } from './queries.ts'

export interface DraftGuards {
  /** The draft and the role of who asks. Refuses `not_found` what they may not see. */
  readable(request: FastifyRequest, id: Id): Promise<{ draft: Draft; role: DraftRole }>
  /** The same for who may write now. Refuses `sign_in_required`, `not_found`, `not_allowed`, `draft_frozen`. */
  writable(request: FastifyRequest, id: Id): Promise<{ draft: Draft; role: DraftRole }>
  /** Refuses `not_found` a revision that is neither public nor of a draft they may read. */
  readableRevision(request: FastifyRequest, id: Id): Promise<Revision>
  view(draft: Draft, role: DraftRole): Promise<DraftView>
}

/** Who may come to a draft by HTTP, and how it looks to them; one door for all routes of drafts. */
export function guardsOf(kit: Kit): DraftGuards {
  async function readable({ actor }: FastifyRequest, id: Id) {
    const draft = (await findDraft(kit.db, id)) ?? refuse('not_found')
    return { draft, role: (await kit.drafts.roleOf(actor, draft)) ?? refuse('not_found') }
  }

  return {
    readable,
    async writable(request, id) {
      actorOf(request)
      const found = await readable(request, id)
      if (found.role !== 'write') refuse('not_allowed')
      if (found.draft.state !== 'open') refuse('draft_frozen')
      return found
    },
    async readableRevision({ actor }, id) {
      const revision = (await findRevision(kit.db, id)) ?? refuse('not_found')
      return (await kit.drafts.mayRead(actor, revision)) ? revision : refuse('not_found')
    },
    async view(draft, role) {
      const json = await draftJson(kit.db, draft.id)
      const mayEdit = role === 'write' && draft.state === 'open'
      return {
        ...draft,
        role,
        html: draftHtml(json),
        ...draftStats(json),
        can: { edit: mayEdit, import: mayEdit },
      }
    },
  }
}
