import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { AuthorityView, ConcludeBody, InTray, RegisterBody, ReviewView } from '../../shared/reviews.ts'
import { Id } from '../../shared/values.ts'
import { act } from '../lib/act.ts'
import { actorOf, type Actor } from '../lib/actor.ts'
import { refuse } from '../lib/refuse.ts'
import { concludeReview, registerReview } from './actions.ts'
import { findReviewView } from './queries.ts'
import { isOfficialOf } from './rules.ts'
import { viewAuthority, viewInTray } from './views.ts'

const params = Type.Object({ id: Id })
const bySlug = Type.Object({ slug: Type.String({ maxLength: 100 }) })

export const reviews: FastifyPluginAsyncTypebox = async (app) => {
  const { kit } = app
  const now = () => kit.clock().toISOString()
  const review = async (id: Id, actor: Actor | null) =>
    (await findReviewView(kit.db, id, { actor, now: now() })) ?? refuse('not_found')

  kit.live.room('authority', { mayWatch: (actor, id) => Promise.resolve(isOfficialOf(actor, id)) })

  app.get(
    '/authorities/:slug',
    { schema: { params: bySlug, response: { 200: AuthorityView } } },
    async ({ actor, params }) =>
      (await viewAuthority(kit.db, actor, params.slug, now())) ?? refuse('not_found'),
  )

  app.get(
    '/authorities/:slug/in-tray',
    { schema: { params: bySlug, response: { 200: InTray } } },
    async (request) =>
      (await viewInTray(kit.db, actorOf(request), request.params.slug, now())) ?? refuse('not_found'),
  )

  app.get('/reviews/:id', { schema: { params, response: { 200: ReviewView } } }, ({ actor, params }) =>
    review(params.id, actor),
  )

  app.post(
    '/reviews/:id/register',
    { schema: { params, body: RegisterBody, response: { 200: ReviewView } } },
    async (request) => {
      const { id } = request.params
      await act(kit, actorOf(request), (work) => registerReview(work, id, request.body))
      return review(id, actorOf(request))
    },
  )

  app.post(
    '/reviews/:id/conclude',
    { schema: { params, body: ConcludeBody, response: { 200: ReviewView } } },
    async (request) => {
      const { id } = request.params
      await act(kit, actorOf(request), (work) => concludeReview(work, id, request.body))
      return review(id, actorOf(request))
    },
  )
}
