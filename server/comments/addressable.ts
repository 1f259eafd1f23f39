import type { Named } from '../../shared/comments.ts'
import type { Setting } from './setting.ts'

/**
 * Who may be spoken to by name, not oneself: those who work on the text, and in a thread that everybody reads whoever had a say in one. Who does
 * not work on it is told only of those whom the subject shows to everybody.
 */
export function addressable({ people, others, self }: Setting, isInner: boolean): Named[] {
  const working = people.filter(({ isShown }) => self.isInside || isShown)
  const all = new Map([...working, ...(isInner ? [] : others)].map(({ id, name }) => [id, { id, name }]))
  all.delete(self.personId)
  return [...all.values()]
}
