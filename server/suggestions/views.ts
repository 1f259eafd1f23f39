import { changeSigns, shapeWord } from '../../shared/change-words.ts'
import { nodeOfDraft } from '../../shared/draft-diff/clean.ts'
import { touches } from '../../shared/draft-diff/collide.ts'
import { isFormatOnly, type Hunk } from '../../shared/draft-diff/hunk.ts'
import type {
  SuggestedChange,
  SuggestionDecision,
  SuggestionLine,
  SuggestionsView,
  SuggestionView,
} from '../../shared/suggestions.ts'
import type { Id } from '../../shared/values.ts'
import { diffHtml, findText } from '../drafts/queries.ts'
import type { Actor } from '../lib/actor.ts'
import type { Db } from '../lib/db/db.ts'
import { Refusal, refuse } from '../lib/refuse.ts'
import type { Forks, Look } from './forks.ts'
import { placeAt } from './places.ts'
import { findSuggestion, listDecisions, listSuggestions, type Suggestion } from './queries.ts'
import {
  forkRole,
  maySeeSuggestion,
  whyNotDecide,
  whyNotSend,
  whyNotSuggest,
  whyNotWithdraw,
  type Reader,
} from './rules.ts'

const CONTEXT = 2

/** Everything that somebody may see of what is suggested for a text. Refuses `not_found`. */
export async function viewSuggestions(
  db: Db,
  forks: Forks,
  actor: Actor | null,
  baseDraftId: Id,
): Promise<SuggestionsView> {
  const base = (await findText(db, baseDraftId)) ?? refuse('not_found')
  const reader = await forks.reader(actor, base.draft)
  if (reader.role === null || base.draft.subjectKind === 'suggestion') refuse('not_found')
  const visible = (await listSuggestions(db, baseDraftId)).filter((each) => maySeeSuggestion(each, reader))
  const decisions = await listDecisions(
    db,
    visible.map(({ id }) => id),
  )
  // What was taken back before anything of it was decided is nobody's business any more.
  const shown = visible.filter(({ state, id }) => state !== 'withdrawn' || decisions.has(id))
  const looks = new Map<Id, Look | null>()
  for (const each of shown)
    looks.set(each.id, each.state === 'withdrawn' ? null : await tried(forks, each, base))
  return {
    draftId: baseDraftId,
    state: base.draft.state,
    suggestions: shown.map((each) =>
      lineOf(each, looks.get(each.id) ?? null, [...looks.values()], decisions.get(each.id) ?? [], reader),
    ),
    can: {
      suggest: whyNotSuggest(reader) === null,
      decide: reader.role === 'write' && reader.base === 'open',
    },
  }
}

/** One suggestion with the whole text it makes. Refuses `not_found`. */
export async function viewSuggestion(
  db: Db,
  forks: Forks,
  actor: Actor | null,
  id: Id,
): Promise<SuggestionView> {
  const suggestion = (await findSuggestion(db, id)) ?? refuse('not_found')
  const { draft, reader } = (await forks.baseFor(actor, suggestion.baseDraftId)) ?? refuse('not_found')
  if (!maySeeSuggestion(suggestion, reader)) refuse('not_found')
  const all = await viewSuggestions(db, forks, actor, draft.id)
  const line = all.suggestions.find((each) => each.id === id)
  const look = await tried(forks, suggestion)
  if (line) return { ...line, html: look && htmlOf(look) }
  return { ...lineOf(suggestion, null, [], [], reader), html: null }
}

async function tried(forks: Forks, suggestion: Suggestion, base?: Look['base']): Promise<Look | null> {
  try {
    return await forks.look(suggestion, base)
  } catch (error) {
    // Two texts that cannot be compared hide neither the suggestion nor the others.
    if (error instanceof Refusal && error.code.startsWith('comparison_')) return null
    throw error
  }
}

function lineOf(
  suggestion: Suggestion,
  look: Look | null,
  others: readonly (Look | null)[],
  decisions: readonly SuggestionDecision[],
  reader: Reader,
): SuggestionLine {
  const { id, baseDraftId, draftId, state, ownerId, ownerName, authorName } = suggestion
  const { note, createdAt, sentAt, changedAt } = suggestion
  return {
    ...{ id, baseDraftId, draftId, state, authorName, note, createdAt, sentAt, changedAt },
    owner: { personId: ownerId, name: ownerName },
    changes: look && changesOf(look, others),
    decisions: [...decisions],
    can: {
      write: forkRole(suggestion, reader) === 'write',
      send: whyNotSend(suggestion, reader) === null,
      withdraw: whyNotWithdraw(suggestion, reader) === null,
      decide: whyNotDecide(suggestion, reader) === null,
    },
  }
}

function changesOf(look: Look, others: readonly (Look | null)[]): SuggestedChange[] {
  const text = nodeOfDraft(look.base.json)
  const beside = others.flatMap((each) => (each && isBeside(each, look) ? [each] : []))
  return look.stand.changes.map((hunk) => {
    const { id, fromB, kind, fromA, toA, removed, added, from, to } = hunk
    const outdated = look.stand.outdated.find((each) => each.id === id)
    return {
      ...{ id, near: fromB, kind, from: fromA, to: toA, removed, added },
      isFormat: isFormatOnly(hunk),
      shape: from && to ? { from: shapeWord(from), to: shapeWord(to) } : null,
      place: placeAt(text, fromA),
      outdated: outdated ? { then: outdated.then, now: outdated.now, suggested: outdated.kept } : null,
      collides: beside
        .filter(({ stand }) => stand.changes.some((other) => touches(hunk, other)))
        .map(({ suggestion }) => suggestion.id),
    }
  })
}

/** What its owner has not sent yet collides with nothing that others know of. */
const isBeside = ({ suggestion }: Look, look: Look): boolean =>
  suggestion.id !== look.suggestion.id && suggestion.state === 'sent'

function htmlOf({ base, stand, suggestion }: Look): string {
  const author = suggestion.authorName ?? suggestion.ownerName
  const at = suggestion.sentAt ?? suggestion.createdAt
  const by = (_: Hunk) => ({ author, at })
  return diffHtml(base.json, stand.json, stand.changes, { words: changeSigns, context: CONTEXT, by })
}
