import multipart from '@fastify/multipart'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import {
  FileChoice,
  fileFormats,
  ImportPreview,
  TakeBody,
  Taken,
  type FileFormat,
} from '../../../shared/files.ts'
import { reaches } from '../../../shared/drafts.ts'
import { Id, Line, OneOf } from '../../../shared/values.ts'
import { actorOf } from '../../lib/actor.ts'
import { refuse } from '../../lib/refuse.ts'
import { guardsOf } from '../guards.ts'
import { readDraft, understood } from '../import.ts'
import { draftJson } from '../queries.ts'
import { sealedText } from '../sealed.ts'
import { exportFile } from './convert.ts'
import type { ExportedDraft } from './exchange.ts'
import { printPdf } from './pdf.ts'
import { previewOf } from './preview.ts'
import { Shelf } from './shelf.ts'
import { takeIn } from './take.ts'

const types: Record<FileFormat, string> = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  odt: 'application/vnd.oasis.opendocument.text',
  pdf: 'application/pdf',
  html: 'text/html; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
}

/** The name goes as RFC 5987 has it: titles are Russian. */
const fileName = (title: string, format: FileFormat) =>
  encodeURIComponent(
    `${title
      .replace(/[^\p{L}\p{N} №«»().,-]/gu, ' ')
      .slice(0, 100)
      .toWellFormed()
      .trim()}.${format}`,
  )

/** Files in and out of a draft. */
export const draftFiles: FastifyPluginAsyncTypebox = async (app) => {
  const { kit } = app
  const { chromium } = kit.config
  const { readable, writable, readableRevision } = guardsOf(kit)
  const shelf = new Shelf()
  await app.register(multipart)

  const params = Type.Object({ id: Id })
  const slowly = { rateLimit: { max: 60, timeWindow: '1 minute' } }

  app.post(
    '/drafts/:id/imports',
    { schema: { params, response: { 201: ImportPreview } }, config: slowly },
    async (request, reply) => {
      await writable(request, request.params.id)
      const { imported, fileName: name } = await readDraft(request)
      // Over a thin line the file takes minutes: what was allowed when it began may be over.
      request.actor = await kit.identify(request.headers.cookie)
      const { personId } = actorOf(request)
      const { draft } = await writable(request, request.params.id)
      reply.code(201)
      return previewOf(shelf.put({ personId, draftId: draft.id, fileName: name, imported }, kit.clock()))
    },
  )

  app.post(
    '/drafts/:id/imports/:importId',
    {
      schema: {
        params: Type.Object({ id: Id, importId: Id }),
        body: TakeBody,
        response: { 200: Taken },
      },
    },
    async (request) => {
      const { id, importId } = request.params
      const person = actorOf(request)
      const { draft } = await writable(request, id)
      const found = shelf.find(importId, person.personId, id, kit.clock()) ?? refuse('import_expired')
      // Out of the way at once: a second click must not take it in twice.
      shelf.drop(importId)
      return takeIn(kit, person, draft, found.imported, request.body)
    },
  )

  app.get('/drafts/:id/files', { schema: { params, response: { 200: FileChoice } } }, async (request) => {
    const { role } = await readable(request, request.params.id)
    return {
      formats: fileFormats.filter((format) => format !== 'pdf' || chromium !== null),
      review: reaches(role, 'comment'),
    }
  })

  async function send(reply: FastifyReply, format: FileFormat, exported: ExportedDraft, title: string) {
    if (format === 'pdf' && !chromium) refuse('pdf_unavailable')
    const meta = { title, language: 'ru-RU' }
    const bytes = await understood(async () =>
      format === 'pdf'
        ? printPdf(chromium!, await exportFile('html', exported, meta))
        : exportFile(format, exported, meta),
    )
    return reply.type(types[format]).send(Buffer.from(bytes))
  }

  const attach = (reply: FastifyReply, format: FileFormat, title: string) =>
    reply.header(
      'content-disposition',
      `attachment; filename="draft.${format}"; filename*=UTF-8''${fileName(title, format)}`,
    )

  const formatted = Type.Object({ id: Id, format: OneOf(...fileFormats) })
  const binary = { schema: Type.String({ format: 'binary' }) }
  const file = { 200: { content: Object.fromEntries(Object.values(types).map((type) => [type, binary])) } }

  const asked = Type.Object({
    title: Type.Optional(Line()),
    /** With open suggestions as tracked changes and with comments. */
    with: Type.Optional(OneOf('review')),
    /** To be looked at and printed, not kept. */
    show: Type.Optional(OneOf('page')),
  })
  app.get(
    '/drafts/:id/export.:format',
    { schema: { params: formatted, querystring: asked, response: file }, config: slowly },
    async (request, reply) => {
      const { draft } = await readable(request, request.params.id)
      const { format } = request.params
      const { title = 'Veche', show, with: review } = request.query
      const json = await draftJson(kit.db, draft.id)
      const { comments, proposals } = kit.drafts.beside
      const person = actorOf(request)
      const beside = review && {
        comments: await comments.of(person, draft),
        proposals: await proposals.of(person, draft),
      }
      if (show !== 'page' || format !== 'html') attach(reply, format, title)
      return send(reply, format, { json, ...beside }, title)
    },
  )

  app.get(
    '/revisions/:id/export.:format',
    { schema: { params: formatted, response: file }, config: slowly },
    async (request, reply) => {
      const revision = await readableRevision(request, request.params.id)
      const { format } = request.params
      attach(reply, format, revision.title)
      return send(reply, format, { json: sealedText(revision) }, revision.title)
    },
  )
}
