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

const copyOf = (personId: string, draftId: string) => `veche-copy:${copyKey(personId, draftId)}`

/**
 * Whether this browser still knows that it has been given a copy of the draft; from now on it does. What the server remembers of it and this one does
 * not, is gone with everything else that pages have stored here. A browser that lets nothing be stored is taken to know.
 */
export function recallCopy(personId: string, draftId: string): boolean {
  try {
    const known = localStorage.getItem(copyOf(personId, draftId)) !== null
    localStorage.setItem(copyOf(personId, draftId), '')
    return known
  } catch {
    return true
  }
}

/** No witness for this person any more: they have left, and knew what they left. */
export function dismissWitnesses(personId: string): void {
  try {
    for (const name of Object.keys(localStorage))
      if ([nameOf, copyOf].some((each) => name.startsWith(each(personId, '')))) localStorage.removeItem(name)
  } catch {
    // There is none.
  }
}
