import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { fullName } from '../../shared/people.ts'
import { Id } from '../../shared/values.ts'
import { act } from '../lib/act.ts'
import { clockActor } from '../lib/actor.ts'
import { refuse } from '../lib/refuse.ts'
import { startSession } from '../people/actions.ts'
import { setSessionCookie } from '../people/sessions.ts'
import { rolesOf } from './roles.ts'

const DemoPerson = Type.Object({ person: Id, name: Type.String(), role: Type.String() })

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1'])
const OWN_NAMES = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * From this very computer, and under its own name: a page elsewhere may not lend its name to our address. The name is that of the
 * browser, not of a proxy: a page may write whatever it likes into `X-Forwarded-Host`.
 */
function assertLoopback(request: FastifyRequest): void {
  const name = request.headers.host?.replace(/:\d+$/, '') ?? ''
  if (!LOOPBACK.has(request.ip) || !OWN_NAMES.has(name)) refuse('not_found')
}

/** Signing in as anybody of the demonstration region with one click. Registered in the demonstration only. */
export const demo: FastifyPluginAsyncTypebox = async (app) => {
  const { kit } = app

  app.get('/demo/people', { schema: { response: { 200: Type.Array(DemoPerson) } } }, async (request) => {
    assertLoopback(request)
    const people = await kit.db
      .selectFrom('person')
      .select(['id', 'familyName', 'givenName', 'patronymic'])
      .orderBy('id')
      .execute()
    const roles = await rolesOf(kit.db)
    return people.map((each) => ({ person: each.id, name: fullName(each), role: roles.get(each.id) ?? '' }))
  })

  const body = Type.Object({ person: Id })
  app.post('/demo/sign-in', { schema: { body, response: { 204: Type.Null() } } }, async (request, reply) => {
    assertLoopback(request)
    const person = await kit.db
      .selectFrom('person')
      .select(['id', 'familyName', 'givenName', 'patronymic'])
      .where('id', '=', request.body.person)
      .executeTakeFirst()
    if (!person) refuse('not_found')
    const opened = await act(kit, clockActor, (work) =>
      startSession(work, person, request.headers['user-agent'] ?? ''),
    )
    setSessionCookie(reply, kit.config, opened)
    return reply.status(204).send(null)
  })
}
