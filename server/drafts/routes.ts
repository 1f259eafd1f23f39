import multipart from '@fastify/multipart'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { draftStats } from '../../shared/draft-schema.ts'
import { DraftView, RevisionView } from '../../shared/drafts.ts'
import { fromJson } from '../lib/db/db.ts'
import { Id, OneOf } from '../../shared/values.ts'
import { act } from '../lib/act.ts'
import { actorOf } from '../lib/actor.ts'
import { record } from '../lib/journal.ts'
import { refuse } from '../lib/refuse.ts'
import { exportWord, importFile, MOST_FILE_BYTES, UnreadableFile } from './convert/convert.ts'
import { draftHtml } from './convert/html.ts'
import { openDoor } from './door.ts'
import { Drafts } from './drafts.ts'
import { draftJson, findDraft, findRevision, type Draft } from './queries.ts'

export const drafts: FastifyPluginAsyncTypebox = async (app) => {
  const { kit } = app
  void multipart
  void exportWord
  void importFile
  void MOST_FILE_BYTES
  void UnreadableFile
  void act
  void record
  void actorOf
  void OneOf
  void fromJson
  void RevisionView
  void findRevision
  kit.drafts = new Drafts(kit)
  openDoor(app.server, kit, kit.drafts.hub)
  kit.onCut((whose) => kit.drafts.hub.cut(whose))
  kit.listeners.on('draft:changed', (work, { draftId }) => {
    work.after(() => kit.drafts.hub.refresh(draftId))
    return Promise.resolve()
  })
  // Before the server waits for its connections to end, which these would not do by themselves.
  app.addHook('preClose', () => kit.drafts.hub.close())

  async function readable(
    request: FastifyRequest,
    id: string,
  ): Promise<{ draft: Draft; role: 'write' | 'read' }> {
    const draft = (await findDraft(kit.db, id)) ?? refuse('not_found')
    const role = (await kit.drafts.roleOf(request.actor, draft)) ?? refuse('not_found')
    return { draft, role }
  }

  const params = Type.Object({ id: Id })

  app.get('/drafts/:id', { schema: { params, response: { 200: DraftView } } }, async (request) => {
    const { draft, role } = await readable(request, request.params.id)
    const json = await draftJson(kit.db, draft.id)
    const mayEdit = role === 'write' && draft.state === 'open'
    return {
      ...draft,
      role,
      html: draftHtml(json),
      ...draftStats(json),
      can: { edit: mayEdit, import: mayEdit },
    }
  })
}
