import { withoutComments, type DraftJson } from '../../../shared/draft-schema.ts'
import { draftStats } from '../../../shared/draft-text.ts'
import type { TakeBody, Taken } from '../../../shared/files.ts'
import { act } from '../../lib/act.ts'
import type { Person } from '../../lib/actor.ts'
import type { Kit } from '../../lib/kit.ts'
import { Refusal } from '../../lib/refuse.ts'
import { noteImport } from '../actions.ts'
import { draftJson, type Draft } from '../queries.ts'
import type { ImportedDraft } from './exchange.ts'

const isBlank = (json: DraftJson): boolean =>
  (json.content ?? []).every((each) => each.type === 'paragraph' && !each.content?.length)

/** The text with an imported one in its place or behind it. */
export function combined(mode: TakeBody['mode'], now: DraftJson, imported: DraftJson): DraftJson {
  if (mode === 'replace' || isBlank(now)) return imported
  return { type: 'doc', content: [...(now.content ?? []), ...(imported.content ?? [])] }
}

/**
 * Puts a file that was read into the draft: its text first, then what stands beside it, if the person wants that. What cannot be
 * taken beside it is said, for the text is there already. Refuses what `Drafts.edit` refuses.
 */
export async function takeIn(
  kit: Kit,
  person: Person,
  draft: Draft,
  imported: ImportedDraft,
  wanted: TakeBody,
): Promise<Taken> {
  const { comments, proposals } = kit.drafts.beside
  let problem: string | null = null
  const tried = <T>(deed: Promise<T>, none: T) =>
    deed.catch((error: unknown) => {
      if (!(error instanceof Refusal)) throw error
      problem = error.code
      return none
    })
  // Rows first: what a crash leaves without its marks is forgotten, and marks never stand in the text without their words.
  const brought = wanted.comments ? imported.comments : []
  const noted = brought.length ? await tried(comments.note(person, draft.id, brought), []) : []
  const own = (json: DraftJson) => withoutComments(json, noted)
  let before: DraftJson = { type: 'doc' }
  await kit.drafts.keepBefore(person, draft, 'import')
  let seq = draft.head
  await kit.drafts.edit(draft.id, person, (now, at) => {
    before = now
    seq = at
    return combined(wanted.mode, now, own(imported.json))
  })
  // What was typed between that version and the moment of the change is kept, too.
  await kit.drafts.keepBefore(person, draft, 'import', { json: before, seq })
  await act(kit, person, (work) => noteImport(work, draft, imported.json))

  const theirs = wanted.proposals
    ? imported.proposals.map((each) => ({ ...each, json: combined(wanted.mode, before, own(each.json)) }))
    : []
  const counts = {
    comments: noted.length ? await tried(comments.open(person, draft.id, noted), 0) : 0,
    proposals: theirs.length ? await tried(proposals.take(person, draft.id, theirs), 0) : 0,
  }
  return { words: draftStats(await draftJson(kit.db, draft.id)).words, ...counts, problem }
}
