import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import {
  CompositionView,
  CouncilCard,
  CouncilSummary,
  CouncilView,
  ManagedMember,
  NewCouncil,
  NewMember,
  Roll,
  RollAnswer,
  RulesHistory,
  RulesVersion,
  SeatChange,
} from '../../shared/councils.ts'
import { NewConflict, NewLeave, StandingView } from '../../shared/mandates.ts'
import { Day, Id } from '../../shared/values.ts'
import { act } from '../lib/act.ts'
import { actorOf } from '../lib/actor.ts'
import { atMidnight } from '../lib/midnights.ts'
import { refuse } from '../lib/refuse.ts'
import { throttle } from '../lib/throttle.ts'
import {
  addMember,
  addRules,
  changeCouncil,
  changeMember,
  createCouncil,
  resendInvitation,
} from './actions.ts'
import { importRoll, previewRoll } from './import.ts'
import { listSeatsTurned, listTimeZones } from './queries.ts'
import { seedReference } from './seeds.ts'
import { declareConflict, enterLeave, viewStanding, withdrawConflict, withdrawLeave } from './standing.ts'
import { warnOfEndingTerms } from './warnings.ts'
import { viewComposition, viewCouncil, viewCouncils, viewRoll, viewRules } from './views.ts'

const done = { 204: Type.Null() }
const params = Type.Object({ slug: Type.String({ maxLength: 100 }) })
const seat = Type.Object({ ...params.properties, id: Id })

export const councils: FastifyPluginAsyncTypebox = async (app) => {
  const { kit } = app
  const home = kit.config.publicUrl
  const now = () => kit.clock().toISOString()

  await seedReference(kit.db)
  atMidnight(
    kit,
    () => listTimeZones(kit.db),
    async (turn) => {
      for (const { personId } of await listSeatsTurned(kit.db, turn)) kit.cut(`person:${personId}`)
      await warnOfEndingTerms(kit, turn)
    },
  )

  const list = Type.Object({
    councils: Type.Array(CouncilSummary),
    can: Type.Object({ create: Type.Boolean() }),
  })
  app.get('/councils', { schema: { response: { 200: list } } }, async ({ actor }) => ({
    councils: await viewCouncils(kit.db, now()),
    can: { create: actor?.isAdministrator ?? false },
  }))

  const created = { 201: Type.Object({ id: Id, slug: Type.String() }) }
  app.post('/councils', { schema: { body: NewCouncil, response: created } }, async (request, reply) => {
    const body = await act(kit, actorOf(request), (work) => createCouncil(work, request.body))
    return reply.status(201).send(body)
  })

  app.get(
    '/councils/:slug',
    { schema: { params, response: { 200: CouncilView } } },
    async ({ actor, params }) =>
      (await viewCouncil(kit.db, actor, params.slug, now())) ?? refuse('not_found'),
  )

  const on = Type.Object({ on: Type.Optional(Day) })
  app.get(
    '/councils/:slug/composition',
    { schema: { params, querystring: on, response: { 200: CompositionView } } },
    async ({ actor, params, query }) =>
      (await viewComposition(kit.db, actor, params.slug, query.on ?? null, now())) ?? refuse('not_found'),
  )

  app.patch(
    '/councils/:slug',
    { schema: { params, body: CouncilCard, response: done } },
    async (request, reply) => {
      await act(kit, actorOf(request), (work) => changeCouncil(work, request.params.slug, request.body))
      return reply.status(204).send(null)
    },
  )

  app.get(
    '/councils/:slug/rules',
    { schema: { params, response: { 200: RulesHistory } } },
    async ({ actor, params }) => (await viewRules(kit.db, actor, params.slug, now())) ?? refuse('not_found'),
  )

  app.post(
    '/councils/:slug/rules',
    { schema: { params, body: RulesVersion, response: done } },
    async (request, reply) => {
      await act(kit, actorOf(request), (work) => addRules(work, request.params.slug, request.body))
      return reply.status(204).send(null)
    },
  )

  app.get(
    '/councils/:slug/standing',
    { schema: { params, response: { 200: StandingView } } },
    ({ actor, params }) => viewStanding(kit.db, actor, params.slug, now()),
  )

  const entered = { 201: Type.Object({ id: Id }) }
  app.post(
    '/councils/:slug/conflicts',
    { schema: { params, body: NewConflict, response: entered } },
    async (request, reply) => {
      const body = await act(kit, actorOf(request), (work) =>
        declareConflict(work, request.params.slug, request.body),
      )
      return reply.status(201).send(body)
    },
  )
  app.post(
    '/councils/:slug/leaves',
    { schema: { params, body: NewLeave, response: entered } },
    async (request, reply) => {
      const body = await act(kit, actorOf(request), (work) =>
        enterLeave(work, request.params.slug, request.body),
      )
      return reply.status(201).send(body)
    },
  )
  app.post(
    '/councils/:slug/conflicts/:id/withdraw',
    { schema: { params: seat, response: done } },
    async (request, reply) => {
      const { slug, id } = request.params
      await act(kit, actorOf(request), (work) => withdrawConflict(work, slug, id))
      return reply.status(204).send(null)
    },
  )
  app.post(
    '/councils/:slug/leaves/:id/withdraw',
    { schema: { params: seat, response: done } },
    async (request, reply) => {
      const { slug, id } = request.params
      await act(kit, actorOf(request), (work) => withdrawLeave(work, slug, id))
      return reply.status(204).send(null)
    },
  )

  const roll = Type.Object({ members: Type.Array(ManagedMember) })
  app.get(
    '/councils/:slug/members',
    { schema: { params, response: { 200: roll } } },
    async ({ actor, params }) => ({ members: await viewRoll(kit.db, actor, params.slug, now()) }),
  )

  app.post(
    '/councils/:slug/members',
    { schema: { params, body: NewMember, response: { 201: Type.Object({ memberId: Id }) } } },
    async (request, reply) => {
      const body = await act(kit, actorOf(request), (work) =>
        addMember(work, request.params.slug, request.body, home),
      )
      return reply.status(201).send(body)
    },
  )

  app.post(
    '/councils/:slug/members/preview',
    { schema: { params, body: Roll, response: { 200: RollAnswer } } },
    (request) => previewRoll(kit.db, request.actor, request.params.slug, request.body),
  )

  app.post(
    '/councils/:slug/members/import',
    { schema: { params, body: Roll, response: { 200: RollAnswer } } },
    (request) =>
      act(kit, actorOf(request), (work) => importRoll(work, request.params.slug, request.body, home)),
  )

  app.patch(
    '/councils/:slug/members/:id',
    { schema: { params: seat, body: SeatChange, response: done } },
    async (request, reply) => {
      const { slug, id } = request.params
      await act(kit, actorOf(request), (work) => changeMember(work, slug, id, request.body))
      return reply.status(204).send(null)
    },
  )

  app.post(
    '/councils/:slug/members/:id/invitation',
    {
      schema: { params: seat, response: done },
      preHandler: throttle(app, { max: 5, within: 60, per: ({ params }) => (params as { id: Id }).id }),
    },
    async (request, reply) => {
      const { slug, id } = request.params
      await act(kit, actorOf(request), (work) => resendInvitation(work, slug, id, home))
      return reply.status(204).send(null)
    },
  )
}
