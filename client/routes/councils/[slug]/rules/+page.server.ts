import type { CouncilView, RulesHistory } from '../../../../../shared/councils.ts'
import { api } from '../../../../lib/api.ts'
import { need } from '../../../../lib/forms.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ fetch, params, url }) => {
  const at = `/councils/${encodeURIComponent(params.slug)}`
  return {
    council: need(await api(fetch).get<CouncilView>(at), url),
    history: need(await api(fetch).get<RulesHistory>(`${at}/rules`), url),
  }
}
