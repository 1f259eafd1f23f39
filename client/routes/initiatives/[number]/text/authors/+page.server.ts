import { error } from '@sveltejs/kit'
import type { InitiativeView } from '../../../../../../shared/initiatives.ts'
import type { Attribution } from '../../../../../../shared/revisions.ts'
import { api } from '../../../../../lib/api.ts'
import { need } from '../../../../../lib/forms.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ fetch, params, url }) => {
  const path = `/initiatives/${encodeURIComponent(params.number)}`
  const { number, title, draft } = need(await api(fetch).get<InitiativeView>(path), url)
  if (!draft) error(404, 'not_found')
  const attribution = need(await api(fetch).get<Attribution>(`/drafts/${draft.id}/attribution`), url)
  return { initiative: { number, title }, attribution }
}
