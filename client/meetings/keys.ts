/** What a key stands for, by its place on the keyboard: the same in the Russian and the Latin layout. */
export const keys = {
  KeyN: 'next',
  KeyG: 'floor',
  KeyE: 'end',
  KeyP: 'pause',
  KeyT: 'extend',
  KeyV: 'vote',
  KeyD: 'decide',
  KeyI: 'item',
  KeyB: 'recess',
  KeyR: 'search',
} as const

export type Deed = (typeof keys)[keyof typeof keys] | 'help'

const typing = 'input, textarea, select, [contenteditable]:not([contenteditable="false"]), dialog[open]'

/** What a key asks for; null while somebody types, holds a modifier or leaves the key down. «?» is where each layout has it. */
export function deedOf(event: KeyboardEvent): Deed | null {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return null
  if (event.defaultPrevented || event.isComposing) return null
  if (event.target instanceof Element && event.target.closest(typing)) return null
  if (event.key === '?') return 'help'
  if (event.shiftKey) return null
  const known: Partial<Record<string, Deed>> = keys
  return known[event.code] ?? null
}
