import { invalidate } from '$app/navigation'
import { watchRoom } from '../lib/live.ts'

export const PROCEDURE = 'veche:procedure'

/** Reads the procedure of a page again whenever something happens to it; answers with a function that stops. */
export function followProcedure(id: string): () => void {
  const again = () => void invalidate(PROCEDURE)
  let hasJoined = false
  return watchRoom(`procedure:${id}`, {
    told: (event) => event === 'procedure:changed' && again(),
    joined: () => {
      // What was told while the line was away was missed.
      if (hasJoined) again()
      hasJoined = true
    },
    lost: () => undefined,
  })
}
