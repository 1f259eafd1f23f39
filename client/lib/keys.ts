const typing = 'input, textarea, select, [contenteditable]:not([contenteditable="false"]), dialog[open]'

/**
 * The one key that was pressed, by its place on the keyboard (`KeyN`): the same in the Russian and the Latin layout; «?» is where each
 * layout has it. Null while somebody types, holds a modifier or leaves the key down.
 */
export function keyOf(event: KeyboardEvent): string | null {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return null
  if (event.defaultPrevented || event.isComposing) return null
  if (event.target instanceof Element && event.target.closest(typing)) return null
  if (event.key === '?') return '?'
  return event.shiftKey ? null : event.code
}
