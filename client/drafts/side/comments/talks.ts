import type { Beside } from '../side.ts'
import type { Talk } from './talk.svelte.ts'

const talks = new WeakMap<Beside, Talk>()

export const introduce = (beside: Beside, talk: Talk): void => void talks.set(beside, talk)

/** The talk of the text that a tool stands beside. */
export const talkOf = (beside: Beside): Talk => talks.get(beside)!
