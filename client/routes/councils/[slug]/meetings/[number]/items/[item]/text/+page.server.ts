import { error } from '@sveltejs/kit'
import type { DraftView } from '../../../../../../../../../shared/drafts.ts'
import { api } from '../../../../../../../../lib/api.ts'
import { need } from '../../../../../../../../lib/forms.ts'
import { loadItem } from '../../../../../../../../procedures/item.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ fetch, params, url }) => {
  const { meeting, item } = await loadItem(api(fetch), params, url)
  if (item.draftId === null) error(404, 'not_found')
  return { meeting, item, live: need(await api(fetch).get<DraftView>(`/drafts/${item.draftId}`), url) }
}
