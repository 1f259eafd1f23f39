import multipart from '@fastify/multipart'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { draftStats, type DraftJson } from '../../shared/draft-schema.ts'
import { DraftView, RevisionView, type DraftRole } from '../../shared/drafts.ts'
import { Id, Line, OneOf } from '../../shared/values.ts'
import { act } from '../lib/act.ts'
import { actorOf } from '../lib/actor.ts'
import { fromJson } from '../lib/db/db.ts'
import { refuse } from '../lib/refuse.ts'
import { noteImport } from './actions.ts'
import { exportWord } from './convert/convert.ts'
import { draftHtml } from './convert/html.ts'
import { openDoor } from './door.ts'
import { Drafts } from './drafts.ts'
import { combined, readDraft, understood } from './import.ts'
import { draftJson, findDraft, findRevision, type Draft, type Revision } from './queries.ts'

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

export const drafts: FastifyPluginAsyncTypebox = async (app) => {
  const { kit } = app
  kit.drafts = new Drafts(kit)
  openDoor(app.server, kit, kit.drafts.hub)
  kit.onCut((whose) => kit.drafts.hub.cut(whose))
  kit.listeners.on('draft:changed', (work, { draftId }) => {
    work.after(() => kit.drafts.hub.refresh(draftId))
    return Promise.resolve()
  })
  // Before the server waits for its connections to end, which these would not do by themselves.
  app.addHook('preClose', () => kit.drafts.hub.close())
  await app.register(multipart)

  async function readable({ actor }: FastifyRequest, id: Id): Promise<{ draft: Draft; role: DraftRole }> {
    const draft = (await findDraft(kit.db, id)) ?? refuse('not_found')
    return { draft, role: (await kit.drafts.roleOf(actor, draft)) ?? refuse('not_found') }
  }

  async function writable(request: FastifyRequest, id: Id) {
    actorOf(request)
    const found = await readable(request, id)
    if (found.role !== 'write') refuse('not_allowed')
    if (found.draft.state !== 'open') refuse('draft_frozen')
    return found
  }

  async function readableRevision({ actor }: FastifyRequest, id: Id): Promise<Revision> {
    const revision = (await findRevision(kit.db, id)) ?? refuse('not_found')
    return (await kit.drafts.mayRead(actor, revision)) ? revision : refuse('not_found')
  }

  async function view(draft: Draft, role: DraftRole): Promise<DraftView> {
    const json = await draftJson(kit.db, draft.id)
    const mayEdit = role === 'write' && draft.state === 'open'
    return {
      ...draft,
      role,
      html: draftHtml(json),
      ...draftStats(json),
      can: { edit: mayEdit, import: mayEdit },
    }
  }

  const params = Type.Object({ id: Id })
  const word = { 200: { content: { [DOCX]: { schema: Type.String({ format: 'binary' }) } } } }

  app.get('/drafts/:id', { schema: { params, response: { 200: DraftView } } }, async (request) => {
    const { draft, role } = await readable(request, request.params.id)
    return view(draft, role)
  })

  const mode = Type.Object({ mode: Type.Optional(OneOf('append', 'replace')) })
  const slowly = { rateLimit: { max: 60, timeWindow: '1 minute' } }
  app.post(
    '/drafts/:id/import',
    { schema: { params, querystring: mode, response: { 200: DraftView } }, config: slowly },
    async (request) => {
      await writable(request, request.params.id)
      const { json } = await readDraft(request)
      // Over a thin line the file takes minutes: what was allowed when it began may be over.
      request.actor = await kit.identify(request.headers.cookie)
      const actor = actorOf(request)
      const { draft, role } = await writable(request, request.params.id)
      await kit.drafts.edit(draft.id, actor, (now) => combined(request.query.mode ?? 'append', now, json))
      await act(kit, actor, (work) => noteImport(work, draft, json))
      return view((await findDraft(kit.db, draft.id)) ?? refuse('not_found'), role)
    },
  )

  const titled = Type.Object({ title: Type.Optional(Line()) })
  app.get(
    '/drafts/:id/export.docx',
    { schema: { params, querystring: titled, response: word } },
    async (request, reply) => {
      const { draft } = await readable(request, request.params.id)
      return sendWord(reply, await draftJson(kit.db, draft.id), request.query.title ?? 'Veche')
    },
  )

  app.get('/revisions/:id', { schema: { params, response: { 200: RevisionView } } }, async (request) => {
    const revision = await readableRevision(request, request.params.id)
    return { ...revision, html: draftHtml(fromJson(revision.content)) }
  })

  app.get('/revisions/:id/export.docx', { schema: { params, response: word } }, async (request, reply) => {
    const { content, title } = await readableRevision(request, request.params.id)
    return sendWord(reply, fromJson(content), title)
  })
}

/** The name goes as RFC 5987 has it: titles are Russian. */
async function sendWord(reply: FastifyReply, json: DraftJson, title: string) {
  const bytes = await understood(() => exportWord(json, { title, language: 'ru-RU' }))
  const name = encodeURIComponent(
    `${title
      .replace(/[^\p{L}\p{N} №«»().,-]/gu, ' ')
      .slice(0, 100)
      .toWellFormed()
      .trim()}.docx`,
  )
  return reply
    .type(DOCX)
    .header('content-disposition', `attachment; filename="draft.docx"; filename*=UTF-8''${name}`)
    .send(Buffer.from(bytes))
}
