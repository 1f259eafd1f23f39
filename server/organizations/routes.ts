import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import {
  Municipality,
  NewOrganization,
  NewPost,
  OrganizationCard,
  OrganizationKind,
  OrganizationSummary,
  OrganizationView,
} from '../../shared/organizations.ts'
import { Day, Id } from '../../shared/values.ts'
import { act } from '../lib/act.ts'
import { actorOf } from '../lib/actor.ts'
import { atMidnight } from '../lib/midnights.ts'
import { refuse } from '../lib/refuse.ts'
import { addPost, changeOrganization, createOrganization, endPost } from './actions.ts'
import { listPostsTurned, listTimeZones } from './queries.ts'
import { viewMunicipalities, viewOrganization, viewOrganizations } from './views.ts'

const done = { 204: Type.Null() }
const params = Type.Object({ slug: Type.String({ maxLength: 100 }) })

export const organizations: FastifyPluginAsyncTypebox = async (app) => {
  const { kit } = app
  const now = () => kit.clock().toISOString()

  atMidnight(
    kit,
    () => listTimeZones(kit.db),
    async (turn) => {
      for (const { personId } of await listPostsTurned(kit.db, turn)) kit.cut(`person:${personId}`)
    },
  )

  app.get(
    '/municipalities',
    {
      schema: {
        querystring: Type.Object({ on: Type.Optional(Day) }),
        response: { 200: Type.Object({ municipalities: Type.Array(Municipality) }) },
      },
    },
    async ({ query }) => ({ municipalities: await viewMunicipalities(kit.db, now(), query.on) }),
  )

  app.get(
    '/organizations',
    {
      schema: {
        querystring: Type.Object({
          kind: Type.Optional(OrganizationKind),
          q: Type.Optional(Type.String({ maxLength: 200 })),
        }),
        response: {
          200: Type.Object({
            organizations: Type.Array(OrganizationSummary),
            can: Type.Object({ create: Type.Boolean() }),
          }),
        },
      },
    },
    async ({ actor, query }) => ({
      organizations: await viewOrganizations(kit.db, now(), query),
      can: { create: actor?.isAdministrator ?? false },
    }),
  )

  const created = { 201: Type.Object({ id: Id, slug: Type.String() }) }
  app.post(
    '/organizations',
    { schema: { body: NewOrganization, response: created } },
    async (request, reply) => {
      const body = await act(kit, actorOf(request), (work) => createOrganization(work, request.body))
      return reply.status(201).send(body)
    },
  )

  app.get(
    '/organizations/:slug',
    { schema: { params, response: { 200: OrganizationView } } },
    async ({ actor, params }) =>
      (await viewOrganization(kit.db, actor, params.slug, now())) ?? refuse('not_found'),
  )

  app.patch(
    '/organizations/:slug',
    { schema: { params, body: OrganizationCard, response: done } },
    async (request, reply) => {
      await act(kit, actorOf(request), (work) => changeOrganization(work, request.params.slug, request.body))
      return reply.status(204).send(null)
    },
  )

  app.post(
    '/organizations/:slug/posts',
    { schema: { params, body: NewPost, response: { 201: Type.Object({ postId: Id }) } } },
    async (request, reply) => {
      const home = kit.config.publicUrl
      const body = await act(kit, actorOf(request), (work) =>
        addPost(work, request.params.slug, request.body, home),
      )
      return reply.status(201).send(body)
    },
  )

  const post = Type.Object({ ...params.properties, id: Id })
  app.patch(
    '/organizations/:slug/posts/:id',
    { schema: { params: post, body: Type.Object({ endsOn: Day }), response: done } },
    async (request, reply) => {
      const { slug, id } = request.params
      await act(kit, actorOf(request), (work) => endPost(work, slug, id, request.body.endsOn))
      return reply.status(204).send(null)
    },
  )
}
