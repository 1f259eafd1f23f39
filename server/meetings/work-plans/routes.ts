import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply } from 'fastify'
import {
  NewWorkItem,
  WorkItemInput,
  WorkItemLinks,
  WorkItemMark,
  WorkItemPlace,
  WorkPlanAdoption,
  WorkPlanView,
} from '../../../shared/meetings/work-plan.ts'
import { workPlanPaper } from '../../../shared/meetings/work-plan-paper.ts'
import { Id, OneOf, RefusalBody } from '../../../shared/values.ts'
import type { Actor } from '../../lib/actor.ts'
import { doingIn, done } from '../../lib/done.ts'
import { refuse } from '../../lib/refuse.ts'
import { paperFile, paperFormats } from '../../papers/files.ts'
import {
  addPlanItem,
  adoptPlan,
  beginPlan,
  changePlanItem,
  linkPlanItem,
  markPlanItem,
  movePlanItem,
  removePlanItem,
  type OfYear,
} from './actions.ts'
import { viewWorkPlan } from './view.ts'

const address = Type.Object({
  slug: Type.String({ maxLength: 100 }),
  year: Type.String({ pattern: '^20[0-9]{2}$' }),
})
const part = Type.Object({ ...address.properties, id: Id })
const binary = Type.String({ format: 'binary' })
const refused = { '4xx': RefusalBody }

const of = ({ slug, year }: { slug: string; year: string }): OfYear => ({ slug, year: Number(year) })

/** Bytes stand outside the schemas of answers. */
const sent = (reply: FastifyReply, bytes: Buffer, headers: Record<string, string>) =>
  reply.headers(headers).send(bytes)

/** Work plans of councils for a year (T15). */
export const workPlans: FastifyPluginAsyncTypebox = async (app) => {
  const { kit } = app
  const doing = doingIn(kit)
  const planFor = async (params: { slug: string; year: string }, actor: Actor | null) =>
    (await viewWorkPlan(kit.db, of(params), { actor, now: kit.clock().toISOString() })) ?? refuse('not_found')

  app.get(
    '/councils/:slug/plans/:year',
    { schema: { params: address, response: { 200: WorkPlanView, ...refused } } },
    async ({ params, actor }) => {
      const plan = await planFor(params, actor)
      const formats = paperFormats.filter((each) => each !== 'pdf' || kit.config.chromium !== null)
      return { ...plan, formats: plan.items.length > 0 ? formats : [] }
    },
  )

  app.get(
    '/councils/:slug/plans/:year/paper.:format',
    {
      schema: {
        params: Type.Object({ ...address.properties, format: OneOf(...paperFormats) }),
        response: { 200: { content: { 'application/octet-stream': { schema: binary } } } },
      },
      config: { rateLimit: { max: 60, timeWindow: '1 minute' } },
    },
    async ({ params, actor }, reply) => {
      const plan = await planFor(params, actor)
      if (!plan.exists) refuse('not_found')
      const { bytes, headers } = await paperFile(workPlanPaper(plan), params.format, kit.config.chromium)
      return sent(reply, bytes, { ...headers, 'cache-control': 'private, no-cache' })
    },
  )

  app.post(
    '/councils/:slug/plans/:year',
    { schema: { params: address, response: done } },
    ({ params, actor }, reply) => doing(actor, reply, (work) => beginPlan(work, of(params))),
  )

  app.post(
    '/councils/:slug/plans/:year/items',
    { schema: { params: address, body: NewWorkItem, response: done } },
    ({ params, body, actor }, reply) => doing(actor, reply, (work) => addPlanItem(work, of(params), body)),
  )

  app.put(
    '/councils/:slug/plans/:year/items/:id',
    { schema: { params: part, body: WorkItemInput, response: done } },
    ({ params, body, actor }, reply) =>
      doing(actor, reply, (work) => changePlanItem(work, of(params), params.id, body)),
  )

  app.post(
    '/councils/:slug/plans/:year/items/:id/move',
    { schema: { params: part, body: WorkItemPlace, response: done } },
    ({ params, body, actor }, reply) =>
      doing(actor, reply, (work) => movePlanItem(work, of(params), params.id, body.position)),
  )

  app.delete(
    '/councils/:slug/plans/:year/items/:id',
    { schema: { params: part, response: done } },
    ({ params, actor }, reply) => doing(actor, reply, (work) => removePlanItem(work, of(params), params.id)),
  )

  app.put(
    '/councils/:slug/plans/:year/items/:id/mark',
    { schema: { params: part, body: WorkItemMark, response: done } },
    ({ params, body, actor }, reply) =>
      doing(actor, reply, (work) => markPlanItem(work, of(params), params.id, body)),
  )

  app.put(
    '/councils/:slug/plans/:year/items/:id/links',
    { schema: { params: part, body: WorkItemLinks, response: done } },
    ({ params, body, actor }, reply) =>
      doing(actor, reply, (work) => linkPlanItem(work, of(params), params.id, body)),
  )

  app.post(
    '/councils/:slug/plans/:year/adopt',
    { schema: { params: address, body: WorkPlanAdoption, response: done } },
    ({ params, body, actor }, reply) => doing(actor, reply, (work) => adoptPlan(work, of(params), body)),
  )
}
