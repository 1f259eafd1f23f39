import { forkedHead } from '../../../shared/secret-board.ts'
import type { BoardHead } from '../../../shared/secret-votes.ts'

const keyOf = (voteId: string) => `board-heads:${voteId}`

/** The states of a board that this browser has ever been shown. */
function seenHeads(voteId: string): BoardHead[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(voteId)) ?? '[]')
    return Array.isArray(kept) ? (kept as BoardHead[]) : []
  } catch {
    return []
  }
}

/**
 * Remembers what is shown now; answers with the head that contradicts what was shown before, or null. What contradicts is remembered
 * too: it is the proof.
 */
export function rememberHeads(voteId: string, heads: readonly BoardHead[]): BoardHead | null {
  const seen = seenHeads(voteId)
  const isNew = (head: BoardHead) => !seen.some(({ size, hash }) => size === head.size && hash === head.hash)
  const added = heads.filter(isNew)
  if (added.length > 0) localStorage.setItem(keyOf(voteId), JSON.stringify([...seen, ...added]))
  return forkedHead([...seen, ...added])
}
