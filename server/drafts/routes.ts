import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { DraftView, RevisionView } from '../../shared/drafts.ts'
import { Id } from '../../shared/values.ts'
import { fromJson } from '../lib/db/db.ts'
import { draftHtml } from './convert/html.ts'
import { draftFiles } from './convert/routes.ts'
import { openDoor } from './door.ts'
import { Drafts } from './drafts.ts'
import { guardsOf } from './guards.ts'
import { draftVersions } from './revision-routes.ts'
import { findDraft } from './queries.ts'
import { draftSync } from './sync-routes.ts'

export const drafts: FastifyPluginAsyncTypebox = async (app) => {
  const { kit } = app
  kit.drafts = new Drafts(kit)
  openDoor(app.server, kit, kit.drafts.hub)
  kit.onCut((whose) => kit.drafts.hub.cut(whose))
  kit.live.room('draft', {
    mayWatch: async (actor, id) => {
      const draft = await findDraft(kit.db, id)
      return draft !== undefined && (await kit.drafts.roleOf(actor, draft)) !== null
    },
  })
  kit.listeners.on('draft:changed', (work, { draftId }) => {
    work.after(() => kit.drafts.hub.refresh(draftId))
    return Promise.resolve()
  })
  kit.listeners.on('draft:amended', (work, { draftId }) => {
    work.after(() => kit.drafts.hub.wroteBeside(draftId))
    return Promise.resolve()
  })
  // Before the server waits for its connections to end, which these would not do by themselves.
  app.addHook('preClose', () => kit.drafts.hub.close())

  const { readable, readableRevision, view } = guardsOf(kit)
  const params = Type.Object({ id: Id })

  app.get('/drafts/:id', { schema: { params, response: { 200: DraftView } } }, async (request) => {
    const { draft, role } = await readable(request, request.params.id)
    return view(draft, role)
  })

  app.get('/revisions/:id', { schema: { params, response: { 200: RevisionView } } }, async (request) => {
    const revision = await readableRevision(request, request.params.id)
    return { ...revision, html: draftHtml(fromJson(revision.content)) }
  })

  await app.register(draftFiles)
  await app.register(draftVersions)
  await app.register(draftSync)
}
