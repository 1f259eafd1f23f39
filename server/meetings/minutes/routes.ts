import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { codeOf } from '../../../shared/codes.ts'
import {
  AnswerBody,
  CirculateBody,
  DissentBody,
  MinutesView,
  ReasonBody,
  RemarkBody,
  SignBody,
  SubstituteBody,
  WordingBody,
} from '../../../shared/meetings/minutes-views.ts'
import type { Paper } from '../../../shared/papers.ts'
import { Id, OneOf, RefusalBody } from '../../../shared/values.ts'
import { act } from '../../lib/act.ts'
import { actorOf, personOf } from '../../lib/actor.ts'
import { refuse } from '../../lib/refuse.ts'
import { throttle } from '../../lib/throttle.ts'
import { paperFile, paperFormats } from '../../papers/files.ts'
import { isOwnPassword } from '../../people/actions.ts'
import { findMeeting, findMeetingByNumber, type Meeting } from '../queries.ts'
import {
  amendMinutes,
  answerRemark,
  circulate,
  handInDissent,
  noteAnnulledVote,
  publishMinutes,
  remark,
  returnMinutes,
  signMinutes,
  substituteSigner,
  wordPart,
} from './actions.ts'
import { fileOfMinutes, paperOfAttendance, paperOfDissent, paperOfExtract, paperOfMinutes } from './papers.ts'
import { viewMinutes, type Asked } from './view.ts'

const params = Type.Object({ id: Id })
const address = Type.Object({ slug: Type.String(), number: Type.String({ pattern: '^[1-9][0-9]{0,5}$' }) })
const which = Type.Object({ edition: Type.Optional(Type.String({ pattern: '^[1-9][0-9]{0,3}$' })) })
const done = { 204: Type.Null(), '4xx': RefusalBody }
const slowly = { rateLimit: { max: 60, timeWindow: '1 minute' } }
const binary = { schema: Type.String({ format: 'binary' }) }
const bytesOf = (type: string) => ({ 200: { content: Object.fromEntries([[type, binary]]) } })

const sent = (reply: FastifyReply, bytes: Buffer, headers: Record<string, string>) =>
  reply.headers(headers).send(bytes)

/** Minutes while they are written, signed and published, and every paper of a meeting as a file. */
export const minutes: FastifyPluginAsyncTypebox = async (app) => {
  const { kit } = app
  kit.listeners.on('vote:annulled', noteAnnulledVote)
  const askedBy = (request: FastifyRequest): Asked => {
    const { edition } = request.query as { edition?: string }
    return {
      actor: request.actor,
      now: kit.clock().toISOString(),
      edition: edition === undefined ? undefined : Number(edition),
    }
  }

  app.get(
    '/councils/:slug/meetings/:number/minutes',
    { schema: { params: address, querystring: which, response: { 200: MinutesView, '4xx': RefusalBody } } },
    async (request) => {
      const { slug, number } = request.params
      const meeting = await findMeetingByNumber(kit.db, slug, Number(number))
      const view = (await viewMinutes(kit.db, meeting, askedBy(request))) ?? refuse('not_found')
      return {
        ...view,
        formats: paperFormats.filter((format) => format !== 'pdf' || kit.config.chromium !== null),
      }
    },
  )

  app.put(
    '/meetings/:id/minutes/parts/:part',
    {
      schema: {
        params: Type.Object({ id: Id, part: Type.String({ maxLength: 80 }) }),
        body: WordingBody,
        response: { 200: Type.Object({ version: Type.Integer() }), '4xx': RefusalBody },
      },
    },
    ({ params: { id, part }, body, actor }) =>
      act(kit, personOf(actor), (work) => wordPart(work, id, part, body)),
  )

  app.post(
    '/meetings/:id/minutes/circulate',
    { schema: { params, body: CirculateBody, response: done } },
    async ({ params: { id }, body, actor }, reply) => {
      await act(kit, personOf(actor), (work) => circulate(work, id, body, kit.config.publicUrl))
      return reply.status(204).send(null)
    },
  )

  app.post(
    '/meetings/:id/minutes/remarks',
    { schema: { params, body: RemarkBody, response: { 201: Type.Object({ id: Id }), '4xx': RefusalBody } } },
    async ({ params: { id }, body, actor }, reply) => {
      const remarkId = await act(kit, personOf(actor), (work) => remark(work, id, body.text))
      return reply.status(201).send({ id: remarkId })
    },
  )

  app.post(
    '/meetings/:id/minutes/remarks/:remarkId/answer',
    { schema: { params: Type.Object({ id: Id, remarkId: Id }), body: AnswerBody, response: done } },
    async ({ params: { id, remarkId }, body, actor }, reply) => {
      await act(kit, personOf(actor), (work) => answerRemark(work, id, remarkId, body))
      return reply.status(204).send(null)
    },
  )

  app.post(
    '/meetings/:id/minutes/sign',
    {
      schema: { params, body: SignBody, response: done },
      preHandler: throttle(app, { max: 10, within: 15, per: (request) => request.actor?.personId ?? '' }),
    },
    async (request, reply) => {
      const person = actorOf(request)
      const { password, sha256 } = request.body
      // Before the act: hashing takes tens of milliseconds. Who has no password types the code of what they sign.
      const isTheirs = await isOwnPassword(kit.db, person.personId, password)
      if (!(isTheirs ?? password.trim().toLowerCase() === codeOf(sha256)))
        refuse('wrong_password', 'password')
      await act(kit, person, (work) => signMinutes(work, request.params.id, request.body))
      return reply.status(204).send(null)
    },
  )

  app.post(
    '/meetings/:id/minutes/substitute',
    { schema: { params, body: SubstituteBody, response: done } },
    async ({ params: { id }, body, actor }, reply) => {
      await act(kit, personOf(actor), (work) => substituteSigner(work, id, body.role))
      return reply.status(204).send(null)
    },
  )

  app.post(
    '/meetings/:id/minutes/return',
    { schema: { params, body: ReasonBody, response: done } },
    async ({ params: { id }, body, actor }, reply) => {
      await act(kit, personOf(actor), (work) => returnMinutes(work, id, body.reason))
      return reply.status(204).send(null)
    },
  )

  app.post(
    '/meetings/:id/minutes/publish',
    { schema: { params, response: done } },
    async ({ params: { id }, actor }, reply) => {
      await act(kit, personOf(actor), (work) => publishMinutes(work, id))
      return reply.status(204).send(null)
    },
  )

  app.post(
    '/meetings/:id/minutes/amend',
    { schema: { params, body: ReasonBody, response: done } },
    async ({ params: { id }, body, actor }, reply) => {
      await act(kit, personOf(actor), (work) => amendMinutes(work, id, body.reason))
      return reply.status(204).send(null)
    },
  )

  app.post(
    '/meetings/:id/dissents',
    { schema: { params, body: DissentBody, response: { 201: Type.Object({ id: Id }), '4xx': RefusalBody } } },
    async ({ params: { id }, body, actor }, reply) => {
      const dissentId = await act(kit, personOf(actor), (work) => handInDissent(work, id, body))
      return reply.status(201).send({ id: dissentId })
    },
  )

  app.get(
    '/meetings/:id/minutes.json',
    {
      schema: {
        params,
        querystring: which,
        response: bytesOf('application/json'),
      },
      config: slowly,
    },
    async (request, reply) => {
      const meeting = (await findMeeting(kit.db, request.params.id)) ?? refuse('not_found')
      const file = await fileOfMinutes(kit.db, meeting, askedBy(request))
      return sent(reply, Buffer.from(file), {
        'content-type': 'application/json; charset=utf-8',
        'content-disposition': 'attachment; filename="minutes.json"',
      })
    },
  )

  const PaperKind = OneOf('minutes', 'extract', 'attendance', 'dissent')
  app.get(
    '/meetings/:id/papers/:kind.:format',
    {
      schema: {
        params: Type.Object({ id: Id, kind: PaperKind, format: OneOf(...paperFormats) }),
        querystring: Type.Object({
          ...which.properties,
          /** Of an extract: one, or several as a form sends them. */
          items: Type.Optional(Type.Union([Id, Type.Array(Id, { maxItems: 200 })])),
          of: Type.Optional(Id),
          contacts: Type.Optional(OneOf('yes')),
        }),
        response: bytesOf('application/octet-stream'),
      },
      config: slowly,
    },
    async (request, reply) => {
      const { id, kind, format } = request.params
      const meeting = (await findMeeting(kit.db, id)) ?? refuse('not_found')
      const paper = await paperOf(meeting, kind, askedBy(request), request.query)
      const { bytes, headers } = await paperFile(paper, format, kit.config.chromium)
      return sent(reply, bytes, headers)
    },
  )

  async function paperOf(
    meeting: Meeting,
    kind: 'minutes' | 'extract' | 'attendance' | 'dissent',
    asked: Asked,
    {
      items,
      of,
      contacts,
    }: { items?: Id | Id[] | undefined; of?: Id | undefined; contacts?: 'yes' | undefined },
  ): Promise<Paper> {
    switch (kind) {
      case 'minutes':
        return paperOfMinutes(kit.db, meeting, asked, await kit.publishedHead())
      case 'extract':
        return paperOfExtract(kit.db, meeting, asked, [items ?? []].flat())
      case 'attendance':
        return paperOfAttendance(kit.db, meeting, asked, { contacts: contacts === 'yes' })
      case 'dissent':
        return paperOfDissent(kit.db, meeting, asked, of ?? refuse('invalid_request', 'of'))
    }
  }
}
