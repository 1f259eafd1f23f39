export interface Refused {
  ok: false
  status: number
  code: string
  field?: string
  requestId?: string
}

export type Reply<T> = { ok: true; status: number; data: T } | Refused

type Fetch = typeof globalThis.fetch
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface Api {
  get<T>(path: string): Promise<Reply<T>>
  post<T>(path: string, body?: unknown): Promise<Reply<T>>
  put<T>(path: string, body?: unknown): Promise<Reply<T>>
  patch<T>(path: string, body?: unknown): Promise<Reply<T>>
  delete<T>(path: string, body?: unknown): Promise<Reply<T>>
}

/**
 * The server's API by its address without /api: `api(event.fetch)` in load and actions, `api()` in the browser.
 * A refusal is an answer, not an exception; no answer at all is the refusal `offline`.
 */
export function api(fetch: Fetch = globalThis.fetch): Api {
  return {
    get: (path) => ask(fetch, 'GET', path),
    post: (path, body) => ask(fetch, 'POST', path, body),
    put: (path, body) => ask(fetch, 'PUT', path, body),
    patch: (path, body) => ask(fetch, 'PATCH', path, body),
    delete: (path, body) => ask(fetch, 'DELETE', path, body),
  }
}

async function ask<T>(fetch: Fetch, method: Method, path: string, body?: unknown): Promise<Reply<T>> {
  let response: Response
  try {
    response = await fetch(`/api${path}`, { method, ...dressed(body) })
  } catch {
    return { ok: false, status: 0, code: 'offline' }
  }
  const data: unknown = await response.json().catch(() => null)
  // The one place where the edge's word is taken for its type: the server validates what it lets out.
  if (response.ok) return { ok: true, status: response.status, data: data as T }
  return refusal(response, data)
}

function dressed(body: unknown): RequestInit {
  const headers = { accept: 'application/json' }
  if (body === undefined) return { headers }
  if (body instanceof FormData) return { headers, body }
  return { headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

function refusal(response: Response, data: unknown): Refused {
  const said: Record<string, unknown> = data && typeof data === 'object' ? { ...data } : {}
  return {
    ok: false,
    status: response.status,
    code: typeof said.code === 'string' ? said.code : response.status >= 500 ? 'internal' : 'invalid_request',
    ...(typeof said.field === 'string' && { field: said.field }),
    ...(typeof said.requestId === 'string' && { requestId: said.requestId }),
  }
}
