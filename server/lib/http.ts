import type { FastifyInstance, FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { RefusalCode } from '../../shared/refusals.ts'
import { isOutOfReach, uniqueViolation } from './db/db.ts'
import type { Kit } from './kit.ts'
import { isOwnOrigin } from './origin.ts'
import { Refusal } from './refuse.ts'

declare module 'fastify' {
  interface FastifyInstance {
    kit: Kit
  }
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Constraints that a race may fire although the rule looked before: which refusal each stands for. */
const races: Record<string, RefusalCode> = {
  person_email: 'email_taken',
  organization_slug: 'slug_taken',
  council_slug: 'slug_taken',
  secret_ballot_vote_id_key_seq: 'ballot_outdated',
  review_authority_id_registration_number: 'registration_number_taken',
}

/** Only our own pages may change anything with somebody's cookie. */
export function guardOrigin(app: FastifyInstance): void {
  app.addHook('onRequest', async (request) => {
    if (!SAFE_METHODS.has(request.method) && !isOwnOrigin(app.kit.config, request.headers))
      throw new Refusal('origin_not_allowed')
  })
}

/** No text that is none: what UTF-8 cannot hold, or U+0000, which PostgreSQL keeps in no text. */
export function guardTexts(app: FastifyInstance): void {
  // After the schema, so that what is looked through is no deeper than the schema is.
  app.addHook('preHandler', async ({ body, params, query }) => {
    // Bytes are no texts; spread out, they would be an object of as many fields.
    const texts = Buffer.isBuffer(body) ? null : (body as object | null)
    const field = illFormed({ ...(params as object), ...(query as object), ...texts })
    if (field !== null) throw new Refusal('invalid_request', field)
  })
}

/** Where in a value a text stands that is none; null when nowhere. */
function illFormed(value: unknown): string | null {
  if (typeof value === 'string') return value.includes('\0') || !value.isWellFormed() ? '' : null
  if (typeof value !== 'object' || value === null) return null
  for (const [name, each] of Object.entries(value)) {
    const inner = illFormed(each)
    if (inner !== null) return [name, inner].filter(Boolean).join('.')
  }
  return null
}

/** One place where errors become answers: `{ code }`, and never more than a stranger may read. */
export function answerErrors(app: FastifyInstance): void {
  app.setNotFoundHandler((request, reply) => answer(request, reply, new Refusal('not_found')))
  app.setErrorHandler((error: FastifyError, request, reply) => answer(request, reply, error))
}

/** Makes the one answer of an error, also of those that come before any route, as an address that cannot be decoded. */
export function answer(request: FastifyRequest, reply: FastifyReply, error: Error): FastifyReply {
  const refusal = refusalOf(error)
  if (refusal) {
    const body =
      refusal.field === undefined ? { code: refusal.code } : { code: refusal.code, field: refusal.field }
    return reply.status(refusal.status).send(body)
  }
  if (isOutOfReach(error)) {
    request.log.error({ err: error }, 'the database has no connection to give')
    const busy = new Refusal('unavailable')
    return reply.status(busy.status).send({ code: busy.code })
  }
  request.log.error({ err: error }, 'a bug answered with 500')
  return reply.status(500).send({ code: 'internal', requestId: request.id })
}

function refusalOf(error: Error): Refusal | null {
  if (error instanceof Refusal) return error
  const { statusCode, validation } = error as FastifyError
  if (validation) return new Refusal('invalid_request', fieldOf(validation[0]))
  const violated = uniqueViolation(error)
  if (violated) return new Refusal(races[violated] ?? 'conflict')
  if (statusCode === 413) return new Refusal('too_large')
  if (statusCode === 429) return new Refusal('too_many_requests')
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) return new Refusal('invalid_request')
  return null
}

function fieldOf(
  problem: { instancePath: string; params: Record<string, unknown> } | undefined,
): string | undefined {
  if (!problem) return undefined
  const missing = problem.params['missingProperty']
  const path = problem.instancePath.split('/').slice(1)
  return [...path, ...(typeof missing === 'string' ? [missing] : [])].join('.') || undefined
}
