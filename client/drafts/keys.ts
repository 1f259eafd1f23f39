const isApple = () => typeof navigator !== 'undefined' && /Mac|iP(hone|ad|od)/.test(navigator.platform)

/** The same as `aria-keyshortcuts` wants it. */
export const ariaKeysOf = (keys: string): string => keys.replace('Mod', isApple() ? 'Meta' : 'Control')

/** «Mod+Shift+7» as this reader's keyboard has it. */
export const keysOf = (keys: string): string =>
  isApple()
    ? keys.replace('Mod', '⌘').replace('Alt', '⌥').replace('Shift', '⇧').replaceAll('+', '')
    : keys.replace('Mod', 'Ctrl')
