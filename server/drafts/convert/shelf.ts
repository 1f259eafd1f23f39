import type { Id } from '../../../shared/values.ts'
import { newId } from '../../lib/ids.ts'
import type { ImportedDraft } from './exchange.ts'

export interface Shelved {
  id: Id
  personId: Id
  draftId: Id
  fileName: string
  imported: ImportedDraft
  expiresAt: Date
  /** Letters of its JSON. */
  size: number
}

const MINUTES = 15
const MOST_OF_A_PERSON = 3
const MOST_SIZE = 64 * 1024 * 1024

/**
 * Files that were read and wait for a word of the person. Kept in memory: who waits too long, or whose server starts anew, sends
 * the file again.
 */
export class Shelf {
  readonly #files = new Map<Id, Shelved>()

  put(file: Pick<Shelved, 'personId' | 'draftId' | 'fileName' | 'imported'>, now: Date): Shelved {
    const size = JSON.stringify(file.imported).length
    const shelved = { ...file, id: newId(), expiresAt: new Date(now.getTime() + MINUTES * 60_000), size }
    this.#files.set(shelved.id, shelved)
    this.#clear(now, shelved)
    return shelved
  }

  /** Of its own person and draft only; undefined once it is gone. */
  find(id: Id, personId: Id, draftId: Id, now: Date): Shelved | undefined {
    const file = this.#files.get(id)
    const isTheirs = file?.personId === personId && file.draftId === draftId && file.expiresAt > now
    return isTheirs ? file : undefined
  }

  drop(id: Id): void {
    this.#files.delete(id)
  }

  /** The oldest go first: what is over its time, what one person has too many of, what all together is too large. */
  #clear(now: Date, newest: Shelved) {
    for (const { id, expiresAt } of this.#files.values()) if (expiresAt <= now) this.#files.delete(id)
    const own = [...this.#files.values()].filter(({ personId }) => personId === newest.personId)
    for (const { id } of own.slice(0, -MOST_OF_A_PERSON)) this.#files.delete(id)
    let size = [...this.#files.values()].reduce((sum, file) => sum + file.size, 0)
    for (const file of this.#files.values()) {
      if (size <= MOST_SIZE || file === newest) break
      this.#files.delete(file.id)
      size -= file.size
    }
  }
}
