import type { IncomingHttpHeaders } from 'node:http'
import type { Config } from '../config.ts'

/**
 * Whether a request that may change something, or opens a socket, comes from our own pages (against cross-site request
 * forgery and WebSocket hijacking). A client without an Origin header is no browser and holds no cookies of others.
 */
export function isOwnOrigin(
  config: Pick<Config, 'publicUrl' | 'mode'>,
  headers: IncomingHttpHeaders,
): boolean {
  const { origin } = headers
  if (origin === undefined) return true
  if (origin === config.publicUrl.origin) return true
  // A computer of one's own answers to several names; a region on the internet has one.
  return config.mode !== 'own' && URL.canParse(origin) && new URL(origin).host === headers.host
}
