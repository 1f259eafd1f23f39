import { parseStateTag } from '../../shared/drafts.ts'
import { hasCopy } from './kept.ts'

export interface FirstState {
  epoch: number
  bytes: Uint8Array
}

/**
 * The text as it is on the server, packed, while the editor is still on its way here: the line then carries only what is new. Null where
 * this device has a copy, and when the server does not give it: the line will say why.
 */
export async function firstState(draftId: string, personId: string): Promise<FirstState | null> {
  try {
    if (await hasCopy(personId, draftId)) return null
    const answer = await fetch(`/api/drafts/${draftId}/state?person=${personId}`)
    const tag = parseStateTag(answer.headers.get('etag'))
    if (!answer.ok || !tag) return null
    return { epoch: tag.epoch, bytes: new Uint8Array(await answer.arrayBuffer()) }
  } catch {
    return null
  }
}
