import { copyKey } from './idb.ts'

/*
 * Browsers that run out of room throw away databases without asking, and say nothing. What little is kept elsewhere usually stays: it
 * bears witness that there were edits which only this device had.
 */
const nameOf = (personId: string, draftId: string) => `veche-unsent:${copyKey(personId, draftId)}`

/** Notes that this device has edits that nobody else has, the last one made at `changedAt`; null: no longer. */
export function bearWitness(personId: string, draftId: string, changedAt: string | null): void {
  try {
    if (changedAt === null) localStorage.removeItem(nameOf(personId, draftId))
    else localStorage.setItem(nameOf(personId, draftId), changedAt)
  } catch {
    // Then there is no witness, as in a browser that keeps nothing at all.
  }
}

/** Instant of the last edit that this device was to keep; null when it was to keep none. */
export function askWitness(personId: string, draftId: string): string | null {
  try {
    return localStorage.getItem(nameOf(personId, draftId))
  } catch {
    return null
  }
}

/** No witness for this person any more: they have left, and knew what they left. */
export function dismissWitnesses(personId: string): void {
  try {
    for (const name of Object.keys(localStorage))
      if (name.startsWith(nameOf(personId, ''))) localStorage.removeItem(name)
  } catch {
    // There is none.
  }
}
