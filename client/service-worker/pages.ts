import { PERSON_HEADER, type Kept } from './kept.ts'

/** One cache for each page: what belongs to it goes with it. */
const PREFIX = 'page:'
const nameOf = ({ person, draftId }: Pick<Kept, 'person' | 'draftId'>) => `${PREFIX}${person}/${draftId}`
const personOf = (name: string) => name.slice(PREFIX.length).split('/')[0]

const TITLE = '/_kept'

const ours = async () => (await caches.keys()).filter((name) => name.startsWith(PREFIX))

/** Keeps a page with everything it needs to open without a connection. Rejects when the device or the line refuses. */
export async function keep(page: Kept): Promise<void> {
  const cache = await caches.open(nameOf(page))
  const has = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname))
  await cache.addAll(page.parts.filter((part) => !has.has(part)))
  if (!has.has(page.path)) {
    const response = await fetch(page.path)
    if (!response.ok || response.redirected || response.headers.get(PERSON_HEADER) !== page.person)
      throw new Error('not the page of this person')
    await cache.put(page.path, response)
  }
  await cache.put(TITLE, Response.json(page))
}

/** The page as it was last seen. */
export async function keptAt(address: string): Promise<Response | null> {
  const { pathname } = new URL(address)
  for (const name of await ours()) {
    const found = await (await caches.open(name)).match(pathname, { ignoreVary: true })
    if (found) return found
  }
  return null
}

/** Puts a fresh answer in the place of the page that is kept at this address, if one is. */
export async function renew(address: string, person: string, response: Response): Promise<void> {
  const { pathname } = new URL(address)
  for (const name of await ours()) {
    if (personOf(name) !== person) continue
    const cache = await caches.open(name)
    if (await cache.match(pathname, { ignoreVary: true })) await cache.put(pathname, response.clone())
  }
}

export async function keptPages(): Promise<Kept[]> {
  const pages = await Promise.all(
    (await ours()).map(async (name) => {
      const found = await (await caches.open(name)).match(TITLE)
      return found ? ((await found.json()) as Kept) : null
    }),
  )
  return pages.filter((page) => page !== null)
}

export const forgetOthers = (person: string): Promise<void> => drop((name) => personOf(name) !== person)

export const forgetPerson = (person: string): Promise<void> => drop((name) => personOf(name) === person)

async function drop(isGoing: (name: string) => boolean): Promise<void> {
  await Promise.all((await ours()).filter(isGoing).map((name) => caches.delete(name)))
}
