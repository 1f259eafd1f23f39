import { error, fail, redirect } from '@sveltejs/kit'
import type { Refused, Reply } from './api.ts'

/** What a person typed, to give back with a refusal. Files and passwords do not travel back. */
export type Typed = Record<string, string>

export interface Refusal {
  code: string
  field?: string
}

export function typed(form: FormData): Typed {
  const values: Typed = {}
  for (const [name, value] of form) {
    if (typeof value === 'string' && !/password/i.test(name)) values[name] = value
  }
  return values
}

/** The end of an action that was refused: `if (!reply.ok) return refused(reply, values)`. */
export function refused(reply: Refused, values: Typed = {}) {
  const refusal: Refusal = { code: reply.code, ...(reply.field && { field: reply.field }) }
  return fail(reply.status >= 400 ? reply.status : 503, { refusal, values })
}

/**
 * What a page cannot do without: the data, or the error page, or the door for a stranger.
 * `const vote = need(await api(fetch).get<VoteView>(`/votes/${params.id}`), url)`
 */
export function need<T>(reply: Reply<T>, url?: URL): T {
  if (reply.ok) return reply.data
  if (reply.status === 401 && url)
    redirect(303, `/sign-in?next=${encodeURIComponent(url.pathname + url.search)}`)
  error(reply.status >= 400 ? reply.status : 503, reply.code)
}

/** An address inside this house, for going back after a form; anything else leads home. */
export function inside(address: FormDataEntryValue | string | null | undefined, otherwise = '/'): string {
  const path = typeof address === 'string' ? address : ''
  // A second slash or a backslash at the start would be another host to a browser.
  return /^\/(?![/\\])[^\s\\]*$/.test(path) ? path : otherwise
}
