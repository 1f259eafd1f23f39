import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { Counter, Gauge, Histogram } from 'prom-client'
import type { Db } from './db/db.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Leaves no line in the log and no number in a metric: both say when. */
    unobserved?: boolean
  }
}

/** A database that takes longer to say anything is none. */
const DATABASE_ANSWERS_WITHIN_MS = 2000

/**
 * Logs and counts every answer by route pattern, never by URL (one-time links), address or person; serves
 * `GET /health` (live, ready) and `GET /metrics` (Prometheus).
 */
export function observe(app: FastifyInstance): void {
  const { kit } = app
  const registers = [kit.metrics]
  const answers = new Counter({
    name: 'veche_http_answers_total',
    help: 'Answers by route and status',
    labelNames: ['method', 'route', 'status'],
    registers,
  })
  const seconds = new Histogram({
    name: 'veche_http_seconds',
    help: 'Time to answer',
    labelNames: ['method', 'route'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers,
  })
  new Gauge({
    name: 'veche_live_sockets',
    help: 'Open Socket.IO lines',
    registers,
    collect() {
      this.set(kit.live.count)
    },
  })

  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
  })
  app.addHook('onResponse', async (request, reply) => {
    if (request.routeOptions.config.unobserved) return
    const route = request.routeOptions.url ?? 'unknown'
    const { method } = request
    const milliseconds = reply.elapsedTime
    answers.inc({ method, route, status: reply.statusCode })
    seconds.observe({ method, route }, milliseconds / 1000)
    request.log.info(
      { method, route, status: reply.statusCode, milliseconds: Math.round(milliseconds) },
      'answered',
    )
  })

  const answersInTime = readiness(kit.db)
  app.get('/health', { schema: { hide: true } }, async (_request, reply) => {
    const ready = await answersInTime()
    return reply.status(ready ? 200 : 503).send({ live: true, ready })
  })
  app.get('/metrics', { schema: { hide: true } }, async (_request, reply) => {
    return reply.type(kit.metrics.contentType).send(await kit.metrics.metrics())
  })
}

/** Asks whether the database answers. One that does not is asked once, however many want to know. */
function readiness(db: Db): () => Promise<boolean> {
  let asked: Promise<boolean> | null = null
  return async () => {
    asked ??= sql`select 1`
      .execute(db)
      .then(
        () => true,
        () => false,
      )
      .finally(() => (asked = null))
    const { promise: tooLate, resolve } = Promise.withResolvers<boolean>()
    const timer = setTimeout(resolve, DATABASE_ANSWERS_WITHIN_MS, false)
    return Promise.race([asked, tooLate]).finally(() => clearTimeout(timer))
  }
}
