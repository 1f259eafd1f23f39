/** What a key stands for, by its place on the keyboard: the same in the Russian and the Latin layout. */
export const keys = {
  KeyH: 'raise',
  KeyQ: 'question',
} as const

/** Those that only a moderator has. */
export const leadingKeys = {
  KeyN: 'next',
  KeyE: 'end',
  KeyJ: 'forward',
  KeyK: 'back',
} as const

export type Deed = (typeof keys)[keyof typeof keys] | (typeof leadingKeys)[keyof typeof leadingKeys]
