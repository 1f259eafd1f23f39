import type { SuggestedChange, SuggestionsView, SuggestionView } from '../../shared/suggestions.ts'
import type { DraftJson } from '../../shared/draft-schema.ts'
import type { Id } from '../../shared/values.ts'
import { draftJson } from '../../server/drafts/queries.ts'
import type { Client, House } from '../house.ts'

/** Begins, or goes on with, a suggestion for a text. */
export async function begin(who: Client, draftId: Id): Promise<SuggestionView> {
  const answer = await who.post<SuggestionView>(`/drafts/${draftId}/suggestions`)
  if (answer.status !== 200) throw new Error(`not begun: ${JSON.stringify(answer.body)}`)
  return answer.body
}

/** Writes a suggestion as its owner's editor would, without a socket. */
export const rewrite = (house: House, suggestion: SuggestionView, change: (json: DraftJson) => DraftJson) =>
  house.kit.drafts.edit(suggestion.draftId, { personId: suggestion.owner.personId }, change)

export async function send(who: Client, { id }: { id: Id }, note?: string): Promise<SuggestionView> {
  const answer = await who.post<SuggestionView>(`/suggestions/${id}/send`, { note: note ?? null })
  if (answer.status !== 200) throw new Error(`not sent: ${JSON.stringify(answer.body)}`)
  return answer.body
}

export const read = async (who: Client, { id }: { id: Id }): Promise<SuggestionView> =>
  (await who.get<SuggestionView>(`/suggestions/${id}`)).body

export const list = async (who: Client, draftId: Id): Promise<SuggestionsView> =>
  (await who.get<SuggestionsView>(`/drafts/${draftId}/suggestions`)).body

export const seen = ({ id, near }: SuggestedChange) => ({ change: id, near })

/** The lines of a text as they are on disk. */
export const linesOf = async (house: House, draftId: Id): Promise<string[]> => {
  const words = (node: DraftJson): string => node.text ?? (node.content ?? []).map(words).join('')
  return ((await draftJson(house.kit.db, draftId)).content ?? []).map(words)
}
