import type { ThreadList } from '../../../../../shared/comments.ts'
import type { DraftView } from '../../../../../shared/drafts.ts'
import type { InitiativeView } from '../../../../../shared/initiatives.ts'
import type { SuggestionsView } from '../../../../../shared/suggestions.ts'
import { api } from '../../../../lib/api.ts'
import { need } from '../../../../lib/forms.ts'
import { waiting } from '../../../../suggestions/clauses.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ fetch, params, url }) => {
  const number = encodeURIComponent(params.number)
  const initiative = need(await api(fetch).get<InitiativeView>(`/initiatives/${number}`), url)
  const { draft, title, state, text } = initiative
  // Until the text is frozen its writers see it live; everybody else, and everybody afterwards, reads what was published.
  const isLive =
    draft !== null && ['draft', 'public_discussion', 'council_review', 'withdrawn'].includes(state)
  const live = isLive ? need(await api(fetch).get<DraftView>(`/drafts/${draft.id}`), url) : null
  const all = live ? await api(fetch).get<SuggestionsView>(`/drafts/${live.id}/suggestions`) : null
  const suggested = all?.ok
    ? waiting(all.data.suggestions).reduce((sum, { changes }) => sum + (changes?.length ?? 1), 0)
    : 0
  // Who only reads the text is told of no comments.
  const said = draft && (await api(fetch).get<ThreadList>(`/drafts/${draft.id}/threads`))
  return {
    initiative: { number: initiative.number, title, state, council: initiative.council },
    text,
    live,
    suggested,
    comments: said?.ok ? said.data.threads.filter(({ state }) => state === 'open').length : null,
    maySuggest: all?.ok === true && all.data.can.suggest,
  }
}
