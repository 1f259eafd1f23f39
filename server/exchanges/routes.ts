import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import {
  ExchangeChoices,
  ExchangeInput,
  ExchangeList,
  ExchangeLive,
  ExchangeView,
  NewExchange,
} from '../../shared/exchanges.ts'
import { Id, Instant, RefusalBody } from '../../shared/values.ts'
import { act } from '../lib/act.ts'
import { actorOf } from '../lib/actor.ts'
import { refuse } from '../lib/refuse.ts'
import { changeExchange, keepNotes, planExchange } from './actions.ts'
import { toCalendar } from './ics.ts'
import {
  findExchangeOfNotes,
  listChoices,
  listExchanges,
  listThoseInRoom,
  liveExchange,
  viewExchange,
} from './queries.ts'

const params = Type.Object({ id: Id })
const Planned = Type.Object({ id: Id })

/** Exchanges of experience of councils with authorities: the calendar of them, and each one. They live in `gatherings`. */
export const exchanges: FastifyPluginAsyncTypebox = async (app) => {
  const { kit } = app
  const now = () => kit.clock().toISOString()

  // The notes as they were when it ended: a revision that nobody rewrites.
  kit.listeners.on('gathering:closed', async (work, { kind, gatheringId, notesDraftId }) => {
    if (kind === 'exchange' && notesDraftId) await keepNotes(work, gatheringId, notesDraftId)
  })

  // Whoever comes into the room reads the notes and what is said beside them; whoever is seen there is spoken to by name.
  kit.drafts.circle('gathering', {
    describe: async (db, draftId) => {
      const exchange = await findExchangeOfNotes(db, draftId)
      return exchange
        ? {
            title: exchange.title,
            path: `/exchanges/${exchange.id}/live`,
            people: await listThoseInRoom(db, exchange),
            isOpenToAll: true,
          }
        : null
    },
    isInside: async (_db, actor, draftId) =>
      (await kit.drafts.roleOf(actor, { id: draftId, subjectKind: 'gathering' })) !== null,
  })

  const before = Type.Object({ before: Type.Optional(Instant) })
  app.get(
    '/exchanges',
    { schema: { querystring: before, response: { 200: ExchangeList, '4xx': RefusalBody } } },
    (request) => listExchanges(kit.db, request.actor, now(), request.query.before),
  )

  app.get(
    '/exchanges/choices',
    { schema: { response: { 200: ExchangeChoices, '4xx': RefusalBody } } },
    (request) => listChoices(kit.db, actorOf(request), now()),
  )

  app.post(
    '/exchanges',
    { schema: { body: NewExchange, response: { 201: Planned, '4xx': RefusalBody } } },
    async (request, reply) => {
      const id = await act(kit, actorOf(request), (work) => planExchange(work, request.body))
      return reply.status(201).send({ id })
    },
  )

  app.get(
    '/exchanges/:id',
    { schema: { params, response: { 200: ExchangeView, '4xx': RefusalBody } } },
    async (request) => (await viewExchange(kit.db, request.params.id, request.actor)) ?? refuse('not_found'),
  )

  app.put(
    '/exchanges/:id',
    { schema: { params, body: ExchangeInput, response: { 200: Planned, '4xx': RefusalBody } } },
    async (request) => {
      await act(kit, actorOf(request), (work) => changeExchange(work, request.params.id, request.body))
      return { id: request.params.id }
    },
  )

  app.get(
    '/exchanges/:id/live',
    { schema: { params, response: { 200: ExchangeLive, '4xx': RefusalBody } } },
    async (request) =>
      (await liveExchange(kit.db, request.params.id, actorOf(request), kit.clock())) ?? refuse('not_found'),
  )

  app.get(
    '/exchanges/:id/calendar.ics',
    { schema: { params, response: { 200: Type.String(), '4xx': RefusalBody } } },
    async (request, reply) => {
      const { id } = request.params
      const exchange = (await viewExchange(kit.db, id, request.actor)) ?? refuse('not_found')
      const url = new URL(`/exchanges/${id}`, kit.config.publicUrl).href
      return reply
        .type('text/calendar; charset=utf-8')
        .header('content-disposition', `attachment; filename="exchange-${id}.ics"`)
        .send(toCalendar(exchange, { url, now: now() }))
    },
  )
}
