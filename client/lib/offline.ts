import { dev } from '$app/env'
import type { Errand, Kept } from '../service-worker/kept.ts'

async function ask(errand: Errand): Promise<boolean> {
  const { active } = await navigator.serviceWorker.ready
  const { port1, port2 } = new MessageChannel()
  return new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data === true)
    active?.postMessage(errand, [port2])
  })
}

/** What this page has loaded so far of our own client. */
const partsSoFar = (): string[] =>
  performance
    .getEntriesByType('resource')
    .map(({ name }) => new URL(name))
    .filter(({ origin, pathname }) => origin === location.origin && pathname.startsWith('/_app/'))
    .map(({ pathname }) => pathname)

/** Makes this page open without a connection from now on; answers whether it will. A browser without that says no. */
export async function keepThisPage(
  page: Pick<Kept, 'person' | 'draftId' | 'title' | 'locale'>,
): Promise<boolean> {
  if (!('serviceWorker' in navigator)) return false
  try {
    await navigator.serviceWorker.register('/service-worker.js', { type: dev ? 'module' : 'classic' })
    return await ask({
      type: 'keep',
      page: { ...page, path: location.pathname, parts: [...new Set(partsSoFar())] },
    })
  } catch {
    return false
  }
}

/** Takes from this browser the pages that a person has kept in it. */
export async function forgetPages(person: string): Promise<void> {
  if ((await navigator.serviceWorker?.getRegistration()) !== undefined) await ask({ type: 'forget', person })
}
