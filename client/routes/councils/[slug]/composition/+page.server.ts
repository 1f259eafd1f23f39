import type { CompositionView } from '../../../../../shared/councils.ts'
import { api } from '../../../../lib/api.ts'
import { need } from '../../../../lib/forms.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ fetch, params, url }) => {
  const on = url.searchParams.get('on')
  const at = `/councils/${encodeURIComponent(params.slug)}/composition`
  return {
    composition: need(
      await api(fetch).get<CompositionView>(on ? `${at}?on=${encodeURIComponent(on)}` : at),
      url,
    ),
  }
}
