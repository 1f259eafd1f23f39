import { nodeOfDraft } from '../../shared/draft-diff/clean.ts'
import { stillOutdated, type Outdated } from '../../shared/draft-diff/fork.ts'
import type { Hunk } from '../../shared/draft-diff/hunk.ts'
import type { DraftJson } from '../../shared/draft-schema.ts'
import { catchUpDrafts } from '../drafts/queries.ts'

/** How a suggestion stands against a text. */
export interface Stand {
  /** The suggestion with all that has changed in the text elsewhere. */
  json: DraftJson
  changes: Hunk[]
  /** Changes of places that the text, too, has changed since. */
  outdated: Outdated[]
}

/** What is known of a suggestion before it is brought up to date. */
export interface Known {
  /** The text that the suggestion was compared with last. */
  base: DraftJson
  suggested: DraftJson
  outdated: readonly Outdated[]
}

/**
 * Brings a suggestion up to the text as it is `now`, without writing anything: what changed elsewhere comes in, and where both changed the
 * same words the suggestion's stay and are marked. Rejects with `RangeError` when one of the texts is no draft, and with the refusals
 * `comparison_too_large` and `comparison_busy`.
 */
export async function standOf({ base, suggested, outdated }: Known, now: DraftJson): Promise<Stand> {
  // What stands where it cannot stand would be one change with all that is around it.
  for (const each of [suggested, now]) nodeOfDraft(each).check()
  const { fork, hunks, outdated: fresh } = await catchUpDrafts(base, suggested, now)
  const still = stillOutdated(outdated, hunks)
  const isAgain = (id: string) => fresh.some((each) => each.id === id)
  return {
    json: fork,
    changes: hunks,
    outdated: [
      // What was there when it was suggested stays what it was, however often the text changes after it.
      ...fresh.map((each) => ({ ...each, then: still.find(({ id }) => id === each.id)?.then ?? each.then })),
      ...still.filter(({ id }) => !isAgain(id)),
    ],
  }
}
