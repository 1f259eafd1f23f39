import { shortName } from '../lib/names.ts'
import { toneOf } from './people.ts'

const textIn = (user: Record<string, unknown>, key: string) =>
  typeof user[key] === 'string' ? user[key] : ''

/** Somebody else's caret with a small flag. Who it is, is said aloud elsewhere, once, when they come. */
export function caret(user: Record<string, unknown>): HTMLElement {
  const place = document.createElement('span')
  place.className = 'draft-caret'
  place.dataset.tone = String(toneOf(textIn(user, 'id')))
  place.setAttribute('aria-hidden', 'true')
  const flag = document.createElement('span')
  flag.className = 'draft-flag'
  flag.textContent = shortName(textIn(user, 'name'))
  // The joiners keep the caret from being a place where a line may break.
  place.append('\u2060', flag, '\u2060')
  return place
}

export const selectionOf = (user: Record<string, unknown>) => ({
  class: 'draft-selection',
  'data-tone': String(toneOf(textIn(user, 'id'))),
})
