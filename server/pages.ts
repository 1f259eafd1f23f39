import type { IncomingMessage, ServerResponse } from 'node:http'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import path from 'node:path'
import compression from 'compression'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

interface Options {
  mode: 'production' | 'development'
  /** Where people find us: what a form's Origin is held against. */
  publicUrl: string
}

type Handler = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void

/** One file that needs nothing of us (`vite.verify.ts`): not a page of Kit, which would bring the house along. */
const VERIFIER = path.resolve(import.meta.dirname, '../build/verify/veche-verify.html')

/** Roads of the server itself; an unknown address under them is its 404, never a page. */
const own = /^\/(api|socket\.io|collab|health|metrics)(\/|\?|$)/

const safety = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
}

/** On every answer, so call it before the features: a plugin takes the hooks that its parent has at that moment. */
export function sendSafetyHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(safety)
    done()
  })
}

/** Puts the pages of `client/` under every address that nobody else has taken. */
export async function mountPages(app: FastifyInstance, { mode, publicUrl }: Options): Promise<void> {
  const house: typeof globalThis & { [key: symbol]: unknown } = globalThis
  house[Symbol.for('veche.inject')] = app.inject.bind(app)
  house[Symbol.for('veche.report')] = (reqId: string, err: unknown) =>
    app.log.error({ reqId, err }, 'page failed')

  const handler = mode === 'production' ? await builtPages() : await livePages(app)
  const pack = compression() as unknown as Handler
  const home = new URL(publicUrl)

  const show = (request: FastifyRequest, reply: FastifyReply) => {
    if (own.test(request.url)) return reply.callNotFound()
    reply.hijack()
    // Hijacked, Fastify no longer sends what its hooks have put on the answer.
    const headers = { ...safety, ...reply.getHeaders() }
    for (const [name, value] of Object.entries(headers))
      if (value !== undefined) reply.raw.setHeader(name, value)
    introduce(request, home)
    pack(request.raw, reply.raw, () => {
      handler(request.raw, reply.raw, (error) => {
        if (error) request.log.error(error)
        if (!reply.raw.headersSent) reply.raw.writeHead(error ? 500 : 404)
        reply.raw.end()
      })
    })
  }

  showVerifier(app)
  await app.register((pages, _options, done) => {
    // Kit reads the body itself.
    pages.removeAllContentTypeParsers()
    pages.addContentTypeParser('*', (_request, _body, parsed) => parsed(null))
    pages.route({ method: ['GET', 'HEAD', 'POST'], url: '/*', handler: show })
    done()
  })
}

/** The checking page at `/verify`. Where pages are made as they are asked for it may not be built yet: then it says how. */
export function showVerifier(app: FastifyInstance, file = VERIFIER): void {
  app.get('/verify', { schema: { hide: true } }, async (_request, reply) => {
    reply.header('cache-control', 'no-cache')
    if (!existsSync(file))
      return reply
        .status(503)
        .type('text/plain; charset=utf-8')
        .send(
          'Страница проверки ещё не собрана: npm run build\nThe checking page is not built yet: npm run build\n',
        )
    return reply.type('text/html; charset=utf-8').send(await readFile(file))
  })
}

/** What the pages need to know of a request, written over whatever the browser said about it. */
function introduce(request: FastifyRequest, home: URL): void {
  const { headers } = request.raw
  // Somebody who came past the proxy, on the machine itself or by its number, says so in Origin; all others came home.
  const direct = headers.origin !== undefined && headers.origin === `http://${headers.host}`
  headers['x-forwarded-proto'] = direct ? 'http' : home.protocol.slice(0, -1)
  headers['x-forwarded-host'] = direct ? headers.host : home.host
  headers['x-request-id'] = request.id
  headers['x-client-address'] = request.ip
}

async function builtPages(): Promise<Handler> {
  const entry = path.resolve(import.meta.dirname, '../build/handler.js')
  if (!existsSync(entry)) throw new Error('The pages are not built yet: run `npm run build`')
  // The adapter takes these from the environment only, once, while it is imported.
  // eslint-disable-next-line no-restricted-properties
  Object.assign(process.env, {
    PROTOCOL_HEADER: 'x-forwarded-proto',
    HOST_HEADER: 'x-forwarded-host',
    BODY_SIZE_LIMIT: '24M',
  })
  const { handler } = (await import(pathToFileURL(entry).href)) as { handler: Handler }
  return handler
}

async function livePages(app: FastifyInstance): Promise<Handler> {
  const { createServer } = await import('vite')
  const vite = await createServer({
    server: { middlewareMode: true, ws: { server: app.server } },
    appType: 'custom',
  })
  app.addHook('onClose', () => vite.close())
  return vite.middlewares
}
