import { error } from '@sveltejs/kit'
import type { InitiativeView } from '../../../../../../../shared/initiatives.ts'
import type { Comparison, VersionList } from '../../../../../../../shared/revisions.ts'
import { pairOf } from '../../../../../../drafts/versions.ts'
import { api } from '../../../../../../lib/api.ts'
import { need } from '../../../../../../lib/forms.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ fetch, params, url }) => {
  const path = `/initiatives/${encodeURIComponent(params.number)}`
  const { number, title, draft, text } = need(await api(fetch).get<InitiativeView>(path), url)
  const of = draft ? `/drafts/${draft.id}` : text ? `/revisions/${text.revisionId}` : error(404, 'not_found')
  const list = need(await api(fetch).get<VersionList>(`${of}/versions`), url)
  const { from, to } = pairOf(params.pair, list) ?? error(404, 'not_found')
  const comparison = need(
    await api(fetch).get<Comparison>(`/revisions/${from.id}/compare?with=${to?.id ?? 'now'}`),
    url,
  )
  return { initiative: { number, title }, from, to, comparison }
}
