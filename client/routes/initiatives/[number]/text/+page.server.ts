import type { DraftView } from '../../../../../shared/drafts.ts'
import type { InitiativeView } from '../../../../../shared/initiatives.ts'
import { api } from '../../../../lib/api.ts'
import { need } from '../../../../lib/forms.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ fetch, params, url }) => {
  const number = encodeURIComponent(params.number)
  const initiative = need(await api(fetch).get<InitiativeView>(`/initiatives/${number}`), url)
  const { draft, title, state, text } = initiative
  // Until the text is frozen its writers see it live; everybody else, and everybody afterwards, reads what was published.
  const isLive =
    draft !== null && ['draft', 'public_discussion', 'council_review', 'withdrawn'].includes(state)
  const live = isLive ? need(await api(fetch).get<DraftView>(`/drafts/${draft.id}`), url) : null
  return { initiative: { number: initiative.number, title, state, council: initiative.council }, text, live }
}
