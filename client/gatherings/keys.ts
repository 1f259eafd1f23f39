/** What a key stands for, by its place on the keyboard: the same in the Russian and the Latin layout. */
export const commands = {
  KeyH: 'raise',
  KeyQ: 'question',
  KeyN: 'next',
  KeyE: 'end',
  KeyJ: 'forward',
  KeyK: 'back',
} as const

export type Command = (typeof commands)[keyof typeof commands]

/** Those that only a moderator has. */
export const leading: readonly Command[] = ['next', 'end', 'forward', 'back']

const typing = 'input, textarea, select, [contenteditable]:not([contenteditable="false"]), dialog[open]'

/** The command of a key; null while somebody types, holds a modifier or leaves the key down. */
export function commandOf(event: KeyboardEvent): Command | null {
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.repeat) return null
  if (event.defaultPrevented || event.isComposing) return null
  if (event.target instanceof Element && event.target.closest(typing)) return null
  const known: Partial<Record<string, Command>> = commands
  return known[event.code] ?? null
}
