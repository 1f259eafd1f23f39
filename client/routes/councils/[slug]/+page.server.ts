import type { CouncilView } from '../../../../shared/councils.ts'
import { api } from '../../../lib/api.ts'
import { need } from '../../../lib/forms.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ fetch, params, url }) => ({
  council: need(await api(fetch).get<CouncilView>(`/councils/${encodeURIComponent(params.slug)}`), url),
})
