import type { Choice } from '../../shared/votes.ts'
import type { VoteTerms } from '../../shared/votes-views.ts'

/** In the order in which they are always read out; here, because a browser takes only types from the schemas. */
export const choices = ['for', 'against', 'abstain'] as const satisfies readonly Choice[]

export const isChoice = (value: unknown): value is Choice => choices.some((choice) => choice === value)

/** What is typed of a sheet that is void, as the server has it. */
export const SPOILT = 'invalid'

export interface Named {
  value: string
  title: string
}

/** What may stand on a ballot of these terms, with its words. */
export const optionsOf = (
  { options, candidates }: Pick<VoteTerms, 'options' | 'candidates'>,
  words: Record<Choice, string>,
  againstAll: string,
): Named[] =>
  options.map((value) => ({
    value,
    title: candidates
      ? (candidates.find(({ id }) => id === value)?.title ?? againstAll)
      : isChoice(value)
        ? words[value]
        : value,
  }))
