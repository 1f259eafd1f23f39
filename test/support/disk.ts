import * as Y from 'yjs'
import type { Id } from '../../shared/values.ts'
import { lockDraft } from '../../server/drafts/queries.ts'
import type { House } from '../house.ts'

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

export interface HeldDisk {
  /** Resolves when something that was received waits for the disk. */
  reached(): Promise<void>
  /** Resolves when so many updates wait behind what is in flight. */
  queued(updates: number): Promise<void>
  goOn(): Promise<void>
}

/** Keeps the disk from answering for one draft until it is told to go on. */
export async function heldDisk(house: House, draftId: Id): Promise<HeldDisk> {
  const live = (await house.kit.drafts.hub.acquire(draftId))!
  const held = Promise.withResolvers<void>()
  const release = Promise.withResolvers<void>()
  const done = house.kit.db.transaction().execute(async (trx) => {
    await lockDraft(trx, draftId)
    held.resolve()
    await release.promise
  })
  await held.promise
  const isFlushing = () => {
    let isDurable = false
    live.whenDurable(() => (isDurable = true))
    return !isDurable
  }
  return {
    async reached() {
      while (!isFlushing()) await turn()
    },
    async queued(updates) {
      while (live.queued <= updates) await turn()
    },
    async goOn() {
      release.resolve()
      await done
      house.kit.drafts.hub.release(live)
    },
  }
}

/** An update of one paragraph, made by a document of one's own. */
export function updateOf(text: string, clientId?: number): Uint8Array {
  const own = new Y.Doc()
  if (clientId !== undefined) own.clientID = clientId
  const element = new Y.XmlElement('paragraph')
  element.insert(0, [new Y.XmlText(text)])
  own.getXmlFragment('default').push([element])
  return Y.encodeStateAsUpdate(own)
}
