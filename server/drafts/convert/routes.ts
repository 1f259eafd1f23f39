import multipart from '@fastify/multipart'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import type { DraftJson } from '../../../shared/draft-schema.ts'
import { DraftView } from '../../../shared/drafts.ts'
import { Id, Line, OneOf } from '../../../shared/values.ts'
import { act } from '../../lib/act.ts'
import { actorOf } from '../../lib/actor.ts'
import { fromJson } from '../../lib/db/db.ts'
import { refuse } from '../../lib/refuse.ts'
import { noteImport } from '../actions.ts'
import { guardsOf } from '../guards.ts'
import { combined, readDraft, understood } from '../import.ts'
import { draftJson, findDraft } from '../queries.ts'
import { exportWord } from './convert.ts'

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

/** Files in and out of a draft. */
export const draftFiles: FastifyPluginAsyncTypebox = async (app) => {
  const { kit } = app
  const { readable, writable, readableRevision, view } = guardsOf(kit)
  await app.register(multipart)

  const params = Type.Object({ id: Id })
  const word = { 200: { content: { [DOCX]: { schema: Type.String({ format: 'binary' }) } } } }

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

  app.get('/revisions/:id/export.docx', { schema: { params, response: word } }, async (request, reply) => {
    const { content, title } = await readableRevision(request, request.params.id)
    return sendWord(reply, fromJson(content), title)
  })
}

/** The name goes as RFC 5987 has it: titles are Russian. */
async function sendWord(reply: FastifyReply, json: DraftJson, title: string) {
  const bytes = await understood(() => exportWord({ json }, { title, language: 'ru-RU' }))
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
