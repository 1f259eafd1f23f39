import type { FastifyInstance, FastifyRequest, preHandlerAsyncHookHandler } from 'fastify'
import { refuse } from './refuse.ts'

export interface Limit {
  max: number
  /** In minutes. */
  within: number
  /** What is counted; the caller's address unless told. */
  per?: (request: FastifyRequest) => string
}

/**
 * A `preHandler` that refuses `too_many_requests` once one of the limits is passed. It comes after the schema, so that `per` may
 * read the body; counts live in memory, a restart forgives.
 */
export function throttle(app: FastifyInstance, ...limits: Limit[]): preHandlerAsyncHookHandler {
  const counters = limits.map(({ max, within, per }) =>
    app.createRateLimit({ max, timeWindow: within * 60_000, ...(per && { keyGenerator: per }) }),
  )
  return async (request) => {
    for (const count of counters) {
      const counted = await count(request)
      if (!counted.isAllowed && counted.isExceeded) refuse('too_many_requests')
    }
  }
}
