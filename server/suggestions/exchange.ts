import { nodeOfDraft } from '../../shared/draft-diff/clean.ts'
import type { DraftJson } from '../../shared/draft-schema.ts'
import type { FileProposal } from '../../shared/suggestions.ts'
import type { Id, Instant } from '../../shared/values.ts'
import { act } from '../lib/act.ts'
import { clockActor, type Person } from '../lib/actor.ts'
import type { Kit } from '../lib/kit.ts'
import { refuse, refuseIf } from '../lib/refuse.ts'
import { beginSuggestion } from './moves.ts'
import { countSuggestions, findSuggestion, listSuggestions } from './queries.ts'
import { whyNotAnother, whyNotSuggest } from './rules.ts'
import type { Look } from './forks.ts'

const MOST_NAME = 100

/**
 * Makes a suggestion of what each author of a file had proposed there, owned by whoever brought the file and sent at once. One that changes
 * nothing is left out. Answers with the ids. Refuses as beginning one does; throws `RangeError` for a proposal that is no draft.
 */
export async function takeProposals(
  kit: Kit,
  actor: Person,
  baseDraftId: Id,
  proposals: readonly FileProposal[],
): Promise<Id[]> {
  const { draft, reader } = (await kit.forks.baseFor(actor, baseDraftId)) ?? refuse('not_found')
  refuseIf(draft.subjectKind === 'suggestion' ? 'not_allowed' : whyNotSuggest(reader))
  for (const { json } of proposals) nodeOfDraft(json).check()
  // All of them or none: whoever brings the file is told one thing of it.
  const { all, own } = await countSuggestions(kit.db, baseDraftId, actor.personId)
  const more = proposals.length - 1
  refuseIf(whyNotAnother({ all: all + more, own: own + more }))
  await kit.drafts.settle(baseDraftId)
  const taken: Id[] = []
  for (const { author, json } of proposals) {
    const name = author.replace(/\s+/g, ' ').trim().slice(0, MOST_NAME) || '?'
    const id = await act(kit, actor, (work) => beginSuggestion(work, baseDraftId, name))
    const suggestion = (await findSuggestion(kit.db, id)) ?? refuse('not_found')
    await kit.drafts.edit(suggestion.draftId, clockActor, () => json)
    const { stand } = await kit.forks.look(suggestion)
    if (stand.changes.length === 0) await kit.forks.withdraw(actor, suggestion)
    else {
      await kit.forks.send(actor, suggestion, null)
      taken.push(id)
    }
  }
  return taken
}

/** What is suggested for a text now, as whole texts, for writing it into a file: only what was sent. */
export async function openProposalsOf(
  kit: Kit,
  baseDraftId: Id,
): Promise<{ author: string; at: Instant; json: DraftJson }[]> {
  const sent = (await listSuggestions(kit.db, baseDraftId)).filter(({ state }) => state === 'sent')
  const looks: Look[] = []
  // One after the other: all at once would ask for more comparisons than there is room for.
  for (const each of sent) looks.push(await kit.forks.look(each))
  return looks
    .filter(({ stand }) => stand.changes.length > 0)
    .map(({ suggestion, stand }) => ({
      author: suggestion.authorName ?? suggestion.ownerName,
      at: suggestion.sentAt ?? suggestion.createdAt,
      json: stand.json,
    }))
}
