import type { Awareness } from 'y-protocols/awareness'
import { initialsOf } from '../lib/names.ts'

/** Somebody who has this text open; `tone` is one of `TONES` colours, the same on every screen. */
export interface Present {
  id: string
  name: string
  initials: string
  tone: number
  me: boolean
}

export const TONES = 7

/** The colour that goes with a person, by their id alone, so that nobody has to agree on it. */
export function toneOf(personId: string): number {
  let sum = 0
  for (const letter of personId) sum = (sum * 31 + letter.codePointAt(0)!) >>> 0
  return sum % TONES
}

const userIn = (state: unknown): { id: string; name: string } | null => {
  const user: unknown = (state as { user?: unknown } | null)?.user
  if (!user || typeof user !== 'object') return null
  const { id, name } = user as Record<string, unknown>
  return typeof id === 'string' && typeof name === 'string' ? { id, name } : null
}

/** Everyone who is here, once each however many pages they have open; others first, by name. */
export function presentIn(awareness: Awareness, myId: string): Present[] {
  const people = new Map<string, Present>()
  for (const state of awareness.getStates().values()) {
    const user = userIn(state)
    if (user)
      people.set(user.id, {
        ...user,
        initials: initialsOf(user.name),
        tone: toneOf(user.id),
        me: user.id === myId,
      })
  }
  return [...people.values()].sort(
    (a, b) => Number(a.me) - Number(b.me) || a.name.localeCompare(b.name, 'ru'),
  )
}
