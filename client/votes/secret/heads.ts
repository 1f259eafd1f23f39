import { contradicting } from '../../../shared/board-heads.ts'
import type { BoardHead } from '../../../shared/secret-votes.ts'

const PREFIX = 'board-heads:'
/** So many boards are remembered, and so many states of each: an honest one has four. */
const [BOARDS, STATES] = [50, 16]

/** The states of a board that this browser has ever been shown. */
function seenHeads(voteId: string): BoardHead[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(PREFIX + voteId) ?? '[]')
    return Array.isArray(kept) ? (kept as BoardHead[]) : []
  } catch {
    return []
  }
}

/**
 * Remembers what is shown now; answers with the heads that contradict one another, none on an honest board. What contradicts is
 * remembered too: it is the proof.
 */
export function rememberHeads(voteId: string, heads: readonly BoardHead[]): BoardHead[] {
  const seen = seenHeads(voteId)
  const isNew = (head: BoardHead) => !seen.some(({ size, hash }) => size === head.size && hash === head.hash)
  const all = [...seen, ...heads.filter(isNew)].slice(0, STATES)
  if (all.length > seen.length) keep(voteId, all)
  return contradicting(all)
}

function keep(voteId: string, heads: readonly BoardHead[]): void {
  try {
    const others = Object.keys(localStorage).filter(
      (key) => key.startsWith(PREFIX) && key !== PREFIX + voteId,
    )
    // Ids grow with time: the first ones are the oldest.
    for (const key of others.toSorted().slice(0, -(BOARDS - 1))) localStorage.removeItem(key)
    localStorage.setItem(PREFIX + voteId, JSON.stringify(heads))
  } catch {
    // A browser that is full or keeps nothing still compares what one page is shown.
  }
}
