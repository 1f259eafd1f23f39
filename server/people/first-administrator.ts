import { act } from '../lib/act.ts'
import { clockActor } from '../lib/actor.ts'
import type { Kit } from '../lib/kit.ts'
import { offerSetUp } from './actions.ts'

/** The address that makes whoever opens it the first administrator, once, within a day; null when there is one already. */
export async function firstAdministratorLink(kit: Kit): Promise<string | null> {
  const secret = await act(kit, clockActor, offerSetUp)
  return secret && new URL(`/welcome/${secret}`, kit.config.publicUrl).href
}
