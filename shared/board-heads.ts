import type { BoardHead } from './secret-votes.ts'

/**
 * Of the heads that somebody has been shown, those that contradict one another: then the server has shown two boards, or has changed
 * one afterwards (T-V5). Empty when they may all lie on one chain.
 */
export const contradicting = (seen: readonly BoardHead[]): BoardHead[] =>
  seen.filter((head) => seen.some(({ size, hash }) => size === head.size && hash !== head.hash))
