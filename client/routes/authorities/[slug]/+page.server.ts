import type { AuthorityView } from '../../../../shared/reviews.ts'
import { api } from '../../../lib/api.ts'
import { need } from '../../../lib/forms.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ fetch, params, url }) => ({
  view: need(await api(fetch).get<AuthorityView>(`/authorities/${encodeURIComponent(params.slug)}`), url),
})
