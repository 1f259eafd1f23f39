import { Type } from 'typebox'
import { RefusalBody } from '../../shared/values.ts'
import { act, type Work } from './act.ts'
import { personOf, type Actor } from './actor.ts'
import type { Kit } from './kit.ts'

/** What a route answers that does something and shows nothing: the page asks again for what it shows. */
export const done = { 204: Type.Null(), '4xx': RefusalBody }

/** One act of whoever is signed in, answered so. */
export const doingIn =
  (kit: Kit) =>
  async (
    actor: Actor | null,
    reply: { statusCode: number },
    deed: (work: Work) => Promise<unknown>,
  ): Promise<null> => {
    await act(kit, personOf(actor), deed)
    reply.statusCode = 204
    return null
  }
