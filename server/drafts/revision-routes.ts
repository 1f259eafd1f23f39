import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import {
  Attribution,
  Comparison,
  Restored,
  RestoreBody,
  VersionList,
  VersionTitle,
} from '../../shared/revisions.ts'
import { Id } from '../../shared/values.ts'
import { act } from '../lib/act.ts'
import { actorOf } from '../lib/actor.ts'
import { refuse } from '../lib/refuse.ts'
import { throttle } from '../lib/throttle.ts'
import { viewAttribution } from './attribution.ts'
import { Erasures } from './erased.ts'
import { guardsOf } from './guards.ts'
import { findDraft } from './queries.ts'
import { restoreVersion } from './restore.ts'
import { keepRested } from './rested.ts'
import { nameVersion, renameVersion } from './revisions.ts'
import { compareVersions } from './version-compare.ts'
import { viewVersions } from './version-views.ts'

const params = Type.Object({ id: Id })
/** Another revision of the same draft, or the text as it is now. */
const against = Type.Object({ with: Type.Union([Id, Type.Literal('now')]) })

/** The versions of a draft: which there are, naming and restoring one, and the bytes of which the checksum is taken. */
export const draftVersions: FastifyPluginAsyncTypebox = async (app) => {
  const { kit } = app
  const { readable, writable, readableRevision } = guardsOf(kit)
  const erasures = new Erasures(kit)
  // These keep a processor busy for a while, and one of them is open to everybody: nobody has them all for themselves.
  const slowly = () => throttle(app, { max: 60, within: 1, per: ({ actor, ip }) => actor?.personId ?? ip })
  const mostNamed = () => kit.drafts.hub.limits.namedVersions
  kit.onDue(keepRested(kit))
  kit.onDue((now) => erasures.look(now))

  app.get('/drafts/:id/versions', { schema: { params, response: { 200: VersionList } } }, async (request) => {
    // Whoever comes because everything is gone finds it here at once.
    const draft = await findDraft(kit.db, request.params.id)
    if (draft && (await kit.drafts.mayReadHistory(request.actor, draft))) await erasures.lookAt(draft.id)
    return viewVersions(kit, request.actor, request.params.id)
  })

  // For who knows only a revision that was published to everybody.
  app.get(
    '/revisions/:id/versions',
    { schema: { params, response: { 200: VersionList } } },
    async (request) => {
      const { draftId } = await readableRevision(request, request.params.id)
      return viewVersions(kit, request.actor, draftId)
    },
  )

  app.post(
    '/drafts/:id/versions',
    { schema: { params, body: VersionTitle, response: { 200: VersionList } } },
    async (request) => {
      const { draft } = await writable(request, request.params.id)
      if (!(await kit.drafts.mayReadHistory(request.actor, draft))) refuse('not_allowed')
      // The last words that were typed belong to it.
      await kit.drafts.settle(draft.id)
      const actor = actorOf(request)
      await act(kit, actor, (work) => nameVersion(work, draft.id, request.body.title.trim(), mostNamed()))
      return viewVersions(kit, actor, draft.id)
    },
  )

  app.patch(
    '/revisions/:id',
    { schema: { params, body: VersionTitle, response: { 200: VersionList } } },
    async (request) => {
      const { draftId } = await readableRevision(request, request.params.id)
      await writable(request, draftId)
      const actor = actorOf(request)
      await act(kit, actor, (work) =>
        renameVersion(work, request.params.id, request.body.title.trim(), mostNamed()),
      )
      return viewVersions(kit, actor, draftId)
    },
  )

  app.post(
    '/drafts/:id/restore',
    { schema: { params, body: RestoreBody, response: { 200: Restored } }, preHandler: slowly() },
    async (request) => {
      const { draft } = await writable(request, request.params.id)
      const revision = await readableRevision(request, request.body.revisionId)
      if (revision.draftId !== draft.id) refuse('not_found')
      return restoreVersion(kit, actorOf(request), draft.id, revision)
    },
  )

  app.get(
    '/revisions/:id/compare',
    { schema: { params, querystring: against, response: { 200: Comparison } }, preHandler: slowly() },
    async (request) => {
      const from = await readableRevision(request, request.params.id)
      if (request.query.with === 'now') {
        await readable(request, from.draftId)
        return compareVersions(kit, from, null)
      }
      const to = await readableRevision(request, request.query.with)
      if (to.draftId !== from.draftId) refuse('not_found')
      return compareVersions(kit, from, to)
    },
  )

  app.get(
    '/drafts/:id/attribution',
    { schema: { params, response: { 200: Attribution } }, preHandler: slowly() },
    async (request) => {
      const draft = (await findDraft(kit.db, request.params.id)) ?? refuse('not_found')
      if (!(await kit.drafts.mayReadHistory(request.actor, draft))) refuse('not_found')
      return viewAttribution(kit, draft.id)
    },
  )

  app.get('/revisions/:id/content.json', { schema: { params } }, async (request, reply) => {
    const { content, draftId, number, sha256 } = await readableRevision(request, request.params.id)
    const draft = (await findDraft(kit.db, draftId)) ?? refuse('not_found')
    return reply
      .type('application/json; charset=utf-8')
      .header('content-disposition', `attachment; filename="text-${draft.id.slice(-6)}-${number}.json"`)
      .header('repr-digest', `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`)
      .send(Buffer.from(content))
  })
}
