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

export type Deed = (typeof keys)[keyof typeof keys]
