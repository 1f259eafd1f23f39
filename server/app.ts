import cookie from '@fastify/cookie'
import rateLimit from '@fastify/rate-limit'
import swagger from '@fastify/swagger'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import { comments } from './comments/routes.ts'
import { councils } from './councils/routes.ts'
import { demo } from './demo/routes.ts'
import { desk } from './desk/routes.ts'
import { drafts } from './drafts/routes.ts'
import { exchanges } from './exchanges/routes.ts'
import { gatherings } from './gatherings/routes.ts'
import { identify } from './identify.ts'
import { initiatives } from './initiatives/routes.ts'
import { journal } from './journal/routes.ts'
import { answer, answerErrors, guardOrigin, guardTexts } from './lib/http.ts'
import { newId } from './lib/ids.ts'
import type { Kit } from './lib/kit.ts'
import { observe } from './lib/observe.ts'
import { meetings } from './meetings/routes.ts'
import { organizations } from './organizations/routes.ts'
import { sendSafetyHeaders } from './pages.ts'
import { people } from './people/routes.ts'
import { portal } from './portal/routes.ts'
import { procedures } from './procedures/routes.ts'
import { reviews } from './reviews/routes.ts'
import { suggestions } from './suggestions/routes.ts'
import { votes } from './votes/routes.ts'
import { ballotBox } from './votes/secret/box.ts'
import { secretVotes } from './votes/secret/routes.ts'

/** In the order of the spine: each may know only those before it. A feature brings its routes under `/api`. */
const features: FastifyPluginAsyncTypebox[] = [
  people,
  organizations,
  councils,
  drafts,
  comments,
  suggestions,
  votes,
  secretVotes,
  procedures,
  gatherings,
  reviews,
  initiatives,
  meetings,
  exchanges,
  desk,
  portal,
  journal,
]

/** Builds the application around a kit; does not listen. What tests build and `server.ts` serves. */
export async function buildApp(kit: Kit): Promise<FastifyInstance> {
  // Pino offers more than Fastify may rely on.
  const log: FastifyBaseLogger = kit.log
  const app = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: newId,
    bodyLimit: 256 * 1024,
    // A file of some megabytes over a satellite; lines that became WebSockets are no requests any more.
    requestTimeout: 15 * 60_000,
    connectionTimeout: 5 * 60_000,
    // Behind a proxy on this machine the caller's address is the proxy's word.
    trustProxy: 'loopback',
    frameworkErrors: (error, request, reply) => void answer(request, reply, error),
    ajv: { customOptions: { removeAdditional: 'all', coerceTypes: false, useDefaults: true } },
  })

  app.decorate('kit', kit)
  app.decorateRequest('actor', null)
  kit.identify = (cookieHeader) => identify(kit.db, cookieHeader, kit.clock())

  observe(app)
  sendSafetyHeaders(app)
  guardOrigin(app)
  answerErrors(app)
  await app.register(cookie)
  await app.register(rateLimit, { global: false })
  await app.register(swagger, {
    openapi: { openapi: '3.1.0', info: { title: 'Veche', version: '1' } },
    hideUntagged: false,
  })
  kit.live.attach(app.server)
  app.addHook('preClose', (done) => {
    kit.live.hangUp()
    done()
  })

  await app.register(ballotBox, { prefix: '/api' })
  await app.register(
    async (api) => {
      // Once the body is here: one that is sent for minutes must not be acted on by a right that was lost meanwhile.
      api.addHook('preValidation', async (request) => {
        request.actor = await kit.identify(request.headers.cookie)
      })
      // Nothing of it belongs into a cache, least of all one that many share on a thin line.
      api.addHook('onRequest', async (_request, reply) => {
        reply.header('cache-control', 'private, no-store')
      })
      guardTexts(api)
      for (const feature of features) await api.register(feature)
      if (kit.config.mode === 'demo') await api.register(demo)
      api.get('/openapi.json', { schema: { hide: true } }, () => app.swagger())
    },
    { prefix: '/api' },
  )
  return app
}
