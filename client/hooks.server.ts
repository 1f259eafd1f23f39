import { dev } from '$app/env'
import type { Handle, HandleFetch, HandleServerError } from '@sveltejs/kit/hooks'
import { injectIntoServer, type Injection, reportToServer } from './lib/house.ts'
import { lookAttributes, readLocale, readLook } from './lib/look.ts'
import { applySetCookies, cookieHeader } from './lib/cookies.ts'

// While somebody writes them, pages without scripts reload too.
const reload = dev ? '<script type="module" src="/@vite/client"></script>' : ''

export const handle: Handle = async ({ event, resolve }) => {
  const locale = readLocale(event.cookies)
  const look = readLook(event.cookies)
  // Set by server/pages.ts over whatever the browser sent.
  const requestId = event.request.headers.get('x-request-id') ?? ''
  Object.assign(event.locals, { locale, look, requestId })

  const response = await resolve(event, {
    transformPageChunk: ({ html }) =>
      html
        .replace('%veche.locale%', locale)
        .replace('%veche.look%', lookAttributes(look))
        .replace('%veche.reload%', reload),
  })
  // A page differs by its reader: neither a proxy nor the next person at this computer may get it from a cache.
  if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'private, no-cache')
  return response
}

/** The API lives in this very process: ask it without a socket, as the same person, and pass on what it signs. */
export const handleFetch: HandleFetch = async ({ event, request, fetch }) => {
  const url = new URL(request.url)
  const inject = injectIntoServer()
  if (!inject || url.origin !== event.url.origin || !/^\/api(\/|$)/.test(url.pathname)) return fetch(request)

  const headers: Record<string, string> = {
    ...Object.fromEntries(request.headers),
    'accept-language': event.locals.locale,
    'x-request-id': event.locals.requestId,
    host: event.url.host,
    origin: event.url.origin,
    cookie: cookieHeader(event.cookies),
  }
  const userAgent = event.request.headers.get('user-agent')
  if (userAgent) headers['user-agent'] = userAgent
  const remoteAddress = event.request.headers.get('x-client-address') ?? undefined
  const payload = request.body ? Buffer.from(await request.arrayBuffer()) : undefined

  const answer = await inject({
    method: request.method as Injection['method'],
    url: url.pathname + url.search,
    headers,
    ...(remoteAddress && { remoteAddress }),
    ...(payload && { payload }),
  })
  applySetCookies(event.cookies, answer.headers['set-cookie'])
  return toResponse(answer)
}

function toResponse({
  statusCode,
  headers,
  rawPayload,
}: Awaited<ReturnType<NonNullable<ReturnType<typeof injectIntoServer>>>>) {
  const passed = new Headers()
  for (const [name, value] of Object.entries(headers)) {
    if (name === 'set-cookie' || value === undefined) continue
    passed.set(name, Array.isArray(value) ? value.join(', ') : String(value))
  }
  const bodiless = statusCode === 204 || statusCode === 304
  return new Response(bodiless ? null : new Uint8Array(rawPayload), { status: statusCode, headers: passed })
}

/** Refusals are answers and never come here; what comes is a bug, and the reader gets the number to quote. */
export const handleError: HandleServerError = ({ kind, error, event }) => {
  const { requestId } = event.locals
  // Outside the house, as in `vite preview`, there is only the terminal to tell.
  // eslint-disable-next-line no-console
  if (kind === 'unknown') (reportToServer() ?? console.error)(requestId, error)
  return { requestId }
}
