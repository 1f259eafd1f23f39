import { dayIn } from '../../shared/calendar.ts'
import { changeSigns } from '../../shared/change-words.ts'
import { isFormatOnly } from '../../shared/draft-diff/hunk.ts'
import { bagOfText } from '../../shared/draft-diff/words.ts'
import { withoutComments, type DraftJson } from '../../shared/draft-schema.ts'
import type { Comparison } from '../../shared/revisions.ts'
import { findCouncil } from '../councils/queries.ts'
import { fromJson } from '../lib/db/db.ts'
import type { Kit } from '../lib/kit.ts'
import { refuse } from '../lib/refuse.ts'
import { compareDrafts } from './compare/compare.ts'
import { diffHtml } from './compare/diff-html.ts'
import { draftJson, findDraft, type Revision } from './queries.ts'

/** So many unchanged blocks stay open around a change. */
const CONTEXT = 1

/**
 * What changed from a revision to another one of the same draft, or to the text as it is now (null). Refuses `revision_misshapen`,
 * `comparison_too_large`, `comparison_busy`. Whether the reader may see both is the caller's question.
 */
export async function compareVersions(kit: Kit, from: Revision, to: Revision | null): Promise<Comparison> {
  const draft = (await findDraft(kit.db, from.draftId)) ?? refuse('not_found')
  const { timeZone } = (await findCouncil(kit.db, draft.councilId)) ?? { timeZone: 'UTC' }
  const a = fromJson<DraftJson>(from.content)
  const b = to ? fromJson<DraftJson>(to.content) : withoutComments(await draftJson(kit.db, draft.id))
  const head = (revision: Revision) => {
    const { id, number, edition, kind, title, createdAt: at } = revision
    return { id, number, edition, kind, title, at, on: dayIn(at, timeZone) }
  }
  try {
    const { hunks } = await compareDrafts(a, b)
    const changed = hunks.filter((hunk) => !isFormatOnly(hunk))
    const words = (side: 'added' | 'removed') =>
      changed.reduce((sum, hunk) => sum + bagOfText(hunk[side]).size, 0)
    return {
      draftId: draft.id,
      timeZone,
      from: head(from),
      to: to && head(to),
      html: diffHtml(a, b, hunks, { words: changeSigns, context: CONTEXT }),
      changes: hunks.map(({ id }) => id),
      wordsAdded: words('added'),
      wordsRemoved: words('removed'),
    }
  } catch (error) {
    if (error instanceof RangeError) refuse('revision_misshapen')
    throw error
  }
}
