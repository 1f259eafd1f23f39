import type { Choice } from '../../shared/votes.ts'

/** In the order in which they are always read out; here, because a browser takes only types from the schemas. */
export const choices = ['for', 'against', 'abstain'] as const satisfies readonly Choice[]

export const isChoice = (value: unknown): value is Choice => choices.some((choice) => choice === value)
