import { parseStateTag } from '../../shared/drafts.ts'
import { COPY_HEADER } from '../../shared/person-cookie.ts'
import { hasCopy } from './kept.ts'
import { recallCopy } from './witness.ts'

export interface FirstState {
  epoch: number
  bytes: Uint8Array
  /** A copy was to be on this device, and with it all that pages had stored here is gone. */
  isWiped: boolean
}

/**
 * The text as it is on the server, packed, while the editor is still on its way here: the line then carries only what is new. Null where
 * this device has a copy, and when the server does not give it: the line will say why. `keeps`: the device will have one.
 */
export async function firstState(
  draftId: string,
  personId: string,
  { keeps }: { keeps: boolean },
): Promise<FirstState | null> {
  try {
    const isKnown = keeps ? recallCopy(personId, draftId) : true
    if (await hasCopy(personId, draftId)) return null
    const answer = await fetch(`/api/drafts/${draftId}/state?person=${personId}${keeps ? '&keeps=1' : ''}`)
    const tag = parseStateTag(answer.headers.get('etag'))
    if (!answer.ok || !tag) return null
    const isWiped = !isKnown && answer.headers.get(COPY_HEADER) !== null
    return { epoch: tag.epoch, bytes: new Uint8Array(await answer.arrayBuffer()), isWiped }
  } catch {
    return null
  }
}
