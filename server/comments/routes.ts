import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import {
  COMMENTS_AT_ONCE,
  CommentWords,
  marksIn,
  maySee,
  Named,
  NewComment,
  NewThread,
  Thread,
  ThreadList,
  whyNotSpeak,
} from '../../shared/comments.ts'
import { reaches } from '../../shared/drafts.ts'
import { Id, RefusalBody } from '../../shared/values.ts'
import { draftJson, findDraft } from '../drafts/queries.ts'
import { act } from '../lib/act.ts'
import { actorOf, type Actor } from '../lib/actor.ts'
import { throttle } from '../lib/throttle.ts'
import { addComment, deleteComment, editComment, reopenThread, resolveThread } from './actions.ts'
import { addressable } from './addressable.ts'
import { commentsInFiles } from './files.ts'
import { beginThread, clearMark, mendThreads } from './placing.ts'
import { findThread, listThreads, viewThread } from './queries.ts'
import { settingAt, settingOfComment, settingOfThread, speakerAt } from './setting.ts'

const params = Type.Object({ id: Id })
const response = { 200: Thread, '4xx': RefusalBody }

/** What is said about the words of a draft, beside them. */
export const comments: FastifyPluginAsyncTypebox = async (app) => {
  const { kit } = app
  kit.onDue((now) => mendThreads(kit, now))
  kit.drafts.beside.comments = commentsInFiles(kit)

  const watcherAt = async (actor: Actor, draftId: Id) => {
    const draft = await findDraft(kit.db, draftId)
    const role = draft ? await kit.drafts.roleOf(actor, draft) : null
    return { role, isInside: role !== null && (await kit.drafts.isInside(actor, draft!)) }
  }
  // Two rooms: what stays among those who work on the text, and what everybody in a public discussion hears.
  kit.live.room('circle', { mayWatch: async (actor, id) => (await watcherAt(actor, id)).isInside })
  kit.live.room('comments', {
    mayWatch: async (actor, id) => reaches((await watcherAt(actor, id)).role, 'comment'),
  })

  app.get(
    '/drafts/:id/threads',
    { schema: { params, response: { 200: ThreadList, '4xx': RefusalBody } } },
    async (request) => {
      const { draft, self } = await speakerAt(kit, actorOf(request), request.params.id)
      const subject = await kit.drafts.describe(draft)
      const threads = (await listThreads(kit.db, draft.id)).filter((each) => maySee(self, each))
      const shown = new Set(threads.map(({ id }) => id))
      const marks = marksIn(await draftJson(kit.db, draft.id))
      return {
        threads,
        placed: [...marks].filter((id) => shown.has(id)),
        self,
        can: { begin: whyNotSpeak(self) === null },
        isOpenToAll: subject?.isOpenToAll ?? false,
        now: kit.clock().toISOString(),
      }
    },
  )

  app.get(
    '/drafts/:id/threads/people',
    {
      schema: {
        params,
        querystring: Type.Object({ thread: Type.Optional(Id) }),
        response: { 200: Type.Object({ people: Type.Array(Named) }), '4xx': RefusalBody },
      },
    },
    async (request) => {
      const actor = actorOf(request)
      const setting = await settingAt(kit, actor, request.params.id)
      const thread = request.query.thread && (await findThread(kit.db, request.query.thread))
      const isInner = thread ? thread.isInner === 1 : !setting.isOpenToAll
      return { people: addressable(setting, isInner) }
    },
  )

  app.post(
    '/drafts/:id/threads',
    {
      schema: { params, body: NewThread, response: { 201: Thread, '4xx': RefusalBody } },
      // To look through a whole text for words costs much more than to write them down, also when they stand nowhere.
      preHandler: throttle(app, { max: 60, within: 1, per: ({ actor, ip }) => actor?.personId ?? ip }),
    },
    async (request, reply) => {
      const actor = actorOf(request)
      const setting = await settingAt(kit, actor, request.params.id)
      return reply.status(201).send(await beginThread(kit, actor, setting, request.body))
    },
  )

  app.post(
    '/threads/:id/comments',
    { schema: { params, body: NewComment, response: { 201: Thread, '4xx': RefusalBody } } },
    async (request, reply) => {
      const actor = actorOf(request)
      const { id } = request.params
      const setting = await settingOfThread(kit, actor, id)
      await act(kit, actor, (work) => addComment(work, setting, id, request.body))
      return reply.status(201).send(await viewThread(kit.db, id))
    },
  )

  const onThread = (verb: string, action: typeof resolveThread) =>
    app.post(`/threads/:id/${verb}`, { schema: { params, response } }, async (request) => {
      const actor = actorOf(request)
      const { id } = request.params
      const setting = await settingOfThread(kit, actor, id)
      await act(kit, actor, (work) => action(work, setting, id))
      return viewThread(kit.db, id)
    })
  onThread('resolve', resolveThread)
  onThread('reopen', reopenThread)

  app.patch(
    '/comments/:id',
    {
      schema: { params, body: CommentWords, response },
      // Each change may bring letters to others.
      preHandler: throttle(app, {
        max: COMMENTS_AT_ONCE.count,
        within: COMMENTS_AT_ONCE.minutes,
        per: ({ actor, ip }) => actor?.personId ?? ip,
      }),
    },
    async (request) => {
      const actor = actorOf(request)
      const { threadId, ...setting } = await settingOfComment(kit, actor, request.params.id)
      await act(kit, actor, (work) => editComment(work, setting, request.params.id, request.body))
      return viewThread(kit.db, threadId)
    },
  )

  app.delete('/comments/:id', { schema: { params, response } }, async (request) => {
    const actor = actorOf(request)
    const { threadId, ...setting } = await settingOfComment(kit, actor, request.params.id)
    const isLast = await act(kit, actor, (work) => deleteComment(work, setting, request.params.id))
    // Should that fail, it is looked after later: the words are gone already.
    if (isLast) await clearMark(kit, actor, setting.draft.id, threadId).catch(kit.log.warn.bind(kit.log))
    return viewThread(kit.db, threadId)
  })
}
