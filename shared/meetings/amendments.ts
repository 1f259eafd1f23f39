import type { AmendmentState } from '../procedures.ts'
import type { Id } from '../values.ts'
import type { Entry, PutAmendment } from './entries.ts'

/** An amendment as the minutes tell it (T1): whose, which clause, how it was to read, what became of it and by which vote. */
export interface AmendmentFact extends Omit<PutAmendment, 'id' | 'sha256'> {
  outcome: AmendmentState
  /** How it was decided; null for one that no question decided. */
  way: 'vote' | 'consent' | null
  /** The last vote on it, whatever came of that. */
  voteId: Id | null
  /** Who stands for it in the place of its author. */
  takenOverBy: string | null
  /** Why it was taken back or fell. */
  reason: string | null
}

type Told = AmendmentFact & { itemId: Id }

/** What became of the amendments of each item of a meeting, in the order of their numbers, from its entries and nothing else. */
export function amendmentsOf(entries: readonly Entry[]): Map<Id, AmendmentFact[]> {
  const all = new Map<Id, Told>()
  const inVote = new Map<Id, Id[]>()
  const brought = (itemId: Id, amendments: readonly PutAmendment[]) => {
    for (const { id, number, author, clause, wording } of amendments)
      if (!all.has(id))
        all.set(id, {
          ...{ itemId, number, author, clause, wording },
          ...{ outcome: 'pending', way: null, voteId: null, takenOverBy: null, reason: null },
        })
  }
  const became = (ids: readonly Id[], change: Partial<AmendmentFact>) => {
    for (const id of ids) {
      const told = all.get(id)
      if (told) all.set(id, { ...told, ...change })
    }
  }
  for (const { verb, data } of entries) {
    switch (verb) {
      case 'amendments:listed':
        brought(data.itemId, data.amendments)
        break
      case 'amendments:taken':
        became(data.amendments, { outcome: 'adopted', way: 'consent' })
        break
      case 'amendment:taken_over':
        became([data.amendmentId], { takenOverBy: data.name })
        break
      case 'amendment:withdrawn':
        became([data.amendmentId], { outcome: 'withdrawn', reason: data.reason })
        break
      case 'amendment:fallen':
        became([data.amendmentId], { outcome: 'fallen', reason: data.reason })
        break
      case 'vote:opened': {
        const { voteId, itemId, amendments } = data
        if (!amendments || itemId === null) break
        // The list may have been closed when no meeting went on.
        brought(itemId, amendments)
        const ids = amendments.map(({ id }) => id)
        inVote.set(voteId, ids)
        became(ids, { voteId })
        break
      }
      case 'vote:closed':
        if (data.outcome === 'adopted' || data.outcome === 'not_adopted')
          became(inVote.get(data.voteId) ?? [], {
            way: 'vote',
            outcome: data.outcome === 'adopted' ? 'adopted' : 'rejected',
          })
        break
      case 'vote:annulled':
        became(inVote.get(data.voteId) ?? [], { outcome: 'pending', way: null })
    }
  }
  const byItem = Map.groupBy([...all.values()], ({ itemId }) => itemId)
  return new Map(
    [...byItem].map(([itemId, told]) => [
      itemId,
      told.toSorted((one, other) => one.number - other.number).map(({ itemId: _, ...fact }) => fact),
    ]),
  )
}
