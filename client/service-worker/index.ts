import { PERSON_COOKIE } from '../../shared/person-cookie.ts'
import { PERSON_HEADER, type Errand } from './kept.ts'
import { keptPages, keep, keptAt, renew, forgetOthers, forgetPerson } from './pages.ts'
import { noConnection } from './no-connection.ts'

// The project's types are those of pages; here `self` is something else.
const worker = self as unknown as ServiceWorkerGlobalScope

/** After so long a page that is kept here is shown as it was: on a dying line an answer may never come. */
const PATIENCE_MS = 8_000

worker.addEventListener('install', () => void worker.skipWaiting())
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()))

worker.addEventListener('message', (event) => {
  const errand = event.data as Errand
  const done = errand.type === 'keep' ? keep(errand.page) : forgetPerson(errand.person)
  event.waitUntil(
    done.then(
      () => event.ports[0]?.postMessage(true),
      () => event.ports[0]?.postMessage(false),
    ),
  )
})

worker.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== worker.location.origin) return
  // A file that cannot be fetched is a download that failed, never a page saved in its place.
  if (url.pathname.startsWith('/api/')) return
  if (request.mode === 'navigate') event.respondWith(page(event))
  else if (url.pathname.startsWith('/_app/immutable/')) event.respondWith(part(request))
})

/** Parts of the client never change under one address. */
const part = async (request: Request): Promise<Response> =>
  (await caches.match(request, { ignoreVary: true })) ?? fetch(request)

/** The server's page whenever it answers; without it the one that is kept, or a list of those that are. */
async function page(event: FetchEvent): Promise<Response> {
  const { request } = event
  const answer = fetch(request)
  answer.then(
    (response) => event.waitUntil(heard(request.url, response.clone())),
    () => undefined,
  )
  // Somebody else may have signed in since the server was last heard; on a slow line it is not heard in time.
  const person = await whoIsHere()
  if (person) await forgetOthers(person)
  const kept = await keptAt(request.url)
  if (kept && person === undefined) return answer.catch(() => kept)
  if (kept) return Promise.race([answer.catch(() => kept.clone()), patience().then(() => kept)])
  try {
    return await answer
  } catch {
    return noConnection(await keptPages())
  }
}

/** Whose browser it is by its cookie; null when it names nobody any more, undefined where it cannot be asked. */
const whoIsHere = async (): Promise<string | null | undefined> =>
  'cookieStore' in worker ? ((await worker.cookieStore.get(PERSON_COOKIE))?.value ?? null) : undefined

const patience = () => new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))

/** Whoever uses this browser now must not find what another person has kept here. */
async function heard(url: string, response: Response): Promise<void> {
  const person = response.headers.get(PERSON_HEADER)
  if (person === null) return
  await forgetOthers(person)
  if (response.ok && !response.redirected) await renew(url, person, response)
}
