import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { LinkView, Me, PersonName, SessionView, SignIn, TakeLink } from '../../shared/people.ts'
import { Email, Id } from '../../shared/values.ts'
import { act } from '../lib/act.ts'
import { actorOf, clockActor } from '../lib/actor.ts'
import { throttle } from '../lib/throttle.ts'
import { endOtherSessions, endSession, forgetPassword, rename, signIn, signOut } from './actions.ts'
import { whoSignsIn } from './credentials.ts'
import { LastSeen } from './last-seen.ts'
import { takeLink, viewLink } from './links.ts'
import { findPerson, listSessions, normalEmail } from './queries.ts'
import { clearSessionCookie, setSessionCookie } from './sessions.ts'

const done = { 204: Type.Null() }
const userAgentOf = (request: FastifyRequest) => request.headers['user-agent'] ?? ''
const mailbox = (request: FastifyRequest) => normalEmail((request.body as { email: string }).email)
const mailboxFromHere = (request: FastifyRequest) => `${mailbox(request)} ${request.ip}`

export const people: FastifyPluginAsyncTypebox = async (app) => {
  const { kit } = app
  const lastSeen = new LastSeen()
  kit.onDue((now) => lastSeen.flush(kit, now))

  app.get('/me', { schema: { response: { 200: Me } } }, async ({ actor }) => {
    // Every page asks this, so whoever asks is here.
    lastSeen.note(actor?.sessionId ?? null, kit.clock())
    const person = actor?.personId && (await findPerson(kit.db, actor.personId))
    if (!actor || !person)
      return { person: null, sessionId: null, seats: [], posts: [], can: { administer: false } }
    return {
      person: { ...person, name: actor.name, isAdministrator: actor.isAdministrator },
      sessionId: actor.sessionId,
      seats: [...actor.seats],
      posts: [...actor.posts],
      can: { administer: actor.isAdministrator },
    }
  })

  app.patch('/me', { schema: { body: PersonName, response: done } }, async (request, reply) => {
    await act(kit, actorOf(request), (work) => rename(work, request.body))
    return reply.status(204).send(null)
  })

  app.post(
    '/sign-in',
    {
      schema: { body: SignIn, response: done },
      // A whole council may sign in from one office at the start of a meeting.
      preHandler: throttle(app, { max: 10, within: 15, per: mailboxFromHere }, { max: 100, within: 15 }),
    },
    async (request, reply) => {
      const account = await whoSignsIn(kit.db, request.body.email, request.body.password)
      const opened = await act(kit, request.actor ?? clockActor, (work) =>
        signIn(work, account, userAgentOf(request)),
      )
      setSessionCookie(reply, kit.config, opened)
      return reply.status(204).send(null)
    },
  )

  app.post('/sign-out', { schema: { response: done } }, async (request, reply) => {
    if (request.actor) await act(kit, request.actor, signOut)
    clearSessionCookie(reply, kit.config)
    return reply.status(204).send(null)
  })

  const sessions = Type.Object({ sessions: Type.Array(SessionView) })
  app.get('/sessions', { schema: { response: { 200: sessions } } }, async (request) => {
    const { personId, sessionId } = actorOf(request)
    const rows = await listSessions(kit.db, personId, kit.clock().toISOString())
    return { sessions: rows.map((each) => ({ ...each, isCurrent: each.id === sessionId })) }
  })

  app.delete('/sessions', { schema: { response: done } }, async (request, reply) => {
    await act(kit, actorOf(request), endOtherSessions)
    return reply.status(204).send(null)
  })

  const params = Type.Object({ id: Id })
  app.delete('/sessions/:id', { schema: { params, response: done } }, async (request, reply) => {
    await act(kit, actorOf(request), (work) => endSession(work, request.params.id))
    return reply.status(204).send(null)
  })

  app.post(
    '/forgot',
    {
      schema: { body: Type.Object({ email: Email }), response: done },
      preHandler: throttle(app, { max: 5, within: 60, per: mailbox }, { max: 30, within: 60 }),
    },
    async (request, reply) => {
      await act(kit, clockActor, (work) => forgetPassword(work, request.body.email, kit.config.publicUrl))
      return reply.status(204).send(null)
    },
  )

  const secret = Type.Object({ secret: Type.String({ maxLength: 100 }) })
  app.get('/links/:secret', { schema: { params: secret, response: { 200: LinkView } } }, (request) =>
    viewLink(kit.db, request.params.secret, kit.clock().toISOString()),
  )

  app.post(
    '/links/:secret',
    {
      schema: { params: secret, body: TakeLink, response: done },
      preHandler: throttle(app, { max: 60, within: 15 }),
    },
    async (request, reply) => {
      const opened = await takeLink(kit, request.params.secret, request.body, userAgentOf(request))
      setSessionCookie(reply, kit.config, opened)
      return reply.status(204).send(null)
    },
  )
}
